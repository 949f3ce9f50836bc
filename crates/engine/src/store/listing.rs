//! What makes a list of a million declarations quick: an index for each column it is sorted by, how many there are of
//! each client and state, and every number by any part of it.
//!
//! A list is worked out in two steps. Each condition becomes a set of ids, read from an index that holds nothing else;
//! then the index of the wanted order is walked and the ids in all sets are taken. Sets and orders are kept until
//! something was written, so that a page from anywhere costs no more than its own rows.
//!
//! # Invariants
//! - Counts and numbers are kept by triggers: whoever writes a declaration need not know of them.
//! - All of it can be made anew from the declarations.

use std::sync::Arc;

use rusqlite::{Connection, ToSql, params, params_from_iter};

use super::bits::Bits;
use super::declarations::{ListRow, SILENT_AFTER, by_id};
use super::to_json;
use crate::error::Result;

/// Counts and numbers beside the declarations, with what keeps them.
pub(super) const TABLE: &str = "
DROP INDEX declarations_invt;
CREATE INDEX declarations_by_order ON declarations (order_no);
CREATE INDEX declarations_by_waybill ON declarations (waybill_no);
CREATE INDEX declarations_by_invt ON declarations (invt_no);
CREATE INDEX declarations_by_buyer ON declarations (buyer);
CREATE INDEX declarations_by_goods ON declarations (goods);
CREATE INDEX declarations_by_lines ON declarations (line_count);
CREATE INDEX declarations_by_value ON declarations (CAST(value AS REAL));
CREATE INDEX declarations_by_tax ON declarations (CAST(tax AS REAL));
CREATE INDEX declarations_by_customs ON declarations (customs);
CREATE INDEX declarations_by_mode ON declarations (mode);
CREATE INDEX declarations_reviewing ON declarations (client) WHERE review = 'waiting' AND state = 'to-sign';

CREATE TABLE declaration_counts (
    client TEXT NOT NULL,
    state  TEXT NOT NULL,
    n      INTEGER NOT NULL,
    PRIMARY KEY (client, state)
) STRICT, WITHOUT ROWID;
INSERT INTO declaration_counts
    SELECT client, iif(state = 'to-sign' AND review = 'waiting', 'to-review', state), count(*) FROM declarations GROUP BY 1, 2;

-- A declaration that waits for a second person counts as to be reviewed, not as to be signed.
-- The numbers that are there from the beginning stand under twice the id, the one that customs gives under the next.
CREATE VIRTUAL TABLE declaration_numbers USING fts5(text, content='', contentless_delete=1, tokenize='trigram');
INSERT INTO declaration_numbers (rowid, text)
    SELECT id * 2, order_no || char(10) || waybill_no || char(10) || cop_no FROM declarations;
INSERT INTO declaration_numbers (rowid, text) SELECT id * 2 + 1, invt_no FROM declarations WHERE invt_no <> '';

CREATE TRIGGER declarations_made AFTER INSERT ON declarations BEGIN
    INSERT INTO declaration_counts
        VALUES (new.client, iif(new.state = 'to-sign' AND new.review = 'waiting', 'to-review', new.state), 1)
        ON CONFLICT DO UPDATE SET n = n + 1;
    INSERT INTO declaration_numbers (rowid, text)
        VALUES (new.id * 2, new.order_no || char(10) || new.waybill_no || char(10) || new.cop_no);
    INSERT INTO declaration_numbers (rowid, text) SELECT new.id * 2 + 1, new.invt_no WHERE new.invt_no <> '';
END;
CREATE TRIGGER declarations_gone AFTER DELETE ON declarations BEGIN
    UPDATE declaration_counts SET n = n - 1 WHERE client = old.client
        AND state = iif(old.state = 'to-sign' AND old.review = 'waiting', 'to-review', old.state);
    DELETE FROM declaration_numbers WHERE rowid IN (old.id * 2, old.id * 2 + 1);
END;
CREATE TRIGGER declarations_moved AFTER UPDATE OF client, state, review ON declarations
WHEN old.state <> new.state OR old.client <> new.client OR old.review <> new.review BEGIN
    UPDATE declaration_counts SET n = n - 1 WHERE client = old.client
        AND state = iif(old.state = 'to-sign' AND old.review = 'waiting', 'to-review', old.state);
    INSERT INTO declaration_counts
        VALUES (new.client, iif(new.state = 'to-sign' AND new.review = 'waiting', 'to-review', new.state), 1)
        ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER declarations_renumbered AFTER UPDATE OF order_no, waybill_no, cop_no ON declarations
