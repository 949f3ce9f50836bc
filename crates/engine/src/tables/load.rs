//! The tables as the store keeps them, put together.

use std::sync::Arc;

use clearance_core::cn::tables::{Held, OwnRow, Package, Table};
use clearance_core::versions::Mark;
use rusqlite::Connection;

use super::told;
use crate::error::{Error, Result, fault};
use crate::store::tables::{self, OwnRowRow};

/// Everything that is held: compiled in, installed, and own rows. What an older desk took is read again as strictly as
/// a file; what does not read any more is left out and said in the log.
pub(crate) fn held(c: &Connection) -> Result<Held> {
    let mut packages = Vec::new();
    for text in tables::packages(c)? {
        match Package::read(text.as_bytes()) {
            Ok(package) => packages.push(Arc::new(package)),
            Err(error) => tracing::error!(%error, "a stored package of tables does not read and is not used"),
        }
    }
    let mut own = Vec::new();
    for row in tables::own_rows(c)? {
        match own_row(&row) {
            Ok(row) => own.push(row),
            Err(error) => tracing::error!(%error, "a stored own row does not fit its table and is not used"),
        }
    }
    Held::new(packages, own).map_err(told)
}

/// An own row from the store.
pub(crate) fn own_row(row: &OwnRowRow) -> Result<OwnRow> {
    let stored = || Error::new(&fault::STORED);
    let table = Table::named(&row.name).ok_or_else(stored)?;
    let mark = Mark {
        table: row.name.clone(),
        key: row.cells.first().cloned().unwrap_or_default(),
        by: row.by_whom.clone(),
        on: row.made.parse().map_err(|_| stored())?,
        reason: row.reason.clone(),
    };
    let since = row.since.parse().map_err(|_| stored())?;
    OwnRow::stored(table, row.cells.clone(), row.was.clone(), mark, since).map_err(told)
}
