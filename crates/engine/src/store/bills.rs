//! Tax bills. The bill (CEB816) and its later status (CEB818) may come in any order and more than once: the latest
//! counts, and of two at one moment the one further on. The words made, summed, void happen to sort that way.

use clearance_core::bill::{BillStatus, TaxBill};
use clearance_core::time::BeijingTime;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{anywhere, from_json, moment, to_json};
use crate::error::Result;

// A status that comes before its bill makes a row without one; it is not listed until the bill is there.
pub(super) const TABLE: &str = "
CREATE TABLE bills (
    id        INTEGER PRIMARY KEY,
    tax_no    TEXT NOT NULL UNIQUE,
    invt_no   TEXT NOT NULL,
    order_no  TEXT NOT NULL DEFAULT '',
    bill      TEXT,
    receipt   TEXT NOT NULL DEFAULT '',
    status    TEXT NOT NULL,
    status_at INTEGER NOT NULL,
    duty_no   TEXT,
    issued    INTEGER NOT NULL DEFAULT 0,
    printed   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX bills_issued ON bills (issued);
CREATE INDEX bills_invt ON bills (invt_no);
";

/// A bill with what became of it.
#[derive(Clone, Debug)]
pub(crate) struct BillRow {
    pub(crate) id: i64,
    /// Name of the client whose declaration it taxes.
    pub(crate) client: String,
    pub(crate) bill: TaxBill,
    /// The receipt that stated it.
    pub(crate) receipt: String,
    pub(crate) issued: BeijingTime,
    pub(crate) printed: bool,
}

const fn word(status: BillStatus) -> &'static str {
    match status {
        BillStatus::Made => "made",
        BillStatus::Summed => "summed",
        BillStatus::Void => "void",
    }
}

/// Customs stated a bill. `true` when it was not known before.
pub(crate) fn state(c: &Connection, bill: &TaxBill, receipt: &str) -> Result<bool> {
    let known: bool = c
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM bills WHERE tax_no = ?1 AND bill IS NOT NULL)")?
        .query_row([&bill.tax_no], |row| row.get(0))?;
    c.prepare_cached(
        "INSERT INTO bills (tax_no, invt_no, order_no, bill, receipt, status, status_at, duty_no, issued)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?7)
         ON CONFLICT (tax_no) DO UPDATE SET
            invt_no = ?2,
            order_no = iif(?3 = '', order_no, ?3),
            bill = iif(bill IS NULL OR ?7 >= issued, ?4, bill),
            receipt = iif(bill IS NULL OR ?7 >= issued, ?5, receipt),
            issued = iif(bill IS NULL, ?7, max(issued, ?7)),
            status = iif(?7 > status_at OR (?7 = status_at AND ?6 > status), ?6, status),
            duty_no = iif(?7 >= status_at, coalesce(?8, duty_no), coalesce(duty_no, ?8)),
            status_at = max(status_at, ?7)",
    )?
    .execute(params![
        bill.tax_no,
        bill.invt_no,
        bill.order_no.as_deref().unwrap_or_default(),
        to_json(bill)?,
        receipt,
        word(bill.status),
        bill.return_time.unix_ms(),
        bill.ent_duty_no
    ])?;
    Ok(!known)
}

/// Customs said what became of a bill.
pub(crate) fn change(
    c: &Connection,
    tax_no: &str,
    invt_no: &str,
    status: BillStatus,
    duty_no: Option<&str>,
    at: BeijingTime,
) -> Result<()> {
    c.prepare_cached(
        "INSERT INTO bills (tax_no, invt_no, status, status_at, duty_no) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (tax_no) DO UPDATE SET
            status = iif(?4 > status_at OR (?4 = status_at AND ?3 > status), ?3, status),
            duty_no = iif(?4 >= status_at, coalesce(?5, duty_no), coalesce(duty_no, ?5)),
            status_at = max(status_at, ?4)",
    )?
    .execute(params![tax_no, invt_no, word(status), at.unix_ms(), duty_no])?;
    Ok(())
}

/// The condition for the bills of one client, `?1`, or for all: a bill is of the client whose declaration it taxes. One
/// that taxes no declaration of this desk is nobody's, and is seen among all clients' only.
const fn whose(client: &str) -> &'static str {
    if client.is_empty() {
        "?1 = ''"
    } else {
        "EXISTS (SELECT 1 FROM declarations d WHERE d.invt_no = bills.invt_no AND d.invt_no <> '' AND d.client = ?1)"
    }
}

