//! The goods book: a client's articles, one row each.

use rusqlite::types::ToSql;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::anywhere;
use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE goods (
    id         INTEGER PRIMARY KEY,
    client     TEXT NOT NULL REFERENCES clients (id),
    item_no    TEXT NOT NULL DEFAULT '',
    barcode    TEXT NOT NULL DEFAULT '',
    name       TEXT NOT NULL DEFAULT '',
    model      TEXT NOT NULL DEFAULT '',
    hs_code    TEXT NOT NULL DEFAULT '',
    unit       TEXT NOT NULL DEFAULT '',
    origin     TEXT NOT NULL DEFAULT '',
    record_no  TEXT NOT NULL DEFAULT '',
    qty1       TEXT NOT NULL DEFAULT '',
    qty2       TEXT NOT NULL DEFAULT '',
    net_weight TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX goods_key ON goods (client, item_no, iif(item_no = '', name, ''));
CREATE INDEX goods_name ON goods (client, name);
CREATE INDEX goods_codes ON goods (client, hs_code, unit, origin);
";

/// The books that stood with the clients until now; of two articles with one number the later one counts.
pub(super) const FROM_CLIENTS: &str = "
INSERT OR REPLACE INTO goods
    (client, item_no, barcode, name, model, hs_code, unit, origin, record_no, qty1, qty2, net_weight)
SELECT c.id, coalesce(g.value ->> 'itemNo', ''), coalesce(g.value ->> 'barcode', ''),
    coalesce(g.value ->> 'name', ''), coalesce(g.value ->> 'model', ''), coalesce(g.value ->> 'gcode', ''),
    coalesce(g.value ->> 'unit', ''), coalesce(g.value ->> 'origin', ''), coalesce(g.value ->> 'recordNo', ''),
    coalesce(g.value ->> 'qty1', ''), coalesce(g.value ->> 'qty2', ''), coalesce(g.value ->> 'netWeight', '')
FROM clients c, json_each(c.goods) g;
ALTER TABLE clients DROP COLUMN goods;
";

/// An article; amounts as plain decimals, empty where nothing is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct GoodsRow {
    pub(crate) id: i64,
    pub(crate) item_no: String,
    pub(crate) barcode: String,
    pub(crate) name: String,
    pub(crate) model: String,
    pub(crate) hs_code: String,
    pub(crate) unit: String,
    pub(crate) origin: String,
    pub(crate) record_no: String,
    pub(crate) qty1: String,
    pub(crate) qty2: String,
    pub(crate) net_weight: String,
}

const COLUMNS: &str =
    "id, item_no, barcode, name, model, hs_code, unit, origin, record_no, qty1, qty2, net_weight";

fn goods(row: &Row<'_>) -> rusqlite::Result<GoodsRow> {
    Ok(GoodsRow {
        id: row.get(0)?,
        item_no: row.get(1)?,
        barcode: row.get(2)?,
        name: row.get(3)?,
        model: row.get(4)?,
        hs_code: row.get(5)?,
        unit: row.get(6)?,
        origin: row.get(7)?,
        record_no: row.get(8)?,
        qty1: row.get(9)?,
        qty2: row.get(10)?,
        net_weight: row.get(11)?,
    })
}

/// Which articles, as JSON lists of the codes, units and origins that are wrong: `?3`, `?4`, `?5`.
pub(crate) struct Wrong<'a> {
    pub(crate) codes: &'a str,
    pub(crate) units: &'a str,
    pub(crate) origins: &'a str,
}

const FOUND: &str = r"client = ?1 AND (?2 = '%%' OR item_no LIKE ?2 ESCAPE '\' OR name LIKE ?2 ESCAPE '\'
    OR hs_code LIKE ?2 ESCAPE '\' OR barcode LIKE ?2 ESCAPE '\' OR model LIKE ?2 ESCAPE '\')";
const WRONG: &str =
    "(hs_code IN (SELECT value FROM json_each(?3)) OR unit IN (SELECT value FROM json_each(?4))
    OR origin IN (SELECT value FROM json_each(?5)))";

