//! Officers of the port with their certificates, and what they propose.

use clearance_core::exchange::officer::{ProposalLine, Standing};
use clearance_core::time::BeijingTime;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Clearance, Result, StoreError, clearances};

pub(super) const MIGRATION: &str = "
    CREATE TABLE officers (id TEXT PRIMARY KEY, certificate BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE proposals (
        id INTEGER PRIMARY KEY,
        body TEXT NOT NULL,
        by TEXT NOT NULL,
        at INTEGER NOT NULL,
        standing INTEGER NOT NULL,
        decided_by TEXT,
        decided_at INTEGER
    );
    -- 0 is open.
    CREATE INDEX proposals_by_standing ON proposals (standing, id);
    -- Inspected, reviewed, and the four kinds of detained.
    CREATE INDEX clearances_in_hand ON clearances (id) WHERE stage IN (2, 3, -1, -2, -3, -4);";

pub(super) fn all(connection: &Connection) -> Result<Vec<(String, Vec<u8>)>> {
    let mut statement = connection.prepare_cached("SELECT id, certificate FROM officers")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

pub(super) fn put(connection: &Connection, id: &str, certificate: &[u8]) -> Result<()> {
    let sql = "INSERT INTO officers (id, certificate) VALUES (?1, ?2)
        ON CONFLICT DO UPDATE SET certificate = excluded.certificate";
    connection.prepare_cached(sql)?.execute(params![id, certificate])?;
    Ok(())
}

fn number(standing: Standing) -> i64 {
    match standing {
        Standing::Open => 0,
        Standing::Approved => 1,
        Standing::Refused => 2,
    }
}

const COLUMNS: &str = "id, body, by, at, standing, decided_by, decided_at";

fn read(row: &Row<'_>) -> rusqlite::Result<(String, ProposalLineParts)> {
    let standing = match row.get::<_, i64>(4)? {
        0 => Standing::Open,
        1 => Standing::Approved,
        _ => Standing::Refused,
    };
    let parts = ProposalLineParts {
        id: row.get(0)?,
        by: row.get(2)?,
        at: row.get(3)?,
        standing,
        decided_by: row.get(5)?,
        decided_at: row.get(6)?,
    };
    Ok((row.get(1)?, parts))
}

struct ProposalLineParts {
    id: i64,
    by: String,
    at: i64,
    standing: Standing,
    decided_by: Option<String>,
    decided_at: Option<i64>,
}

fn line((body, parts): (String, ProposalLineParts)) -> Result<ProposalLine> {
    let proposed = serde_json::from_str(&body);
    Ok(ProposalLine {
        id: parts.id,
        proposed: proposed.map_err(|e| StoreError::Failed(format!("proposal {}: {e}", parts.id)))?,
        by: parts.by,
        at: BeijingTime::from_unix_ms(parts.at),
        standing: parts.standing,
        decided_by: parts.decided_by,
        decided_at: parts.decided_at.map(BeijingTime::from_unix_ms),
    })
}

/// Keeps a proposal and gives its id.
pub(super) fn put_proposal(connection: &Connection, line: &ProposalLine) -> Result<i64> {
    let body = serde_json::to_string(&line.proposed).map_err(|e| StoreError::Failed(e.to_string()))?;
    let sql = "INSERT INTO proposals (body, by, at, standing) VALUES (?1, ?2, ?3, 0)";
    Ok(connection.prepare_cached(sql)?.insert(params![body, line.by, line.at.unix_ms()])?)
}

pub(super) fn proposal(connection: &Connection, id: i64) -> Result<Option<ProposalLine>> {
    let sql = format!("SELECT {COLUMNS} FROM proposals WHERE id = ?1");
    connection.prepare_cached(&sql)?.query_row([id], read).optional()?.map(line).transpose()
}

/// The open ones first, then the newest.
pub(super) fn proposals(connection: &Connection, most: usize) -> Result<Vec<ProposalLine>> {
    let sql = format!("SELECT {COLUMNS} FROM proposals ORDER BY standing <> 0, id DESC LIMIT ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([i64::try_from(most).unwrap_or(i64::MAX)], read)?;
    rows.collect::<std::result::Result<Vec<_>, _>>()?.into_iter().map(line).collect()
}

/// Says how an open proposal ended.
pub(super) fn settle(connection: &Connection, id: i64, standing: Standing, by: &str, at: i64) -> Result<()> {
    let sql =
        "UPDATE proposals SET standing = ?2, decided_by = ?3, decided_at = ?4 WHERE id = ?1 AND standing = 0";
    connection.prepare_cached(sql)?.execute(params![id, number(standing), by, at])?;
    Ok(())
}

/// The cases that officers have in hand, in the order in which they came.
pub(super) fn in_hand(connection: &Connection, after: i64, most: usize) -> Result<Vec<Clearance>> {
    clearances::several(
        connection,
        "stage IN (2, 3, -1, -2, -3, -4) AND id > ?1 ORDER BY id LIMIT ?2",
        params![after, i64::try_from(most).unwrap_or(i64::MAX)],
    )
}