type Raw = (i64, String, String, String, Option<String>, i64, bool, String, String);

const COLUMNS: &str = "id, bill, receipt, status, duty_no, issued, printed, order_no,
    coalesce((SELECT c.name FROM declarations d JOIN clients c ON c.id = d.client
              WHERE d.invt_no = bills.invt_no AND d.invt_no <> ''), '')";

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok((
        row.get(0)?,
        row.get(1)?,
        row.get(2)?,
        row.get(3)?,
        row.get(4)?,
        row.get(5)?,
        row.get(6)?,
        row.get(7)?,
        row.get(8)?,
    ))
}

fn read((id, bill, receipt, status, duty_no, issued, printed, order_no, client): Raw) -> Result<BillRow> {
    let mut bill: TaxBill = from_json(&bill)?;
    bill.status = match status.as_str() {
        "summed" => BillStatus::Summed,
        "void" => BillStatus::Void,
        _ => BillStatus::Made,
    };
    bill.ent_duty_no = duty_no;
    if !order_no.is_empty() {
        bill.order_no = Some(order_no);
    }
    Ok(BillRow { id, client, bill, receipt, issued: moment(issued), printed })
}

/// The bills whose number, declaration or order holds this text, newest first.
pub(crate) fn list(c: &Connection, client: &str, find: &str) -> Result<Vec<BillRow>> {
    let mut query = c.prepare_cached(&format!(
        r"SELECT {COLUMNS} FROM bills WHERE bill IS NOT NULL
          AND (?2 = '%%' OR tax_no LIKE ?2 ESCAPE '\' OR order_no LIKE ?2 ESCAPE '\') AND {}
          ORDER BY issued DESC, id DESC LIMIT 10000",
        whose(client)
    ))?;
    let rows = query.query_map([client, &anywhere(find)], raw)?;
    rows.map(|row| read(row?)).collect()
}

/// By id or by number.
pub(crate) fn find(c: &Connection, id: &str) -> Result<Option<BillRow>> {
    let mut query = c.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM bills WHERE bill IS NOT NULL AND (id = ?1 OR tax_no = ?2)"
    ))?;
    query.query_row(params![id.parse::<i64>().unwrap_or(-1), id], raw).optional()?.map(read).transpose()
}

pub(crate) fn mark_printed(c: &Connection, id: i64) -> Result<()> {
    c.execute("UPDATE bills SET printed = 1 WHERE id = ?1", [id])?;
    Ok(())
}

pub(crate) fn count(c: &Connection, client: &str) -> Result<i64> {
    let mut query = c.prepare_cached(&format!(
        "SELECT count(*) FROM bills WHERE bill IS NOT NULL AND {}",
        whose(client)
    ))?;
    Ok(query.query_row([client], |row| row.get(0))?)
}

/// The bills that were stated since a moment.
pub(crate) fn since(c: &Connection, client: &str, at: i64) -> Result<Vec<BillRow>> {
    let mut query = c.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM bills WHERE bill IS NOT NULL AND issued >= ?2 AND {}",
        whose(client)
    ))?;
    let rows = query.query_map(params![client, at], raw)?;
    rows.map(|row| read(row?)).collect()
}

/// The order of a declaration that a bill does not name.
pub(crate) fn name_order(c: &Connection, invt_no: &str, order_no: &str) -> Result<()> {
    c.prepare_cached("UPDATE bills SET order_no = ?2 WHERE invt_no = ?1 AND order_no = ''")?
        .execute(params![invt_no, order_no])?;
    Ok(())
}

/// Whether a declaration has its bill.
pub(crate) fn of_invt_no(c: &Connection, invt_no: &str) -> Result<bool> {
    let mut query =
        c.prepare_cached("SELECT EXISTS (SELECT 1 FROM bills WHERE invt_no = ?1 AND bill IS NOT NULL)")?;
    Ok(query.query_row([invt_no], |row| row.get(0))?)
}

/// Bills of what an import made, in its order.
pub(crate) fn ids_of_import(c: &Connection, import: &str) -> Result<Vec<i64>> {
    let mut query = c.prepare_cached(
        "SELECT b.id FROM declarations d JOIN bills b ON b.invt_no = d.invt_no
         WHERE d.import = ?1 AND d.invt_no <> '' AND b.bill IS NOT NULL ORDER BY d.id, b.id",
    )?;
    let rows = query.query_map([import], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
