//! Orders kept for later because something stops them: the work list.

use rusqlite::{Connection, params};

use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE kept (
    client    TEXT NOT NULL REFERENCES clients (id),
    order_no  TEXT NOT NULL,
    import    TEXT NOT NULL,
    file_name TEXT NOT NULL,
    rule      TEXT NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (client, order_no)
) STRICT, WITHOUT ROWID;
";

/// An order that waits for a repair.
pub(crate) struct KeptRow<'a> {
    pub(crate) client: &'a str,
    pub(crate) order_no: &'a str,
    pub(crate) import: &'a str,
    pub(crate) file_name: &'a str,
    /// The first rule that stops it.
    pub(crate) rule: &'a str,
    pub(crate) at: i64,
}

pub(crate) fn put(c: &Connection, kept: &KeptRow<'_>) -> Result<()> {
    c.prepare_cached(
        "INSERT INTO kept (client, order_no, import, file_name, rule, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (client, order_no) DO UPDATE SET import = ?3, file_name = ?4, rule = ?5, at = ?6",
    )?
    .execute(params![kept.client, kept.order_no, kept.import, kept.file_name, kept.rule, kept.at])?;
    Ok(())
}

/// The order became a declaration.
pub(crate) fn remove(c: &Connection, client: &str, order_no: &str) -> Result<()> {
    c.prepare_cached("DELETE FROM kept WHERE client = ?1 AND order_no = ?2")?
        .execute(params![client, order_no])?;
    Ok(())
}

pub(crate) fn count(c: &Connection, client: &str) -> Result<i64> {
    Ok(c.query_row("SELECT count(*) FROM kept WHERE ?1 = '' OR client = ?1", [client], |row| row.get(0))?)
}

/// Kept orders by file, the largest first.
pub(crate) fn by_file(c: &Connection, client: &str) -> Result<Vec<(String, i64)>> {
    let mut query = c.prepare_cached(
        "SELECT file_name, count(*) FROM kept WHERE ?1 = '' OR client = ?1 GROUP BY file_name ORDER BY 2 DESC LIMIT 3",
    )?;
    let rows = query.query_map([client], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
