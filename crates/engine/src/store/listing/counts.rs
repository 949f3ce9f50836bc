//! What stands beside the declarations for their list, kept by triggers: counts by client and state, codes that occur,
//! numbers by any part of them, and two versions that tell whether anything has changed.

use rusqlite::{Connection, params};

use super::wanted::TABS;
use crate::error::Result;
use crate::store::declarations::by_id;

/// Counts and numbers beside the declarations, with what keeps them.
pub(in crate::store) const TABLE: &str = "
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
pub(in crate::store) const KINDS: &str = "
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

/// Whether no other client has any declaration.
pub(super) fn only_client(c: &Connection, client: &str) -> Result<bool> {
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

pub(super) fn count_tabs(c: &Connection, client: &str, silent_before: i64) -> Result<Vec<i64>> {
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
