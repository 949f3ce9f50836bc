//! Messages: signed octets on their way to the service. The octets never change.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::sha256;
use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE messages (
    guid      TEXT PRIMARY KEY,
    batch     INTEGER NOT NULL UNIQUE,
    client    TEXT NOT NULL REFERENCES clients (id),
    key       TEXT NOT NULL,
    kind      TEXT NOT NULL,
    records   INTEGER NOT NULL,
    body      TEXT NOT NULL,
    sha256    TEXT NOT NULL,
    state     TEXT NOT NULL CHECK (state IN ('waiting', 'received', 'refused')),
    attempts  INTEGER NOT NULL DEFAULT 0,
    next_at   INTEGER NOT NULL,
    trouble   TEXT NOT NULL DEFAULT '',
    signed_at INTEGER NOT NULL,
    done_at   INTEGER
) STRICT;
CREATE INDEX messages_waiting ON messages (next_at) WHERE state = 'waiting';
";

/// The newest of one client are found without looking at the others'.
pub(super) const BY_CLIENT: &str = "CREATE INDEX messages_client ON messages (client, batch);";

/// A message as it is stored, without its octets.
#[derive(Clone, Debug)]
pub(crate) struct MessageRow {
    pub(crate) guid: String,
    pub(crate) batch: i64,
    pub(crate) client: String,
    pub(crate) kind: String,
    pub(crate) records: i64,
    pub(crate) state: String,
    pub(crate) attempts: i64,
    pub(crate) next_at: i64,
    pub(crate) signed_at: i64,
    pub(crate) done_at: Option<i64>,
    /// Code of what keeps it; `sending` while an attempt runs.
    pub(crate) trouble: String,
}

const COLUMNS: &str =
    "guid, batch, client, kind, records, state, attempts, next_at, signed_at, done_at, trouble";

fn row(row: &Row<'_>) -> rusqlite::Result<MessageRow> {
    Ok(MessageRow {
        guid: row.get(0)?,
        batch: row.get(1)?,
        client: row.get(2)?,
        kind: row.get(3)?,
        records: row.get(4)?,
        state: row.get(5)?,
        attempts: row.get(6)?,
        next_at: row.get(7)?,
        signed_at: row.get(8)?,
        done_at: row.get(9)?,
        trouble: row.get(10)?,
    })
}

/// A message that was just signed.
pub(crate) struct Fresh<'a> {
    pub(crate) guid: &'a str,
    pub(crate) client: &'a str,
    pub(crate) key: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) records: i64,
    pub(crate) body: &'a str,
    pub(crate) at: i64,
}

pub(crate) fn insert(c: &Connection, message: &Fresh<'_>) -> Result<()> {
    c.prepare_cached(
        "INSERT INTO messages (guid, batch, client, key, kind, records, body, sha256, state, next_at, signed_at)
         VALUES (?1, (SELECT coalesce(max(batch), 0) + 1 FROM messages), ?2, ?3, ?4, ?5, ?6, ?7, 'waiting', ?8, ?8)",
    )?
    .execute(params![
        message.guid,
        message.client,
        message.key,
        message.kind,
        message.records,
        message.body,
        sha256(message.body.as_bytes()),
        message.at
    ])?;
    Ok(())
}

/// Messages that wait and are due, in the order in which they were signed.
pub(crate) fn due(c: &Connection, now: i64) -> Result<Vec<MessageRow>> {
    let mut query = c.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM messages WHERE state = 'waiting' AND next_at <= ?1 ORDER BY batch"
    ))?;
    let rows = query.query_map([now], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// When the next message is due; none when nothing waits.
pub(crate) fn next_due(c: &Connection) -> Result<Option<i64>> {
    Ok(c.query_row("SELECT min(next_at) FROM messages WHERE state = 'waiting'", [], |row| row.get(0))?)
}

pub(crate) fn waiting(c: &Connection) -> Result<i64> {
    Ok(c.query_row("SELECT count(*) FROM messages WHERE state = 'waiting'", [], |row| row.get(0))?)
}

/// The newest messages first.
pub(crate) fn newest(c: &Connection, client: &str, limit: i64) -> Result<Vec<MessageRow>> {
    let whose = if client.is_empty() { "?1 = ''" } else { "client = ?1" };
    let mut query = c.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM messages WHERE {whose} ORDER BY batch DESC LIMIT ?2"
    ))?;
    let rows = query.query_map(params![client, limit], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn find(c: &Connection, guid: &str) -> Result<Option<MessageRow>> {
    let mut query = c.prepare_cached(&format!("SELECT {COLUMNS} FROM messages WHERE guid = ?1"))?;
    Ok(query.query_row([guid], row).optional()?)
}

/// The octets, exactly as they were signed.
pub(crate) fn body(c: &Connection, guid: &str) -> Result<Option<String>> {
    let mut query = c.prepare_cached("SELECT body FROM messages WHERE guid = ?1")?;
    Ok(query.query_row([guid], |row| row.get(0)).optional()?)
}

/// An attempt begins: until `next_at` nobody else tries.
pub(crate) fn attempt(c: &Connection, guid: &str, next_at: i64) -> Result<()> {
    c.prepare_cached(
        "UPDATE messages SET attempts = attempts + 1, next_at = ?2, trouble = 'sending'
         WHERE guid = ?1 AND state = 'waiting'",
    )?
    .execute(params![guid, next_at])?;
    Ok(())
}

/// The attempt came to nothing; try again at this moment.
pub(crate) fn later(c: &Connection, guid: &str, next_at: i64, trouble: &str) -> Result<()> {
    c.prepare_cached("UPDATE messages SET next_at = ?2, trouble = ?3 WHERE guid = ?1 AND state = 'waiting'")?
        .execute(params![guid, next_at, trouble])?;
    Ok(())
}

/// What waits is due now because the user asked; only where the service itself asked to wait it is not.
pub(crate) fn hurry(c: &Connection, now: i64) -> Result<()> {
    c.execute(
        "UPDATE messages SET next_at = ?1 WHERE state = 'waiting' AND next_at > ?1
         AND trouble NOT IN ('service-busy', 'sending')",
        [now],
    )?;
    Ok(())
}

/// An attempt was cut off with its program: it is made again at once. How many were.
pub(crate) fn resume(c: &Connection, now: i64) -> Result<usize> {
    Ok(c.execute(
        "UPDATE messages SET next_at = ?1, trouble = '' WHERE state = 'waiting' AND trouble = 'sending'",
        [now],
    )?)
}

/// The service has answered for good. `false` when it had before.
pub(crate) fn done(c: &Connection, guid: &str, state: &str, trouble: &str, at: i64) -> Result<bool> {
    let changed = c
        .prepare_cached(
            "UPDATE messages SET state = ?2, trouble = ?3, done_at = ?4 WHERE guid = ?1 AND state = 'waiting'",
        )?
        .execute(params![guid, state, trouble, at])?;
    Ok(changed == 1)
}

/// A refusal that came after the delivery, as a format receipt.
pub(crate) fn refused_later(c: &Connection, guid: &str, trouble: &str) -> Result<()> {
    c.execute("UPDATE messages SET state = 'refused', trouble = ?2 WHERE guid = ?1", params![guid, trouble])?;
    Ok(())
}
