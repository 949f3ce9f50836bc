//! Sets of ids that were read for one question and are kept for the next: put right after a write, read on two connections
//! at once where several are wanted.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::thread;

use rusqlite::Connection;

use super::bits::Bits;
use super::changes::Version;
use super::conditions::{Condition, Part};
use crate::error::Result;
use crate::store::held;

/// Sets kept at a time; each is a bit for every declaration.
const KEPT: usize = 32;
/// Fewer declarations than these are quicker read by one thread.
const ALONE: usize = 20_000;

/// One moment of the store, seen through two connections.
#[derive(Clone, Copy)]
pub(super) struct Sight<'a> {
    /// Within a transaction.
    pub(super) c: &'a Connection,
    /// For a second thread.
    pub(super) beside: &'a Mutex<Connection>,
    /// What the first one sees.
    pub(super) version: Version,
}

/// Sets that were read, the one that was asked for last at the end.
#[derive(Default)]
pub(super) struct Sets(Vec<(Condition, Arc<Bits>)>);

impl Sets {
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }

    /// Forgets what time may have changed.
    pub(super) fn forget_aged(&mut self) {
        self.0.retain(|(condition, _)| !condition.ages());
    }

    /// These declarations have changed.
    pub(super) fn put_right(&mut self, c: &Connection, ids: &[u32]) -> Result<()> {
        for (condition, bits) in &mut self.0 {
            let met = condition.among(c, ids)?;
            let bits = Arc::make_mut(bits);
            ids.iter().for_each(|id| bits.remove(*id));
            met.into_iter().for_each(|id| bits.add(id));
        }
        Ok(())
    }

    /// A set for each condition.
    pub(super) fn of(&mut self, sight: Sight<'_>, conditions: Vec<Condition>) -> Result<Vec<Arc<Bits>>> {
        let known = |sets: &Sets, condition: &Condition| {
            sets.0.iter().position(|(kept, _)| kept.key == condition.key)
        };
        let missing: Vec<Condition> =
            conditions.iter().filter(|condition| known(self, condition).is_none()).cloned().collect();
        let read = read(sight, &missing)?;
        self.0.extend(missing.into_iter().zip(read));
        let mut wanted = Vec::with_capacity(conditions.len());
        for condition in &conditions {
            if let Some(at) = known(self, condition) {
                let kept = self.0.remove(at);
                wanted.push(Arc::clone(&kept.1));
                self.0.push(kept);
            }
        }
        let over = self.0.len().saturating_sub(KEPT);
        self.0.drain(..over);
        Ok(wanted)
    }
}

/// What is still to be read: of which condition, and what.
type Jobs<'a> = Mutex<VecDeque<(usize, &'a Part)>>;

fn read(sight: Sight<'_>, conditions: &[Condition]) -> Result<Vec<Arc<Bits>>> {
    let parts = conditions.iter().enumerate();
    let jobs: VecDeque<(usize, &Part)> =
        parts.flat_map(|(n, condition)| condition.parts.iter().map(move |part| (n, part))).collect();
    if jobs.is_empty() {
        return Ok(Vec::new());
    }
    let highest: i64 =
        sight.c.query_row("SELECT coalesce(max(id), 0) FROM declarations", [], |row| row.get(0))?;
    let highest = usize::try_from(highest).unwrap_or_default();
    let together = jobs.len() > 1 && highest > ALONE;
    let jobs = Mutex::new(jobs);
    let mut done = thread::scope(|scope| {
        let Sight { beside, version, .. } = sight;
        let jobs = &jobs;
        let other = together.then(|| scope.spawn(move || read_beside(beside, version, jobs, highest)));
        let mut done = work(sight.c, jobs, highest)?;
        if let Some(other) = other {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok::<_, crate::error::Error>(done)
    })?;
    let mut sets = Vec::with_capacity(conditions.len());
    for n in 0..conditions.len() {
        let mut of = done.extract_if(.., |(of, _)| *of == n).map(|(_, bits)| bits);
        let mut all = of.next().unwrap_or_default();
        of.for_each(|more| all.add_all(&more));
        sets.push(Arc::new(all));
    }
    Ok(sets)
}

/// Reads on the second connection, if it sees the same.
fn read_beside(
    beside: &Mutex<Connection>,
    version: Version,
    jobs: &Jobs<'_>,
    highest: usize,
) -> Result<Vec<(usize, Bits)>> {
    let connection = held(beside);
    let c = connection.unchecked_transaction()?;
    if Version::of(&c)? != version {
        return Ok(Vec::new());
    }
    work(&c, jobs, highest)
}

fn work(c: &Connection, jobs: &Jobs<'_>, highest: usize) -> Result<Vec<(usize, Bits)>> {
    let mut done = Vec::new();
    loop {
        let next = held(jobs).pop_front();
        let Some((condition, part)) = next else { return Ok(done) };
        done.push((condition, part.read(c, highest)?));
    }
}
