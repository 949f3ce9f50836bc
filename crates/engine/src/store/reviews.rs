//! Four eyes: who approved which declaration as it stood, or sent it back and why.
//!
//! # Invariants
//! - An approval holds for one digest of the documents: whatever changes them takes it away.
//! - Nobody approves what he had a hand in: whoever made or changed the documents, or repaired the import they came from.
//! - Every verdict names the entry of the activity log that tells of it, and that entry holds the digest of its verdicts.
//! - The column of the declaration is for lists only; before a signature the verdicts are asked.

use clearance_core::time::BeijingTime;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::declarations::{self, Documents};
use super::{from_json, settings, sha256, to_json};
use crate::acting;
use crate::error::Result;

mod cross;
#[cfg(test)]
pub(crate) mod tampering;

pub(crate) use cross::{Cross, Difference, Unfit, cross};

pub(super) const TABLE: &str = "
CREATE TABLE reviews (
    id      INTEGER PRIMARY KEY,
    cop_no  TEXT NOT NULL,
    at      INTEGER NOT NULL,
    person  INTEGER NOT NULL,
    who     TEXT NOT NULL,
    verdict TEXT NOT NULL,
    digest  TEXT NOT NULL,
    reason  TEXT NOT NULL
) STRICT;
CREATE INDEX reviews_of ON reviews (cop_no, id);
ALTER TABLE declarations ADD COLUMN made_by INTEGER NOT NULL DEFAULT 0;
ALTER TABLE declarations ADD COLUMN review TEXT NOT NULL DEFAULT '';
CREATE INDEX declarations_review ON declarations (client, review) WHERE review <> '';
";

/// Who else had a hand in what: earlier makers of a declaration, and whoever repaired an import. `act` of a verdict is empty
/// for the documents, else what was asked after the declaration; `entry` is the number in the activity log, 0 in those of
/// before this change.
pub(super) const HANDS: &str = "
CREATE TABLE hands (
    cop_no TEXT NOT NULL,
    person INTEGER NOT NULL,
    PRIMARY KEY (cop_no, person)
) STRICT, WITHOUT ROWID;
CREATE TABLE import_hands (
    import TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    person INTEGER NOT NULL,
    PRIMARY KEY (import, person)
) STRICT, WITHOUT ROWID;
ALTER TABLE reviews ADD COLUMN act TEXT NOT NULL DEFAULT '';
ALTER TABLE reviews ADD COLUMN entry INTEGER NOT NULL DEFAULT 0;
CREATE INDEX reviews_entry ON reviews (entry);
";

/// Settings with the four eyes of a client begin so.
const FOUR_EYES: &str = "four-eyes:";

/// When a second person looks before a signature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mode", content = "cents", rename_all = "lowercase")]
pub(crate) enum FourEyes {
    #[default]
    Off,
    Always,
    /// Declarations worth more than so many cents.
    Above(i64),
}

impl FourEyes {
    pub(crate) fn cover(self, cents: i64) -> bool {
        match self {
            FourEyes::Off => false,
            FourEyes::Always => true,
            FourEyes::Above(most) => cents > most,
        }
    }
}

/// The setting of a client.
pub(crate) fn four_eyes(c: &Connection, client: &str) -> Result<FourEyes> {
    let stored = settings::get(c, &format!("{FOUR_EYES}{client}"))?;
    stored.map_or(Ok(FourEyes::Off), |text| from_json(&text))
}

/// Changes the setting of a client; what waits for a signature waits for a review from now on, or no longer.
pub(crate) fn set_four_eyes(c: &Connection, client: &str, eyes: FourEyes) -> Result<()> {
    settings::set(c, &format!("{FOUR_EYES}{client}"), &to_json(&eyes)?)?;
    c.execute("UPDATE declarations SET review = '' WHERE client = ?1 AND review <> ''", [client])?;
    let least = match eyes {
        FourEyes::Off => return Ok(()),
        FourEyes::Always => i64::MIN,
        FourEyes::Above(most) => most.saturating_add(1),
    };
    let mut query = c.prepare(
        "SELECT id FROM declarations WHERE client = ?1 AND state IN ('to-sign', 'staged') AND cents >= ?2",
    )?;
    let ids: Vec<i64> =
        query.query_map(params![client, least], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for id in ids {
        let word = if approved(c, id)? { "approved" } else { "waiting" };
        c.prepare_cached("UPDATE declarations SET review = ?2 WHERE id = ?1")?.execute(params![id, word])?;
    }
    Ok(())
}

/// What a review has to know of a declaration.
#[derive(Clone, Debug)]
pub(crate) struct UnderReview {
    pub(crate) id: i64,
    pub(crate) cop_no: String,
    pub(crate) client: String,
    pub(crate) order_no: String,
    pub(crate) state: String,
    pub(crate) cents: i64,
    /// Who made or last changed it; 0 is the desk itself.
    pub(crate) made_by: i64,
    /// Empty, `waiting`, `approved` or `back`.
    pub(crate) review: String,
}

/// A declaration as a review sees it.
pub(crate) fn find(c: &Connection, id: i64) -> Result<Option<UnderReview>> {
    let mut query = c.prepare_cached(
        "SELECT id, cop_no, client, order_no, state, cents, made_by, review FROM declarations WHERE id = ?1",
    )?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(UnderReview {
            id: row.get(0)?,
            cop_no: row.get(1)?,
            client: row.get(2)?,
            order_no: row.get(3)?,
            state: row.get(4)?,
            cents: row.get(5)?,
            made_by: row.get(6)?,
            review: row.get(7)?,
        })
    };
    Ok(query.query_row([id], read).optional()?)
}

