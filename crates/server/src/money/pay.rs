//! Payment: bills are summed when their 30 days are over, the bank is asked until it has answered, and what is not paid
//! by day 45 is overdue.

use std::collections::BTreeMap;

use clearance_core::cn::life::clocks::{PAID_FROM, PAID_UNTIL};
use clearance_core::cn::message::record::Millis;
use clearance_core::cn::receipt::ceb818_tax_status::TaxBillStatus;
use clearance_core::time::BeijingTime;

use super::bills::{day_of, start_of};
use super::{BANK, Order, Outcome, receivable, refunds};
use crate::book::{Batch, Book};
use crate::store::{BankOrder, BookState, OpenBill, OrderState, PaymentBook, Plan, Posting, Result};

/// A payment book sums at most so many bills.
const MOST_BILLS: usize = 1_000;

impl Book {
    /// Sums the bills of a day of releases into payment books, one for each payer and customs office.
    pub(crate) fn sum_bills(&mut self, batch: &mut Batch, day: i64) -> Result<()> {
        let now = batch.now.unix_ms();
        let begins = start_of(day + i64::from(PAID_FROM));
        if now < begins {
            // The clock went back since this was taken off the agenda.
            return self.store.plan(begins, Plan::Sum, day);
        }
        let open = self.store.open_bills(day, MOST_BILLS)?;
        if open.len() == MOST_BILLS {
            self.store.plan(now, Plan::Sum, day)?;
        }
        let mut groups: BTreeMap<(&str, &str), Vec<&OpenBill>> = BTreeMap::new();
        for bill in &open {
            groups.entry((&bill.payer, office(&bill.tax_no))).or_default().push(bill);
        }
        groups
            .into_iter()
            .try_for_each(|((payer, office), bills)| self.make_book(batch, day, payer, office, &bills))
    }

    fn make_book(
        &mut self,
        batch: &mut Batch,
        day: i64,
        payer: &str,
        office: &str,
        bills: &[&OpenBill],
    ) -> Result<()> {
        let now = batch.now.unix_ms();
        let year = batch.now.date().year();
        let number = self.store.last_payment_book()? + 1;
        let mut book = PaymentBook {
            id: 0,
            duty_no: format!("{office}{year:04}L{number:09}"),
            payer: payer.to_owned(),
            day,
            at: now,
            bills: i64::try_from(bills.len()).unwrap_or(i64::MAX),
            amount: bills.iter().map(|bill| bill.due).sum(),
            state: BookState::Due,
        };
        let tax_nos: Vec<&str> = bills.iter().map(|bill| bill.tax_no.as_str()).collect();
        book.id = self.store.put_payment_book(&book, &tax_nos)?;
        for bill in bills {
            batch.mail.to(bill.enterprise).bill_statuses.push(TaxBillStatus {
                guid: self.guids.draw(),
                at: Millis(BeijingTime::from_unix_ms(now)),
                invt_no: bill.invt_no.clone().unwrap_or_default(),
                tax_no: bill.tax_no.clone(),
                status: "2".to_owned(),
                duty_no: Some(book.duty_no.clone()),
                guarantor_code: (!payer.is_empty()).then(|| payer.to_owned()),
            });
        }
        if book.amount == 0 {
            return self.paid(batch, &book);
        }
        self.ask_bank_to_pay(batch, &book, 1)?;
        self.store.plan(start_of(day + i64::from(PAID_UNTIL) + 1), Plan::Overdue, book.id)
    }

    fn ask_bank_to_pay(&mut self, batch: &Batch, book: &PaymentBook, attempt: i64) -> Result<()> {
        let order = BankOrder {
            id: 0,
            key: format!("{}-{attempt}", book.duty_no),
            credit: false,
            book: book.id,
            payer: book.payer.clone(),
            amount: book.amount,
            state: OrderState::Asked,
            tries: 0,
            attempt,
            next: batch.now.unix_ms(),
            why: None,
        };
        let order = self.store.put_bank_order(&order)?;
        self.store.plan(batch.now.unix_ms(), Plan::Bank, order)
    }

