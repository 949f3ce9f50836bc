//! The audit: it finds nothing in a store that was left alone, and names whatever somebody has changed in it.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use clearance_core::cn::message::Body;
use clearance_core::exchange::money::PaymentBookState;
use clearance_server::admit::digest;
use clearance_server::money::audit;
use rusqlite::Connection;

use crate::life::take_back;
use crate::money::{Till, good, tax};
use crate::office::*;

const STORE: &str = "service.db";
const LOG: &str = "service-intake.db";
const BANK: &str = "service-bank.db";

/// A store with something of everything: paid and unpaid bills, a part that came back, a hold without a bill.
async fn left_alone() -> Arc<tempfile::TempDir> {
    let till = Till::open(good, |config| config).await;
    till.deposit(100 * tax()).await;
    let (one, number) = till.release(1).await;
    till.release(2).await;
    till.desk.send(Body::Returns(vec![take_back(&one, "QT1", &number, &[(2, 1)])])).await;
    let till = till.on_day(31).await;
    till.until_books(1, PaymentBookState::Paid).await;
    let till = till.on_day(0).await;
    till.release(3).await;
    till.desk.send(declarations(&[case("CY", 4)])).await;
    till.desk.until(&cop_no("CY", 4), "500").await;
    let folder = Arc::clone(&till.office.folder);
    till.agrees().await;
    folder
}

fn copied(from: &Path) -> tempfile::TempDir {
    let to = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.path().join(file.file_name())).unwrap();
    }
    to
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_changed_is_named() {
    let folder = left_alone().await;
    let torn = format!("UPDATE entries SET bytes = x'3C', digest = x'{}' WHERE number = 1", hex(b"<"));
    let tampers: &[(&str, &str, &str)] = &[
        ("holds", STORE, "UPDATE guarantees SET held = held + 1"),
        ("account", STORE, "UPDATE guarantees SET balance = balance + 1"),
        ("account", STORE, "UPDATE bills SET due = due + 1 WHERE book IS NULL AND void = 0"),
        (
            "ledger",
            STORE,
            "DROP TRIGGER ledger_stays; UPDATE ledger SET amount = amount + 1 WHERE account = 'bank'",
        ),
        ("ledger", STORE, "DROP TRIGGER ledger_keeps; DELETE FROM ledger WHERE account = 'revenue'"),
        ("hold", STORE, "UPDATE clearances SET held = held + 1 WHERE stage = 4"),
        ("book", STORE, "UPDATE bills SET due = due + 1 WHERE book IS NOT NULL"),
        ("paid", STORE, "UPDATE payment_books SET state = 0"),
        ("bank-order", BANK, "DELETE FROM orders"),
        ("bank", BANK, "UPDATE entries SET amount = amount + 1 WHERE account = 'treasury'"),
        ("no-bill", STORE, "DELETE FROM bills WHERE book IS NULL"),
        (
            "two-bills",
            STORE,
            "INSERT INTO bills (tax_no, clearance, at, duty, vat, consumption_tax)
             SELECT tax_no || 'x', clearance, at, duty, vat, consumption_tax FROM bills LIMIT 1",
        ),
        ("bill-too-many", STORE, "UPDATE clearances SET stage = 6 WHERE stage = 4"),
        ("released", STORE, "UPDATE clearances SET stage = 4 WHERE stage = 2"),
        ("quota", STORE, "UPDATE totals SET value = value + 1"),
        ("quota", STORE, "DELETE FROM totals"),
        ("buyer", STORE, "UPDATE clearances SET buyer = zeroblob(16) WHERE id = 1"),
        ("no-message", STORE, "UPDATE clearances SET message = 9999 WHERE id = 1"),
        (
            "two-live",
            STORE,
            "DROP INDEX clearances_by_order;
             UPDATE clearances SET order_no = (SELECT order_no FROM clearances WHERE id = 1)",
        ),
        ("no-word", STORE, "DELETE FROM feed WHERE kind = 'CEB312Message'"),
        ("feed-gap", STORE, "DELETE FROM feed WHERE cursor = 2"),
        ("feed-gap", STORE, "DELETE FROM feed WHERE cursor = (SELECT max(cursor) FROM feed)"),
        ("feed-unreadable", STORE, "UPDATE feed SET body = '<' WHERE kind = 'CEB622Message'"),
        ("log-altered", LOG, "UPDATE entries SET bytes = x'00' WHERE number = 1"),
        ("log-gap", LOG, "DELETE FROM entries WHERE number = 2"),
        ("log-gap", LOG, "DELETE FROM entries WHERE number = (SELECT max(number) FROM entries)"),
        ("log-unreadable", LOG, &torn),
    ];
    for (code, file, sql) in tampers {
        let copy = copied(folder.path());
        Connection::open(copy.path().join(file)).unwrap().execute_batch(sql).unwrap();
        let found = audit(&copy.path().join(STORE)).unwrap();
        assert!(found.findings.iter().any(|one| one.code == *code), "{code}: {sql}\n{}", found.lines());
        assert!(found.findings.iter().all(|one| one.says.en.is_ascii() && !one.says.zh.is_ascii()));
    }
    let tested: BTreeSet<&str> = tampers.iter().map(|(code, ..)| *code).collect();
    let page = include_str!("../../../../docs/service.md");
    let section = page.split("## Audit").nth(1).unwrap();
    let table = section.lines().filter(|line| line.starts_with("| `"));
    let codes =
        table.flat_map(|line| line.split('|').nth(1).unwrap().split('`').filter(|c| !c.trim().is_empty()));
    assert_eq!(tested, codes.collect(), "each code of the page is shown to be found");
}

fn hex(bytes: &[u8]) -> String {
    digest(bytes).iter().map(|octet| format!("{octet:02x}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_ends_with_one_where_something_does_not_agree() {
    let folder = left_alone().await;
    let store = folder.path().join(STORE);
    let run = |more: &[&str]| {
        let program = env!("CARGO_BIN_EXE_clearance-server");
        Command::new(program).args(["audit", "--store", store.to_str().unwrap()]).args(more).output().unwrap()
    };
    let good = run(&[]);
    let text = String::from_utf8(good.stdout).unwrap();
    assert_eq!(good.status.code(), Some(0), "{text}");
    assert!(text.contains("核对一致 / everything agrees"), "{text}");
    Connection::open(&store).unwrap().execute_batch("UPDATE guarantees SET held = held + 1").unwrap();
    let bad = run(&["--json"]);
    assert_eq!(bad.status.code(), Some(1));
    let found: serde_json::Value = serde_json::from_slice(&bad.stdout).unwrap();
    assert_eq!(found["findings"][0]["code"], "holds", "{found}");
}
