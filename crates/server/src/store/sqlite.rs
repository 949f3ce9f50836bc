//! The store in one SQLite file: one writer, many readers, every commit synced to the disk.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use clearance_core::exchange::Envelope;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::intake_log::{self, SqliteLog, log_path};
use super::*;

/// Migrations in order; a published one is never edited.
const MIGRATIONS: &[&[&str]] = &[
    &[
        meta::MIGRATION,
        enterprises::MIGRATION,
        messages::MIGRATION,
        records::MIGRATION,
        clearances::MIGRATION,
        feed::MIGRATION,
        bills::MIGRATION,
        totals::MIGRATION,
        agenda::MIGRATION,
        sessions::MIGRATION,
    ],
    &[payment_demands::MIGRATION],
    &[clearances::WITH_CANCELLED, bills::WITH_VOID, applications::MIGRATION],
    &[messages::MOVED, set_aside::MIGRATION],
    &[risk::MIGRATION, officers::MIGRATION],
    &[guarantees::MIGRATION, bills::WITH_PAYMENT, ledger::MIGRATION, payment_books::MIGRATION],
    &[enterprises::WITH_REVOKED, sessions::OF_CERTIFICATE],
];
/// Before this form the messages stood in the store itself.
const WITH_LOG: u32 = 4;

/// The store in a file.
pub struct Sqlite {
    pub(super) connection: Connection,
    path: PathBuf,
    // Held for as long as the store is open: counters in memory allow one process only.
    _lock: File,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        // The index of the log cannot grow: SQLite has no other word for a full disk there.
        let no_room =
            error.sqlite_error().is_some_and(|e| e.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE);
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => StoreError::Full,
            _ if no_room => StoreError::Full,
            _ => StoreError::Failed(error.to_string()),
        }
    }
}

/// Opens a store with its intake log, makes them where there are none, and brings them to the newest form. `most_bytes`
/// limits the size of each.
///
/// # Errors
/// The folder cannot be made, the file is no store of ours, or another process has it open.
pub fn open(path: &Path, most_bytes: Option<u64>) -> Result<(Sqlite, SqliteLog)> {
    let failed = |cause: String| StoreError::Open { path: path.display().to_string(), cause };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|e| failed(e.to_string()))?;
    }
    let mut lock_path = path.as_os_str().to_owned();
    lock_path.push(".lock");
    let lock = OpenOptions::new().create(true).truncate(false).write(true).open(lock_path);
    let lock = lock.map_err(|e| failed(e.to_string()))?;
    lock.try_lock().map_err(|_| StoreError::InUse(path.display().to_string()))?;

    let connection = Connection::open(path).map_err(|e| failed(e.to_string()))?;
    settle(&connection).map_err(|e| failed(e.to_string()))?;
    limit(&connection, most_bytes).map_err(|e| failed(e.to_string()))?;
    let log = intake_log::open(&log_path(path), most_bytes)?;
    let form = form(&connection).map_err(|e| failed(e.to_string()))?;
    if (1..WITH_LOG).contains(&form) {
        log.take_over(path)?;
    }
    migrate(&connection).map_err(|e| failed(e.to_string()))?;
    meta::make_secret(&connection)?;
    Ok((Sqlite { connection, path: path.to_owned(), _lock: lock }, log))
}

/// One writer that syncs every commit, beside readers.
pub(super) fn settle(connection: &Connection) -> std::result::Result<(), rusqlite::Error> {
    connection.set_prepared_statement_cache_capacity(64);
    // A plan holds for all values: else, beside partial indexes, some statements are planned anew for each.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;
        PRAGMA foreign_keys = OFF; PRAGMA busy_timeout = 5000;",
    )
}

/// At most so many bytes in the file.
pub(super) fn limit(
    connection: &Connection,
    most_bytes: Option<u64>,
) -> std::result::Result<(), rusqlite::Error> {
    let Some(bytes) = most_bytes else { return Ok(()) };
    connection.execute_batch(&format!("PRAGMA max_page_count = {}", (bytes / 8192).max(1)))
}

fn form(connection: &Connection) -> std::result::Result<u32, rusqlite::Error> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

fn migrate(connection: &Connection) -> std::result::Result<(), rusqlite::Error> {
    let done = form(connection)?;
    for (number, step) in MIGRATIONS.iter().enumerate().skip(done as usize) {
        let all = step.concat();
        connection.execute_batch(&format!(
            "BEGIN IMMEDIATE; {all} PRAGMA user_version = {}; COMMIT;",
            number + 1
        ))?;
    }
    Ok(())
}