WHEN old.waybill_no <> new.waybill_no OR old.order_no <> new.order_no OR old.cop_no <> new.cop_no BEGIN
    DELETE FROM declaration_numbers WHERE rowid = old.id * 2;
    INSERT INTO declaration_numbers (rowid, text)
        VALUES (new.id * 2, new.order_no || char(10) || new.waybill_no || char(10) || new.cop_no);
END;
CREATE TRIGGER declarations_numbered AFTER UPDATE OF invt_no ON declarations WHEN old.invt_no <> new.invt_no BEGIN
    DELETE FROM declaration_numbers WHERE rowid = old.id * 2 + 1;
    INSERT INTO declaration_numbers (rowid, text) SELECT new.id * 2 + 1, new.invt_no WHERE new.invt_no <> '';
END;
";

/// What a filter may be set to for each client, and whether what was worked out still holds. `made` counts whatever
/// changes which declarations there are and what they declare; `moved` what changes on their way.
pub(super) const KINDS: &str = "
CREATE TABLE declaration_kinds (
    client  TEXT NOT NULL,
    customs TEXT NOT NULL,
    mode    TEXT NOT NULL,
    n       INTEGER NOT NULL,
    PRIMARY KEY (client, customs, mode)
) STRICT, WITHOUT ROWID;
INSERT INTO declaration_kinds SELECT client, customs, mode, count(*) FROM declarations GROUP BY 1, 2, 3;
CREATE TABLE declaration_versions (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    made  INTEGER NOT NULL,
    moved INTEGER NOT NULL
) STRICT;
INSERT INTO declaration_versions VALUES (1, 1, 1);

CREATE TRIGGER declarations_kind_made AFTER INSERT ON declarations BEGIN
    INSERT INTO declaration_kinds VALUES (new.client, new.customs, new.mode, 1) ON CONFLICT DO UPDATE SET n = n + 1;
    UPDATE declaration_versions SET made = made + 1;
END;
CREATE TRIGGER declarations_kind_gone AFTER DELETE ON declarations BEGIN
    UPDATE declaration_kinds SET n = n - 1 WHERE client = old.client AND customs = old.customs AND mode = old.mode;
    UPDATE declaration_versions SET made = made + 1;
END;
CREATE TRIGGER declarations_kind_other AFTER UPDATE OF client, customs, mode ON declarations
WHEN old.client <> new.client OR old.customs <> new.customs OR old.mode <> new.mode BEGIN
    UPDATE declaration_kinds SET n = n - 1 WHERE client = old.client AND customs = old.customs AND mode = old.mode;
    INSERT INTO declaration_kinds VALUES (new.client, new.customs, new.mode, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER declarations_other AFTER UPDATE OF client, import, order_no, waybill_no, cop_no, buyer, goods, line_count,
    value, tax, customs, mode, created ON declarations BEGIN
    UPDATE declaration_versions SET made = made + 1;
END;
CREATE TRIGGER declarations_went_on AFTER UPDATE OF state, since, updated, review, invt_no ON declarations BEGIN
    UPDATE declaration_versions SET moved = moved + 1;
END;
";

/// Counts everything anew.
pub(crate) fn rebuild(c: &Connection) -> Result<()> {
    c.execute_batch(
        "DELETE FROM declaration_counts;
         INSERT INTO declaration_counts
    SELECT client, iif(state = 'to-sign' AND review = 'waiting', 'to-review', state), count(*) FROM declarations GROUP BY 1, 2;
         DELETE FROM declaration_kinds;
         INSERT INTO declaration_kinds SELECT client, customs, mode, count(*) FROM declarations GROUP BY 1, 2, 3;
         INSERT INTO declaration_numbers (declaration_numbers) VALUES ('delete-all');
         INSERT INTO declaration_numbers (rowid, text)
             SELECT id * 2, order_no || char(10) || waybill_no || char(10) || cop_no FROM declarations;
         INSERT INTO declaration_numbers (rowid, text)
             SELECT id * 2 + 1, invt_no FROM declarations WHERE invt_no <> '';",
    )?;
    Ok(())
}

/// The tabs, in their order, with the states that each holds.
pub(crate) const TABS: [(&str, &[&str]); 8] = [
    ("all", &[]),
    (
        "needs-you",
        &["rejected", "refused", "error", "send-failed", "inspection", "suspended", "detained", "ship-back"],
    ),
    ("to-review", &["to-review"]),
    ("to-sign", &["to-sign"]),
    ("waiting", &["waiting"]),
    (
        "declaring",
        &[
            "received",
            "staged",
            "declaring",
            "sent-on",
            "stored",
            "review",
            "approved",
            "awaiting-arrival",
            "inspection",
            "suspended",
            "detained",
            "unknown",
        ],
    ),
    ("released", &["released", "closed"]),
    ("rejected", &["rejected", "error", "refused", "send-failed", "ship-back"]),
];

/// Which declarations, in which order. Empty texts and `None` ask for nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Wanted {
    pub(crate) client: String,
    pub(crate) tab: String,
    /// Part of an order, waybill, inventory or own number.
    pub(crate) find: String,
    pub(crate) customs: String,
    pub(crate) mode: String,
    pub(crate) import: String,
    /// When it was made, milliseconds since 1970: from, and before.
    pub(crate) made: (Option<i64>, Option<i64>),
    /// Price of the goods in yuan, as it is compared by the store.
    pub(crate) value: (Option<String>, Option<String>),
    pub(crate) order: SortBy,
    pub(crate) descending: bool,
}

