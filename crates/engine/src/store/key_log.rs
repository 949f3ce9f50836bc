//! What happened to a key: registered, unlocked, signed, stood still. Numbers and codes only.

use rusqlite::{Connection, params};

use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE key_log (
    id   INTEGER PRIMARY KEY,
    key  TEXT NOT NULL,
    at   INTEGER NOT NULL,
    what TEXT NOT NULL,
    code TEXT NOT NULL,
    n    INTEGER NOT NULL,
    ms   INTEGER NOT NULL
) STRICT;
CREATE INDEX key_log_key ON key_log (key, at);
";

/// One entry.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) at: i64,
    /// `added`, `pin`, `pin-refused`, `signed`, `paused`, `went-on`, `examined`, `renewed`.
    pub(crate) what: String,
    /// Code of what failed; else empty.
    pub(crate) code: String,
    /// Declarations signed.
    pub(crate) n: i64,
    /// How long that took, in milliseconds.
    pub(crate) ms: i64,
}

pub(crate) fn log(c: &Connection, key: &str, entry: &Entry) -> Result<()> {
    let Entry { at, what, code, n, ms } = entry;
    c.execute(
        "INSERT INTO key_log (key, at, what, code, n, ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![key, at, what, code, n, ms],
    )?;
    Ok(())
}

/// The newest entries of a key.
pub(crate) fn newest(c: &Connection, key: &str, most: i64) -> Result<Vec<Entry>> {
    let mut query = c.prepare_cached(
        "SELECT at, what, code, n, ms FROM key_log WHERE key = ?1 ORDER BY at DESC, id DESC LIMIT ?2",
    )?;
    let rows = query.query_map(params![key, most], |row| {
        Ok(Entry { at: row.get(0)?, what: row.get(1)?, code: row.get(2)?, n: row.get(3)?, ms: row.get(4)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Of a key since a moment: declarations signed, how long that took in milliseconds, and how often it stood still.
pub(crate) fn since(c: &Connection, key: &str, at: i64) -> Result<(i64, i64, i64)> {
    let mut query = c.prepare_cached(
        "SELECT coalesce(sum(n), 0), coalesce(sum(ms), 0), coalesce(sum(what = 'paused' AND code <> 'signing-paused'), 0)
         FROM key_log WHERE key = ?1 AND at >= ?2",
    )?;
    Ok(query.query_row(params![key, at], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?)
}
