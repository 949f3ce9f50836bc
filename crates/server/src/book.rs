//! The one writer of the store: reads the intake log in its order, takes what else is waiting, puts it into one
//! transaction, and answers after the commit.
//!
//! # Invariants
//! - Nothing is answered before it is durable.
//! - A batch that fails leaves no trace, in the store or in memory.
//! - Every entry of the log takes effect once: how far the log is read stands in the transaction of the effects.
//! - One entry that a defect keeps from being worked on does not stop the others: it is set aside, and counted.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use clearance_core::cn::clear::{Action, Word};
use clearance_core::cn::notice179::{ASK_KIND, OpenRequest};
use clearance_core::cn::tables::Held;
use clearance_core::exchange::money::GuaranteeLine;
use clearance_core::exchange::officer::{ProposalLine, Proposed};
use clearance_core::time::BeijingTime;
use sha2::{Digest, Sha256};
use tokio::sync::oneshot;

use crate::admit::{Admission, Judge};
use crate::auth::Registry;
use crate::bell::Bells;
use crate::case::Risk;
use crate::clear::Turn;
use crate::config::Config;
use crate::documents::Documents;
use crate::enrol::Enrols;
use crate::error::{Reason, Refused};
use crate::log::{Entry, LogReader, Logged, Pace};
use crate::mail::Mail;
use crate::money::{Errand, Funds, Outcome, Tally, Teller};
use crate::officers::Officers;
use crate::random::Guids;
use crate::risk::{RuleSet, Watch};
use crate::sandbox::Supply;
use crate::store::{Clearance, EnterpriseId, OpenSession, PaymentDemand, Result, Store, StoreError};

/// A batch holds at most so many jobs and records, so that nobody waits long for its commit.
const MOST_JOBS: usize = 3_000;
const MOST_RECORDS: usize = 3_000;
/// So many bytes of the log are read again at once.
const MOST_BYTES: usize = 8 << 20;
/// So long a store that failed is left alone.
const REST: Duration = Duration::from_secs(1);
/// How far the log is read, among the numbers of the service.
pub(crate) const LOG_READ: &str = "log_read";

/// Where the answer to a job goes.
pub(crate) type Reply<T> = oneshot::Sender<std::result::Result<T, Refused>>;

/// What the writer is asked to do.
pub(crate) enum Job {
    /// Look at the records of the next entry of the log.
    Entry(Box<Logged>),
    /// Make an enterprise known, or its next certificate.
    Enrol(Box<Enrols>, Reply<EnterpriseId>),
    /// Revoke a certificate, or an enterprise.
    Revoke { code: String, certificate: Option<[u8; 32]>, by: String, reason: String, reply: Reply<()> },
    /// Store a session under the hash of its token.
    SignIn(OpenSession, Reply<()>),
    /// Put a written receipt into a feed.
    Tell { enterprise: EnterpriseId, kind: &'static str, body: String, reply: Reply<()> },
    /// Ask an enterprise for the original payment data of an order.
    Demand(Box<PaymentDemand>, Reply<()>),
    /// Keep the payment data that came; the answer is whether it was the first for its session.
    PaymentData { session: String, upload: Vec<u8>, reply: Reply<bool> },
    /// Know an officer.
    EnrolOfficer { id: String, certificate: Vec<u8>, reply: Reply<()> },
    /// Keep what an officer proposes.
    Propose { by: String, proposed: Box<Proposed>, reply: Reply<ProposalLine> },
    /// Decide about a proposal.
    Settle { by: String, id: i64, approve: bool, reply: Reply<ProposalLine> },
    /// Put money into a guarantee account, or take what is free out of it.
    Fund { code: String, amount: i64, reply: Reply<GuaranteeLine> },
    /// The bank has answered.
    Banked { key: String, outcome: Outcome },
    /// Finish and end.
    Stop,
}

/// The writer with everything that it keeps in memory.
pub(crate) struct Book {
    pub(crate) store: Box<dyn Store>,
    pub(crate) config: Config,
    pub(crate) documents: Documents,
    pub(crate) tables: Arc<Held>,
    pub(crate) guids: Guids,
    pub(crate) last_number: i64,
    judge: Judge,
    pace: Arc<Pace>,
    /// The newest entry of the log whose effects are stored.
    read_to: i64,
    /// Whether entries were lost from memory and are to be read from the log.
    behind: bool,
    pub(crate) secret: [u8; 32],
    pub(crate) risk: Risk,
    pub(crate) funds: Funds,
    pub(crate) registry: Arc<Registry>,
    officers: Arc<Officers>,
    bells: Arc<Bells>,
    sandbox: Option<Sender<Vec<Supply>>>,
    teller: Option<Teller>,
    next_due: Option<i64>,
}

/// What the writer shares with the rest of the service.
pub(crate) struct Around {
    pub(crate) config: Config,
    pub(crate) registry: Arc<Registry>,
    pub(crate) officers: Arc<Officers>,
    pub(crate) bells: Arc<Bells>,
    pub(crate) judge: Judge,
    pub(crate) pace: Arc<Pace>,
    pub(crate) teller: Option<Teller>,
}

/// What one transaction gathers.
pub(crate) struct Batch {
    pub(crate) now: BeijingTime,
    pub(crate) mail: Mail,
    pub(crate) supplies: Vec<Supply>,
    /// Submissions of this batch, so that they are not read again.
    pub(crate) fresh: HashMap<i64, Clearance>,
    /// What officers do with cases.
    pub(crate) acts: HashMap<i64, Action>,
    /// Whether rules of risk or the watch list changed.
    pub(crate) new_risk: bool,
    /// What is added to the ledger.
    pub(crate) tally: Tally,
    /// What the bank is asked once this is durable.
    pub(crate) errands: Vec<Errand>,
    new: HashSet<i64>,
    touched: BTreeMap<i64, Turn>,
    answers: Vec<Box<dyn FnOnce(Option<Reason>) + Send>>,
    /// The last entry of the log in this batch, and how many there are.
    read_to: i64,
    messages: u64,
}

impl Batch {
    fn new(now: BeijingTime, read_to: i64) -> Self {
        Batch {
            now,
            read_to,
            messages: 0,
            mail: Mail::default(),
            supplies: Vec::new(),
            fresh: HashMap::new(),
            acts: HashMap::new(),
            new_risk: false,
            tally: Tally::default(),
            errands: Vec::new(),
            new: HashSet::new(),
            touched: BTreeMap::new(),
            answers: Vec::new(),
        }
    }

