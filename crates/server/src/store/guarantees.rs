//! Guarantee accounts, and what each case holds of one. Amounts are cents.

use rusqlite::{Connection, params};

use super::Result;
use super::treasury::Guarantee;

/// What is held stands in the row of the case, which is written anyway: a hold costs no row.
pub(super) const MIGRATION: &str = "
    CREATE TABLE guarantees (
        id INTEGER PRIMARY KEY,
        code TEXT NOT NULL UNIQUE,
        balance INTEGER NOT NULL,
        held INTEGER NOT NULL
    );
    ALTER TABLE clearances ADD COLUMN guarantee INTEGER;
    ALTER TABLE clearances ADD COLUMN held INTEGER NOT NULL DEFAULT 0;";

pub(super) fn all(connection: &Connection) -> Result<Vec<Guarantee>> {
    let mut statement =
        connection.prepare_cached("SELECT id, code, balance, held FROM guarantees ORDER BY code")?;
    let rows = statement.query_map([], |row| {
        Ok(Guarantee { id: row.get(0)?, code: row.get(1)?, balance: row.get(2)?, held: row.get(3)? })
    })?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

pub(super) fn open(connection: &Connection, code: &str) -> Result<i64> {
    let sql = "INSERT INTO guarantees (code, balance, held) VALUES (?1, 0, 0)";
    Ok(connection.prepare_cached(sql)?.insert([code])?)
}

pub(super) fn set(connection: &Connection, id: i64, balance: i64, held: i64) -> Result<()> {
    let sql = "UPDATE guarantees SET balance = ?2, held = ?3 WHERE id = ?1";
    connection.prepare_cached(sql)?.execute(params![id, balance, held])?;
    Ok(())
}

/// Gives back what the bills of a payment book hold; tells how much of which account.
pub(super) fn give_back(connection: &Connection, book: i64) -> Result<Vec<(i64, i64)>> {
    let sql = "SELECT guarantee, sum(held) FROM clearances WHERE held <> 0
        AND id IN (SELECT clearance FROM bills WHERE book = ?1) GROUP BY guarantee";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([book], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let sums = rows.collect::<std::result::Result<_, _>>()?;
    let sql = "UPDATE clearances SET held = 0 WHERE held <> 0
        AND id IN (SELECT clearance FROM bills WHERE book = ?1)";
    connection.prepare_cached(sql)?.execute([book])?;
    Ok(sums)
}
