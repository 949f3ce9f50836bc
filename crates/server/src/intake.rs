//! The records of an admitted message: new or known, changed or withdrawn. Station 10, second half, inside the batch.

use std::sync::Arc;

use clearance_core::cn::Case;
use clearance_core::cn::clear::{Stage, Word, asked, refusal, stale, take};
use clearance_core::cn::life::{Document as Kind, Happens, Leads, Point};
use clearance_core::cn::message::Body;
use clearance_core::cn::message::ceb621_inventory::Declaration;
use clearance_core::cn::message::record::Millis;
use clearance_core::cn::receipt::ceb312_order::OrderReceipt;
use clearance_core::cn::receipt::ceb412_payment::PaymentReceipt;
use clearance_core::cn::receipt::ceb512_waybill::WaybillReceipt;
use clearance_core::cn::receipt::ceb622_inventory::InventoryReceipt;
use clearance_core::status::State;
use clearance_core::time::BeijingTime;

use crate::admit::Admission;
use crate::book::{Batch, Book};
use crate::store::{Clearance, Key, Place, Record, Result};

/// What one partner document asks for.
struct Asked<'a> {
    of: Kind,
    key: Key,
    app_type: &'a str,
    app_status: &'a str,
    guid: &'a str,
    record: Record,
    /// Whether a submission that is past waiting uses it.
    used: bool,
}

impl Book {
    /// Looks at every record of a message that has just been stored.
    pub(crate) fn take_records(
        &mut self,
        batch: &mut Batch,
        admission: &Admission,
        body: &Arc<Body>,
        message: i64,
    ) -> Result<()> {
        let sender = admission.sender.enterprise.id;
        let place =
            |position: usize| Place { message, position: u32::try_from(position).unwrap_or(u32::MAX) };
        let record = |position: usize, at: BeijingTime| Record {
            place: place(position),
            app_time: at.unix_ms(),
            own: admission.own,
        };
        match &**body {
            Body::Orders(all) => {
                for (n, (order, refused)) in all.iter().zip(&admission.refused).enumerate() {
                    let head = &order.head;
                    let at_order = (head.platform_code.clone(), head.order_no.clone());
                    let used = self.touch_order(batch, &at_order)?;
                    let words = self.take_partner(
                        refused.as_ref(),
                        &Asked {
                            of: Kind::Order,
                            key: Key::Order(at_order.0, at_order.1),
                            app_type: &head.app_type,
                            app_status: &head.app_status,
                            guid: &head.guid,
                            record: record(n, head.app_time),
                            used,
                        },
                    )?;
                    for (guid, word, at) in batch.dated(&mut self.guids, &head.guid, words) {
                        batch.mail.to(sender).orders.push(OrderReceipt {
                            guid,
                            platform_code: head.platform_code.clone(),
                            seller_code: head.seller_code.clone(),
                            order_no: head.order_no.clone(),
                            status: word.status,
                            at: Millis(at),
                            info: word.info,
                        });
                    }
                }
            }
            Body::Payments(all) => {
                for (n, (payment, refused)) in all.iter().zip(&admission.refused).enumerate() {
                    let at_order = (payment.platform_code.clone(), payment.order_no.clone());
                    let used = self.touch_order(batch, &at_order)?;
                    let asked = Asked {
                        of: Kind::Payment,
                        key: Key::Payment(payment.pay_code.clone(), payment.transaction_id.clone()),
                        app_type: &payment.app_type,
                        app_status: &payment.app_status,
                        guid: &payment.guid,
                        record: record(n, payment.app_time),
                        used,
                    };
                    let words = self.take_partner(refused.as_ref(), &asked)?;
                    let of_order = Key::PaymentOf(at_order.0, at_order.1);
                    let taken = words.iter().any(|word| word.status == "2");
                    match payment.app_type.as_str() {
                        "3" if taken => self.store.drop_record(&of_order)?,
                        _ if taken => self.store.put_record(&of_order, &asked.record)?,
                        _ => {}
                    }
                    for (guid, word, at) in batch.dated(&mut self.guids, &payment.guid, words) {
                        batch.mail.to(sender).payments.push(PaymentReceipt {
                            guid,
                            pay_code: payment.pay_code.clone(),
                            transaction_id: payment.transaction_id.clone(),
                            status: word.status,
                            at: Millis(at),
                            info: word.info,
                        });
                    }
                }
            }
            Body::Waybills(all) => {
                for (n, (waybill, refused)) in all.iter().zip(&admission.refused).enumerate() {
                    let number = (waybill.carrier_code.clone(), waybill.waybill_no.clone());
                    let waiting = self.store.waiting_for_waybill(&number)?;
                    let used = waiting.is_empty() && self.store.waybill_taken(&number, 0)?;
                    waiting.into_iter().for_each(|id| batch.touch(id));
                    let words = self.take_partner(
                        refused.as_ref(),
                        &Asked {
                            of: Kind::Waybill,
                            key: Key::Waybill(number.0, number.1),
                            app_type: &waybill.app_type,
                            app_status: &waybill.app_status,
                            guid: &waybill.guid,
                            record: record(n, waybill.app_time),
                            used,
                        },
                    )?;
                    for (guid, word, at) in batch.dated(&mut self.guids, &waybill.guid, words) {
                        batch.mail.to(sender).waybills.push(WaybillReceipt {
                            guid,
                            carrier_code: waybill.carrier_code.clone(),
                            waybill_no: waybill.waybill_no.clone(),
                            status: word.status,
                            at: Millis(at),
                            info: word.info,
                        });
                    }
                }
            }
            Body::Declarations(all) => {
                for (n, (declaration, refused)) in all.iter().zip(&admission.refused).enumerate() {
                    let word =
                        self.take_declaration(batch, declaration, refused.as_ref(), sender, place(n))?;
                    for (guid, word, at) in
                        batch.dated(&mut self.guids, &declaration.head.guid, word.into_iter().collect())
                    {
                        let receipt = inventory_receipt(declaration, None, guid, word, at);
                        batch.mail.to(sender).declarations.push(receipt);
                    }
                }
            }
            Body::WaybillStatuses(all) => self.take_parcels(batch, all, admission, message)?,
            Body::Cancels(all) => self.take_cancels(batch, all, admission, message)?,
            Body::Returns(all) => self.take_returns(batch, all, admission, message)?,
            Body::Entries(all) => self.take_entries(batch, all, admission, message)?,
        }
        Ok(())
    }

