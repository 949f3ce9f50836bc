//! The desk's store: one encrypted SQLite database in the data folder. SQL stands in this folder only; one file a table.
//!
//! # Invariants
//! - Events, receipts and messages are only ever added; a published migration is never edited, a new one is added.
//! - Columns that tell a status are a cache of `core::status::fold` over the events and can be made anew from them.
//! - Whatever belongs together is written in one transaction: a full disk or a kill leaves all of it or nothing.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use clearance_core::cn::tables::Held;
use clearance_core::time::BeijingTime;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use zeroize::Zeroizing;

use crate::error::{Error, Result, fault};

pub(crate) mod activity;
pub(crate) mod applications;
pub(crate) mod asked;
pub(crate) mod batches;
pub(crate) mod bills;
pub(crate) mod carried;
pub(crate) mod clients;
pub(crate) mod declarations;
pub(crate) mod events;
pub(crate) mod feeds;
pub(crate) mod fixes;
pub(crate) mod folder_files;
pub(crate) mod goods;
pub(crate) mod handovers;
pub(crate) mod handed;
pub(crate) mod hs;
pub(crate) mod import_files;
pub(crate) mod imports;
pub(crate) mod kept;
pub(crate) mod key_log;
pub(crate) mod keys;
pub(crate) mod listing;
pub(crate) mod messages;
pub(crate) mod payment_data;
pub(crate) mod people;
pub(crate) mod receipts;
pub(crate) mod recipes;
pub(crate) mod reviews;
pub(crate) mod settings;
pub(crate) mod tables;
pub(crate) mod watched;

/// Name of the database in the data folder.
pub(crate) const FILE: &str = "desk.db";

/// Each entry brings the database from the version before to the next: what each table had to say at that time.
const MIGRATIONS: &[&[&str]] = &[
    &[
        settings::TABLE,
        clients::TABLE,
        keys::TABLE,
        imports::TABLE,
        kept::TABLE,
        declarations::TABLE,
        events::TABLE,
        messages::TABLE,
        carried::TABLE,
        receipts::TABLE,
        bills::TABLE,
        feeds::TABLE,
        activity::TABLE,
    ],
    &[payment_data::TABLE],
    &[handovers::TABLE, folder_files::TABLE],
    &[tables::TABLE],
    &[keys::ELSEWHERE, handed::TABLE],
    &[applications::TABLE, declarations::AFTER_THE_DEAD],
    &[declarations::BY_CLIENT, messages::BY_CLIENT],
    &[activity::CHAIN, people::TABLE, reviews::TABLE],
    &[batches::TABLE, key_log::TABLE, keys::SEVERAL],
    &[goods::TABLE, goods::FROM_CLIENTS, clients::ARCHIVED],
    &[listing::TABLE],
    &[imports::SESSIONS, import_files::TABLE, kept::WORK_LIST, recipes::TABLE, fixes::TABLE, watched::TABLE],
    &[listing::KINDS],
    &[watched::IN_WHOSE_NAME],
    &[reviews::HANDS, asked::TABLE],
];

/// The key of the database; wiped when dropped.
pub(crate) type DatabaseKey = Zeroizing<[u8; 32]>;

/// The open database. One program at a time has it.
pub(crate) struct Store {
    // Lists are read on a connection of their own, so that they do not wait for a long import; long ones on two.
    write: Mutex<Connection>,
    read: Mutex<Connection>,
    beside: Mutex<Connection>,
    listing: Mutex<listing::Listing>,
    changes: listing::Changes,
    tables: RwLock<Arc<Held>>,
    log: activity::Guard,
    path: PathBuf,
    // The last to go: until then nobody else may open the folder.
    _lock: File,
}

