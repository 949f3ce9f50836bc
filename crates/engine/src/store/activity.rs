//! The activity log: who did what, when, for which client. Without personal data, and chained so that tampering shows
//! (`core::chain`).
//!
//! # Invariants
//! - An entry is added in the transaction of the act that it tells of: nothing happens unlogged, and nothing is logged that
//!   did not happen. A bulk act is one entry.
//! - A break is never healed: what follows is chained to the sealed end, and the desk tells in the log what it found.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use clearance_core::chain::{self, BROKEN, Entry, Follow, Head, START, Wrong};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{from_json, to_json};
use crate::acting;
use crate::clock;
use crate::error::Result;
use crate::vault::write_whole;

pub(super) const TABLE: &str = "
CREATE TABLE activity (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    what    TEXT NOT NULL,
    subject TEXT NOT NULL
) STRICT;
";

/// The log becomes a chain; what stood in it is carried over by [`carry`].
pub(super) const CHAIN: &str = "
ALTER TABLE activity RENAME TO activity_before;
CREATE TABLE activity (
    number  INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    person  INTEGER NOT NULL,
    who     TEXT NOT NULL,
    what    TEXT NOT NULL,
    client  TEXT NOT NULL,
    subject TEXT NOT NULL,
    details TEXT NOT NULL,
    before  TEXT NOT NULL,
    hash    TEXT NOT NULL
) STRICT;
CREATE TABLE activity_head (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    number   INTEGER NOT NULL,
    hash     TEXT NOT NULL,
    anchored INTEGER NOT NULL,
    seal     TEXT NOT NULL
) STRICT;
";

/// Details of an entry that was written before the log was a chain.
pub(crate) const CARRIED: &str = r#"{"before-the-chain":"1"}"#;

/// Name of the copy of the end that stands beside the database.
const ANCHOR: &str = "activity.head";

/// Adds an entry that concerns no single client.
pub(crate) fn log(c: &Connection, at: i64, what: &str, subject: &str) -> Result<()> {
    add(c, at, what, "", subject, "").map(|_| ())
}

/// Adds an entry about a client, with details: names and values, none of them personal. Gives its number.
pub(crate) fn log_of(
    c: &Connection,
    at: i64,
    what: &str,
    client: &str,
    subject: &str,
    details: &[(&str, String)],
) -> Result<i64> {
    let object: serde_json::Map<String, serde_json::Value> =
        // What is empty tells nothing.
        details
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| ((*name).to_owned(), value.as_str().into()))
            .collect();
    let details = if object.is_empty() { String::new() } else { to_json(&object)? };
    add(c, at, what, client, subject, &details)
}

fn add(c: &Connection, at: i64, what: &str, client: &str, subject: &str, details: &str) -> Result<i64> {
    let who = acting::now();
    let (number, before): (i64, String) = c
        .prepare_cached("SELECT number, hash FROM activity_head")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut entry = Entry {
        number: number + 1,
        at,
        person: who.id,
        who: who.name,
        what: what.to_owned(),
        client: client.to_owned(),
        subject: subject.to_owned(),
        details: details.to_owned(),
        before,
        hash: String::new(),
    };
    entry.hash = entry.digest();
    c.prepare_cached(
        "INSERT INTO activity (number, at, person, who, what, client, subject, details, before, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        entry.number,
        entry.at,
        entry.person,
        entry.who,
        entry.what,
        entry.client,
        entry.subject,
        entry.details,
        entry.before,
        entry.hash,
    ])?;
    // Without its seal until the transaction ends: a hundred entries need one.
    c.prepare_cached("UPDATE activity_head SET number = ?1, hash = ?2, seal = ''")?
        .execute(params![entry.number, entry.hash])?;
    Ok(entry.number)
}

fn head(c: &Connection) -> Result<Option<Head>> {
    let mut query = c.prepare_cached("SELECT number, hash, anchored, seal FROM activity_head")?;
    let read = |row: &Row<'_>| {
        Ok(Head { number: row.get(0)?, hash: row.get(1)?, anchored: row.get(2)?, seal: row.get(3)? })
    };
    Ok(query.query_row([], read).optional()?)
}

