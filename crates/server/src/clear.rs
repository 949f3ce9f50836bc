//! Drives core's decision: finds the documents of each case, lets core decide, and keeps what was decided.

use std::collections::HashMap;
use std::sync::Arc;

use clearance_core::cn::clear::{Action, Decision, Officer, Stage, Word, act, decide, proceed, tax_bill};
use clearance_core::cn::receipt::ceb622_inventory::InventoryReceipt;
use clearance_core::cn::receipt::ceb816_tax::TaxBillMessage;
use clearance_core::cn::tax::{Assessment, assess_declaration};
use clearance_core::cn::{Case, Facts};
use clearance_core::money::Money;
use clearance_core::time::BeijingTime;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::book::{Batch, Book};
use crate::case::Outside;
use crate::documents::Document;
use crate::intake::inventory_receipt;
use crate::money::{Fund, cents, day_of};
use crate::parallel::each;
use crate::sandbox::Supply;
use crate::sandbox::practice::Practice;
use crate::store::{Bill, Clearance, Key, Plan, Result};

/// One case with everything that its decision needs.
struct Work {
    clearance: Clearance,
    declaration: Document,
    order: Option<Document>,
    payment: Option<Document>,
    waybill: Option<Document>,
    outside: Outside,
    practice: Practice,
    /// An officer is done, or the case is to be closed.
    proceeds: bool,
    /// What an officer does.
    action: Option<Action>,
    closes_at_once: bool,
    /// The guarantee account that covers the tax, or would.
    fund: Option<Arc<Fund>>,
    /// Whether nothing is accepted without a guarantee.
    guarantee_demanded: bool,
    now: BeijingTime,
    /// Ids for the receipts that do not repeat the one that was sent, and for the bill.
    guids: [String; 3],
}

/// One case after its decision.
struct Done {
    clearance: Clearance,
    was: Stage,
    declaration: Document,
    order: Option<Document>,
    practice: Practice,
    receipts: Vec<InventoryReceipt>,
    bill: Option<(TaxBillMessage, Bill)>,
    /// What it adds to the buyer's year.
    bought: i64,
}

impl Book {
    /// Looks at every case that something happened to. `late` says that held back receipts may be written now.
    pub(crate) fn clear(&mut self, batch: &mut Batch) -> Result<()> {
        let mut groups: Vec<(i64, Vec<Work>)> = Vec::new();
        let mut by_buyer: HashMap<([u8; 16], i16), usize> = HashMap::new();
        for (id, turn) in batch.take_touched() {
            let clearance = match batch.fresh.remove(&id) {
                Some(fresh) => Some(fresh),
                None => self.store.clearance(id)?,
            };
            let Some(clearance) = clearance else { continue };
            let Some(work) = self.work(batch, clearance, turn)? else { continue };
            // Purchases of one buyer are decided one after the other, because each counts for the next.
            let buyer = (work.clearance.buyer, work.clearance.year);
            let group = match by_buyer.get(&buyer) {
                Some(group) => *group,
                None => {
                    groups.push((self.store.year_total(&buyer.0, buyer.1)?, Vec::new()));
                    by_buyer.insert(buyer, groups.len() - 1);
                    groups.len() - 1
                }
            };
            groups[group].1.push(work);
        }
        let facts = self.facts(Some(batch.now));
        let decided = each(groups, self.config.workers, |(mut year, works)| {
            let decide_one = |work: Work| {
                let done = work.decide(&facts, year);
                year += done.bought;
                done
            };
            works.into_iter().map(decide_one).collect::<Vec<Done>>()
        });
        decided.into_iter().flatten().try_for_each(|done| self.keep(batch, done))
    }

