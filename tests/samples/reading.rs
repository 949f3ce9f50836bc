//! The line reads the samples: every column is known, every damage is named.

use std::ops::ControlFlow;

use clearance_core::cn::codes::Tables;
use clearance_core::order::{Confidence, Field, Mapping, Orders, mappings, orders};
use clearance_core::sheet::Sheet;
use clearance_engine::sheet::{ReadOptions, read};

fn import(name: &str) -> (Vec<Sheet>, Vec<Mapping>, Orders) {
    let path = super::folder().join(name);
    let sheets = read(&path, &ReadOptions::default(), &mut |_| ControlFlow::Continue(())).expect("it reads");
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
