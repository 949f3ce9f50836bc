//! Messages that lie in a hand-over folder: written, not signed yet. They reach the outbox once they come back signed.

use clearance_core::status::Subject;
use rusqlite::{Connection, params};

use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE handed (
    guid     TEXT PRIMARY KEY,
    client   TEXT NOT NULL REFERENCES clients (id),
    key      TEXT NOT NULL,
    kind     TEXT NOT NULL,
    unsigned TEXT NOT NULL,
    at       INTEGER NOT NULL
) STRICT;
CREATE TABLE handed_records (
    subject TEXT PRIMARY KEY,
    message TEXT NOT NULL REFERENCES handed (guid) ON DELETE CASCADE,
    -- What the record said when it was handed over; empty where that is not watched.
    sha256  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

/// A message that was handed over.
#[derive(Clone)]
pub(crate) struct HandedRow {
    pub(crate) guid: String,
    pub(crate) client: String,
    pub(crate) key: String,
    pub(crate) kind: String,
    pub(crate) unsigned: String,
}

/// Remembers a message. `false`, and nothing is remembered of that record, when another one carries it already.
pub(crate) fn insert(
    c: &Connection,
    row: &HandedRow,
    records: &[(Subject, String)],
    at: i64,
) -> Result<bool> {
    c.execute(
        "INSERT INTO handed (guid, client, key, kind, unsigned, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![row.guid, row.client, row.key, row.kind, row.unsigned, at],
    )?;
    let mut all = true;
    for (subject, sha256) in records {
        let added = c
            .prepare_cached(
                "INSERT INTO handed_records (subject, message, sha256) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            )?
            .execute(params![subject.0, row.guid, sha256])?;
        all &= added == 1;
    }
    Ok(all)
}

/// Whether a record waits in a hand-over folder.
pub(crate) fn holds(c: &Connection, subject: &Subject) -> Result<bool> {
    let mut query = c.prepare_cached("SELECT EXISTS (SELECT 1 FROM handed_records WHERE subject = ?1)")?;
    Ok(query.query_row([&subject.0], |row| row.get(0))?)
}

/// All of them, the oldest first.
pub(crate) fn all(c: &Connection) -> Result<Vec<HandedRow>> {
    let mut query =
        c.prepare_cached("SELECT guid, client, key, kind, unsigned FROM handed ORDER BY at, guid")?;
    let rows = query.query_map([], |row| {
        Ok(HandedRow {
            guid: row.get(0)?,
            client: row.get(1)?,
            key: row.get(2)?,
            kind: row.get(3)?,
            unsigned: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Client, key, messages, records, and since when the oldest lies there.
pub(crate) type Lying = (String, String, i64, i64, i64);

/// What lies in hand-over folders, by client and key.
pub(crate) fn by_key(c: &Connection, client: &str) -> Result<Vec<Lying>> {
    let mut query = c.prepare_cached(
        "SELECT client, key, count(*),
                (SELECT count(*) FROM handed_records r JOIN handed m ON m.guid = r.message
                 WHERE m.client = h.client AND m.key = h.key AND r.subject LIKE 'declaration:%'), min(at)
         FROM handed h WHERE ?1 = '' OR client = ?1 GROUP BY client, key",
    )?;
    let rows = query
        .query_map([client], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many.
pub(crate) fn count(c: &Connection) -> Result<i64> {
    Ok(c.query_row("SELECT count(*) FROM handed", [], |row| row.get(0))?)
}

/// The records of one, with what they said.
pub(crate) fn records(c: &Connection, guid: &str) -> Result<Vec<(Subject, String)>> {
    let mut query = c.prepare_cached("SELECT subject, sha256 FROM handed_records WHERE message = ?1")?;
    let rows = query.query_map([guid], |row| Ok((Subject(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// It came back, or was taken back.
pub(crate) fn remove(c: &Connection, guid: &str) -> Result<()> {
    c.execute("DELETE FROM handed WHERE guid = ?1", [guid])?;
    Ok(())
}
