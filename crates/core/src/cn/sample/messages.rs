//! The sample's documents as messages, one of each kind.

use super::{after, declaration, extension, order, own, payment, subscribe, transfer, waybill};
use crate::cn::message::{Body, Message};

/// One message of each kind that is sent. The first has a copy for someone else and an extension.
#[must_use]
pub fn messages() -> Vec<Message> {
    let bodies = [
        ("5CBE85D6-9A1F-4E0E-A4C9-81F6D5A30299", Body::Orders(vec![order()])),
        ("6DCF96E7-AB20-4F1F-B5DA-9207E6B4139A", Body::Payments(vec![payment()])),
        ("7ED0A7F8-BC31-4020-86EB-A318F7C5249B", Body::Waybills(vec![waybill()])),
        ("8FE1B809-CD42-4131-97FC-B42908D6359C", Body::WaybillStatuses(vec![after::waybill_status()])),
        ("90F2C91A-DE53-4242-A80D-C53A19E7469D", Body::Declarations(vec![declaration()])),
        ("A103DA2B-EF64-4353-B91E-D64B2AF8579E", Body::Cancels(vec![after::cancel()])),
        ("B214EB3C-F075-4464-8A2F-E75C3B09689F", Body::Returns(vec![after::return_()])),
        ("C325FC4D-0186-4575-9B30-F86D4C1A79A0", Body::Entries(vec![after::entry()])),
    ];
    let mut all: Vec<Message> =
        bodies.into_iter().map(|(id, body)| Message::new(own(id), body, transfer())).collect();
    if let Some(first) = all.first_mut() {
        first.subscribes = vec![subscribe()];
        first.extension = Some(extension());
    }
    all
}
