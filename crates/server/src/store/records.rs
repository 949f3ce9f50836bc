//! Partner documents that customs has, by key: where they stand, not what they say.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Key, Place, Record, Result};

pub(super) const MIGRATION: &str = "
    CREATE TABLE records (
        kind INTEGER NOT NULL,
        owner TEXT NOT NULL,
        number TEXT NOT NULL,
        message INTEGER NOT NULL,
        position INTEGER NOT NULL,
        app_time INTEGER NOT NULL,
        own INTEGER NOT NULL,
        PRIMARY KEY (kind, owner, number)
    ) WITHOUT ROWID;";

fn parts(key: &Key) -> (i64, &str, &str) {
    match key {
        Key::Order(owner, number) => (311, owner, number),
        Key::Payment(owner, number) => (411, owner, number),
        Key::PaymentOf(owner, number) => (412, owner, number),
        Key::Waybill(owner, number) => (511, owner, number),
        Key::WaybillStatus(owner, number) => (513, owner, number),
    }
}

pub(super) fn get(connection: &Connection, key: &Key) -> Result<Option<Record>> {
    let sql = "SELECT message, position, app_time, own FROM records
        WHERE kind = ?1 AND owner = ?2 AND number = ?3";
    let record = connection.prepare_cached(sql)?.query_row(parts(key), |row| {
        Ok(Record {
            place: Place { message: row.get(0)?, position: row.get(1)? },
            app_time: row.get(2)?,
            own: row.get(3)?,
        })
    });
    Ok(record.optional()?)
}

pub(super) fn put(connection: &Connection, key: &Key, record: &Record) -> Result<()> {
    let sql = "INSERT INTO records (kind, owner, number, message, position, app_time, own)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET message = excluded.message,
        position = excluded.position, app_time = excluded.app_time, own = excluded.own";
    let (kind, owner, number) = parts(key);
    let Record { place, app_time, own } = record;
    connection.prepare_cached(sql)?.execute(params![
        kind,
        owner,
        number,
        place.message,
        place.position,
        app_time,
        own
    ])?;
    Ok(())
}

pub(super) fn remove(connection: &Connection, key: &Key) -> Result<()> {
    let sql = "DELETE FROM records WHERE kind = ?1 AND owner = ?2 AND number = ?3";
    connection.prepare_cached(sql)?.execute(parts(key))?;
    Ok(())
}
