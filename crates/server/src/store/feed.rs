//! The feed of each enterprise: envelopes in the order in which they were written.

use clearance_core::exchange::Envelope;
use clearance_core::time::BeijingTime;
use rusqlite::{Connection, params};

use super::{EnterpriseId, Result};

pub(super) const MIGRATION: &str = "
    CREATE TABLE feed (
        cursor INTEGER PRIMARY KEY AUTOINCREMENT,
        enterprise INTEGER NOT NULL,
        kind TEXT NOT NULL,
        at INTEGER NOT NULL,
        body TEXT NOT NULL
    );
    CREATE INDEX feed_by_enterprise ON feed (enterprise, cursor);";

pub(super) fn push(
    connection: &Connection,
    enterprise: EnterpriseId,
    kind: &str,
    at: i64,
    body: &str,
) -> Result<u64> {
    let sql = "INSERT INTO feed (enterprise, kind, at, body) VALUES (?1, ?2, ?3, ?4)";
    let cursor = connection.prepare_cached(sql)?.insert(params![enterprise, kind, at, body])?;
    Ok(u64::try_from(cursor).unwrap_or_default())
}

pub(super) fn after(
    connection: &Connection,
    enterprise: EnterpriseId,
    after: u64,
    most: usize,
    bytes: usize,
) -> Result<Vec<Envelope>> {
    let sql = "SELECT cursor, kind, at, body FROM feed WHERE enterprise = ?1 AND cursor > ?2
        ORDER BY cursor LIMIT ?3";
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![enterprise, after, most])?;
    let (mut envelopes, mut size) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let cursor: i64 = row.get(0)?;
        let body: String = row.get(3)?;
        size += body.len();
        if size > bytes && !envelopes.is_empty() {
            break;
        }
        envelopes.push(Envelope {
            cursor: u64::try_from(cursor).unwrap_or_default(),
            kind: row.get(1)?,
            at: BeijingTime::from_unix_ms(row.get(2)?),
            body,
        });
    }
    Ok(envelopes)
}
