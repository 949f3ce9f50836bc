//! Desk and service are killed between all steps, and at any moment; nothing is lost and nothing is sent twice.

use std::net::SocketAddr;
use std::time::Duration;

use clearance_core::exchange::Role;
use clearance_tests::broker::{Broker, CLIENT, Identity, declare, direct, sample_sheet, sign, states};
use clearance_tests::office::enrol;
use clearance_tests::program::{ServerProgram, User, run};
use clearance_tests::wait::until;
use serde_json::Value;

use crate::rounds::BOUND;

fn anywhere() -> SocketAddr {
    ([127, 0, 0, 1], 0).into()
}

/// Whether customs has come to an end with every order whose letters say that it will.
fn ended(state: &str, order_no: &str) -> bool {
    match order_no {
        order if order.starts_with("SL") => state == "received",
        // They come with time.
        order if order.starts_with("LT") => ["received", "2", "120", "800", "899"].contains(&state),
        order if order.starts_with("OK") || order.starts_with("CY") => ["800", "899"].contains(&state),
        _ => state == "100",
    }
}

#[test]
fn the_desk_is_closed_and_the_service_killed_between_all_steps() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("service.db");
    let declarant = Identity::declarant();
    let server = ServerProgram::start(&store, anywhere());
    let address = server.address;
    enrol(address, &declarant, Role::Declarant);
    let broker = Broker::new(&direct(&declarant, &server.url()), &declarant);
    let made = declare(&broker.open(), "orders-9610.xlsx", CLIENT);
    server.kill();
    sign(&broker.open());
    assert_eq!(broker.open().send().expect("it waits").waiting, 1);
    let server = ServerProgram::start(&store, address);
    assert_eq!(broker.open().send().expect("it sends").delivered, 1);
    // Stored before it was answered: the kill takes nothing away.
    server.kill();
    assert!(broker.open().sync(Duration::ZERO).is_err());
    let mut server = Some(ServerProgram::start(&store, address));
    let mut rounds = 0;
    until("every order comes to its end", BOUND, || {
        let desk = broker.open();
        desk.sync(Duration::from_secs(1)).expect("the service answers");
        rounds += 1;
        if rounds == 1 {
            // Only one at a time can have the store.
            drop(server.take());
            server = Some(ServerProgram::start(&store, address));
        }
        states(&desk).iter().all(|(order, state)| ended(state, order))
    });
    let desk = broker.open();
    let all = desk.statuses(&[]).expect("statuses");
    assert_eq!(all.len(), made as usize);
    for order in &all {
        assert!(order.receipts.iter().all(|one| one.state != "-621004"), "declared twice: {order:?}");
        let stored = order.receipts.iter().filter(|one| one.state == "120" || one.state == "800");
        let mut seen: Vec<&str> = stored.map(|one| one.state.as_str()).collect();
        seen.dedup();
        assert!(seen.len() <= 2, "decided twice: {order:?}");
    }
}

#[test]
fn the_whole_line_is_killed_at_any_moment_and_goes_on_where_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let declarant = Identity::declarant();
    let server = ServerProgram::start(&folder.path().join("service.db"), anywhere());
    enrol(server.address, &declarant, Role::Declarant);
    let user = User::with_client(&direct(&declarant, &server.url()), &declarant);
    let sheet = sample_sheet("orders-9610.xlsx").display().to_string();
    let words = ["--json", "run", &sheet, "--client", CLIENT, "--wait", "30"];
    for moment in [40, 90, 150, 220, 300, 400, 550, 700, 900, 1_200] {
        let mut child =
            user.clearance(&words).stdout(std::process::Stdio::null()).spawn().expect("it starts");
        std::thread::sleep(Duration::from_millis(moment));
        // It may be done already.
        let _ = child.kill();
        child.wait().expect("a child of ours");
    }
    let mut last = Value::Null;
    until("every order comes to its end", BOUND, || {
        let line = run(user.clearance(&["--json", "run", &sheet, "--client", CLIENT, "--wait", "1"]));
        assert!(line.code < 2, "{line:?}");
        last = line.value()["orders"].clone();
        let orders = last.as_array().expect("orders");
        orders.iter().all(|order| ended(&text(&order["state"]), &text(&order["order_no"])))
    });
    let orders = last.as_array().expect("orders");
    let mut numbers: Vec<String> = orders.iter().map(|one| text(&one["order_no"])).collect();
    numbers.sort();
    numbers.dedup();
    assert_eq!((orders.len(), numbers.len()), (12, 12), "every order is declared once: {orders:?}");
    let told = last.to_string();
    for code in ["-621001", "-621004"] {
        assert!(!told.contains(code), "customs was asked twice: {told}");
    }
    let bills = user.run(&["bills", "list"]).value();
    let billed: Vec<String> =
        bills["lines"].as_array().expect("lines").iter().map(|bill| text(&bill["orderNo"])).collect();
    assert_eq!(billed.iter().filter(|order| order.starts_with("OK")).count(), 5, "{billed:?}");
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is a text")).to_owned()
}
