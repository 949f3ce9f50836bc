//! Sessions, by the hash of their token.

use rusqlite::{Connection, params};

use super::{EnterpriseId, Result};

pub(super) const MIGRATION: &str = "
    CREATE TABLE sessions (
        token BLOB PRIMARY KEY,
        enterprise INTEGER NOT NULL,
        until INTEGER NOT NULL
    ) WITHOUT ROWID;";

pub(super) fn all(connection: &Connection, now: i64) -> Result<Vec<([u8; 32], EnterpriseId, i64)>> {
    let sql = "SELECT token, enterprise, until FROM sessions WHERE until > ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([now], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

pub(super) fn put(
    connection: &Connection,
    token: &[u8; 32],
    enterprise: EnterpriseId,
    until: i64,
    now: i64,
) -> Result<()> {
    connection.prepare_cached("DELETE FROM sessions WHERE until <= ?1")?.execute([now])?;
    let sql = "INSERT INTO sessions (token, enterprise, until) VALUES (?1, ?2, ?3)";
    connection.prepare_cached(sql)?.execute(params![token.as_slice(), enterprise, until])?;
    Ok(())
}
