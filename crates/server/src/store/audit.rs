//! What an audit reads: the store, the log and the bank's books, each as it stands, and nothing is written.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::{Place, Result, Stage, StoreError, log_path, stage_from_number};

/// A submission, as far as an audit looks at it.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Row.
    pub id: i64,
    /// Where the declaration stands.
    pub place: Place,
    /// What was said.
    pub stage: Stage,
    /// Pre-entry number.
    pub pre_no: Option<String>,
    /// Keyed hash of the buyer's number.
    pub buyer: [u8; 16],
    /// Year that the purchase counts in.
    pub year: i16,
    /// Guarantee account and what is held of it.
    pub hold: (Option<i64>, i64),
}

/// A row of figures about something that has a name.
pub type Named = (String, i64);

/// The store, open for reading.
pub struct AuditReader {
    store: Connection,
    log: Connection,
}

fn open(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let failed =
        |e: rusqlite::Error| StoreError::Open { path: path.display().to_string(), cause: e.to_string() };
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    // All that is read belongs to one moment.
    connection.execute_batch("PRAGMA busy_timeout = 5000; BEGIN").map_err(failed)?;
    Ok(connection)
}

impl AuditReader {
    /// Opens a store and its log, the store first: whatever it has read stands in the log.
    ///
    /// # Errors
    /// One of the files cannot be opened or is none of ours.
    pub fn open(path: &Path) -> Result<AuditReader> {
        let store = open(path)?;
        store.query_row("SELECT count(*) FROM meta", [], |row| row.get::<_, i64>(0))?;
        Ok(AuditReader { store, log: open(&log_path(path))? })
    }

