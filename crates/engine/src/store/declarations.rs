//! Declarations: the documents of each order, and beside them the columns that lists are made of.
//!
//! State, since, code, numbers and attempts are a cache of the fold over the events of the declaration.

use clearance_core::cn::Taken;
use clearance_core::cn::message::ceb311_order::Order;
use clearance_core::cn::message::ceb411_payment::Payment;
use clearance_core::cn::message::ceb511_waybill::Waybill;
use clearance_core::cn::message::ceb621_inventory::Declaration;
use clearance_core::status::{Event, State, Status, Subject, fold};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::{events, from_json, to_json};
use crate::error::{Error, Result, fault};

pub(super) const TABLE: &str = "
CREATE TABLE declarations (
    id         INTEGER PRIMARY KEY,
    cop_no     TEXT NOT NULL UNIQUE,
    client     TEXT NOT NULL REFERENCES clients (id),
    import     TEXT NOT NULL,
    platform   TEXT NOT NULL,
    order_no   TEXT NOT NULL,
    carrier    TEXT NOT NULL,
    waybill_no TEXT NOT NULL,
    payment_no TEXT NOT NULL,
    buyer_hash TEXT NOT NULL,
    year       INTEGER NOT NULL,
    cents      INTEGER NOT NULL,
    documents  TEXT NOT NULL,
    buyer      TEXT NOT NULL,
    goods      TEXT NOT NULL,
    line_count INTEGER NOT NULL,
    value      TEXT NOT NULL,
    tax        TEXT NOT NULL,
    customs    TEXT NOT NULL,
    mode       TEXT NOT NULL,
    created    INTEGER NOT NULL,
    state      TEXT NOT NULL DEFAULT 'draft',
    code       TEXT NOT NULL DEFAULT '',
    reason     TEXT NOT NULL DEFAULT '',
    since      INTEGER NOT NULL DEFAULT 0,
    updated    INTEGER NOT NULL DEFAULT 0,
    needs_you  INTEGER NOT NULL DEFAULT 0,
    attempts   INTEGER NOT NULL DEFAULT 0,
    message    TEXT NOT NULL DEFAULT '',
    pre_no     TEXT NOT NULL DEFAULT '',
    invt_no    TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX declarations_order ON declarations (platform, order_no);
CREATE INDEX declarations_list ON declarations (client, updated DESC, id DESC);
CREATE INDEX declarations_all ON declarations (updated DESC, id DESC);
CREATE INDEX declarations_state ON declarations (state, since);
CREATE INDEX declarations_waybill ON declarations (carrier, waybill_no);
CREATE INDEX declarations_payment ON declarations (payment_no) WHERE payment_no <> '';
CREATE INDEX declarations_buyer ON declarations (buyer_hash, year);
CREATE INDEX declarations_invt ON declarations (invt_no) WHERE invt_no <> '';
CREATE INDEX declarations_created ON declarations (created);
CREATE INDEX declarations_import ON declarations (import);
";

/// What one client has is counted without looking at the others'.
pub(super) const BY_CLIENT: &str =
    "CREATE INDEX declarations_client ON declarations (client, state, since, created);";

/// A cancelled or deleted declaration is dead: its order may be declared anew, under another number of ours.
pub(super) const AFTER_THE_DEAD: &str = "
DROP INDEX declarations_order;
CREATE UNIQUE INDEX declarations_order ON declarations (platform, order_no)
    WHERE state NOT IN ('cancelled', 'deleted');
";

/// How long a delivered declaration may stay without an answer before it is called silent, in milliseconds. Answers
/// usually come within seconds.
pub(crate) const SILENT_AFTER: i64 = 5 * 60 * 1000;

/// The documents of one order. Only gains fields, with defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Documents {
    /// What was bought, if the client sends orders or the desk knows it.
    #[serde(default)]
    pub(crate) order: Option<Order>,
    /// Who paid, if a payment file was imported.
    #[serde(default)]
    pub(crate) payment: Option<Payment>,
    /// Which parcel, if a waybill file was imported.
    #[serde(default)]
    pub(crate) waybill: Option<Waybill>,
    /// What is declared.
    pub(crate) declaration: Declaration,
}

/// A declaration about to be stored.
pub(crate) struct Fresh<'a> {
    pub(crate) cop_no: &'a str,
    pub(crate) client: &'a str,
    pub(crate) import: &'a str,
    pub(crate) documents: &'a Documents,
    pub(crate) buyer: &'a str,
    pub(crate) buyer_hash: &'a str,
    pub(crate) cents: i64,
    pub(crate) value: &'a str,
    pub(crate) tax: &'a str,
    pub(crate) at: i64,
}

