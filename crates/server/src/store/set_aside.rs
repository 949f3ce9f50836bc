//! Entries of the log that a defect keeps from being worked on: noted and left, so that the others go on.

use rusqlite::{Connection, params};

use super::Result;

pub(super) const MIGRATION: &str = "
    CREATE TABLE set_aside (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, cause TEXT NOT NULL);";

pub(super) fn put(connection: &Connection, number: i64, at: i64, cause: &str) -> Result<()> {
    let sql = "INSERT OR IGNORE INTO set_aside (number, at, cause) VALUES (?1, ?2, ?3)";
    connection.prepare_cached(sql)?.execute(params![number, at, cause])?;
    Ok(())
}

pub(super) fn count(connection: &Connection) -> Result<u64> {
    let mut statement = connection.prepare_cached("SELECT count(*) FROM set_aside")?;
    let count: i64 = statement.query_row([], |row| row.get(0))?;
    Ok(u64::try_from(count).unwrap_or_default())
}