impl Wanted {
    /// Whether nothing of it depends on how far declarations have come.
    fn stays(&self) -> bool {
        let moves = matches!(self.order, SortBy::Updated | SortBy::State | SortBy::InventoryNo);
        !moves && self.find.is_empty() && (self.tab.is_empty() || self.tab == "all")
    }
}

/// A column that the list is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum SortBy {
    /// When something last happened.
    #[default]
    Updated,
    State,
    OrderNo,
    WaybillNo,
    InventoryNo,
    Buyer,
    Goods,
    Lines,
    Value,
    Tax,
    Customs,
    Mode,
    Made,
}

impl SortBy {
    /// All of them, by the words of the screens.
    pub(crate) const WORDS: [(&str, SortBy); 13] = [
        ("updated", SortBy::Updated),
        ("state", SortBy::State),
        ("order", SortBy::OrderNo),
        ("waybill", SortBy::WaybillNo),
        ("inventory", SortBy::InventoryNo),
        ("buyer", SortBy::Buyer),
        ("goods", SortBy::Goods),
        ("lines", SortBy::Lines),
        ("value", SortBy::Value),
        ("tax", SortBy::Tax),
        ("customs", SortBy::Customs),
        ("mode", SortBy::Mode),
        ("made", SortBy::Made),
    ];

    /// The index that holds this order, and its columns.
    const fn index(self) -> (&'static str, &'static str) {
        match self {
            SortBy::Updated => ("declarations_all", "updated"),
            SortBy::State => ("declarations_state", "state"),
            SortBy::OrderNo => ("declarations_by_order", "order_no"),
            SortBy::WaybillNo => ("declarations_by_waybill", "waybill_no"),
            SortBy::InventoryNo => ("declarations_by_invt", "invt_no"),
            SortBy::Buyer => ("declarations_by_buyer", "buyer"),
            SortBy::Goods => ("declarations_by_goods", "goods"),
            SortBy::Lines => ("declarations_by_lines", "line_count"),
            SortBy::Value => ("declarations_by_value", "CAST(value AS REAL)"),
            SortBy::Tax => ("declarations_by_tax", "CAST(tax AS REAL)"),
            SortBy::Customs => ("declarations_by_customs", "customs"),
            SortBy::Mode => ("declarations_by_mode", "mode"),
            SortBy::Made => ("declarations_created", "created"),
        }
    }
}

/// Sets kept at a time; each is a bit for every declaration.
const SETS: usize = 24;
/// Orders kept at a time; each is four octets for every declaration.
const ORDERS: usize = 3;
/// Up to so many are put in order by their own rows.
const FEW: usize = 2_000;
/// Up to here a page is read by walking to it; further on the whole order is worked out and kept.
const NEAR: usize = 2_000;

/// One condition on the list: what it is known by, and how its ids are read.
type Condition = (String, String, Vec<Box<dyn ToSql>>);

