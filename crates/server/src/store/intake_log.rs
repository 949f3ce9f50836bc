//! The intake log in one SQLite file of its own, every append synced to the disk.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};

use super::sqlite::{limit, settle};
use super::{Result, StoreError};
use crate::log::{Entry, IntakeLog, Kept, Known, LogReader, NewEntry};

const MIGRATION: &str = "
    CREATE TABLE IF NOT EXISTS entries (
        number INTEGER PRIMARY KEY,
        guid TEXT NOT NULL UNIQUE,
        digest BLOB NOT NULL,
        kind TEXT NOT NULL,
        enterprise INTEGER NOT NULL,
        at INTEGER NOT NULL,
        records INTEGER NOT NULL,
        own INTEGER NOT NULL,
        bytes BLOB NOT NULL
    );";

/// The log in a file.
pub struct SqliteLog {
    connection: Connection,
    path: PathBuf,
}

/// Where the log of a store stands: beside it.
#[must_use]
pub fn log_path(store: &Path) -> PathBuf {
    let mut name = store.file_stem().unwrap_or_default().to_owned();
    name.push("-intake");
    if let Some(extension) = store.extension() {
        name.push(".");
        name.push(extension);
    }
    store.with_file_name(name)
}

/// Opens a log, and makes it where there is none. `most_bytes` limits its size.
///
/// # Errors
/// The file cannot be opened, or is no log of ours.
pub(super) fn open(path: &Path, most_bytes: Option<u64>) -> Result<SqliteLog> {
    let failed =
        |e: rusqlite::Error| StoreError::Open { path: path.display().to_string(), cause: e.to_string() };
    let connection = Connection::open(path).map_err(failed)?;
    settle(&connection).map_err(failed)?;
    limit(&connection, most_bytes).map_err(failed)?;
    connection.execute_batch(MIGRATION).map_err(failed)?;
    Ok(SqliteLog { connection, path: path.to_owned() })
}

impl SqliteLog {
    /// Takes over what stood in the store before there was a log of its own. Harmless when it is done again.
    pub(super) fn take_over(&self, store: &Path) -> Result<()> {
        self.connection.execute("ATTACH DATABASE ?1 AS old", [store.to_string_lossy()])?;
        let copied = self.connection.execute_batch(
            "INSERT OR IGNORE INTO entries (number, guid, digest, kind, enterprise, at, records, own, bytes)
             SELECT id, guid, digest, kind, enterprise, at, records, 0, bytes FROM old.messages ORDER BY id;",
        );
        self.connection.execute_batch("DETACH DATABASE old")?;
        Ok(copied?)
    }

    fn append_all(&self, entries: &[NewEntry<'_>]) -> Result<Vec<Kept>> {
        let sql = "INSERT INTO entries (guid, digest, kind, enterprise, at, records, own, bytes)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (guid) DO NOTHING";
        let mut insert = self.connection.prepare_cached(sql)?;
        let keep = |entry: &NewEntry<'_>| {
            let NewEntry { guid, digest, kind, enterprise, at, records, own, bytes } = entry;
            let values = params![guid, digest.as_slice(), kind, enterprise, at, records, own, bytes];
            if insert.execute(values)? == 1 {
                return Ok(Kept::New(self.connection.last_insert_rowid()));
            }
            let known = by_guid(&self.connection, guid)?;
            known
                .map(Kept::Before)
                .ok_or_else(|| StoreError::Failed("an id is neither new nor known".to_owned()))
        };
        entries.iter().map(keep).collect()
    }
}

impl IntakeLog for SqliteLog {
    fn append(&mut self, entries: &[NewEntry<'_>]) -> Result<Vec<Kept>> {
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        let kept = self.append_all(entries).and_then(|kept| {
            self.connection.execute_batch("COMMIT")?;
            Ok(kept)
        });
        // A full disk has rolled back by itself; then there is nothing to undo.
        if kept.is_err()
            && !self.connection.is_autocommit()
            && let Err(error) = self.connection.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "an append could not be undone");
        }
        kept
    }

    fn reader(&self) -> Result<Box<dyn LogReader>> {
        SqliteLogReader::open(&self.path)
    }
}