    /// A document of this submission arrived.
    pub(crate) fn touch(&mut self, id: i64) {
        self.touched.entry(id).or_insert(Turn::Documents);
    }

    /// The time of this submission has come.
    pub(crate) fn turn(&mut self, id: i64, turn: Turn) {
        self.touched.insert(id, turn);
    }

    /// This submission is gone.
    pub(crate) fn untouch(&mut self, id: i64) {
        self.touched.remove(&id);
        self.fresh.remove(&id);
    }

    /// Everything that was touched, and nothing from now on.
    pub(crate) fn take_touched(&mut self) -> BTreeMap<i64, Turn> {
        self.new = self.fresh.keys().copied().collect();
        std::mem::take(&mut self.touched)
    }

    /// Whether a submission came with this batch.
    pub(crate) fn is_new(&self, id: i64) -> bool {
        self.new.contains(&id)
    }

    /// Words with the id and the moment of their receipts: a millisecond apart, so that their order can be told.
    pub(crate) fn dated(
        &self,
        guids: &mut Guids,
        sent: &str,
        words: Vec<Word>,
    ) -> Vec<(String, Word, BeijingTime)> {
        let start = self.now.unix_ms();
        let date = |(n, word): (i64, Word)| {
            let guid = if word.repeats_guid() { sent.to_owned() } else { guids.draw() };
            (guid, word, BeijingTime::from_unix_ms(start + n))
        };
        (0..).zip(words).map(date).collect()
    }

    /// Does something once the batch is durable, before those who come after it in this batch are answered.
    pub(crate) fn then(&mut self, work: impl FnOnce() + Send + 'static) {
        self.answers.push(Box::new(move |failed| {
            if failed.is_none() {
                work();
            }
        }));
    }

    /// Answers a job once the batch is durable, or says why it is not.
    fn answer<T: Send + 'static>(&mut self, reply: Reply<T>, good: std::result::Result<T, Refused>) {
        self.answers.push(Box::new(move |failed| {
            // Whoever asked may have gone away meanwhile.
            let _ = reply.send(match failed {
                None => good,
                Some(reason) => Err(reason.into()),
            });
        }));
    }
}

