//! The service as a value: its threads, its queue and its limits.

use std::sync::mpsc::{SyncSender, TrySendError, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use bytes::Bytes;
use clearance_core::exchange::{Admitted, ReceiptPage};
use clearance_core::time::BeijingTime;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};
use tokio_rustls::TlsAcceptor;

use crate::admit::{Judge, digest};
use crate::auth::{Known, Registry};
use crate::bell::Bells;
use crate::book::{Around, Book, Job, LOG_READ, Reply};
use crate::config::Config;
use crate::envelope;
use crate::error::{Error, Reason, Refused};
use crate::log::{Ask, IntakeLog, LogReader, Pace, Writer};
use crate::money::{self, Bank};
use crate::officers::Officers;
use crate::published::Published;
use crate::random;
use crate::rate::Meter;
use crate::sandbox::Sandbox;
use crate::sandbox::bank::{Fault, SandboxBank};
use crate::serve::tls::acceptor;
use crate::store::{self, EnterpriseId, PaymentDemand, Reader, Store, bank_path};
use crate::streams::Streams;
use crate::unpack::{Packing, unpack};

/// A page of receipts holds at most so many envelopes and about so many bytes.
const PAGE_ENVELOPES: usize = 500;
const PAGE_BYTES: usize = 8 << 20;
/// Nobody waits longer than this for receipts in one call.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// So many messages a worker may wait for the processor before others are asked to come back.
const WAITING_A_WORKER: usize = 32;

/// Memory for one message while it comes and is judged; it grows with the message and is given back when it is dropped.
pub(crate) struct Room {
    all: Arc<Semaphore>,
    held: Vec<OwnedSemaphorePermit>,
    kilobytes: usize,
    pace: Arc<Pace>,
}

impl Room {
    /// Holds at least so many bytes from now on.
    ///
    /// # Errors
    /// Too much at once.
    pub(crate) fn hold(&mut self, bytes: usize) -> Result<(), Refused> {
        let more = bytes.div_ceil(1024).saturating_sub(self.kilobytes);
        if more == 0 {
            return Ok(());
        }
        let kilobytes = u32::try_from(more).unwrap_or(u32::MAX);
        let busy = |_| Refused::busy(self.pace.seconds());
        self.held.push(Arc::clone(&self.all).try_acquire_many_owned(kilobytes).map_err(busy)?);
        self.kilobytes += more;
        Ok(())
    }
}

