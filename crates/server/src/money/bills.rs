//! What bills add up to in a batch, and what cancels and returns take off them.

use std::collections::{BTreeMap, BTreeSet};

use clearance_core::cn::life::clocks::PAID_FROM;
use clearance_core::money::Money;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{REVENUE, receivable, refunds};
use crate::book::{Batch, Book};
use crate::store::{BankOrder, BookState, Clearance, OrderState, Plan, Posting, Result};

const DAY: i64 = 86_400_000;
/// Beijing is ahead of the time that milliseconds are counted in.
const AHEAD: i64 = 8 * 3_600_000;

/// The day of a moment in Beijing, in days since 1970.
pub(crate) fn day_of(at: i64) -> i64 {
    (at + AHEAD).div_euclid(DAY)
}

/// The moment at which a day begins in Beijing.
pub(crate) fn start_of(day: i64) -> i64 {
    day.saturating_mul(DAY) - AHEAD
}

/// An amount in cents, rounded half up.
pub(crate) fn cents(amount: Money) -> i64 {
    (amount.to_cent().0 * Decimal::ONE_HUNDRED).to_i64().unwrap_or(i64::MAX / 4)
}

/// What a batch adds to the ledger: one posting for all bills that it states, and one for all that it takes off.
#[derive(Default)]
pub(crate) struct Tally {
    stated: BTreeMap<String, i64>,
    taken_off: BTreeMap<String, i64>,
    owed: BTreeMap<String, i64>,
    days: BTreeSet<i64>,
}

impl Tally {
    /// A bill is stated.
    pub(crate) fn state(&mut self, payer: &str, day: i64, due: i64) {
        add(&mut self.stated, payer, due);
        self.days.insert(day);
    }
}

fn add(all: &mut BTreeMap<String, i64>, payer: &str, amount: i64) {
    match all.get_mut(payer) {
        Some(sum) => *sum += amount,
        None => {
            all.insert(payer.to_owned(), amount);
        }
    }
}

/// The entries of payers and, against them, revenue.
fn against_revenue(
    sums: &BTreeMap<String, i64>,
    account: fn(&str) -> String,
    sign: i64,
) -> BTreeMap<String, i64> {
    let mut entries: BTreeMap<String, i64> =
        sums.iter().map(|(payer, sum)| (account(payer), sign * sum)).collect();
    let all: i64 = entries.values().sum();
    entries.insert(REVENUE.to_owned(), -all);
    entries
}

/// How much of a bill is not levied after all.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Off {
    /// All of it.
    All,
    /// So many cents.
    Cents(i64),
}

impl Book {
    /// Posts what the batch stated and took off, and plans the day on which its bills are summed.
    pub(crate) fn post_tally(&mut self, batch: &mut Batch) -> Result<()> {
        let Tally { stated, taken_off, owed, days } = std::mem::take(&mut batch.tally);
        let at = batch.now.unix_ms();
        for (what, entries) in [
            ("bills", against_revenue(&stated, receivable, 1)),
            ("taken-off", against_revenue(&taken_off, receivable, -1)),
            ("refund-owed", against_revenue(&owed, refunds, -1)),
        ] {
            if entries.values().any(|amount| *amount != 0) {
                self.store.post(&Posting { at, what, about: String::new(), entries })?;
            }
        }
        for day in days {
            self.store.plan(start_of(day + i64::from(PAID_FROM)), Plan::Sum, day)?;
        }
        Ok(())
    }

    /// Takes something off the bill of a case: what is not summed is not asked for, what is summed is refunded.
    pub(crate) fn take_off(&mut self, batch: &mut Batch, clearance: &mut Clearance, off: Off) -> Result<()> {
        let Some(bill) = self.store.live_bill(clearance.id)? else {
            // Accepted and not released: only the hold is there.
            if matches!(off, Off::All) {
                self.let_go(clearance, clearance.held);
            }
            return Ok(());
        };
        let amount = match off {
            Off::All => bill.due,
            Off::Cents(cents) => cents.clamp(0, bill.due),
        };
        if amount == 0 {
            return Ok(());
        }
        self.store.lower_bill(&bill.tax_no, amount)?;
        let Some(id) = bill.book else {
            add(&mut batch.tally.taken_off, &bill.payer, amount);
            self.let_go(clearance, amount.min(clearance.held));
            return Ok(());
        };
        add(&mut batch.tally.owed, &bill.payer, amount);
        let paid = self.store.payment_book(id)?.is_some_and(|book| book.state == BookState::Paid);
        let number = self.store.bank_orders_of(id)?.len() + 1;
        let order = BankOrder {
            id: 0,
            key: format!("R-{id}-{number}"),
            credit: true,
            book: id,
            payer: bill.payer,
            amount,
            state: if paid { OrderState::Asked } else { OrderState::Waits },
            tries: 0,
            attempt: 1,
            next: batch.now.unix_ms(),
            why: None,
        };
        let order = self.store.put_bank_order(&order)?;
        self.store.plan(batch.now.unix_ms(), Plan::Bank, order)
    }

    /// Gives back so much of what a case holds.
    fn let_go(&self, clearance: &mut Clearance, amount: i64) {
        if let Some(fund) = clearance.guarantee.and_then(|id| self.funds.by_id(id)) {
            fund.shift(-amount);
            clearance.held -= amount;
        }
    }
}

#[cfg(test)]
mod tests {
    use clearance_core::time::BeijingTime;

    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_beijing() {
        let at = |text: &str| BeijingTime::from_wire(text).expect("a time").unix_ms();
        let day = day_of(at("20261124000000"));
        assert_eq!(day_of(at("20261124235959")), day);
        assert_eq!(day_of(at("20261123235959")), day - 1);
        assert_eq!(start_of(day), at("20261124000000"));
        assert_eq!(start_of(day + 31), at("20261225000000"));
    }

    #[test]
    fn half_a_cent_is_a_cent() {
        for (yuan, expected) in [("0", 0), ("0.005", 1), ("0.00499", 0), ("42.406", 4_241), ("1", 100)] {
            assert_eq!(cents(Money::parse(yuan).expect("a plain decimal")), expected, "{yuan}");
        }
    }
}
