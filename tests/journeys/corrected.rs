//! Rejected, put right and declared again; and what comes too late to change anything.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Duration;

use clearance_core::cn::message::ceb311_order::Order;
use clearance_core::cn::message::ceb411_payment::Payment;
use clearance_core::cn::message::ceb621_inventory::Declaration;
use clearance_core::cn::message::frame::Frame;
use clearance_core::cn::message::record::Millis;
use clearance_core::cn::message::{Body, Message, parse};
use clearance_core::cn::receipt::ceb622_inventory::InventoryReceipt;
use clearance_core::cn::receipt::{self, Answer};
use clearance_core::exchange::Role;
use clearance_core::time::BeijingTime;
use clearance_engine::desk::Desk;
use clearance_engine::sheet::{ReadOptions, read};
use clearance_engine::work::Work;
use clearance_server::random;
use clearance_tests::broker::{Broker, CLIENT, Identity, declare, direct, now, sample_sheet, sign, states};
use clearance_tests::office::Office;
use clearance_tests::stub::Stub;
use clearance_tests::wait::until;

use crate::rounds::{BOUND, until_outcomes, until_state};

const ORDER: &str = "OK20261124000001";

fn body(xml: &str) -> Body {
    let tree = parse(xml).expect("XML");
    let frame = Frame::read(&tree.document).expect("a message");
    Message::read(&frame).expect("a message of ours").body
}

/// The orders as the desk sent them.
fn orders(desk: &Desk) -> Vec<Order> {
    let outbox = desk.sending("").expect("the outbox").outbox;
    let message = outbox.iter().find(|message| message.kind == "CEB311").expect("the orders are sent");
    match body(&desk.xml(&message.id).expect("its octets")) {
        Body::Orders(all) => all,
        other => panic!("{:?}", other.kind()),
    }
}

/// The payment of an order, made by `name`.
fn payment(order: &Order, app_type: &str, name: &str) -> Payment {
    let head = &order.head;
    let now = now();
    Payment {
        guid: random::guid(),
        app_type: app_type.to_owned(),
        app_time: now,
        app_status: "2".to_owned(),
        pay_code: head.pay_code.clone().expect("the profile names one"),
        pay_name: head.pay_name.clone().expect("the profile names one"),
        transaction_id: head.pay_transaction_id.clone().expect("the sheet has it"),
        order_no: head.order_no.clone(),
        platform_code: head.platform_code.clone(),
        platform_name: head.platform_name.clone(),
        payer_id_type: head.buyer_id_type.clone(),
        payer_id_number: head.buyer_id_number.clone(),
        payer_name: name.to_owned(),
        telephone: Some(head.buyer_telephone.clone()),
        amount: head.paid,
        currency: head.currency.clone(),
        paid_at: now,
        note: None,
    }
}

#[test]
fn a_rejected_declaration_is_cleared_after_the_payment_was_put_right() {
    let folder = tempfile::tempdir().expect("a folder");
    let office = Office::open(folder.path());
    let declarant = Identity::declarant();
    // A payment company of its own: the sandbox plays nobody who is there.
    let payer = Identity::new("31222699S7", "上海汇通支付有限公司");
    office.enrol(&declarant, Role::Declarant);
    office.enrol(&payer, Role::Payment);
    let mut form = direct(&declarant, &office.address());
    form.insert("sendsOrders".to_owned(), "true".to_owned());
    let broker = Broker::new(&form, &declarant);
    let desk = broker.open();
    declare(&desk, "orders-9610.xlsx", CLIENT);
    sign(&desk);
    desk.send().expect("it sends");
    let orders = orders(&desk);
    let of = |number: &str| orders.iter().find(|order| order.head.order_no == number).expect("the order");
    office.send(&payer, Body::Payments(vec![payment(of(ORDER), "1", "沈练")]));
    until_state(&desk, ORDER, "100");
    let rejected = desk.statuses(&[ORDER.to_owned()]).expect("a status").remove(0);
    assert!(rejected.needs_you);
    assert_eq!(rejected.receipts.last().map(|last| last.code.as_str()), Some("1327"), "{rejected:?}");

    let right = of(ORDER).head.buyer_name.clone();
    office.send(&payer, Body::Payments(vec![payment(of(ORDER), "2", &right)]));
    desk.declare_again(&rejected.cop_no).expect("it may be declared again");
    assert_eq!(states(&desk)[ORDER], "to-sign");
    sign(&desk);
    until_state(&desk, ORDER, "899");
    let cleared = desk.statuses(&[ORDER.to_owned()]).expect("a status").remove(0);
    assert_eq!(cleared.cop_no, rejected.cop_no, "it keeps its own number");
    assert!(!cleared.needs_you && !cleared.invt_no.is_empty(), "{cleared:?}");
    let twice = desk.declare_again(&cleared.cop_no).expect_err("it is released");
    assert_eq!(twice.code(), "already-on-its-way");
    assert_eq!(desk.bills("", ORDER).expect("bills").lines.len(), 1);
}

