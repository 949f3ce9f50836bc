//! Tax bills: one for each release. Taxes are hundred-thousandths of a yuan; what is to be paid is cents.

use rusqlite::{Connection, OptionalExtension, params};

use super::treasury::{LiveBill, OpenBill};
use super::{Bill, Result};

pub(super) const MIGRATION: &str = "
    CREATE TABLE bills (
        tax_no TEXT PRIMARY KEY,
        clearance INTEGER NOT NULL,
        at INTEGER NOT NULL,
        duty INTEGER NOT NULL,
        vat INTEGER NOT NULL,
        consumption_tax INTEGER NOT NULL
    ) WITHOUT ROWID;";

pub(super) const WITH_VOID: &str = "
    ALTER TABLE bills ADD COLUMN void INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX bills_by_clearance ON bills (clearance);";

/// `due` is what is left to pay after returns; `refunded` what went back after the bill was summed.
pub(super) const WITH_PAYMENT: &str = "
    ALTER TABLE bills ADD COLUMN payer TEXT NOT NULL DEFAULT '';
    ALTER TABLE bills ADD COLUMN day INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE bills ADD COLUMN due INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE bills ADD COLUMN refunded INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE bills ADD COLUMN book INTEGER;
    CREATE INDEX bills_open ON bills (day, payer) WHERE void = 0 AND book IS NULL;
    CREATE INDEX bills_by_book ON bills (book) WHERE book IS NOT NULL;";

pub(super) fn void(connection: &Connection, clearance: i64) -> Result<Vec<String>> {
    let sql = "UPDATE bills SET void = 1 WHERE clearance = ?1 AND void = 0 RETURNING tax_no";
    let mut statement = connection.prepare_cached(sql)?;
    let numbers = statement.query_map([clearance], |row| row.get(0))?;
    Ok(numbers.collect::<std::result::Result<_, _>>()?)
}

pub(super) fn put(connection: &Connection, bill: &Bill) -> Result<()> {
    let sql = "INSERT INTO bills (tax_no, clearance, at, duty, vat, consumption_tax, payer, day, due)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let Bill { tax_no, clearance, at, duty, vat, consumption_tax, payer, day, due } = bill;
    let values = params![tax_no, clearance, at, duty, vat, consumption_tax, payer, day, due];
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// The bill of a submission that is not void.
pub(super) fn live(connection: &Connection, clearance: i64) -> Result<Option<LiveBill>> {
    let sql = "SELECT tax_no, payer, due, book FROM bills WHERE clearance = ?1 AND void = 0";
    let bill = connection.prepare_cached(sql)?.query_row([clearance], |row| {
        Ok(LiveBill { tax_no: row.get(0)?, payer: row.get(1)?, due: row.get(2)?, book: row.get(3)? })
    });
    Ok(bill.optional()?)
}

/// Less is to be paid; where it was summed already, it is to be refunded.
pub(super) fn lower(connection: &Connection, tax_no: &str, by: i64) -> Result<()> {
    let sql = "UPDATE bills SET due = due - ?2,
        refunded = refunded + CASE WHEN book IS NULL THEN 0 ELSE ?2 END WHERE tax_no = ?1";
    connection.prepare_cached(sql)?.execute(params![tax_no, by])?;
    Ok(())
}

/// Bills of releases of a day that are in no payment book, by payer.
pub(super) fn open(connection: &Connection, day: i64, most: usize) -> Result<Vec<OpenBill>> {
    let sql = "SELECT b.tax_no, b.payer, b.due, c.enterprise, c.invt_no FROM bills b
        JOIN clearances c ON c.id = b.clearance
        WHERE b.day = ?1 AND b.void = 0 AND b.book IS NULL ORDER BY b.payer, b.tax_no LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![day, most], |row| {
        Ok(OpenBill {
            tax_no: row.get(0)?,
            payer: row.get(1)?,
            due: row.get(2)?,
            enterprise: row.get(3)?,
            invt_no: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

pub(super) fn into_book(connection: &Connection, tax_no: &str, book: i64) -> Result<()> {
    let sql = "UPDATE bills SET book = ?2 WHERE tax_no = ?1 AND book IS NULL";
    connection.prepare_cached(sql)?.execute(params![tax_no, book])?;
    Ok(())
}
