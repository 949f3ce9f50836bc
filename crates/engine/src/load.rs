//! Invented cases in any number, for benchmarks and load: every one meets every rule.

use clearance_core::cn::{Case, sample};
use clearance_core::time::BeijingTime;

/// Upper-case UUIDs by number, so that a load is the same every time. The first group tells the kind.
#[must_use]
pub fn guid(kind: u32, number: u64) -> String {
    format!("{kind:08X}-0000-4000-8000-{number:012X}")
}

/// A resident identity number with a valid check digit, another one for each number below 40 million.
#[must_use]
pub fn resident(number: u64) -> String {
    let (day, serial) = (number / 999, number % 999 + 1);
    let (year, month, day) = (1950 + day / 336, day % 336 / 28 + 1, day % 28 + 1);
    let body = format!("110101{year:04}{month:02}{day:02}{serial:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][(sum % 11) as usize];
    format!("{body}{check}")
}

/// Order, payment, waybill and declaration of one invented order, made at `now`.
///
/// # Panics
/// Never: the sample case has all four documents.
#[must_use]
pub fn case(number: u64, now: BeijingTime) -> Case {
    let mut case = sample::case();
    let order_no = format!("OK{number:014}");
    let waybill_no = format!("HX{number:014}");
    let payment_no = format!("PAY{number:016}");
    let buyer = resident(number);
    let telephone = format!("138{:08}", number % 100_000_000);
    if let Some(order) = &mut case.order {
        let head = &mut order.head;
        head.guid = guid(1, number);
        head.app_time = now;
        head.order_no.clone_from(&order_no);
        head.buyer_account = format!("buyer-{number}");
        head.buyer_id_number.clone_from(&buyer);
        head.buyer_telephone.clone_from(&telephone);
        head.consignee_telephone.clone_from(&telephone);
        head.pay_transaction_id = Some(payment_no.clone());
    }
    if let Some(payment) = &mut case.payment {
        payment.guid = guid(2, number);
        payment.app_time = now;
        payment.order_no.clone_from(&order_no);
        payment.transaction_id = payment_no;
        payment.payer_id_number.clone_from(&buyer);
        payment.paid_at = now;
    }
    if let Some(waybill) = &mut case.waybill {
        waybill.guid = guid(3, number);
        waybill.app_time = now;
        waybill.order_no.clone_from(&order_no);
        waybill.waybill_no.clone_from(&waybill_no);
        waybill.consignee_telephone.clone_from(&telephone);
    }
    if let Some(declaration) = &mut case.declaration {
        let head = &mut declaration.head;
        head.guid = guid(4, number);
        head.app_time = now;
        head.declared_on = now.date();
        head.imported_on = Some(now.date());
        head.order_no = order_no;
        head.waybill_no = waybill_no;
        head.cop_no = Some(format!("C{number:016}"));
        head.buyer_id_number = buyer;
        head.buyer_telephone = telephone;
    }
    case
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use clearance_core::cn::check;

    use super::*;

    #[test]
    fn invented_cases_are_clean_and_all_different() {
        let now = BeijingTime::from_wire("20261124104218").expect("a time");
        let mut buyers = HashSet::new();
        for number in [0, 1, 998, 999, 1_000, 335 * 999, 336 * 999, 9_999_999] {
            let case = case(number, now);
            assert_eq!(check(&case).findings, [], "{number}");
            assert!(buyers.insert(resident(number)));
        }
    }
}
