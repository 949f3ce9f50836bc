//! After the declaration, one command at a time: changed, deleted, cancelled, returned in parts.

use clearance_core::exchange::Role;
use clearance_tests::broker::{CLIENT, Identity, direct, sample_sheet};
use clearance_tests::office::Office;
use clearance_tests::program::User;
use serde_json::Value;

use crate::shapes::{Of, all, has_chinese, holds};

fn user_of(office: &Office) -> User {
    let declarant = Identity::declarant();
    office.enrol(&declarant, Role::Declarant);
    User::with_client(&direct(&declarant, &office.address()), &declarant)
}

fn declared(user: &User) {
    let sheet = sample_sheet("orders-9610.xlsx").display().to_string();
    let imported = user.run(&["import", &sheet, "--client", CLIENT]);
    assert_eq!(imported.code, 0, "{imported:?}");
}

fn order(user: &User, order_no: &str) -> Value {
    user.run(&["status", order_no]).value()[0].clone()
}

/// The first order whose number begins so, with its state.
fn first(user: &User, prefix: &str) -> (String, String) {
    let status = user.run(&["status"]).value();
    let found = status
        .as_array()
        .expect("orders")
        .iter()
        .find(|order| order["order_no"].as_str().is_some_and(|number| number.starts_with(prefix)));
    let found = found.unwrap_or_else(|| panic!("an order {prefix}: {status}"));
    let text = |key: &str| found[key].as_str().expect("a text").to_owned();
    (text("order_no"), text("cop_no"))
}

fn fine(user: &User, words: &[&str]) -> Value {
    let ran = user.run(words);
    assert_eq!(ran.code, 0, "{words:?}: {ran:?}");
    ran.value()
}

/// One round; a declaration that was refused is told by the exit code and is no failure.
fn sync(user: &User) {
    let synced = user.run(&["sync", "--wait", "1"]);
    assert_ne!(synced.code, 2, "{synced:?}");
}

/// Syncs until this order is in this state.
fn until(user: &User, order_no: &str, state: &str) -> Value {
    clearance_tests::wait::until(
        &format!("{order_no} is {state}"),
        std::time::Duration::from_secs(30),
        || {
            sync(user);
            order(user, order_no)["state"] == state
        },
    );
    order(user, order_no)
}

fn allowed(user: &User, order_no: &str) -> Vec<String> {
    let life = fine(user, &["life", order_no]);
    let may = all(&life, "actions").iter().filter(|one| one["allowed"] == true);
    may.map(|one| one["action"].as_str().expect("a name").to_owned()).collect()
}

#[test]
fn a_stored_declaration_is_cancelled_and_its_order_declared_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let office = Office::slow_officers(folder.path());
    let user = user_of(&office);
    declared(&user);
    let (order_no, cop_no) = first(&user, "CY");
    assert_eq!(allowed(&user, &order_no), ["declare"]);
    assert_eq!(user.run(&["cancel", &cop_no, "--reason", "x"]).fails_with(), "not-allowed-now");
    fine(&user, &["sign"]);
    until(&user, &order_no, "500");
    assert_eq!(allowed(&user, &order_no), ["cancel"]);
    assert_eq!(user.run(&["return", &cop_no, "--reason", "x"]).fails_with(), "not-allowed-now");

    let asked = fine(&user, &["cancel", &cop_no, "--reason", "订购人取消订单"]);
    holds(
        &asked,
        &[("action", Of::Text), ("order_no", Of::Text), ("cop_no", Of::Text), ("message", Of::Text)],
    );
    assert_eq!(
        user.run(&["cancel", &cop_no, "--reason", "x"]).fails_with(),
        "not-allowed-now",
        "once is enough"
    );
    let waits = order(&user, &order_no);
    assert_eq!(waits["applications"][0]["state"], "waiting", "{waits}");
    let cancelled = until(&user, &order_no, "cancelled");
    let application = &cancelled["applications"][0];
    let fields =
        [("kind", Of::Text), ("cop_no", Of::Text), ("state", Of::Text), ("at", Of::Time), ("text", Of::Text)];
    holds(application, &fields);
    assert_eq!((&application["kind"], &application["state"]), (&"cancel".into(), &"399".into()));
    assert!(application["text"].as_str().is_some_and(|text| text.contains("2300")), "{application}");
    assert_eq!(allowed(&user, &order_no), Vec::<String>::new());

    // Its order is free: the sheet declares it anew, under another number of ours.
    let sheet = sample_sheet("orders-9610.xlsx").display().to_string();
    assert_eq!(fine(&user, &["import", &sheet, "--client", CLIENT])["made"], 1);
    let both = user.run(&["status", &order_no]).value();
    let numbers: Vec<&Value> = both.as_array().expect("orders").iter().map(|one| &one["cop_no"]).collect();
    assert_eq!(numbers.len(), 2, "{both}");
    assert_ne!(numbers[0], numbers[1]);
    fine(&user, &["sign"]);
    clearance_tests::wait::until("the order is inspected anew", std::time::Duration::from_secs(30), || {
        sync(&user);
        let both = user.run(&["status", &order_no]).value();
        both[0]["state"] == "cancelled" && both[1]["state"] == "500"
    });
}

