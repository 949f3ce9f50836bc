//! The rules of risk by version, and who is watched. Nothing is ever overwritten: a version, once in force, can be shown.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Result, StoreError, WatchEntry};
use crate::risk::RuleSet;

pub(super) const MIGRATION: &str = "
    CREATE TABLE risk_rules (
        version TEXT PRIMARY KEY,
        since INTEGER NOT NULL,
        body TEXT NOT NULL
    );
    CREATE INDEX risk_rules_since ON risk_rules (since);
    CREATE TABLE watch (
        id TEXT PRIMARY KEY,
        who TEXT NOT NULL,
        measure TEXT NOT NULL,
        reason TEXT NOT NULL,
        since INTEGER NOT NULL,
        until INTEGER
    );
    ALTER TABLE clearances ADD COLUMN why TEXT;";

fn unreadable(cause: impl std::fmt::Display) -> StoreError {
    StoreError::Failed(format!("the rules of risk cannot be read: {cause}"))
}

/// The rules in force.
pub(super) fn rules(connection: &Connection) -> Result<Option<RuleSet>> {
    let sql = "SELECT body FROM risk_rules ORDER BY since DESC, rowid DESC LIMIT 1";
    let body: Option<String> = connection.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?;
    body.map(|body| RuleSet::read(body.as_bytes()).map_err(unreadable)).transpose()
}

/// Puts a version in force; whether it is new. A version that was in force before keeps its rules for ever.
pub(super) fn put_rules(connection: &Connection, rules: &RuleSet, since: i64) -> Result<bool> {
    let body = serde_json::to_string(rules).map_err(unreadable)?;
    let sql = "INSERT INTO risk_rules (version, since, body) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    Ok(connection.prepare_cached(sql)?.execute(params![rules.version, since, body])? == 1)
}

/// Everybody who is watched.
pub(super) fn watch(connection: &Connection) -> Result<Vec<WatchEntry>> {
    let sql = "SELECT id, who, measure, reason, since FROM watch WHERE until IS NULL ORDER BY since, id";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &Row<'_>| -> rusqlite::Result<(String, String, String, String, i64)> {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
    };
    let rows = statement.query_map([], read)?.collect::<std::result::Result<Vec<_>, _>>()?;
    let entry = |(id, who, measure, reason, since): (String, String, String, String, i64)| {
        Ok(WatchEntry {
            id,
            who: serde_json::from_str(&who).map_err(unreadable)?,
            measure: serde_json::from_str(&measure).map_err(unreadable)?,
            reason,
            since,
        })
    };
    rows.into_iter().map(entry).collect()
}

/// Watches somebody.
pub(super) fn put_watch(connection: &Connection, entry: &WatchEntry) -> Result<()> {
    let who = serde_json::to_string(&entry.who).map_err(unreadable)?;
    let measure = serde_json::to_string(&entry.measure).map_err(unreadable)?;
    let sql = "INSERT INTO watch (id, who, measure, reason, since) VALUES (?1, ?2, ?3, ?4, ?5)";
    connection.prepare_cached(sql)?.execute(params![entry.id, who, measure, entry.reason, entry.since])?;
    Ok(())
}

/// Watches somebody no longer; whether they were.
pub(super) fn end_watch(connection: &Connection, id: &str, until: i64) -> Result<bool> {
    let sql = "UPDATE watch SET until = ?2 WHERE id = ?1 AND until IS NULL";
    Ok(connection.prepare_cached(sql)?.execute(params![id, until])? == 1)
}
