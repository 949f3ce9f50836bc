//! What makes a list of a million declarations quick: an index for each column it is sorted by, how many there are of
//! each client and state, and every number by any part of it.
//!
//! A list is worked out in two steps. Each condition becomes a set of ids, read from an index that holds nothing else;
//! then the index of the wanted order is walked and the ids in all sets are taken. Sets are kept and put right after
//! every write, orders until something was written that changes them, so that a page from anywhere costs no more than its
//! own rows.
//!
//! # Invariants
//! - Counts and numbers are kept by triggers: whoever writes a declaration need not know of them.
//! - All of it can be made anew from the declarations; what is kept is what would be read anew.

mod bits;
mod changes;
mod conditions;
mod counts;
mod sets;
#[cfg(test)]
mod tests;
mod walk;
mod wanted;

use std::sync::{Arc, Mutex};

use rusqlite::Connection;

use self::bits::Bits;
use self::changes::Version;
use self::conditions::{Condition, conditions, states_of};
use self::counts::{count_tabs, only_client};
use self::sets::{Sets, Sight};
use self::walk::{is_of_client, walk};
use super::declarations::{ListRow, SILENT_AFTER, by_id};
use crate::error::Result;

pub(crate) use self::changes::Changes;
pub(super) use self::counts::{KINDS, TABLE};
pub(crate) use self::counts::{choices, counted, plain_count, plain_page, rebuild, touch};
pub(crate) use self::wanted::{SortBy, TABS, Wanted};

/// Orders kept at a time; each is four octets for every declaration.
const ORDERS: usize = 3;
/// Up to here a page is read by walking to it; further on the whole order is worked out and kept.
const NEAR: usize = 2_000;
/// Silence is judged by steps of this many milliseconds, so that sets may be kept in between.
const SILENT_STEP: i64 = 10_000;
/// The tab that silent declarations belong to as well.
const NEEDS_YOU: &str = "needs-you";

/// Sets and orders that were worked out before.
#[derive(Default)]
pub(crate) struct Listing {
    version: Version,
    /// The moment that "silent" was judged by.
    silent_before: i64,
    sets: Sets,
    orders: Vec<(Wanted, Arc<Vec<u32>>)>,
}

/// How the list sees the store: two connections, and what was written of late.
#[derive(Clone, Copy)]
pub(crate) struct Readers<'a> {
    pub(crate) c: &'a Connection,
    pub(super) beside: &'a Mutex<Connection>,
    pub(super) changes: &'a Changes,
}

impl Listing {
    /// Forgets all that was worked out.
    pub(crate) fn forget(&mut self) {
        *self = Listing::default();
    }

    /// Puts right, or forgets, what a write since then may have changed. A receipt moves declarations on; what they
    /// declare stays.
    fn freshen(&mut self, c: &Connection, changes: &Changes, now: i64) -> Result<()> {
        let version = Version::of(c)?;
        let changed = changes.between(self.version, version);
        if version.made != self.version.made {
            self.orders.clear();
        } else if version.moved != self.version.moved {
            self.orders.retain(|(wanted, _)| wanted.stays());
        }
        match changed {
            Some(ids) if ids.is_empty() => {}
            Some(ids) => self.sets.put_right(c, &ids)?,
            None => self.sets.forget(),
        }
        self.version = version;
        let silent_before = (now - SILENT_AFTER) / SILENT_STEP * SILENT_STEP;
        if silent_before != self.silent_before {
            self.silent_before = silent_before;
            self.sets.forget_aged();
            self.orders.retain(|(wanted, _)| wanted.tab != NEEDS_YOU);
        }
        Ok(())
    }