/// Sets and orders that were worked out, as long as nothing was written that changes them.
#[derive(Default)]
pub(crate) struct Listing {
    made: i64,
    moved: i64,
    /// The moment that "silent" was judged by.
    silent_before: i64,
    sets: Vec<(String, Arc<Bits>)>,
    orders: Vec<(Wanted, Arc<Vec<u32>>)>,
}

/// Silence is judged by steps of this many milliseconds, so that sets may be kept in between.
const SILENT_STEP: i64 = 10_000;

impl Listing {
    /// Forgets what a write since then may have changed. A receipt moves declarations on; what they declare stays.
    fn freshen(&mut self, c: &Connection, now: i64) -> Result<()> {
        let mut query = c.prepare_cached("SELECT made, moved FROM declaration_versions")?;
        let (made, moved) = query.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if made != self.made {
            self.sets.clear();
            self.orders.clear();
        } else if moved != self.moved {
            self.sets.retain(|(key, _)| !key.starts_with("tab ") && !key.starts_with("find "));
            self.orders.retain(|(wanted, _)| wanted.stays());
        }
        (self.made, self.moved) = (made, moved);
        let silent_before = (now - SILENT_AFTER) / SILENT_STEP * SILENT_STEP;
        if silent_before != self.silent_before {
            self.silent_before = silent_before;
            let timeless = |key: &str| !key.contains("needs-you");
            self.sets.retain(|(key, _)| timeless(key));
            self.orders.retain(|(wanted, _)| timeless(&wanted.tab));
        }
        Ok(())
    }

    /// Rows from a place on, and how many there are in all.
    pub(crate) fn page(
        &mut self,
        c: &Connection,
        wanted: &Wanted,
        now: i64,
        from: usize,
        count: usize,
    ) -> Result<(Vec<ListRow>, i64)> {
        // One moment of the store for all of it.
        let c = c.unchecked_transaction()?;
        self.freshen(&c, now)?;
        let sets = self.sets(&c, wanted)?;
        let total = match sets.as_slice() {
            [] => counted(&c, &wanted.client)?,
            sets => super::to_i64(Bits::count_all(sets)),
        };
        let known = self.orders.iter().position(|(of, _)| of == wanted);
        let ids = if let Some(at) = known {
            let order = self.orders.remove(at);
            let ids = slice(&order.1, from, count);
            self.orders.push(order);
            ids
        } else if from + count <= NEAR {
            let all = walk(&c, wanted, &sets, from + count)?;
            slice(&all, from, count)
        } else {
            let all = Arc::new(walk(&c, wanted, &sets, usize::MAX)?);
            let ids = slice(&all, from, count);
            if self.orders.len() >= ORDERS {
                self.orders.remove(0);
            }
            self.orders.push((wanted.clone(), all));
            ids
        };
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            rows.extend(by_id(&c, i64::from(id))?);
        }
        Ok((rows, total))
    }

    /// How many each tab holds under the other conditions.
    pub(crate) fn tab_counts(&mut self, c: &Connection, wanted: &Wanted, now: i64) -> Result<Vec<i64>> {
        let c = c.unchecked_transaction()?;
        self.freshen(&c, now)?;
        let others = self.sets(&c, &Wanted { tab: String::new(), ..wanted.clone() })?;
        if others.is_empty() {
            return count_tabs(&c, &wanted.client, self.silent_before);
        }
        let mut counts = Vec::with_capacity(TABS.len());
        for (tab, states) in TABS {
            let mut sets = others.clone();
            if !states.is_empty() {
                let one = tab_condition(&wanted.client, tab, states, self.silent_before);
                sets.push(self.set(&c, one)?);
            }
            counts.push(super::to_i64(Bits::count_all(&sets)));
        }
        Ok(counts)
    }

    /// All ids that are wanted, smallest first.
    pub(crate) fn ids(&mut self, c: &Connection, wanted: &Wanted, now: i64) -> Result<Vec<i64>> {
        let c = c.unchecked_transaction()?;
        self.freshen(&c, now)?;
        let mut sets = self.sets(&c, wanted)?;
        if sets.is_empty() {
            let whose = client_condition(&wanted.client);
            sets.push(self.set(&c, whose)?);
        }
        Ok(Bits::ids_all(&sets).into_iter().map(i64::from).collect())
    }

    /// A set for each condition. None at all: everything of the client is wanted.
    fn sets(&mut self, c: &Connection, wanted: &Wanted) -> Result<Vec<Arc<Bits>>> {
        let tab = TABS.iter().find(|(key, states)| *key == wanted.tab && !states.is_empty());
        let mut all = Vec::new();
        // The rarest come first: when nothing is left, the others need not be read.
        for one in conditions(wanted) {
            all.push(self.set(c, one)?);
        }
        if let Some((key, states)) = tab {
            all.push(self.set(c, tab_condition(&wanted.client, key, states, self.silent_before))?);
        } else if !all.is_empty() && !wanted.client.is_empty() && !only_client(c, &wanted.client)? {
            all.push(self.set(c, client_condition(&wanted.client))?);
        }
        Ok(all)
    }

    fn set(&mut self, c: &Connection, (key, sql, values): Condition) -> Result<Arc<Bits>> {
        if let Some(at) = self.sets.iter().position(|(of, _)| *of == key) {
            let kept = self.sets.remove(at);
            let bits = Arc::clone(&kept.1);
            self.sets.push(kept);
            return Ok(bits);
        }
        let highest: i64 =
            c.query_row("SELECT coalesce(max(id), 0) FROM declarations", [], |row| row.get(0))?;
        let mut bits = Bits::up_to(usize::try_from(highest).unwrap_or_default());
        let mut query = c.prepare_cached(&sql)?;
        let mut rows = query.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            bits.add(row.get(0)?);
        }
        let bits = Arc::new(bits);
        if self.sets.len() >= SETS {
            self.sets.remove(0);
        }
        self.sets.push((key, Arc::clone(&bits)));
        Ok(bits)
    }
}

