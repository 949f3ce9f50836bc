//! Rings when something came into an enterprise's feed, so that a waiting call answers at once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;

use crate::store::EnterpriseId;

/// One bell for each enterprise that someone waits for.
#[derive(Default)]
pub(crate) struct Bells {
    all: Mutex<HashMap<EnterpriseId, watch::Sender<u64>>>,
}

impl Bells {
    /// Listens for an enterprise. What is rung from now on is heard, also before the first wait.
    #[must_use]
    pub(crate) fn listen(&self, enterprise: EnterpriseId) -> watch::Receiver<u64> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(enterprise).or_insert_with(|| watch::channel(0).0).subscribe()
    }

    /// Something came, up to this cursor.
    pub(crate) fn ring(&self, enterprise: EnterpriseId, cursor: u64) {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bell) = all.get(&enterprise) {
            bell.send_replace(cursor);
        }
    }
}
