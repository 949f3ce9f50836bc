//! What is planned for later, so that a restart forgets nothing.

use rusqlite::{Connection, params};

use super::{Plan, Result};

pub(super) const MIGRATION: &str = "
    CREATE TABLE agenda (
        due INTEGER NOT NULL,
        clearance INTEGER NOT NULL,
        plan INTEGER NOT NULL,
        PRIMARY KEY (due, clearance, plan)
    ) WITHOUT ROWID;";

fn to_number(plan: Plan) -> i64 {
    match plan {
        Plan::Supply => 1,
        Plan::Officer => 2,
        Plan::Close => 3,
        Plan::Late => 4,
        Plan::Sum => 21,
        Plan::Overdue => 22,
        Plan::Bank => 23,
    }
}

fn from_number(number: i64) -> Plan {
    match number {
        1 => Plan::Supply,
        2 => Plan::Officer,
        3 => Plan::Close,
        21 => Plan::Sum,
        22 => Plan::Overdue,
        23 => Plan::Bank,
        _ => Plan::Late,
    }
}

pub(super) fn put(connection: &Connection, due: i64, plan: Plan, clearance: i64) -> Result<()> {
    let sql = "INSERT OR IGNORE INTO agenda (due, clearance, plan) VALUES (?1, ?2, ?3)";
    connection.prepare_cached(sql)?.execute(params![due, clearance, to_number(plan)])?;
    Ok(())
}

pub(super) fn take_due(connection: &Connection, now: i64, most: usize) -> Result<Vec<(Plan, i64)>> {
    let sql =
        "SELECT due, clearance, plan FROM agenda WHERE due <= ?1 ORDER BY due, clearance, plan LIMIT ?2";
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params![now, most], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let due: Vec<(i64, i64, i64)> = rows.collect::<std::result::Result<_, _>>()?;
    let sql = "DELETE FROM agenda WHERE due = ?1 AND clearance = ?2 AND plan = ?3";
    let mut remove = connection.prepare_cached(sql)?;
    for row in &due {
        remove.execute(*row)?;
    }
    Ok(due.into_iter().map(|(_, clearance, plan)| (from_number(plan), clearance)).collect())
}

pub(super) fn next(connection: &Connection) -> Result<Option<i64>> {
    let mut statement = connection.prepare_cached("SELECT min(due) FROM agenda")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}
