//! The line reads the samples: every column is known, every damage is named.

use std::ops::ControlFlow;

use clearance_core::check::Severity;
use clearance_core::cn::codes::Tables;
use clearance_core::cn::declare::{GoodsBook, Profile, Stamp, declare};
use clearance_core::cn::rates::Rates;
use clearance_core::cn::tax::{TaxCase, assess};
use clearance_core::cn::{Case, Facts, sample};
use clearance_core::order::{Confidence, Field, Mapping, Orders, apart, mappings, orders};
use clearance_core::sheet::Sheet;
use clearance_engine::sheet::{ReadOptions, read};

fn import(name: &str) -> (Vec<Sheet>, Vec<Mapping>, Orders) {
    let path = super::folder().join(name);
    let sheets = read(&path, &ReadOptions::default(), &mut |_| ControlFlow::Continue(())).expect("it reads");
    let sheets = apart(sheets);
    let mappings = mappings(&sheets, &[]);
    let orders = orders(&sheets, &mappings, &*Tables::built_in());
    (sheets, mappings, orders)
}

#[test]
fn the_direct_and_bonded_samples_are_clean() {
    for (name, count, lines) in [("orders-9610.xlsx", 12, 17), ("orders-1210.xlsx", 6, 8)] {
        let (_, mappings, orders) = import(name);
        assert_eq!(format!("{:?}", orders.problems), "[]", "{name}");
        assert_eq!((orders.orders.len(), orders.line_count()), (count, lines), "{name}");
        assert!(mappings[0].columns.iter().all(|column| column.confidence == Confidence::Sure), "{name}");
    }
}

#[test]
fn the_amounts_of_the_samples_fit() {
    for name in ["orders-9610.xlsx", "orders-1210.xlsx"] {
        for order in import(name).2.orders {
            let money = |field| order.money(field).expect("an amount");
            let due = order.goods_value().expect("lines") + money(Field::Freight) + money(Field::TaxTotal);
            assert_eq!(due, money(Field::Paid) + money(Field::Discount), "{}", order.order_no);
        }
    }
}

#[test]
fn the_platform_report_is_recognised_and_says_what_it_lacks() {
    let (sheets, mappings, orders) = import("orders-taobao.csv");
    assert_eq!(sheets[0].encoding, Some("GB18030"));
    assert_eq!(mappings[0].layout.map(|layout| layout.id), Some("taobao-orders"));
    assert_eq!((orders.orders.len(), orders.line_count()), (4, 4));
    let first = &orders.orders[0];
    assert_eq!(first.order_no, "330020261124000001");
    assert_eq!(first.get(Field::ConsigneePhone), Some("13800138001"));
    assert_eq!(first.get(Field::PayTime), Some("20261120090200"));
    assert_eq!(first.cell(Field::OrderNo).as_deref(), Some("orders-taobao!A2"));
    assert!(orders.problems.iter().any(|problem| problem.id() == "SHEET-COLUMN-MISSING"));
    assert!(orders.problems.iter().all(|problem| !problem.stops()), "{:?}", orders.problems);
}

#[test]
fn every_damage_is_named_at_its_cell() {
    let (_, mappings, orders) = import("orders-damaged.xlsx");
    assert_eq!(mappings[0].header_row, 2);
    let found: Vec<String> = orders
        .problems
        .iter()
        .map(|problem| format!("{} {}", problem.cell.at, problem.id().trim_start_matches("SHEET-")))
        .collect();
    assert_eq!(
        found,
        [
            "A3 COLUMN-MISSING",
            "N3 COLUMN-ASK",
            "U3 COLUMN-ASK",
            "V3 COLUMN-ASK",
            "K5 NUMBER-DAMAGED",
            "T6 SCIENTIFIC",
            "J7 MASKED",
            "M7 MASKED",
            "K8 ID-CHECK-DIGIT",
            "D9 ZERO-RESTORED",
            "H9 NUMBER-UNREADABLE",
            "E10 SEVERAL-GOODS",
            "F10 UNIT-UNKNOWN",
            "I11 COUNTRY-UNKNOWN",
            "S11 DATE-UNREADABLE",
            "H12 ERROR-CELL",
            "J12 PLACEHOLDER",
            "T13 WAYBILL-TWICE",
            "J14 CONFLICT",
            "K14 CONFLICT",
            "L14 CONFLICT",
            "M14 CONFLICT",
            "O14 CONFLICT",
            "T14 CONFLICT",
            "A15 NO-ORDER-NUMBER",
        ]
    );
    assert_eq!((orders.orders.len(), orders.line_count()), (10, 11));
    assert_eq!(orders.stopped().iter().filter(|stopped| **stopped).count(), 9);
}

