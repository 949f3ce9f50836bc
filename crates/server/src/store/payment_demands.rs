//! Demands for original payment data (announcement 179) and what was uploaded for each.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{EnterpriseId, PaymentDemand, Result};

pub(super) const MIGRATION: &str = "
    CREATE TABLE payment_demands (
        session TEXT PRIMARY KEY,
        enterprise INTEGER NOT NULL,
        order_no TEXT NOT NULL,
        asked_at INTEGER NOT NULL,
        done_at INTEGER,
        upload BLOB
    ) WITHOUT ROWID;
    CREATE INDEX payment_demands_by_enterprise ON payment_demands (enterprise, asked_at);";

fn row(row: &Row<'_>) -> rusqlite::Result<PaymentDemand> {
    Ok(PaymentDemand {
        session: row.get(0)?,
        enterprise: row.get(1)?,
        order_no: row.get(2)?,
        asked_at: row.get(3)?,
        done_at: row.get(4)?,
    })
}

pub(super) fn put(connection: &Connection, demand: &PaymentDemand) -> Result<()> {
    let sql = "INSERT INTO payment_demands (session, enterprise, order_no, asked_at) VALUES (?1, ?2, ?3, ?4)";
    let values = params![demand.session, demand.enterprise, demand.order_no, demand.asked_at];
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

pub(super) fn get(connection: &Connection, session: &str) -> Result<Option<PaymentDemand>> {
    let sql =
        "SELECT session, enterprise, order_no, asked_at, done_at FROM payment_demands WHERE session = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([session], row).optional()?)
}

/// Keeps what was uploaded, once; whether this was the first.
pub(super) fn settle(connection: &Connection, session: &str, upload: &[u8], at: i64) -> Result<bool> {
    let sql = "UPDATE payment_demands SET upload = ?2, done_at = ?3 WHERE session = ?1 AND done_at IS NULL";
    Ok(connection.prepare_cached(sql)?.execute(params![session, upload, at])? == 1)
}

pub(super) fn of(
    connection: &Connection,
    enterprise: EnterpriseId,
    most: usize,
) -> Result<Vec<PaymentDemand>> {
    let sql = "SELECT session, enterprise, order_no, asked_at, done_at FROM payment_demands
        WHERE enterprise = ?1 ORDER BY asked_at DESC, session LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params![enterprise, i64::try_from(most).unwrap_or(i64::MAX)], row)?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}
