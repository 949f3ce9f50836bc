//! Watched folders, and the ledger of what was seen in them: a file is imported once, whatever it is called later.

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE watched (
    folder  TEXT PRIMARY KEY,
    client  TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    declare INTEGER NOT NULL,
    since   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE watched_files (
    client  TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    folder  TEXT NOT NULL,
    name    TEXT NOT NULL,
    size    INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    sha256  TEXT NOT NULL,
    at      INTEGER NOT NULL,
    import  TEXT NOT NULL,
    code    TEXT NOT NULL,
    zh      TEXT NOT NULL,
    en      TEXT NOT NULL,
    PRIMARY KEY (client, folder, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX watched_files_digest ON watched_files (client, sha256);
";

/// What is done with the files, and in whose name. Of folders that were watched before this change nobody is known.
pub(super) const IN_WHOSE_NAME: &str = "
ALTER TABLE watched ADD COLUMN fixes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE watched ADD COLUMN person INTEGER NOT NULL DEFAULT 0;
";

/// A folder that is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WatchedRow {
    pub(crate) folder: String,
    pub(crate) client: String,
    /// Whether good orders become declarations.
    pub(crate) declare: bool,
    /// Whether the client's named fixes are done that would change something.
    pub(crate) fixes: bool,
    /// Who set it up last: what comes of its files is made in his name; 0 when nobody is known.
    pub(crate) person: i64,
    pub(crate) since: i64,
}

/// Watches a folder; none, and nothing is changed, when it is watched for another client.
pub(crate) fn put(c: &Connection, row: &WatchedRow) -> Result<bool> {
    let changed = c.execute(
        "INSERT INTO watched (folder, client, declare, since, fixes, person) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (folder) DO UPDATE SET declare = ?3, fixes = ?5, person = ?6 WHERE client = ?2",
        params![row.folder, row.client, row.declare, row.since, row.fixes, row.person],
    )?;
    Ok(changed == 1)
}

pub(crate) fn all(c: &Connection) -> Result<Vec<WatchedRow>> {
    let mut query = c.prepare_cached(
        "SELECT folder, client, declare, since, fixes, person FROM watched ORDER BY since, folder",
    )?;
    let rows = query.query_map([], |row| {
        Ok(WatchedRow {
            folder: row.get(0)?,
            client: row.get(1)?,
            declare: row.get(2)?,
            since: row.get(3)?,
            fixes: row.get(4)?,
            person: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Watches a folder no more; whether it was. What was seen in it stays known.
pub(crate) fn remove(c: &Connection, client: &str, folder: &str) -> Result<bool> {
    Ok(c.execute("DELETE FROM watched WHERE client = ?1 AND folder = ?2", [client, folder])? == 1)
}

/// A file that was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SeenRow {
    pub(crate) client: String,
    pub(crate) folder: String,
    pub(crate) name: String,
    pub(crate) size: i64,
    /// When it was changed, in milliseconds since 1970.
    pub(crate) changed: i64,
    pub(crate) sha256: String,
    pub(crate) at: i64,
    /// The import it became; empty when it became none.
    pub(crate) import: String,
    /// Why it became none; empty when it did, or was known already.
    pub(crate) code: String,
    pub(crate) zh: String,
    pub(crate) en: String,
}

/// The code of a file whose import is about to be repaired or declared.
pub(crate) const DECLARING: &str = "declaring";

/// Notes a file, in the place of what had its name.
pub(crate) fn note(c: &Connection, row: &SeenRow) -> Result<()> {
    c.prepare_cached(
        "INSERT INTO watched_files (client, folder, name, size, changed, sha256, at, import, code, zh, en)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT (client, folder, name) DO UPDATE SET size = ?4, changed = ?5, sha256 = ?6, at = ?7,
            import = ?8, code = ?9, zh = ?10, en = ?11",
    )?
    .execute(params![
        row.client,
        row.folder,
        row.name,
        row.size,
        row.changed,
        row.sha256,
        row.at,
        row.import,
        row.code,
        row.zh,
        row.en
    ])?;
    Ok(())
}

/// Whether a file was seen under this name as it is now.
pub(crate) fn seen(
    c: &Connection,
    client: &str,
    folder: &str,
    name: &str,
    size: i64,
    changed: i64,
) -> Result<bool> {
    let mut query = c.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM watched_files
         WHERE client = ?1 AND folder = ?2 AND name = ?3 AND size = ?4 AND changed = ?5)",
    )?;
    Ok(query.query_row(params![client, folder, name, size, changed], |row| row.get(0))?)
}

/// The import that these octets became for this client, if they did.
pub(crate) fn imported(c: &Connection, client: &str, sha256: &str) -> Result<Option<String>> {
    let mut query = c.prepare_cached(
        "SELECT import FROM watched_files WHERE client = ?1 AND sha256 = ?2 AND import <> '' LIMIT 1",
    )?;
    Ok(query.query_row([client, sha256], |row| row.get(0)).optional()?)
}

/// How many imports a folder gave, and what came of its other files: the newest trouble first.
pub(crate) fn of_folder(c: &Connection, client: &str, folder: &str) -> Result<(i64, Vec<SeenRow>)> {
    let found = c.query_row(
        "SELECT count(DISTINCT import) FROM watched_files WHERE client = ?1 AND folder = ?2 AND import <> ''",
        [client, folder],
        |row| row.get(0),
    )?;
    let mut query = c.prepare_cached(
        "SELECT name, at, code, zh, en FROM watched_files WHERE client = ?1 AND folder = ?2 AND code NOT IN ('', 'declaring')
         ORDER BY at DESC, name LIMIT 20",
    )?;
    let rows = query.query_map([client, folder], |row| {
        Ok(SeenRow {
            name: row.get(0)?,
            at: row.get(1)?,
            code: row.get(2)?,
            zh: row.get(3)?,
            en: row.get(4)?,
            ..SeenRow::default()
        })
    })?;
    Ok((found, rows.collect::<rusqlite::Result<_>>()?))
}

/// The names of a folder's files that became no import.
pub(crate) fn failed(c: &Connection, client: &str, folder: &str) -> Result<Vec<String>> {
    let mut query = c.prepare_cached(
        "SELECT name FROM watched_files WHERE client = ?1 AND folder = ?2 AND code NOT IN ('', 'declaring')",
    )?;
    let rows = query.query_map([client, folder], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Forgets a file that became no import.
pub(crate) fn forget(c: &Connection, client: &str, folder: &str, name: &str) -> Result<()> {
    c.prepare_cached(
        "DELETE FROM watched_files WHERE client = ?1 AND folder = ?2 AND name = ?3 AND import = ''",
    )?
    .execute([client, folder, name])?;
    Ok(())
}

/// Imports of a folder that are to be repaired or declared still, with the names of their files.
pub(crate) fn pending(c: &Connection, client: &str, folder: &str) -> Result<Vec<(String, Vec<String>)>> {
    let mut query = c.prepare_cached(
        "SELECT import, name FROM watched_files WHERE client = ?1 AND folder = ?2 AND code = 'declaring'
         ORDER BY import, name",
    )?;
    let rows = query.query_map([client, folder], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
    let mut imports: Vec<(String, Vec<String>)> = Vec::new();
    for row in rows {
        let (import, name): (String, String) = row?;
        match imports.last_mut().filter(|(last, _)| *last == import) {
            Some((_, names)) => names.push(name),
            None => imports.push((import, vec![name])),
        }
    }
    Ok(imports)
}

/// An import of a folder was repaired and declared as it was to be, or a person has to.
pub(crate) fn declared(c: &Connection, import: &str) -> Result<()> {
    c.execute("UPDATE watched_files SET code = '' WHERE import = ?1 AND code = 'declaring'", [import])?;
    Ok(())
}