/// A line of the list.
#[derive(Clone, Debug)]
pub(crate) struct ListRow {
    pub(crate) id: i64,
    pub(crate) cop_no: String,
    pub(crate) client: String,
    pub(crate) order_no: String,
    pub(crate) waybill_no: String,
    pub(crate) invt_no: String,
    pub(crate) pre_no: String,
    pub(crate) buyer: String,
    pub(crate) goods: String,
    pub(crate) line_count: i64,
    pub(crate) value: String,
    pub(crate) tax: String,
    pub(crate) customs: String,
    pub(crate) mode: String,
    pub(crate) state: String,
    pub(crate) code: String,
    pub(crate) reason: String,
    pub(crate) since: i64,
    pub(crate) updated: i64,
    pub(crate) needs_you: bool,
    /// How often its message was tried, while it waits.
    pub(crate) tried: i64,
    /// Where it stands with the four eyes: empty, `waiting`, `approved` or `back`.
    pub(crate) review: String,
}

const LIST: &str =
    "d.id, d.cop_no, d.client, d.order_no, d.waybill_no, d.invt_no, d.pre_no, d.buyer, d.goods, d.line_count,
    d.value, d.tax, d.customs, d.mode, d.state, d.code, d.reason, d.since, d.updated, d.needs_you,
    coalesce((SELECT m.attempts FROM messages m WHERE m.guid = d.message AND d.state = 'waiting'), 0), d.review";

fn list_row(row: &Row<'_>) -> rusqlite::Result<ListRow> {
    Ok(ListRow {
        id: row.get(0)?,
        cop_no: row.get(1)?,
        client: row.get(2)?,
        order_no: row.get(3)?,
        waybill_no: row.get(4)?,
        invt_no: row.get(5)?,
        pre_no: row.get(6)?,
        buyer: row.get(7)?,
        goods: row.get(8)?,
        line_count: row.get(9)?,
        value: row.get(10)?,
        tax: row.get(11)?,
        customs: row.get(12)?,
        mode: row.get(13)?,
        state: row.get(14)?,
        code: row.get(15)?,
        reason: row.get(16)?,
        since: row.get(17)?,
        updated: row.get(18)?,
        needs_you: row.get(19)?,
        tried: row.get(20)?,
        review: row.get(21)?,
    })
}

/// Stores a declaration. `None` when the order has one already, or the own number was used.
pub(crate) fn insert(c: &Connection, fresh: &Fresh<'_>) -> Result<Option<i64>> {
    let head = &fresh.documents.declaration.head;
    let order = fresh.documents.order.as_ref().map(|order| &order.head);
    let payment = fresh.documents.payment.as_ref().map(|payment| payment.transaction_id.as_str());
    let payment = payment.or_else(|| order.and_then(|order| order.pay_transaction_id.as_deref()));
    let lines = &fresh.documents.declaration.lines;
    let goods = lines.first().map(|line| line.item_name.as_ref().unwrap_or(&line.name).as_str());
    let mut query = c.prepare_cached(
        "INSERT INTO declarations (cop_no, client, import, platform, order_no, carrier, waybill_no, payment_no,
            buyer_hash, year, cents, documents, buyer, goods, line_count, value, tax, customs, mode, created, updated)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?20)
         ON CONFLICT DO NOTHING RETURNING id",
    )?;
    let values = params![
        fresh.cop_no,
        fresh.client,
        fresh.import,
        head.platform_code,
        head.order_no,
        head.carrier_code,
        head.waybill_no,
        payment.unwrap_or_default(),
        fresh.buyer_hash,
        i64::from(head.declared_on.year()),
        fresh.cents,
        to_json(fresh.documents)?,
        fresh.buyer,
        goods.unwrap_or_default(),
        super::to_i64(lines.len()),
        fresh.value,
        fresh.tax,
        head.customs_code,
        head.trade_mode,
        fresh.at,
    ];
    Ok(query.query_row(values, |row| row.get(0)).optional()?)
}