    fn named(&self, sql: &str) -> Result<Vec<Named>> {
        let mut statement = self.store.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// How far the log is read.
    ///
    /// # Errors
    /// The store cannot be read; as with everything below.
    pub fn log_read(&self) -> Result<i64> {
        super::meta::number(&self.store, "log_read")
    }

    /// The secret that identity numbers are hashed with.
    ///
    /// # Errors
    /// See above.
    pub fn secret(&self) -> Result<[u8; 32]> {
        super::meta::secret(&self.store)
    }

    /// Entries that were set aside.
    ///
    /// # Errors
    /// See above.
    pub fn set_aside(&self) -> Result<Vec<i64>> {
        let mut statement = self.store.prepare("SELECT number FROM set_aside")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Number, digest and bytes of every entry of the log, in order.
    ///
    /// # Errors
    /// See above; and what `take` fails with.
    pub fn entries(&self, take: &mut dyn FnMut(i64, Vec<u8>, Vec<u8>) -> Result<()>) -> Result<()> {
        let mut statement = self.log.prepare("SELECT number, digest, bytes FROM entries ORDER BY number")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            take(row.get(0)?, row.get(1)?, row.get(2)?)?;
        }
        Ok(())
    }

    /// Every submission by its place.
    ///
    /// # Errors
    /// See above.
    pub fn submissions(&self) -> Result<HashMap<Place, Submission>> {
        let sql = "SELECT id, message, position, stage, pre_no, buyer, year, guarantee, held FROM clearances";
        let mut statement = self.store.prepare(sql)?;
        let rows = statement.query_map([], |row| {
            Ok(Submission {
                id: row.get(0)?,
                place: Place { message: row.get(1)?, position: row.get(2)? },
                stage: stage_from_number(row.get(3)?),
                pre_no: row.get(4)?,
                buyer: row.get(5)?,
                year: row.get(6)?,
                hold: (row.get(7)?, row.get(8)?),
            })
        })?;
        let mut all = HashMap::new();
        for row in rows {
            let row = row?;
            all.insert(row.place, row);
        }
        Ok(all)
    }

    /// Approved returns: where each is written, and of which submission.
    ///
    /// # Errors
    /// See above.
    pub fn returns(&self) -> Result<Vec<(Place, i64)>> {
        let sql = "SELECT message, position, clearance FROM applications
            WHERE kind = 625 AND state = '399' AND clearance IS NOT NULL";
        let mut statement = self.store.prepare(sql)?;
        let rows = statement
            .query_map([], |row| Ok((Place { message: row.get(0)?, position: row.get(1)? }, row.get(2)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Bills of a submission: how many, and how many are not void.
    ///
    /// # Errors
    /// See above.
    pub fn bills(&self) -> Result<HashMap<i64, (i64, i64)>> {
        let sql = "SELECT clearance, count(*), sum(void = 0) FROM bills GROUP BY clearance";
        let mut statement = self.store.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// What buyers have bought: hash, year, amount.
    ///
    /// # Errors
    /// See above.
    pub fn totals(&self) -> Result<Vec<([u8; 16], i16, i64)>> {
        let mut statement = self.store.prepare("SELECT buyer, year, value FROM totals")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Orders under which more than one declaration lives.
    ///
    /// # Errors
    /// See above.
    pub fn twice_declared(&self) -> Result<Vec<Named>> {
        self.named(
            "SELECT platform || '/' || order_no, count(*) FROM clearances WHERE stage NOT IN (6, 7)
            GROUP BY platform, order_no HAVING count(*) > 1",
        )
    }

    /// The bodies of the feeds, in order; and the cursors that are missing among them.
    ///
    /// # Errors
    /// See above.
    pub fn feed(&self, take: &mut dyn FnMut(i64, &str, &str)) -> Result<Vec<(i64, i64)>> {
        let mut gaps = Vec::new();
        let mut last = 0;
        let mut statement = self.store.prepare("SELECT cursor, kind, body FROM feed ORDER BY cursor")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let cursor: i64 = row.get(0)?;
            if cursor != last + 1 {
                gaps.push((last + 1, cursor - 1));
            }
            last = cursor;
            let (kind, body): (String, String) = (row.get(1)?, row.get(2)?);
            take(cursor, &kind, &body);
        }
        let sql = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'feed'";
        let given: i64 = self.store.query_row(sql, [], |row| row.get(0))?;
        if given > last {
            gaps.push((last + 1, given));
        }
        Ok(gaps)
    }

    /// Postings that do not sum to nothing, by number.
    ///
    /// # Errors
    /// See above.
    pub fn unbalanced(&self) -> Result<Vec<Named>> {
        self.named(
            "SELECT CAST(p.id AS TEXT), coalesce(sum(l.amount), 0) FROM postings p
            LEFT JOIN ledger l ON l.posting = p.id GROUP BY p.id
            HAVING coalesce(sum(l.amount), 1) <> 0",
        )
    }

    /// What each account of the ledger stands at.
    ///
    /// # Errors
    /// See above.
    pub fn accounts(&self) -> Result<HashMap<String, i64>> {
        Ok(self.named("SELECT account, sum(amount) FROM ledger GROUP BY account")?.into_iter().collect())
    }

    /// By payer, what open bills and unpaid payment books are.
    ///
    /// # Errors
    /// See above.
    pub fn receivable(&self) -> Result<Vec<Named>> {
        self.named(
            "SELECT payer, sum(amount) FROM (
                SELECT payer, due AS amount FROM bills WHERE void = 0 AND book IS NULL
                UNION ALL SELECT payer, amount FROM payment_books WHERE state <> 1
            ) GROUP BY payer",
        )
    }

    /// By payer, what was refunded and the bank has not booked yet.
    ///
    /// # Errors
    /// See above.
    pub fn refunds(&self) -> Result<Vec<Named>> {
        self.named(
            "SELECT payer, sum(amount) FROM (
                SELECT payer, refunded AS amount FROM bills WHERE refunded <> 0
                UNION ALL SELECT payer, -amount FROM bank_orders WHERE credit AND state = 1
            ) GROUP BY payer",
        )
    }

    /// Payment books that are not the sum of their bills: number, by how much.
    ///
    /// # Errors
    /// See above.
    pub fn books_off(&self) -> Result<Vec<Named>> {
        self.named(
            "SELECT b.duty_no, b.amount - coalesce(sum(t.due + t.refunded), 0) FROM payment_books b
            LEFT JOIN bills t ON t.book = b.id GROUP BY b.id
            HAVING b.amount <> coalesce(sum(t.due + t.refunded), 0) OR b.bills <> count(t.tax_no)",
        )
    }

    /// Payment books that are paid without a booked order, or booked more than once.
    ///
    /// # Errors
    /// See above.
    pub fn paid_off(&self) -> Result<Vec<Named>> {
        self.named(
            "SELECT b.duty_no, count(o.id) FROM payment_books b
            LEFT JOIN bank_orders o ON o.book = b.id AND o.state = 1 AND NOT o.credit
            WHERE b.amount <> 0 GROUP BY b.id HAVING count(o.id) <> (b.state = 1)",
        )
    }

    /// Guarantee accounts: code, balance, held, and what the cases hold of it.
    ///
    /// # Errors
    /// See above.
    pub fn guarantees(&self) -> Result<Vec<(String, i64, i64, i64)>> {
        let sql = "SELECT g.code, g.balance, g.held,
            (SELECT coalesce(sum(held), 0) FROM clearances WHERE held <> 0 AND guarantee = g.id)
            FROM guarantees g ORDER BY g.code";
        let mut statement = self.store.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Submissions whose hold is not what their bill leaves to pay: by the bill, by how much.
    ///
    /// # Errors
    /// See above.
    pub fn holds_off(&self) -> Result<Vec<Named>> {
        self.named(
            "SELECT t.tax_no, c.held - CASE WHEN t.book IS NULL OR b.state <> 1 THEN t.due + t.refunded
                ELSE 0 END AS off
            FROM clearances c JOIN bills t ON t.clearance = c.id AND t.void = 0
            LEFT JOIN payment_books b ON b.id = t.book
            WHERE c.guarantee IS NOT NULL AND off <> 0",
        )
    }

    /// Orders to the bank: key, the amount that customs gets by it, whether it is booked.
    ///
    /// # Errors
    /// See above.
    pub fn bank_orders(&self) -> Result<Vec<(String, i64, bool)>> {
        let sql = "SELECT key, CASE WHEN credit THEN -amount ELSE amount END, state = 1 FROM bank_orders";
        let mut statement = self.store.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}
