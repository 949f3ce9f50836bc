//! Messages as they came, by id.

use rusqlite::{Connection, OptionalExtension, params};

use super::{KnownMessage, NewMessage, Result};

pub(super) const MIGRATION: &str = "
    CREATE TABLE messages (
        id INTEGER PRIMARY KEY,
        guid TEXT NOT NULL UNIQUE,
        digest BLOB NOT NULL,
        kind TEXT NOT NULL,
        enterprise INTEGER NOT NULL,
        at INTEGER NOT NULL,
        records INTEGER NOT NULL,
        bytes BLOB NOT NULL
    );";

pub(super) fn by_guid(connection: &Connection, guid: &str) -> Result<Option<KnownMessage>> {
    let sql = "SELECT id, digest, enterprise, at, records FROM messages WHERE guid = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let known = statement.query_row([guid], |row| {
        Ok(KnownMessage {
            id: row.get(0)?,
            digest: row.get(1)?,
            enterprise: row.get(2)?,
            at: row.get(3)?,
            records: row.get(4)?,
        })
    });
    Ok(known.optional()?)
}

pub(super) fn put(connection: &Connection, message: &NewMessage<'_>) -> Result<i64> {
    let sql = "INSERT INTO messages (guid, digest, kind, enterprise, at, records, bytes)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let NewMessage { guid, digest, kind, enterprise, at, records, bytes } = message;
    let values = params![guid, digest.as_slice(), kind, enterprise, at, records, bytes];
    Ok(connection.prepare_cached(sql)?.insert(values)?)
}

pub(super) fn bytes(connection: &Connection, id: i64) -> Result<Vec<u8>> {
    let mut statement = connection.prepare_cached("SELECT bytes FROM messages WHERE id = ?1")?;
    Ok(statement.query_row([id], |row| row.get(0))?)
}