struct SqliteLogReader {
    connection: Connection,
    path: PathBuf,
}

impl SqliteLogReader {
    fn open(path: &Path) -> Result<Box<dyn LogReader>> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.execute_batch("PRAGMA busy_timeout = 5000; PRAGMA cache_size = -8192;")?;
        Ok(Box::new(SqliteLogReader { connection, path: path.to_owned() }))
    }
}

impl LogReader for SqliteLogReader {
    fn by_guid(&self, guid: &str) -> Result<Option<Known>> {
        by_guid(&self.connection, guid)
    }

    fn bytes(&self, number: i64) -> Result<Vec<u8>> {
        let mut statement = self.connection.prepare_cached("SELECT bytes FROM entries WHERE number = ?1")?;
        Ok(statement.query_row([number], |row| row.get(0))?)
    }

    fn after(&self, number: i64, bytes: usize) -> Result<Vec<Entry>> {
        let sql = "SELECT number, enterprise, at, own, bytes FROM entries WHERE number > ?1 ORDER BY number";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([number])?;
        let (mut entries, mut size) = (Vec::new(), 0);
        while size < bytes
            && let Some(row) = rows.next()?
        {
            let entry = entry(row)?;
            size += entry.bytes.len();
            entries.push(entry);
        }
        Ok(entries)
    }

    fn another(&self) -> Result<Box<dyn LogReader>> {
        SqliteLogReader::open(&self.path)
    }

    fn last(&self) -> Result<i64> {
        let mut statement = self.connection.prepare_cached("SELECT coalesce(max(number), 0) FROM entries")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        number: row.get(0)?,
        enterprise: row.get(1)?,
        at: row.get(2)?,
        own: row.get(3)?,
        bytes: row.get(4)?,
    })
}

fn by_guid(connection: &Connection, guid: &str) -> Result<Option<Known>> {
    let sql = "SELECT number, digest, enterprise, at, records FROM entries WHERE guid = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let known = statement.query_row([guid], |row| {
        Ok(Known {
            number: row.get(0)?,
            digest: row.get(1)?,
            enterprise: row.get(2)?,
            at: row.get(3)?,
            records: row.get(4)?,
        })
    });
    Ok(known.optional()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::conformance;

    #[test]
    fn it_is_an_intake_log() {
        conformance::all(&|folder| Box::new(open(&folder.join("log.db"), None).expect("a log")));
    }

    #[test]
    fn what_does_not_fit_is_not_kept_and_the_rest_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut log = open(&folder.path().join("log.db"), Some(256 << 10)).expect("a log");
        conformance::a_full_log_keeps_what_it_has(&mut log);
    }

    #[test]
    fn messages_of_a_store_without_a_log_are_taken_over_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = folder.path().join("old.db");
        let old = Connection::open(&store).expect("a store");
        old.execute_batch(super::super::messages::MIGRATION).expect("its table");
        old.execute(
            "INSERT INTO messages VALUES (7, 'G7', zeroblob(32), 'CEB621Message', 3, 5, 1, x'3C612F3E')",
            [],
        )
        .expect("a message");
        let log = open(&log_path(&store), None).expect("a log");
        log.take_over(&store).expect("it is there");
        log.take_over(&store).expect("twice is harmless");
        let reader = log.reader().expect("a reader");
        assert_eq!(
            (reader.last().expect("a number"), reader.bytes(7).expect("bytes")),
            (7, b"<a/>".to_vec())
        );
        let known = reader.by_guid("G7").expect("it reads").map(|known| (known.enterprise, known.at));
        assert_eq!(known, Some((3, 5)));
    }
}