fn slice(ids: &[u32], from: usize, count: usize) -> Vec<u32> {
    let from = from.min(ids.len());
    ids[from..(from + count).min(ids.len())].to_vec()
}

/// Ids in the wanted order that are in all sets, up to a number.
fn walk(c: &Connection, wanted: &Wanted, sets: &[Arc<Bits>], most: usize) -> Result<Vec<u32>> {
    let way = if wanted.descending { "DESC" } else { "ASC" };
    // Newest first of one client has an index of its own.
    let own = wanted.order == SortBy::Updated && !wanted.client.is_empty();
    let one_client = !wanted.client.is_empty() && (own || sets.is_empty());
    let sql = if own {
        format!(
            "SELECT id FROM declarations INDEXED BY declarations_list WHERE client = ?1
             ORDER BY updated {way}, id {way}"
        )
    } else {
        let (index, columns) = wanted.order.index();
        let then = if wanted.order == SortBy::State { format!(", since {way}") } else { String::new() };
        format!("SELECT id FROM declarations INDEXED BY {index} ORDER BY {columns} {way}{then}, id {way}")
    };
    // Without any other condition the client itself is one, unless the index has it.
    let mut sets = sets.to_vec();
    if one_client && !own && !only_client(c, &wanted.client)? {
        let mut listing = Listing::default();
        sets.push(listing.set(c, client_condition(&wanted.client))?);
    }
    let left = match sets.as_slice() {
        [] => usize::MAX,
        sets => Bits::count_all(sets),
    };
    let most = most.min(left);
    let mut ids = Vec::with_capacity(most.min(1 << 20));
    if most == 0 {
        return Ok(ids);
    }
    if left <= FEW {
        // Few are put in order by their own rows: they may stand at the far end of the index.
        let few = to_json(&Bits::ids_all(&sets))?;
        let (_, columns) = wanted.order.index();
        let then = if wanted.order == SortBy::State { format!(", since {way}") } else { String::new() };
        let mut query = c.prepare_cached(&format!(
            "WITH few (at) AS (SELECT value FROM json_each(?1))
             SELECT d.id FROM few CROSS JOIN declarations d ON d.id = at
             ORDER BY {columns} {way}{then}, d.id {way} LIMIT ?2"
        ))?;
        let rows = query.query_map(params![few, super::to_i64(most)], |row| row.get(0))?;
        return Ok(rows.collect::<rusqlite::Result<_>>()?);
    }
    let mut query = c.prepare_cached(&sql)?;
    let mut rows = if own { query.query([&wanted.client])? } else { query.query([])? };
    while let Some(row) = rows.next()? {
        let id: u32 = row.get(0)?;
        if sets.iter().all(|set| set.has(id)) {
            ids.push(id);
            if ids.len() >= most {
                break;
            }
        }
    }
    Ok(ids)
}