impl Book {
    pub(crate) fn new(
        store: Box<dyn Store>,
        log: Box<dyn LogReader>,
        around: Around,
        sandbox: Option<Sender<Vec<Supply>>>,
    ) -> Result<Self> {
        let Around { config, registry, officers, bells, judge, pace, teller } = around;
        let read_to = store.number(LOG_READ)?;
        Ok(Book {
            read_to,
            behind: log.last()? > read_to,
            judge,
            pace,
            secret: store.secret()?,
            risk: risk(store.as_ref())?,
            funds: Funds::read(store.as_ref())?,
            last_number: store.number("last_number")?,
            next_due: store.next_due()?,
            documents: Documents::new(log, config.documents_in_memory),
            tables: Arc::clone(&config.tables),
            guids: Guids::default(),
            store,
            config,
            registry,
            officers,
            bells,
            sandbox,
            teller,
        })
    }

    /// Works until it is told to stop, or until nobody can ask any more.
    pub(crate) fn run(mut self, jobs: &Receiver<Job>) {
        if self.config.sandbox {
            self.one_batch(Vec::new(), Book::supply_again);
        }
        loop {
            let rests = self.behind && !self.catch_up();
            let wait = match (self.behind, rests) {
                (true, true) => REST,
                (true, false) => Duration::ZERO,
                (false, _) => self.until_due(),
            };
            let mut taken = Vec::new();
            match jobs.recv_timeout(wait) {
                Ok(Job::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(job) => taken.push(job),
                Err(RecvTimeoutError::Timeout) => {}
            }
            let mut records = 0;
            let mut stop = false;
            while taken.len() < MOST_JOBS && records < MOST_RECORDS {
                match jobs.try_recv() {
                    Ok(Job::Stop) => {
                        stop = true;
                        break;
                    }
                    Ok(job) => {
                        if let Job::Entry(logged) = &job {
                            records += logged.admission.body.len();
                        }
                        taken.push(job);
                    }
                    Err(_) => break,
                }
            }
            let something_due = self.next_due.is_some_and(|due| due <= self.now().unix_ms());
            if !taken.is_empty() || something_due {
                self.one_batch(taken, |book, batch| if something_due { book.due(batch) } else { Ok(()) });
            }
            if stop {
                return;
            }
        }
    }

    /// Works on the next entries of the log as they stand there. Whether it went on.
    fn catch_up(&mut self) -> bool {
        let entries = match self.documents.after(self.read_to, MOST_BYTES) {
            Ok(entries) => entries,
            Err(error) => {
                tracing::error!(%error, "the log cannot be read");
                return false;
            }
        };
        if entries.is_empty() {
            self.behind = false;
            return true;
        }
        let numbers: Vec<i64> = entries.iter().map(|entry| entry.number).collect();
        match self.again(entries) {
            None => true,
            // One after the other, until the one is found that cannot be worked on.
            Some(Reason::Defect) => numbers.into_iter().all(|number| self.one_again(number)),
            Some(_) => false,
        }
    }

    /// Works on one entry, or sets it aside where a defect keeps it from being worked on. Whether it went on.
    fn one_again(&mut self, number: i64) -> bool {
        let Ok(mut entries) = self.documents.after(self.read_to, 1) else { return false };
        entries.truncate(1);
        if entries.first().is_none_or(|entry| entry.number != number) {
            return false;
        }
        match self.again(entries) {
            None => true,
            Some(Reason::Defect) => {
                tracing::error!(number, "an entry of the log is set aside");
                let aside = |book: &mut Book, batch: &mut Batch| {
                    (batch.read_to, batch.messages) = (number, 1);
                    book.store.set_aside(number, batch.now.unix_ms(), "defect")
                };
                self.one_batch(Vec::new(), aside).is_none()
            }
            Some(_) => false,
        }
    }

    fn again(&mut self, entries: Vec<Entry>) -> Option<Reason> {
        self.one_batch(Vec::new(), |book, batch| {
            for entry in entries {
                let Some(sender) = book.registry.by_id(entry.enterprise) else {
                    return Err(StoreError::Failed(format!("entry {} has no sender", entry.number)));
                };
                let at = BeijingTime::from_unix_ms(entry.at);
                let admission = book.judge.read_again(entry.bytes.into(), sender, entry.own, at);
                let admission = admission.expect("what was admitted reads again");
                book.take_entry(batch, entry.number, admission)?;
            }
            Ok(())
        })
    }

    fn now(&self) -> BeijingTime {
        (self.config.clock)()
    }

    fn until_due(&self) -> Duration {
        let wait = self.next_due.map_or(1_000, |due| due - self.now().unix_ms());
        Duration::from_millis(u64::try_from(wait.clamp(0, 1_000)).unwrap_or(0))
    }

    /// Puts all of it into one transaction; gives the reason where that failed.
    fn one_batch(
        &mut self,
        jobs: Vec<Job>,
        first: impl FnOnce(&mut Self, &mut Batch) -> Result<()>,
    ) -> Option<Reason> {
        let started = Instant::now();
        let mut batch = Batch::new(self.now(), self.read_to);
        let worked = catch_unwind(AssertUnwindSafe(|| self.transact(&mut batch, jobs, first)));
        let failed = match worked {
            Ok(Ok(cursors)) => {
                for (enterprise, cursor) in cursors {
                    self.bells.ring(enterprise, cursor);
                }
                self.read_to = batch.read_to;
                if batch.messages > 0 {
                    let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
                    self.pace.work(batch.read_to, batch.messages, micros);
                }
                None
            }
            Ok(Err(error)) => {
                tracing::error!(%error, "a batch was undone");
                Some(match error {
                    crate::store::StoreError::Full => Reason::StoreFull,
                    _ => Reason::Store,
                })
            }
            Err(_) => Some(Reason::Defect),
        };
        if failed.is_some() {
            self.store.rollback();
            self.behind = true;
            self.funds.stale = true;
            if failed == Some(Reason::StoreFull) {
                self.pace.no_room();
            }
            // What is due is tried again, but not at once and for ever.
            self.next_due = Some(self.now().unix_ms() + 1_000);
        } else {
            if let Some(sandbox) = &self.sandbox
                && !batch.supplies.is_empty()
                && sandbox.send(std::mem::take(&mut batch.supplies)).is_err()
            {
                tracing::error!("the sandbox has stopped");
            }
            if let Some(teller) = &self.teller {
                teller.hand(std::mem::take(&mut batch.errands));
            }
        }
        batch.answers.into_iter().for_each(|answer| answer(failed));
        failed
    }

    fn transact(
        &mut self,
        batch: &mut Batch,
        jobs: Vec<Job>,
        first: impl FnOnce(&mut Self, &mut Batch) -> Result<()>,
    ) -> Result<BTreeMap<EnterpriseId, u64>> {
        let number = self.last_number;
        self.store.begin()?;
        // The answers are gathered before anything can fail, so that everybody gets one.
        let mut rest = jobs.into_iter();
        let mut worked = self.know_funds().and_then(|()| first(self, batch));
        for job in rest.by_ref() {
            match worked {
                Ok(()) => worked = self.apply(batch, job),
                Err(_) => batch.give_up(job),
            }
        }
        worked?;
        self.clear(batch)?;
        self.post_tally(batch)?;
        self.funds.keep(self.store.as_mut())?;
        if self.last_number != number {
            self.store.set_number("last_number", self.last_number)?;
        }
        if batch.read_to != self.read_to {
            self.store.set_number(LOG_READ, batch.read_to)?;
        }
        let mail = std::mem::take(&mut batch.mail);
        let at = batch.now.unix_ms();
        let cursors = mail.post(self.store.as_mut(), &mut self.guids, at, self.config.workers)?;
        self.store.commit()?;
        if batch.new_risk {
            self.risk = risk(self.store.as_ref())?;
        }
        self.next_due = self.store.next_due()?;
        Ok(cursors)
    }

    /// After a failure the accounts are read from the store again.
    fn know_funds(&mut self) -> Result<()> {
        if self.funds.stale {
            self.funds = Funds::read(self.store.as_ref())?;
        }
        Ok(())
    }

    fn apply(&mut self, batch: &mut Batch, job: Job) -> Result<()> {
        match job {
            // After a failure the rest of memory is older than the log: it is read from there.
            Job::Entry(logged) if logged.after != batch.read_to => {
                self.behind |= logged.number > batch.read_to
            }
            Job::Entry(logged) => return self.take_entry(batch, logged.number, logged.admission),
            Job::Enrol(enrols, reply) => match self.enrol(batch, *enrols) {
                Ok(answer) => batch.answer(reply, answer),
                Err(error) => {
                    batch.answer(reply, Err(Reason::Store.into()));
                    return Err(error);
                }
            },
            Job::Revoke { code, certificate, by, reason, reply } => {
                match self.revoke(batch, &code, certificate, &by, &reason) {
                    Ok(answer) => batch.answer(reply, answer),
                    Err(error) => {
                        batch.answer(reply, Err(Reason::Store.into()));
                        return Err(error);
                    }
                }
            }
            Job::SignIn(session, reply) => {
                let stored = self.store.put_session(&session, batch.now.unix_ms());
                batch.answer(reply, Ok(()));
                return stored;
            }
            Job::Tell { enterprise, kind, body, reply } => {
                batch.mail.written(enterprise, kind, body);
                batch.answer(reply, Ok(()));
            }
            Job::Demand(demand, reply) => {
                let asked = OpenRequest {
                    order_no: demand.order_no.clone(),
                    session_id: demand.session.clone(),
                    service_time: demand.asked_at,
                };
                let stored = self.store.put_payment_demand(&demand);
                batch.mail.written(demand.enterprise, ASK_KIND, asked.write());
                batch.answer(reply, Ok(()));
                return stored;
            }
            Job::PaymentData { session, upload, reply } => {
                let first = self.store.settle_payment_demand(&session, &upload, batch.now.unix_ms());
                batch.answer(reply, first.as_ref().map(|first| *first).map_err(|_| Reason::Store.into()));
                return first.map(|_| ());
            }
            Job::EnrolOfficer { id, certificate, reply } => {
                let stored = self.store.put_officer(&id, &certificate);
                let officers = Arc::clone(&self.officers);
                batch.answers.push(Box::new(move |failed| {
                    if failed.is_none() {
                        officers.learn(&id, &certificate);
                    }
                    let _ = reply.send(failed.map_or(Ok(()), |reason| Err(reason.into())));
                }));
                return stored;
            }
            Job::Propose { by, proposed, reply } => match self.propose(batch, &by, *proposed) {
                Ok(answer) => batch.answer(reply, answer),
                Err(error) => {
                    batch.answer(reply, Err(Reason::Store.into()));
                    return Err(error);
                }
            },
            Job::Settle { by, id, approve, reply } => match self.settle(batch, &by, id, approve) {
                Ok(answer) => batch.answer(reply, answer),
                Err(error) => {
                    batch.answer(reply, Err(Reason::Store.into()));
                    return Err(error);
                }
            },
            Job::Fund { code, amount, reply } => match self.fund(batch, &code, amount) {
                Ok(answer) => batch.answer(reply, answer),
                Err(error) => {
                    batch.answer(reply, Err(Reason::Store.into()));
                    return Err(error);
                }
            },
            Job::Banked { key, outcome } => return self.banked(batch, &key, outcome),
            Job::Stop => {}
        }
        Ok(())
    }

    fn take_entry(&mut self, batch: &mut Batch, number: i64, mut admission: Admission) -> Result<()> {
        let empty = clearance_core::cn::message::Body::Orders(Vec::new());
        let body = Arc::new(std::mem::replace(&mut admission.body, empty));
        self.documents.hold(number, Arc::clone(&body));
        batch.read_to = number;
        batch.messages += 1;
        self.take_records(batch, &admission, &body, number)
    }

    /// After a start: what the sandbox had promised but not sent.
    fn supply_again(&mut self, batch: &mut Batch) -> Result<()> {
        let now = batch.now.unix_ms();
        for id in self.store.waiting()? {
            self.store.plan(now, crate::store::Plan::Supply, id)?;
        }
        Ok(())
    }

    /// The keyed hash of an identity number: enough to add up a year, too little to find a person.
    pub(crate) fn buyer(&self, id_number: &str) -> [u8; 16] {
        // A prefix of fixed length under a fixed length hash: no length can be appended to what is cut to 16 octets.
        let hash = Sha256::new().chain_update(self.secret).chain_update(id_number).finalize();
        let mut short = [0; 16];
        short.copy_from_slice(&hash[..16]);
        short
    }
}

/// The rules of risk and the watch list as they stand in the store.
fn risk(store: &dyn Store) -> Result<Risk> {
    let rules = store.risk_rules()?.unwrap_or_else(RuleSet::none);
    let entries = store.watch()?.into_iter().map(|entry| (entry.id, entry.who, entry.measure));
    Ok(Risk { rules: Arc::new(rules), watch: Arc::new(Watch::of(entries)) })
}

impl Batch {
    fn give_up(&mut self, job: Job) {
        let failed = || Reason::Store.into();
        match job {
            Job::Enrol(_, reply) => self.answer(reply, Err(failed())),
            Job::SignIn(_, reply)
            | Job::Revoke { reply, .. }
            | Job::Tell { reply, .. }
            | Job::Demand(_, reply)
            | Job::EnrolOfficer { reply, .. } => {
                self.answer(reply, Err(failed()));
            }
            Job::PaymentData { reply, .. } => self.answer(reply, Err(failed())),
            Job::Propose { reply, .. } | Job::Settle { reply, .. } => self.answer(reply, Err(failed())),
            Job::Fund { reply, .. } => self.answer(reply, Err(failed())),
            // The bank is asked again.
            Job::Banked { .. } | Job::Entry(_) | Job::Stop => {}
        }
    }
}
