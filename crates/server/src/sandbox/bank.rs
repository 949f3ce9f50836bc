//! The bank, played: it keeps books of its own, and it can be told to be slow, to refuse, to die, to answer twice.

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::money::{Bank, Order, Outcome};
use crate::store::{BankFile, Result};

/// What goes wrong with an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// The payer has not enough money.
    Refuses,
    /// It is asked and does nothing.
    DiesBefore,
    /// It books and does not say so.
    DiesAfter,
    /// It says everything twice.
    Twice,
    /// It takes its time.
    Slow(Duration),
}

/// Which fault an order meets, by its key and how often the bank was asked so far.
pub type Mood = Box<dyn Fn(&Order, u32) -> Fault + Send + Sync>;

/// The bank of a sandbox.
pub struct SandboxBank {
    file: Mutex<(BankFile, u32)>,
    mood: Mood,
}

impl SandboxBank {
    /// Opens its books, which stand in a file of their own.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn open(path: &Path, mood: Mood) -> Result<SandboxBank> {
        Ok(SandboxBank { file: Mutex::new((BankFile::open(path)?, 0)), mood })
    }
}

fn said(booked: bool) -> Outcome {
    if booked { Outcome::Booked } else { Outcome::Refused("账户余额不足".to_owned()) }
}

impl Bank for SandboxBank {
    fn order(&self, order: &Order, tell: &mut dyn FnMut(Outcome)) {
        let outcome = {
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            let fault = (self.mood)(order, file.1);
            file.1 += 1;
            if let Fault::Slow(long) = fault {
                std::thread::sleep(long);
            }
            if fault == Fault::DiesBefore {
                return;
            }
            let amount = if order.credit { -order.amount } else { order.amount };
            let kept = file.0.book(&order.key, &order.party, amount, fault != Fault::Refuses);
            let outcome = kept.and_then(|()| file.0.outcome(&order.key));
            if fault == Fault::DiesAfter {
                return;
            }
            match outcome {
                Ok(outcome) => outcome.map(|booked| (said(booked), fault == Fault::Twice)),
                Err(error) => return tracing::error!(%error, "the bank of the sandbox failed"),
            }
        };
        if let Some((outcome, twice)) = outcome {
            tell(outcome.clone());
            if twice {
                tell(outcome);
            }
        }
    }

    fn status(&self, key: &str) -> Option<Outcome> {
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.0.outcome(key).ok().flatten().map(said)
    }
}
