//! Receipts on their way into the feeds: many records to a message, at most 100.

use std::collections::BTreeMap;

use clearance_core::cn::receipt::ceb312_order::OrderReceipt;
use clearance_core::cn::receipt::ceb412_payment::PaymentReceipt;
use clearance_core::cn::receipt::ceb512_waybill::WaybillReceipt;
use clearance_core::cn::receipt::ceb514_waybill_status::WaybillStatusReceipt;
use clearance_core::cn::receipt::ceb622_inventory::InventoryReceipt;
use clearance_core::cn::receipt::ceb624_cancel::CancelReceipt;
use clearance_core::cn::receipt::ceb626_return::ReturnReceipt;
use clearance_core::cn::receipt::ceb712_entry::EntryReceipt;
use clearance_core::cn::receipt::ceb816_tax::TaxBillMessage;
use clearance_core::cn::receipt::ceb818_tax_status::TaxBillStatus;
use clearance_core::cn::receipt::{Answer, Body};

use crate::parallel::each;
use crate::random::Guids;
use crate::store::{EnterpriseId, Result, Store};

/// At most so many records a message, as in the other direction.
const MOST_RECORDS: usize = 100;

/// What one batch says to everybody.
#[derive(Default)]
pub(crate) struct Mail {
    boxes: BTreeMap<EnterpriseId, Letters>,
    written: Vec<(EnterpriseId, &'static str, String)>,
}

/// What one enterprise is told.
#[derive(Default)]
pub(crate) struct Letters {
    pub(crate) orders: Vec<OrderReceipt>,
    pub(crate) payments: Vec<PaymentReceipt>,
    pub(crate) waybills: Vec<WaybillReceipt>,
    pub(crate) declarations: Vec<InventoryReceipt>,
    pub(crate) bills: Vec<TaxBillMessage>,
    pub(crate) waybill_statuses: Vec<WaybillStatusReceipt>,
    pub(crate) cancels: Vec<CancelReceipt>,
    pub(crate) returns: Vec<ReturnReceipt>,
    pub(crate) entries: Vec<EntryReceipt>,
    pub(crate) bill_statuses: Vec<TaxBillStatus>,
}

impl Mail {
    /// The letters to one enterprise.
    pub(crate) fn to(&mut self, enterprise: EnterpriseId) -> &mut Letters {
        self.boxes.entry(enterprise).or_default()
    }

    /// A message that is written already.
    pub(crate) fn written(&mut self, enterprise: EnterpriseId, kind: &'static str, body: String) {
        self.written.push((enterprise, kind, body));
    }

    /// Writes everything into the feeds and tells each enterprise's last cursor.
    pub(crate) fn post(
        self,
        store: &mut dyn Store,
        guids: &mut Guids,
        at: i64,
        workers: usize,
    ) -> Result<BTreeMap<EnterpriseId, u64>> {
        let mut cursors = BTreeMap::new();
        for (enterprise, kind, body) in self.written {
            cursors.insert(enterprise, store.push(enterprise, kind, at, &body)?);
        }
        let mut answers: Vec<(EnterpriseId, Answer)> = Vec::new();
        for (enterprise, letters) in self.boxes {
            let mut answer = |body| answers.push((enterprise, Answer { id: guids.draw(), body }));
            split(letters.orders).for_each(|all| answer(Body::Orders(all)));
            split(letters.payments).for_each(|all| answer(Body::Payments(all)));
            split(letters.waybills).for_each(|all| answer(Body::Waybills(all)));
            split(letters.declarations).for_each(|all| answer(Body::Declarations(all)));
            split(letters.waybill_statuses).for_each(|all| answer(Body::WaybillStatuses(all)));
            split(letters.cancels).for_each(|all| answer(Body::Cancels(all)));
            split(letters.returns).for_each(|all| answer(Body::Returns(all)));
            split(letters.entries).for_each(|all| answer(Body::Entries(all)));
            split(letters.bills).for_each(|all| answer(Body::TaxBills(all)));
            // A bill is void after it was stated.
            split(letters.bill_statuses).for_each(|all| answer(Body::TaxBillStatuses(all)));
        }
        let texts = each(answers, workers, |(enterprise, answer)| {
            (enterprise, answer.body.kind().root(), answer.write())
        });
        for (enterprise, kind, body) in texts {
            cursors.insert(enterprise, store.push(enterprise, kind, at, &body)?);
        }
        Ok(cursors)
    }
}

fn split<T>(all: Vec<T>) -> impl Iterator<Item = Vec<T>> {
    let mut rest = all.into_iter();
    std::iter::from_fn(move || {
        let part: Vec<T> = rest.by_ref().take(MOST_RECORDS).collect();
        if part.is_empty() { None } else { Some(part) }
    })
}