    /// Asks the bank about an order that is open, or for another attempt after one that was refused.
    pub(crate) fn at_bank(&mut self, batch: &mut Batch, id: i64) -> Result<()> {
        let Some(mut order) = self.store.bank_order(id)? else { return Ok(()) };
        let now = batch.now.unix_ms();
        if now < order.next {
            // Planned before it was answered; what is planned now comes later.
            return Ok(());
        }
        match order.state {
            OrderState::Booked | OrderState::Waits => Ok(()),
            OrderState::Asked => {
                order.tries += 1;
                order.next = now + millis(self.config.bank_again_after);
                self.store.update_bank_order(&order)?;
                self.store.plan(order.next, Plan::Bank, id)?;
                let BankOrder { key, payer: party, amount, credit, .. } = order;
                batch.errands.push((order.tries > 1, Order { key, party, amount, credit }));
                Ok(())
            }
            OrderState::Refused => {
                // Another attempt follows once, or none.
                order.next = i64::MAX;
                self.store.update_bank_order(&order)?;
                let Some(book) = self.store.payment_book(order.book)? else { return Ok(()) };
                if !order.credit {
                    let over = day_of(now) > book.day + i64::from(PAID_UNTIL);
                    if book.state != BookState::Due || over {
                        return Ok(());
                    }
                    return self.ask_bank_to_pay(batch, &book, order.attempt + 1);
                }
                let key = format!("{}-{}", order.key, order.attempt + 1);
                let again = BankOrder {
                    id: 0,
                    key,
                    state: OrderState::Asked,
                    tries: 0,
                    attempt: order.attempt + 1,
                    next: now,
                    why: None,
                    ..order
                };
                let id = self.store.put_bank_order(&again)?;
                self.store.plan(now, Plan::Bank, id)
            }
        }
    }

    /// What the bank said. Only the first answer to an order counts.
    pub(crate) fn banked(&mut self, batch: &mut Batch, key: &str, outcome: Outcome) -> Result<()> {
        let Some(mut order) = self.store.bank_order_by_key(key)? else { return Ok(()) };
        if order.state != OrderState::Asked {
            return Ok(());
        }
        let now = batch.now.unix_ms();
        match outcome {
            Outcome::Refused(why) => {
                tracing::warn!(key, why, "the bank refused an order");
                (order.state, order.why) = (OrderState::Refused, Some(why.chars().take(200).collect()));
                order.next = now + millis(self.config.pay_again_after);
                self.store.update_bank_order(&order)?;
                self.store.plan(order.next, Plan::Bank, order.id)
            }
            Outcome::Booked => {
                (order.state, order.why) = (OrderState::Booked, None);
                self.store.update_bank_order(&order)?;
                let (what, party, amount) = if order.credit {
                    ("refund", refunds(&order.payer), order.amount)
                } else {
                    ("payment", receivable(&order.payer), -order.amount)
                };
                let entries = BTreeMap::from([(party, amount), (BANK.to_owned(), -amount)]);
                self.store.post(&Posting { at: now, what, about: order.key, entries })?;
                if order.credit {
                    return Ok(());
                }
                let Some(book) = self.store.payment_book(order.book)? else { return Ok(()) };
                self.paid(batch, &book)
            }
        }
    }

    /// A book is paid: what its bills hold is free, and refunds that waited for it go out.
    fn paid(&mut self, batch: &Batch, book: &PaymentBook) -> Result<()> {
        self.store.set_payment_book(book.id, BookState::Paid)?;
        for (guarantee, held) in self.store.give_back_of_book(book.id)? {
            if let Some(fund) = self.funds.by_id(guarantee) {
                fund.shift(-held);
            }
        }
        for mut order in self.store.bank_orders_of(book.id)? {
            if order.state == OrderState::Waits {
                (order.state, order.next) = (OrderState::Asked, batch.now.unix_ms());
                self.store.update_bank_order(&order)?;
                self.store.plan(batch.now.unix_ms(), Plan::Bank, order.id)?;
            }
        }
        Ok(())
    }

    /// The last day to pay a book is over. An order that the bank has not answered may still be booked.
    pub(crate) fn overdue(&mut self, batch: &Batch, id: i64) -> Result<()> {
        let Some(book) = self.store.payment_book(id)? else { return Ok(()) };
        let ends = start_of(book.day + i64::from(PAID_UNTIL) + 1);
        if batch.now.unix_ms() < ends {
            return self.store.plan(ends, Plan::Overdue, id);
        }
        if book.state == BookState::Due {
            tracing::warn!(duty_no = book.duty_no, "a payment book is overdue");
            self.store.set_payment_book(id, BookState::Overdue)?;
        }
        Ok(())
    }
}

/// The customs office of a bill: the first four signs of its number.
fn office(tax_no: &str) -> &str {
    tax_no.get(..4).unwrap_or("0000")
}

fn millis(duration: std::time::Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX / 4)
}
