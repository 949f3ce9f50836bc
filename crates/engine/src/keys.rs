//! Keys that sign: taken from PKCS#12 files, or made here for practice; and how they are (the key doctor).

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use clearance_core::signing::{
    Algorithm, Certificate, Practice, PracticeError, PracticeRandom, PracticeSubject, Signer as _, SoftKey,
    open_pkcs12,
};
use clearance_core::text::Text;
use clearance_core::time::BeijingTime;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::clock;
use crate::error::{Error, Result, fault};
use crate::store::keys::KeyRow;
use crate::store::{Store, keys, moment};
use crate::vault::Secrets;
use crate::view::{KeyLine, Said};

/// Largest certificate file that is read; real ones have a few kilobytes.
const LARGEST: u64 = 1 << 20;
/// How long a practice certificate is valid, in milliseconds: ten years.
const PRACTICE_LASTS: i64 = 3_650 * 24 * 3_600 * 1_000;
/// How long before its end a certificate is warned about, in milliseconds: thirty days.
const ENDS_SOON: i64 = 30 * 24 * 3_600 * 1_000;

/// Opened keys, so that a container is decrypted once in a session.
#[derive(Default)]
pub(crate) struct KeyRing(Mutex<HashMap<String, Arc<SoftKey>>>);

impl KeyRing {
    /// The key of a row, ready to sign.
    pub(crate) fn signer(&self, row: &KeyRow, secrets: &Secrets) -> Result<Arc<SoftKey>> {
        let mut opened = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = opened.get(&row.id) {
            return Ok(Arc::clone(key));
        }
        let passphrase = secrets.passphrase(row)?;
        let mut key = open_pkcs12(&row.p12, passphrase.expose_secret())?;
        if let Some(algorithm) = Algorithm::from_name(&row.algorithm).filter(|a| *a != key.algorithm()) {
            key = key.with_algorithm(algorithm)?;
        }
        let key = Arc::new(key);
        opened.insert(row.id.clone(), Arc::clone(&key));
        Ok(key)
    }
}

/// Imports a key with its certificate from a PKCS#12 file.
pub(crate) fn import(
    store: &Store,
    secrets: &Secrets,
    client: &str,
    path: &Path,
    password: &SecretString,
) -> Result<()> {
    let unreadable = |e: std::io::Error| Error::new(&fault::FILE).on(path.display()).because(e);
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    let bytes = if size > LARGEST { Vec::new() } else { std::fs::read(path).map_err(unreadable)? };
    let key = open_pkcs12(&bytes, password.expose_secret())?;
    let name = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    put(store, secrets, client, &name, key.certificate(), key.algorithm(), bytes, password, false)
}

/// A fresh SM2 identity with a certificate of its own.
fn identity(name: &str, code: &str) -> Result<Practice> {
    let now = clock::now();
    let subject = PracticeSubject {
        enterprise_name: name,
        enterprise_code: code,
        // A day back, for clocks that differ a little.
        not_before: BeijingTime::from_unix_ms(now.unix_ms() - 24 * 3_600 * 1_000),
        not_after: BeijingTime::from_unix_ms(now.unix_ms() + PRACTICE_LASTS),
    };
    loop {
        let mut random = PracticeRandom { key: Zeroizing::new([0; 32]), serial: [0; 8] };
        clock::random(&mut *random.key)?;
        clock::random(&mut random.serial)?;
        match Practice::make(random, subject) {
            Err(PracticeError::UnusableRandom) => {}
            made => return made.map_err(|e| Error::new(&fault::SANDBOX).because(e)),
        }
    }
}

/// A key that nobody keeps, for measurements.
pub(crate) fn throwaway(name: &str, code: &str) -> Result<SoftKey> {
    Ok(identity(name, code)?.signer())
}

