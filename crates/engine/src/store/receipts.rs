//! Receipts: what customs answered, octet by octet. The same octets are kept once; what cannot be read is kept too.

use rusqlite::{Connection, OptionalExtension, params};

use super::sha256;
use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE receipts (
    id         INTEGER PRIMARY KEY,
    sha256     TEXT NOT NULL UNIQUE,
    feed       TEXT NOT NULL,
    cursor     INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    body       TEXT NOT NULL,
    understood INTEGER NOT NULL,
    arrived    INTEGER NOT NULL
) STRICT;
CREATE INDEX receipts_arrived ON receipts (arrived);
";

/// Stores a receipt; its id, or none when it is there already.
pub(crate) fn add(
    c: &Connection,
    feed: &str,
    cursor: i64,
    kind: &str,
    body: &str,
    understood: bool,
    arrived: i64,
) -> Result<Option<String>> {
    let mut insert = c.prepare_cached(
        "INSERT INTO receipts (sha256, feed, cursor, kind, body, understood, arrived) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (sha256) DO NOTHING RETURNING id",
    )?;
    let id: Option<i64> = insert
        .query_row(params![sha256(body.as_bytes()), feed, cursor, kind, body, understood, arrived], |row| {
            row.get(0)
        })
        .optional()?;
    Ok(id.map(|id| format!("r{id}")))
}

/// The octets of a receipt.
pub(crate) fn body(c: &Connection, id: &str) -> Result<Option<String>> {
    let Some(id) = id.strip_prefix('r').and_then(|id| id.parse::<i64>().ok()) else { return Ok(None) };
    Ok(c.query_row("SELECT body FROM receipts WHERE id = ?1", [id], |row| row.get(0)).optional()?)
}

/// Receipts since a moment that cannot be read: how many, and when the first of them came.
pub(crate) fn unread(c: &Connection, since: i64) -> Result<(i64, i64)> {
    Ok(c.query_row(
        "SELECT count(*), coalesce(min(arrived), 0) FROM receipts WHERE understood = 0 AND arrived >= ?1",
        [since],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?)
}

/// When the last one came.
pub(crate) fn last(c: &Connection) -> Result<Option<i64>> {
    Ok(c.query_row("SELECT max(arrived) FROM receipts", [], |row| row.get(0))?)
}

#[cfg(test)]
pub(crate) fn count(c: &Connection, understood: bool) -> i64 {
    c.query_row("SELECT count(*) FROM receipts WHERE understood = ?1", [understood], |row| row.get(0))
        .expect("a count")
}
