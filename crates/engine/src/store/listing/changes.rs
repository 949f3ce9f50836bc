//! Which declarations each write has changed, so that sets which were worked out before are put right and not made anew.

use std::sync::Mutex;

use rusqlite::Connection;

use crate::error::Result;
use crate::store::held;

/// The writing connection notes every declaration of which the list shows something else afterwards: the columns are
/// those that count up a version. What is rolled back is not noted.
const NOTING: &str = "
CREATE TEMP TABLE declarations_changed (id INTEGER PRIMARY KEY) STRICT;
CREATE TEMP TRIGGER declarations_note_made AFTER INSERT ON main.declarations BEGIN
    INSERT OR IGNORE INTO declarations_changed VALUES (new.id);
END;
CREATE TEMP TRIGGER declarations_note_gone AFTER DELETE ON main.declarations BEGIN
    INSERT OR IGNORE INTO declarations_changed VALUES (old.id);
END;
CREATE TEMP TRIGGER declarations_note_other AFTER UPDATE OF client, import, order_no, waybill_no, cop_no, buyer, goods,
    line_count, value, tax, customs, mode, created, state, since, updated, review, invt_no ON main.declarations BEGIN
    INSERT OR IGNORE INTO declarations_changed VALUES (new.id);
END;
";

/// More changes than these are not followed one by one: reading a set anew is as quick.
const MOST: usize = 500;

/// The state of the list that something belongs to. It only grows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Version {
    /// Which declarations there are and what they declare.
    pub(super) made: i64,
    /// How far they have come.
    pub(super) moved: i64,
}

impl Version {
    pub(super) fn of(c: &Connection) -> Result<Version> {
        let mut query = c.prepare_cached("SELECT made, moved FROM declaration_versions")?;
        Ok(query.query_row([], |row| Ok(Version { made: row.get(0)?, moved: row.get(1)? }))?)
    }

    /// Whether a reader of another version sees it.
    fn is_in(self, other: Version) -> bool {
        self.made <= other.made && self.moved <= other.moved
    }
}

/// What one write changed, or several together.
#[derive(Debug)]
struct Noted {
    /// The list afterwards.
    version: Version,
    /// `None` when there were too many.
    ids: Option<Vec<u32>>,
}

/// What was written and the list has not heard of yet.
#[derive(Debug, Default)]
pub(crate) struct Changes(Mutex<Vec<Noted>>);

impl Changes {
    /// From now on this connection notes what it changes.
    pub(in crate::store) fn watch(writes: &Connection) -> Result<()> {
        Ok(writes.execute_batch(NOTING)?)
    }

    /// Takes what this transaction noted. To be called before it is kept, so that no reader sees a write unheard of; of a
    /// write that fails after all the list hears in vain, which is harmless.
    pub(in crate::store) fn take(&self, tx: &Connection) -> Result<()> {
        let mut query = tx.prepare_cached("SELECT id FROM declarations_changed LIMIT ?1")?;
        let ids = query.query_map([crate::store::to_i64(MOST + 1)], |row| row.get(0))?;
        let ids = ids.collect::<rusqlite::Result<Vec<u32>>>()?;
        if ids.is_empty() {
            return Ok(());
        }
        tx.prepare_cached("DELETE FROM declarations_changed")?.execute([])?;
        let version = Version::of(tx)?;
        let mut noted = held(&self.0);
        let known = noted.iter().map(|one| one.ids.as_ref().map_or(MOST, Vec::len)).sum::<usize>();
        if known + ids.len() > MOST {
            noted.clear();
            noted.push(Noted { version, ids: None });
        } else {
            noted.push(Noted { version, ids: Some(ids) });
        }
        Ok(())
    }

    /// What has changed between two versions; `None` when that is not known or too much.
    pub(super) fn between(&self, known: Version, now: Version) -> Option<Vec<u32>> {
        let mut noted = held(&self.0);
        let mut ids = Some(Vec::new());
        let mut upto = known;
        noted.retain(|one| {
            if !one.version.is_in(now) {
                return true;
            }
            upto = one.version;
            match (&mut ids, &one.ids) {
                (Some(all), Some(more)) => all.extend(more),
                _ => ids = None,
            }
            false
        });
        let mut ids = ids.filter(|_| upto == now)?;
        ids.sort_unstable();
        ids.dedup();
        Some(ids)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::Desk;
    use crate::error::{Error, fault};
    use crate::vault::KeySource;

    #[test]
    fn small_writes_are_told_one_by_one_large_ones_and_unknown_ones_are_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let key = KeySource::Passphrase("correct horse".to_owned().into());
        let desk = Desk::open(folder.path(), &key).expect("a desk");
        crate::bench::seed(&desk, MOST + 9, &mut |_| ()).expect("seeded");
        let store = desk.store();
        let now = || store.read(Version::of).expect("a version");
        let between = |known: Version| store.changes.between(known, now());
        let change = |sql: &str| store.write(|tx| Ok(tx.execute_batch(sql)?)).expect("written");

        assert_eq!(between(Version::default()), None, "seeding was too much");
        let known = now();
        change("UPDATE declarations SET state = 'rejected' WHERE id IN (7, 9)");
        change("DELETE FROM declarations WHERE id = 3; UPDATE declarations SET customs = '1' WHERE id = 7");
        change("UPDATE declarations SET documents = documents");
        let undone = store.write(|tx| {
            tx.execute_batch("UPDATE declarations SET state = 'rejected' WHERE id = 11")?;
            Err::<(), _>(Error::new(&fault::CANCELLED))
        });
        assert!(undone.is_err());
        assert_eq!(between(known), Some(vec![3, 7, 9]));
        assert_eq!(between(now()), Some(Vec::new()), "nothing since");
        assert_eq!(between(known), None, "what was told is not told again");

        let known = now();
        change("UPDATE declarations SET state = 'to-sign' WHERE id < 99");
        change("UPDATE declarations SET state = 'to-sign'");
        assert_eq!(between(known), None);
    }
}