/// Makes a practice identity for a client, unless it has one that is still valid.
pub(crate) fn practice(store: &Store, secrets: &Secrets, client: &str, name: &str, code: &str) -> Result<()> {
    let now = clock::now();
    let all = store.read(|c| keys::of(c, client))?;
    if all.iter().any(|key| key.practice && key.not_after > now.unix_ms()) {
        return Ok(());
    }
    let identity = identity(name, code)?;
    let mut octets = Zeroizing::new([0_u8; 16]);
    clock::random(&mut *octets)?;
    let passphrase: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    let p12 = identity.to_pkcs12(&passphrase).map_err(|e| Error::new(&fault::SANDBOX).because(e))?;
    let passphrase = SecretString::from(passphrase);
    put(store, secrets, client, "练习签名", identity.certificate(), Algorithm::Sm2Sm3, p12, &passphrase, true)
}

#[allow(clippy::too_many_arguments, reason = "one row of the table, in its order")]
fn put(
    store: &Store,
    secrets: &Secrets,
    client: &str,
    name: &str,
    certificate: &Certificate,
    algorithm: Algorithm,
    p12: Vec<u8>,
    passphrase: &SecretString,
    practice: bool,
) -> Result<()> {
    let id = clock::guid()?;
    // The keyring comes first: a row without its passphrase could never sign.
    let inside = secrets.keep(&id, passphrase)?;
    let row = KeyRow {
        id,
        client: client.to_owned(),
        name: name.to_owned(),
        owner: certificate.enterprise_name().or(certificate.common_name()).unwrap_or_default().to_owned(),
        algorithm: algorithm.name().to_owned(),
        serial: certificate.serial().to_owned(),
        not_before: certificate.not_before().unix_ms(),
        not_after: certificate.not_after().unix_ms(),
        certificate: certificate.der().to_vec(),
        p12,
        passphrase: inside,
        practice,
    };
    store.write(|tx| keys::put(tx, &row, clock::now().unix_ms()))
}

/// What keeps a key from signing now.
pub(crate) fn trouble(row: &KeyRow, now: BeijingTime) -> Option<Text> {
    let now = now.unix_ms();
    if now < row.not_before {
        Some(Text {
            zh: "证书尚未生效，请核对电脑时间", en: "Not valid yet: check the computer's clock"
        })
    } else if now > row.not_after {
        Some(Text { zh: "已过期", en: "Expired" })
    } else {
        None
    }
}

/// A key, as the screens show it.
pub(crate) fn line(row: &KeyRow, now: BeijingTime) -> KeyLine {
    let trouble = trouble(row, now);
    let soon = row.not_after - now.unix_ms() < ENDS_SOON;
    let says = match trouble {
        Some(text) => text,
        None if soon => {
            Text { zh: "可用，不到 30 天后到期", en: "Ready; ends in less than 30 days" }
        }
        None => Text { zh: "可用", en: "Ready" },
    };
    let algorithm = match row.algorithm.as_str() {
        "rsa-sha1" => "RSA-SHA1",
        "rsa-sha256" => "RSA-SHA256",
        "sm2-sm3" => "SM2 / SM3",
        other => other,
    };
    KeyLine {
        id: row.id.clone(),
        name: row.name.clone(),
        owner: row.owner.clone(),
        algorithm: algorithm.to_owned(),
        serial: row.serial.clone(),
        not_after: moment(row.not_after).to_string(),
        usable: trouble.is_none(),
        practice: row.practice,
        says: Said::from(says),
    }
}

/// The key that a client signs with: the wanted one, or the newest that is valid.
pub(crate) fn choose(store: &Store, client: &str, wanted: &str) -> Result<KeyRow> {
    let now = clock::now();
    if !wanted.is_empty() {
        let row = store.read(|c| keys::find(c, wanted))?.ok_or_else(|| Error::new(&fault::NO_KEY))?;
        return match trouble(&row, now) {
            None => Ok(row),
            Some(_) => Err(Error::new(&fault::KEY_EXPIRED)),
        };
    }
    let all = store.read(|c| keys::of(c, client))?;
    let none = all.is_empty();
    let usable = all.into_iter().find(|row| trouble(row, now).is_none());
    usable.ok_or_else(|| Error::new(if none { &fault::NO_KEY } else { &fault::KEY_EXPIRED }))
}
