//! Applications after the declaration: cancels, returns, warehouse entries, and what carriers say of parcels. Station 10,
//! inside the batch: core decides, the book keeps what follows.

use std::collections::BTreeMap;

use clearance_core::cn::clear::{
    Answer, Effect, Stage, Target, Word, cancel, enter, parcel, parts_of, take_back, void_bill,
};
use clearance_core::cn::life::Point;
use clearance_core::cn::life::returns::{Hold, Part, Taken, hold};
use clearance_core::cn::message::ceb513_waybill_status::WaybillStatus;
use clearance_core::cn::message::ceb621_inventory::Declaration;
use clearance_core::cn::message::ceb623_cancel::Cancel;
use clearance_core::cn::message::ceb625_return::Return;
use clearance_core::cn::message::ceb711_entry::Entry;
use clearance_core::cn::message::record::Millis;
use clearance_core::cn::receipt::ceb514_waybill_status::WaybillStatusReceipt;
use clearance_core::cn::receipt::ceb624_cancel::CancelReceipt;
use clearance_core::cn::receipt::ceb626_return::ReturnReceipt;
use clearance_core::cn::receipt::ceb712_entry::EntryReceipt;
use clearance_core::cn::tables::Held;
use clearance_core::cn::tax::{Levied, ReturnedLine, assess_declaration, refund};
use clearance_core::status::State;
use clearance_core::time::BeijingTime;

use crate::admit::Admission;
use crate::book::{Batch, Book};
use crate::clear::{counts, declared_value, to_units};
use crate::documents::Document;
use crate::money::{Off, cents};
use crate::store::{Application, Applies, Clearance, Key, Place, Record, Result};

/// The declaration that an application names, as the store has it.
struct Named {
    clearance: Clearance,
    document: Document,
    /// Its returns, each under its number.
    returns: BTreeMap<(String, String), Taken>,
}

/// An application before it is decided.
struct Asked<'a> {
    applies: Applies,
    number: (String, String),
    place: Place,
    refused: Option<&'a Word>,
    /// Whether it is only staged: then it is not judged.
    staged: bool,
}

impl Book {
    pub(crate) fn take_parcels(
        &mut self,
        batch: &mut Batch,
        all: &[WaybillStatus],
        admission: &Admission,
        message: i64,
    ) -> Result<()> {
        for (n, (one, refused)) in all.iter().zip(&admission.refused).enumerate() {
            let key = Key::WaybillStatus(one.carrier_code.clone(), one.waybill_no.clone());
            let known = self.store.record(&key)?;
            let from = if known.is_some() { Point::At(State::Stored) } else { Point::Absent };
            let mut answer = parcel(one, from);
            if one.app_status != "1"
                && let Some(word) = refused
            {
                answer = Answer { words: vec![word.clone()], state: None, effect: Effect::Nothing };
            } else if answer.state.is_some()
                && known.is_some_and(|known| known.app_time > one.app_time.unix_ms())
            {
                let word =
                    clearance_core::cn::clear::stale(clearance_core::cn::life::Document::WaybillStatus);
                answer = Answer { words: vec![word], state: None, effect: Effect::Nothing };
            }
            match answer.state {
                Some(State::Deleted) => self.store.drop_record(&key)?,
                Some(_) => {
                    let record = Record {
                        place: place(message, n),
                        app_time: one.app_time.unix_ms(),
                        own: admission.own,
                    };
                    self.store.put_record(&key, &record)?;
                }
                None => {}
            }
            for (guid, word, at) in batch.dated(&mut self.guids, &one.guid, answer.words) {
                batch.mail.to(admission.sender.enterprise.id).waybill_statuses.push(WaybillStatusReceipt {
                    guid,
                    carrier_code: one.carrier_code.clone(),
                    waybill_no: one.waybill_no.clone(),
                    waybill_status: one.status.clone(),
                    status: word.status,
                    at: Millis(at),
                    info: word.info,
                });
            }
        }
        Ok(())
    }

    pub(crate) fn take_entries(
        &mut self,
        batch: &mut Batch,
        all: &[Entry],
        admission: &Admission,
        message: i64,
    ) -> Result<()> {
        for (n, (one, refused)) in all.iter().zip(&admission.refused).enumerate() {
            let head = &one.head;
            let number = head.cop_no.clone().unwrap_or_else(|| head.bill_no.clone());
            let asked = Asked {
                applies: Applies::Entry,
                number: (head.operator_code.clone(), number.clone()),
                place: place(message, n),
                refused: refused.as_ref(),
                staged: head.app_status == "1",
            };
            let (answer, pre_no) =
                self.decide_on(batch, &asked, None, "R", |known, _, _| enter(one, known))?;
            let entry_no = pre_no.as_deref().filter(|_| answer.state == Some(State::Approved));
            let entry_no = entry_no.and_then(|pre_no| {
                Some(format!("{}{}{:0>6}", head.customs_code, pre_no.get(1..9)?, pre_no.get(12..)?))
            });
            for (guid, word, at) in batch.dated(&mut self.guids, &head.guid, answer.words) {
                batch.mail.to(admission.sender.enterprise.id).entries.push(EntryReceipt {
                    guid,
                    customs_code: Some(head.customs_code.clone()),
                    operator_code: Some(head.operator_code.clone()),
                    cop_no: Some(number.clone()),
                    pre_no: pre_no.clone(),
                    entry_no: entry_no.clone(),
                    status: word.status,
                    at: Millis(at),
                    info: word.info,
                });
            }
        }
        Ok(())
    }

