//! Tables: packages that were installed, publishers who are trusted, the broker's own rows, and which versions judged
//! what.

use clearance_core::versions::Versions;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{from_json, to_json};
use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE table_packages (
    name      TEXT NOT NULL,
    version   TEXT NOT NULL,
    text      TEXT NOT NULL,
    installed INTEGER NOT NULL,
    PRIMARY KEY (name, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE table_publishers (
    serial      TEXT NOT NULL,
    certificate BLOB NOT NULL UNIQUE,
    trusted     INTEGER NOT NULL
) STRICT;
CREATE TABLE own_rows (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL,
    cells     TEXT NOT NULL,
    was       TEXT,
    by_whom   TEXT NOT NULL,
    made      TEXT NOT NULL,
    reason    TEXT NOT NULL,
    since     TEXT NOT NULL,
    withdrawn INTEGER
) STRICT;
CREATE TABLE judged_by (
    id   INTEGER PRIMARY KEY,
    said TEXT NOT NULL UNIQUE
) STRICT;
ALTER TABLE declarations ADD COLUMN judged_by INTEGER REFERENCES judged_by (id);
";

/// The texts of all installed packages.
pub(crate) fn packages(c: &Connection) -> Result<Vec<String>> {
    let mut query = c.prepare("SELECT text FROM table_packages ORDER BY name, version")?;
    let rows = query.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Keeps a package.
pub(crate) fn keep(c: &Connection, name: &str, version: &str, text: &str, at: i64) -> Result<()> {
    c.prepare_cached("INSERT INTO table_packages (name, version, text, installed) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![name, version, text, at])?;
    Ok(())
}

/// The certificates of all trusted publishers.
pub(crate) fn publishers(c: &Connection) -> Result<Vec<Vec<u8>>> {
    let mut query = c.prepare("SELECT certificate FROM table_publishers ORDER BY trusted, serial")?;
    let rows = query.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Trusts a publisher; whether he was not yet.
pub(crate) fn trust(c: &Connection, serial: &str, certificate: &[u8], at: i64) -> Result<bool> {
    let sql = "INSERT INTO table_publishers (serial, certificate, trusted) VALUES (?1, ?2, ?3)
               ON CONFLICT DO NOTHING";
    Ok(c.execute(sql, params![serial, certificate, at])? > 0)
}

/// Trusts a publisher no more; whether he was.
pub(crate) fn distrust(c: &Connection, serial: &str) -> Result<bool> {
    Ok(c.execute("DELETE FROM table_publishers WHERE serial = ?1", [serial])? > 0)
}

/// A broker's own row, as it is stored.
pub(crate) struct OwnRowRow {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) cells: Vec<String>,
    pub(crate) was: Option<Vec<String>>,
    pub(crate) by_whom: String,
    pub(crate) made: String,
    pub(crate) reason: String,
    pub(crate) since: String,
}

fn own_row(row: &Row<'_>) -> rusqlite::Result<(OwnRowRow, String, Option<String>)> {
    let (cells, was) = (row.get(2)?, row.get(3)?);
    let own = OwnRowRow {
        id: row.get(0)?,
        name: row.get(1)?,
        cells: Vec::new(),
        was: None,
        by_whom: row.get(4)?,
        made: row.get(5)?,
        reason: row.get(6)?,
        since: row.get(7)?,
    };
    Ok((own, cells, was))
}

/// The own rows that were not withdrawn, in the order in which they were made.
pub(crate) fn own_rows(c: &Connection) -> Result<Vec<OwnRowRow>> {
    let mut query = c.prepare(
        "SELECT id, name, cells, was, by_whom, made, reason, since FROM own_rows WHERE withdrawn IS NULL
         ORDER BY id",
    )?;
    let rows: Vec<_> = query.query_map([], own_row)?.collect::<rusqlite::Result<_>>()?;
    let read = |(own, cells, was): (OwnRowRow, String, Option<String>)| {
        let was = was.as_deref().map(from_json).transpose()?;
        Ok(OwnRowRow { cells: from_json(&cells)?, was, ..own })
    };
    rows.into_iter().map(read).collect()
}

/// Keeps an own row; its id.
pub(crate) fn add_own_row(c: &Connection, own: &OwnRowRow) -> Result<i64> {
    let was = own.was.as_ref().map(to_json).transpose()?;
    let sql = "INSERT INTO own_rows (name, cells, was, by_whom, made, reason, since)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let (cells, OwnRowRow { name, by_whom, made, reason, since, .. }) = (to_json(&own.cells)?, own);
    c.execute(sql, params![name, cells, was, by_whom, made, reason, since])?;
    Ok(c.last_insert_rowid())
}

/// Withdraws an own row; it stays in the store. Whether it was in use.
pub(crate) fn withdraw(c: &Connection, id: i64, at: i64) -> Result<bool> {
    let sql = "UPDATE own_rows SET withdrawn = ?2 WHERE id = ?1 AND withdrawn IS NULL";
    Ok(c.execute(sql, params![id, at])? > 0)
}

/// Notes by which versions a declaration was judged.
pub(crate) fn note(c: &Connection, declaration: i64, versions: &Versions) -> Result<()> {
    let said = to_json(versions)?;
    c.prepare_cached("INSERT INTO judged_by (said) VALUES (?1) ON CONFLICT DO NOTHING")?.execute([&said])?;
    c.prepare_cached(
        "UPDATE declarations SET judged_by = (SELECT id FROM judged_by WHERE said = ?2) WHERE id = ?1",
    )?
    .execute(params![declaration, said])?;
    Ok(())
}

/// By which versions a declaration was judged when it was made or signed.
pub(crate) fn noted(c: &Connection, declaration: i64) -> Result<Option<Versions>> {
    let said: Option<String> = c
        .prepare_cached(
            "SELECT j.said FROM declarations d JOIN judged_by j ON j.id = d.judged_by WHERE d.id = ?1",
        )?
        .query_row([declaration], |row| row.get(0))
        .optional()?;
    said.as_deref().map(from_json).transpose()
}