/// A declaration of an order that came to nothing and may be submitted anew: its id and own number.
pub(crate) fn refused(
    c: &Connection,
    client: &str,
    platform: &str,
    order_no: &str,
) -> Result<Option<(i64, String)>> {
    let mut query = c.prepare_cached(
        "SELECT id, cop_no FROM declarations WHERE platform = ?1 AND order_no = ?2 AND client = ?3
         AND state IN ('rejected', 'refused', 'error', 'send-failed', 'draft')",
    )?;
    let found = query.query_row([platform, order_no, client], |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(found.optional()?)
}

/// Puts what lists and limits know of a declaration in line with corrected documents.
pub(crate) fn correct(c: &Connection, id: i64, fresh: &Fresh<'_>) -> Result<()> {
    let head = &fresh.documents.declaration.head;
    let order = fresh.documents.order.as_ref().map(|order| &order.head);
    let payment = fresh.documents.payment.as_ref().map(|payment| payment.transaction_id.as_str());
    let payment = payment.or_else(|| order.and_then(|order| order.pay_transaction_id.as_deref()));
    let lines = &fresh.documents.declaration.lines;
    let goods = lines.first().map(|line| line.item_name.as_ref().unwrap_or(&line.name).as_str());
    c.prepare_cached(
        "UPDATE declarations SET import = ?2, carrier = ?3, waybill_no = ?4, payment_no = ?5, buyer_hash = ?6,
            year = ?7, cents = ?8, buyer = ?9, goods = ?10, line_count = ?11, value = ?12, tax = ?13,
            customs = ?14, mode = ?15 WHERE id = ?1",
    )?
    .execute(params![
        id,
        fresh.import,
        head.carrier_code,
        head.waybill_no,
        payment.unwrap_or_default(),
        fresh.buyer_hash,
        i64::from(head.declared_on.year()),
        fresh.cents,
        fresh.buyer,
        goods.unwrap_or_default(),
        super::to_i64(lines.len()),
        fresh.value,
        fresh.tax,
        head.customs_code,
        head.trade_mode,
    ])?;
    Ok(())
}

/// Replaces the documents, for a new submission.
pub(crate) fn set_documents(c: &Connection, id: i64, documents: &Documents) -> Result<()> {
    let changed = c
        .prepare_cached("UPDATE declarations SET documents = ?2 WHERE id = ?1")?
        .execute(params![id, to_json(documents)?])?;
    // Its import may have been taken back a moment ago: nothing of it may travel then.
    if changed == 1 { Ok(()) } else { Err(Error::new(&fault::NO_DECLARATION)) }
}

/// The documents of a declaration.
pub(crate) fn documents(c: &Connection, id: i64) -> Result<Documents> {
    let text: Option<String> = c
        .prepare_cached("SELECT documents FROM declarations WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    from_json(&text.ok_or_else(|| Error::new(&fault::NO_DECLARATION))?)
}

/// One line, by id or by our own number.
pub(crate) fn find(c: &Connection, id: &str) -> Result<Option<ListRow>> {
    let mut query =
        c.prepare_cached(&format!("SELECT {LIST} FROM declarations d WHERE d.id = ?1 OR d.cop_no = ?2"))?;
    Ok(query.query_row(params![id.parse::<i64>().unwrap_or(-1), id], list_row).optional()?)
}

/// Lines of an order.
pub(crate) fn of_order(c: &Connection, order_no: &str) -> Result<Vec<ListRow>> {
    let mut query =
        c.prepare_cached(&format!("SELECT {LIST} FROM declarations d WHERE d.order_no = ?1 ORDER BY d.id"))?;
    let rows = query.query_map([order_no], list_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The declaration that customs gave this number.
pub(crate) fn of_invt_no(c: &Connection, invt_no: &str) -> Result<Option<(i64, String)>> {
    let mut query = c.prepare_cached("SELECT id, order_no FROM declarations WHERE invt_no = ?1")?;
    Ok(query.query_row([invt_no], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Folds the events of a declaration and writes what they tell beside it.
pub(crate) fn refresh(c: &Connection, cop_no: &str) -> Result<Option<Status>> {
    let subject = Subject::declaration(cop_no);
    let all: Vec<Event> = events::of(c, &subject)?.into_iter().map(|row| row.event).collect();
    let Some(status) = fold(&all) else { return Ok(None) };
    let state = state_word(status.state)?;
    let updated = all.iter().map(|event| event.at().unix_ms()).max().unwrap_or_default();
    let reason = status.reason.as_ref().and_then(|(code, _)| code.clone()).unwrap_or_default();
    c.prepare_cached(
        "UPDATE declarations SET state = ?2, code = ?3, reason = ?4, since = ?5, updated = ?6, needs_you = ?7,
            attempts = ?8, message = ?9, pre_no = ?10, invt_no = ?11 WHERE cop_no = ?1",
    )?
    .execute(params![
        cop_no,
        state,
        status.code.as_deref().unwrap_or_default(),
        reason,
        status.since.unix_ms(),
        updated,
        status.state.needs_you(),
        super::to_i64(status.attempts),
        status.message.as_deref().unwrap_or_default(),
        status.pre_no.as_deref().unwrap_or_default(),
        status.invt_no.as_deref().unwrap_or_default(),
    ])?;
    Ok(Some(status))
}

/// Makes every status anew from the events.
pub(crate) fn rebuild(c: &Connection) -> Result<()> {
    let mut query = c.prepare("SELECT cop_no FROM declarations")?;
    let all: Vec<String> = query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for cop_no in all {
        refresh(c, &cop_no)?;
    }
    super::listing::rebuild(c)
}

/// The word of a state, as it is stored and compared.
pub(crate) fn state_word(state: State) -> Result<String> {
    Ok(to_json(&state)?.trim_matches('"').to_owned())
}

/// Every declaration of a client, or of all, oldest first.
pub(crate) fn all(c: &Connection, client: &str) -> Result<Vec<ListRow>> {
    let mut query = c.prepare_cached(&format!(
        "SELECT {LIST} FROM declarations d WHERE {} ORDER BY d.updated, d.id",
        whose(client)
    ))?;
    let rows = query.query_map([client], list_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One line, by id.
pub(super) fn by_id(c: &Connection, id: i64) -> Result<Option<ListRow>> {
    let mut query = c.prepare_cached(&format!("SELECT {LIST} FROM declarations d WHERE d.id = ?1"))?;
    Ok(query.query_row([id], list_row).optional()?)
}

/// The condition for one client's declarations, or for all of them: `?1` is the client. An index finds the first only
/// when the second does not stand beside it.
const fn whose(client: &str) -> &'static str {
    if client.is_empty() { "?1 = ''" } else { "d.client = ?1" }
}

/// The newest declarations of one state, with how many there are and the oldest moment.
pub(crate) fn board_column(
    c: &Connection,
    client: &str,
    state: &str,
    limit: i64,
) -> Result<(i64, i64, Vec<ListRow>)> {
    let whose = whose(client);
    let (count, oldest) = c
        .prepare_cached(&format!(
            "SELECT count(*), coalesce(min(d.since), 0) FROM declarations d WHERE {whose} AND d.state = ?2"
        ))?
        .query_row([client, state], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut query = c.prepare_cached(&format!(
        "SELECT {LIST} FROM declarations d WHERE {whose} AND d.state = ?2
         ORDER BY d.since DESC, d.id DESC LIMIT ?3"
    ))?;
    let rows = query.query_map(params![client, state, limit], list_row)?.collect::<rusqlite::Result<_>>()?;
    Ok((count, oldest, rows))
}

/// How many there are in each state, of one client or of all, and the oldest moment of each.
pub(crate) fn by_state(c: &Connection, client: &str, created_since: i64) -> Result<Vec<(String, i64, i64)>> {
    let mut query = c.prepare_cached(&format!(
        "SELECT d.state, count(*), min(d.since) FROM declarations d WHERE {} AND d.created >= ?2
         GROUP BY d.state",
        whose(client)
    ))?;
    let rows =
        query.query_map(params![client, created_since], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Delivered declarations without an answer for too long, and since when the oldest of them.
pub(crate) fn silent(c: &Connection, client: &str, now: i64) -> Result<(i64, i64)> {
    Ok(c.prepare_cached(&format!(
        "SELECT count(*), coalesce(min(d.since), 0) FROM declarations d
         WHERE {} AND d.state = 'received' AND d.since < ?2",
        whose(client)
    ))?
    .query_row(params![client, now - SILENT_AFTER], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// The reasons of a state, the most frequent first.
pub(crate) fn reasons(c: &Connection, state: &str, client: &str) -> Result<Vec<(String, i64)>> {
    let mut query = c.prepare_cached(
        "SELECT reason, count(*) FROM declarations WHERE state = ?1 AND (?2 = '' OR client = ?2)
         GROUP BY reason ORDER BY 2 DESC LIMIT 3",
    )?;
    let rows = query.query_map(params![state, client], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What can be signed, by client; of one client only where it is named.
pub(crate) fn to_sign(c: &Connection, client: &str) -> Result<Vec<(String, i64)>> {
    let mut query = c.prepare_cached(&format!(
        "SELECT d.client, count(*) FROM declarations d WHERE {} AND d.state = 'to-sign' AND d.review <> 'waiting'
         GROUP BY d.client ORDER BY d.client",
        whose(client)
    ))?;
    let rows = query.query_map([client], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Ids of what can be signed, oldest first.
pub(crate) fn ids_to_sign(c: &Connection, client: &str) -> Result<Vec<i64>> {
    let mut query = c.prepare_cached(
        "SELECT id FROM declarations WHERE state = 'to-sign' AND review <> 'waiting' AND (?1 = '' OR client = ?1)
         ORDER BY id",
    )?;
    let rows = query.query_map([client], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The keys that no two live declarations may share.
pub(crate) struct Keys<'a> {
    pub(crate) platform: &'a str,
    pub(crate) order_no: &'a str,
    pub(crate) cop_no: &'a str,
    pub(crate) carrier: &'a str,
    pub(crate) waybill_no: &'a str,
    pub(crate) payment_no: &'a str,
}

/// Which of its keys other declarations have already. `own` is left out.
pub(crate) fn taken(c: &Connection, own: Option<i64>, keys: &Keys<'_>) -> Result<Taken> {
    let own = own.unwrap_or(-1);
    let mut query = c.prepare_cached(
        "WITH live AS NOT MATERIALIZED (SELECT * FROM declarations WHERE id <> ?1 AND state NOT IN ('cancelled', 'deleted'))
         SELECT EXISTS (SELECT 1 FROM live WHERE platform = ?2 AND order_no = ?3),
                EXISTS (SELECT 1 FROM declarations WHERE cop_no = ?4 AND id <> ?1),
                EXISTS (SELECT 1 FROM live WHERE carrier = ?5 AND waybill_no = ?6),
                EXISTS (SELECT 1 FROM live WHERE payment_no = ?7 AND payment_no <> '')",
    )?;
    let Keys { platform, order_no, cop_no, carrier, waybill_no, payment_no } = keys;
    Ok(query.query_row(params![own, platform, order_no, cop_no, carrier, waybill_no, payment_no], |row| {
        Ok(Taken {
            order: row.get(0)?,
            cop_no: row.get(1)?,
            waybill: row.get(2)?,
            payment: row.get(3)?,
            ..Taken::default()
        })
    })?)
}

/// What a buyer has bought in a year in other declarations that were not refused, in cents.
pub(crate) fn bought(c: &Connection, own: Option<i64>, buyer_hash: &str, year: i64) -> Result<i64> {
    let mut query = c.prepare_cached(
        "SELECT coalesce(sum(cents), 0) FROM declarations WHERE buyer_hash = ?1 AND year = ?2 AND id <> ?3
         AND state NOT IN ('draft', 'rejected', 'error', 'refused', 'ship-back', 'cancelled', 'deleted')",
    )?;
    Ok(query.query_row(params![buyer_hash, year, own.unwrap_or(-1)], |row| row.get(0))?)
}

/// Whether there is any.
pub(crate) fn any(c: &Connection) -> Result<bool> {
    Ok(c.query_row("SELECT EXISTS (SELECT 1 FROM declarations)", [], |row| row.get(0))?)
}

/// A declaration that an import made or corrected.
pub(crate) struct OfImport {
    pub(crate) id: i64,
    pub(crate) cop_no: String,
    pub(crate) order_no: String,
    /// Nobody has ever signed it.
    pub(crate) unsigned: bool,
}

/// What an import made or corrected.
pub(crate) fn of_import(c: &Connection, import: &str) -> Result<Vec<OfImport>> {
    let sql = "SELECT id, cop_no, order_no, attempts = 0 AND state IN ('to-sign', 'draft')
               FROM declarations WHERE import = ?1 ORDER BY id";
    let mut query = c.prepare_cached(sql)?;
    let rows = query.query_map([import], |row| {
        Ok(OfImport { id: row.get(0)?, cop_no: row.get(1)?, order_no: row.get(2)?, unsigned: row.get(3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many declarations of an import there are, and how many of them nobody has signed.
pub(crate) fn count_of_import(c: &Connection, import: &str) -> Result<(i64, i64)> {
    let sql = "SELECT count(*), coalesce(sum(attempts = 0), 0) FROM declarations WHERE import = ?1";
    Ok(c.prepare_cached(sql)?.query_row([import], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Takes a declaration away that nobody has signed. Its events stay: they tell that it was made and taken back.
pub(crate) fn remove(c: &Connection, id: i64) -> Result<()> {
    c.prepare_cached("DELETE FROM declarations WHERE id = ?1 AND attempts = 0")?.execute([id])?;
    Ok(())
}

/// Ids of what an import made.
pub(crate) fn ids_of_import(c: &Connection, import: &str) -> Result<Vec<i64>> {
    let mut query = c.prepare_cached("SELECT id FROM declarations WHERE import = ?1 ORDER BY id")?;
    let rows = query.query_map([import], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
