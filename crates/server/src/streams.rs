//! How many streams of receipts each enterprise has open: each holds a connection and a page of the feed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::store::EnterpriseId;

/// The streams that are open.
pub(crate) struct Streams {
    most: usize,
    open: Mutex<HashMap<EnterpriseId, usize>>,
}

/// One stream; it is closed when this is dropped.
pub(crate) struct Seat {
    streams: Arc<Streams>,
    enterprise: EnterpriseId,
}

impl Streams {
    pub(crate) fn of(most: usize) -> Streams {
        Streams { most, open: Mutex::default() }
    }

    /// Opens a stream; none where the enterprise has as many as it may.
    pub(crate) fn enter(self: &Arc<Self>, enterprise: EnterpriseId) -> Option<Seat> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(enterprise).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Seat { streams: Arc::clone(self), enterprise })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.streams.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.enterprise) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.enterprise);
            }
        }
    }
}
