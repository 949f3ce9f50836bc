//! The ledger of the sandbox's bank: a file of its own, so that its word can be held against ours.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, OptionalExtension, params};

use super::sqlite::settle;
use super::{Result, StoreError};

const MIGRATION: &str = "
    CREATE TABLE IF NOT EXISTS orders (
        key TEXT PRIMARY KEY,
        party TEXT NOT NULL,
        amount INTEGER NOT NULL,
        booked INTEGER NOT NULL
    );
    CREATE TABLE IF NOT EXISTS entries (
        key TEXT NOT NULL,
        account TEXT NOT NULL,
        amount INTEGER NOT NULL,
        PRIMARY KEY (key, account)
    ) WITHOUT ROWID;";

/// The account of customs at the bank.
const TREASURY: &str = "treasury";

/// The bank's books.
pub struct BankFile {
    connection: Connection,
}

/// Where the bank of a store keeps its books: beside it.
#[must_use]
pub fn bank_path(store: &Path) -> PathBuf {
    let mut name = store.file_stem().unwrap_or_default().to_owned();
    name.push("-bank");
    if let Some(extension) = store.extension() {
        name.push(".");
        name.push(extension);
    }
    store.with_file_name(name)
}

impl BankFile {
    /// Opens the books, and makes them where there are none.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn open(path: &Path) -> Result<BankFile> {
        let failed =
            |e: rusqlite::Error| StoreError::Open { path: path.display().to_string(), cause: e.to_string() };
        let connection = Connection::open(path).map_err(failed)?;
        settle(&connection).map_err(failed)?;
        connection.execute_batch(MIGRATION).map_err(failed)?;
        Ok(BankFile { connection })
    }

    /// Opens the books to read them.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn read(path: &Path) -> Result<BankFile> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Ok(BankFile { connection: Connection::open_with_flags(path, flags)? })
    }

    /// What became of an order: booked or refused.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn outcome(&self, key: &str) -> Result<Option<bool>> {
        let mut statement = self.connection.prepare_cached("SELECT booked FROM orders WHERE key = ?1")?;
        Ok(statement.query_row([key], |row| row.get(0)).optional()?)
    }

    /// Does an order once: `amount` goes from the party to customs, or back where it is below nothing.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn book(&mut self, key: &str, party: &str, amount: i64, booked: bool) -> Result<()> {
        let transaction = self.connection.transaction()?;
        let new = transaction.execute(
            "INSERT OR IGNORE INTO orders (key, party, amount, booked) VALUES (?1, ?2, ?3, ?4)",
            params![key, party, amount, booked],
        )?;
        if new == 1 && booked {
            let sql = "INSERT INTO entries (key, account, amount) VALUES (?1, ?2, ?3)";
            transaction.execute(sql, params![key, TREASURY, amount])?;
            transaction.execute(sql, params![key, format!("party/{party}"), -amount])?;
        }
        Ok(transaction.commit()?)
    }

    /// What customs has at the bank, in cents, and whether the bank's own entries sum to nothing.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn balance(&self) -> Result<(i64, bool)> {
        let sql = "SELECT coalesce(sum(CASE WHEN account = ?1 THEN amount END), 0), coalesce(sum(amount), 0)
            FROM entries";
        let (balance, all): (i64, i64) =
            self.connection.query_row(sql, [TREASURY], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok((balance, all == 0))
    }
}
