//! Station 9: carries stored messages to where they are taken, and brings receipts back. It has two channels: a service
//! over HTTP, and the folders of an official transport client.
//!
//! # Invariants
//! - What is sent are the stored octets, under the id they were signed with, every time.
//! - Nothing about an attempt lives in memory only: a kill at any point loses nothing and repeats nothing but the same
//!   octets under the same id, which the service takes once.
//! - Only an answer in the service's own language settles a message; anything else means "try again later".

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use clearance_core::exchange::Refusal;

use self::folder::{Folder, Pace};
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::inbox::Brought;
use crate::outbox;
use crate::store::messages::MessageRow;
use crate::store::{Store, messages};

pub(crate) mod folder;
pub(crate) mod http;
pub(crate) mod drive;
pub(crate) mod payment_data;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How long an answer may take when nothing else is said.
const ANSWER: Duration = Duration::from_secs(30);
/// How long a file must stay as it is until it is believed to be whole, when nothing else is said.
const SETTLED: Duration = Duration::from_secs(2);
/// So many times as long is the first pause before a file goes again that the transport client could not send.
const AGAIN: i64 = 30;
/// First and longest pause between attempts, in milliseconds; each is drawn anew below its bound (full jitter).
const PAUSE: (u64, u64) = (2_000, 5 * 60_000);
/// The longest pause that a service may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(3_600);

/// Where messages go and receipts come from.
#[derive(Clone)]
pub(crate) struct Route {
    /// The feed's name in the store; stays the same when a sandbox listens elsewhere.
    pub(crate) service: String,
    /// Code of the enterprise.
    pub(crate) code: String,
    /// The clients that travel on it.
    pub(crate) clients: Vec<String>,
    /// How.
    pub(crate) channel: Channel,
}

/// The two ways.
#[derive(Clone)]
pub(crate) enum Channel {
    /// A clearance service.
    Http(http::Line),
    /// The folders of an official transport client.
    Folder(Folder),
}

/// What a round of sending came to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sent {
    pub(crate) delivered: u32,
    pub(crate) refused: u32,
    /// Why the rest still waits.
    pub(crate) trouble: Option<&'static str>,
}

/// The answer to one message.
enum Outcome {
    Delivered,
    Refused(Box<Refusal>),
    Later(Error),
}

/// Speaks to services.
pub(crate) struct Courier {
    http: reqwest::Client,
    /// For this computer itself, past any proxy.
    direct: reqwest::Client,
    tokens: Mutex<HashMap<(String, String), String>>,
    /// How long an answer may take, beyond the time we asked the service to wait.
    answer: Duration,
    /// How long a file must stay as it is.
    settled: Duration,
    /// Folders are looked at by one at a time.
    hands: Mutex<()>,
}

impl Courier {
    pub(crate) fn new(answer: Option<Duration>, settled: Option<Duration>) -> Result<Self> {
        let client = |direct: bool| {
            let builder = reqwest::Client::builder()
                .connect_timeout(CONNECT)
                .redirect(reqwest::redirect::Policy::none())
                .user_agent(concat!("clearance-desk/", env!("CARGO_PKG_VERSION")));
            let builder = if direct { builder.no_proxy() } else { builder };
            builder.build().map_err(|e| Error::new(&fault::OFFLINE).because(e))
        };
        Ok(Courier {
            http: client(false)?,
            direct: client(true)?,
            tokens: Mutex::default(),
            answer: answer.unwrap_or(ANSWER),
            settled: settled.unwrap_or(SETTLED),
            hands: Mutex::default(),
        })
    }

    /// How fast folders are believed.
    pub(crate) fn pace(&self) -> Pace {
        let settle = as_ms(self.settled);
        Pace { settle, again: settle.saturating_mul(AGAIN) }
    }