#[test]
fn the_same_sheet_once_more_declares_nothing_again_whatever_became_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let office = Office::open(folder.path());
    let declarant = Identity::declarant();
    office.enrol(&declarant, Role::Declarant);
    let broker = Broker::new(&direct(&declarant, &office.address()), &declarant);
    let desk = broker.open();
    declare(&desk, "orders-9610.xlsx", CLIENT);
    sign(&desk);
    until_outcomes(&desk);
    let before = states(&desk);
    assert_eq!(before.values().filter(|state| *state == "100").count(), 4, "{before:?}");
    let feed = office.feed(&declarant);
    assert_eq!(declare(&desk, "orders-9610.xlsx", CLIENT), 0);
    sign(&desk);
    let synced = desk.sync(Duration::ZERO).expect("nothing new");
    assert_eq!((synced.delivered, synced.waiting, synced.receipts), (0, 0, 0));
    assert_eq!(states(&desk), before);
    assert_eq!(office.feed(&declarant), feed);
}

/// A sample sheet as a text table, with some cells changed.
fn changed_sheet(broker: &Broker, name: &str, changes: &[(&str, &str)]) -> PathBuf {
    let sheets = read(&sample_sheet(name), &ReadOptions::default(), &mut |_| ControlFlow::Continue(()));
    let sheets = sheets.expect("the sample");
    let width = sheets[0].rows().map(|row| row.width()).max().expect("rows");
    let mut text = String::new();
    for row in sheets[0].rows() {
        let cells: Vec<String> = (0..width).map(|column| row.cell(column).text.to_owned()).collect();
        let line = format!("\"{}\"\r\n", cells.join("\",\""));
        text.push_str(&changes.iter().fold(line, |line, (old, new)| line.replace(old, new)));
    }
    let path = broker.beside("corrected.csv");
    std::fs::write(&path, text).expect("a file");
    path
}

