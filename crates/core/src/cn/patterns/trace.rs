//! What a case leaves behind for the patterns: hashes and numbers, nobody's name.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use jiff::civil::Date;

use super::What;
use super::numbers::PaymentNo;
use crate::cn::Case;
use crate::cn::rules::dutiable;
use crate::money::Money;

/// A few numbers that stand for a case. Nothing is 0 where the case does not say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The buyer's account on the platform.
    pub(super) account: u64,
    /// The buyer by identity number.
    pub(super) buyer: u64,
    /// The buyer's name.
    pub(super) name: u64,
    /// Who paid, by identity number.
    pub(super) payer: u64,
    pub(super) telephone: u64,
    pub(super) address: u64,
    pub(super) seller: u64,
    /// First fourteen signs of the buyer's number: county and birthday.
    pub(super) born: u64,
    /// Unix seconds of the payment.
    pub(super) paid_at: Option<i64>,
    pub(super) payment_no: Option<PaymentNo>,
    /// Goods, freight and insurance; of an order alone what it is worth with its freight.
    pub(super) value: Option<Money>,
    /// When it was bought: the day of the payment, else of the order, else of the case.
    pub(super) day: Date,
    /// The single-transaction limit of that day.
    pub(super) limit: Money,
    /// Which documents are there: where a finding is put.
    order: bool,
    payment: bool,
    declaration: bool,
}

/// A number for a text; nothing for what is empty or masked.
fn mark(parts: &[&str]) -> u64 {
    if parts.iter().any(|part| part.is_empty() || part.contains(['*', '＊'])) {
        return 0;
    }
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish().max(1)
}

/// The digits of a telephone without the country.
fn telephone(text: &str) -> u64 {
    if text.contains(['*', '＊']) {
        return 0;
    }
    let mut hasher = DefaultHasher::new();
    let digits = text.bytes().filter(u8::is_ascii_digit);
    let count = digits.clone().count();
    if count < 7 {
        return 0;
    }
    // 0086 and 86 before the eleven digits of a mobile.
    digits.skip(count.saturating_sub(11)).for_each(|digit| hasher.write_u8(digit));
    hasher.finish().max(1)
}

/// An address without blanks and marks. One without a number is a town, not a house.
fn address(text: &str) -> u64 {
    if text.contains(['*', '＊']) {
        return 0;
    }
    let (mut hasher, mut signs, mut numbered) = (DefaultHasher::new(), 0, false);
    for sign in text.chars().filter(|sign| sign.is_alphanumeric()) {
        let sign = match sign {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
            other => other,
        };
        numbered |= sign.is_numeric();
        signs += 1;
        hasher.write_u32(u32::from(sign.to_ascii_lowercase()));
    }
    if numbered && signs >= 8 { hasher.finish().max(1) } else { 0 }
}

impl Trace {
    /// The trace of a case.
    #[must_use]
    pub fn of(case: &Case) -> Trace {
        let order = case.order.as_ref().map(|o| &o.head);
        let declaration = case.declaration.as_ref().map(|d| &d.head);
        let payment = case.payment.as_ref();
        let buyer =
            declaration.map(|d| d.buyer_id_number.as_str()).or(order.map(|o| o.buyer_id_number.as_str()));
        let name = declaration.map(|d| d.buyer_name.as_str()).or(order.map(|o| o.buyer_name.as_str()));
        let payer = payment.map(|p| p.payer_id_number.as_str());
        // A payment alone knows the payer only, who must be the buyer.
        let (buyer, name) = (buyer.or(payer), name.or(payment.map(|p| p.payer_name.as_str())));
        let called =
            declaration.map(|d| d.buyer_telephone.as_str()).or(order.map(|o| o.buyer_telephone.as_str()));
        let lives =
            declaration.map(|d| d.consignee_address.as_str()).or(order.map(|o| o.consignee_address.as_str()));
        let seller = declaration.map(|d| d.seller_code.as_str()).or(order.map(|o| o.seller_code.as_str()));
        let order_no = order.map(|o| o.order_no.as_str()).or(payment.map(|p| p.order_no.as_str()));
        let paid_by = order.and_then(|o| o.pay_transaction_id.as_deref());
        let number =
            payment.map(|p| p.transaction_id.as_str()).or(paid_by).filter(|number| !number.is_empty());
        let buyer = buyer.unwrap_or_default();
        Trace {
            account: order.map_or(0, |o| mark(&[&o.platform_code, &o.buyer_account])),
            buyer: mark(&[buyer]),
            name: mark(&[name.unwrap_or_default()]),
            payer: mark(&[payer.unwrap_or_default()]),
            telephone: called.map_or(0, telephone),
            address: lives.map_or(0, address),
            seller: mark(&[seller.unwrap_or_default()]),
            born: buyer.get(..14).filter(|_| buyer.len() == 18).map_or(0, |born| mark(&[born])),
            paid_at: payment.map(|p| p.paid_at.unix_ms() / 1000),
            payment_no: number.map(|number| PaymentNo::of(number, order_no.unwrap_or_default())),
            value: case.declaration.as_ref().map(dutiable).or(order.map(|o| o.goods_value + o.freight)),
            day: payment.map(|p| p.paid_at.date()).or(order.map(|o| o.app_time.date())).unwrap_or(case.day()),
            limit: case.tables().rates().limits(case.day()).single.value,
            order: order.is_some(),
            payment: payment.is_some(),
            declaration: declaration.is_some(),
        }
    }

    /// Where a case of these documents says it.
    pub(super) fn place(&self, what: What) -> &'static str {
        let declared = self.declaration;
        match what {
            What::Account => "Order[1]/OrderHead/buyerRegNo",
            What::Telephone if declared => "Inventory[1]/InventoryHead/buyerTelephone",
            What::Telephone => "Order[1]/OrderHead/buyerTelephone",
            What::Address if declared => "Inventory[1]/InventoryHead/consigneeAddress",
            What::Address => "Order[1]/OrderHead/consigneeAddress",
            What::Buyer if declared => "Inventory[1]/InventoryHead/buyerIdNumber",
            What::Buyer if self.order => "Order[1]/OrderHead/buyerIdNumber",
            What::Buyer | What::PaidBy => "Payment[1]/PaymentHead/payerIdNumber",
            What::Name if declared => "Inventory[1]/InventoryHead/buyerName",
            What::Name if self.order => "Order[1]/OrderHead/buyerName",
            What::Name => "Payment[1]/PaymentHead/payerName",
            What::PaidAt => "Payment[1]/PaymentHead/payTime",
            What::PaymentNo if self.payment => "Payment[1]/PaymentHead/payTransactionId",
            What::PaymentNo => "Order[1]/OrderHead/payTransactionId",
            What::Value if declared => "Inventory[1]/InventoryList[1]/totalPrice",
            What::Value => "Order[1]/OrderHead/goodsValue",
        }
    }
}
