//! Submissions of declarations and what was said of each.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Clearance, Place, Result, stage_from_number, stage_to_number};

pub(super) const MIGRATION: &str = "
    CREATE TABLE clearances (
        id INTEGER PRIMARY KEY,
        message INTEGER NOT NULL,
        position INTEGER NOT NULL,
        enterprise INTEGER NOT NULL,
        declarant TEXT NOT NULL,
        cop_no TEXT NOT NULL,
        platform TEXT NOT NULL,
        order_no TEXT NOT NULL,
        carrier TEXT NOT NULL,
        waybill_no TEXT NOT NULL,
        stage INTEGER NOT NULL,
        pre_no TEXT,
        invt_no TEXT,
        buyer BLOB NOT NULL,
        year INTEGER NOT NULL
    );
    -- 6 is refused: such a submission came to nothing, and the order may be declared again.
    CREATE UNIQUE INDEX clearances_by_order ON clearances (platform, order_no) WHERE stage <> 6;
    CREATE INDEX clearances_by_number ON clearances (declarant, cop_no);
    CREATE INDEX clearances_by_waybill ON clearances (carrier, waybill_no) WHERE stage <> 6;
    -- From 10 on a submission waits for its partners.
    CREATE INDEX clearances_waiting ON clearances (id) WHERE stage >= 10;";

/// A cancelled submission (7) is dead too: its order and its waybill may be declared anew.
pub(super) const WITH_CANCELLED: &str = "
    ALTER TABLE clearances ADD COLUMN released INTEGER;
    DROP INDEX clearances_by_order;
    DROP INDEX clearances_by_waybill;
    CREATE UNIQUE INDEX clearances_by_order ON clearances (platform, order_no) WHERE stage NOT IN (6, 7);
    CREATE INDEX clearances_by_waybill ON clearances (carrier, waybill_no) WHERE stage NOT IN (6, 7);
    CREATE UNIQUE INDEX clearances_by_invt_no ON clearances (invt_no) WHERE invt_no IS NOT NULL;";

const COLUMNS: &str = "id, message, position, enterprise, declarant, cop_no, platform, order_no, carrier,
    waybill_no, stage, pre_no, invt_no, buyer, year, released, why, guarantee, held";

const LIVE_BY_ORDER: &str = "platform = ?1 AND order_no = ?2 AND stage NOT IN (6, 7)";
const LAST_BY_DECLARATION: &str = "declarant = ?1 AND cop_no = ?2 ORDER BY id DESC LIMIT 1";

fn read(row: &Row<'_>) -> rusqlite::Result<Clearance> {
    Ok(Clearance {
        id: row.get(0)?,
        place: Place { message: row.get(1)?, position: row.get(2)? },
        enterprise: row.get(3)?,
        declaration: (row.get(4)?, row.get(5)?),
        order: (row.get(6)?, row.get(7)?),
        waybill: (row.get(8)?, row.get(9)?),
        stage: stage_from_number(row.get(10)?),
        pre_no: row.get(11)?,
        invt_no: row.get(12)?,
        buyer: row.get(13)?,
        year: row.get(14)?,
        released: row.get(15)?,
        why: row.get(16)?,
        guarantee: row.get(17)?,
        held: row.get(18)?,
    })
}

