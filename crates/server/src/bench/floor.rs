//! The floor: what cannot be left out, done on one core with nothing around it.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use clearance_core::signing::{Limits, Signer, VerifyOptions, parse_within, verify_parsed};

use super::load::{Card, PARTIES, Signed, What, messages, now};
use super::{Measured, Result, stopped};
use crate::admit::digest;
use crate::log::{IntakeLog, NewEntry};
use crate::store;

/// Each baseline runs so long.
const LONG: Duration = Duration::from_millis(400);

/// How fast this machine verifies and syncs.
pub(super) fn baselines(folder: &Path) -> Result<Vec<Measured>> {
    let mut all = Vec::new();
    for card in [Card::Rsa, Card::Sm2] {
        let key = card.key(PARTIES[3].0)?;
        let text = [b'x'; 200];
        let signature = key.sign(&text).map_err(stopped)?;
        let verified = rate(|| {
            if key.certificate().verifies(key.algorithm(), &text, &signature) {
                Ok(())
            } else {
                Err(stopped("a signature"))
            }
        })?;
        let what = "signatures verified, on one core";
        all.push(Measured::new(format!("verify-{}", card.name()), "", verified, "/s", what));
    }
    let path = folder.join("sync");
    let mut file = File::create(&path).map_err(stopped)?;
    let synced = rate(|| {
        file.write_all(&[0; 4096]).map_err(stopped)?;
        file.sync_data().map_err(stopped)
    })?;
    let _ = std::fs::remove_file(&path);
    all.push(Measured::new(
        "fdatasync",
        "4 KiB each",
        synced,
        "/s",
        "appends made durable, one after the other",
    ));
    Ok(all)
}

/// Records a second of one core: parsed, canonicalised, digested, verified, and their bytes inserted and synced.
pub(super) fn floor(folder: &Path, card: Card, records: usize, count: usize) -> Result<f64> {
    let keys = PARTIES.iter().map(|(code, _)| card.key(code)).collect::<Result<Vec<_>>>()?;
    let all: Vec<Signed> =
        messages(&keys, What::Declarations, 0, count, records, 2)?.into_iter().flatten().collect();
    let folder = folder.join("floor");
    let _ = std::fs::remove_dir_all(&folder);
    let (_store, mut log) = store::open(&folder.join("service.db"), None)?;
    let limits = Limits::default();
    let options = VerifyOptions { now: Some(now()), trust: None, limits };
    let started = Instant::now();
    for messages in all.chunks(4_000 / records) {
        let mut entries = Vec::with_capacity(messages.len());
        for Signed { id, bytes, .. } in messages {
            let parsed = parse_within(bytes, &limits).map_err(stopped)?;
            if !verify_parsed(&parsed, &options).is_valid() {
                return Err(stopped("a signature of the measurement is not good"));
            }
            entries.push(NewEntry {
                guid: id,
                digest: digest(bytes),
                kind: "CEB621Message",
                enterprise: 1,
                at: now().unix_ms(),
                records: u32::try_from(records).unwrap_or(u32::MAX),
                own: false,
                bytes,
            });
        }
        log.append(&entries)?;
    }
    let rate = count as f64 / started.elapsed().as_secs_f64();
    let _ = std::fs::remove_dir_all(&folder);
    Ok(rate)
}

fn rate(mut one: impl FnMut() -> Result<()>) -> Result<f64> {
    let started = Instant::now();
    let mut count = 0;
    while started.elapsed() < LONG {
        one()?;
        count += 1;
    }
    Ok(f64::from(count) / started.elapsed().as_secs_f64())
}
