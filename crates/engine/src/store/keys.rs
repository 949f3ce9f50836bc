//! Keys: what their certificates say, and the PKCS#12 containers.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::Result;

// `passphrase` is filled only where there is no keyring: the database itself is then locked by the user's passphrase.
pub(super) const TABLE: &str = "
CREATE TABLE keys (
    id          TEXT PRIMARY KEY,
    client      TEXT NOT NULL REFERENCES clients (id),
    name        TEXT NOT NULL,
    owner       TEXT NOT NULL,
    algorithm   TEXT NOT NULL,
    serial      TEXT NOT NULL,
    not_before  INTEGER NOT NULL,
    not_after   INTEGER NOT NULL,
    certificate BLOB NOT NULL,
    p12         BLOB NOT NULL,
    passphrase  TEXT,
    practice    INTEGER NOT NULL,
    added       INTEGER NOT NULL,
    UNIQUE (client, serial)
) STRICT;
";

// Keys that are elsewhere: what kind, and where. Their `p12` is empty.
pub(super) const ELSEWHERE: &str = "
ALTER TABLE keys ADD COLUMN kind TEXT NOT NULL DEFAULT 'file' CHECK (kind IN ('file', 'token', 'eport', 'folder'));
ALTER TABLE keys ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE keys ADD COLUMN keeps_pin INTEGER NOT NULL DEFAULT 1;
";

// Several keys a client: which one signs unless another is named, and which one has taken over from which.
pub(super) const SEVERAL: &str = "
ALTER TABLE keys ADD COLUMN main INTEGER NOT NULL DEFAULT 0;
ALTER TABLE keys ADD COLUMN successor TEXT NOT NULL DEFAULT '';
";

/// A key as it is stored.
#[derive(Clone)]
pub(crate) struct KeyRow {
    pub(crate) id: String,
    pub(crate) client: String,
    pub(crate) name: String,
    pub(crate) owner: String,
    pub(crate) algorithm: String,
    pub(crate) serial: String,
    pub(crate) not_before: i64,
    pub(crate) not_after: i64,
    pub(crate) certificate: Vec<u8>,
    pub(crate) p12: Vec<u8>,
    pub(crate) passphrase: Option<String>,
    pub(crate) practice: bool,
    /// `file`, `token`, `eport` or `folder`.
    pub(crate) kind: String,
    /// Where it is, as JSON of its kind.
    pub(crate) place: String,
    /// Whether its password or PIN is kept.
    pub(crate) keeps_pin: bool,
    /// Whether the client signs with it unless another one is named.
    pub(crate) main: bool,
    /// The key that has taken over from it; empty while none has.
    pub(crate) successor: String,
}

const COLUMNS: &str = "id, client, name, owner, algorithm, serial, not_before, not_after, certificate, p12, passphrase, practice, kind, place, keeps_pin, main, successor";

fn row(row: &Row<'_>) -> rusqlite::Result<KeyRow> {
    Ok(KeyRow {
        id: row.get(0)?,
        client: row.get(1)?,
        name: row.get(2)?,
        owner: row.get(3)?,
        algorithm: row.get(4)?,
        serial: row.get(5)?,
        not_before: row.get(6)?,
        not_after: row.get(7)?,
        certificate: row.get(8)?,
        p12: row.get(9)?,
        passphrase: row.get(10)?,
        practice: row.get(11)?,
        kind: row.get(12)?,
        place: row.get(13)?,
        keeps_pin: row.get(14)?,
        main: row.get(15)?,
        successor: row.get(16)?,
    })
}

/// All keys of a client, or of all clients for an empty id; the newest first.
pub(crate) fn of(c: &Connection, client: &str) -> Result<Vec<KeyRow>> {
    let mut query = c.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM keys WHERE ?1 = '' OR client = ?1 ORDER BY added DESC, rowid DESC"
    ))?;
    let rows = query.query_map([client], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn find(c: &Connection, id: &str) -> Result<Option<KeyRow>> {
    let mut query = c.prepare_cached(&format!("SELECT {COLUMNS} FROM keys WHERE id = ?1"))?;
    Ok(query.query_row([id], row).optional()?)
}

/// The key of a client with this certificate, if it has one.
pub(crate) fn with_serial(c: &Connection, client: &str, serial: &str) -> Result<Option<KeyRow>> {
    let mut query =
        c.prepare_cached(&format!("SELECT {COLUMNS} FROM keys WHERE client = ?1 AND serial = ?2"))?;
    Ok(query.query_row([client, serial], row).optional()?)
}

pub(crate) fn rename(c: &Connection, id: &str, name: &str) -> Result<()> {
    c.execute("UPDATE keys SET name = ?2 WHERE id = ?1", [id, name])?;
    Ok(())
}

/// The client signs with this key from now on, unless another one is named.
pub(crate) fn set_main(c: &Connection, client: &str, id: &str) -> Result<()> {
    c.execute("UPDATE keys SET main = (id = ?2) WHERE client = ?1", [client, id])?;
    Ok(())
}

/// A key takes over from another one of its client.
pub(crate) fn take_over(c: &Connection, client: &str, old: &str, new: &str) -> Result<()> {
    c.execute(
        "UPDATE keys SET successor = ?3, main = 0 WHERE client = ?1 AND (id = ?2 OR successor = ?2) AND id <> ?3",
        [client, old, new],
    )?;
    Ok(())
}

/// Nothing has taken over from a key any more.
pub(crate) fn stand_alone(c: &Connection, id: &str) -> Result<()> {
    c.execute("UPDATE keys SET successor = '' WHERE id = ?1", [id])?;
    Ok(())
}

/// The key is gone; what it had taken over from stands for itself again.
pub(crate) fn remove(c: &Connection, id: &str) -> Result<()> {
    c.execute("DELETE FROM keys WHERE id = ?1", [id])?;
    c.execute("UPDATE keys SET successor = '' WHERE successor = ?1", [id])?;
    Ok(())
}

/// Adds a key; the same certificate again takes the place of the one before.
pub(crate) fn put(c: &Connection, key: &KeyRow, at: i64) -> Result<()> {
    c.execute("DELETE FROM keys WHERE client = ?1 AND serial = ?2", params![key.client, key.serial])?;
    c.execute(
        &format!("INSERT INTO keys ({COLUMNS}, added) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)"),
        params![
            key.id,
            key.client,
            key.name,
            key.owner,
            key.algorithm,
            key.serial,
            key.not_before,
            key.not_after,
            key.certificate,
            key.p12,
            key.passphrase,
            key.practice,
            key.kind,
            key.place,
            key.keeps_pin,
            key.main,
            key.successor,
            at
        ],
    )?;
    Ok(())
}

/// Whether the PIN of a key is kept from now on, and what of it stands in the database.
pub(crate) fn keep_pin(c: &Connection, id: &str, kept: bool, passphrase: Option<&str>) -> Result<()> {
    c.execute(
        "UPDATE keys SET keeps_pin = ?2, passphrase = ?3 WHERE id = ?1",
        params![id, kept, passphrase],
    )?;
    Ok(())
}
