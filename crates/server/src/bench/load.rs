//! Invented parties and their signed messages, in any number.

use bytes::Bytes;
use clearance_core::cn::message::{Body, Message};
use clearance_core::cn::seal::seal;
use clearance_core::cn::{Case, sample};
use clearance_core::exchange::Role;
use clearance_core::signing::{Practice, PracticeRandom, PracticeSubject, SoftKey, open_pkcs12};
use clearance_core::time::BeijingTime;

use super::{Result, stopped};
use crate::parallel::each;
use crate::random;

/// Who sends orders, payments, waybills and declarations, as in the sample.
pub(super) const PARTIES: [(&str, Role); 4] = [
    ("3301961Q43", Role::Platform),
    ("31222699S7", Role::Payment),
    ("3302460066", Role::Carrier),
    ("3301964J31", Role::Declarant),
];
/// The declarant among them.
pub(super) const DECLARANT: usize = 3;

/// What a message is signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Card {
    Rsa,
    Sm2,
}

impl Card {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Card::Rsa => "rsa2048",
            Card::Sm2 => "sm2",
        }
    }

    /// The key of a party. Of RSA it is the committed test identity: making one takes longer than the measurement.
    pub(super) fn key(self, code: &str) -> Result<SoftKey> {
        const RSA: &[u8] =
            include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/keys/rsa2048.p12"));
        match self {
            Card::Rsa => open_pkcs12(RSA, "clearance-test").map_err(|e| stopped(e.code())),
            Card::Sm2 => {
                let random = PracticeRandom { key: random::octets().into(), serial: random::octets() };
                let subject = PracticeSubject {
                    enterprise_name: "练习企业",
                    enterprise_code: code,
                    not_before: moment("20260101000000"),
                    not_after: moment("20361231000000"),
                };
                Ok(Practice::make(random, subject).map_err(stopped)?.signer())
            }
        }
    }
}

/// The day of the sample, late enough for every certificate.
pub(super) fn now() -> BeijingTime {
    moment("20261124230000")
}

fn moment(text: &str) -> BeijingTime {
    BeijingTime::from_wire(text).expect("a time in the form of the messages")
}

/// What is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// Declarations alone.
    Declarations,
    /// Order, payment, waybill and declaration of each.
    Line,
}

/// A signed message.
pub(super) struct Signed {
    /// Which of the parties sends it.
    pub(super) party: usize,
    pub(super) id: String,
    pub(super) bytes: Bytes,
}

/// Messages of the declarations from a number on: those of one element are sent one after the other.
pub(super) fn messages(
    keys: &[SoftKey],
    what: What,
    from: usize,
    count: usize,
    records: usize,
    workers: usize,
) -> Result<Vec<Vec<Signed>>> {
    let starts: Vec<usize> = (from..from + count).step_by(records).collect();
    let made = each(starts, workers, |start| round(keys, what, start..(start + records).min(from + count)));
    made.into_iter().collect()
}

fn round(keys: &[SoftKey], what: What, numbers: std::ops::Range<usize>) -> Result<Vec<Signed>> {
    let cases: Vec<Case> = numbers.map(case).collect();
    let parties = match what {
        What::Declarations => DECLARANT..DECLARANT + 1,
        What::Line => 0..PARTIES.len(),
    };
    let signed = |party: usize| {
        let body = match party {
            0 => Body::Orders(cases.iter().filter_map(|case| case.order.clone()).collect()),
            1 => Body::Payments(cases.iter().filter_map(|case| case.payment.clone()).collect()),
            2 => Body::Waybills(cases.iter().filter_map(|case| case.waybill.clone()).collect()),
            _ => Body::Declarations(cases.iter().filter_map(|case| case.declaration.clone()).collect()),
        };
        let mut transfer = sample::transfer();
        transfer.company_code = PARTIES[party].0.into();
        let id = random::guid();
        let message = Message::new(id.clone(), body, transfer);
        let sealed = seal(&message.write(), &keys[party]).map_err(stopped)?;
        Ok(Signed { party, id, bytes: Bytes::from(sealed.into_xml()) })
    };
    parties.map(signed).collect()
}

/// The sample with numbers of its own and one of 300,000 buyers.
fn case(n: usize) -> Case {
    let mut case = sample::case();
    let (order_no, waybill_no, transaction) =
        (format!("OK20261124{n:08}"), format!("HX77{n:010}"), format!("PT{n:014}"));
    let buyer = identity_number(n);
    if let Some(order) = &mut case.order {
        order.head.guid = random::guid();
        order.head.order_no.clone_from(&order_no);
        order.head.buyer_id_number.clone_from(&buyer);
        order.head.pay_transaction_id = Some(transaction.clone());
    }
    if let Some(payment) = &mut case.payment {
        payment.guid = random::guid();
        payment.order_no.clone_from(&order_no);
        payment.payer_id_number.clone_from(&buyer);
        payment.transaction_id = transaction;
    }
    if let Some(waybill) = &mut case.waybill {
        waybill.guid = random::guid();
        waybill.order_no.clone_from(&order_no);
        waybill.waybill_no.clone_from(&waybill_no);
    }
    if let Some(declaration) = &mut case.declaration {
        let head = &mut declaration.head;
        head.guid = random::guid();
        head.buyer_id_number = buyer;
        head.cop_no = Some(format!("QC{n:012}"));
        (head.order_no, head.waybill_no) = (order_no, waybill_no);
    }
    case
}

/// An invented number with its check sign (GB 11643): one of 300,000 people born in one district.
fn identity_number(n: usize) -> String {
    let person = n % 300_000;
    let (day, month, rest) = (person % 28 + 1, person / 28 % 12 + 1, person / 336);
    let number = format!("110101{}{month:02}{day:02}{:03}", 1960 + rest % 40, rest / 40 % 999 + 1);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: usize =
        number.bytes().zip(weights).map(|(digit, weight)| usize::from(digit - b'0') * weight).sum();
    let sign = b"10X98765432"[sum % 11];
    format!("{number}{}", char::from(sign))
}
