//! Tax bills: one for each release. Amounts are hundred-thousandths of a yuan.

use rusqlite::{Connection, params};

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

pub(super) fn void(connection: &Connection, clearance: i64) -> Result<Vec<String>> {
    let sql = "UPDATE bills SET void = 1 WHERE clearance = ?1 AND void = 0 RETURNING tax_no";
    let mut statement = connection.prepare_cached(sql)?;
    let numbers = statement.query_map([clearance], |row| row.get(0))?;
    Ok(numbers.collect::<std::result::Result<_, _>>()?)
}

pub(super) fn put(connection: &Connection, bill: &Bill) -> Result<()> {
    let sql = "INSERT INTO bills (tax_no, clearance, at, duty, vat, consumption_tax)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let Bill { tax_no, clearance, at, duty, vat, consumption_tax } = bill;
    connection.prepare_cached(sql)?.execute(params![tax_no, clearance, at, duty, vat, consumption_tax])?;
    Ok(())
}
