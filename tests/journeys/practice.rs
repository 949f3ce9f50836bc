//! The practice client: from the sample workbook to printed tax bills, with the sandbox as it comes with the desk.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clearance_engine::desk::{Desk, KeySource, Options};
use clearance_engine::line::{Run, run};
use clearance_engine::work::Work;
use secrecy::SecretString;

/// The sandbox program, which stands beside the tests' folder.
fn sandbox() -> PathBuf {
    let own = std::env::current_exe().expect("this program");
    let name = format!("clearance-server{}", std::env::consts::EXE_SUFFIX);
    let found = own.ancestors().skip(1).take(2).map(|folder| folder.join(&name)).find(|path| path.is_file());
    found.expect("clearance-server is built: cargo build -p clearance-server")
}

fn open(folder: &Path) -> Desk {
    let key = KeySource::Passphrase(SecretString::from("correct horse battery".to_owned()));
    let options = Options { sandbox: Some(sandbox()), ..Options::default() };
    Desk::open_with(&folder.join("desk"), &key, options).expect("the desk opens")
}

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/samples").join(name)
}

#[test]
fn the_sample_becomes_bills_and_every_order_what_its_prefix_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = open(folder.path());
    let session = desk.start_practice().expect("the sandbox starts");
    assert_eq!((session.service.as_str(), session.key.as_str()), ("sandbox", "practice"));
    let prints = folder.path().join("bills");
    let plan = Run {
        files: vec![sample("orders-9610.xlsx")],
        client: session.client_id,
        key: String::new(),
        bills: Some(prints),
        patience: Duration::from_secs(60),
        silence: Duration::from_secs(4),
    };
    let ran = run(&desk, &plan, Work::quiet()).expect("it runs");
    assert_eq!((ran.trouble.as_deref(), ran.kept, ran.synced.refused), (None, 0, 0));
    for order in &ran.orders {
        let letters: String = order.order_no.chars().take_while(char::is_ascii_alphabetic).collect();
        let expected: &[&str] = match letters.as_str() {
            "ID" | "PAY" | "QT" | "AMT" => &["100"],
            "SL" | "LT" | "CY" | "MR" => &["received", "2", "120", "300", "399", "500", "800", "899"],
            _ => &["800", "899"],
        };
        assert!(expected.contains(&order.state.as_str()), "{order:?}");
    }
    let released = ran.orders.iter().filter(|o| matches!(o.state.as_str(), "800" | "899")).count();
    assert_eq!(ran.printed.len(), released, "one print a release");
    // Another day: the same folder, the sandbox at another port; nothing comes twice.
    drop(desk);
    let desk = open(folder.path());
    desk.sync(Duration::ZERO).expect("the sandbox is back");
    assert_eq!(desk.statuses(&[]).expect("statuses").len(), ran.orders.len());
    assert!(desk.bills("", "").expect("bills").lines.len() >= released);
}
