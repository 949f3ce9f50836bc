//! The bill that follows a release.

use crate::cn::message::ceb621_inventory::Declaration;
use crate::cn::message::record::Millis;
use crate::cn::receipt::ceb816_tax::{TaxBillHead, TaxBillLine, TaxBillMessage};
use crate::cn::receipt::ceb818_tax_status::TaxBillStatus;
use crate::cn::tax::Assessment;
use crate::time::BeijingTime;

/// The bill (CEB816, status 1) of a released declaration; its number is the declaration's, `_` and 0.
#[must_use]
pub fn tax_bill(
    declaration: &Declaration,
    assessment: &Assessment,
    invt_no: &str,
    guid: &str,
    at: BeijingTime,
) -> TaxBillMessage {
    let head = &declaration.head;
    let (duty, consumption_tax, vat) = assessment.exact();
    let lines = assessment.lines.iter().map(|line| TaxBillLine {
        gnum: line.gnum,
        gcode: line.gcode.clone(),
        base: line.base,
        duty: line.duty,
        vat: line.vat,
        consumption_tax: line.consumption_tax,
    });
    TaxBillMessage {
        head: TaxBillHead {
            guid: guid.to_owned(),
            at: Millis(at),
            invt_no: invt_no.to_owned(),
            tax_no: format!("{invt_no}_0"),
            duty,
            vat,
            consumption_tax,
            status: "1".to_owned(),
            duty_no: None,
            note: None,
            guarantor_code: Some(head.guarantor_code.clone()),
            seller_code: Some(head.seller_code.clone()),
            carrier_code: Some(head.carrier_code.clone()),
            declarant_code: Some(head.declarant_code.clone()),
            customs_code: Some(head.customs_code.clone()),
            order_no: Some(head.order_no.clone()),
            waybill_no: Some(head.waybill_no.clone()),
        },
        lines: lines.collect(),
    }
}

/// The bill of a cancelled or wholly returned declaration is void (CEB818, status 3).
#[must_use]
pub fn void_bill(
    declaration: &Declaration,
    tax_no: &str,
    invt_no: &str,
    guid: &str,
    at: BeijingTime,
) -> TaxBillStatus {
    TaxBillStatus {
        guid: guid.to_owned(),
        at: Millis(at),
        invt_no: invt_no.to_owned(),
        tax_no: tax_no.to_owned(),
        status: "3".to_owned(),
        duty_no: None,
        guarantor_code: Some(declaration.head.guarantor_code.clone()),
    }
}
