//! The one writer of the intake log: keeps what is waiting in one append, answers, and hands it on to the book.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender};

use clearance_core::exchange::Admitted;
use clearance_core::time::BeijingTime;

use super::{IntakeLog, Kept, NewEntry};
use crate::admit::Admission;
use crate::book::{Job, Reply};
use crate::config::Clock;
use crate::error::{Reason, Refused};
use crate::store::StoreError;

/// An append holds at most so many messages and records, so that nobody waits long for its answer.
const MOST_MESSAGES: usize = 4_000;
const MOST_RECORDS: usize = 4_000;

/// What the writer of the log is asked.
pub(crate) enum Ask {
    /// Keep this, and answer.
    Keep(Box<Admission>, Reply<Admitted>),
    /// Finish and end.
    Stop,
}

/// How far the book is behind the log, and how fast it works. An honest answer to "when may I come back" is made of it.
#[derive(Default)]
pub(crate) struct Pace {
    /// Messages that are being judged or wait to be kept.
    coming: AtomicU64,
    /// The newest numbers that the log has kept and that the book has worked on.
    kept: AtomicI64,
    worked: AtomicI64,
    /// Messages a second of the book, over the last batches.
    rate: AtomicU64,
    full: AtomicBool,
}

/// A message on its way into the log; counted until it is dropped.
pub(crate) struct Coming(Arc<Pace>);

impl Drop for Coming {
    fn drop(&mut self) {
        self.0.coming.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Pace {
    /// A pace that begins where log and book stand.
    pub(crate) fn starting(kept: i64, worked: i64) -> Self {
        Pace { kept: kept.into(), worked: worked.into(), ..Pace::default() }
    }

    /// A message comes.
    pub(crate) fn come(self: &Arc<Self>) -> Coming {
        self.coming.fetch_add(1, Ordering::Relaxed);
        Coming(Arc::clone(self))
    }

    /// The log has kept all up to this number.
    fn keep(&self, number: i64) {
        self.kept.store(number, Ordering::Release);
    }

    /// The book has worked on all up to this number; so many messages took it so many microseconds.
    pub(crate) fn work(&self, number: i64, messages: u64, micros: u64) {
        self.worked.store(number, Ordering::Release);
        let now = messages.saturating_mul(1_000_000) / micros.max(1);
        let before = self.rate.load(Ordering::Relaxed);
        let rate = if before == 0 { now } else { (before * 7 + now) / 8 };
        self.rate.store(rate.max(1), Ordering::Relaxed);
        self.full.store(false, Ordering::Relaxed);
    }

    /// The book found no room.
    pub(crate) fn no_room(&self) {
        self.full.store(true, Ordering::Relaxed);
    }

    /// Messages in the log that the book has not worked on.
    pub(crate) fn behind(&self) -> u64 {
        let behind = self.kept.load(Ordering::Acquire) - self.worked.load(Ordering::Acquire);
        u64::try_from(behind).unwrap_or_default()
    }

    /// Whole seconds until the book has done what waits now; between one second and a minute.
    pub(crate) fn seconds(&self) -> u32 {
        let waiting = self.behind() + self.coming.load(Ordering::Relaxed);
        let rate = self.rate.load(Ordering::Relaxed).max(1);
        u32::try_from(waiting.div_ceil(rate).clamp(1, 60)).unwrap_or(60)
    }
}

/// The writer.
pub(crate) struct Writer {
    log: Box<dyn IntakeLog>,
    last: i64,
    book: SyncSender<Job>,
    clock: Clock,
    pace: Arc<Pace>,
}

/// An entry on its way from the log to the book.
pub(crate) struct Logged {
    /// Its number.
    pub(crate) number: i64,
    /// The number of the one before it.
    pub(crate) after: i64,
    /// What was read of it.
    pub(crate) admission: Admission,
}

impl Writer {
    pub(crate) fn new(
        log: Box<dyn IntakeLog>,
        last: i64,
        book: SyncSender<Job>,
        clock: Clock,
        pace: Arc<Pace>,
    ) -> Self {
        Writer { log, last, book, clock, pace }
    }

    /// Works until it is told to stop, or until nobody can ask any more; then the book is told to stop.
    pub(crate) fn run(mut self, asks: &Receiver<Ask>) {
        while let Ok(Ask::Keep(admission, reply)) = asks.recv() {
            let mut records = admission.body.len();
            let mut taken = vec![(*admission, reply)];
            let mut stop = false;
            while taken.len() < MOST_MESSAGES && records < MOST_RECORDS {
                match asks.try_recv() {
                    Ok(Ask::Keep(admission, reply)) => {
                        records += admission.body.len();
                        taken.push((*admission, reply));
                    }
                    Ok(Ask::Stop) => {
                        stop = true;
                        break;
                    }
                    Err(_) => break,
                }
            }
            if !self.keep(taken) || stop {
                break;
            }
        }
        // The book may have ended by itself.
        let _ = self.book.send(Job::Stop);
    }

    /// Whether the book still takes what is handed on.
    fn keep(&mut self, taken: Vec<(Admission, Reply<Admitted>)>) -> bool {
        let refuse = |taken: Vec<(Admission, Reply<Admitted>)>, reason: Reason| {
            for (_, reply) in taken {
                // Whoever asked may have gone away meanwhile.
                let _ = reply.send(Err(Refused::new(reason)));
            }
            true
        };
        if self.pace.full.load(Ordering::Relaxed) {
            return refuse(taken, Reason::StoreFull);
        }
        let at = (self.clock)();
        let entries: Vec<NewEntry<'_>> = taken.iter().map(|(admission, _)| entry(admission, at)).collect();
        let kept = match self.log.append(&entries) {
            Ok(kept) => kept,
            Err(error) => {
                tracing::error!(%error, "nothing was kept");
                let full = matches!(error, StoreError::Full);
                return refuse(taken, if full { Reason::StoreFull } else { Reason::Store });
            }
        };
        let mut handed = Vec::with_capacity(taken.len());
        let mut answers = Vec::with_capacity(taken.len());
        for ((admission, reply), kept) in taken.into_iter().zip(kept) {
            let (guid, sender) = (admission.guid.clone(), admission.sender.enterprise.id);
            answers.push((
                reply,
                match kept {
                    Kept::New(_) => {
                        Ok(Admitted { message: guid, records: admission.body.len(), at, again: false })
                    }
                    Kept::Before(known) => known.answer(&guid, sender, &admission.digest),
                },
            ));
            if let Kept::New(number) = kept {
                handed.push(Logged { number, after: std::mem::replace(&mut self.last, number), admission });
            }
        }
        self.pace.keep(self.last);
        for (reply, answer) in answers {
            let _ = reply.send(answer);
        }
        handed.into_iter().all(|logged| self.book.send(Job::Entry(Box::new(logged))).is_ok())
    }
}

fn entry(admission: &Admission, at: BeijingTime) -> NewEntry<'_> {
    NewEntry {
        guid: &admission.guid,
        digest: admission.digest,
        kind: admission.kind.root(),
        enterprise: admission.sender.enterprise.id,
        at: at.unix_ms(),
        records: u32::try_from(admission.body.len()).unwrap_or(u32::MAX),
        own: admission.own,
        bytes: &admission.bytes,
    }
}