    /// Rows from a place on, and how many there are in all.
    pub(crate) fn page(
        &mut self,
        readers: Readers<'_>,
        wanted: &Wanted,
        now: i64,
        from: usize,
        count: usize,
    ) -> Result<(Vec<ListRow>, i64)> {
        // One moment of the store for all of it.
        let c = readers.c.unchecked_transaction()?;
        self.freshen(&c, readers.changes, now)?;
        let sight = Sight { c: &c, beside: readers.beside, version: self.version };
        let set = self.wanted(sight, wanted, !is_of_client(wanted))?;
        let total = match &set {
            None => counted(&c, &wanted.client)?,
            Some(set) => super::to_i64(set.count()),
        };
        let known = self.orders.iter().position(|(of, _)| of == wanted);
        let ids = if let Some(at) = known {
            let order = self.orders.remove(at);
            let ids = slice(&order.1, from, count);
            self.orders.push(order);
            ids
        } else if from + count <= NEAR {
            let all = walk(&c, wanted, set.as_deref(), from + count)?;
            slice(&all, from, count)
        } else {
            let all = Arc::new(walk(&c, wanted, set.as_deref(), usize::MAX)?);
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
    pub(crate) fn tab_counts(&mut self, readers: Readers<'_>, wanted: &Wanted, now: i64) -> Result<Vec<i64>> {
        let c = readers.c.unchecked_transaction()?;
        self.freshen(&c, readers.changes, now)?;
        let sight = Sight { c: &c, beside: readers.beside, version: self.version };
        let mut all = conditions(wanted);
        if all.is_empty() {
            return count_tabs(&c, &wanted.client, self.silent_before);
        }
        if !wanted.client.is_empty() && !only_client(&c, &wanted.client)? {
            all.push(Condition::client(&wanted.client));
        }
        let others = all.len();
        // All that is missing is read at once.
        for (tab, states) in TABS.into_iter().filter(|(_, states)| !states.is_empty()) {
            all.extend(self.tab(&wanted.client, tab, states));
        }
        let mut sets = self.sets.of(sight, all)?.into_iter();
        let others: Vec<Arc<Bits>> = sets.by_ref().take(others).collect();
        let Some(others) = Bits::all(&others) else { return Ok(Vec::new()) };
        let mut counts = Vec::with_capacity(TABS.len());
        for (tab, states) in TABS {
            let count = if states.is_empty() {
                others.count()
            } else {
                let of_tab = sets.by_ref().take(self.tab(&wanted.client, tab, states).len());
                Bits::count_all(&[Arc::clone(&others), any(of_tab)])
            };
            counts.push(super::to_i64(count));
        }
        Ok(counts)
    }

    /// All ids that are wanted, smallest first.
    pub(crate) fn ids(&mut self, readers: Readers<'_>, wanted: &Wanted, now: i64) -> Result<Vec<i64>> {
        let c = readers.c.unchecked_transaction()?;
        self.freshen(&c, readers.changes, now)?;
        let sight = Sight { c: &c, beside: readers.beside, version: self.version };
        let set = match self.wanted(sight, wanted, true)? {
            Some(set) => set,
            None => {
                let whose = Condition::client(&wanted.client);
                any(self.sets.of(sight, vec![whose])?.into_iter())
            }
        };
        Ok(set.ids().into_iter().map(i64::from).collect())
    }

    /// What is wanted. None at all: nothing is left out, or nothing but other clients.
    fn wanted(&mut self, sight: Sight<'_>, wanted: &Wanted, client_too: bool) -> Result<Option<Arc<Bits>>> {
        let mut all = conditions(wanted);
        let tab = states_of(&wanted.tab);
        if tab.is_none()
            && !wanted.client.is_empty()
            && (client_too || !all.is_empty())
            && !only_client(sight.c, &wanted.client)?
        {
            all.push(Condition::client(&wanted.client));
        }
        let others = all.len();
        if let Some((tab, states)) = tab {
            all.extend(self.tab(&wanted.client, tab, states));
        }
        let mut sets = self.sets.of(sight, all)?;
        let of_tab = sets.split_off(others);
        if tab.is_some() {
            sets.push(any(of_tab.into_iter()));
        }
        Ok(Bits::all(&sets))
    }

    /// What a declaration of a tab meets one of.
    fn tab(&self, client: &str, tab: &str, states: &[&str]) -> Vec<Condition> {
        let mut any = vec![Condition::tab(client, tab, states)];
        if tab == NEEDS_YOU {
            any.push(Condition::silent(client, self.silent_before));
        }
        any
    }
}

/// What is in any of these.
fn any(mut sets: impl Iterator<Item = Arc<Bits>>) -> Arc<Bits> {
    let mut all = sets.next().unwrap_or_default();
    sets.for_each(|more| Arc::make_mut(&mut all).add_all(&more));
    all
}

fn slice(ids: &[u32], from: usize, count: usize) -> Vec<u32> {
    let from = from.min(ids.len());
    ids[from..(from + count).min(ids.len())].to_vec()
}
