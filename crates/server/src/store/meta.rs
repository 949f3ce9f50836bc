//! Numbers and the secret of the service itself.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Result, StoreError};

pub(super) const MIGRATION: &str = "
    CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;";

pub(super) fn number(connection: &Connection, name: &str) -> Result<i64> {
    let mut statement = connection.prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
    Ok(statement.query_row([name], |row| row.get(0)).optional()?.unwrap_or(0))
}

pub(super) fn set_number(connection: &Connection, name: &str, value: i64) -> Result<()> {
    let sql =
        "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value";
    connection.prepare_cached(sql)?.execute(params![name, value])?;
    Ok(())
}

/// Makes the secret at the first start.
pub(super) fn make_secret(connection: &Connection) -> Result<()> {
    let mut fresh = [0_u8; 32];
    getrandom::fill(&mut fresh).map_err(|e| StoreError::Failed(e.to_string()))?;
    connection
        .execute("INSERT OR IGNORE INTO meta (name, value) VALUES ('secret', ?1)", [fresh.as_slice()])?;
    Ok(())
}

pub(super) fn secret(connection: &Connection) -> Result<[u8; 32]> {
    let sql = "SELECT value FROM meta WHERE name = 'secret'";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}
