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

pub(super) fn put(connection: &Connection, bill: &Bill) -> Result<()> {
    let sql = "INSERT INTO bills (tax_no, clearance, at, duty, vat, consumption_tax)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let Bill { tax_no, clearance, at, duty, vat, consumption_tax } = bill;
    connection.prepare_cached(sql)?.execute(params![tax_no, clearance, at, duty, vat, consumption_tax])?;
    Ok(())
}
