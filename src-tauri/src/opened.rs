//! The one open desk behind all commands.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use clearance_engine::desk::{Desk, KeySource};
use clearance_engine::error::Error;
use clearance_engine::view::{Said, Trouble};
use clearance_engine::work::Work;
use secrecy::SecretString;
use tauri::AppHandle;
use tauri_specta::Event;

use crate::events::{Changed, Progressed};
use crate::start::Start;

/// What every command answers.
pub(crate) type Answer<T> = Result<T, Trouble>;

/// The desk; it is opened by the first question, and asked for again when that failed.
#[derive(Clone)]
pub(crate) struct Opened(Arc<Inner>);

struct Inner {
    app: AppHandle,
    start: Start,
    desk: Mutex<Option<Desk>>,
    stop: AtomicBool,
}

impl Opened {
    pub(crate) fn new(app: AppHandle, start: Start) -> Self {
        Opened(Arc::new(Inner { app, start, desk: Mutex::new(None), stop: AtomicBool::new(false) }))
    }

    /// Asks the engine, on a thread that may wait.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Desk) -> Result<T, Error> + Send + 'static,
    ) -> Answer<T> {
        let this = self.clone();
        waiting(move || question(&this.desk(KeySource::Keyring)?)).await
    }

    /// Asks for something long: the screens see how far it is, and may stop it.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Desk, Work<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Answer<T> {
        let this = self.clone();
        waiting(move || {
            let desk = this.desk(KeySource::Keyring)?;
            this.0.stop.store(false, Ordering::Relaxed);
            // A screen that cannot be told just does not show the bar.
            let tell = |progress| drop(Progressed(progress).emit(&this.0.app));
            question(&desk, Work::new(&tell, &this.0.stop))
        })
        .await
    }

    /// Opens the desk with a passphrase, where there is no keyring.
    pub(crate) async fn unlock(&self, passphrase: String) -> Answer<()> {
        let this = self.clone();
        let key = KeySource::Passphrase(SecretString::from(passphrase));
        waiting(move || this.desk(key).map(drop)).await
    }

    /// Asks the work at hand to stop; it leaves everything as it was before.
    pub(crate) fn stop(&self) {
        self.0.stop.store(true, Ordering::Relaxed);
    }

    fn desk(&self, key: KeySource) -> Result<Desk, Error> {
        let mut held = self.0.desk.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(desk) = &*held {
            return Ok(desk.clone());
        }
        let desk = Desk::open(&self.0.start.folder, &key)?;
        let app = self.0.app.clone();
        desk.start_courier(move || drop(Changed.emit(&app)))?;
        *held = Some(desk.clone());
        drop(held);
        self.begin(&desk)?;
        Ok(desk)
    }

    /// The sandbox goes with the practice client: it is started when it was asked for, or was there last time.
    fn begin(&self, desk: &Desk) -> Result<(), Error> {
        if self.0.start.practice || desk.clients()?.iter().any(|client| client.practice) {
            desk.start_practice()?;
        }
        Ok(())
    }
}

async fn waiting<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Answer<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(|error| Trouble::from(&error)),
        Err(_) => Err(broken()),
    }
}

/// A bug: the thread of the work is gone, the program is not.
fn broken() -> Trouble {
    let says = Said::new("这一步内部出错，没有做完", "This step broke inside and was not finished");
    let help = Said::new("数据没有改变，请把日志交给技术支持", "No data changed; hand the log to support");
    Trouble {
        code: "broken".into(),
        zh: says.zh,
        en: says.en,
        help_zh: help.zh,
        help_en: help.en,
        retry: true,
    }
}
