//! Bills as customs would state them, and one thing wrong with each.

use jiff::civil::date;

use super::*;
use crate::bill::BillStatus;
use crate::cn::tax::Discount;
use crate::money::Quantity;
use crate::time::BeijingTime;

fn money(text: &str) -> Money {
    Money::parse(text).expect("a plain decimal")
}

/// `3304990039 425 20`: code, line price, millilitres.
fn goods(gnum: u32, text: &str) -> TaxLine {
    let words: Vec<&str> = text.split(' ').collect();
    TaxLine {
        gnum,
        gcode: words[0].to_owned(),
        total_price: money(words[1]),
        qty: Quantity(Decimal::ONE),
        unit: "008".to_owned(),
        qty1: Quantity::parse(words[2]).expect("a quantity"),
        unit1: "096".to_owned(),
        ..TaxLine::default()
    }
}

fn case(lines: &[&str]) -> TaxCase {
    TaxCase {
        date: date(2026, 11, 24),
        lines: lines.iter().zip(1..).map(|(text, gnum)| goods(gnum, text)).collect(),
        freight: Money::ZERO,
        insured_fee: Money::ZERO,
        discount: Discount::None,
        year_total_before: None,
        one_indivisible_item: None,
    }
}

/// The bill that follows from an estimate.
fn bill(case: &TaxCase) -> TaxBill {
    let estimate = assess(case, Rates::built_in());
    let (customs_tax, consumption_tax, value_added_tax) = estimate.exact();
    let line = |line: &LineAssessment| TaxBillLine {
        gnum: line.gnum,
        gcode: line.gcode.clone(),
        name: None,
        tax_price: line.base,
        customs_tax: line.duty,
        value_added_tax: line.vat,
        consumption_tax: line.consumption_tax,
    };
    TaxBill {
        tax_no: "31052026I000418276_0".to_owned(),
        invt_no: "31052026I000418276".to_owned(),
        return_time: BeijingTime::from_wire("20261124104112").expect("a time"),
        status: BillStatus::Made,
        ent_duty_no: None,
        customs_tax,
        value_added_tax,
        consumption_tax,
        note: None,
        assure_code: None,
        ebc_code: None,
        logistics_code: None,
        agent_code: None,
        customs_code: None,
        order_no: None,
        logistics_no: None,
        lines: estimate.lines.iter().map(line).collect(),
    }
}

/// Adds to the VAT of the first line and of the head.
fn more_vat(bill: &mut TaxBill, more: &str) {
    bill.lines[0].value_added_tax = bill.lines[0].value_added_tax + money(more);
    bill.value_added_tax = bill.value_added_tax + money(more);
}

fn ids(case: &TaxCase, bill: &TaxBill) -> Vec<String> {
    compare(bill, case, Rates::built_in()).iter().map(|found| found.rule.to_string()).collect()
}

#[test]
fn a_bill_by_the_formula_has_no_findings() {
    for lines in [
        ["1901101090 100 1", "2204290000 90 750"].as_slice(),
        &["3304990039 425 20"],
        &["2208300000 290 700"],
        &["9102210090 6000 1"],
    ] {
        let case = case(lines);
        assert_eq!(compare(&bill(&case), &case, Rates::built_in()), [], "{lines:?}");
    }
}

#[test]
fn a_cent_a_line_is_rounding_and_more_names_the_line_and_both_amounts() {
    let case = case(&["1901101090 100 1", "1901101090 200 1"]);
    let mut rounded = bill(&case);
    more_vat(&mut rounded, "0.01");
    assert_eq!(compare(&rounded, &case, Rates::built_in()), []);
    let mut wrong = bill(&case);
    more_vat(&mut wrong, "0.0101");
    let found = compare(&wrong, &case, Rates::built_in());
    assert_eq!((found.len(), found[0].rule.as_ref()), (1, "TAX-BILL-TAX"));
    assert_eq!(found[0].at, "TaxListRd[1]/valueAddedTax");
    assert_eq!(found[0].zh, "第 1 项增值税：税单 9.1101，按申报日税率估算 9.10");
    assert!(found[0].en.contains("9.1101") && found[0].en.contains("9.10"), "{}", found[0].en);
}

