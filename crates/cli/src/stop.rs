//! Ctrl-C, and a request to terminate: long work stops where everything is consistent; whatever else runs just ends.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// Looked at by long work.
static STOPPED: AtomicBool = AtomicBool::new(false);
/// How much long work is under way.
static LONG: AtomicU32 = AtomicU32::new(0);
static LISTENS: Once = Once::new();
/// As shells tell an interrupt.
const INTERRUPTED: i32 = 130;

/// Long work that can be asked to stop, for as long as this lives.
pub(crate) struct Stoppable(());

impl Stoppable {
    pub(crate) fn new() -> Self {
        LONG.fetch_add(1, Ordering::SeqCst);
        // Where no thread can be had, the system ends the program as it always did.
        LISTENS.call_once(|| drop(std::thread::Builder::new().name("stop".to_owned()).spawn(listen)));
        Stoppable(())
    }
}

impl Drop for Stoppable {
    fn drop(&mut self) {
        LONG.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Whether someone asked to stop.
pub(crate) fn stopped() -> &'static AtomicBool {
    &STOPPED
}

fn listen() {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
    runtime.block_on(async {
        while asked().await {
            // Asked twice, or with nothing under way that could stop by itself: the program ends.
            if STOPPED.swap(true, Ordering::SeqCst) || LONG.load(Ordering::SeqCst) == 0 {
                std::process::exit(INTERRUPTED);
            }
        }
    });
}

#[cfg(unix)]
async fn asked() -> bool {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return tokio::signal::ctrl_c().await.is_ok();
    };
    tokio::select! {
        interrupt = tokio::signal::ctrl_c() => interrupt.is_ok(),
        told = terminate.recv() => told.is_some(),
    }
}

#[cfg(not(unix))]
async fn asked() -> bool {
    tokio::signal::ctrl_c().await.is_ok()
}
