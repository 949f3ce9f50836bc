//! Cleared and taxed: direct purchases and goods from a bonded warehouse.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clearance_core::exchange::Role;
use clearance_core::money::Money;
use clearance_engine::desk::Desk;
use clearance_engine::view::{DeclarationQuery, SaveBills};
use clearance_tests::broker::{Broker, CLIENT, Form, Identity, bonded, declare, direct, sign, states};
use clearance_tests::office::Office;

use crate::rounds::{outcome, until_outcomes};

/// A sheet through the whole line; the desk and the service stay open.
fn line(sheet: &str, profile: fn(&Identity, &str) -> Form) -> (Broker, Desk, Office, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let office = Office::open(folder.path());
    let identity = Identity::declarant();
    office.enrol(&identity, Role::Declarant);
    let broker = Broker::new(&profile(&identity, &office.address()), &identity);
    let desk = broker.open();
    let made = declare(&desk, sheet, CLIENT);
    let orders = states(&desk);
    assert_eq!(made as usize, orders.len());
    assert!(orders.values().all(|state| state == "to-sign"), "{orders:?}");
    sign(&desk);
    until_outcomes(&desk);
    (broker, desk, office, folder)
}

fn amount(text: &str) -> Money {
    Money::parse(text).expect("an amount")
}

/// Bills by order, and each is what was assessed when the order was declared.
pub(crate) fn every_bill_is_what_was_assessed(desk: &Desk) -> usize {
    let page = desk.declarations(&DeclarationQuery::default()).expect("declarations");
    let assessed: BTreeMap<&str, Money> =
        page.lines.iter().map(|line| (line.order_no.as_str(), amount(&line.tax))).collect();
    let released: Vec<&str> = assessed.keys().copied().filter(|order| outcome(order) == "899").collect();
    let bills = desk.bills("", "").expect("bills");
    let mut billed: Vec<&str> = bills.lines.iter().map(|bill| bill.order_no.as_str()).collect();
    billed.sort_unstable();
    assert_eq!(billed, released, "one bill for each order that was released");
    for bill in &bills.lines {
        assert_eq!(amount(&bill.tax), assessed[bill.order_no.as_str()], "{}", bill.order_no);
    }
    assert_eq!(amount(&bills.total), bills.lines.iter().map(|bill| amount(&bill.tax)).sum::<Money>());
    bills.lines.len()
}

fn printed_bills_are_true(broker: &Broker, desk: &Desk) {
    let ids: Vec<String> = desk.bills("", "").expect("bills").lines.into_iter().map(|bill| bill.id).collect();
    let what = SaveBills {
        ids: ids.clone(),
        folder: broker.beside("bills").display().to_string(),
        pattern: "{order}_{tax_no}".to_owned(),
        ..SaveBills::default()
    };
    let saved = desk.save_bills(&what).expect("they are printed");
    assert_eq!(saved.files.len(), ids.len());
    let paths: Vec<PathBuf> = saved.files.iter().map(PathBuf::from).collect();
    for print in desk.verify_bills(&paths).expect("they are read") {
        assert!(print.ok, "{print:?}");
    }
    let whole = std::fs::read(&paths[0]).expect("a print");
    let torn = broker.beside("torn.pdf");
    std::fs::write(&torn, &whole[..whole.len() / 2]).expect("a file");
    assert!(!desk.verify_bills(&[torn]).expect("it is read")[0].ok, "half a print is not believed");
}

#[test]
fn a_sheet_of_direct_purchases_is_cleared_and_taxed() {
    let (broker, desk, _office, _folder) = line("orders-9610.xlsx", direct);
    assert_eq!(states(&desk).len(), 12);
    assert_eq!(every_bill_is_what_was_assessed(&desk), 7);
    printed_bills_are_true(&broker, &desk);
}

#[test]
fn a_sheet_of_bonded_goods_is_cleared_and_taxed() {
    let (_broker, desk, _office, _folder) = line("orders-1210.xlsx", bonded);
    let page = desk.declarations(&DeclarationQuery::default()).expect("declarations");
    assert!(page.lines.iter().all(|line| line.mode == "1210"), "{:?}", page.lines);
    assert_eq!(every_bill_is_what_was_assessed(&desk), 5);
}
