//! The tax of a declaration, and the bill that follows its release.

use crate::cn::Facts;
use crate::cn::message::ceb621_inventory::Declaration;
use crate::cn::message::record::Millis;
use crate::cn::rates::Rates;
use crate::cn::receipt::ceb816_tax::{TaxBillHead, TaxBillLine, TaxBillMessage};
use crate::cn::tax::{self, Assessment, Discount, TaxCase, TaxLine};
use crate::time::BeijingTime;

/// The tax that customs finds due on a declaration. Deductions do not lower it: the inventory states none.
#[must_use]
pub fn assess(declaration: &Declaration, facts: &Facts, rates: &Rates) -> Assessment {
    let head = &declaration.head;
    let lines = declaration.lines.iter().map(|line| TaxLine {
        gnum: line.gnum,
        gcode: line.gcode.clone(),
        total_price: line.total,
        qty: line.qty,
        unit: line.unit.clone(),
        qty1: line.qty1,
        unit1: line.unit1.clone(),
        qty2: line.qty2,
        unit2: line.unit2.clone(),
        content: None,
    });
    let case = TaxCase {
        date: head.declared_on,
        lines: lines.collect(),
        freight: head.freight,
        insured_fee: head.insured_fee,
        discount: Discount::None,
        year_total_before: facts.bought_this_year,
        one_indivisible_item: None,
    };
    tax::assess(&case, rates)
}

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