impl Store {
    /// Opens or makes the database and brings it to the newest version.
    pub(crate) fn open(data: &Path, key: &DatabaseKey) -> Result<Self> {
        let lock = lock(data)?;
        let path = data.join(FILE);
        let mut write = connect(&path, key)?;
        let fresh = migrate(&mut write, key)?;
        let log = activity::Guard::open(&mut write, data, &**key, fresh)?;
        listing::Changes::watch(&write)?;
        let read = connect(&path, key)?;
        // As much as the indexes of one question to a long list: every page that is read again is deciphered again.
        read.execute_batch("PRAGMA cache_size = -64000")?;
        let beside = Mutex::new(connect(&path, key)?);
        let tables = RwLock::new(Arc::new(crate::tables::held(&read)?));
        Ok(Store {
            write: Mutex::new(write),
            read: Mutex::new(read),
            beside,
            listing: Mutex::default(),
            changes: listing::Changes::default(),
            tables,
            log,
            path,
            _lock: lock,
        })
    }

    /// Reads.
    pub(crate) fn read<T>(&self, what: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        what(&held(&self.read))
    }

    /// Reads the list of declarations, with what was worked out for it before.
    pub(crate) fn list<T>(
        &self,
        what: impl FnOnce(listing::Readers<'_>, &mut listing::Listing) -> Result<T>,
    ) -> Result<T> {
        let connection = held(&self.read);
        let readers = listing::Readers { c: &connection, beside: &self.beside, changes: &self.changes };
        what(readers, &mut held(&self.listing))
    }

    /// Writes in one transaction: all of it is kept, or nothing.
    pub(crate) fn write<T>(&self, what: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let mut connection = held(&self.write);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        self.log.watch(&transaction)?;
        let done = what(&transaction)?;
        self.changes.take(&transaction)?;
        let end = self.log.seal(&transaction)?;
        transaction.commit()?;
        self.log.kept(end);
        Ok(done)
    }

    /// Lets the writing connection hold so many MB of the database, for as long as much is written at once.
    pub(crate) fn hold_in_memory(&self, mb: u32) -> Result<()> {
        Ok(held(&self.write).execute_batch(&format!("PRAGMA cache_size = -{mb}000"))?)
    }

    /// What keeps the end of the activity log.
    pub(crate) fn log(&self) -> &activity::Guard {
        &self.log
    }

    /// The tables that are held.
    pub(crate) fn tables(&self) -> Arc<Held> {
        Arc::clone(&self.tables.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// These tables judge from now on. They are stored already.
    pub(crate) fn use_tables(&self, next: Held) {
        *self.tables.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
    }

    /// The data folder.
    pub(crate) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }

    /// Lets the database grow to so many pages only, as a full disk would.
    #[cfg(test)]
    pub(crate) fn fill_disk(&self, more_pages: i64) {
        let connection = held(&self.write);
        let pages: i64 =
            connection.query_row("PRAGMA page_count", [], |row| row.get(0)).expect("a page count");
        let limit = pages + more_pages;
        connection
            .query_row(&format!("PRAGMA max_page_count = {limit}"), [], |row| row.get::<_, i64>(0))
            .expect("a limit");
    }
}

/// A panic in one call does not take the desk along: the transaction it held was rolled back.
fn held<T>(one: &Mutex<T>) -> MutexGuard<'_, T> {
    one.lock().unwrap_or_else(PoisonError::into_inner)
}

fn lock(data: &Path) -> Result<File> {
    let path = data.join("desk.lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(|e| Error::new(&fault::DATA_FOLDER).because(e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(Error::new(&fault::IN_USE)),
        Err(std::fs::TryLockError::Error(e)) => Err(Error::new(&fault::DATA_FOLDER).because(e)),
    }
}

fn connect(path: &Path, key: &DatabaseKey) -> Result<Connection> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    // SQLCipher would write its own words between ours on standard error.
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
    // The key comes first: anything else would already read the file.
    let hex: Zeroizing<String> = Zeroizing::new(key.iter().map(|octet| format!("{octet:02x}")).collect());
    let pragma = Zeroizing::new(format!("PRAGMA key = \"x'{}'\"", hex.as_str()));
    connection.execute_batch(&pragma)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    // A wrong key shows at the first read.
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get::<_, i64>(0))?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA temp_store = MEMORY;
         PRAGMA foreign_keys = ON;
         PRAGMA cache_size = -32000;",
    )?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Brings the database to the newest version; whether it was made just now.