/// How many articles were found, and how many of them are wrong.
pub(crate) fn counts(c: &Connection, client: &str, find: &str, wrong: &Wrong<'_>) -> Result<(i64, i64)> {
    let mut query =
        c.prepare_cached(&format!("SELECT count(*), coalesce(sum({WRONG}), 0) FROM goods WHERE {FOUND}"))?;
    let Wrong { codes, units, origins } = wrong;
    Ok(query
        .query_row([client, &anywhere(find), codes, units, origins], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// What articles are listed by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order<'a> {
    pub(crate) by: &'a str,
    pub(crate) descending: bool,
    pub(crate) from: i64,
    pub(crate) count: i64,
}

/// A page of the book; the wrong ones only, if so wanted.
pub(crate) fn page(
    c: &Connection,
    client: &str,
    find: &str,
    wrong: Option<&Wrong<'_>>,
    order: Order<'_>,
) -> Result<Vec<GoodsRow>> {
    let by = match order.by {
        "name" => "name",
        "hsCode" => "hs_code",
        "origin" => "origin",
        "unit" => "unit",
        "barcode" => "barcode",
        "netWeight" => "CAST(net_weight AS REAL)",
        _ => "item_no",
    };
    let down = if order.descending { "DESC" } else { "ASC" };
    let filter = if wrong.is_some() { WRONG } else { "?3 = ?4 AND ?4 = ?5" };
    let mut query = c.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM goods WHERE {FOUND} AND {filter} ORDER BY {by} {down}, id {down} LIMIT ?6 OFFSET ?7"
    ))?;
    let Wrong { codes, units, origins } = wrong.unwrap_or(&Wrong { codes: "", units: "", origins: "" });
    let find = anywhere(find);
    let values: [&dyn ToSql; 7] = [&client, &find, codes, units, origins, &order.count, &order.from];
    let rows = query.query_map(values, goods)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The codes, units and origins that stand in the book, each once.
pub(crate) fn words(c: &Connection, client: &str) -> Result<Vec<(String, String, String)>> {
    let mut query = c.prepare_cached("SELECT DISTINCT hs_code, unit, origin FROM goods WHERE client = ?1")?;
    let rows = query.query_map([client], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The whole book, in the order in which it grew.
pub(crate) fn all(c: &Connection, client: &str) -> Result<Vec<GoodsRow>> {
    let mut query =
        c.prepare_cached(&format!("SELECT {COLUMNS} FROM goods WHERE client = ?1 ORDER BY id"))?;
    let rows = query.query_map([client], goods)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many articles there are.
pub(crate) fn count(c: &Connection, client: &str) -> Result<i64> {
    let mut query = c.prepare_cached("SELECT count(*) FROM goods WHERE client = ?1")?;
    Ok(query.query_row([client], |row| row.get(0))?)
}

/// One article.
pub(crate) fn find(c: &Connection, client: &str, id: i64) -> Result<Option<GoodsRow>> {
    let mut query =
        c.prepare_cached(&format!("SELECT {COLUMNS} FROM goods WHERE client = ?1 AND id = ?2"))?;
    Ok(query.query_row(params![client, id], goods).optional()?)
}

/// The id of the article with this number; without a number, of the one with this name.
pub(crate) fn same(c: &Connection, client: &str, item_no: &str, name: &str) -> Result<Option<i64>> {
    let mut query = c.prepare_cached(
        "SELECT id FROM goods WHERE client = ?1 AND item_no = ?2 AND (?2 <> '' OR name = ?3)",
    )?;
    Ok(query.query_row([client, item_no, name], |row| row.get(0)).optional()?)
}

/// Adds an article, or changes the one with its id; the id it then has.
pub(crate) fn put(c: &Connection, client: &str, goods: &GoodsRow) -> Result<i64> {
    let id = (goods.id > 0).then_some(goods.id);
    let mut query = c.prepare_cached(
        "INSERT INTO goods (id, client, item_no, barcode, name, model, hs_code, unit, origin, record_no, qty1, qty2,
            net_weight)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
         ON CONFLICT (id) DO UPDATE SET item_no = ?3, barcode = ?4, name = ?5, model = ?6, hs_code = ?7, unit = ?8,
            origin = ?9, record_no = ?10, qty1 = ?11, qty2 = ?12, net_weight = ?13 WHERE client = ?2
         RETURNING id",
    )?;
    let values = params![
        id,
        client,
        goods.item_no,
        goods.barcode,
        goods.name,
        goods.model,
        goods.hs_code,
        goods.unit,
        goods.origin,
        goods.record_no,
        goods.qty1,
        goods.qty2,
        goods.net_weight
    ];
    Ok(query.query_row(values, |row| row.get(0))?)
}

/// Takes an article out of the book; `false` when it was not there.
pub(crate) fn remove(c: &Connection, client: &str, id: i64) -> Result<bool> {
    let removed =
        c.prepare_cached("DELETE FROM goods WHERE client = ?1 AND id = ?2")?.execute(params![client, id])?;
    Ok(removed == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::clients;

    #[test]
    fn a_book_that_stood_with_its_client_moves_over_whole() {
        let c = Connection::open_in_memory().expect("a database");
        c.execute_batch(clients::TABLE).expect("the table of before");
        let book = r#"[{"itemNo":"007","barcode":"","name":"甲","model":"m","gcode":"2204210000","unit":"035",
            "origin":"116","recordNo":"9","qty1":"4.5","qty2":null,"netWeight":"1.2"},
            {"itemNo":"007","name":"乙"},{"itemNo":"","name":"丙"}]"#;
        c.execute(
            "INSERT INTO clients (id, name, practice, profile, goods, created) VALUES ('c', 'n', 0, '{}', ?1, 1)",
            [book],
        )
        .expect("a client");
        c.execute_batch(TABLE).expect("the new table");
        c.execute_batch(FROM_CLIENTS).expect("the move");
        let rows = all(&c, "c").expect("rows");
        let seen: Vec<(&str, &str)> =
            rows.iter().map(|row| (row.item_no.as_str(), row.name.as_str())).collect();
        assert_eq!(seen, [("007", "乙"), ("", "丙")]);
        let one =
            r#"[{"itemNo":"007","name":"甲","gcode":"2204210000","recordNo":"9","qty1":"4.5","qty2":null}]"#;
        let again = Connection::open_in_memory().expect("a database");
        again.execute_batch(clients::TABLE).expect("the table of before");
        again
            .execute("INSERT INTO clients (id, name, practice, profile, goods, created) VALUES ('c','n',0,'{}',?1,1)", [one])
            .expect("a client");
        again.execute_batch(TABLE).and_then(|()| again.execute_batch(FROM_CLIENTS)).expect("the move");
        let row = all(&again, "c").expect("rows").remove(0);
        assert_eq!(
            (row.hs_code.as_str(), row.record_no.as_str(), row.qty1.as_str(), row.qty2.as_str()),
            ("2204210000", "9", "4.5", "")
        );
    }
}