    fn hands(&self) -> MutexGuard<'_, ()> {
        self.hands.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends what waits and is due on a route, oldest first. Stops at the first sign that the service is not there.
    pub(crate) async fn send(&self, store: &Store, route: &Route) -> Result<Sent> {
        let mut sent = Sent::default();
        if let Channel::Folder(folder) = &route.channel {
            // What came of the files before. A folder that is not there is told by the messages that wait for it.
            let watched = self.by_hand(|| folder.watch(store, clock::now()));
            match watched {
                Ok(given_up) => sent.refused += given_up,
                Err(error) => tracing::warn!(%error, "the folder of a transport client cannot be watched"),
            }
        }
        let due: Vec<MessageRow> = store.read(|c| messages::due(c, clock::now().unix_ms()))?;
        let mut due = due.into_iter().filter(|message| route.clients.contains(&message.client));
        while let Some(message) = due.next() {
            let Some(body) = store.read(|c| messages::body(c, &message.guid))? else { continue };
            // Until then nobody else tries; if we are killed now, the next start tries again at once.
            let lease = clock::now().unix_ms() + 2 * as_ms(self.answer);
            store.write(|tx| messages::attempt(tx, &message.guid, lease))?;
            let outcome = match &route.channel {
                Channel::Http(line) => self.deliver(line, &message.guid, body).await,
                Channel::Folder(folder) => {
                    let handed = self
                        .by_hand(|| folder.hand_over(store, &message.guid, &message.client, clock::now()));
                    match handed {
                        Ok(folder::Handed::Over) => Outcome::Delivered,
                        Ok(folder::Handed::Never(refusal)) => Outcome::Refused(refusal),
                        Err(error) => Outcome::Later(error),
                    }
                }
            };
            match outcome {
                Outcome::Delivered => {
                    outbox::delivered(store, &message.guid)?;
                    sent.delivered += 1;
                }
                Outcome::Refused(refusal) => {
                    tracing::warn!(guid = %message.guid, code = %refusal.code, "the service refused a message");
                    outbox::refused(store, &message.guid, &refusal)?;
                    sent.refused += 1;
                }
                Outcome::Later(error) => {
                    tracing::info!(guid = %message.guid, %error, "a message waits");
                    let next = clock::now().unix_ms() + pause(message.attempts, error.wait());
                    store.write(|tx| {
                        messages::later(tx, &message.guid, next, error.code())?;
                        // The others would meet the same answer.
                        due.try_for_each(|other| messages::later(tx, &other.guid, next, error.code()))
                    })?;
                    sent.trouble = Some(error.code());
                    break;
                }
            }
        }
        Ok(sent)
    }

    /// Work with files, which may take its time, without holding up the network.
    fn by_hand<T>(&self, work: impl FnOnce() -> T) -> T {
        tokio::task::block_in_place(|| {
            let _one = self.hands();
            work()
        })
    }

    /// Brings receipts until there are no more; waits up to `wait` for the first.
    pub(crate) async fn pull(&self, store: &Store, route: &Route, wait: Duration) -> Result<Brought> {
        match &route.channel {
            Channel::Http(line) => self.pull_http(store, &route.service, line, wait).await,
            Channel::Folder(folder) => self.pull_folder(store, folder, wait).await,
        }
    }

    /// Looks into a folder until something came, or the time is over. Files that may still grow are given the time to
    /// show it, even when nobody wants to wait.
    async fn pull_folder(&self, store: &Store, folder: &Folder, wait: Duration) -> Result<Brought> {
        let end = tokio::time::Instant::now() + wait;
        let mut patience = 3;
        let mut all = Brought::default();
        loop {
            let scan = self.by_hand(|| folder.scan(store, clock::now()))?;
            all.receipts += scan.brought.receipts;
            all.bills += scan.brought.bills;
            all.unread += scan.brought.unread;
            let over = tokio::time::Instant::now() >= end;
            let growing = scan.unsettled > 0 && patience > 0;
            if scan.unsettled == 0 && (all.receipts > 0 || over) || over && !growing {
                return Ok(all);
            }
            patience -= i32::from(over);
            tokio::time::sleep(self.settled).await;
        }
    }
}

/// Full jitter: anywhere below a bound that doubles with each attempt, but never before the service asked for.
pub(crate) fn pause(attempts: i64, asked: Option<Duration>) -> i64 {
    let doublings = u32::try_from(attempts.clamp(0, 16)).unwrap_or(16);
    let bound = (PAUSE.0 << doublings).min(PAUSE.1);
    let drawn = i64::try_from(bound * clock::millionth() / 1_000_000).unwrap_or(i64::MAX);
    // Not at once: a service that answers nonsense immediately would otherwise be asked in a tight loop.
    let drawn = drawn.max(200);
    asked.map_or(drawn, |asked| as_ms(asked.min(LONGEST_WAIT)).max(drawn))
}

fn as_ms(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_heed_what_the_service_asked_for() {
        for attempts in 0..40 {
            let drawn = pause(attempts, None);
            assert!((200..=300_000).contains(&drawn), "{attempts}: {drawn}");
            assert!(pause(attempts, Some(Duration::from_secs(600))) >= 600_000);
        }
        assert!(pause(0, None) <= 2_000);
        assert!(pause(0, Some(Duration::from_secs(86_400))) <= 3_600_000);
    }
}