fn put_head(c: &Connection, head: &Head) -> Result<()> {
    c.prepare_cached(
        "INSERT INTO activity_head (id, number, hash, anchored, seal) VALUES (1, ?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE SET number = ?1, hash = ?2, anchored = ?3, seal = ?4",
    )?
    .execute(params![head.number, head.hash, head.anchored, head.seal])?;
    Ok(())
}

fn hash_of(c: &Connection, number: i64) -> Result<Option<String>> {
    let mut query = c.prepare_cached("SELECT hash FROM activity WHERE number = ?1")?;
    Ok(query.query_row([number], |row| row.get(0)).optional()?)
}

fn newest(c: &Connection) -> Result<i64> {
    Ok(c.prepare_cached("SELECT coalesce(max(number), 0) FROM activity")?.query_row([], |row| row.get(0))?)
}

/// Carries the entries of the old log into the chain, and begins it. Does nothing where that was done. `secret` is the key
/// of the database.
pub(super) fn carry(c: &Connection, secret: &[u8]) -> Result<()> {
    let waits = "SELECT count(*) FROM sqlite_master WHERE name = 'activity_before'";
    if c.query_row(waits, [], |row| row.get::<_, i64>(0))? == 0 {
        return Ok(());
    }
    put_head(c, &Head { number: 0, hash: START.to_owned(), anchored: false, seal: String::new() })?;
    let mut query = c.prepare("SELECT at, what, subject FROM activity_before ORDER BY id")?;
    let mut rows = query.query([])?;
    let mut carried = 0;
    while let Some(row) = rows.next()? {
        let (at, what, subject): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        add(c, at, &what, "", &subject, CARRIED)?;
        carried += 1;
    }
    drop(rows);
    drop(query);
    c.execute_batch("DROP TABLE activity_before")?;
    log_of(c, clock::now().unix_ms(), "log-begun", "", "", &[("carried", carried.to_string())])?;
    if let Some(begun) = head(c)? {
        put_head(c, &Head::sealed(begun.number, &begun.hash, false, &chain::key_of(secret)))?;
    }
    Ok(())
}

/// What keeps the end of the log: the key of its seal, the end as it was last seen, and the copy beside the database.
pub(crate) struct Guard {
    key: [u8; 32],
    anchor: PathBuf,
    seen: Mutex<Head>,
}

impl Guard {
    /// Looks at the end of the log of a database that was just opened. What does not fit is told in the log. `fresh` is a
    /// database that was made just now.
    pub(super) fn open(c: &mut Connection, data: &Path, secret: &[u8], fresh: bool) -> Result<Guard> {
        let guard = Guard {
            key: chain::key_of(secret),
            anchor: data.join(ANCHOR),
            seen: Mutex::new(Head::sealed(0, START, false, &[])),
        };
        let tx = c.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        // A copy beside a new database tells of another one.
        if !fresh && let Some(why) = guard.trouble(&tx)? {
            guard.tell(&tx, why)?;
        }
        let sealed = guard.seal(&tx)?;
        tx.commit()?;
        *guard.seen() = sealed;
        guard.write_anchor();
        if !guard.seen().anchored && guard.anchor.is_file() {
            let tx = c.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let anchored = {
                let seen = guard.seen();
                Head::sealed(seen.number, &seen.hash, true, &guard.key)
            };
            put_head(&tx, &anchored)?;
            tx.commit()?;
            *guard.seen() = anchored;
        }
        Ok(guard)
    }

