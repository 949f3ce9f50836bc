//! Files seen in the InBox of a folder, so that each is taken in once, and none before it is whole.

use std::collections::HashMap;

use rusqlite::{Connection, params};

use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE folder_files (
    place    TEXT NOT NULL,
    path     TEXT NOT NULL,
    size     INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    since    INTEGER NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('seen', 'taken', 'left')),
    PRIMARY KEY (place, path)
) STRICT, WITHOUT ROWID;
";

/// A file as it was seen last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SeenFile {
    pub(crate) size: i64,
    /// Its modification time, in nanoseconds since 1970.
    pub(crate) modified: i64,
    /// Since when it has looked like this, in milliseconds.
    pub(crate) since: i64,
    /// `seen` while it may still grow, `taken` when it is stored and may be moved, `left` when it stays where it is.
    pub(crate) state: String,
}

pub(crate) fn all(c: &Connection, place: &str) -> Result<HashMap<String, SeenFile>> {
    let mut query =
        c.prepare_cached("SELECT path, size, modified, since, state FROM folder_files WHERE place = ?1")?;
    let rows = query.query_map([place], |row| {
        let seen =
            SeenFile { size: row.get(1)?, modified: row.get(2)?, since: row.get(3)?, state: row.get(4)? };
        Ok((row.get(0)?, seen))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn put(c: &Connection, place: &str, path: &str, seen: &SeenFile) -> Result<()> {
    c.prepare_cached(
        "INSERT INTO folder_files (place, path, size, modified, since, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (place, path) DO UPDATE SET size = ?3, modified = ?4, since = ?5, state = ?6",
    )?
    .execute(params![place, path, seen.size, seen.modified, seen.since, seen.state])?;
    Ok(())
}

/// The file is no longer there.
pub(crate) fn gone(c: &Connection, place: &str, path: &str) -> Result<()> {
    c.prepare_cached("DELETE FROM folder_files WHERE place = ?1 AND path = ?2")?
        .execute(params![place, path])?;
    Ok(())
}
