//! Four eyes: who approved which declaration as it stood, or sent it back and why.
//!
//! # Invariants
//! - An approval holds for one digest of the documents: whatever changes them takes it away.
//! - Nobody approves what he made or changed last himself.
//! - The column of the declaration is for lists only; before a signature the verdicts are asked.

use clearance_core::time::BeijingTime;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::declarations::{self, Documents};
use super::{from_json, settings, sha256, to_json};
use crate::acting;
use crate::error::Result;

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
    let last: Option<(String, String, i64)> = c
        .prepare_cached(
            "SELECT verdict, digest, person FROM reviews WHERE cop_no = ?1 ORDER BY id DESC LIMIT 1",
        )?
        .query_row([&of.cop_no], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((verdict, of_what, person)) = last else { return Ok(false) };
    Ok(verdict == "approved" && person != of.made_by && of_what == digest(&declarations::documents(c, id)?)?)
}

/// Whether a declaration may not be signed because nobody else has looked at it.
pub(crate) fn stands_in_the_way(c: &Connection, id: i64) -> Result<bool> {
    let Some(of) = find(c, id)? else { return Ok(false) };
    Ok(four_eyes(c, &of.client)?.cover(of.cents) && !approved(c, id)?)
}

/// Writes a verdict down: `approved` or `back`.
pub(crate) fn judge(
    c: &Connection,
    of: &UnderReview,
    verdict: &str,
    reason: &str,
    at: i64,
) -> Result<String> {
    let who = acting::now();
    let digest = digest(&declarations::documents(c, of.id)?)?;
    c.prepare_cached(
        "INSERT INTO reviews (cop_no, at, person, who, verdict, digest, reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![of.cop_no, at, who.id, who.name, verdict, digest, reason])?;
    c.prepare_cached("UPDATE declarations SET review = ?2 WHERE id = ?1")?
        .execute(params![of.id, verdict])?;
    Ok(digest)
}

/// A verdict on a declaration.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    pub(crate) at: i64,
    pub(crate) who: String,
    pub(crate) verdict: String,
    pub(crate) reason: String,
}

/// Every verdict on a declaration, oldest first.
pub(crate) fn verdicts(c: &Connection, cop_no: &str) -> Result<Vec<Verdict>> {
    let mut query =
        c.prepare_cached("SELECT at, who, verdict, reason FROM reviews WHERE cop_no = ?1 ORDER BY id")?;
    let rows = query.query_map([cop_no], |row| {
        Ok(Verdict { at: row.get(0)?, who: row.get(1)?, verdict: row.get(2)?, reason: row.get(3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
