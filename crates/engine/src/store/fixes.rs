//! Named fixes: repairs of a client that are offered again on the next file.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE fixes (
    id     INTEGER PRIMARY KEY,
    client TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    name   TEXT NOT NULL,
    fix    TEXT NOT NULL,
    uses   INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    UNIQUE (client, name)
) STRICT;
";

/// A named fix as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FixRow {
    pub(crate) id: i64,
    pub(crate) client: String,
    pub(crate) name: String,
    pub(crate) fix: String,
    pub(crate) uses: i64,
    /// When it was used last, or kept.
    pub(crate) at: i64,
}

const COLUMNS: &str = "id, client, name, fix, uses, at";

fn row(row: &Row<'_>) -> rusqlite::Result<FixRow> {
    Ok(FixRow {
        id: row.get(0)?,
        client: row.get(1)?,
        name: row.get(2)?,
        fix: row.get(3)?,
        uses: row.get(4)?,
        at: row.get(5)?,
    })
}

/// Keeps a fix; none when the client has one of this name.
pub(crate) fn add(c: &Connection, client: &str, name: &str, fix: &str, at: i64) -> Result<Option<i64>> {
    let sql = "INSERT INTO fixes (client, name, fix, uses, at) VALUES (?1, ?2, ?3, 0, ?4)
               ON CONFLICT DO NOTHING RETURNING id";
    Ok(c.query_row(sql, params![client, name, fix, at], |row| row.get(0)).optional()?)
}

/// The fixes of a client, those used last first.
pub(crate) fn of(c: &Connection, client: &str) -> Result<Vec<FixRow>> {
    let sql = format!("SELECT {COLUMNS} FROM fixes WHERE client = ?1 ORDER BY at DESC, id DESC");
    let mut query = c.prepare_cached(&sql)?;
    let rows = query.query_map([client], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn find(c: &Connection, id: i64) -> Result<Option<FixRow>> {
    let sql = format!("SELECT {COLUMNS} FROM fixes WHERE id = ?1");
    Ok(c.query_row(&sql, [id], row).optional()?)
}

/// It was used once more.
pub(crate) fn used(c: &Connection, id: i64, at: i64) -> Result<()> {
    c.execute("UPDATE fixes SET uses = uses + 1, at = ?2 WHERE id = ?1", params![id, at])?;
    Ok(())
}

/// Gives a fix of a client another name; whether it is there. None when another one has the name.
pub(crate) fn rename(c: &Connection, client: &str, id: i64, name: &str) -> Result<Option<bool>> {
    let taken = "SELECT EXISTS (SELECT 1 FROM fixes WHERE client = ?1 AND name = ?3 AND id <> ?2)";
    if c.query_row(taken, params![client, id, name], |row| row.get(0))? {
        return Ok(None);
    }
    let sql = "UPDATE fixes SET name = ?3 WHERE id = ?2 AND client = ?1";
    Ok(Some(c.execute(sql, params![client, id, name])? == 1))
}

/// Forgets a fix of a client; whether it was there.
pub(crate) fn remove(c: &Connection, client: &str, id: i64) -> Result<bool> {
    Ok(c.execute("DELETE FROM fixes WHERE id = ?2 AND client = ?1", params![client, id])? == 1)
}