    /// Marks the submission of an order as one to look at again. Tells whether it is past waiting.
    fn touch_order(&mut self, batch: &mut Batch, order: &(String, String)) -> Result<bool> {
        let Some(live) = self.store.live_by_order(order)? else { return Ok(false) };
        if !matches!(live.stage, Stage::New | Stage::Waiting(_)) {
            return Ok(true);
        }
        batch.touch(live.id);
        Ok(false)
    }

    fn take_partner(&mut self, refused: Option<&Word>, asks: &Asked<'_>) -> Result<Vec<Word>> {
        let happens = asked(asks.app_type, asks.app_status);
        let known = self.store.record(&asks.key)?;
        // What the sandbox made in somebody's place gives way to the real document.
        let made_here = known.as_ref().is_some_and(|known| known.own) && happens == Happens::Declare;
        let from = match &known {
            None => Point::Absent,
            Some(_) if made_here => Point::Absent,
            Some(_) if asks.used => Point::Used,
            Some(_) => Point::At(State::Stored),
        };
        if happens != Happens::Stage
            && let Some(word) = refused
        {
            return Ok(vec![word.clone()]);
        }
        let leads = match take(asks.of, from, happens, asks.guid) {
            Err(word) => return Ok(vec![word]),
            Ok(_) if happens == Happens::Stage => return Ok(vec![Word::staged()]),
            Ok(leads) => leads,
        };
        if !made_here && known.is_some_and(|known| known.app_time > asks.record.app_time) {
            return Ok(vec![stale(asks.of)]);
        }
        match leads {
            Leads::To(Point::At(State::Deleted)) => self.store.drop_record(&asks.key)?,
            _ => self.store.put_record(&asks.key, &asks.record)?,
        }
        let declared = Word::declared(asks.app_type, asks.guid);
        // What was deleted is not stored.
        Ok(if happens == Happens::Delete { vec![declared] } else { vec![declared, Word::stored()] })
    }

