//! Imports: which file was taken in when, and what came of it.

use rusqlite::{Connection, params};

use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE imports (
    id        TEXT PRIMARY KEY,
    client    TEXT NOT NULL REFERENCES clients (id),
    file_name TEXT NOT NULL,
    sha256    TEXT NOT NULL,
    row_count INTEGER NOT NULL,
    orders    INTEGER NOT NULL,
    made      INTEGER NOT NULL,
    kept      INTEGER NOT NULL,
    at        INTEGER NOT NULL
) STRICT;
";

/// An import that was turned into declarations.
pub(crate) struct ImportRow<'a> {
    pub(crate) id: &'a str,
    pub(crate) client: &'a str,
    pub(crate) file_name: &'a str,
    pub(crate) sha256: &'a str,
    pub(crate) rows: i64,
    pub(crate) orders: i64,
    pub(crate) made: i64,
    pub(crate) kept: i64,
    pub(crate) at: i64,
}

pub(crate) fn insert(c: &Connection, import: &ImportRow<'_>) -> Result<()> {
    c.execute(
        "INSERT INTO imports (id, client, file_name, sha256, row_count, orders, made, kept, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            import.id,
            import.client,
            import.file_name,
            import.sha256,
            import.rows,
            import.orders,
            import.made,
            import.kept,
            import.at
        ],
    )?;
    Ok(())
}

/// How many orders were imported since a moment.
pub(crate) fn orders_since(c: &Connection, client: &str, at: i64) -> Result<i64> {
    let sum = "SELECT coalesce(sum(orders), 0) FROM imports WHERE at >= ?1 AND (?2 = '' OR client = ?2)";
    Ok(c.query_row(sum, params![at, client], |row| row.get(0))?)
}

/// Whether anything was ever imported.
pub(crate) fn any(c: &Connection) -> Result<bool> {
    Ok(c.query_row("SELECT EXISTS (SELECT 1 FROM imports)", [], |row| row.get(0))?)
}