pub(super) fn by_id(connection: &Connection, id: i64) -> Result<Option<Clearance>> {
    let sql = format!("SELECT {COLUMNS} FROM clearances WHERE id = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([id], read).optional()?)
}

/// The submissions that meet a condition; the condition may end with an order and a limit.
pub(super) fn several(
    connection: &Connection,
    condition: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<Clearance>> {
    let sql = format!("SELECT {COLUMNS} FROM clearances WHERE {condition}");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(values, read)?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

pub(super) fn live_by_order(connection: &Connection, order: &(String, String)) -> Result<Option<Clearance>> {
    let sql = format!("SELECT {COLUMNS} FROM clearances WHERE {LIVE_BY_ORDER}");
    Ok(connection.prepare_cached(&sql)?.query_row([&order.0, &order.1], read).optional()?)
}

pub(super) fn last_by_declaration(
    connection: &Connection,
    declaration: &(String, String),
) -> Result<Option<Clearance>> {
    let sql = format!("SELECT {COLUMNS} FROM clearances WHERE {LAST_BY_DECLARATION}");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row([&declaration.0, &declaration.1], read).optional()?)
}

pub(super) fn by_invt_no(connection: &Connection, invt_no: &str) -> Result<Option<Clearance>> {
    let sql = format!("SELECT {COLUMNS} FROM clearances WHERE invt_no = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([invt_no], read).optional()?)
}

pub(super) fn waiting_for_waybill(connection: &Connection, waybill: &(String, String)) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM clearances WHERE carrier = ?1 AND waybill_no = ?2 AND stage NOT IN (6, 7)
        AND (stage >= 10 OR stage = 0)";
    let mut statement = connection.prepare_cached(sql)?;
    let ids = statement.query_map([&waybill.0, &waybill.1], |row| row.get(0))?;
    Ok(ids.collect::<std::result::Result<_, _>>()?)
}

pub(super) fn waybill_taken(
    connection: &Connection,
    waybill: &(String, String),
    except: i64,
) -> Result<bool> {
    let sql =
        "SELECT 1 FROM clearances WHERE carrier = ?1 AND waybill_no = ?2 AND stage NOT IN (6, 7) AND id <> ?3
        LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.exists(params![waybill.0, waybill.1, except])?)
}

pub(super) fn waiting(connection: &Connection) -> Result<Vec<i64>> {
    let mut statement =
        connection.prepare_cached("SELECT id FROM clearances WHERE stage >= 10 ORDER BY id")?;
    let ids = statement.query_map([], |row| row.get(0))?;
    Ok(ids.collect::<std::result::Result<_, _>>()?)
}

pub(super) fn put(connection: &Connection, one: &Clearance) -> Result<i64> {
    let sql = "INSERT INTO clearances (message, position, enterprise, declarant, cop_no, platform, order_no,
        carrier, waybill_no, stage, pre_no, invt_no, buyer, year, released, why, guarantee, held)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";
    Ok(connection.prepare_cached(sql)?.insert(params![
        one.place.message,
        one.place.position,
        one.enterprise,
        one.declaration.0,
        one.declaration.1,
        one.order.0,
        one.order.1,
        one.waybill.0,
        one.waybill.1,
        stage_to_number(one.stage),
        one.pre_no,
        one.invt_no,
        one.buyer.as_slice(),
        one.year,
        one.released,
        one.why,
        one.guarantee,
        one.held,
    ])?)
}

pub(super) fn update(connection: &Connection, one: &Clearance) -> Result<()> {
    let sql = "UPDATE clearances SET stage = ?2, pre_no = ?3, invt_no = ?4, released = ?5, why = ?6,
        guarantee = ?7, held = ?8 WHERE id = ?1";
    let stage = stage_to_number(one.stage);
    let values =
        params![one.id, stage, one.pre_no, one.invt_no, one.released, one.why, one.guarantee, one.held];
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

pub(super) fn remove(connection: &Connection, id: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM clearances WHERE id = ?1")?.execute([id])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::super::sqlite;
    use super::*;

    /// SQLite may plan anew for each value; that costs more than the search. The connections are settled not to.
    #[test]
    fn a_search_is_planned_once_whatever_is_searched_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("service.db");
        drop(sqlite::open(&path, None).expect("a store"));
        let connection = Connection::open(&path).expect("the same file");
        sqlite::settle(&connection).expect("as the writer has it");
        for n in 0..20 {
            let number = ("3301964J31".to_owned(), format!("QC{n}"));
            last_by_declaration(&connection, &number).expect("it searches");
            live_by_order(&connection, &number).expect("it searches");
        }
        for condition in [LAST_BY_DECLARATION, LIVE_BY_ORDER] {
            let sql = format!("SELECT {COLUMNS} FROM clearances WHERE {condition}");
            let statement = connection.prepare_cached(&sql).expect("it is in the cache");
            let (run, again) = (
                statement.get_status(StatementStatus::Run),
                statement.get_status(StatementStatus::RePrepare),
            );
            assert_eq!((run, again), (20, 0), "{condition}");
        }
    }
}