/// Declarations of a client that wait for a review, oldest first.
pub(crate) fn waiting(c: &Connection, client: &str) -> Result<Vec<i64>> {
    let mut query = c.prepare_cached(
        "SELECT id FROM declarations WHERE client = ?1 AND review = 'waiting' AND state IN ('to-sign', 'staged') ORDER BY id",
    )?;
    let rows = query.query_map([client], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many declarations wait for a review: of one client, or of all for an empty id.
pub(crate) fn count_waiting(c: &Connection, client: &str) -> Result<i64> {
    let mut query = c.prepare_cached(
        "SELECT count(*) FROM declarations WHERE review = 'waiting' AND state IN ('to-sign', 'staged')
         AND (?1 = '' OR client = ?1)",
    )?;
    Ok(query.query_row([client], |row| row.get(0))?)
}

/// The documents of a declaration were made or changed by whoever acts now: an earlier approval is gone.
pub(crate) fn changed(c: &Connection, cop_no: &str) -> Result<()> {
    let who = acting::now();
    let found: Option<(String, i64)> = c
        .prepare_cached("SELECT client, cents FROM declarations WHERE cop_no = ?1")?
        .query_row([cop_no], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((client, cents)) = found else { return Ok(()) };
    let word = if four_eyes(c, &client)?.cover(cents) { "waiting" } else { "" };
    c.prepare_cached("UPDATE declarations SET made_by = ?2, review = ?3 WHERE cop_no = ?1")?
        .execute(params![cop_no, who.id, word])?;
    Ok(())
}

/// Whoever acts now has repaired an import: what is made of it is for somebody else to approve. The desk itself has no hands.
pub(crate) fn repaired(c: &Connection, import: &str) -> Result<()> {
    let who = acting::now();
    if who.id != 0 {
        c.prepare_cached("INSERT OR IGNORE INTO import_hands (import, person) VALUES (?1, ?2)")?
            .execute(params![import, who.id])?;
    }
    Ok(())
}

/// A declaration is about to get other documents or another import: whoever had a hand in it so far, had one for good.
pub(crate) fn keep_hands(c: &Connection, cop_no: &str) -> Result<()> {
    c.prepare_cached(
        "INSERT OR IGNORE INTO hands (cop_no, person)
         SELECT d.cop_no, d.made_by FROM declarations d WHERE d.cop_no = ?1 AND d.made_by <> 0
         UNION SELECT d.cop_no, i.person FROM declarations d JOIN import_hands i ON i.import = d.import
             WHERE d.cop_no = ?1",
    )?
    .execute([cop_no])?;
    Ok(())
}

/// Whether a person had a hand in the documents of a declaration.
pub(crate) fn is_hand(c: &Connection, of: &UnderReview, person: i64) -> Result<bool> {
    if of.made_by == person {
        return Ok(true);
    }
    let mut query = c.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM hands WHERE cop_no = ?1 AND person = ?2)
             OR EXISTS (SELECT 1 FROM declarations d JOIN import_hands i ON i.import = d.import
                        WHERE d.id = ?3 AND i.person = ?2)",
    )?;
    Ok(query.query_row(params![of.cop_no, person, of.id], |row| row.get(0))?)
}

/// What was approved after it was asked for by that person was carried out, and stands so.
pub(crate) fn carried_out(c: &Connection, cop_no: &str, asked_by: i64) -> Result<()> {
    c.prepare_cached(
        "UPDATE declarations SET made_by = ?2, review = iif(review = '', '', 'approved') WHERE cop_no = ?1",
    )?
    .execute(params![cop_no, asked_by])?;
    Ok(())
}

/// What an approval is bound to: the documents without what every signature stamps anew.
pub(crate) fn digest(documents: &Documents) -> Result<String> {
    let mut plain = documents.clone();
    let never = BeijingTime::from_unix_ms(0);
    let head = &mut plain.declaration.head;
    head.guid.clear();
    head.app_status.clear();
    (head.app_time, head.declared_on) = (never, never.date());
    if let Some(order) = &mut plain.order {
        order.head.guid.clear();
        order.head.app_time = never;
    }
    Ok(sha256(to_json(&plain)?.as_bytes()))
}

/// Whether somebody else approved the documents as they stand.
pub(crate) fn approved(c: &Connection, id: i64) -> Result<bool> {
    let Some(of) = find(c, id)? else { return Ok(false) };
    let stands = digest(&declarations::documents(c, id)?)?;
    // What was asked after the declaration says nothing of the documents, unless it is a change that led to just these.
    let last: Option<(String, String, i64)> = c
        .prepare_cached(
            "SELECT verdict, digest, person FROM reviews WHERE cop_no = ?1 AND (act = '' OR digest = ?2)
             ORDER BY id DESC LIMIT 1",
        )?
        .query_row([&of.cop_no, &stands], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((verdict, of_what, person)) = last else { return Ok(false) };
    Ok(verdict == "approved" && of_what == stands && !is_hand(c, &of, person)?)
}

/// Whether somebody else approved just that act: its last verdict.
pub(crate) fn act_approved(
    c: &Connection,
    cop_no: &str,
    act: &str,
    digest: &str,
    asked_by: i64,
) -> Result<bool> {
    let last: Option<(String, String, i64)> = c
        .prepare_cached(
            "SELECT verdict, digest, person FROM reviews WHERE cop_no = ?1 AND act = ?2 ORDER BY id DESC LIMIT 1",
        )?
        .query_row([cop_no, act], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    Ok(last.is_some_and(|(verdict, of, person)| verdict == "approved" && of == digest && person != asked_by))
}

/// Whether a declaration may not be signed because nobody else has looked at it.
pub(crate) fn stands_in_the_way(c: &Connection, id: i64) -> Result<bool> {
    let Some(of) = find(c, id)? else { return Ok(false) };
    Ok(four_eyes(c, &of.client)?.cover(of.cents) && !approved(c, id)?)
}

/// A verdict to be written down.
pub(crate) struct Judged<'a> {
    pub(crate) cop_no: &'a str,
    /// `approved` or `back`.
    pub(crate) verdict: &'a str,
    pub(crate) digest: &'a str,
    pub(crate) reason: &'a str,
    /// What was asked after the declaration; empty for the documents.
    pub(crate) act: &'a str,
    pub(crate) at: i64,
}

/// Writes a verdict down; gives its line in what the log is bound to. [`told`] gives it its entry.
pub(crate) fn judge(c: &Connection, judged: &Judged<'_>) -> Result<String> {
    let who = acting::now();
    let Judged { cop_no, verdict, digest, reason, act, at } = judged;
    c.prepare_cached(
        "INSERT INTO reviews (cop_no, at, person, who, verdict, digest, reason, act, entry)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, -1)",
    )?
    .execute(params![cop_no, at, who.id, who.name, verdict, digest, reason, act])?;
    if act.is_empty() {
        c.prepare_cached("UPDATE declarations SET review = ?2 WHERE cop_no = ?1")?
            .execute([cop_no, verdict])?;
    }
    Ok(line(cop_no, digest, act, reason))
}

/// The verdicts of this transaction are told by that entry of the log.
pub(crate) fn told(c: &Connection, entry: i64) -> Result<()> {
    c.execute("UPDATE reviews SET entry = ?1 WHERE entry = -1", [entry])?;
    Ok(())
}

/// A verdict in what its entry is bound to. The reason may name somebody and goes in as its digest.
fn line(cop_no: &str, digest: &str, act: &str, reason: &str) -> String {
    format!("{cop_no}:{digest}:{act}:{}", sha256(reason.as_bytes()))
}

/// A verdict on a declaration.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    pub(crate) at: i64,
    pub(crate) who: String,
    pub(crate) verdict: String,
    pub(crate) reason: String,
    pub(crate) act: String,
}

/// Every verdict on a declaration, oldest first.
pub(crate) fn verdicts(c: &Connection, cop_no: &str) -> Result<Vec<Verdict>> {
    let mut query =
        c.prepare_cached("SELECT at, who, verdict, reason, act FROM reviews WHERE cop_no = ?1 ORDER BY id")?;
    let rows = query.query_map([cop_no], |row| {
        Ok(Verdict {
            at: row.get(0)?,
            who: row.get(1)?,
            verdict: row.get(2)?,
            reason: row.get(3)?,
            act: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