    pub(crate) fn take_cancels(
        &mut self,
        batch: &mut Batch,
        all: &[Cancel],
        admission: &Admission,
        message: i64,
    ) -> Result<()> {
        for (n, (one, refused)) in all.iter().zip(&admission.refused).enumerate() {
            let number = one.cop_no.clone().unwrap_or_else(|| one.invt_no.clone());
            let asked = Asked {
                applies: Applies::Cancel,
                number: (one.declarant_code.clone(), number.clone()),
                place: place(message, n),
                refused: refused.as_ref(),
                staged: one.app_status == "1",
            };
            let named = self.named(&one.invt_no, admission.sender.enterprise.id)?;
            let (answer, pre_no) =
                self.decide_on(batch, &asked, named, "C", |known, target, _| cancel(one, known, target))?;
            for (guid, word, at) in batch.dated(&mut self.guids, &one.guid, answer.words) {
                batch.mail.to(admission.sender.enterprise.id).cancels.push(CancelReceipt {
                    guid,
                    customs_code: Some(one.customs_code.clone()),
                    declarant_code: Some(one.declarant_code.clone()),
                    platform_code: Some(one.platform_code.clone()),
                    seller_code: Some(one.seller_code.clone()),
                    cop_no: number.clone(),
                    pre_no: pre_no.clone(),
                    invt_no: Some(one.invt_no.clone()),
                    status: word.status,
                    at: Millis(at),
                    info: word.info,
                });
            }
        }
        Ok(())
    }

    pub(crate) fn take_returns(
        &mut self,
        batch: &mut Batch,
        all: &[Return],
        admission: &Admission,
        message: i64,
    ) -> Result<()> {
        for (n, (one, refused)) in all.iter().zip(&admission.refused).enumerate() {
            let head = &one.head;
            let number = head.cop_no.clone().unwrap_or_else(|| head.invt_no.clone());
            let asked = Asked {
                applies: Applies::Return,
                number: (head.declarant_code.clone(), number.clone()),
                place: place(message, n),
                refused: refused.as_ref(),
                staged: head.app_status == "1",
            };
            let named = self.named(&head.invt_no, admission.sender.enterprise.id)?;
            let today = batch.now.date();
            let (answer, pre_no) = self.decide_on(batch, &asked, named, "T", |known, target, _| {
                take_back(one, known, target, today)
            })?;
            for (guid, word, at) in batch.dated(&mut self.guids, &head.guid, answer.words) {
                batch.mail.to(admission.sender.enterprise.id).returns.push(ReturnReceipt {
                    guid,
                    customs_code: Some(head.customs_code.clone()),
                    declarant_code: Some(head.declarant_code.clone()),
                    platform_code: Some(head.platform_code.clone()),
                    seller_code: Some(head.seller_code.clone()),
                    cop_no: number.clone(),
                    pre_no: pre_no.clone(),
                    invt_no: Some(head.invt_no.clone()),
                    status: word.status,
                    at: Millis(at),
                    info: word.info,
                });
            }
        }
        Ok(())
    }

    /// The declaration with this number, if the sender declared it: nobody touches that of another.
    fn named(&mut self, invt_no: &str, sender: i64) -> Result<Option<Named>> {
        let Some(clearance) = self.store.clearance_by_invt_no(invt_no)? else { return Ok(None) };
        if clearance.enterprise != sender {
            return Ok(None);
        }
        let document = self.documents.get(clearance.place)?;
        let mut returns = BTreeMap::new();
        for one in self.store.returns_of(clearance.id)? {
            let document = self.documents.get(one.place)?;
            if let Some(application) = document.return_() {
                returns.insert(one.number, Taken { state: one.state, parts: parts_of(application) });
            }
        }
        Ok(Some(Named { clearance, document, returns }))
    }

