//! An order that was refused comes in again: what the sheet says now takes the place of what was declared.
//!
//! The same sheet once more says nothing new, and declares nothing anew.

use clearance_core::cn::Case;
use rusqlite::Connection;

use crate::error::Result;
use crate::store::declarations::{self, Documents};

/// The refused declaration that a case corrects, if it does; the case then goes under that declaration's own number.
pub(crate) fn corrects(c: &Connection, client: &str, case: &mut Case) -> Result<Option<i64>> {
    let Some(declaration) = &case.declaration else { return Ok(None) };
    let head = &declaration.head;
    let refused = declarations::refused(c, client, &head.platform_code, &head.order_no)?;
    let Some((id, cop_no)) = refused else { return Ok(None) };
    if says_the_same(&declarations::documents(c, id)?, case) {
        return Ok(None);
    }
    if let Some(declaration) = &mut case.declaration {
        declaration.head.cop_no = Some(cop_no);
    }
    Ok(Some(id))
}

/// Whether only the stamps of the moment differ.
fn says_the_same(stored: &Documents, case: &Case) -> bool {
    let mut now = case.clone();
    if let Some(declaration) = &mut now.declaration {
        let was = &stored.declaration.head;
        let head = &mut declaration.head;
        head.guid.clone_from(&was.guid);
        head.cop_no.clone_from(&was.cop_no);
        (head.app_time, head.declared_on) = (was.app_time, was.declared_on);
    }
    if let (Some(order), Some(was)) = (&mut now.order, &stored.order) {
        order.head.guid.clone_from(&was.head.guid);
        order.head.app_time = was.head.app_time;
    }
    if let (Some(payment), Some(was)) = (&mut now.payment, &stored.payment) {
        payment.guid.clone_from(&was.guid);
        payment.app_time = was.app_time;
    }
    if let (Some(waybill), Some(was)) = (&mut now.waybill, &stored.waybill) {
        waybill.guid.clone_from(&was.guid);
        waybill.app_time = was.app_time;
    }
    now.declaration.as_ref() == Some(&stored.declaration)
        && now.order == stored.order
        && now.payment == stored.payment
        && now.waybill == stored.waybill
}
