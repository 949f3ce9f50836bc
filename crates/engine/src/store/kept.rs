//! Orders kept for later because something stops them: the work list.

use std::collections::HashMap;

use rusqlite::{Connection, params};

use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE kept (
    client    TEXT NOT NULL REFERENCES clients (id),
    order_no  TEXT NOT NULL,
    import    TEXT NOT NULL,
    file_name TEXT NOT NULL,
    rule      TEXT NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (client, order_no)
) STRICT, WITHOUT ROWID;
";

/// One line an import, so that taking an import back brings the line of an earlier one back as well. `done_by` is the
/// import that declared the order; empty while it waits.
pub(super) const WORK_LIST: &str = "
CREATE TABLE work_list (
    client    TEXT NOT NULL REFERENCES clients (id),
    order_no  TEXT NOT NULL,
    import    TEXT NOT NULL,
    file_name TEXT NOT NULL,
    rule      TEXT NOT NULL,
    zh        TEXT NOT NULL,
    en        TEXT NOT NULL,
    at        INTEGER NOT NULL,
    done_by   TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (client, order_no, import)
) STRICT, WITHOUT ROWID;
INSERT INTO work_list (client, order_no, import, file_name, rule, zh, en, at)
    SELECT client, order_no, import, file_name, rule, rule, rule, at FROM kept;
DROP TABLE kept;
CREATE INDEX work_list_waiting ON work_list (client, done_by, at);
CREATE INDEX work_list_import ON work_list (import);
";

/// An order that waits for a repair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeptRow {
    pub(crate) client: String,
    pub(crate) order_no: String,
    pub(crate) import: String,
    pub(crate) file_name: String,
    /// The first rule that stops it.
    pub(crate) rule: String,
    /// What that rule says.
    pub(crate) zh: String,
    pub(crate) en: String,
    /// Since when.
    pub(crate) at: i64,
}

/// Puts an order on the list. One that the same import had kept before keeps its age.
pub(crate) fn put(c: &Connection, kept: &KeptRow) -> Result<()> {
    c.prepare_cached(
        "INSERT INTO work_list (client, order_no, import, file_name, rule, zh, en, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (client, order_no, import) DO UPDATE SET rule = ?5, zh = ?6, en = ?7, done_by = ''",
    )?
    .execute(params![
        kept.client,
        kept.order_no,
        kept.import,
        kept.file_name,
        kept.rule,
        kept.zh,
        kept.en,
        kept.at
    ])?;
    Ok(())
}

/// The order became a declaration by this import.
pub(crate) fn done(c: &Connection, client: &str, order_no: &str, import: &str) -> Result<()> {
    c.prepare_cached(
        "UPDATE work_list SET done_by = ?3 WHERE client = ?1 AND order_no = ?2 AND done_by = ''",
    )?
    .execute(params![client, order_no, import])?;
    Ok(())
}

/// The import takes its declarations back: what it had taken off the list is on it again.
pub(crate) fn undo(c: &Connection, client: &str, order_no: &str, import: &str) -> Result<()> {
    c.prepare_cached(
        "UPDATE work_list SET done_by = '' WHERE client = ?1 AND order_no = ?2 AND done_by = ?3 AND import <> ?3",
    )?
    .execute(params![client, order_no, import])?;
    Ok(())
}

/// An import no longer keeps anything.
pub(crate) fn remove_of(c: &Connection, import: &str) -> Result<()> {
    c.execute("DELETE FROM work_list WHERE import = ?1", [import])?;
    Ok(())
}

/// What waits, the oldest first; an order that several imports keep stands once, with the newest of them.
pub(crate) fn list(c: &Connection, client: &str) -> Result<Vec<KeptRow>> {
    let mut query = c.prepare_cached(
        "SELECT client, order_no, import, file_name, rule, zh, en, first, max(at) FROM (
            SELECT *, min(at) OVER (PARTITION BY client, order_no) AS first FROM work_list
            WHERE (?1 = '' OR client = ?1) AND done_by = '')
         GROUP BY client, order_no ORDER BY first, order_no",
    )?;
    let rows = query.query_map([client], |row| {
        Ok(KeptRow {
            client: row.get(0)?,
            order_no: row.get(1)?,
            import: row.get(2)?,
            file_name: row.get(3)?,
            rule: row.get(4)?,
            zh: row.get(5)?,
            en: row.get(6)?,
            at: row.get(7)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Since when an import keeps each of its orders.
pub(crate) fn ages(c: &Connection, import: &str) -> Result<HashMap<String, i64>> {
    let mut query = c.prepare_cached("SELECT order_no, at FROM work_list WHERE import = ?1")?;
    let rows = query.query_map([import], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many orders of an import wait.
pub(crate) fn count_of_import(c: &Connection, import: &str) -> Result<i64> {
    let sql = "SELECT count(*) FROM work_list WHERE import = ?1 AND done_by = ''";
    Ok(c.prepare_cached(sql)?.query_row([import], |row| row.get(0))?)
}

pub(crate) fn count(c: &Connection, client: &str) -> Result<i64> {
    let sql = "SELECT count(*) FROM (SELECT DISTINCT client, order_no FROM work_list
               WHERE (?1 = '' OR client = ?1) AND done_by = '')";
    Ok(c.query_row(sql, [client], |row| row.get(0))?)
}

/// Kept orders by file, the largest first.
pub(crate) fn by_file(c: &Connection, client: &str) -> Result<Vec<(String, i64)>> {
    let mut query = c.prepare_cached(
        "SELECT file_name, count(*) FROM work_list WHERE (?1 = '' OR client = ?1) AND done_by = ''
         GROUP BY file_name ORDER BY 2 DESC LIMIT 3",
    )?;
    let rows = query.query_map([client], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

#[cfg(test)]
mod tests {
    use super::super::testing::store;
    use super::*;

    fn kept(order_no: &str, import: &str, at: i64) -> KeptRow {
        KeptRow {
            client: "c".into(),
            order_no: order_no.into(),
            import: import.into(),
            file_name: format!("{import}.xlsx"),
            rule: "X-1".into(),
            zh: "不符".into(),
            en: "wrong".into(),
            at,
        }
    }

    #[test]
    fn an_order_leaves_the_list_when_it_is_declared_and_comes_back_when_that_is_undone() {
        let (_folder, store) = store();
        store
            .write(|tx| {
                super::super::testing::client(tx, "c");
                put(tx, &kept("A1", "one", 10))?;
                put(tx, &kept("A2", "one", 10))?;
                // The next day's file has it again, with another fault.
                put(tx, &kept("A1", "two", 20))?;
                let listed = list(tx, "c")?;
                assert_eq!(count(tx, "c")?, 2);
                let seen: Vec<_> =
                    listed.iter().map(|k| (k.order_no.as_str(), k.import.as_str(), k.at)).collect();
                assert_eq!(seen, [("A1", "two", 10), ("A2", "one", 10)], "once, and as old as it is");
                done(tx, "c", "A1", "three")?;
                assert_eq!((count(tx, "c")?, count(tx, "")?, count(tx, "other")?), (1, 1, 0));
                undo(tx, "c", "A1", "three")?;
                assert_eq!(count(tx, "c")?, 2);
                remove_of(tx, "two")?;
                assert_eq!(list(tx, "c")?[0].import, "one");
                Ok(())
            })
            .expect("a work list");
    }
}