    /// Decides one application and keeps it with everything that follows. Gives the answer and the pre-entry number.
    fn decide_on(
        &mut self,
        batch: &mut Batch,
        asked: &Asked<'_>,
        named: Option<Named>,
        letter: &str,
        decide: impl FnOnce(Point, Option<&Target<'_>>, BeijingTime) -> Answer,
    ) -> Result<(Answer, Option<String>)> {
        let known = self.store.application(asked.applies, &asked.number)?;
        let from = known.as_ref().map_or(Point::Absent, |known| Point::of(known.state));
        let mut pre_no = known.and_then(|known| known.pre_no);
        let others: Vec<Taken> = named.as_ref().map_or_else(Vec::new, |named| {
            let of_others = named.returns.iter().filter(|(number, _)| **number != asked.number);
            of_others.map(|(_, taken)| taken.clone()).collect()
        });
        let target = named.as_ref().and_then(|named| {
            Some(Target {
                declaration: named.document.declaration()?,
                stage: named.clearance.stage,
                released_on: named.clearance.released.map(|at| BeijingTime::from_unix_ms(at).date()),
                returns: &others,
            })
        });
        let answer = match asked.refused.filter(|_| !asked.staged) {
            Some(word) => Answer { words: vec![word.clone()], state: None, effect: Effect::Nothing },
            None => decide(from, target.as_ref(), batch.now),
        };
        let Some(state) = answer.state else { return Ok((answer, None)) };
        if pre_no.is_none() && state != State::Error {
            self.last_number += 1;
            let date = clearance_core::time::date_to_wire(batch.now.date());
            pre_no = Some(format!("{letter}{date}{:09}", self.last_number % 1_000_000_000));
        }
        self.store.put_application(&Application {
            applies: asked.applies,
            number: asked.number.clone(),
            clearance: named.as_ref().map(|named| named.clearance.id),
            state,
            place: asked.place,
            pre_no: pre_no.clone(),
        })?;
        if let Some(named) = named {
            self.follow(batch, named, &answer.effect, asked.place)?;
        }
        Ok((answer, pre_no))
    }

    /// What an approval changes: the declaration, its bills, the buyer's year.
    fn follow(&mut self, batch: &mut Batch, named: Named, effect: &Effect, place: Place) -> Result<()> {
        let Named { mut clearance, document, returns } = named;
        let Some(declaration) = document.declaration() else { return Ok(()) };
        match effect {
            Effect::Nothing => {}
            Effect::Cancels => {
                if counts(clearance.stage) {
                    self.store.add_to_year(&clearance.buyer, clearance.year, -declared_value(declaration))?;
                }
                clearance.stage = Stage::Cancelled;
                self.take_off(batch, &mut clearance, Off::All)?;
                self.store.update_clearance(&clearance)?;
                batch.untouch(clearance.id);
                self.void(batch, &clearance, declaration)?;
            }
            Effect::TakesBack { value, whole } => {
                self.store.add_to_year(&clearance.buyer, clearance.year, -to_units(*value))?;
                let application = self.documents.get(place)?;
                let off = match application.return_() {
                    Some(application) if !whole => Off::Cents(not_levied(
                        &self.tables,
                        declaration,
                        returns.values(),
                        &parts_of(application),
                    )),
                    _ => Off::All,
                };
                self.take_off(batch, &mut clearance, off)?;
                self.store.update_clearance(&clearance)?;
                if *whole {
                    self.void(batch, &clearance, declaration)?;
                }
            }
        }
        Ok(())
    }

    fn void(&mut self, batch: &mut Batch, clearance: &Clearance, declaration: &Declaration) -> Result<()> {
        let Some(invt_no) = &clearance.invt_no else { return Ok(()) };
        for tax_no in self.store.void_bills(clearance.id)? {
            // After the three words of the application.
            let at = BeijingTime::from_unix_ms(batch.now.unix_ms() + 3);
            let bill = void_bill(declaration, &tax_no, invt_no, &self.guids.draw(), at);
            batch.mail.to(clearance.enterprise).bill_statuses.push(bill);
        }
        Ok(())
    }
}

/// The tax, in cents, that is not levied on these pieces after what was taken back before.
fn not_levied<'a>(
    tables: &Held,
    declaration: &Declaration,
    before: impl Iterator<Item = &'a Taken>,
    now: &[Part],
) -> i64 {
    let rates = tables.on(declaration.head.declared_on).rates();
    let levied = Levied::of_estimate(&assess_declaration(declaration, None, rates), declaration);
    let line = |part: &Part| ReturnedLine { gnum: part.gnum, gcode: String::new(), qty: part.qty };
    let approved = before.filter(|taken| hold(taken.state) == Hold::Accepted);
    let before: Vec<ReturnedLine> = approved.flat_map(|taken| &taken.parts).map(line).collect();
    let now: Vec<ReturnedLine> = now.iter().map(line).collect();
    cents(refund(&levied, &before, &now).total)
}

fn place(message: i64, position: usize) -> Place {
    Place { message, position: u32::try_from(position).unwrap_or(u32::MAX) }
}