    fn seen(&self) -> MutexGuard<'_, Head> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What does not fit at the end: a stable word.
    fn trouble(&self, c: &Connection) -> Result<Option<&'static str>> {
        let Some(head) = head(c)? else { return Ok(Some("end-gone")) };
        if !head.fits(&self.key) {
            return Ok(Some("end-not-sealed-here"));
        }
        if newest(c)? != head.number
            || (head.number > 0 && hash_of(c, head.number)?.as_ref() != Some(&head.hash))
        {
            return Ok(Some("end-cut-or-changed"));
        }
        let anchor =
            fs::read(&self.anchor).ok().and_then(|bytes| serde_json::from_slice::<Head>(&bytes).ok());
        Ok(match anchor {
            None if head.anchored => Some("copy-of-the-end-gone"),
            None => None,
            Some(anchor) if !anchor.fits(&self.key) => Some("copy-of-the-end-not-sealed-here"),
            Some(anchor)
                if anchor.number > 0 && hash_of(c, anchor.number)?.as_ref() != Some(&anchor.hash) =>
            {
                Some("older-than-the-copy-of-the-end")
            }
            Some(_) => None,
        })
    }

    /// Writes into the log that it was found broken. It goes on behind whatever stands there, and the break stays visible.
    fn tell(&self, c: &Connection, why: &str) -> Result<()> {
        let newest = newest(c)?;
        match head(c)? {
            Some(head) if head.number >= newest => {}
            // Entries were added behind the end, or the end is gone: the number must be free.
            _ => {
                let hash = hash_of(c, newest)?.unwrap_or_else(|| START.to_owned());
                put_head(c, &Head { number: newest, hash, anchored: true, seal: String::new() })?;
            }
        }
        log_of(c, clock::now().unix_ms(), BROKEN, "", why, &[])?;
        Ok(())
    }

    /// The end is as this desk left it; otherwise that is told. Before anything else in a transaction.
    pub(super) fn watch(&self, c: &Connection) -> Result<()> {
        if head(c)?.as_ref() != Some(&*self.seen()) {
            self.tell(c, "end-changed-meanwhile")?;
        }
        Ok(())
    }

    /// Seals the end again if something was added; the last of a transaction.
    pub(crate) fn seal(&self, c: &Connection) -> Result<Head> {
        let Some(head) = head(c)? else { return Ok(self.seen().clone()) };
        if !head.seal.is_empty() {
            return Ok(head);
        }
        let sealed = Head::sealed(head.number, &head.hash, head.anchored, &self.key);
        put_head(c, &sealed)?;
        Ok(sealed)
    }

    /// The transaction was kept.
    pub(super) fn kept(&self, head: Head) {
        *self.seen() = head;
    }

    /// Writes the copy of the end. Best effort: an older copy only vouches for less.
    pub(crate) fn write_anchor(&self) {
        let head = self.seen().clone();
        let stands =
            fs::read(&self.anchor).ok().and_then(|bytes| serde_json::from_slice::<Head>(&bytes).ok());
        if stands.as_ref() == Some(&head) {
            return;
        }
        if let Ok(text) = serde_json::to_vec(&head)
            && let Err(error) = write_whole(&self.anchor, &text)
        {
            tracing::info!(%error, "the copy of the end of the log was not written");
        }
    }

    /// Whether this desk sealed that end.
    pub(crate) fn sealed(&self, head: &Head) -> bool {
        head.fits(&self.key)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.write_anchor();
    }
}

/// What came of following the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Followed {
    pub(crate) entries: i64,
    /// When the chain begins, in milliseconds since 1970.
    pub(crate) since: Option<i64>,
    pub(crate) broken: Option<chain::Break>,
    /// The first entry that does not fit, where it is there.
    pub(crate) at: Option<Entry>,
}

/// Follows the whole log.
pub(crate) fn follow(c: &Connection, guard: &Guard) -> Result<Followed> {
    let mut followed = Followed { entries: 0, since: None, broken: None, at: None };
    let mut follow = Follow::default();
    let mut query = c.prepare(&format!("SELECT {ENTRY} FROM activity ORDER BY number"))?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let entry = entry(row)?;
        if entry.what == "log-begun" && followed.since.is_none() {
            followed.since = Some(entry.at);
        }
        followed.entries += 1;
        if followed.broken.is_none()
            && let Err(broken) = follow.take(&entry)
        {
            followed.broken = Some(broken);
            followed.at = Some(entry).filter(|entry| entry.number == broken.number);
        }
    }
    if followed.broken.is_none() {
        followed.broken = match head(c)? {
            Some(head) => follow.end(&head, Some(&guard.key)).err(),
            None => Some(chain::Break { number: follow.entries().max(1), wrong: Wrong::Unsealed }),
        };
    }
    Ok(followed)
}

const ENTRY: &str = "number, at, person, who, what, client, subject, details, before, hash";

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        number: row.get(0)?,
        at: row.get(1)?,
        person: row.get(2)?,
        who: row.get(3)?,
        what: row.get(4)?,
        client: row.get(5)?,
        subject: row.get(6)?,
        details: row.get(7)?,
        before: row.get(8)?,
        hash: row.get(9)?,
    })
}

