//! What was asked after the declaration and waits for a second person: a change, a deletion, a cancellation, a return.
//!
//! # Invariants
//! - A declaration has one open wish at most; a new one takes the place of the one before.
//! - Nothing of it is in the outbox, and the declaration is as it was, until it is signed.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::acting;
use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE asked (
    id          INTEGER PRIMARY KEY,
    declaration INTEGER NOT NULL REFERENCES declarations (id) ON DELETE CASCADE,
    act         TEXT NOT NULL,
    wish        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    person      INTEGER NOT NULL,
    who         TEXT NOT NULL,
    at          INTEGER NOT NULL,
    state       TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX asked_open ON asked (declaration) WHERE state IN ('waiting', 'approved');
";

/// A wish as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct AskedRow {
    pub(crate) id: i64,
    pub(crate) declaration: i64,
    /// `change`, `delete`, `cancel` or `return`.
    pub(crate) act: String,
    /// As JSON.
    pub(crate) wish: String,
    /// What an approval is bound to.
    pub(crate) digest: String,
    pub(crate) person: i64,
    pub(crate) who: String,
    pub(crate) at: i64,
    /// `waiting`, `approved`, `back`, `signed`, or `dropped` when another wish came or it can no longer be done.
    pub(crate) state: String,
}

const COLUMNS: &str = "a.id, a.declaration, a.act, a.wish, a.digest, a.person, a.who, a.at, a.state";

fn row(row: &Row<'_>) -> rusqlite::Result<AskedRow> {
    Ok(AskedRow {
        id: row.get(0)?,
        declaration: row.get(1)?,
        act: row.get(2)?,
        wish: row.get(3)?,
        digest: row.get(4)?,
        person: row.get(5)?,
        who: row.get(6)?,
        at: row.get(7)?,
        state: row.get(8)?,
    })
}

/// Whoever acts now asks for something; what was asked before is dropped.
pub(crate) fn ask(
    c: &Connection,
    declaration: i64,
    act: &str,
    wish: &str,
    digest: &str,
    at: i64,
) -> Result<()> {
    c.execute(
        "UPDATE asked SET state = 'dropped' WHERE declaration = ?1 AND state IN ('waiting', 'approved')",
        [declaration],
    )?;
    let who = acting::now();
    c.execute(
        "INSERT INTO asked (declaration, act, wish, digest, person, who, at, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'waiting')",
        params![declaration, act, wish, digest, who.id, who.name, at],
    )?;
    Ok(())
}

/// What is open of a declaration.
pub(crate) fn open(c: &Connection, declaration: i64) -> Result<Option<AskedRow>> {
    let mut query = c.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM asked a WHERE a.declaration = ?1 AND a.state IN ('waiting', 'approved')"
    ))?;
    Ok(query.query_row([declaration], row).optional()?)
}

/// What is in a state, with the client it is of; of one client, or of all for an empty id. The oldest first.
pub(crate) fn all(c: &Connection, client: &str, state: &str) -> Result<Vec<(String, AskedRow)>> {
    let mut query = c.prepare_cached(&format!(
        "SELECT {COLUMNS}, d.client FROM asked a JOIN declarations d ON d.id = a.declaration
         WHERE a.state = ?2 AND (?1 = '' OR d.client = ?1) ORDER BY a.id"
    ))?;
    let rows = query.query_map([client, state], |found| Ok((found.get(9)?, row(found)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Moves a wish on.
pub(crate) fn set_state(c: &Connection, id: i64, state: &str) -> Result<()> {
    c.execute("UPDATE asked SET state = ?2 WHERE id = ?1", params![id, state])?;
    Ok(())
}
