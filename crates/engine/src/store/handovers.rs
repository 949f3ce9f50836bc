//! Hand-overs: which file carried which message into a folder, and what became of the file.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE handovers (
    id      INTEGER PRIMARY KEY,
    message TEXT NOT NULL REFERENCES messages (guid),
    attempt INTEGER NOT NULL,
    place   TEXT NOT NULL,
    name    TEXT NOT NULL,
    sha256  TEXT NOT NULL,
    size    INTEGER NOT NULL,
    state   TEXT NOT NULL CHECK (state IN ('prepared', 'delivered', 'sent', 'failed')),
    at      INTEGER NOT NULL,
    UNIQUE (message, attempt),
    UNIQUE (place, name)
) STRICT;
CREATE INDEX handovers_open ON handovers (place, state);
";

/// One file.
#[derive(Clone, Debug)]
pub(crate) struct HandOver {
    pub(crate) message: String,
    pub(crate) attempt: i64,
    pub(crate) place: String,
    /// Name of the file.
    pub(crate) name: String,
    pub(crate) sha256: String,
    pub(crate) size: i64,
    /// `prepared` before the file got its name, `delivered` after, `sent` when the client took it, `failed` when the
    /// client could not send it.
    pub(crate) state: String,
    /// When the state was reached.
    pub(crate) at: i64,
}

const COLUMNS: &str = "message, attempt, place, name, sha256, size, state, at";

fn row(row: &Row<'_>) -> rusqlite::Result<HandOver> {
    Ok(HandOver {
        message: row.get(0)?,
        attempt: row.get(1)?,
        place: row.get(2)?,
        name: row.get(3)?,
        sha256: row.get(4)?,
        size: row.get(5)?,
        state: row.get(6)?,
        at: row.get(7)?,
    })
}

/// The file lies there under a hidden name and is about to get its own.
pub(crate) fn prepare(c: &Connection, one: &HandOver) -> Result<()> {
    c.prepare_cached(
        "INSERT INTO handovers (message, attempt, place, name, sha256, size, state, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'prepared', ?7)",
    )?
    .execute(params![one.message, one.attempt, one.place, one.name, one.sha256, one.size, one.at])?;
    Ok(())
}

/// The file surely never got its name: as if it had not been prepared.
pub(crate) fn forget(c: &Connection, one: &HandOver) -> Result<()> {
    c.execute(
        "DELETE FROM handovers WHERE message = ?1 AND attempt = ?2 AND state = 'prepared'",
        params![one.message, one.attempt],
    )?;
    Ok(())
}

/// Moves on; a file never becomes less than it was. `false` when it was there already.
pub(crate) fn reach(c: &Connection, one: &HandOver, state: &str, at: i64) -> Result<bool> {
    let before = match state {
        "delivered" => "('prepared')",
        "sent" => "('prepared', 'delivered')",
        _ => "('prepared', 'delivered', 'sent')",
    };
    let changed = c.execute(
        &format!(
            "UPDATE handovers SET state = ?3, at = ?4 WHERE message = ?1 AND attempt = ?2 AND state IN {before}"
        ),
        params![one.message, one.attempt, state, at],
    )?;
    Ok(changed == 1)
}

/// The last hand-over of a message.
pub(crate) fn last(c: &Connection, message: &str) -> Result<Option<HandOver>> {
    let mut query = c.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM handovers WHERE message = ?1 ORDER BY attempt DESC LIMIT 1"
    ))?;
    Ok(query.query_row([message], row).optional()?)
}

/// The running number of the next file.
pub(crate) fn next(c: &Connection) -> Result<i64> {
    Ok(c.query_row("SELECT coalesce(max(id), 0) + 1 FROM handovers", [], |row| row.get(0))?)
}

/// Files at a place that may still come back: the last ones of their messages, since a moment.
pub(crate) fn open(c: &Connection, place: &str, since: i64) -> Result<Vec<HandOver>> {
    let mut query = c.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM handovers AS h WHERE place = ?1 AND at >= ?2
         AND attempt = (SELECT max(attempt) FROM handovers WHERE message = h.message)
         AND (SELECT state FROM messages WHERE guid = h.message) <> 'refused' ORDER BY id"
    ))?;
    let rows = query.query_map(params![place, since], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Messages whose last file lies in the OutBox still: the client has not taken it.
pub(crate) fn uncollected(c: &Connection) -> Result<Vec<String>> {
    let mut query =
        c.prepare_cached("SELECT message FROM handovers WHERE state IN ('prepared', 'delivered')")?;
    let rows = query.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
