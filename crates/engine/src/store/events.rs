//! Events: what happened to each document. Only ever added; the same event twice is one.

use clearance_core::status::{Event, Subject};
use clearance_core::time::BeijingTime;
use rusqlite::{Connection, params};

use super::{from_json, moment, sha256, to_json};
use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE events (
    id      INTEGER PRIMARY KEY,
    hash    TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    at      INTEGER NOT NULL,
    event   TEXT NOT NULL,
    source  TEXT NOT NULL,
    arrived INTEGER NOT NULL
) STRICT;
CREATE INDEX events_subject ON events (subject);
CREATE INDEX events_arrived ON events (arrived);
";

/// An event as it is stored.
pub(crate) struct EventRow {
    pub(crate) subject: String,
    pub(crate) event: Event,
    /// The message or receipt behind it; empty when there is none.
    pub(crate) source: String,
}

/// Adds an event; `false` when it is there already.
pub(crate) fn add(
    c: &Connection,
    subject: &Subject,
    event: &Event,
    source: &str,
    arrived: i64,
) -> Result<bool> {
    let text = to_json(event)?;
    let hash = sha256(format!("{}\n{text}", subject.0).as_bytes());
    let added = c
        .prepare_cached(
            "INSERT INTO events (hash, subject, at, event, source, arrived) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (hash) DO NOTHING",
        )?
        .execute(params![hash, subject.0, event.at().unix_ms(), text, source, arrived])?;
    Ok(added == 1)
}

/// All events of a document, in the order of their own times.
pub(crate) fn of(c: &Connection, subject: &Subject) -> Result<Vec<EventRow>> {
    let mut query =
        c.prepare_cached("SELECT subject, event, source FROM events WHERE subject = ?1 ORDER BY at, id")?;
    let rows = query.query_map([&subject.0], raw)?;
    read(rows)
}

/// Whether it was this import that made the document, and not one that corrected it later.
pub(crate) fn is_made_by(c: &Connection, subject: &Subject, import: &str) -> Result<bool> {
    let mut query =
        c.prepare_cached("SELECT source = ?2 FROM events WHERE subject = ?1 ORDER BY id LIMIT 1")?;
    Ok(query.query_row([subject.0.as_str(), import], |row| row.get(0))?)
}

/// The events that arrived last, newest first.
pub(crate) fn newest(c: &Connection, client: &str, limit: i64) -> Result<Vec<EventRow>> {
    // Of one client: by way of its newest declarations, so that the others' events need not be looked through.
    let mut query = c.prepare_cached(if client.is_empty() {
        "SELECT subject, event, source FROM events WHERE subject LIKE 'declaration:%' AND ?1 = ''
         ORDER BY arrived DESC, id DESC LIMIT ?2"
    } else {
        "SELECT e.subject, e.event, e.source
         FROM (SELECT cop_no FROM declarations WHERE client = ?1 ORDER BY updated DESC, id DESC LIMIT ?2) d
         JOIN events e ON e.subject = 'declaration:' || d.cop_no ORDER BY e.arrived DESC, e.id DESC LIMIT ?2"
    })?;
    let rows = query.query_map(params![client, limit], raw)?;
    read(rows)
}

type Raw = (String, String, String);

fn raw(row: &rusqlite::Row<'_>) -> rusqlite::Result<Raw> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

fn read(rows: impl Iterator<Item = rusqlite::Result<Raw>>) -> Result<Vec<EventRow>> {
    rows.map(|row| {
        let (subject, event, source) = row?;
        Ok(EventRow { subject, event: from_json(&event)?, source })
    })
    .collect()
}

/// When the last event of our own happened to a document; what customs said is by another clock.
pub(crate) fn last_of_ours(c: &Connection, subject: &Subject) -> Result<Option<BeijingTime>> {
    let mut query = c.prepare_cached(
        "SELECT max(at) FROM events WHERE subject = ?1 AND json_extract(event, '$.what') <> 'receipt'",
    )?;
    let at: Option<i64> = query.query_row([&subject.0], |row| row.get(0))?;
    Ok(at.map(moment))
}
