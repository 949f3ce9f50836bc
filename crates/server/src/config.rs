//! How a service is set up.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clearance_core::cn::tables::Held;
use clearance_core::time::BeijingTime;

use crate::error::Error;
use crate::money::Bank;
use crate::rate::Rates;

/// Where the time comes from; tests hand in their own.
pub type Clock = Arc<dyn Fn() -> BeijingTime + Send + Sync>;

/// Everything that can be set.
#[derive(Clone)]
pub struct Config {
    /// The store's file.
    pub store: PathBuf,
    /// At most so many bytes in the store.
    pub store_limit: Option<u64>,
    /// Whether this service plays the other parties and the practice outcomes.
    pub sandbox: bool,
    /// Who enrols others must show this key; a sandbox takes anyone.
    pub admin_key: Option<String>,
    /// Certificate and key of TLS; without them the service speaks plainly, as behind a proxy or on one machine.
    pub tls: Option<Tls>,
    /// What connections may do.
    pub doors: Doors,
    /// At most so many bytes a message.
    pub most_bytes: usize,
    /// Whether messages are taken whose signature is good but for white space that was put in after signing.
    pub take_template_signed: bool,
    /// At most so many bytes of messages at once; what comes above is asked to wait.
    pub most_bytes_at_once: usize,
    /// A body that sends nothing for so long is given up.
    pub body_idle: Duration,
    /// A body must be there whole within this.
    pub body_within: Duration,
    /// Threads that verify, read and check.
    pub workers: usize,
    /// How many messages may wait to be kept in the log.
    pub queue: usize,
    /// How many messages the log may be ahead of the book; then it waits.
    pub ahead: usize,
    /// How many documents are kept in memory beside the store.
    pub documents_in_memory: usize,
    /// How much each enterprise may send.
    pub rates: Arc<Rates>,
    /// How long a session lasts.
    pub session: Duration,
    /// How often a stream of receipts says that it is still there, where nothing else is said.
    pub heartbeat: Duration,
    /// At most so many streams of receipts an enterprise has open at once.
    pub streams: usize,
    /// How long the sandbox waits before it sends the documents of the other parties.
    pub partners_after: Duration,
    /// After so long a case in the hands of an officer goes on by itself, as in a sandbox; nothing where officers decide.
    pub officer_after: Option<Duration>,
    /// How long the receipts of a practice order `LT` are held back.
    pub late_after: Duration,
    /// How long after the release a case is closed (899); nothing where it never is.
    pub close_after: Option<Duration>,
    /// Whether a declaration is accepted only where a guarantee covers its tax; else one is held where there is an account.
    pub guarantee_demanded: bool,
    /// The bank; a sandbox plays its own where there is none.
    pub bank: Option<Arc<dyn Bank>>,
    /// After so long a bank that has not answered is asked again.
    pub bank_again_after: Duration,
    /// After so long a payment that was refused is tried again.
    pub pay_again_after: Duration,
    /// The tables that declarations are judged and taxed by.
    pub tables: Arc<Held>,
    /// The clock.
    pub clock: Clock,
}

/// Files of TLS, PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tls {
    /// The certificate, with those that stand between it and its root.
    pub certificate: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

/// Limits of connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doors {
    /// At most so many at once.
    pub most_connections: usize,
    /// Handshake and head of a call must be there within this; a connection may rest so long between two calls.
    pub head: Duration,
    /// A connection on which nothing moves for so long is closed; longer than anybody may wait for receipts.
    pub idle: Duration,
    /// At the end open calls get so long.
    pub closing: Duration,
}

impl Default for Doors {
    fn default() -> Self {
        Doors {
            most_connections: 4_096,
            head: Duration::from_secs(30),
            idle: Duration::from_secs(90),
            closing: Duration::from_secs(30),
        }
    }
}

impl Config {
    /// A service over a store, set up as for a small office.
    #[must_use]
    pub fn new(store: impl Into<PathBuf>) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Config {
            store: store.into(),
            store_limit: None,
            sandbox: false,
            admin_key: None,
            tls: None,
            doors: Doors::default(),
            most_bytes: 32 << 20,
            take_template_signed: false,
            most_bytes_at_once: 256 << 20,
            body_idle: Duration::from_secs(15),
            body_within: Duration::from_secs(120),
            workers: cores,
            queue: 512,
            ahead: 256,
            documents_in_memory: 100_000,
            heartbeat: Duration::from_secs(15),
            streams: 16,
            rates: Arc::default(),
            session: Duration::from_secs(30 * 60),
            partners_after: Duration::from_millis(300),
            officer_after: None,
            late_after: Duration::from_secs(10),
            close_after: Some(Duration::from_secs(5)),
            guarantee_demanded: false,
            bank: None,
            bank_again_after: Duration::from_secs(60),
            pay_again_after: Duration::from_secs(24 * 3600),
            tables: Held::built_in(),
            clock: Arc::new(now),
        }
    }

    /// The same as a sandbox.
    #[must_use]
    pub fn sandbox(store: impl Into<PathBuf>) -> Self {
        let officer_after = Some(Duration::from_secs(3));
        Config { sandbox: true, officer_after, ..Config::new(store) }
    }

    /// A sandbox that waits for nothing: for measurements and tests.
    #[must_use]
    pub fn sandbox_at_once(store: impl Into<PathBuf>) -> Self {
        Config {
            partners_after: Duration::ZERO,
            officer_after: Some(Duration::ZERO),
            late_after: Duration::ZERO,
            close_after: Some(Duration::ZERO),
            ..Config::sandbox(store)
        }
    }
}

/// The store's file from its address: `sqlite:PATH`, or a plain path. A folder holds `service.db`.
///
/// # Errors
/// Another scheme, or no path.
pub fn store_path(url: &str) -> Result<PathBuf, Error> {
    let path = match url.split_once(':') {
        Some(("sqlite", path)) => path.strip_prefix("//").unwrap_or(path),
        // One letter is a drive, not a scheme.
        Some((scheme, _)) if scheme.len() > 1 && scheme.bytes().all(|b| b.is_ascii_alphanumeric()) => {
            return Err(Error::StoreUrl(url.to_owned()));
        }
        _ => url,
    };
    if path.is_empty() {
        return Err(Error::StoreUrl(url.to_owned()));
    }
    let path = PathBuf::from(path);
    Ok(if path.is_dir() || url.ends_with(['/', '\\']) { path.join("service.db") } else { path })
}

fn now() -> BeijingTime {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    BeijingTime::from_unix_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_is_a_path_or_a_sqlite_address() {
        for (url, expected) in [
            ("sqlite:a/b.db", Some("a/b.db")),
            ("sqlite:///var/x.db", Some("/var/x.db")),
            ("a/b.db", Some("a/b.db")),
            ("folder/", Some("folder/service.db")),
            ("postgres://host/db", None),
            ("sqlite:", None),
            ("", None),
        ] {
            assert_eq!(store_path(url).ok(), expected.map(PathBuf::from), "{url}");
        }
    }
}
