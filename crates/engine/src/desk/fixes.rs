//! Named fixes of a client: repairs that were kept, and are offered again where they would change something.

use super::Desk;
use super::recipes::{number, proper_name};
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::import::{Import, Repair, repair_line};
use crate::people::Right;
use crate::store::fixes::{self, FixRow};
use crate::store::{Store, activity, from_json, to_json};
use crate::view::{FixLine, Review, Said};
use crate::work::Work;

impl Desk {
    /// Keeps the last step of an import under a name: by field and value, so that it fits the next file of the client.
    ///
    /// # Errors
    /// There is no such import; its last step changed nothing that would fit another file; the client has a fix of this
    /// name.
    pub fn keep_fix(&self, import: &str, name: &str) -> Result<FixLine> {
        let _acting = self.may(Right::Import)?;
        let name = proper_name(name)?;
        self.with_import(import, |import, store| {
            let repair = import.last_repair().ok_or_else(|| Error::new(&fault::NOTHING_TO_KEEP))?;
            let stored = to_json(&repair)?;
            let now = clock::now().unix_ms();
            let id = store.write(|tx| {
                let id = fixes::add(tx, &import.client.id, &name, &stored, now)?;
                if id.is_some() {
                    activity::log_of(tx, now, "fixes-kept", &import.client.id, &import.id, &[])?;
                }
                Ok(id)
            })?;
            let id = id.ok_or_else(|| Error::new(&fault::NAME_TAKEN).on(&name))?;
            let row = FixRow { id, client: import.client.id.clone(), name, fix: stored, uses: 0, at: now };
            Ok(repair_line(&row, &repair, 0))
        })
    }

    /// The named fixes of a client, those used last first.
    ///
    /// # Errors
    /// There is no such client.
    pub fn fixes(&self, client: &str) -> Result<Vec<FixLine>> {
        let _acting = self.may(Right::Look)?;
        let client = self.inner().client(client)?;
        let rows = self.store().read(|c| fixes::of(c, &client.id))?;
        rows.iter().map(|row| Ok(repair_line(row, &from_json(&row.fix)?, 0))).collect()
    }

    /// Does a named fix on an import, as one step for undo. Where it changes nothing there is no step.
    ///
    /// # Errors
    /// There is no such import; its client has no such fix.
    pub fn apply_fix(&self, import: &str, id: &str) -> Result<Review> {
        let _acting = self.may(Right::Import)?;
        self.with_import(import, |import, store| {
            apply(import, store, number(id))?;
            import.review(store, Work::quiet())
        })
    }

    /// Gives a named fix of a client another name.
    ///
    /// # Errors
    /// The client has no such fix, or another one of this name; the name is empty.
    pub fn rename_fix(&self, client: &str, id: &str, name: &str) -> Result<()> {
        let _acting = self.may(Right::Import)?;
        let (client, name) = (self.inner().client(client)?, proper_name(name)?);
        match self.store().write(|tx| fixes::rename(tx, &client.id, number(id), &name))? {
            Some(true) => Ok(()),
            Some(false) => Err(Error::new(&fault::NO_FIX)),
            None => Err(Error::new(&fault::NAME_TAKEN).on(&name)),
        }
    }

    /// Forgets a named fix of a client. What it changed stays.
    ///
    /// # Errors
    /// The client has no such fix.
    pub fn drop_fix(&self, client: &str, id: &str) -> Result<()> {
        let _acting = self.may(Right::Import)?;
        let client = self.inner().client(client)?;
        let dropped = self.store().write(|tx| fixes::remove(tx, &client.id, number(id)))?;
        if dropped { Ok(()) } else { Err(Error::new(&fault::NO_FIX)) }
    }
}

/// Does every named fix of the client that would change something, each once; gives their names. A fix may make another
/// one fit.
pub(super) fn apply_all(import: &mut Import, store: &Store) -> Result<Vec<String>> {
    let mut left = store.read(|c| fixes::of(c, &import.client.id))?;
    let mut done = Vec::new();
    loop {
        let before = left.len();
        let mut kept = Vec::with_capacity(before);
        for row in left {
            if apply(import, store, row.id)? > 0 {
                done.push(row.name);
            } else {
                kept.push(row);
            }
        }
        if kept.len() == before {
            return Ok(done);
        }
        left = kept;
    }
}

/// How many cells the fix changed.
fn apply(import: &mut Import, store: &Store, id: i64) -> Result<usize> {
    let row = store.read(|c| fixes::find(c, id))?;
    // A fix holds values of its client's files: it never meets those of another.
    let row = row.filter(|row| row.client == import.client.id).ok_or_else(|| Error::new(&fault::NO_FIX))?;
    let repair: Repair = from_json(&row.fix)?;
    let cells = import.repaired(store, &repair)?;
    let says = Said::new(format!("修复“{}”", row.name), format!("Fix \"{}\"", row.name));
    let changed = import.take_over(store, &cells, says)?;
    if changed > 0 {
        store.write(|tx| fixes::used(tx, id, clock::now().unix_ms()))?;
    }
    Ok(changed)
}