#[test]
fn released_goods_come_back_in_parts_and_the_bill_is_void_with_the_last() {
    let folder = tempfile::tempdir().expect("a folder");
    let office = Office::slow_officers(folder.path());
    let user = user_of(&office);
    declared(&user);
    let (order_no, cop_no) = first(&user, "OK");
    fine(&user, &["sign"]);
    until(&user, &order_no, "800");
    let life = fine(&user, &["life", &order_no]);
    let back = all(&life, "actions").iter().find(|one| one["action"] == "return").expect("a return").clone();
    assert_eq!(back["allowed"], true, "{life}");
    assert!(has_chinese(&back["says"]["zh"].to_string()) && !back["until"].to_string().is_empty(), "{back}");
    let lines = all(&back, "left").to_vec();
    let (gnum, whole) =
        (lines[0]["gnum"].to_string(), lines[0]["left"].as_str().expect("a quantity").to_owned());
    let too_much = format!("{gnum}={whole}1");
    for (line, code) in [
        (too_much.as_str(), "value-not-taken"),
        ("99=1", "value-not-taken"),
        ("1=0", "value-not-taken"),
        ("1=-1", "value-not-taken"),
        ("1", "value-not-taken"),
        ("x=1", "value-not-taken"),
    ] {
        let words = ["return", &order_no, "--line", line, "--reason", "x"];
        assert_eq!(user.run(&words).fails_with(), code, "{line}");
    }
    let first_part = format!("{gnum}={whole}");
    let only = lines.len() == 1;
    let asked = fine(&user, &["return", &cop_no, "--line", &first_part, "--reason", "订购人退货"]);
    holds(&asked, &[("action", Of::Text), ("cop_no", Of::Text), ("refund", Of::Amount)]);
    let pending = fine(&user, &["life", &order_no]);
    let left = |life: &Value, key: &str| {
        let back =
            all(life, "actions").iter().find(|one| one["action"] == "return").expect("a return").clone();
        back["left"][0][key].clone()
    };
    assert_eq!((left(&pending, "left"), left(&pending, "pending")), ("0".into(), whole.clone().into()));
    let approved = |count: usize| {
        clearance_tests::wait::until("the returns are approved", std::time::Duration::from_secs(30), || {
            sync(&user);
            let one = order(&user, &order_no);
            let done = all(&one, "applications").iter().filter(|one| one["state"] == "399").count();
            done == count && one["state"] == "800"
        });
    };
    approved(1);
    let accepted = fine(&user, &["life", &order_no]);
    assert_eq!((left(&accepted, "left"), left(&accepted, "accepted")), ("0".into(), whole.into()));
    if !only {
        // All that is left.
        fine(&user, &["return", &order_no, "--reason", "订购人退货"]);
        approved(2);
    }
    let invt_no = order(&user, &order_no)["invt_no"].as_str().expect("a number").to_owned();
    clearance_tests::wait::until("the bill is void", std::time::Duration::from_secs(30), || {
        sync(&user);
        let listed = user.run(&["bills", "list"]).value();
        let bill = all(&listed, "lines").iter().find(|bill| bill["inventoryNo"] == invt_no.as_str()).cloned();
        bill.is_some_and(|bill| bill["state"] == "3")
    });
    assert_eq!(user.run(&["return", &order_no, "--reason", "x"]).fails_with(), "not-allowed-now");
    for (lang, word) in [("zh", "退货"), ("en", "return")] {
        let told = user.tell(&["--lang", lang, "life", &order_no]);
        assert!(told.code == 0 && told.out.contains(word) && told.out.contains(&order_no), "{told:?}");
        let status = user.tell(&["--lang", lang, "status", &order_no]);
        assert!(status.out.contains(word), "{status:?}");
    }
}

#[test]
fn a_waiting_declaration_is_changed_and_deleted() {
    let folder = tempfile::tempdir().expect("a folder");
    let office = Office::without_partners(folder.path());
    let user = user_of(&office);
    declared(&user);
    let (order_no, cop_no) = first(&user, "OK");
    fine(&user, &["sign", &cop_no]);
    until(&user, &order_no, "2");
    assert_eq!(allowed(&user, &order_no), ["change", "delete"]);
    for (set, code) in [
        ("orderNo=X", "value-not-taken"),
        ("nothing=X", "value-not-taken"),
        ("1.qty=viel", "value-not-taken"),
        ("consigneeAddress", "value-not-taken"),
        ("grossWeight=0.00001", "does-not-pass"),
    ] {
        assert_eq!(user.run(&["change", &cop_no, "--set", set]).fails_with(), code, "{set}");
    }
    let changed = fine(&user, &["change", &cop_no, "--set", "note=加急"]);
    assert_eq!(changed["action"], "change");
    assert_eq!(
        user.run(&["delete", &cop_no]).fails_with(),
        "not-allowed-now",
        "what is asked first is answered first"
    );
    let said = until(&user, &order_no, "2");
    assert!(said["receipts"].to_string().contains("变更申报成功"), "{said}");
    fine(&user, &["delete", &cop_no]);
    until(&user, &order_no, "deleted");
    let sheet = sample_sheet("orders-9610.xlsx").display().to_string();
    assert_eq!(fine(&user, &["import", &sheet, "--client", CLIENT])["made"], 1, "the order is free again");
}
