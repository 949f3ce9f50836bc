//! The courier's second channel: the folders of an official transport client. We write into its OutBox and take
//! receipts out of its InBox; it sends and receives.
//!
//! # Invariants
//! - A file appears under its name whole or not at all, and no file is ever overwritten.
//! - The ledger is written before a file gets its name and after: a kill at any moment loses nothing and hands nothing
//!   over twice, even when the client takes the file away in between.
//! - A receipt is stored before it is moved. A file that is not ours is neither moved nor deleted.
//! - No name that stands in a file becomes a path.

use std::sync::Arc;

use crate::error::Result;
use crate::view::FolderSetting;

mod collect;
mod hand_over;
mod place;
#[cfg(test)]
mod tests;

pub(crate) use hand_over::Handed;
pub(crate) use place::{Place, check};

/// How fast the folder is believed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// A file that did not change for so long is whole, in milliseconds.
    pub(crate) settle: i64,
    /// Pause before what the client could not send is handed over again, times the number of attempts.
    pub(crate) again: i64,
}

/// The folder of one client program, and the clients of ours that send through it.
#[derive(Clone)]
pub(crate) struct Folder {
    pub(crate) place: Arc<Place>,
    pub(crate) pace: Pace,
    /// What each client of ours sends: its id and its setting.
    pub(crate) styles: Vec<(String, FolderSetting)>,
}

impl Folder {
    fn style(&self, client: &str) -> Option<&FolderSetting> {
        self.styles.iter().find(|(id, _)| id == client).map(|(_, style)| style)
    }

    /// Whether the folder can be used now.
    pub(crate) fn ready(&self) -> Result<()> {
        self.place.out().map(drop)
    }
}