#[test]
fn everything_that_can_differ_is_named() {
    let two = case(&["1901101090 100 1", "3304990039 425 20"]);
    let change = |change: &dyn Fn(&mut TaxBill)| {
        let mut bill = bill(&two);
        change(&mut bill);
        ids(&two, &bill)
    };
    assert_eq!(change(&|bill| bill.value_added_tax = money("60")), ["TAX-BILL-HEAD"]);
    assert_eq!(change(&|bill| bill.lines[0].gcode = "1901101000".to_owned()), ["TAX-BILL-CODE"]);
    assert_eq!(change(&|bill| bill.lines[0].gnum = 3), ["TAX-BILL-LINES", "TAX-BILL-LINES"]);
    let twice = change(&|bill| bill.lines[1].gnum = 1);
    assert!(twice.contains(&"TAX-BILL-LINES".to_owned()), "{twice:?}");
    // Freight shared out in another way: the taxes still follow from the bases.
    assert_eq!(
        change(&|bill| {
            for (line, by, vat) in [(0, "10", "0.91"), (1, "-10", "-1.07059")] {
                bill.lines[line].tax_price = bill.lines[line].tax_price + money(by);
                bill.lines[line].value_added_tax = bill.lines[line].value_added_tax + money(vat);
            }
            bill.lines[1].consumption_tax = bill.lines[1].consumption_tax - money("1.23529");
            bill.value_added_tax = bill.sums().value_added_tax;
            bill.consumption_tax = bill.sums().consumption_tax;
        }),
        ["TAX-BILL-SHARES", "TAX-BILL-SHARES"]
    );
    assert_eq!(
        change(&|bill| {
            bill.lines[0].tax_price = money("200");
            bill.lines[0].value_added_tax = money("18.2");
            bill.value_added_tax = bill.sums().value_added_tax;
        }),
        ["TAX-BILL-BASE"]
    );
}

#[test]
fn a_bill_on_the_other_side_of_the_threshold_says_so() {
    let declared = case(&["3304990039 499 50"]);
    let mut taxed = case(&["3304990039 499 49"]);
    let found = compare(&bill(&taxed), &declared, Rates::built_in());
    assert_eq!((found.len(), found[0].rule.as_ref()), (1, "TAX-BILL-THRESHOLD"));
    assert!(found[0].zh.contains("9.98"), "{}", found[0].zh);
    taxed.lines[0].total_price = money("499");
    let found = compare(&bill(&declared), &taxed, Rates::built_in());
    assert_eq!(found[0].rule, "TAX-BILL-THRESHOLD");
}

#[test]
fn a_bill_of_another_regime_says_so() {
    let full = case(&["9102210090 6000 1"]);
    let mut reduced = bill(&full);
    reduced.lines[0].customs_tax = Money::ZERO;
    reduced.lines[0].value_added_tax = money("546");
    (reduced.customs_tax, reduced.value_added_tax) = (Money::ZERO, money("546"));
    assert_eq!(ids(&full, &reduced), ["TAX-BILL-REGIME"]);
    let mut used_up = case(&["1901101090 600 1"]);
    let within = bill(&used_up);
    used_up.year_total_before = Some(money("25500"));
    assert_eq!(ids(&used_up, &within), ["TAX-BILL-REGIME"]);
}

#[test]
fn absurd_bills_are_judged_like_any_other() {
    let case = case(&["3304990039 425 20"]);
    let mut absurd = bill(&case);
    absurd.lines[0].tax_price = Money(Decimal::MAX);
    absurd.lines[0].value_added_tax = Money(Decimal::MIN);
    absurd.value_added_tax = Money(Decimal::MAX);
    assert!(!compare(&absurd, &case, Rates::built_in()).is_empty());
    absurd.lines.clear();
    assert!(ids(&case, &absurd).contains(&"TAX-BILL-LINES".to_owned()));
}