fn migrate(connection: &mut Connection, key: &DatabaseKey) -> Result<bool> {
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let done = usize::try_from(version).unwrap_or(usize::MAX);
    if done > MIGRATIONS.len() {
        return Err(Error::new(&fault::DATABASE_NEWER));
    }
    for (step, tables) in MIGRATIONS.iter().enumerate().skip(done) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for table in *tables {
            transaction.execute_batch(table)?;
        }
        activity::carry(&transaction, &**key)?;
        transaction.execute_batch(&format!("PRAGMA user_version = {}", step + 1))?;
        transaction.commit()?;
    }
    Ok(done == 0)
}

/// A moment from its column, in milliseconds since 1970.
pub(crate) fn moment(ms: i64) -> BeijingTime {
    BeijingTime::from_unix_ms(ms)
}

/// Reads a stored document.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|e| Error::new(&fault::STORED).because(e))
}

/// Writes a document for the store.
pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::new(&fault::STORED).because(e))
}

/// Lower-case hexadecimal of the SHA-256 of some octets.
pub(crate) fn sha256(octets: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(octets).iter().map(|octet| format!("{octet:02x}")).collect()
}

/// A number for a count of the store.
pub(crate) fn to_i64(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A count of the store for the screens.
pub(crate) fn to_u32(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(if n < 0 { 0 } else { u32::MAX })
}

/// Text for `LIKE … ESCAPE '\'` that finds exactly this text anywhere.
pub(crate) fn anywhere(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for sign in text.chars() {
        if matches!(sign, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
pub(crate) mod testing {
    //! Stores for tests.

    use super::{DatabaseKey, Store};

    /// A store in a folder of its own.
    pub(crate) fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path(), &key(7)).expect("a store");
        (folder, store)
    }

    /// A client of this id, with nothing in its profile.
    pub(crate) fn client(tx: &rusqlite::Transaction<'_>, id: &str) {
        let mut row = crate::profile::Client::practice(id.to_owned()).write().expect("a client");
        row.name = id.to_owned();
        super::clients::insert(tx, &row, 1).expect("it is stored");
    }

    /// A key that is not random.
    pub(crate) fn key(octet: u8) -> DatabaseKey {
        DatabaseKey::new([octet; 32])
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{key, store};
    use super::*;

    #[test]
    fn another_key_does_not_open_it() {
        let (folder, opened) = store();
        drop(opened);
        let refused = Store::open(folder.path(), &key(8)).err().expect("another key");
        assert_eq!(refused.code(), "database-wrong-key");
        Store::open(folder.path(), &key(7)).expect("its own key opens it still");
    }

    #[test]
    fn nothing_on_the_disk_is_readable() {
        let (folder, opened) = store();
        opened
            .write(|tx| settings::set(tx, "service", "https://clearance.example.invalid"))
            .expect("it is written");
        drop(opened);
        for entry in std::fs::read_dir(folder.path()).expect("a folder") {
            let bytes = std::fs::read(entry.expect("an entry").path()).expect("a file");
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("clearance.example") && !text.contains("SQLite format"));
        }
    }

    #[test]
    fn one_program_at_a_time_has_it() {
        let (folder, _opened) = store();
        assert_eq!(
            Store::open(folder.path(), &key(7)).err().expect("it is held").code(),
            "data-folder-in-use"
        );
    }

    #[test]
    fn a_newer_database_is_left_alone() {
        let (folder, opened) = store();
        opened.write(|tx| Ok(tx.execute_batch("PRAGMA user_version = 99")?)).expect("a version");
        drop(opened);
        assert_eq!(Store::open(folder.path(), &key(7)).err().expect("newer").code(), "database-newer");
    }

    #[test]
    fn a_full_disk_is_said_and_nothing_is_half_written() {
        let (_folder, opened) = store();
        opened.fill_disk(4);
        let long = "x".repeat(1 << 20);
        let failed = opened.write(|tx| {
            settings::set(tx, "small", "1")?;
            settings::set(tx, "large", &long)
        });
        assert_eq!(failed.expect_err("it does not fit").code(), "disk-full");
        assert_eq!(opened.read(|c| settings::get(c, "small")).expect("a read"), None);
    }

    #[test]
    fn a_search_takes_signs_to_the_letter() {
        assert_eq!(anywhere(r"50%_\"), r"%50\%\_\\%");
    }
}
