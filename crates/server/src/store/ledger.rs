//! The ledger: postings whose entries sum to nothing, and which nobody changes any more. Amounts are cents.

use rusqlite::{Connection, params};

use super::treasury::Posting;
use super::{Result, StoreError};

pub(super) const MIGRATION: &str = "
    CREATE TABLE postings (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        what TEXT NOT NULL,
        about TEXT NOT NULL
    );
    CREATE TABLE ledger (
        posting INTEGER NOT NULL,
        account TEXT NOT NULL,
        amount INTEGER NOT NULL,
        PRIMARY KEY (posting, account)
    ) WITHOUT ROWID;
    CREATE TRIGGER ledger_stays BEFORE UPDATE ON ledger
        BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
    CREATE TRIGGER ledger_keeps BEFORE DELETE ON ledger
        BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
    CREATE TRIGGER postings_stay BEFORE UPDATE ON postings
        BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
    CREATE TRIGGER postings_keep BEFORE DELETE ON postings
        BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;";

pub(super) fn post(connection: &Connection, posting: &Posting) -> Result<()> {
    let sum: i64 = posting.entries.values().sum();
    if sum != 0 {
        return Err(StoreError::Failed(format!("a posting ({}) does not sum to nothing", posting.what)));
    }
    let sql = "INSERT INTO postings (at, what, about) VALUES (?1, ?2, ?3)";
    let id = connection.prepare_cached(sql)?.insert(params![posting.at, posting.what, posting.about])?;
    let mut entry =
        connection.prepare_cached("INSERT INTO ledger (posting, account, amount) VALUES (?1, ?2, ?3)")?;
    for (account, amount) in &posting.entries {
        entry.execute(params![id, account, amount])?;
    }
    Ok(())
}