struct SqliteReader {
    connection: Connection,
}

/// Another way to read a store that is open.
///
/// # Errors
/// The file cannot be opened.
pub fn reader(path: &Path) -> Result<Box<dyn Reader>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.execute_batch("PRAGMA busy_timeout = 5000; PRAGMA cache_size = -8192;")?;
    Ok(Box::new(SqliteReader { connection }))
}

impl Store for Sqlite {
    fn begin(&mut self) -> Result<()> {
        Ok(self.connection.execute_batch("BEGIN IMMEDIATE")?)
    }
    fn commit(&mut self) -> Result<()> {
        Ok(self.connection.execute_batch("COMMIT")?)
    }
    fn rollback(&mut self) {
        // A full disk has rolled back by itself; then there is nothing to undo.
        if !self.connection.is_autocommit()
            && let Err(error) = self.connection.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "a transaction could not be undone");
        }
    }
    fn reader(&self) -> Result<Box<dyn Reader>> {
        reader(&self.path)
    }
    fn enterprises(&self) -> Result<Vec<Enterprise>> {
        enterprises::all(&self.connection)
    }
    fn enterprise(&self, code: &str) -> Result<Option<Enterprise>> {
        enterprises::by_code(&self.connection, code)
    }
    fn revoke(&mut self, revoked: &Revoked) -> Result<()> {
        enterprises::revoke(&self.connection, revoked)
    }
    fn put_enterprise(&mut self, enterprise: &Enterprise) -> Result<EnterpriseId> {
        enterprises::put(&self.connection, enterprise)
    }
    fn record(&self, key: &Key) -> Result<Option<Record>> {
        records::get(&self.connection, key)
    }
    fn put_record(&mut self, key: &Key, record: &Record) -> Result<()> {
        records::put(&self.connection, key, record)
    }
    fn drop_record(&mut self, key: &Key) -> Result<()> {
        records::remove(&self.connection, key)
    }
    fn clearance(&self, id: i64) -> Result<Option<Clearance>> {
        clearances::by_id(&self.connection, id)
    }
    fn live_by_order(&self, order: &(String, String)) -> Result<Option<Clearance>> {
        clearances::live_by_order(&self.connection, order)
    }
    fn last_by_declaration(&self, declaration: &(String, String)) -> Result<Option<Clearance>> {
        clearances::last_by_declaration(&self.connection, declaration)
    }
    fn clearance_by_invt_no(&self, invt_no: &str) -> Result<Option<Clearance>> {
        clearances::by_invt_no(&self.connection, invt_no)
    }
    fn waiting_for_waybill(&self, waybill: &(String, String)) -> Result<Vec<i64>> {
        clearances::waiting_for_waybill(&self.connection, waybill)
    }
    fn waybill_taken(&self, waybill: &(String, String), except: i64) -> Result<bool> {
        clearances::waybill_taken(&self.connection, waybill, except)
    }
    fn waiting(&self) -> Result<Vec<i64>> {
        clearances::waiting(&self.connection)
    }
    fn put_clearance(&mut self, clearance: &Clearance) -> Result<i64> {
        clearances::put(&self.connection, clearance)
    }
    fn update_clearance(&mut self, clearance: &Clearance) -> Result<()> {
        clearances::update(&self.connection, clearance)
    }
    fn drop_clearance(&mut self, id: i64) -> Result<()> {
        clearances::remove(&self.connection, id)
    }
    fn push(&mut self, enterprise: EnterpriseId, kind: &str, at: i64, body: &str) -> Result<u64> {
        feed::push(&self.connection, enterprise, kind, at, body)
    }
    fn put_bill(&mut self, bill: &Bill) -> Result<()> {
        bills::put(&self.connection, bill)
    }
    fn put_payment_demand(&mut self, demand: &PaymentDemand) -> Result<()> {
        payment_demands::put(&self.connection, demand)
    }
    fn settle_payment_demand(&mut self, session: &str, upload: &[u8], at: i64) -> Result<bool> {
        payment_demands::settle(&self.connection, session, upload, at)
    }
    fn void_bills(&mut self, clearance: i64) -> Result<Vec<String>> {
        bills::void(&self.connection, clearance)
    }
    fn application(&self, applies: Applies, number: &(String, String)) -> Result<Option<Application>> {
        applications::get(&self.connection, applies, number)
    }
    fn returns_of(&self, clearance: i64) -> Result<Vec<Application>> {
        applications::returns_of(&self.connection, clearance)
    }
    fn put_application(&mut self, application: &Application) -> Result<()> {
        applications::put(&self.connection, application)
    }
    fn year_total(&self, buyer: &[u8; 16], year: i16) -> Result<i64> {
        totals::get(&self.connection, buyer, year)
    }
    fn add_to_year(&mut self, buyer: &[u8; 16], year: i16, value: i64) -> Result<()> {
        totals::add(&self.connection, buyer, year, value)
    }
    fn plan(&mut self, due: i64, plan: Plan, clearance: i64) -> Result<()> {
        agenda::put(&self.connection, due, plan, clearance)
    }
    fn take_due(&mut self, now: i64, most: usize) -> Result<Vec<(Plan, i64)>> {
        agenda::take_due(&self.connection, now, most)
    }
    fn next_due(&self) -> Result<Option<i64>> {
        agenda::next(&self.connection)
    }
    fn sessions(&self, now: i64) -> Result<Vec<OpenSession>> {
        sessions::all(&self.connection, now)
    }
    fn put_session(&mut self, session: &OpenSession, now: i64) -> Result<()> {
        sessions::put(&self.connection, session, now)
    }
    fn officers(&self) -> Result<Vec<(String, Vec<u8>)>> {
        officers::all(&self.connection)
    }
    fn put_officer(&mut self, id: &str, certificate: &[u8]) -> Result<()> {
        officers::put(&self.connection, id, certificate)
    }
    fn proposal(&self, id: i64) -> Result<Option<ProposalLine>> {
        officers::proposal(&self.connection, id)
    }
    fn put_proposal(&mut self, line: &ProposalLine) -> Result<i64> {
        officers::put_proposal(&self.connection, line)
    }
    fn settle_proposal(&mut self, id: i64, standing: Standing, by: &str, at: i64) -> Result<()> {
        officers::settle(&self.connection, id, standing, by, at)
    }
    fn risk_rules(&self) -> Result<Option<RuleSet>> {
        risk::rules(&self.connection)
    }
    fn put_risk_rules(&mut self, rules: &RuleSet, since: i64) -> Result<bool> {
        risk::put_rules(&self.connection, rules, since)
    }
    fn watch(&self) -> Result<Vec<WatchEntry>> {
        risk::watch(&self.connection)
    }
    fn put_watch(&mut self, entry: &WatchEntry) -> Result<()> {
        risk::put_watch(&self.connection, entry)
    }
    fn end_watch(&mut self, id: &str, until: i64) -> Result<bool> {
        risk::end_watch(&self.connection, id, until)
    }
    fn set_aside(&mut self, number: i64, at: i64, cause: &str) -> Result<()> {
        set_aside::put(&self.connection, number, at, cause)
    }
    fn number(&self, name: &str) -> Result<i64> {
        meta::number(&self.connection, name)
    }
    fn set_number(&mut self, name: &str, value: i64) -> Result<()> {
        meta::set_number(&self.connection, name, value)
    }
    fn secret(&self) -> Result<[u8; 32]> {
        meta::secret(&self.connection)
    }
}

