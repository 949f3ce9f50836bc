//! The one writer: takes what is waiting, puts it into one transaction, and answers after the commit.
//!
//! # Invariants
//! - Nothing is answered before it is durable.
//! - A batch that fails leaves no trace, in the store or in memory.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use clearance_core::cn::clear::Word;
use clearance_core::cn::notice179::{ASK_KIND, OpenRequest};
use clearance_core::cn::tables::Held;
use clearance_core::exchange::Admitted;
use clearance_core::time::BeijingTime;
use sha2::{Digest, Sha256};
use tokio::sync::oneshot;

use crate::admit::Admission;
use crate::auth::Registry;
use crate::bell::Bells;
use crate::clear::Turn;
use crate::config::Config;
use crate::documents::Documents;
use crate::error::{Reason, Refused};
use crate::mail::Mail;
use crate::random::Guids;
use crate::sandbox::Supply;
use crate::store::{Clearance, Enterprise, EnterpriseId, NewMessage, PaymentDemand, Result, Store};

/// A batch holds at most so many jobs and records, so that nobody waits long for its commit.
const MOST_JOBS: usize = 256;
const MOST_RECORDS: usize = 3_000;

/// Where the answer to a job goes.
pub(crate) type Reply<T> = oneshot::Sender<std::result::Result<T, Refused>>;

