//! The desk: everything that the command line and the window ask of the engine.
//!
//! Calls block until they are done; call them from a thread that may wait (in the window: `spawn_blocking`). They may
//! be made from several threads at once. Everything is saved before a call comes back, so closing needs no question.

use std::collections::HashMap;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use clearance_core::cn::codes::Tables;
use clearance_core::cn::tables::Held;
use tokio::runtime::Runtime;
use tokio::sync::Notify;

use crate::clock;
use crate::courier::Courier;
use crate::error::{Error, Result, fault};
use crate::keys::KeyRing;
use crate::people::Person;
use crate::profile::Client;
use crate::sandbox::Sandbox;
use crate::store::{Store, activity as log, clients, messages, payment_data as demands};
use crate::vault::{self, Secrets};
use crate::view::Said;

mod activity;
pub(crate) mod batches;
mod bills;
mod clients_of;
mod declarations;
mod explain;
mod goods;
#[cfg(test)]
mod fake;
mod imports;
mod fixes;
mod keys_of;
mod life;
mod list;
mod open;
mod orders;
mod payment_data;
mod preview;
mod people;
mod recipes;
mod reviews;
mod rounds;
mod sending;
mod session;
mod settings;
#[cfg(test)]
mod tests;
mod tracking;
mod watch;

pub use activity::verify_log_file;

pub use crate::keys::add::{Elsewhere, KeyPlace, KeyWish};
pub use crate::vault::KeySource;
pub(crate) use preview::preview;

/// How long background work may take to end.
const END: Duration = Duration::from_secs(5);

/// What the desk does not find out by itself.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The sandbox program; the `clearance-server` beside this program when not given.
    pub sandbox: Option<PathBuf>,
    /// The folder of the invented workbooks; found beside this program when not given.
    pub samples: Option<PathBuf>,
    /// How long a service may take to answer; 30 seconds when not given.
    pub answer: Option<Duration>,
    /// How long a file in a folder must stay as it is until it is taken for whole; 2 seconds when not given.
    pub settled: Option<Duration>,
}

/// An open desk. Clones share it; the last one to go closes it.
#[derive(Clone)]
pub struct Desk {
    hold: Arc<Hold>,
}

/// Ends the background work when the last clone goes.
struct Hold {
    inner: Arc<Inner>,
    runtime: Mutex<Option<Runtime>>,
}

/// What calls and background work share.
struct Inner {
    store: Store,
    secrets: Secrets,
    keys: KeyRing,
    courier: Courier,
    options: Options,
    sandbox: Mutex<Option<Sandbox>>,
    /// Who works; nobody until a desk of several people was told.
    acting: Mutex<Option<Person>>,
    /// One request to sign at a time.
    signing: Mutex<()>,
    imports: Mutex<open::Opened>,
    /// One look into the watched folders at a time.
    watching: Mutex<watch::Watching>,
    /// What is the matter with a watched folder.
    watching_troubles: Mutex<HashMap<String, Said>>,
    /// Wakes the background work: something waits to be sent, or a new route is there.
    wake: Notify,
}

impl Drop for Hold {
    fn drop(&mut self) {
        let runtime = held(&self.runtime).take();
        // A runtime must not be ended by a thread that belongs to one, and whoever drops the desk may be such.
        if let Some(runtime) = runtime {
            let ended = thread::spawn(move || runtime.shutdown_timeout(END)).join();
            debug_assert!(ended.is_ok(), "ending a runtime does not panic");
        }
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Desk {
    /// Opens the desk in its data folder, which is made if it is not there. What was cut off in the middle of sending
    /// is due again at once.
    ///
    /// # Errors
    /// The folder, the keyring, a wrong passphrase, a database that the key does not open.
    pub fn open(data: &Path, key: &KeySource) -> Result<Desk> {
        Desk::open_with(data, key, Options::default())
    }

    /// As [`Desk::open`], with options of its own.
    ///
    /// # Errors
    /// As [`Desk::open`].
    pub fn open_with(data: &Path, key: &KeySource, options: Options) -> Result<Desk> {
        let (secrets, database_key) = vault::open(data, key)?;
        let store = Store::open(data, &database_key).map_err(|error| match key {
            // Any passphrase gives a key; whether it was the right one shows only here.
            KeySource::Passphrase(_) if error.is(&fault::WRONG_DATABASE_KEY) => {
                Error::new(&fault::WRONG_PASSPHRASE)
            }
            _ => error,
        })?;
        let now = clock::now().unix_ms();
        store.write(|tx| {
            demands::resume(tx, now)?;
            batches::recover(tx, now)?;
            let resumed = messages::resume(tx, now)?;
            if resumed > 0 {
                log::log(tx, now, "resumed-sending", &resumed.to_string())?;
            }
            Ok(())
        })?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("courier")
            .enable_all()
            .build()
            .map_err(|e| Error::new(&fault::OFFLINE).because(e))?;
        let inner = Inner {
            store,
            secrets,
            keys: KeyRing::default(),
            courier: Courier::new(options.answer, options.settled)?,
            options,
            sandbox: Mutex::default(),
            imports: Mutex::default(),
            acting: Mutex::default(),
            signing: Mutex::default(),
            watching: Mutex::default(),
            watching_troubles: Mutex::default(),
            wake: Notify::new(),
        };
        inner.first_to_work()?;
        Ok(Desk { hold: Arc::new(Hold { inner: Arc::new(inner), runtime: Mutex::new(Some(runtime)) }) })
    }

    fn inner(&self) -> &Inner {
        &self.hold.inner
    }

    pub(crate) fn store(&self) -> &Store {
        &self.inner().store
    }

    /// All tables that are held, for whatever judges beside the desk.
    #[must_use]
    pub fn held_tables(&self) -> Arc<Held> {
        self.store().tables()
    }

    /// The tables that judge a declaration of today.
    fn tables_today(&self) -> Arc<Tables> {
        Arc::clone(self.store().tables().on(clock::now().date()))
    }

    /// The id of a client named by id or name; empty stays empty, which means all of them.
    fn id_or_all(&self, client: &str) -> Result<String> {
        if client.is_empty() { Ok(String::new()) } else { Ok(self.inner().client(client)?.id) }
    }

    /// Runs network work on the desk's own threads and waits for it; works from any thread that may wait.
    fn wait<T, F>(&self, work: impl FnOnce(Arc<Inner>) -> F) -> Result<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        let work = work(Arc::clone(&self.hold.inner));
        let (tell, told) = mpsc::channel();
        match &*held(&self.hold.runtime) {
            Some(runtime) => {
                runtime.spawn(async move {
                    // Nobody may be left to hear it.
                    let _ = tell.send(work.await);
                });
            }
            None => return Err(Error::new(&fault::OFFLINE)),
        }
        told.recv().unwrap_or_else(|_| Err(Error::new(&fault::OFFLINE)))
    }
}

impl Inner {
    /// A client by its id or its name.
    fn client(&self, client: &str) -> Result<Client> {
        let row = self.store.read(|c| clients::find(c, client))?;
        Client::read(row.ok_or_else(|| Error::new(&fault::NO_CLIENT))?)
    }

    /// All clients.
    fn clients(&self) -> Result<Vec<Client>> {
        self.store.read(clients::all)?.into_iter().map(Client::read).collect()
    }
}
