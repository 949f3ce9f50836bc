//! Keys that earlier records of the same message have: what was said a moment ago is known to customs when the next
//! record is read.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::cn::life::Point;
use crate::cn::{Case, Known};
use crate::status::State;
use crate::time::BeijingTime;

/// The keys of the records that were looked at.
#[derive(Default)]
pub(super) struct Seen {
    keys: HashMap<(Key, String, String), Last>,
}

#[derive(PartialEq, Eq, Hash)]
enum Key {
    Order,
    Declared,
    CopNo,
    Waybill,
    OnDeclaration,
    Payment,
    Cancelled,
    OfCancel,
    OfReturn,
    OfEntry,
    PaidOrder,
    Status,
    Guid,
}

/// Where the newest record with a key leaves the document, and when it was made.
#[derive(Clone, Copy)]
struct Last {
    state: State,
    sent_at: BeijingTime,
}

impl Last {
    fn of(app_type: &str, app_status: &str, sent_at: BeijingTime) -> Self {
        let state = match (app_type, app_status) {
            ("3", _) => State::Deleted,
            (_, "1") => State::Staged,
            _ => State::Declaring,
        };
        Last { state, sent_at }
    }

    /// Whether a record with this outcome leaves the key to the next one: what was deleted may come anew, and what was
    /// staged is declared by the same key.
    fn leaves_the_key_to(self, next: Last) -> bool {
        self.state == State::Deleted || (self.state == State::Staged && next.state != State::Staged)
    }
}

/// Whether the key is taken for this record.
fn takes(before: Option<Last>, this: Last) -> bool {
    before.is_some_and(|before| !before.leaves_the_key_to(this))
}

impl Seen {
    /// Notes a key; gives what the earlier record with it left.
    fn note(&mut self, key: Key, owner: &str, number: &str, this: Last) -> Option<Last> {
        if number.is_empty() {
            return None;
        }
        match self.keys.entry((key, owner.to_owned(), number.to_owned())) {
            Entry::Vacant(place) => {
                place.insert(this);
                None
            }
            Entry::Occupied(mut place) => {
                let before = *place.get();
                // An older record changes nothing: the newest stays.
                if before.sent_at <= this.sent_at {
                    place.insert(this);
                }
                Some(before)
            }
        }
    }

    /// Marks the keys of a record as taken that were seen before, and what is known of its document.
    pub(super) fn look(&mut self, case: &mut Case) {
        let mut taken = case.facts.taken;
        let mut known = case.facts.known;
        if let Some(head) = case.order.as_ref().map(|o| &o.head) {
            let this = Last::of(&head.app_type, &head.app_status, head.app_time);
            let before = self.note(Key::Order, &head.platform_code, &head.order_no, this);
            taken.order |= takes(before, this);
            learn(&mut known.order, before);
            taken.guid |= self.note(Key::Guid, "", &head.guid, this).is_some();
        }
        if let Some(payment) = &case.payment {
            let this = Last::of(&payment.app_type, &payment.app_status, payment.app_time);
            let before = self.note(Key::Payment, &payment.pay_code, &payment.transaction_id, this);
            taken.payment |= takes(before, this);
            learn(&mut known.payment, before);
            let pays = self.note(Key::PaidOrder, &payment.platform_code, &payment.order_no, this);
            taken.paid_order |= takes(pays, this);
            taken.guid |= self.note(Key::Guid, "", &payment.guid, this).is_some();
        }
        if let Some(waybill) = &case.waybill {
            let this = Last::of(&waybill.app_type, &waybill.app_status, waybill.app_time);
            let before = self.note(Key::Waybill, &waybill.carrier_code, &waybill.waybill_no, this);
            taken.waybill |= takes(before, this);
            learn(&mut known.waybill, before);
            taken.guid |= self.note(Key::Guid, "", &waybill.guid, this).is_some();
        }
        if let Some(head) = case.declaration.as_ref().map(|d| &d.head) {
            let this = Last::of(&head.app_type, &head.app_status, head.app_time);
            let cop_no = head.cop_no.as_deref().unwrap_or_default();
            let before = self.note(Key::CopNo, &head.declarant_code, cop_no, this);
            taken.cop_no |= takes(before, this);
            learn(&mut known.declaration, before);
            let of_order = self.note(Key::Declared, &head.platform_code, &head.order_no, this);
            taken.order |= takes(of_order, this);
            let of_waybill = self.note(Key::OnDeclaration, &head.carrier_code, &head.waybill_no, this);
            taken.waybill |= takes(of_waybill, this);
            taken.guid |= self.note(Key::Guid, "", &head.guid, this).is_some();
        }
        if let Some(status) = &case.waybill_status {
            let this = Last::of(&status.app_type, &status.app_status, status.app_time);
            let before = self.note(Key::Status, &status.carrier_code, &status.waybill_no, this);
            taken.status |= takes(before, this);
            learn(&mut known.waybill_status, before);
            taken.guid |= self.note(Key::Guid, "", &status.guid, this).is_some();
        }
        if let Some(cancel) = &case.cancel {
            let this = Last::of(&cancel.app_type, &cancel.app_status, cancel.app_time);
            let cop_no = cancel.cop_no.as_deref().unwrap_or_default();
            let before = self.note(Key::OfCancel, &cancel.declarant_code, cop_no, this);
            taken.cop_no |= takes(before, this);
            learn(&mut known.cancel, before);
            let target = self.note(Key::Cancelled, "", &cancel.invt_no, this);
            taken.cancel |= takes(target, this);
            taken.guid |= self.note(Key::Guid, "", &cancel.guid, this).is_some();
        }
        if let Some(head) = case.return_.as_ref().map(|r| &r.head) {
            let this = Last::of(&head.app_type, &head.app_status, head.app_time);
            let cop_no = head.cop_no.as_deref().unwrap_or_default();
            let before = self.note(Key::OfReturn, &head.declarant_code, cop_no, this);
            taken.cop_no |= takes(before, this);
            learn(&mut known.return_, before);
            taken.guid |= self.note(Key::Guid, "", &head.guid, this).is_some();
        }
        if let Some(head) = case.entry.as_ref().map(|e| &e.head) {
            let this = Last::of(&head.app_type, &head.app_status, head.app_time);
            let cop_no = head.cop_no.as_deref().unwrap_or_default();
            let before = self.note(Key::OfEntry, &head.operator_code, cop_no, this);
            taken.cop_no |= takes(before, this);
            learn(&mut known.entry, before);
            taken.guid |= self.note(Key::Guid, "", &head.guid, this).is_some();
        }
        case.facts.taken = taken;
        case.facts.known = known;
    }
}

/// An earlier record of the message tells where the document stands, unless something newer is known.
fn learn(known: &mut Option<Known>, before: Option<Last>) {
    let Some(before) = before else { return };
    if known.and_then(|known| known.sent_at).is_none_or(|sent| sent <= before.sent_at) {
        *known = Some(Known { at: Point::At(before.state), sent_at: Some(before.sent_at) });
    }
}
