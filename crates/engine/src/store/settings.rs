//! Settings: a name and a value.

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

/// The client that is being worked on.
pub(crate) const CLIENT: &str = "client";
/// Address of the clearance service.
pub(crate) const SERVICE: &str = "service";
/// Since when the service is not to be reached, in milliseconds since 1970; empty while it is.
pub(crate) const OFFLINE_SINCE: &str = "offline-since";
/// How far our clock is ahead of the service's, in milliseconds; empty while they agree.
pub(crate) const CLOCK_APART: &str = "clock-apart";

/// Whom the key doctor believes, as JSON.
pub(crate) const KEY_TRUST: &str = "key-trust";

pub(crate) fn get(c: &Connection, name: &str) -> Result<Option<String>> {
    let mut query = c.prepare_cached("SELECT value FROM settings WHERE name = ?1")?;
    Ok(query.query_row([name], |row| row.get(0)).optional()?)
}

pub(crate) fn set(c: &Connection, name: &str, value: &str) -> Result<()> {
    c.prepare_cached(
        "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
    )?
    .execute(params![name, value])?;
    Ok(())
}