    fn work(&mut self, batch: &mut Batch, mut clearance: Clearance, turn: Turn) -> Result<Option<Work>> {
        let practice = if self.config.sandbox { Practice::of(&clearance.order.1) } else { Practice::Passes };
        let action = if turn == Turn::Act { batch.acts.remove(&clearance.id) } else { None };
        let proceeds = turn == Turn::Proceed || action.is_some();
        if !proceeds && !matches!(clearance.stage, Stage::New | Stage::Waiting(_)) {
            return Ok(None);
        }
        match practice {
            Practice::Silent => return Ok(None),
            Practice::Late if clearance.stage == Stage::New && turn == Turn::Documents => {
                if batch.is_new(clearance.id) {
                    let due = batch.now.unix_ms() + millis(self.config.late_after);
                    self.store.plan(due, Plan::Late, clearance.id)?;
                }
                return Ok(None);
            }
            _ => {}
        }
        let store = self.store.as_mut();
        let documents = &mut self.documents;
        let (platform, order_no) = clearance.order.clone();
        let keys = [
            Key::Order(platform.clone(), order_no.clone()),
            Key::PaymentOf(platform, order_no),
            Key::Waybill(clearance.waybill.0.clone(), clearance.waybill.1.clone()),
        ];
        let mut partners = [None, None, None];
        if !proceeds {
            for (key, partner) in keys.iter().zip(&mut partners) {
                let Some(record) = store.record(key)? else { continue };
                if record.own && batch.is_new(clearance.id) {
                    // The sandbox made it for an earlier submission, which may have said something else.
                    store.drop_record(key)?;
                    continue;
                }
                *partner = Some(documents.get(record.place)?);
            }
        }
        let [order, payment, waybill] = partners;
        let declaration = documents.get(clearance.place)?;
        let fund = match (clearance.guarantee, declaration.declaration()) {
            (Some(id), _) => self.funds.by_id(id),
            (None, Some(declaration)) => self.funds.of(&declaration.head.guarantor_code),
            (None, None) => None,
        };
        if clearance.pre_no.is_none() {
            self.last_number += 1;
            let date = clearance_core::time::date_to_wire(batch.now.date());
            clearance.pre_no = Some(format!("B{date}{:09}", self.last_number % 1_000_000_000));
        }
        Ok(Some(Work {
            clearance,
            declaration,
            order,
            payment,
            waybill,
            outside: Outside { risk: self.risk.clone(), practice, secret: self.secret },
            practice,
            proceeds,
            action,
            fund,
            guarantee_demanded: self.config.guarantee_demanded,
            closes_at_once: self.config.close_after.is_some_and(|after| after.is_zero()),
            now: batch.now,
            guids: [self.guids.draw(), self.guids.draw(), self.guids.draw()],
        }))
    }

