//! A long piece of work: whom to tell how far it is, and whether to stop.

use std::sync::atomic::{AtomicBool, Ordering};

use clearance_core::text::Text;

use crate::error::{Error, Result, fault};
use crate::view::{Progress, Said, count};

/// Handed to everything that takes longer than a moment.
#[derive(Clone, Copy)]
pub struct Work<'a> {
    tell: Option<&'a (dyn Fn(Progress) + Sync)>,
    stop: Option<&'a AtomicBool>,
}

impl<'a> Work<'a> {
    /// Tells how far it is, and stops when the flag is raised.
    #[must_use]
    pub fn new(tell: &'a (dyn Fn(Progress) + Sync), stop: &'a AtomicBool) -> Self {
        Work { tell: Some(tell), stop: Some(stop) }
    }

    /// Nobody watches, nobody stops it.
    #[must_use]
    pub const fn quiet() -> Self {
        Work { tell: None, stop: None }
    }

    /// So far it has come.
    ///
    /// # Errors
    /// `cancelled` when it shall stop; whatever was begun is then left as it was before.
    pub fn at(&self, done: usize, total: usize, what: Text) -> Result<()> {
        self.at_said(done, total, what.into())
    }

    /// So far it has come, in words that name something.
    ///
    /// # Errors
    /// As [`Work::at`].
    pub fn at_said(&self, done: usize, total: usize, what: Said) -> Result<()> {
        if let Some(tell) = self.tell {
            tell(Progress { done: count(done), total: count(total), what });
        }
        if self.stopped() { Err(Error::new(&fault::CANCELLED)) } else { Ok(()) }
    }

    /// Whether someone has raised the flag.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed))
    }
}
