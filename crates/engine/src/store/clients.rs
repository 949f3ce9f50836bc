//! Clients: a profile each, as a document; their goods stand in a table of their own.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE clients (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE,
    practice INTEGER NOT NULL,
    profile  TEXT NOT NULL,
    goods    TEXT NOT NULL,
    next_cop INTEGER NOT NULL DEFAULT 1,
    created  INTEGER NOT NULL
) STRICT;
";

/// A client that is no longer served keeps its data and leaves the lists.
pub(super) const ARCHIVED: &str = "ALTER TABLE clients ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;";

/// A client as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct ClientRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) practice: bool,
    pub(crate) profile: String,
    pub(crate) archived: bool,
}

const COLUMNS: &str = "id, name, practice, profile, archived";

fn row(row: &Row<'_>) -> rusqlite::Result<ClientRow> {
    Ok(ClientRow {
        id: row.get(0)?,
        name: row.get(1)?,
        practice: row.get(2)?,
        profile: row.get(3)?,
        archived: row.get(4)?,
    })
}

/// All of them, the archived ones last.
pub(crate) fn all(c: &Connection) -> Result<Vec<ClientRow>> {
    let mut query =
        c.prepare_cached(&format!("SELECT {COLUMNS} FROM clients ORDER BY archived, practice, created, id"))?;
    let rows = query.query_map([], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The name of every client, by id.
pub(crate) fn names(c: &Connection) -> Result<BTreeMap<String, String>> {
    let mut query = c.prepare_cached("SELECT id, name FROM clients")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// By id, or by name.
pub(crate) fn find(c: &Connection, client: &str) -> Result<Option<ClientRow>> {
    let mut query = c.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM clients WHERE id = ?1 OR name = ?1 ORDER BY id = ?1 DESC"
    ))?;
    Ok(query.query_row([client], row).optional()?)
}

/// Adds a client; `false` when the name is taken.
pub(crate) fn insert(c: &Connection, client: &ClientRow, at: i64) -> Result<bool> {
    let added = c.execute(
        "INSERT INTO clients (id, name, practice, profile, archived, created) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT DO NOTHING",
        params![client.id, client.name, client.practice, client.profile, client.archived, at],
    )?;
    Ok(added == 1)
}

/// Changes a client; `false` when the name is taken by another one.
pub(crate) fn update(c: &Connection, client: &ClientRow) -> Result<bool> {
    let changed = c.execute(
        "UPDATE OR IGNORE clients SET name = ?2, profile = ?3, archived = ?4 WHERE id = ?1",
        params![client.id, client.name, client.profile, client.archived],
    )?;
    Ok(changed == 1)
}

/// Takes the next running numbers of a client for its own document numbers; they are never given twice.
pub(crate) fn take_numbers(c: &Connection, client: &str, how_many: i64) -> Result<i64> {
    Ok(c.prepare_cached("UPDATE clients SET next_cop = next_cop + ?2 WHERE id = ?1 RETURNING next_cop - ?2")?
        .query_row(params![client, how_many], |row| row.get(0))?)
}

/// The running number that comes next.
pub(crate) fn next_number(c: &Connection, client: &str) -> Result<i64> {
    Ok(c.prepare_cached("SELECT next_cop FROM clients WHERE id = ?1")?
        .query_row([client], |row| row.get(0))?)
}