    /// Keeps what was decided, says it, and plans what comes next.
    fn keep(&mut self, batch: &mut Batch, done: Done) -> Result<()> {
        let Done { clearance, was, declaration, order, practice, receipts, bill, bought } = done;
        if receipts.is_empty() {
            return Ok(());
        }
        self.store.update_clearance(&clearance)?;
        if bought != 0 {
            self.store.add_to_year(&clearance.buyer, clearance.year, bought)?;
        }
        let letters = batch.mail.to(clearance.enterprise);
        letters.declarations.extend(receipts);
        if let Some((message, row)) = bill {
            letters.bills.push(message);
            batch.tally.state(&row.payer, row.day, row.due);
            self.store.put_bill(&row)?;
        }
        let now = batch.now.unix_ms();
        match clearance.stage {
            Stage::Inspected | Stage::Reviewed => {
                if let Some(after) = self.config.officer_after {
                    self.store.plan(now + millis(after), Plan::Officer, clearance.id)?;
                }
            }
            Stage::Released => {
                if let Some(after) = self.config.close_after {
                    self.store.plan(now + millis(after), Plan::Close, clearance.id)?;
                }
            }
            Stage::Waiting(missing) if self.config.sandbox && was == Stage::New => {
                if self.config.partners_after.is_zero() {
                    batch.supplies.push(Supply { declaration, order, missing, practice });
                } else {
                    let due = now + millis(self.config.partners_after);
                    self.store.plan(due, Plan::Supply, clearance.id)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Takes what is due off the agenda.
    pub(crate) fn due(&mut self, batch: &mut Batch) -> Result<()> {
        for (plan, id) in self.store.take_due(batch.now.unix_ms(), 2_000)? {
            match plan {
                Plan::Officer | Plan::Close => batch.turn(id, Turn::Proceed),
                Plan::Late => batch.turn(id, Turn::Late),
                Plan::Supply => self.supply(batch, id)?,
                Plan::Sum => self.sum_bills(batch, id)?,
                Plan::Overdue => self.overdue(batch, id)?,
                Plan::Bank => self.at_bank(batch, id)?,
            }
        }
        Ok(())
    }

    /// Has the sandbox send what a case still waits for.
    fn supply(&mut self, batch: &mut Batch, id: i64) -> Result<()> {
        let Some(clearance) = self.store.clearance(id)? else { return Ok(()) };
        let Stage::Waiting(missing) = clearance.stage else { return Ok(()) };
        let store = self.store.as_ref();
        let declaration = self.documents.get(clearance.place)?;
        let order = store.record(&Key::Order(clearance.order.0.clone(), clearance.order.1.clone()))?;
        let order = order.map(|order| self.documents.get(order.place)).transpose()?;
        let practice = Practice::of(&clearance.order.1);
        batch.supplies.push(Supply { declaration, order, missing, practice });
        Ok(())
    }

    /// The facts that the service knows of every case.
    pub(crate) fn facts(&self, now: Option<BeijingTime>) -> Facts {
        Facts { tables: Arc::clone(&self.tables), today: now.map(BeijingTime::date), ..Facts::default() }
    }
}

/// Why a case is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Turn {
    /// A document arrived.
    Documents,
    /// Receipts that were held back may be written.
    Late,
    /// An officer is done, or the case is to be closed.
    Proceed,
    /// An officer acts.
    Act,
}

impl Work {
    fn decide(self, facts: &Facts, year: i64) -> Done {
        let was = self.clearance.stage;
        let mut clearance = self.clearance;
        let Some(declaration) = self.declaration.declaration() else {
            // The place of a submission is written together with its message.
            unreachable!("a submission stands at a declaration")
        };
        let value = declared_value(declaration);
        let counted = counts(was);
        let before = if counted { year - value } else { year };
        let mut facts = facts.clone();
        facts.bought_this_year = Some(from_units(before));
        let mut assessment = None;
        let assess = |facts: &Facts| {
            let rates = facts.tables.on(declaration.head.declared_on).rates();
            assess_declaration(declaration, facts.bought_this_year, rates)
        };
        let Decision { mut words, stage } = if let Some(action) = &self.action {
            act(was, action).unwrap_or(Decision { words: Vec::new(), stage: was })
        } else if self.proceeds {
            proceed(was)
        } else {
            let case = Case {
                order: self.order.as_ref().and_then(Document::order).cloned(),
                payment: self.payment.as_ref().and_then(Document::payment).cloned(),
                waybill: self.waybill.as_ref().and_then(Document::waybill).cloned(),
                declaration: Some(declaration.clone()),
                facts: facts.clone(),
                ..Case::empty()
            };
            let (officer, why) = self.outside.officer(&clearance.buyer, declaration);
            let mut decision = decide(&case, was, &officer);
            if counts(decision.stage) && (self.fund.is_some() || self.guarantee_demanded) {
                let tax = assess(&facts);
                let due = tax_in_cents(&tax);
                match &self.fund {
                    Some(fund) if fund.hold(due) => {
                        (clearance.guarantee, clearance.held) = (Some(fund.id), due);
                    }
                    _ => decision = decide(&case, was, &Officer::Guarantee),
                }
                assessment = Some(tax);
            }
            if decision.stage != was && !matches!(decision.stage, Stage::Waiting(_)) {
                clearance.why = why.and_then(|why| serde_json::to_string(&why).ok());
            }
            decision
        };
        clearance.stage = stage;
        if stage == Stage::Released && self.closes_at_once {
            let end = proceed(stage);
            words.extend(end.words);
            clearance.stage = end.stage;
        }
        let bought = match (counted, counts(clearance.stage)) {
            (false, true) => value,
            // What an officer refuses or sends back was not bought.
            (true, false) => -value,
            _ => 0,
        };
        if clearance.held != 0
            && !counts(clearance.stage)
            && let Some(fund) = &self.fund
        {
            fund.shift(-clearance.held);
            clearance.held = 0;
        }
        let releases = words.iter().any(|word| word.status == "800");
        let mut receipts = Vec::with_capacity(words.len());
        let mut at = self.now;
        for word in words {
            if word.status == "120" {
                clearance.invt_no = invt_no(&clearance, &declaration.head.customs_code);
            }
            if word.status == "800" {
                clearance.released = Some(at.unix_ms());
            }
            receipts.push(receipt(&clearance, declaration, &self.guids, word, at));
            at = BeijingTime::from_unix_ms(at.unix_ms() + 1);
        }
        let bill = match &clearance.invt_no {
            Some(invt_no) if releases => {
                let assessment = assessment.unwrap_or_else(|| assess(&facts));
                let due = tax_in_cents(&assessment);
                if let Some(fund) = self.fund.as_ref().filter(|_| clearance.guarantee.is_some()) {
                    fund.shift(due - clearance.held);
                    clearance.held = due;
                }
                let message = tax_bill(declaration, &assessment, invt_no, &self.guids[2], at);
                let row = Bill {
                    payer: declaration.head.guarantor_code.clone(),
                    day: day_of(clearance.released.unwrap_or_default()),
                    due,
                    tax_no: message.head.tax_no.clone(),
                    clearance: clearance.id,
                    at: at.unix_ms(),
                    duty: to_units(message.head.duty),
                    vat: to_units(message.head.vat),
                    consumption_tax: to_units(message.head.consumption_tax),
                };
                Some((message, row))
            }
            _ => None,
        };
        let (declaration, order, practice) = (self.declaration, self.order, self.practice);
        Done { clearance, was, declaration, order, practice, receipts, bill, bought }
    }
}

/// 2 repeats the id that was sent; what customs says at once shares an id of its own; the closing has another.
fn receipt(
    clearance: &Clearance,
    declaration: &clearance_core::cn::message::ceb621_inventory::Declaration,
    guids: &[String; 3],
    word: Word,
    at: BeijingTime,
) -> InventoryReceipt {
    let guid = match word.status.as_str() {
        _ if word.repeats_guid() => declaration.head.guid.clone(),
        "899" => guids[1].clone(),
        _ => guids[0].clone(),
    };
    let refused_at_once = word.status.starts_with('-');
    let numbers = clearance.pre_no.as_deref().filter(|_| !refused_at_once);
    let numbers = numbers.map(|pre_no| (pre_no, clearance.invt_no.as_deref()));
    inventory_receipt(declaration, numbers, guid, word, at)
}

/// District, year, `I` and the nine digits of the pre-entry number.
fn invt_no(clearance: &Clearance, customs_code: &str) -> Option<String> {
    let pre_no = clearance.pre_no.as_deref()?;
    let (year, number) = (pre_no.get(1..5)?, pre_no.get(9..)?);
    Some(format!("{customs_code}{year}I{number}"))
}

/// All tax of an assessment in cents: rounded once, as the bill prints it.
fn tax_in_cents(assessment: &Assessment) -> i64 {
    let (duty, consumption_tax, vat) = assessment.exact();
    cents(duty + consumption_tax + vat)
}

/// Goods, freight and insurance in hundred-thousandths of a yuan.
pub(crate) fn declared_value(
    declaration: &clearance_core::cn::message::ceb621_inventory::Declaration,
) -> i64 {
    let goods: Money = declaration.lines.iter().map(|line| line.total).sum();
    to_units(goods + declaration.head.freight + declaration.head.insured_fee)
}

/// Whether a purchase counts against the buyer's year.
pub(crate) fn counts(stage: Stage) -> bool {
    matches!(stage, Stage::Inspected | Stage::Reviewed | Stage::Detained(_) | Stage::Released | Stage::Closed)
}

pub(crate) fn to_units(amount: Money) -> i64 {
    (amount.to_wire_precision().0 * Decimal::from(100_000)).to_i64().unwrap_or(i64::MAX / 4)
}

fn from_units(units: i64) -> Money {
    Money(Decimal::new(units, 5))
}

fn millis(duration: std::time::Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX / 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_survive_the_store_to_the_last_decimal() {
        for text in ["0", "0.00001", "26000", "519.32", "99999999999.99999"] {
            let amount = Money::parse(text).expect("a plain decimal");
            assert_eq!(from_units(to_units(amount)), amount, "{text}");
        }
    }
}