/// The invented companies of the sample case, as a client's profile.
fn profile(trade_mode: &str) -> Profile {
    let case = sample::case();
    let head = case.declaration.expect("the sample has one").head;
    let payment = case.payment.expect("the sample has one");
    let mut profile = Profile { dxp_id: sample::transfer().dxp_id, sends_orders: true, ..Profile::default() };
    profile.platform.code = head.platform_code;
    profile.platform.name = head.platform_name;
    profile.seller.code = head.seller_code;
    profile.seller.name = head.seller_name;
    profile.declarant.code = head.declarant_code;
    profile.declarant.name = head.declarant_name;
    profile.carrier.code = head.carrier_code;
    profile.carrier.name = head.carrier_name;
    profile.payment_company.code = payment.pay_code;
    profile.payment_company.name = payment.pay_name;
    profile.guarantor_code = head.guarantor_code;
    profile.customs_code = head.customs_code;
    profile.port_code = head.port_code;
    profile.trade_mode = trade_mode.to_owned();
    profile.transport_mode = head.transport_mode;
    profile.wrap_type = head.wrap_type.unwrap_or_default();
    if trade_mode == "1210" {
        profile.account_book = "T2991H26A001".to_owned();
        profile.area.code = profile.declarant.code.clone();
        profile.area.name = profile.declarant.name.clone();
        profile.departure = "142".to_owned();
    }
    profile
}

fn declared(name: &str, trade_mode: &str) -> Vec<(String, Case)> {
    cases(&import(name).2, trade_mode)
}

fn cases(read: &Orders, trade_mode: &str) -> Vec<(String, Case)> {
    let stamp = |n: usize| Stamp {
        now: clearance_core::time::BeijingTime::from_wire("20261124100000").expect("a time"),
        cop_no: format!("QC2026112410{n:06}"),
        guids: ["1", "2", "3"].map(|n| format!("6A3C0D5E-12F7-4B86-9C41-0F7E5D2B8A1{n}")),
    };
    let profile = profile(trade_mode);
    let one = |(n, order): (usize, &clearance_core::order::Order)| {
        let case = declare(order, &profile, &GoodsBook::default(), &stamp(n), Facts::default());
        (order.order_no.clone(), case)
    };
    read.orders.iter().enumerate().map(one).collect()
}

#[test]
fn the_clean_samples_become_declarations_that_nothing_stops() {
    for (name, trade_mode) in [("orders-9610.xlsx", "9610"), ("orders-1210.xlsx", "1210")] {
        for (order_no, case) in declared(name, trade_mode) {
            let findings = clearance_core::cn::check(&case).findings;
            let told: Vec<_> = findings
                .iter()
                .filter(|finding| finding.severity != Severity::Hints)
                .map(|finding| format!("{} {}", finding.rule, finding.at))
                .collect();
            assert_eq!(told, [] as [String; 0], "{order_no}");
        }
    }
}

#[test]
fn the_tax_withheld_in_the_samples_is_the_tax_assessed() {
    for (name, trade_mode) in [("orders-9610.xlsx", "9610"), ("orders-1210.xlsx", "1210")] {
        for (order_no, case) in declared(name, trade_mode) {
            let withheld = case.order.map(|order| order.head.tax_withheld);
            let declaration = case.declaration.expect("it was declared");
            let assessed = assess(&TaxCase::of(&declaration, None), Rates::built_in());
            assert_eq!(Some(assessed.total), withheld, "{order_no}");
        }
    }
}

#[test]
fn the_messy_workbook_asks_for_decisions_and_is_broken_in_many_ways() {
    let (sheets, mut mappings, _) = import("orders-messy.xlsx");
    assert_eq!((sheets.len(), mappings.len(), mappings[0].header_row), (2, 1, 4));
    let asked: Vec<&str> = mappings[0]
        .columns
        .iter()
        .filter(|column| column.confidence == Confidence::Ask)
        .map(|column| &*column.header)
        .collect();
    assert_eq!(asked, ["身份证号", "国别", "备注", "优惠金额", "备注"]);
    for (header, field) in
        [("身份证号", Field::BuyerId), ("国别", Field::Origin), ("优惠金额", Field::Discount)]
    {
        let column = mappings[0].columns.iter().find(|c| c.header == header).expect("a header").index;
        mappings[0].choose(column, Some(field));
    }
    let orders = orders(&sheets, &mappings, &*Tables::built_in());
    let count = |rule: &str| orders.problems.iter().filter(|problem| problem.id() == rule).count();
    let kinds: std::collections::BTreeSet<&str> =
        orders.problems.iter().map(|problem| problem.id()).collect();
    assert!(kinds.len() >= 12, "{kinds:?}");
    assert!(count("SHEET-UNIT-UNKNOWN") >= 25, "{}", count("SHEET-UNIT-UNKNOWN"));
    assert_eq!((count("SHEET-GOODS-SPLIT"), count("SHEET-SEVERAL-GOODS")), (2, 1));
    assert_eq!((count("SHEET-NUMBER-DAMAGED"), count("SHEET-MASKED")), (2, 9));
    // What the check stops beyond the cells: an amount that does not add up, and an address that is not there.
    let stopped = orders.stopped();
    let told: Vec<String> = cases(&orders, "9610")
        .into_iter()
        .zip(stopped)
        .filter(|(_, stopped)| !stopped)
        .flat_map(|((_, case), _)| clearance_core::cn::check(&case).findings)
        .filter(|finding| finding.severity == Severity::Stops)
        .map(|finding| finding.rule.into_owned())
        .collect();
    assert_eq!(told, ["CN-AMOUNT-001", "CN-FORM-EMPTY", "CN-FORM-EMPTY"]);
}
