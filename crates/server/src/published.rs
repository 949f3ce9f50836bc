//! The rules and tables that this service judges by, made ready for whoever asks: anyone may, so each answer is made once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use clearance_core::cn::tables::{Held, Package};
use clearance_core::exchange::published;
use jiff::civil::Date;

/// Days for which an answer is kept; asking for others makes it anew.
const MOST_DAYS: usize = 64;

/// What was made ready.
#[derive(Default)]
pub(crate) struct Published {
    days: Mutex<HashMap<Date, Bytes>>,
    packages: Mutex<HashMap<String, Bytes>>,
}

impl Published {
    /// What judges a day, as JSON.
    pub(crate) fn day(&self, held: &Held, day: Date) -> Bytes {
        let known = || self.days.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = known().get(&day) {
            return made.clone();
        }
        let all = published::Published::of(held, crate::VERSION, day);
        let made = Bytes::from(serde_json::to_vec(&all).unwrap_or_default());
        let mut days = known();
        if days.len() >= MOST_DAYS {
            days.clear();
        }
        days.insert(day, made.clone());
        made
    }

    /// The text of a package, its seal included.
    pub(crate) fn package(&self, package: &Arc<Package>) -> Bytes {
        let mut packages = self.packages.lock().unwrap_or_else(PoisonError::into_inner);
        let made = packages.entry(package.hash().to_owned()).or_insert_with(|| Bytes::from(package.write()));
        made.clone()
    }
}
