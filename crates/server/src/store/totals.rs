//! What each buyer has bought in a calendar year, by a keyed hash of the identity number.

use rusqlite::{Connection, OptionalExtension, params};

use super::Result;

pub(super) const MIGRATION: &str = "
    CREATE TABLE totals (
        buyer BLOB NOT NULL,
        year INTEGER NOT NULL,
        value INTEGER NOT NULL,
        PRIMARY KEY (buyer, year)
    ) WITHOUT ROWID;";

pub(super) fn get(connection: &Connection, buyer: &[u8; 16], year: i16) -> Result<i64> {
    let sql = "SELECT value FROM totals WHERE buyer = ?1 AND year = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(params![buyer.as_slice(), year], |row| row.get(0)).optional()?.unwrap_or(0))
}

pub(super) fn add(connection: &Connection, buyer: &[u8; 16], year: i16, value: i64) -> Result<()> {
    let sql = "INSERT INTO totals (buyer, year, value) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET value = value + excluded.value";
    connection.prepare_cached(sql)?.execute(params![buyer.as_slice(), year, value])?;
    Ok(())
}