#[test]
fn a_corrected_sheet_takes_the_place_of_what_was_rejected_and_of_nothing_else() {
    const WRONG: &str = "ID20261124000007";
    let folder = tempfile::tempdir().expect("a folder");
    let office = Office::open(folder.path());
    let declarant = Identity::declarant();
    office.enrol(&declarant, Role::Declarant);
    let broker = Broker::new(&direct(&declarant, &office.address()), &declarant);
    let desk = broker.open();
    declare(&desk, "orders-9610.xlsx", CLIENT);
    sign(&desk);
    until_outcomes(&desk);
    let rejected = desk.statuses(&[WRONG.to_owned()]).expect("a status").remove(0);
    // Another buyer for the rejected order, and another phone for one that is released.
    let sheet = changed_sheet(
        &broker,
        "orders-9610.xlsx",
        &[("顾思齐", "沈练"), ("42010219911109284X", "310104198806120029"), ("13800138001", "13800138099")],
    );
    let take = || {
        let mapping =
            desk.open_files(std::slice::from_ref(&sheet), CLIENT, Work::quiet()).expect("the sheet");
        let review = desk.review(&mapping.import_id).expect("a review");
        let declared = desk.declare(&mapping.import_id, Work::quiet()).expect("it is declared");
        (review.good_orders, declared.made)
    };
    assert_eq!(take(), (1, 1), "only what was rejected is declared anew");
    assert_eq!(take(), (0, 0), "and while it is on its way, nothing");
    assert_eq!(states(&desk)[WRONG], "to-sign");
    assert_eq!(states(&desk)[ORDER], "899");
    drop(desk);
    let desk = broker.open();
    sign(&desk);
    let message = desk.sending("").expect("the outbox").outbox.remove(0);
    let octets = desk.xml(&message.id).expect("its octets");
    assert!(octets.contains("310104198806120029") && octets.contains(&rejected.cop_no));
    assert_eq!(octets.matches("<ceb:copNo>").count(), 1);
    until("the second word of customs", BOUND, || {
        desk.sync(Duration::from_secs(1)).expect("the service answers");
        let now = desk.statuses(&[WRONG.to_owned()]).expect("a status").remove(0);
        // The practice office rejects the letters, whoever the buyer is.
        now.cop_no == rejected.cop_no && now.receipts.iter().filter(|one| one.state == "100").count() == 2
    });
    assert_eq!(states(&desk).len(), 12);
}

fn sent(stub: &Stub) -> Vec<Declaration> {
    let mut all = Vec::new();
    for (_, xml) in stub.stored() {
        if let Body::Declarations(some) = body(&xml) {
            all.extend(some);
        }
    }
    all
}

fn receipt(declaration: &Declaration, status: &str, second: i64) -> String {
    let head = &declaration.head;
    let cop_no = head.cop_no.clone().expect("our number");
    let one = InventoryReceipt {
        guid: random::guid(),
        customs_code: Some(head.customs_code.clone()),
        platform_code: Some(head.platform_code.clone()),
        seller_code: Some(head.seller_code.clone()),
        declarant_code: Some(head.declarant_code.clone()),
        pre_no: None,
        invt_no: (status == "800").then(|| format!("29912026I{}", &cop_no[cop_no.len() - 9..])),
        cop_no,
        status: status.to_owned(),
        at: Millis(BeijingTime::from_unix_ms(now().unix_ms() + second * 1_000)),
        info: format!("[Code:{};Desc:x]", if status == "100" { "1327" } else { "2600" }),
    };
    Answer { id: one.guid.clone(), body: receipt::Body::Declarations(vec![one]) }.write()
}

#[test]
fn a_refusal_that_comes_after_the_release_changes_nothing() {
    let stub = Stub::start();
    let declarant = Identity::declarant();
    let broker = Broker::new(&direct(&declarant, &stub.url()), &declarant);
    let desk = broker.open();
    declare(&desk, "orders-9610.xlsx", CLIENT);
    sign(&desk);
    assert_eq!(desk.send().expect("it sends").waiting, 0);
    let all = sent(&stub);
    // Released, and then refused by a later word of customs, by an earlier one, and by the e-port.
    for (place, status, second) in [(0, "100", 9), (1, "100", -9), (2, "-621004", 9)] {
        stub.says("CEB622Message", &receipt(&all[place], "800", 3));
        stub.says("CEB622Message", &receipt(&all[place], status, second));
        let order = all[place].head.order_no.clone();
        until_state(&desk, &order, "800");
    }
    desk.sync(Duration::ZERO).expect("nothing new");
    for declaration in &all[..3] {
        let order =
            desk.statuses(std::slice::from_ref(&declaration.head.order_no)).expect("a status").remove(0);
        assert_eq!((order.state.as_str(), order.needs_you), ("800", false));
        assert_eq!(order.receipts.len(), 2, "what came late is still to be read");
        let again = desk.declare_again(&order.cop_no).expect_err("it is released");
        assert_eq!(again.code(), "already-on-its-way");
    }
    drop(desk);
    let desk = broker.open();
    assert_eq!(desk.sync(Duration::ZERO).expect("nothing new").receipts, 0);
    assert_eq!(states(&desk)[&all[0].head.order_no], "800");
}