fn client_condition(client: &str) -> Condition {
    let sql = if client.is_empty() {
        "SELECT id FROM declarations INDEXED BY declarations_created WHERE ?1 = ''"
    } else {
        "SELECT id FROM declarations INDEXED BY declarations_client WHERE client = ?1"
    };
    (format!("client {client}"), sql.to_owned(), vec![Box::new(client.to_owned())])
}

fn tab_condition(client: &str, tab: &str, states: &[&str], silent_before: i64) -> Condition {
    let key = format!("tab {client} {tab}");
    let list = states.iter().map(|state| format!("'{state}'")).collect::<Vec<_>>().join(", ");
    let (index, whose) = match client {
        "" => ("declarations_state", "?1 = ''"),
        _ => ("declarations_client", "client = ?1"),
    };
    let from = format!("SELECT id FROM declarations INDEXED BY {index} WHERE {whose}");
    let mut values: Vec<Box<dyn ToSql>> = vec![Box::new(client.to_owned())];
    let reviewing = format!(
        "SELECT id FROM declarations INDEXED BY declarations_reviewing
         WHERE {whose} AND review = 'waiting' AND state = 'to-sign'"
    );
    let mut sql = match tab {
        "to-review" => reviewing,
        "to-sign" => format!("{from} AND state = 'to-sign' AND id NOT IN ({reviewing})"),
        _ => format!("{from} AND state IN ({list})"),
    };
    if tab == "needs-you" {
        sql = format!("{sql} UNION ALL {from} AND state = 'received' AND since < ?2");
        values.push(Box::new(silent_before));
    }
    (key, sql, values)
}

/// The conditions besides client and tab.
fn conditions(wanted: &Wanted) -> Vec<Condition> {
    let mut all: Vec<Condition> = Vec::new();
    let find = wanted.find.trim();
    if find.chars().count() >= 3 {
        // A phrase of the trigram index is exactly "contains this text".
        let phrase = format!("\"{}\"", find.replace('"', "\"\""));
        let sql = "SELECT rowid / 2 FROM declaration_numbers WHERE declaration_numbers MATCH ?1";
        all.push((format!("find {find}"), sql.to_owned(), vec![Box::new(phrase)]));
    } else if !find.is_empty() {
        let sql = r"SELECT id FROM declarations INDEXED BY declarations_by_order WHERE order_no LIKE ?1 ESCAPE '\'
            UNION ALL SELECT id FROM declarations INDEXED BY declarations_by_waybill WHERE waybill_no LIKE ?1 ESCAPE '\'
            UNION ALL SELECT id FROM declarations INDEXED BY declarations_by_invt WHERE invt_no LIKE ?1 ESCAPE '\'";
        all.push((format!("find {find}"), sql.to_owned(), vec![Box::new(super::anywhere(find))]));
    }
    let mut equal = |column: &str, index: &str, value: &str| {
        if !value.is_empty() {
            let sql = format!("SELECT id FROM declarations INDEXED BY {index} WHERE {column} = ?1");
            all.push((format!("{column} {value}"), sql, vec![Box::new(value.to_owned())]));
        }
    };
    equal("import", "declarations_import", &wanted.import);
    equal("customs", "declarations_by_customs", &wanted.customs);
    equal("mode", "declarations_by_mode", &wanted.mode);
    let (from, to) = &wanted.value;
    if from.is_some() || to.is_some() {
        let sql = "SELECT id FROM declarations INDEXED BY declarations_by_value WHERE CAST(value AS REAL)
            BETWEEN coalesce(CAST(?1 AS REAL), -9e99) AND coalesce(CAST(?2 AS REAL), 9e99)";
        let values: Vec<Box<dyn ToSql>> = vec![Box::new(from.clone()), Box::new(to.clone())];
        all.push((format!("value {from:?} {to:?}"), sql.to_owned(), values));
    }
    let (from, to) = wanted.made;
    if from.is_some() || to.is_some() {
        let sql = "SELECT id FROM declarations INDEXED BY declarations_created WHERE created >= ?1 AND created < ?2";
        let values: Vec<Box<dyn ToSql>> =
            vec![Box::new(from.unwrap_or(i64::MIN)), Box::new(to.unwrap_or(i64::MAX))];
        all.push((format!("made {from:?} {to:?}"), sql.to_owned(), values));
    }
    all
}

