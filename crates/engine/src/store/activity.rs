//! The activity log: who looked at what, what was done. Without personal data.

use rusqlite::{Connection, params};

use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE activity (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    what    TEXT NOT NULL,
    subject TEXT NOT NULL
) STRICT;
";

pub(crate) fn log(c: &Connection, at: i64, what: &str, subject: &str) -> Result<()> {
    c.execute("INSERT INTO activity (at, what, subject) VALUES (?1, ?2, ?3)", params![at, what, subject])?;
    Ok(())
}

#[cfg(test)]
pub(crate) fn count(c: &Connection, what: &str) -> i64 {
    c.query_row("SELECT count(*) FROM activity WHERE what = ?1", [what], |row| row.get(0)).expect("a count")
}