impl Reader for SqliteReader {
    fn receipts(
        &self,
        enterprise: EnterpriseId,
        after: u64,
        most: usize,
        bytes: usize,
    ) -> Result<Vec<Envelope>> {
        feed::after(&self.connection, enterprise, after, most, bytes)
    }
    fn clearance(&self, id: i64) -> Result<Option<Clearance>> {
        clearances::by_id(&self.connection, id)
    }
    fn in_hand(&self, after: i64, most: usize) -> Result<Vec<Clearance>> {
        officers::in_hand(&self.connection, after, most)
    }
    fn proposals(&self, most: usize) -> Result<Vec<ProposalLine>> {
        officers::proposals(&self.connection, most)
    }
    fn set_aside(&self) -> Result<u64> {
        set_aside::count(&self.connection)
    }
    fn payment_demand(&self, session: &str) -> Result<Option<PaymentDemand>> {
        payment_demands::get(&self.connection, session)
    }
    fn payment_demands(&self, enterprise: EnterpriseId, most: usize) -> Result<Vec<PaymentDemand>> {
        payment_demands::of(&self.connection, enterprise, most)
    }
    fn guarantees(&self) -> Result<Vec<Guarantee>> {
        guarantees::all(&self.connection)
    }
    fn payment_books(&self, payer: Option<&str>, most: usize) -> Result<Vec<PaymentBook>> {
        payment_books::list(&self.connection, payer, most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::conformance;

    #[test]
    fn it_is_a_store() {
        conformance::all(&|folder| Box::new(open(&folder.join("service.db"), None).expect("a store").0));
    }
}