/// What the writer is asked to do.
pub(crate) enum Job {
    /// Store a message and look at its records.
    Admit(Box<Admission>, Reply<Admitted>),
    /// Store an enterprise.
    Enrol(Box<Enterprise>, Reply<EnterpriseId>),
    /// Store a session under the hash of its token.
    SignIn { token: [u8; 32], enterprise: EnterpriseId, until: i64, reply: Reply<()> },
    /// Put a written receipt into a feed.
    Tell { enterprise: EnterpriseId, kind: &'static str, body: String, reply: Reply<()> },
    /// Ask an enterprise for the original payment data of an order.
    Demand(Box<PaymentDemand>, Reply<()>),
    /// Keep the payment data that came; the answer is whether it was the first for its session.
    PaymentData { session: String, upload: Vec<u8>, reply: Reply<bool> },
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
    secret: [u8; 32],
    registry: Arc<Registry>,
    bells: Arc<Bells>,
    sandbox: Option<Sender<Vec<Supply>>>,
    next_due: Option<i64>,
}

/// What one transaction gathers.
pub(crate) struct Batch {
    pub(crate) now: BeijingTime,
    pub(crate) mail: Mail,
    pub(crate) supplies: Vec<Supply>,
    /// Submissions of this batch, so that they are not read again.
    pub(crate) fresh: HashMap<i64, Clearance>,
    new: HashSet<i64>,
    touched: BTreeMap<i64, Turn>,
    answers: Vec<Box<dyn FnOnce(Option<Reason>) + Send>>,
}

impl Batch {
    fn new(now: BeijingTime) -> Self {
        Batch {
            now,
            mail: Mail::default(),
            supplies: Vec::new(),
            fresh: HashMap::new(),
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
        config: Config,
        registry: Arc<Registry>,
        bells: Arc<Bells>,
        sandbox: Option<Sender<Vec<Supply>>>,
    ) -> Result<Self> {
        Ok(Book {
            secret: store.secret()?,
            last_number: store.number("last_number")?,
            next_due: store.next_due()?,
            documents: Documents::new(config.documents_in_memory),
            tables: Arc::clone(&config.tables),
            guids: Guids::default(),
            store,
            config,
            registry,
            bells,
            sandbox,
        })
    }

    /// Works until it is told to stop, or until nobody can ask any more.
    pub(crate) fn run(mut self, jobs: &Receiver<Job>) {
        if self.config.sandbox {
            self.one_batch(Vec::new(), |book, batch| book.supply_again(batch));
        }
        loop {
            let mut taken = Vec::new();
            match jobs.recv_timeout(self.until_due()) {
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
                        if let Job::Admit(admission, _) = &job {
                            records += admission.body.len();
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

    fn now(&self) -> BeijingTime {
        (self.config.clock)()
    }

    fn until_due(&self) -> Duration {
        let wait = self.next_due.map_or(1_000, |due| due - self.now().unix_ms());
        Duration::from_millis(u64::try_from(wait.clamp(0, 1_000)).unwrap_or(0))
    }

    fn one_batch(&mut self, jobs: Vec<Job>, first: impl FnOnce(&mut Self, &mut Batch) -> Result<()>) {
        let mut batch = Batch::new(self.now());
        let worked = catch_unwind(AssertUnwindSafe(|| self.transact(&mut batch, jobs, first)));
        let failed = match worked {
            Ok(Ok(cursors)) => {
                for (enterprise, cursor) in cursors {
                    self.bells.ring(enterprise, cursor);
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
            self.documents.forget();
            // What is due is tried again, but not at once and for ever.
            self.next_due = Some(self.now().unix_ms() + 1_000);
        } else if let Some(sandbox) = &self.sandbox
            && !batch.supplies.is_empty()
            && sandbox.send(std::mem::take(&mut batch.supplies)).is_err()
        {
            tracing::error!("the sandbox has stopped");
        }
        batch.answers.into_iter().for_each(|answer| answer(failed));
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
        let mut worked = first(self, batch);
        for job in rest.by_ref() {
            match worked {
                Ok(()) => worked = self.apply(batch, job),
                Err(_) => batch.give_up(job),
            }
        }
        worked?;
        self.clear(batch)?;
        if self.last_number != number {
            self.store.set_number("last_number", self.last_number)?;
        }
        let mail = std::mem::take(&mut batch.mail);
        let at = batch.now.unix_ms();
        let cursors = mail.post(self.store.as_mut(), &mut self.guids, at, self.config.workers)?;
        self.store.commit()?;
        self.next_due = self.store.next_due()?;
        Ok(cursors)
    }

    fn apply(&mut self, batch: &mut Batch, job: Job) -> Result<()> {
        match job {
            Job::Admit(admission, reply) => match self.admit(batch, *admission) {
                Ok(answer) => batch.answer(reply, answer),
                Err(error) => {
                    batch.answer(reply, Err(Reason::Store.into()));
                    return Err(error);
                }
            },
            Job::Enrol(enterprise, reply) => {
                let mut enterprise = *enterprise;
                match self.store.put_enterprise(&enterprise) {
                    Ok(id) => enterprise.id = id,
                    Err(error) => {
                        batch.answer(reply, Err(Reason::Store.into()));
                        return Err(error);
                    }
                }
                let registry = Arc::clone(&self.registry);
                batch.answers.push(Box::new(move |failed| {
                    let id = enterprise.id;
                    if failed.is_none() {
                        registry.learn(enterprise);
                    }
                    let _ = reply.send(failed.map_or(Ok(id), |reason| Err(reason.into())));
                }));
            }
            Job::SignIn { token, enterprise, until, reply } => {
                let stored = self.store.put_session(&token, enterprise, until, batch.now.unix_ms());
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
            Job::Stop => {}
        }
        Ok(())
    }

    fn admit(
        &mut self,
        batch: &mut Batch,
        admission: Admission,
    ) -> Result<std::result::Result<Admitted, Refused>> {
        let sender = admission.sender.enterprise.id;
        let records = admission.body.len();
        if let Some(known) = self.store.message(&admission.guid)? {
            return Ok(if known.digest == admission.digest && known.enterprise == sender {
                Ok(Admitted {
                    message: admission.guid,
                    records: known.records as usize,
                    at: BeijingTime::from_unix_ms(known.at),
                    again: true,
                })
            } else {
                Err(Reason::OtherBytes.into())
            });
        }
        let message = self.store.put_message(&NewMessage {
            guid: &admission.guid,
            digest: admission.digest,
            kind: admission.kind.root(),
            enterprise: sender,
            at: batch.now.unix_ms(),
            records: u32::try_from(records).unwrap_or(u32::MAX),
            bytes: &admission.bytes,
        })?;
        let mut admission = admission;
        let empty = clearance_core::cn::message::Body::Orders(Vec::new());
        let body = Arc::new(std::mem::replace(&mut admission.body, empty));
        self.documents.hold(message, Arc::clone(&body));
        self.take_records(batch, &admission, &body, message)?;
        Ok(Ok(Admitted { message: admission.guid, records, at: batch.now, again: false }))
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

impl Batch {
    fn give_up(&mut self, job: Job) {
        let failed = || Reason::Store.into();
        match job {
            Job::Admit(_, reply) => self.answer(reply, Err(failed())),
            Job::Enrol(_, reply) => self.answer(reply, Err(failed())),
            Job::SignIn { reply, .. } | Job::Tell { reply, .. } | Job::Demand(_, reply) => {
                self.answer(reply, Err(failed()));
            }
            Job::PaymentData { reply, .. } => self.answer(reply, Err(failed())),
            Job::Stop => {}
        }
    }
}
