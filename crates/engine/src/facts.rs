//! The facts around a case that only the store knows: what the buyer bought this year, which numbers are taken.

use std::sync::Arc;

use clearance_core::cn::tables::Held;
use clearance_core::cn::{Case, Facts};
use clearance_core::money::Money;
use clearance_core::time::BeijingTime;
use rusqlite::Connection;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use crate::error::Result;
use crate::store::declarations::{self, Documents, Keys};
use crate::store::sha256;

/// Who the buyer is, without saying it: enough to find their other orders.
pub(crate) fn buyer_hash(id_number: &str) -> String {
    sha256(format!("buyer\n{id_number}").as_bytes())
}

/// What counts against the buyer's yearly limit: goods with freight and insurance, in cents.
pub(crate) fn cents(documents: &Documents) -> i64 {
    let head = &documents.declaration.head;
    let goods: Money = documents.declaration.lines.iter().map(|line| line.total).sum();
    let all = goods + head.freight + head.insured_fee;
    (all.to_cent().0 * Decimal::ONE_HUNDRED).to_i64().unwrap_or(i64::MAX)
}

/// The facts at the beginning, before the documents are known.
pub(crate) fn bare(tables: Arc<Held>, now: BeijingTime) -> Facts {
    Facts { tables, today: Some(now.date()), ..Facts::default() }
}

/// Looks up what the store knows about the case. `own` is its own row, if it has one.
pub(crate) fn gather(c: &Connection, own: Option<i64>, case: &mut Case) -> Result<()> {
    let Some(head) = case.declaration.as_ref().map(|declaration| &declaration.head) else { return Ok(()) };
    let payment = case.payment.as_ref().map(|payment| payment.transaction_id.as_str());
    let order = case.order.as_ref().and_then(|order| order.head.pay_transaction_id.as_deref());
    case.facts.taken = declarations::taken(
        c,
        own,
        &Keys {
            platform: &head.platform_code,
            order_no: &head.order_no,
            cop_no: head.cop_no.as_deref().unwrap_or_default(),
            carrier: &head.carrier_code,
            waybill_no: &head.waybill_no,
            payment_no: payment.or(order).unwrap_or_default(),
        },
    )?;
    let bought =
        declarations::bought(c, own, &buyer_hash(&head.buyer_id_number), i64::from(head.declared_on.year()))?;
    case.facts.bought_this_year = Some(Money(Decimal::new(bought, 2)));
    Ok(())
}
