//! What an import is made of: the bytes of its files, the steps made in it, and what it was when it was exported.

use rusqlite::{Connection, params};

use super::sha256;
use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE import_files (
    import TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    n      INTEGER NOT NULL,
    name   TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes  BLOB NOT NULL,
    PRIMARY KEY (import, n)
) STRICT;
CREATE TABLE import_steps (
    import TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    n      INTEGER NOT NULL,
    step   TEXT NOT NULL,
    PRIMARY KEY (import, n)
) STRICT;
CREATE TABLE import_exports (
    import TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    n      INTEGER NOT NULL,
    cells  TEXT NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (import, n)
) STRICT;
";

pub(crate) fn add(c: &Connection, import: &str, n: usize, name: &str, bytes: &[u8]) -> Result<()> {
    c.execute(
        "INSERT INTO import_files (import, n, name, sha256, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![import, super::to_i64(n), name, sha256(bytes), bytes],
    )?;
    Ok(())
}

/// The bytes of an import's files, in the order in which they were handed in.
pub(crate) fn of(c: &Connection, import: &str) -> Result<Vec<Vec<u8>>> {
    let mut query = c.prepare_cached("SELECT bytes FROM import_files WHERE import = ?1 ORDER BY n")?;
    let rows = query.query_map([import], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether these bytes are one of its files.
pub(crate) fn holds(c: &Connection, import: &str, digest: &str) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM import_files WHERE import = ?1 AND sha256 = ?2)";
    Ok(c.query_row(sql, [import, digest], |row| row.get(0))?)
}

/// The steps of an import, those that were taken back included.
pub(crate) fn steps(c: &Connection, import: &str) -> Result<Vec<String>> {
    let mut query = c.prepare_cached("SELECT step FROM import_steps WHERE import = ?1 ORDER BY n")?;
    let rows = query.query_map([import], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Puts steps behind the first `kept`; what stood there was taken back and gave way.
pub(crate) fn put_steps(c: &Connection, import: &str, kept: usize, steps: &[String]) -> Result<()> {
    c.execute(
        "DELETE FROM import_steps WHERE import = ?1 AND n >= ?2",
        params![import, super::to_i64(kept)],
    )?;
    let mut query = c.prepare_cached("INSERT INTO import_steps (import, n, step) VALUES (?1, ?2, ?3)")?;
    for (n, step) in (kept..).zip(steps) {
        query.execute(params![import, super::to_i64(n), step])?;
    }
    Ok(())
}

/// Remembers the changed cells of an import at an export; the number of the export, from 1.
pub(crate) fn add_export(c: &Connection, import: &str, cells: &str, at: i64) -> Result<i64> {
    Ok(c.query_row(
        "INSERT INTO import_exports (import, n, cells, at)
         VALUES (?1, (SELECT coalesce(max(n), 0) + 1 FROM import_exports WHERE import = ?1), ?2, ?3) RETURNING n",
        params![import, cells, at],
        |row| row.get(0),
    )?)
}

/// The changed cells at each export.
pub(crate) fn exports(c: &Connection, import: &str) -> Result<Vec<(i64, String)>> {
    let mut query = c.prepare_cached("SELECT n, cells FROM import_exports WHERE import = ?1 ORDER BY n")?;
    let rows = query.query_map([import], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
