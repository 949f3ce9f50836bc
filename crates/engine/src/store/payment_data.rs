//! Original payment data (announcement 179) as it was taken in, and every demand of customs for it. Nothing is deleted:
//! the data is kept for three years at least.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE payment_originals (
    client         TEXT NOT NULL REFERENCES clients (id),
    order_no       TEXT NOT NULL,
    transaction_id TEXT NOT NULL,
    data           TEXT NOT NULL,
    at             INTEGER NOT NULL,
    PRIMARY KEY (client, order_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX payment_originals_transaction ON payment_originals (client, transaction_id) WHERE transaction_id <> '';
CREATE TABLE payment_demands (
    session  TEXT PRIMARY KEY,
    client   TEXT NOT NULL,
    order_no TEXT NOT NULL,
    channel  TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    heard_at INTEGER NOT NULL,
    heard    TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('refused', 'waiting', 'stored', 'failed')),
    upload   TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at  INTEGER NOT NULL DEFAULT 0,
    done_at  INTEGER,
    code     TEXT NOT NULL DEFAULT '',
    message  TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX payment_demands_waiting ON payment_demands (next_at) WHERE state = 'waiting';
CREATE INDEX payment_demands_heard ON payment_demands (heard_at);
";

/// Keeps the original data of an order's payment, in the place of what was there.
pub(crate) fn put_original(
    c: &Connection,
    client: &str,
    order_no: &str,
    transaction: &str,
    data: &str,
    at: i64,
) -> Result<()> {
    c.prepare_cached(
        "INSERT INTO payment_originals (client, order_no, transaction_id, data, at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (client, order_no) DO UPDATE SET transaction_id = ?3, data = ?4, at = ?5",
    )?
    .execute(params![client, order_no, transaction, data, at])?;
    Ok(())
}

/// The original data of an order's payment.
pub(crate) fn original(c: &Connection, client: &str, order_no: &str) -> Result<Option<String>> {
    let mut query =
        c.prepare_cached("SELECT data FROM payment_originals WHERE client = ?1 AND order_no = ?2")?;
    Ok(query.query_row([client, order_no], |row| row.get(0)).optional()?)
}

/// All orders of a client that one transaction paid.
pub(crate) fn of_transaction(
    c: &Connection,
    client: &str,
    transaction: &str,
) -> Result<Vec<(String, String)>> {
    let mut query = c.prepare_cached(
        "SELECT order_no, data FROM payment_originals
         WHERE client = ?1 AND transaction_id = ?2 AND transaction_id <> '' ORDER BY order_no",
    )?;
    let rows = query.query_map([client, transaction], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A demand of customs.
#[derive(Clone, Debug)]
pub(crate) struct DemandRow {
    pub(crate) session: String,
    pub(crate) client: String,
    pub(crate) order_no: String,
    pub(crate) channel: String,
    /// The caller's clock.
    pub(crate) asked_at: i64,
    /// Our clock.
    pub(crate) heard_at: i64,
    /// `10000` or `20000`: what was answered at once.
    pub(crate) heard: String,
    pub(crate) state: String,
    pub(crate) upload: String,
    pub(crate) attempts: i64,
    pub(crate) done_at: Option<i64>,
    pub(crate) code: String,
    pub(crate) message: String,
}

const COLUMNS: &str = "session, client, order_no, channel, asked_at, heard_at, heard, state, upload, attempts, done_at, code, message";

fn row(row: &Row<'_>) -> rusqlite::Result<DemandRow> {
    Ok(DemandRow {
        session: row.get(0)?,
        client: row.get(1)?,
        order_no: row.get(2)?,
        channel: row.get(3)?,
        asked_at: row.get(4)?,
        heard_at: row.get(5)?,
        heard: row.get(6)?,
        state: row.get(7)?,
        upload: row.get(8)?,
        attempts: row.get(9)?,
        done_at: row.get(10)?,
        code: row.get(11)?,
        message: row.get(12)?,
    })
}

/// Keeps a new demand; a session that is known already stays as it is.
pub(crate) fn hear(c: &Connection, demand: &DemandRow) -> Result<bool> {
    let added = c
        .prepare_cached(
            "INSERT INTO payment_demands (session, client, order_no, channel, asked_at, heard_at, heard, state, next_at, code, message)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?6, ?9, ?10) ON CONFLICT (session) DO NOTHING",
        )?
        .execute(params![
            demand.session,
            demand.client,
            demand.order_no,
            demand.channel,
            demand.asked_at,
            demand.heard_at,
            demand.heard,
            demand.state,
            demand.code,
            demand.message
        ])?;
    Ok(added == 1)
}

pub(crate) fn find(c: &Connection, session: &str) -> Result<Option<DemandRow>> {
    let mut query = c.prepare_cached(&format!("SELECT {COLUMNS} FROM payment_demands WHERE session = ?1"))?;
    Ok(query.query_row([session], row).optional()?)
}

/// Demands that wait for their upload and are due, the oldest first.
pub(crate) fn due(c: &Connection, now: i64) -> Result<Vec<DemandRow>> {
    let mut query = c.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM payment_demands WHERE state = 'waiting' AND next_at <= ?1 ORDER BY heard_at, session"
    ))?;
    let rows = query.query_map([now], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// When the next upload is due.
pub(crate) fn next_due(c: &Connection) -> Result<Option<i64>> {
    let sql = "SELECT min(next_at) FROM payment_demands WHERE state = 'waiting'";
    Ok(c.query_row(sql, [], |row| row.get(0))?)
}

/// The newest demands of a client, or of all.
pub(crate) fn newest(c: &Connection, client: &str, limit: i64) -> Result<Vec<DemandRow>> {
    let mut query = c.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM payment_demands WHERE ?1 = '' OR client = ?1 ORDER BY heard_at DESC, session LIMIT ?2"
    ))?;
    let rows = query.query_map(params![client, limit], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Keeps the signed upload before it is sent: the same octets go out every time.
pub(crate) fn seal(c: &Connection, session: &str, upload: &str) -> Result<()> {
    c.execute(
        "UPDATE payment_demands SET upload = ?2 WHERE session = ?1 AND upload = ''",
        [session, upload],
    )?;
    Ok(())
}

/// An attempt begins; until the lease ends nobody else tries. `false` where somebody else was first: a session that is
/// uploaded twice is refused the second time, and that would look like a failure.
pub(crate) fn attempt(c: &Connection, session: &str, now: i64, lease: i64) -> Result<bool> {
    let taken = c.execute(
        "UPDATE payment_demands SET attempts = attempts + 1, next_at = ?3
         WHERE session = ?1 AND state = 'waiting' AND next_at <= ?2",
        params![session, now, lease],
    )?;
    Ok(taken == 1)
}

/// What was cut off in the middle of an attempt is due again at once.
pub(crate) fn resume(c: &Connection, now: i64) -> Result<()> {
    c.execute("UPDATE payment_demands SET next_at = ?1 WHERE state = 'waiting' AND next_at > ?1", [now])?;
    Ok(())
}

/// It is tried again later.
pub(crate) fn later(c: &Connection, session: &str, next_at: i64, code: &str) -> Result<()> {
    c.execute(
        "UPDATE payment_demands SET next_at = ?2, code = ?3 WHERE session = ?1",
        params![session, next_at, code],
    )?;
    Ok(())
}

/// The end of a demand: `stored` or `failed`. The first end stays.
pub(crate) fn settle(
    c: &Connection,
    session: &str,
    state: &str,
    code: &str,
    message: &str,
    at: i64,
) -> Result<()> {
    c.execute(
        "UPDATE payment_demands SET state = ?2, code = ?3, message = ?4, done_at = ?5
         WHERE session = ?1 AND state = 'waiting'",
        params![session, state, code, message, at],
    )?;
    Ok(())
}
