//! The commands that have a data folder, from the client to the printed bill, one process each.

use clearance_core::exchange::Role;
use clearance_tests::broker::{CLIENT, Identity, direct, sample_sheet};
use clearance_tests::office::Office;
use clearance_tests::program::User;
use clearance_tests::wait::until;
use serde_json::Value;

use crate::shapes::{Of, all, has_chinese, holds};

#[test]
fn a_person_walks_the_line_one_command_at_a_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let office = Office::open(folder.path());
    let declarant = Identity::declarant();
    office.enrol(&declarant, Role::Declarant);
    let user = User::with_client(&direct(&declarant, &office.address()), &declarant);
    let sheet = sample_sheet("orders-9610.xlsx").display().to_string();

    let clients = user.run(&["client", "list"]).value();
    holds(&clients[0], &[("id", Of::Text), ("name", Of::Text), ("code", Of::Text)]);
    assert_eq!(clients[0]["name"], CLIENT);
    let keys = user.run(&["key", "list"]).value();
    holds(&keys[0], &[("id", Of::Text), ("serial", Of::Text), ("usable", Of::Bool)]);

    let declared = user.run(&["import", &sheet, "--client", CLIENT]);
    assert_eq!(declared.code, 0, "{declared:?}");
    holds(&declared.value(), &[("made", Of::Number), ("kept", Of::Number)]);
    assert_eq!(declared.value()["made"], 12);
    let again = user.run(&["import", &sheet, "--client", CLIENT]);
    assert_eq!(again.value()["made"], 0, "nothing is declared twice");
    every_status(&user.run(&["status"]).value(), 12, |order| order["state"] == "to-sign");

    assert_eq!(user.run(&["sign"]).code, 0);
    let synced = user.run(&["send"]);
    assert_eq!(synced.code, 0, "{synced:?}");
    let numbers = ["delivered", "refused", "waiting", "receipts", "bills"].map(|name| (name, Of::Number));
    holds(&synced.value(), &numbers);
    until("every order but the silent one is decided", std::time::Duration::from_secs(30), || {
        assert_eq!(user.run(&["sync", "--wait", "1"]).code, 0);
        let status = user.run(&["status"]).value();
        let in_state = |state: &str| {
            status.as_array().expect("orders").iter().filter(|order| order["state"] == state).count()
        };
        in_state("899") == 7 && in_state("100") == 4 && in_state("received") == 1
    });
    let status = user.run(&["status"]);
    assert_eq!(status.code, 1, "refusals are told by the exit code");
    every_status(&status.value(), 12, |order| !order["cop_no"].as_str().unwrap_or_default().is_empty());
    let one = user.run(&["status", "OK20261124000001"]);
    assert_eq!(one.code, 0, "{one:?}");
    every_status(&one.value(), 1, |order| !order["invt_no"].as_str().unwrap_or_default().is_empty());
    let rejected = user.run(&["status", "PAY20261124000008"]);
    assert_eq!(rejected.code, 1);
    every_status(&rejected.value(), 1, |order| {
        order["state"] == "100"
            && order["needs_you"] == true
            && order["receipts"].to_string().contains("1327")
    });
    assert_eq!(user.run(&["status", "NO-SUCH-ORDER"]).value(), Value::Array(Vec::new()));
    bills(&user);
    both_languages(&user);
}

/// The documented fields of every order, and what else must hold of each.
fn every_status(value: &Value, count: usize, holds_too: impl Fn(&Value) -> bool) {
    let orders = value.as_array().expect("a list");
    assert_eq!(orders.len(), count);
    for order in orders {
        holds(
            order,
            &[
                ("order_no", Of::Text),
                ("cop_no", Of::Text),
                ("pre_no", Of::Any),
                ("invt_no", Of::Any),
                ("state", Of::Text),
                ("at", Of::Time),
                ("needs_you", Of::Bool),
                ("receipts", Of::List),
            ],
        );
        for receipt in all(order, "receipts") {
            holds(receipt, &[("state", Of::Text), ("at", Of::Time), ("code", Of::Any), ("text", Of::Text)]);
        }
        assert!(holds_too(order), "{order}");
    }
}

