//! The bank as a port, and the teller: a thread that asks it outside the writer's transaction.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel};

use crate::book::Job;

/// An order to the bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The bank does it once under this key.
    pub key: String,
    /// Whose account: the payer's code.
    pub party: String,
    /// How much, in cents.
    pub amount: i64,
    /// Whether money goes back to the payer.
    pub credit: bool,
}

/// What became of an order, for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The money has moved.
    Booked,
    /// It has not, and under this key never will.
    Refused(String),
}

/// A bank. It may be slow, answer never or twice: whoever asks asks again under the same key.
pub trait Bank: Send + Sync {
    /// Does an order at most once under its key, and tells what became of it; whoever tells nothing is asked again.
    fn order(&self, order: &Order, tell: &mut dyn FnMut(Outcome));
    /// What became of an order; `None` where the bank has not booked or refused it, or cannot be asked.
    fn status(&self, key: &str) -> Option<Outcome>;
}

/// Whether it was asked before, and what.
pub(crate) type Errand = (bool, Order);

/// The other end of the teller.
pub(crate) struct Teller(Sender<Vec<Errand>>);

impl Teller {
    /// Hands orders to the teller; those that are lost come again by the agenda.
    pub(crate) fn hand(&self, errands: Vec<Errand>) {
        if !errands.is_empty() && self.0.send(errands).is_err() {
            tracing::error!("the teller has stopped");
        }
    }
}

/// The teller and the work of its thread.
pub(crate) fn teller(bank: Arc<dyn Bank>, jobs: SyncSender<Job>) -> (Teller, impl FnOnce() + Send) {
    let (send, receive) = channel();
    (Teller(send), move || run(bank.as_ref(), &jobs, &receive))
}

fn run(bank: &dyn Bank, jobs: &SyncSender<Job>, errands: &Receiver<Vec<Errand>>) {
    while let Ok(all) = errands.recv() {
        for (again, order) in all {
            let mut tell = |outcome: Outcome| {
                // Whoever asked may have gone away; then the bank is asked again at the next start.
                let _ = jobs.send(Job::Banked { key: order.key.clone(), outcome });
            };
            // The answer to an earlier try may have been lost.
            match bank.status(&order.key).filter(|_| again) {
                Some(outcome) => tell(outcome),
                None => bank.order(&order, &mut tell),
            }
        }
    }
}
