//! People of the desk. Nobody is ever removed: whoever left is retired, for the log names him.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::Result;

/// The first person is there from the beginning and may do everything.
pub(super) const TABLE: &str = "
CREATE TABLE people (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,
    roles   TEXT NOT NULL,
    pin     TEXT NOT NULL DEFAULT '',
    salt    TEXT NOT NULL DEFAULT '',
    tries   INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL DEFAULT 0,
    retired INTEGER NOT NULL DEFAULT 0,
    added   INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO people (id, name, roles) VALUES (1, '', 'declarant reviewer archivist manager');
";

/// Number of the owner.
pub(crate) const OWNER: i64 = 1;

/// A person as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PersonRow {
    pub(crate) id: i64,
    /// Empty for the only person of a desk, as long as nobody gave a name.
    pub(crate) name: String,
    /// Words of the roles, with blanks between.
    pub(crate) roles: String,
    /// Hash of the PIN; empty where there is none.
    pub(crate) pin: String,
    pub(crate) salt: String,
    /// Wrong PINs since the last right one.
    pub(crate) tries: i64,
    /// Before this moment no PIN is tried, in milliseconds since 1970.
    pub(crate) next_at: i64,
    pub(crate) retired: bool,
}

const PERSON: &str = "id, name, roles, pin, salt, tries, next_at, retired";

fn person(row: &Row<'_>) -> rusqlite::Result<PersonRow> {
    Ok(PersonRow {
        id: row.get(0)?,
        name: row.get(1)?,
        roles: row.get(2)?,
        pin: row.get(3)?,
        salt: row.get(4)?,
        tries: row.get(5)?,
        next_at: row.get(6)?,
        retired: row.get(7)?,
    })
}

/// Everybody, the retired included, in the order of their coming.
pub(crate) fn all(c: &Connection) -> Result<Vec<PersonRow>> {
    let mut query = c.prepare_cached(&format!("SELECT {PERSON} FROM people ORDER BY id"))?;
    let rows = query.query_map([], person)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A person who works here, by number or name.
pub(crate) fn find(c: &Connection, who: &str) -> Result<Option<PersonRow>> {
    let mut query = c.prepare_cached(&format!(
        "SELECT {PERSON} FROM people WHERE retired = 0 AND (name = ?1 OR id = ?2)
         ORDER BY name = ?1 DESC LIMIT 1"
    ))?;
    Ok(query.query_row(params![who, who.parse::<i64>().unwrap_or(-1)], person).optional()?)
}

/// Adds a person. `None` when the name is taken, be it by somebody who left.
pub(crate) fn insert(c: &Connection, name: &str, roles: &str, at: i64) -> Result<Option<i64>> {
    let mut query = c.prepare_cached(
        "INSERT INTO people (name, roles, added) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING RETURNING id",
    )?;
    Ok(query.query_row(params![name, roles, at], |row| row.get(0)).optional()?)
}

/// Changes name and roles; `false` when the name is taken.
pub(crate) fn change(c: &Connection, id: i64, name: &str, roles: &str) -> Result<bool> {
    let changed = c
        .prepare_cached("UPDATE OR IGNORE people SET name = ?2, roles = ?3 WHERE id = ?1 AND retired = 0")?
        .execute(params![id, name, roles])?;
    Ok(changed == 1)
}

/// A person works here no more.
pub(crate) fn retire(c: &Connection, id: i64) -> Result<()> {
    c.prepare_cached("UPDATE people SET retired = 1, pin = '', salt = '' WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Sets the hash of a PIN, or takes it away.
pub(crate) fn set_pin(c: &Connection, id: i64, pin: &str, salt: &str) -> Result<()> {
    c.prepare_cached("UPDATE people SET pin = ?2, salt = ?3, tries = 0, next_at = 0 WHERE id = ?1")?
        .execute(params![id, pin, salt])?;
    Ok(())
}

/// Notes how often a PIN was wrong, and when the next may be tried.
pub(crate) fn tried(c: &Connection, id: i64, tries: i64, next_at: i64) -> Result<()> {
    c.prepare_cached("UPDATE people SET tries = ?2, next_at = ?3 WHERE id = ?1")?
        .execute(params![id, tries, next_at])?;
    Ok(())
}
