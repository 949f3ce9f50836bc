//! Sessions, by the hash of their token.

use rusqlite::{Connection, params};

use super::{OpenSession, Result};

pub(super) const MIGRATION: &str = "
    CREATE TABLE sessions (
        token BLOB PRIMARY KEY,
        enterprise INTEGER NOT NULL,
        until INTEGER NOT NULL
    ) WITHOUT ROWID;";

/// Whoever was signed in before signs in again: nobody knows with which certificate that was.
pub(super) const OF_CERTIFICATE: &str = "
    DROP TABLE sessions;
    CREATE TABLE sessions (
        token BLOB PRIMARY KEY,
        enterprise INTEGER NOT NULL,
        certificate BLOB NOT NULL,
        until INTEGER NOT NULL
    ) WITHOUT ROWID;";

pub(super) fn all(connection: &Connection, now: i64) -> Result<Vec<OpenSession>> {
    let sql = "SELECT token, enterprise, certificate, until FROM sessions WHERE until > ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([now], |row| {
        Ok(OpenSession {
            token: row.get(0)?,
            enterprise: row.get(1)?,
            certificate: row.get(2)?,
            until: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

pub(super) fn put(connection: &Connection, session: &OpenSession, now: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM sessions WHERE until <= ?1")?.execute([now])?;
    let OpenSession { token, enterprise, certificate, until } = session;
    let sql = "INSERT INTO sessions (token, enterprise, certificate, until) VALUES (?1, ?2, ?3, ?4)";
    connection.prepare_cached(sql)?.execute(params![
        token.as_slice(),
        enterprise,
        certificate.as_slice(),
        until
    ])?;
    Ok(())
}