/// Which entries to list; what is empty asks for nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sought<'a> {
    pub(crate) person: Option<i64>,
    pub(crate) what: &'a str,
    pub(crate) client: &'a str,
    /// In milliseconds since 1970; the end is exclusive.
    pub(crate) from: i64,
    pub(crate) until: i64,
    pub(crate) find: &'a str,
}

const SOUGHT: &str = r"(?1 IS NULL OR person = ?1) AND (?2 = '' OR what = ?2) AND (?3 = '' OR client = ?3)
    AND at >= ?4 AND at < ?5 AND (?6 = '%%' OR subject LIKE ?6 ESCAPE '\' OR details LIKE ?6 ESCAPE '\')";

/// A page of entries, newest first, below a number.
pub(crate) fn page(c: &Connection, sought: &Sought<'_>, below: i64, limit: i64) -> Result<Vec<Entry>> {
    let mut query = c.prepare_cached(&format!(
        "SELECT {ENTRY} FROM activity WHERE {SOUGHT} AND number < ?7 ORDER BY number DESC LIMIT ?8"
    ))?;
    let Sought { person, what, client, from, until, find } = sought;
    let find = super::anywhere(find);
    let rows = query.query_map(params![person, what, client, from, until, find, below, limit], entry)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many entries there are of what is sought.
pub(crate) fn number_of(c: &Connection, sought: &Sought<'_>) -> Result<i64> {
    let mut query = c.prepare_cached(&format!("SELECT count(*) FROM activity WHERE {SOUGHT}"))?;
    let Sought { person, what, client, from, until, find } = sought;
    let find = super::anywhere(find);
    Ok(query.query_row(params![person, what, client, from, until, find], |row| row.get(0))?)
}

/// The words that stand in the log.
pub(crate) fn words(c: &Connection, client: &str) -> Result<Vec<String>> {
    let mut query =
        c.prepare_cached("SELECT DISTINCT what FROM activity WHERE ?1 = '' OR client = ?1 ORDER BY what")?;
    let rows = query.query_map([client], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The whole log as JSON lines, and its sealed end as the last one. Gives the number of entries.
pub(crate) fn export(c: &Connection, into: &mut Vec<u8>) -> Result<i64> {
    let mut query = c.prepare(&format!("SELECT {ENTRY} FROM activity ORDER BY number"))?;
    let mut rows = query.query([])?;
    let mut entries = 0;
    while let Some(row) = rows.next()? {
        into.extend_from_slice(to_json(&entry(row)?)?.as_bytes());
        into.push(b'\n');
        entries += 1;
    }
    if let Some(head) = head(c)? {
        into.extend_from_slice(to_json(&serde_json::json!({ "head": head }))?.as_bytes());
        into.push(b'\n');
    }
    Ok(entries)
}

/// Whether whoever acts did just that a moment ago: what is drawn anew is not told anew. Looks at the newest entries only.
pub(crate) fn told_lately(c: &Connection, what: &str, subject: &str, since: i64) -> Result<bool> {
    let mut query = c.prepare_cached(
        "SELECT count(*) FROM (SELECT * FROM activity ORDER BY number DESC LIMIT 50)
         WHERE what = ?1 AND subject = ?2 AND person = ?3 AND at >= ?4",
    )?;
    let count: i64 = query.query_row(params![what, subject, acting::now().id, since], |row| row.get(0))?;
    Ok(count > 0)
}

/// Whether the log has an entry of this number with this hash.
pub(crate) fn holds(c: &Connection, number: i64, hash: &str) -> Result<bool> {
    Ok(number == 0 || hash_of(c, number)?.as_deref() == Some(hash))
}

/// Names and values of an entry's details.
pub(crate) fn details(entry: &Entry) -> Vec<(String, String)> {
    let object: serde_json::Map<String, serde_json::Value> = from_json(&entry.details).unwrap_or_default();
    let text = |value: serde_json::Value| value.as_str().map_or(value.to_string(), str::to_owned);
    object.into_iter().map(|(name, value)| (name, text(value))).collect()
}

#[cfg(test)]
pub(crate) fn count(c: &Connection, what: &str) -> i64 {
    c.query_row("SELECT count(*) FROM activity WHERE what = ?1", [what], |row| row.get(0)).expect("a count")
}

#[cfg(test)]
mod tests;
