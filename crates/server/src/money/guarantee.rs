//! Guarantee accounts in the writer's memory: held while cases are decided on all cores, kept once a batch.
//!
//! A batch that fails leaves its holds behind in memory; the accounts are then read from the store again.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed};

use clearance_core::exchange::money::GuaranteeLine;

use super::{SECURITY, deposit};
use crate::book::{Batch, Book};
use crate::error::{Reason, Refused};
use crate::store::{Guarantee, Posting, Result, Store};

/// One account. All amounts are cents.
#[derive(Debug)]
pub(crate) struct Fund {
    pub(crate) id: i64,
    code: String,
    balance: AtomicI64,
    held: AtomicI64,
    changed: AtomicBool,
}

impl Fund {
    fn of(row: Guarantee) -> Self {
        Fund {
            id: row.id,
            code: row.code,
            balance: row.balance.into(),
            held: row.held.into(),
            changed: false.into(),
        }
    }

    /// Holds an amount where that much is free, and else nothing.
    pub(crate) fn hold(&self, amount: i64) -> bool {
        let balance = self.balance.load(Relaxed);
        let fits = |held: i64| held.checked_add(amount).filter(|held| *held <= balance);
        let held = self.held.fetch_update(Relaxed, Relaxed, fits).is_ok();
        if held && amount != 0 {
            self.changed.store(true, Relaxed);
        }
        held
    }

    /// Holds more, or less, whether it is free or not: the tax of a case that was accepted is what it is.
    pub(crate) fn shift(&self, amount: i64) {
        if amount != 0 {
            self.held.fetch_add(amount, Relaxed);
            self.changed.store(true, Relaxed);
        }
    }
}

/// The accounts, by code and by row.
#[derive(Debug, Default)]
pub(crate) struct Funds {
    by_code: HashMap<String, Arc<Fund>>,
    by_id: HashMap<i64, Arc<Fund>>,
    /// Whether a batch failed, so that memory knows more than the disk.
    pub(crate) stale: bool,
}

impl Funds {
    pub(crate) fn read(store: &dyn Store) -> Result<Self> {
        let mut funds = Funds::default();
        store.guarantees()?.into_iter().for_each(|row| funds.know(Fund::of(row)));
        Ok(funds)
    }

    fn know(&mut self, fund: Fund) {
        let fund = Arc::new(fund);
        self.by_code.insert(fund.code.clone(), Arc::clone(&fund));
        self.by_id.insert(fund.id, fund);
    }

    /// The account of a guarantor, where there is one.
    pub(crate) fn of(&self, code: &str) -> Option<Arc<Fund>> {
        if self.by_code.is_empty() {
            return None;
        }
        self.by_code.get(code).cloned()
    }

    /// An account by its row.
    pub(crate) fn by_id(&self, id: i64) -> Option<Arc<Fund>> {
        self.by_id.get(&id).cloned()
    }

    /// Keeps what has changed: one row an account.
    pub(crate) fn keep(&self, store: &mut dyn Store) -> Result<()> {
        for fund in self.by_id.values() {
            if fund.changed.swap(false, Relaxed) {
                store.set_guarantee(fund.id, fund.balance.load(Relaxed), fund.held.load(Relaxed))?;
            }
        }
        Ok(())
    }
}

impl Book {
    /// Deposits into an account, or takes out of it what is free; opens it where there is none.
    pub(crate) fn fund(
        &mut self,
        batch: &Batch,
        code: &str,
        amount: i64,
    ) -> Result<std::result::Result<GuaranteeLine, Refused>> {
        let fund = match self.funds.of(code) {
            Some(fund) => fund,
            None => {
                let id = self.store.open_guarantee(code)?;
                self.funds.know(Fund::of(Guarantee { id, code: code.to_owned(), balance: 0, held: 0 }));
                match self.funds.of(code) {
                    Some(fund) => fund,
                    None => unreachable!("it has just been opened"),
                }
            }
        };
        let (balance, held) = (fund.balance.load(Relaxed), fund.held.load(Relaxed));
        let Some(after) = balance.checked_add(amount).filter(|after| amount > 0 || *after >= held) else {
            return Ok(Err(Reason::GuaranteeUsed.into()));
        };
        fund.balance.store(after, Relaxed);
        fund.changed.store(true, Relaxed);
        if amount != 0 {
            let entries = BTreeMap::from([(deposit(code), amount), (SECURITY.to_owned(), -amount)]);
            let at = batch.now.unix_ms();
            self.store.post(&Posting { at, what: "deposit", about: code.to_owned(), entries })?;
        }
        Ok(Ok(line(&Guarantee { id: fund.id, code: code.to_owned(), balance: after, held })))
    }
}

/// An account as it is told.
pub(crate) fn line(account: &Guarantee) -> GuaranteeLine {
    GuaranteeLine {
        code: account.code.clone(),
        balance_cents: account.balance,
        held_cents: account.held,
        free_cents: account.balance - account.held,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fund(balance: i64) -> Fund {
        Fund::of(Guarantee { id: 1, code: "3301964J31".to_owned(), balance, held: 0 })
    }

    #[test]
    fn the_last_cent_may_be_held_and_no_more() {
        let fund = fund(100);
        assert!(fund.hold(60) && fund.hold(40) && fund.hold(0));
        assert!(!fund.hold(1) && !fund.hold(i64::MAX));
        fund.shift(-1);
        assert!(fund.hold(1) && !fund.hold(1));
    }

    #[test]
    fn many_at_once_hold_no_more_than_there_is() {
        let fund = fund(1_000);
        let held = AtomicI64::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..500 {
                        if fund.hold(3) {
                            held.fetch_add(3, Relaxed);
                        }
                    }
                });
            }
        });
        assert_eq!((held.load(Relaxed), fund.held.load(Relaxed)), (999, 999));
    }
}
