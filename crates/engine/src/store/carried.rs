//! Which message carries which record. A record is never in two live messages: the index below refuses it.

use clearance_core::status::Subject;
use rusqlite::{Connection, params};

use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE carried (
    message TEXT NOT NULL REFERENCES messages (guid),
    subject TEXT NOT NULL,
    live    INTEGER NOT NULL,
    PRIMARY KEY (message, subject)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX carried_once ON carried (subject) WHERE live = 1;
";

/// The message carries the record. `false` when another live one does already.
pub(crate) fn add(c: &Connection, message: &str, subject: &Subject) -> Result<bool> {
    let added = c
        .prepare_cached(
            "INSERT INTO carried (message, subject, live) VALUES (?1, ?2, 1) ON CONFLICT DO NOTHING",
        )?
        .execute(params![message, subject.0])?;
    Ok(added == 1)
}

/// Whether a live message carries the record.
pub(crate) fn is_live(c: &Connection, subject: &Subject) -> Result<bool> {
    let mut query =
        c.prepare_cached("SELECT EXISTS (SELECT 1 FROM carried WHERE subject = ?1 AND live = 1)")?;
    Ok(query.query_row([&subject.0], |row| row.get(0))?)
}

/// How many applications a live message carries: customs has not come to an end with them.
pub(crate) fn applications(c: &Connection) -> Result<i64> {
    let mut query = c.prepare_cached(
        "SELECT count(*) FROM carried WHERE live = 1 AND (subject LIKE 'cancel:%' OR subject LIKE 'return:%')",
    )?;
    Ok(query.query_row([], |row| row.get(0))?)
}

/// The submission came to nothing: the record may travel again.
pub(crate) fn release(c: &Connection, subject: &Subject) -> Result<()> {
    c.prepare_cached("UPDATE carried SET live = 0 WHERE subject = ?1 AND live = 1")?.execute([&subject.0])?;
    Ok(())
}

/// The records of a message.
pub(crate) fn of(c: &Connection, message: &str) -> Result<Vec<Subject>> {
    let mut query = c.prepare_cached("SELECT subject FROM carried WHERE message = ?1")?;
    let rows = query.query_map([message], |row| Ok(Subject(row.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many messages ever carried the record.
#[cfg(test)]
pub(crate) fn times(c: &Connection, subject: &Subject) -> i64 {
    c.query_row("SELECT count(*) FROM carried WHERE subject = ?1", [&subject.0], |row| row.get(0))
        .expect("a count")
}
