//! Messages that another program signs: handed over in a folder, picked up once they come back.

use clearance_core::cn::seal;
use clearance_core::signing::SignError;
use clearance_core::status::{Operation, Subject};
use rusqlite::Transaction;

use super::{Asks, Sealed, keep};
use crate::clock;
use crate::error::Result;
use crate::keys::KeyRing;
use crate::store::handed::{self, HandedRow};
use crate::store::{Store, activity, declarations, keys, sha256, to_json};
use crate::vault::Secrets;

/// What a look into the folders came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Collected {
    /// Messages that came back and are in the outbox now.
    pub(crate) signed: usize,
    /// Messages that wait still.
    pub(crate) waiting: usize,
    /// Files that were refused.
    pub(crate) refused: usize,
}

/// What a declaration says, so that a later change shows.
pub(super) fn state_of(tx: &Transaction<'_>, subject: &Subject) -> Result<Option<String>> {
    let Some(cop_no) = subject.0.strip_prefix("declaration:") else { return Ok(Some(String::new())) };
    match declarations::find(tx, cop_no)? {
        Some(row) if row.state == "to-sign" => {
            Ok(Some(sha256(to_json(&declarations::documents(tx, row.id)?)?.as_bytes())))
        }
        _ => Ok(None),
    }
}

/// Remembers a message that lies in the folder now.
pub(super) fn remember(
    tx: &Transaction<'_>,
    client: &str,
    key: &str,
    message: &Sealed,
    at: i64,
) -> Result<()> {
    let row = HandedRow {
        guid: message.guid.clone(),
        client: client.to_owned(),
        key: key.to_owned(),
        kind: message.kind.clone(),
        unsigned: message.xml.clone(),
    };
    let mut records = Vec::with_capacity(message.asks.len());
    for Asks { subject, .. } in &message.asks {
        records.push((subject.clone(), state_of(tx, subject)?.unwrap_or_default()));
    }
    if handed::insert(tx, &row, &records, at)? {
        Ok(())
    } else {
        Err(crate::error::Error::new(&crate::error::fault::ON_ITS_WAY))
    }
}

/// Picks up what came back signed. A key that cannot be used now leaves its messages where they are.
pub(crate) fn collect(store: &Store, ring: &KeyRing, secrets: &Secrets) -> Result<Collected> {
    let mut collected = Collected::default();
    for row in store.read(handed::all)? {
        let key = store.read(|c| keys::find(c, &row.key))?;
        let signer = key.map(|key| ring.signer(&key, store, secrets));
        let Some(Ok(signer)) = signer else {
            collected.waiting += 1;
            continue;
        };
        match seal::seal(&row.unsigned, signer.as_ref()) {
            Ok(signed) => {
                if store.write(|tx| arrived(tx, &row, signed.into_xml()))? {
                    collected.signed += 1;
                } else {
                    collected.refused += 1;
                }
            }
            Err(SignError::Pending) => collected.waiting += 1,
            Err(error) => {
                tracing::warn!(code = error.code(), message = %row.guid, "a signed file was refused");
                collected.waiting += 1;
                collected.refused += 1;
            }
        }
    }
    Ok(collected)
}

/// Puts a message that came back into the outbox; `false` when its records were changed since: then they are signed anew.
fn arrived(tx: &Transaction<'_>, row: &HandedRow, xml: String) -> Result<bool> {
    let now = clock::now();
    let records = handed::records(tx, &row.guid)?;
    handed::remove(tx, &row.guid)?;
    for (subject, said) in &records {
        if state_of(tx, subject)?.as_ref() != Some(said) {
            activity::log(tx, now.unix_ms(), "hand-over-outdated", &row.guid)?;
            return Ok(false);
        }
    }
    let asks = records.into_iter();
    let asks = asks.map(|(subject, _)| Asks { subject, operation: Operation::New, record: None }).collect();
    let message = Sealed { guid: row.guid.clone(), kind: row.kind.clone(), xml, asks };
    keep(tx, &row.client, &row.key, &message, now)?;
    for Asks { subject, .. } in &message.asks {
        super::refresh(tx, subject)?;
    }
    let details = [("count", message.asks.len().to_string()), ("key", row.key.clone())];
    activity::log_of(tx, now.unix_ms(), "signed", &row.client, &row.guid, &details)?;
    Ok(true)
}

/// Takes back what was not signed, of one client or (with an empty id) of all: its records can be signed with another
/// key. The messages.
pub(crate) fn take_back(store: &Store, client: &str) -> Result<Vec<HandedRow>> {
    store.write(|tx| {
        let mut all = handed::all(tx)?;
        all.retain(|row| client.is_empty() || row.client == client);
        for row in &all {
            handed::remove(tx, &row.guid)?;
        }
        if !all.is_empty() {
            let details = [("messages", all.len().to_string())];
            activity::log_of(tx, clock::now().unix_ms(), "taken-back", "", "", &details)?;
        }
        Ok(all)
    })
}