/// Whether no other client has any declaration.
fn only_client(c: &Connection, client: &str) -> Result<bool> {
    let mut query = c.prepare_cached(
        "SELECT NOT EXISTS (SELECT 1 FROM declaration_counts WHERE client <> ?1 AND n > 0)",
    )?;
    Ok(query.query_row([client], |row| row.get(0))?)
}

/// How many declarations a client has, or all clients together.
pub(crate) fn counted(c: &Connection, client: &str) -> Result<i64> {
    let mut query =
        c.prepare_cached("SELECT coalesce(sum(n), 0) FROM declaration_counts WHERE ?1 = '' OR client = ?1")?;
    Ok(query.query_row([client], |row| row.get(0))?)
}

fn count_tabs(c: &Connection, client: &str, silent_before: i64) -> Result<Vec<i64>> {
    let mut query = c.prepare_cached(
        "SELECT state, sum(n) FROM declaration_counts WHERE ?1 = '' OR client = ?1 GROUP BY state",
    )?;
    let rows = query.query_map([client], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
    let by_state = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let whose = if client.is_empty() { "?1 = ''" } else { "client = ?1" };
    let silent: i64 = c
        .prepare_cached(&format!(
            "SELECT count(*) FROM declarations WHERE {whose} AND state = 'received' AND since < ?2"
        ))?
        .query_row(params![client, silent_before], |row| row.get(0))?;
    let count = |(tab, states): &(&str, &[&str])| {
        let within = |state: &String| states.is_empty() || states.contains(&state.as_str());
        let sum: i64 = by_state.iter().filter(|(state, _)| within(state)).map(|(_, n)| n).sum();
        if *tab == "needs-you" { sum + silent } else { sum }
    };
    Ok(TABS.iter().map(count).collect())
}

/// Customs offices and trade modes that occur with a client, or with any, for the choice of a filter.
pub(crate) fn choices(c: &Connection, client: &str) -> Result<(Vec<String>, Vec<String>)> {
    let distinct = |column: &str| -> Result<Vec<String>> {
        let mut query = c.prepare_cached(&format!(
            "SELECT DISTINCT {column} FROM declaration_kinds
             WHERE (?1 = '' OR client = ?1) AND n > 0 AND {column} <> '' ORDER BY 1"
        ))?;
        let rows = query.query_map([client], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    };
    Ok((distinct("customs")?, distinct("mode")?))
}

/// Writes a declaration as it is, as an import does: whatever was worked out no longer holds.
pub(crate) fn touch(c: &Connection) -> Result<()> {
    c.execute_batch(
        "UPDATE declarations SET customs = customs, updated = updated WHERE id = (SELECT max(id) FROM declarations)",
    )?;
    Ok(())
}

/// A page by the key of the table and nothing else, for comparison.
pub(crate) fn plain_page(c: &Connection, count: u32) -> Result<usize> {
    let mut query = c.prepare_cached("SELECT id FROM declarations NOT INDEXED ORDER BY id DESC LIMIT ?1")?;
    let ids = query.query_map([count], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    let mut found = 0;
    for id in ids {
        found += usize::from(by_id(c, id)?.is_some());
    }
    Ok(found)
}

/// A bare count of all rows, for comparison.
pub(crate) fn plain_count(c: &Connection) -> Result<usize> {
    let n: i64 = c.query_row("SELECT count(*) FROM declarations", [], |row| row.get(0))?;
    Ok(usize::try_from(n).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::Desk;
    use crate::vault::KeySource;

    /// Counts and numbers as the triggers kept them.
    fn kept(c: &Connection) -> (Vec<(String, i64)>, Vec<i64>) {
        let mut query = c
            .prepare("SELECT client || ' ' || state, n FROM declaration_counts WHERE n <> 0 UNION ALL
                      SELECT client || ' ' || customs || ' ' || mode, n FROM declaration_kinds WHERE n <> 0 ORDER BY 1")
            .expect("a query");
        let counts = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
        let counts = counts.collect::<rusqlite::Result<_>>().expect("counts");
        let mut query = c
            .prepare("SELECT rowid FROM declaration_numbers WHERE declaration_numbers MATCH '\"2026\" OR \"202\"' ORDER BY 1")
            .expect("a query");
        let numbers = query.query_map([], |row| row.get(0)).expect("rows");
        (counts, numbers.collect::<rusqlite::Result<_>>().expect("numbers"))
    }

    #[test]
    fn counts_and_numbers_follow_every_change_and_can_be_made_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let key = KeySource::Passphrase("correct horse".to_owned().into());
        let desk = Desk::open(folder.path(), &key).expect("a desk");
        crate::bench::seed(&desk, 60, &mut |_| ()).expect("seeded");
        let changes = [
            "DELETE FROM declarations WHERE id IN (1, 17)",
            "UPDATE declarations SET state = 'to-sign', review = 'waiting' WHERE id < 9",
            "UPDATE declarations SET review = 'approved' WHERE id < 5",
            "UPDATE declarations SET customs = '9999', mode = '1210' WHERE id BETWEEN 11 AND 16",
            "UPDATE declarations SET invt_no = '' WHERE id BETWEEN 20 AND 30",
            "UPDATE declarations SET waybill_no = 'none', invt_no = '31052026I999999999' WHERE id = 40",
        ];
        for change in changes {
            let by_triggers = desk.store().write(|tx| {
                tx.execute(change, [])?;
                Ok(kept(tx))
            });
            let anew = desk.store().write(|tx| {
                rebuild(tx)?;
                Ok(kept(tx))
            });
            assert_eq!(by_triggers.expect("written"), anew.expect("rebuilt"), "{change}");
        }
        let wanted = Wanted { tab: "to-review".into(), ..Wanted::default() };
        let (rows, total) = desk.store().list(|c, list| list.page(c, &wanted, 0, 0, 10)).expect("a page");
        assert_eq!((rows.len(), total), (4, 4));
        let wanted = Wanted { find: "I99999".into(), ..Wanted::default() };
        let (rows, _) = desk.store().list(|c, list| list.page(c, &wanted, 0, 0, 10)).expect("a page");
        assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [40]);
    }

    #[test]
    fn what_was_worked_out_outlives_a_receipt_only_where_a_receipt_changes_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let key = KeySource::Passphrase("correct horse".to_owned().into());
        let desk = Desk::open(folder.path(), &key).expect("a desk");
        crate::bench::seed(&desk, 300, &mut |_| ()).expect("seeded");
        let change = |sql: &str| desk.store().write(|tx| Ok(tx.execute(sql, [])?)).expect("written");
        let questions = [
            Wanted { customs: "2992".into(), order: SortBy::Value, ..Wanted::default() },
            Wanted { tab: "released".into(), customs: "2992".into(), ..Wanted::default() },
            Wanted { find: "I0000".into(), order: SortBy::State, ..Wanted::default() },
            Wanted { value: (Some("100".into()), None), descending: true, ..Wanted::default() },
        ];
        let changes = [
            "UPDATE settings SET value = value",
            "UPDATE declarations SET state = 'rejected', updated = updated + 99, invt_no = '' WHERE id % 3 = 0",
            "UPDATE declarations SET customs = '2992', value = '1.00' WHERE id % 5 = 0",
            "DELETE FROM declarations WHERE id % 7 = 0",
        ];
        for sql in changes {
            // Asked deep as well, so that orders are kept.
            for wanted in &questions {
                for from in [0, NEAR] {
                    desk.store().list(|c, list| list.page(c, wanted, 0, from, 300)).expect("a page");
                }
            }
            change(sql);
            for wanted in &questions {
                let ids = |list: &mut Listing, c: &Connection| -> Result<(Vec<i64>, i64, Vec<i64>)> {
                    let (rows, total) = list.page(c, wanted, 0, 0, 300)?;
                    Ok((rows.into_iter().map(|row| row.id).collect(), total, list.tab_counts(c, wanted, 0)?))
                };
                let kept = desk.store().list(|c, list| ids(list, c)).expect("a page");
                let anew = desk.store().list(|c, _| ids(&mut Listing::default(), c)).expect("a page");
                assert_eq!(kept, anew, "{sql} {wanted:?}");
                assert!(kept.1 > 0, "it finds something: {wanted:?}");
            }
        }
    }
}