    /// Takes a declaration as a new submission, or tells why not.
    fn take_declaration(
        &mut self,
        batch: &mut Batch,
        declaration: &Declaration,
        refused: Option<&Word>,
        sender: i64,
        place: Place,
    ) -> Result<Option<Word>> {
        let head = &declaration.head;
        let cop_no = head.cop_no.as_deref().unwrap_or(&head.order_no);
        let number = (head.declarant_code.clone(), cop_no.to_owned());
        let last = self.store.last_by_declaration(&number)?;
        let happens = asked(&head.app_type, &head.app_status);
        if happens != Happens::Stage
            && let Some(word) = refused
        {
            return Ok(Some(word.clone()));
        }
        let from = last.as_ref().map_or(Point::Absent, |last| Point::of(last.stage.state()));
        let leads = match take(Kind::Inventory, from, happens, cop_no) {
            Err(word) => return Ok(Some(word)),
            Ok(_) if happens == Happens::Stage => return Ok(Some(Word::staged())),
            Ok(leads) => leads,
        };
        if let Some(last) = &last
            && (last.stage != Stage::Refused || happens == Happens::Delete)
        {
            self.store.drop_clearance(last.id)?;
            batch.untouch(last.id);
        }
        if leads == Leads::To(Point::At(State::Deleted)) {
            return Ok(Some(Word::declared("3", &head.guid)));
        }
        let mut clearance = Clearance {
            id: 0,
            place,
            enterprise: sender,
            declaration: number,
            order: (head.platform_code.clone(), head.order_no.clone()),
            waybill: (head.carrier_code.clone(), head.waybill_no.clone()),
            stage: Stage::New,
            pre_no: None,
            invt_no: None,
            buyer: self.buyer(&head.buyer_id_number),
            year: head.declared_on.year(),
            released: None,
            why: None,
            guarantee: None,
            held: 0,
        };
        if let Some(word) = self.taken(declaration, &clearance)? {
            return Ok(Some(word));
        }
        clearance.id = self.store.put_clearance(&clearance)?;
        batch.touch(clearance.id);
        batch.fresh.insert(clearance.id, clearance);
        Ok(None)
    }

    /// Whether the order or the waybill already belongs to another declaration.
    fn taken(&mut self, declaration: &Declaration, clearance: &Clearance) -> Result<Option<Word>> {
        let order = self.store.live_by_order(&clearance.order)?.is_some();
        let waybill = self.store.waybill_taken(&clearance.waybill, 0)?;
        if !order && !waybill {
            return Ok(None);
        }
        let mut case = Case { facts: self.facts(None), ..Case::of(declaration.clone()) };
        (case.facts.taken.order, case.facts.taken.waybill) = (order, waybill);
        let fallback = || {
            let no = &declaration.head.order_no;
            order.then(|| Word::new("-621001", format!("清单报文校验失败，[订单{no}已有其他清单申报]")))
        };
        Ok(refusal(&case).or_else(fallback))
    }
}

/// A receipt of a declaration, with the numbers that were given so far.
pub(crate) fn inventory_receipt(
    declaration: &Declaration,
    numbers: Option<(&str, Option<&str>)>,
    guid: String,
    word: Word,
    at: BeijingTime,
) -> InventoryReceipt {
    let head = &declaration.head;
    InventoryReceipt {
        guid,
        customs_code: Some(head.customs_code.clone()),
        platform_code: Some(head.platform_code.clone()),
        seller_code: Some(head.seller_code.clone()),
        declarant_code: Some(head.declarant_code.clone()),
        cop_no: head.cop_no.clone().unwrap_or_else(|| head.order_no.clone()),
        pre_no: numbers.map(|(pre, _)| pre.to_owned()),
        invt_no: numbers.and_then(|(_, invt)| invt).map(str::to_owned),
        status: word.status,
        at: Millis(at),
        info: word.info,
    }
}
