//! Batches of signatures: what one of them still has to sign, and why it stands still.
//!
//! A declaration leaves its batch in the transaction that puts its signed message into the outbox: what is left is exact
//! whatever ends the program.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE batches (
    id      TEXT PRIMARY KEY,
    client  TEXT NOT NULL REFERENCES clients (id),
    key     TEXT NOT NULL,
    state   TEXT NOT NULL CHECK (state IN ('running', 'paused')),
    total   INTEGER NOT NULL,
    done    INTEGER NOT NULL DEFAULT 0,
    at      INTEGER NOT NULL,
    -- Why it is paused.
    code    TEXT NOT NULL DEFAULT '',
    zh      TEXT NOT NULL DEFAULT '',
    en      TEXT NOT NULL DEFAULT '',
    help_zh TEXT NOT NULL DEFAULT '',
    help_en TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE batch_records (
    declaration INTEGER PRIMARY KEY REFERENCES declarations (id) ON DELETE CASCADE,
    batch       TEXT NOT NULL REFERENCES batches (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX batch_records_batch ON batch_records (batch, declaration);
";

/// A batch as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct BatchRow {
    pub(crate) id: String,
    pub(crate) client: String,
    pub(crate) key: String,
    pub(crate) state: String,
    pub(crate) total: i64,
    /// Signed so far.
    pub(crate) done: i64,
    /// What it still has to sign.
    pub(crate) left: i64,
    /// When it began or was paused.
    pub(crate) at: i64,
    pub(crate) why: Why,
}

/// Why a batch is paused.
#[derive(Clone, Debug, Default)]
pub(crate) struct Why {
    pub(crate) code: String,
    pub(crate) zh: String,
    pub(crate) en: String,
    pub(crate) help_zh: String,
    pub(crate) help_en: String,
}

const COLUMNS: &str = "id, client, key, state, total, done, at, code, zh, en, help_zh, help_en,
    (SELECT count(*) FROM batch_records WHERE batch = batches.id)";

fn row(row: &Row<'_>) -> rusqlite::Result<BatchRow> {
    Ok(BatchRow {
        id: row.get(0)?,
        client: row.get(1)?,
        key: row.get(2)?,
        state: row.get(3)?,
        total: row.get(4)?,
        done: row.get(5)?,
        at: row.get(6)?,
        why: Why {
            code: row.get(7)?,
            zh: row.get(8)?,
            en: row.get(9)?,
            help_zh: row.get(10)?,
            help_en: row.get(11)?,
        },
        left: row.get(12)?,
    })
}

/// A batch begins. A declaration is in one batch only: the newest has it.
pub(crate) fn begin(
    c: &Connection,
    id: &str,
    (client, key): (&str, &str),
    declarations: &[i64],
    at: i64,
) -> Result<()> {
    let total = super::to_i64(declarations.len());
    c.execute(
        "INSERT INTO batches (id, client, key, state, total, at) VALUES (?1, ?2, ?3, 'running', ?4, ?5)",
        params![id, client, key, total, at],
    )?;
    let mut take = c.prepare_cached(
        "INSERT INTO batch_records (declaration, batch) VALUES (?1, ?2) ON CONFLICT (declaration) DO UPDATE SET batch = ?2",
    )?;
    for declaration in declarations {
        take.execute(params![declaration, id])?;
    }
    drop_empty(c)
}

/// Batches that have nothing left are over.
pub(crate) fn drop_empty(c: &Connection) -> Result<()> {
    c.execute("DELETE FROM batches WHERE id NOT IN (SELECT batch FROM batch_records)", [])?;
    Ok(())
}

/// What a batch signs next, oldest first.
pub(crate) fn next(c: &Connection, id: &str, most: usize) -> Result<Vec<i64>> {
    let mut query = c.prepare_cached(
        "SELECT declaration FROM batch_records WHERE batch = ?1 ORDER BY declaration LIMIT ?2",
    )?;
    let rows = query.query_map(params![id, super::to_i64(most)], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// These are dealt with; so many of them were signed.
pub(crate) fn leave(c: &Connection, id: &str, declarations: &[i64], signed: usize) -> Result<()> {
    let mut delete = c.prepare_cached("DELETE FROM batch_records WHERE declaration = ?1")?;
    for declaration in declarations {
        delete.execute([declaration])?;
    }
    c.prepare_cached("UPDATE batches SET done = done + ?2 WHERE id = ?1")?
        .execute(params![id, super::to_i64(signed)])?;
    Ok(())
}

/// Goes on, with this key.
pub(crate) fn go_on(c: &Connection, id: &str, key: &str) -> Result<()> {
    c.execute(
        "UPDATE batches SET state = 'running', key = ?2, code = '', zh = '', en = '', help_zh = '', help_en = '' WHERE id = ?1",
        params![id, key],
    )?;
    Ok(())
}

pub(crate) fn pause(c: &Connection, id: &str, why: &Why, at: i64) -> Result<()> {
    c.execute(
        "UPDATE batches SET state = 'paused', at = ?2, code = ?3, zh = ?4, en = ?5, help_zh = ?6, help_en = ?7
         WHERE id = ?1",
        params![id, at, why.code, why.zh, why.en, why.help_zh, why.help_en],
    )?;
    Ok(())
}

/// Whatever ran when the program ended is paused. How many were.
pub(crate) fn interrupted(c: &Connection, why: &Why, at: i64) -> Result<usize> {
    drop_empty(c)?;
    let running: Vec<String> = c
        .prepare("SELECT id FROM batches WHERE state = 'running'")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for id in &running {
        pause(c, id, why, at)?;
    }
    Ok(running.len())
}

/// It is over; what it had left waits for a signature as before.
pub(crate) fn end(c: &Connection, id: &str) -> Result<()> {
    c.execute("DELETE FROM batches WHERE id = ?1", [id])?;
    Ok(())
}

pub(crate) fn find(c: &Connection, id: &str) -> Result<Option<BatchRow>> {
    let mut query = c.prepare_cached(&format!("SELECT {COLUMNS} FROM batches WHERE id = ?1"))?;
    Ok(query.query_row([id], row).optional()?)
}

/// Those of one client, or of all for an empty id; the oldest first.
pub(crate) fn of(c: &Connection, client: &str) -> Result<Vec<BatchRow>> {
    let mut query = c.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM batches WHERE ?1 = '' OR client = ?1 ORDER BY at, id"
    ))?;
    let rows = query.query_map([client], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Batches that wait for this key get another one, chosen when they go on.
pub(crate) fn forget_key(c: &Connection, key: &str) -> Result<()> {
    c.execute("UPDATE batches SET key = '' WHERE key = ?1", [key])?;
    Ok(())
}

/// How many declarations wait in paused batches, of one client or of all, and since when the first.
pub(crate) fn paused(c: &Connection, client: &str) -> Result<(i64, i64)> {
    let mut query = c.prepare_cached(
        "SELECT count(*), coalesce(min(b.at), 0) FROM batch_records r JOIN batches b ON b.id = r.batch
         WHERE b.state = 'paused' AND (?1 = '' OR b.client = ?1)",
    )?;
    Ok(query.query_row([client], |row| Ok((row.get(0)?, row.get(1)?)))?)
}
