//! Feeds: how far the receipts of an enterprise at a service have been read.

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE feeds (
    service TEXT NOT NULL,
    code    TEXT NOT NULL,
    cursor  INTEGER NOT NULL,
    PRIMARY KEY (service, code)
) STRICT, WITHOUT ROWID;
";

pub(crate) fn cursor(c: &Connection, service: &str, code: &str) -> Result<i64> {
    let mut query = c.prepare_cached("SELECT cursor FROM feeds WHERE service = ?1 AND code = ?2")?;
    Ok(query.query_row([service, code], |row| row.get(0)).optional()?.unwrap_or(0))
}

/// Moves on; never back, because pages may overlap.
pub(crate) fn advance(c: &Connection, service: &str, code: &str, cursor: i64) -> Result<()> {
    c.prepare_cached(
        "INSERT INTO feeds (service, code, cursor) VALUES (?1, ?2, ?3)
         ON CONFLICT (service, code) DO UPDATE SET cursor = max(cursor, ?3)",
    )?
    .execute(params![service, code, cursor])?;
    Ok(())
}
