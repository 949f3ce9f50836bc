//! The intake log: what was admitted, in its order, before anything is made of it. Station 10, between admission and book.
//!
//! An admission is answered once the log holds it. The book reads the log in its order and notes in its own transaction
//! how far it has read, so that every entry takes effect once, however often either of them is killed.
//!
//! # Invariants
//! - What [`IntakeLog::append`] has returned survives a killed process and a lost power supply.
//! - An id stands in the log once. Its bytes never change, and its number never moves.
//! - Numbers grow in the order in which entries are kept.

#[cfg(test)]
pub(crate) mod conformance;
mod writer;

use clearance_core::exchange::Admitted;
use clearance_core::time::BeijingTime;

pub(crate) use self::writer::{Ask, Logged, Pace, Writer};
use crate::error::{Reason, Refused};
use crate::store::{EnterpriseId, Result};

/// A message about to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewEntry<'a> {
    /// Its id.
    pub guid: &'a str,
    /// SHA-256 of its bytes.
    pub digest: [u8; 32],
    /// Root element.
    pub kind: &'a str,
    /// Who sent it.
    pub enterprise: EnterpriseId,
    /// When it came, milliseconds since 1970.
    pub at: i64,
    /// How many records it holds.
    pub records: u32,
    /// Whether the sandbox made it in the place of its sender.
    pub own: bool,
    /// The bytes as they came.
    pub bytes: &'a [u8],
}

/// A message that is kept, without its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its number.
    pub number: i64,
    /// SHA-256 of its bytes.
    pub digest: [u8; 32],
    /// Who sent it.
    pub enterprise: EnterpriseId,
    /// When it came.
    pub at: i64,
    /// How many records it holds.
    pub records: u32,
}

impl Known {
    /// What is answered to a message that was there already: the same again, or that its id was used for something else.
    pub(crate) fn answer(
        &self,
        guid: &str,
        sender: EnterpriseId,
        digest: &[u8; 32],
    ) -> std::result::Result<Admitted, Refused> {
        if self.enterprise != sender || self.digest != *digest {
            return Err(Reason::OtherBytes.into());
        }
        let at = BeijingTime::from_unix_ms(self.at);
        Ok(Admitted { message: guid.to_owned(), records: self.records as usize, at, again: true })
    }
}

/// What became of a new entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is kept under this number.
    New(i64),
    /// Its id was there already, from before or from earlier in the same call.
    Before(Known),
}

/// A message as it is read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub number: i64,
    /// Who sent it.
    pub enterprise: EnterpriseId,
    /// When it came, milliseconds since 1970.
    pub at: i64,
    /// Whether the sandbox made it in the place of its sender.
    pub own: bool,
    /// The bytes as they came.
    pub bytes: Vec<u8>,
}

/// The writing side; there is one.
pub trait IntakeLog: Send {
    /// Keeps all whose ids are new, in their order, and says of each what became of it. All of them or none.
    ///
    /// # Errors
    /// No room, or the disk fails; then nothing was kept.
    fn append(&mut self, entries: &[NewEntry<'_>]) -> Result<Vec<Kept>>;
    /// Another way to read the same log.
    ///
    /// # Errors
    /// It cannot be opened.
    fn reader(&self) -> Result<Box<dyn LogReader>>;
}

/// The reading side; there may be many.
pub trait LogReader: Send {
    /// An entry by its id.
    ///
    /// # Errors
    /// The log cannot be read.
    fn by_guid(&self, guid: &str) -> Result<Option<Known>>;
    /// The bytes of an entry.
    ///
    /// # Errors
    /// The log cannot be read, or holds no such number.
    fn bytes(&self, number: i64) -> Result<Vec<u8>>;
    /// The entries after a number, in order: about `bytes` in all, but at least one where there is one.
    ///
    /// # Errors
    /// The log cannot be read.
    fn after(&self, number: i64, bytes: usize) -> Result<Vec<Entry>>;
    /// Another way to read the same log.
    ///
    /// # Errors
    /// It cannot be opened.
    fn another(&self) -> Result<Box<dyn LogReader>>;
    /// The newest number, and 0 where there is none.
    ///
    /// # Errors
    /// The log cannot be read.
    fn last(&self) -> Result<i64>;
}