fn bills(user: &User) {
    let listed = user.run(&["bills", "list"]);
    assert_eq!(listed.code, 0, "{listed:?}");
    let listed = listed.value();
    assert_eq!(all(&listed, "lines").len(), 7);
    holds(&listed, &[("total", Of::Amount)]);
    for bill in all(&listed, "lines") {
        holds(
            bill,
            &[
                ("id", Of::Text),
                ("billNo", Of::Text),
                ("inventoryNo", Of::Text),
                ("orderNo", Of::Text),
                ("dutiable", Of::Amount),
                ("duty", Of::Amount),
                ("vat", Of::Amount),
                ("consumption", Of::Amount),
                ("tax", Of::Amount),
                ("issued", Of::Time),
                ("printed", Of::Bool),
            ],
        );
    }
    let found = user.run(&["bills", "list", "OK20261124000002"]).value();
    assert_eq!(all(&found, "lines").len(), 1);

    let out = user.folder().join("prints").display().to_string();
    let checked = user.run(&["bills", "check"]);
    assert_eq!(checked.code, 0, "{checked:?}");
    for bill in checked.value().as_array().expect("bills") {
        holds(
            bill,
            &[("billNo", Of::Text), ("declaredHere", Of::Bool), ("ok", Of::Bool), ("findings", Of::List)],
        );
        assert_eq!((&bill["declaredHere"], &bill["ok"]), (&true.into(), &true.into()), "{bill}");
    }
    let totals = user.run(&["bills", "sum"]).value();
    holds(
        &totals["all"],
        &[("bills", Of::Number), ("void", Of::Number), ("tax", Of::Amount), ("exact", Of::Amount)],
    );
    assert_eq!(totals["all"]["tax"], listed["total"], "{totals}");
    assert!(!all(&totals, "months").is_empty() && all(&totals, "books").is_empty(), "{totals}");

    let printed = user.run(&["bills", "print", "--out", &out, "--index"]);
    assert_eq!(printed.code, 0, "{printed:?}");
    let files: Vec<String> =
        all(&printed.value(), "files").iter().map(|file| file.as_str().expect("a path").to_owned()).collect();
    assert_eq!(files.len(), 8, "seven bills and a list");
    let mut words = vec!["bills", "verify"];
    words.extend(files[..7].iter().map(String::as_str));
    let verified = user.run(&words);
    assert_eq!(verified.code, 0, "{verified:?}");
    for print in verified.value().as_array().expect("a list") {
        holds(print, &[("file", Of::Text), ("ok", Of::Bool), ("billNo", Of::Text)]);
    }
    let other = user.file("other.pdf", b"%PDF-1.7 nothing");
    assert_eq!(user.run(&["bills", "verify", &other]).code, 1);
    assert_eq!(user.run(&["bills", "print", "no-such-bill"]).fails_with(), "no-such-bill");
    let single = user.run(&["bills", "print", "--single", "--out", &out]);
    assert_eq!(all(&single.value(), "files").len(), 1);
}

fn both_languages(user: &User) {
    for (words, zh, en) in [
        (["status"].as_slice(), "海关退单", "Rejected"),
        (&["bills", "list"], "完税价格", "base"),
        (&["bills", "check"], "与估算一致", "agrees with the estimate"),
        (&["bills", "sum"], "舍入前", "before rounding"),
        (&["client", "list"], "名称", "name"),
        (&["key", "list"], "序列号", "serial"),
        (&["sync"], "份已送达", "delivered"),
    ] {
        let told = user.tell(words);
        assert!(told.out.contains(zh), "{words:?}: {told:?}");
        let told = user.tell(&[words, &["--lang", "en"]].concat());
        assert!(told.out.contains(en), "{words:?}: {told:?}");
    }
    let (zh, en) = (user.tell(&["bills", "print", "x"]), user.tell(&["bills", "print", "x", "--lang", "en"]));
    assert!(has_chinese(&zh.err) && !has_chinese(&en.err), "{zh:?} {en:?}");
}

#[test]
fn what_is_kept_for_later_is_told_by_the_exit_code() {
    let declarant = Identity::declarant();
    let user = User::with_client(&direct(&declarant, "http://127.0.0.1:9"), &declarant);
    let sheet = sample_sheet("orders-damaged.xlsx").display().to_string();
    let declared = user.run(&["declare", &sheet, "--client", CLIENT]);
    assert_eq!(declared.code, 1, "{declared:?}");
    assert!(declared.value()["kept"].as_u64() > Some(0));
    assert_eq!(user.run(&["declare", &sheet, "--client", "nobody"]).fails_with(), "no-such-client");
    assert_eq!(user.run(&["client", "add", CLIENT]).fails_with(), "client-exists");
    assert_eq!(user.run(&["client", "add", "x", "--set", "ebcCod=1"]).fails_with(), "profile-incomplete");
    assert_eq!(user.run(&["service", "not an address"]).fails_with(), "no-service");
}

#[test]
fn the_practice_client_needs_nothing_but_a_sheet() {
    let user = User::with_data();
    let sheet = sample_sheet("orders-1210.xlsx").display().to_string();
    let ran = user.run(&["run", &sheet, "--client", "practice", "--wait", "2"]);
    assert!(ran.code < 2, "{ran:?}");
    let told = ran.value();
    assert!(all(&told, "orders").iter().all(|order| order["cop_no"].is_string()));
}