/// A running service. It closes when it is dropped.
pub struct Service {
    pub(crate) config: Config,
    pub(crate) tls: Option<TlsAcceptor>,
    pub(crate) registry: Arc<Registry>,
    pub(crate) officers: Arc<Officers>,
    pub(crate) streams: Arc<Streams>,
    pub(crate) published: Published,
    bells: Arc<Bells>,
    judge: Judge,
    asks: SyncSender<Ask>,
    jobs: SyncSender<Job>,
    pace: Arc<Pace>,
    readers: Mutex<Vec<Box<dyn Reader>>>,
    log_readers: Mutex<Vec<Box<dyn LogReader>>>,
    log: Mutex<Box<dyn LogReader>>,
    bytes_at_once: Arc<Semaphore>,
    in_work: Arc<Semaphore>,
    workers: Arc<Semaphore>,
    pub(crate) meter: Arc<Meter>,
    closing: watch::Sender<bool>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Service {
    /// Opens the store and starts the writer and, in a sandbox, the other parties.
    ///
    /// # Errors
    /// The store cannot be opened, the certificate of TLS cannot be read, or a thread cannot be started.
    pub fn start(config: Config) -> Result<Arc<Service>, Error> {
        let tls = config.tls.as_ref().map(acceptor).transpose()?;
        let (store, log) = store::open(&config.store, config.store_limit)?;
        let first_reader = store.reader()?;
        let log_reader = log.reader()?;
        let registry = Arc::new(Registry::default());
        store.enterprises()?.into_iter().for_each(|enterprise| registry.learn(enterprise));
        let officers = Arc::new(Officers::default());
        store.officers()?.iter().for_each(|(id, certificate)| officers.learn(id, certificate));
        let now = (config.clock)().unix_ms();
        store.sessions(now)?.into_iter().for_each(|session| registry.open(session, now));
        let bells = Arc::new(Bells::default());
        let judge = Judge {
            tables: Arc::clone(&config.tables),
            most_bytes: config.most_bytes,
            take_template_signed: config.take_template_signed,
        };
        let (asks, asked) = sync_channel(config.queue.max(1));
        let (jobs, taken) = sync_channel(config.ahead.max(1));
        let pace = Arc::new(Pace::starting(log_reader.last()?, store.number(LOG_READ)?));
        let mut threads = Vec::new();
        let supplies = if config.sandbox {
            let (send, receive) = channel();
            let sandbox = Sandbox::new(
                Arc::clone(&registry),
                judge.clone(),
                jobs.clone(),
                asks.clone(),
                Arc::clone(&config.clock),
            );
            threads.push(thread("sandbox", move || sandbox.run(&receive))?);
            Some(send)
        } else {
            None
        };
        let bank: Option<Arc<dyn Bank>> = match (&config.bank, config.sandbox) {
            (Some(bank), _) => Some(Arc::clone(bank)),
            (None, true) => {
                Some(Arc::new(SandboxBank::open(&bank_path(&config.store), Box::new(|_, _| Fault::None))?))
            }
            (None, false) => None,
        };
        let teller = match bank.map(|bank| money::teller(bank, jobs.clone())) {
            Some((teller, work)) => {
                threads.push(thread("bank", work)?);
                Some(teller)
            }
            None => None,
        };
        let writer = Writer::new(
            Box::new(log),
            log_reader.last()?,
            jobs.clone(),
            Arc::clone(&config.clock),
            Arc::clone(&pace),
        );
        let around = Around {
            config: config.clone(),
            registry: Arc::clone(&registry),
            officers: Arc::clone(&officers),
            bells: Arc::clone(&bells),
            judge: judge.clone(),
            pace: Arc::clone(&pace),
            teller,
        };
        let book = Book::new(Box::new(store), log_reader.another()?, around, supplies)?;
        threads.push(thread("book", move || book.run(&taken))?);
        threads.push(thread("log", move || writer.run(&asked))?);
        let kilobytes = |bytes: usize| bytes.div_ceil(1024).min(Semaphore::MAX_PERMITS);
        Ok(Arc::new(Service {
            bytes_at_once: Arc::new(Semaphore::new(kilobytes(config.most_bytes_at_once))),
            in_work: Arc::new(Semaphore::new(config.workers.max(1) * WAITING_A_WORKER)),
            workers: Arc::new(Semaphore::new(config.workers.max(1))),
            meter: Arc::new(Meter::new(Arc::clone(&config.rates), config.workers.max(1) * WAITING_A_WORKER)),
            readers: Mutex::new(vec![first_reader]),
            log_readers: Mutex::default(),
            log: Mutex::new(log_reader),
            streams: Arc::new(Streams::of(config.streams)),
            published: Published::default(),
            closing: watch::Sender::new(false),
            threads: Mutex::new(threads),
            tls,
            config,
            registry,
            officers,
            bells,
            judge,
            asks,
            jobs,
            pace,
        }))
    }

    /// Lets waiting calls go.
    pub(crate) fn begin_to_close(&self) {
        self.closing.send_replace(true);
    }

    /// Lets waiting calls go, finishes what was taken, and closes the store.
    pub fn close(&self) {
        self.begin_to_close();
        // The log hands on what it has and ends the book; when that is gone, the sandbox hears nothing any more.
        let _ = self.asks.send(Ask::Stop);
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads.into_iter().rev() {
            if thread.join().is_err() {
                tracing::error!("a thread of the service ended with a defect");
            }
        }
    }

    /// The time, as the service sees it.
    #[must_use]
    pub fn now(&self) -> BeijingTime {
        (self.config.clock)()
    }

    /// The tables that judge a declaration of today.
    #[must_use]
    pub fn tables_today(&self) -> Arc<clearance_core::cn::codes::Tables> {
        Arc::clone(self.judge.tables.on((self.config.clock)().date()))
    }

    /// Versions of the rules and of the tables that it judges today's declarations by.
    #[must_use]
    pub fn tables_version(&self) -> String {
        self.tables_today().versions().line()
    }

    /// An enterprise by its code.
    #[must_use]
    pub fn enterprise(&self, code: &str) -> Option<Arc<Known>> {
        self.registry.by_code(code)
    }

    /// Room for a message, before a byte of it is read from the wire.
    pub(crate) fn room(&self) -> Result<Room, Refused> {
        // Whoever would have to wait for the processor is told before anything is sent in vain.
        if self.in_work.available_permits() == 0 {
            return Err(self.busy());
        }
        let all = Arc::clone(&self.bytes_at_once);
        Ok(Room { all, held: Vec::new(), kilobytes: 0, pace: Arc::clone(&self.pace) })
    }

    /// Unpacks a body in the room that it came in.
    pub(crate) async fn unpack(
        &self,
        packing: Packing,
        packed: Vec<u8>,
        mut room: Room,
    ) -> Result<(Vec<u8>, Room), Refused> {
        if packing == Packing::Plain {
            return Ok((packed, room));
        }
        let most = self.config.most_bytes;
        let unpacked = self.work(move || {
            let before = packed.capacity();
            let bytes = unpack(packing, &packed, most, |size| room.hold(before + size))?;
            Ok((bytes, room))
        });
        unpacked.await?
    }

    /// Work of the processor, on as many threads as the service may use.
    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refused> {
        let closed = |_| Refused::new(Reason::Closing);
        let worker = Arc::clone(&self.workers).acquire_owned().await.map_err(closed)?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(worker);
            done
        });
        done.await.map_err(|_| Reason::Defect.into())
    }

    /// Takes a message: verified, read, checked and durable before this returns.
    ///
    /// # Errors
    /// What refuses the message, or why it could not be taken now.
    pub async fn admit(
        &self,
        sender: &Arc<Known>,
        bytes: Bytes,
        header_id: Option<&str>,
    ) -> Result<Admitted, Refused> {
        if bytes.len() > self.config.most_bytes {
            return Err(Reason::TooLarge.into());
        }
        let mut room = self.room()?;
        room.hold(bytes.len())?;
        self.admit_in(room, sender, bytes, header_id).await
    }

    /// As [`Service::admit`], in room that was taken while the bytes were read from the wire.
    pub(crate) async fn admit_in(
        &self,
        mut room: Room,
        sender: &Arc<Known>,
        mut bytes: Bytes,
        header_id: Option<&str>,
    ) -> Result<Admitted, Refused> {
        let now = self.now().unix_ms();
        let _share = self.meter.share(&sender.enterprise, now).ok_or_else(|| self.busy())?;
        let _place = Arc::clone(&self.in_work).try_acquire_owned().map_err(|_| self.busy())?;
        let _coming = self.pace.come();
        if envelope::is_envelope(&bytes) {
            let (most, owned) = (self.config.most_bytes, Arc::clone(sender));
            // What is inside is never longer than what it is wrapped in.
            room.hold(bytes.len() * 2)?;
            bytes = self.work(move || envelope::open(&bytes, &owned, most)).await??;
        }
        if let Some(id) = header_id
            && let Some(again) = self.again(sender, &bytes, id).await?
        {
            return Ok(again);
        }
        let (judge, now) = (self.judge.clone(), self.now());
        let (owned_sender, owned_id) = (Arc::clone(sender), header_id.map(str::to_owned));
        let judged = self.work(move || judge.read(&bytes, &owned_sender, owned_id.as_deref(), now));
        let admission = match judged.await? {
            Ok(admission) => admission,
            Err(refused) => {
                self.tell(sender.enterprise.id, &refused).await?;
                return Err(refused);
            }
        };
        let (reply, answer) = oneshot::channel();
        match self.asks.try_send(Ask::Keep(Box::new(admission), reply)) {
            Ok(()) => answer.await.map_err(|_| Refused::new(Reason::Closing))?,
            Err(TrySendError::Full(_)) => Err(self.busy()),
            Err(TrySendError::Disconnected(_)) => Err(Reason::Closing.into()),
        }
    }

    /// Messages that are admitted and that the book has not worked on yet.
    #[must_use]
    pub fn behind(&self) -> u64 {
        self.pace.behind()
    }

    /// Too much at once: come back when what waits now is worked on.
    fn busy(&self) -> Refused {
        Refused::busy(self.pace.seconds())
    }

    /// A message that is stored already needs no second look.
    async fn again(&self, sender: &Known, bytes: &Bytes, id: &str) -> Result<Option<Admitted>, Refused> {
        let guid = id.to_owned();
        let Some(known) = self.look(move |log| log.by_guid(&guid)).await? else { return Ok(None) };
        known.answer(id, sender.enterprise.id, &digest(bytes)).map(Some)
    }

    /// A format receipt goes into the feed too.
    async fn tell(&self, enterprise: EnterpriseId, refused: &Refused) -> Result<(), Refused> {
        let Some(body) = refused.refusal.receipt.clone() else { return Ok(()) };
        self.ask(|reply| Job::Tell { enterprise, kind: "CEB900Message", body, reply }).await
    }

    /// Asks the writer and waits for its answer.
    pub(crate) async fn ask<T>(&self, job: impl FnOnce(Reply<T>) -> Job) -> Result<T, Refused> {
        let (reply, answer) = oneshot::channel();
        match self.jobs.try_send(job(reply)) {
            Ok(()) => answer.await.map_err(|_| Refused::new(Reason::Closing))?,
            Err(TrySendError::Full(_)) => Err(self.busy()),
            Err(TrySendError::Disconnected(_)) => Err(Reason::Closing.into()),
        }
    }

    /// Asks an enterprise for the original payment data of an order (announcement 179); gives the id of the call. The
    /// demand travels in its feed.
    ///
    /// # Errors
    /// The order's number cannot be one; the store.
    pub async fn demand(&self, enterprise: &Known, order_no: &str) -> Result<String, Refused> {
        if !(1..=60).contains(&order_no.chars().count()) || order_no.chars().any(char::is_control) {
            return Err(Reason::Unreadable.into());
        }
        let demand = PaymentDemand {
            session: random::guid(),
            enterprise: enterprise.enterprise.id,
            order_no: order_no.to_owned(),
            asked_at: self.now().unix_ms(),
            done_at: None,
        };
        let session = demand.session.clone();
        self.ask(|reply| Job::Demand(Box::new(demand), reply)).await?;
        Ok(session)
    }

    /// What came into an enterprise's feed after a cursor; waits for it where there is nothing yet.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn receipts(
        &self,
        enterprise: EnterpriseId,
        after: u64,
        wait: Duration,
    ) -> Result<ReceiptPage, Refused> {
        let mut bell = self.bells.listen(enterprise);
        let mut closing = self.closing.subscribe();
        let end = tokio::time::Instant::now() + wait.min(LONGEST_WAIT);
        loop {
            let page =
                move |reader: &dyn Reader| reader.receipts(enterprise, after, PAGE_ENVELOPES, PAGE_BYTES);
            let envelopes = self.read(page).await?;
            if !envelopes.is_empty() || tokio::time::Instant::now() >= end || *closing.borrow() {
                let next = envelopes.last().map_or(after, |last| last.cursor);
                return Ok(ReceiptPage { envelopes, next });
            }
            tokio::select! {
                _ = bell.changed() => {}
                _ = closing.changed() => {}
                () = tokio::time::sleep_until(end) => {}
            }
        }
    }

    /// Whether the service is going down.
    pub(crate) fn is_closing(&self) -> bool {
        *self.closing.borrow()
    }

    /// Reads from the store beside the writer.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Reader) -> store::Result<T> + Send + 'static,
    ) -> Result<T, Refused> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let reader = match idle {
            Some(reader) => reader,
            None => store::reader(&self.config.store)?,
        };
        let done = tokio::task::spawn_blocking(move || {
            let found = work(reader.as_ref());
            (reader, found)
        });
        let (reader, found) = done.await.map_err(|_| Refused::new(Reason::Defect))?;
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
        Ok(found?)
    }

    /// Reads from the intake log beside its writer.
    async fn look<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn LogReader) -> store::Result<T> + Send + 'static,
    ) -> Result<T, Refused> {
        let idle = self.log_readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let reader = match idle {
            Some(reader) => reader,
            None => self.log.lock().unwrap_or_else(PoisonError::into_inner).another()?,
        };
        let done = tokio::task::spawn_blocking(move || {
            let found = work(reader.as_ref());
            (reader, found)
        });
        let (reader, found) = done.await.map_err(|_| Refused::new(Reason::Defect))?;
        self.log_readers.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
        Ok(found?)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.close();
    }
}

fn thread(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, Error> {
    std::thread::Builder::new().name(name.to_owned()).spawn(work).map_err(|e| Error::Stopped(e.to_string()))
}
