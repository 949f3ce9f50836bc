//! Tables from the publisher's desk to the broker's: exported, signed, refused, installed, corrected, withdrawn.

use clearance_tests::broker::{CLIENT, Identity, direct, key_file, sample_sheet};
use clearance_tests::program::User;
use clearance_tests::sealed;
use serde_json::Value;

use crate::shapes::{Of, all, has_chinese, holds};

/// A day that no test is run on.
const LATER: &str = "2100-01-01";

fn path(name: &str) -> String {
    key_file(name).display().to_string()
}

fn password(user: &User) -> String {
    user.file("password", format!("{}\n", sealed::PASSWORD).as_bytes())
}

/// A table as it is exported, changed in its text.
fn changed(user: &User, table: &str, file: &str, changes: &[(&str, &str)]) -> String {
    let exported = user.tell(&["tables", "export", table]);
    assert_eq!(exported.code, 0, "{exported:?}");
    let text = changes.iter().fold(exported.out, |text, (from, to)| {
        assert!(text.contains(from), "{from:?} is not in {table}");
        text.replacen(from, to, 1)
    });
    user.file(file, text.as_bytes())
}

fn signed(user: &User, file: &str, key: &str) -> String {
    let out = format!("{file}.{key}.tsv");
    let words =
        ["tables", "sign", file, "--key", &path(key), "--password-file", &password(user), "--out", &out];
    let ran = user.tell(&words);
    assert_eq!(ran.code, 0, "{ran:?}");
    out
}

/// A VAT table with another rate from a later day on.
fn later_vat(user: &User) -> String {
    let changes = [
        ("version\t2026-01", "version\t2100-01"),
        ("since\t2016-04-08", "since\t2100-01-01"),
        ("standard\t13\t2019-04-01\t-", "standard\t26\t2019-04-01\t-"),
    ];
    changed(user, "vat", "vat.tsv", &changes)
}

/// The sample declaration, unsigned, declared on a day.
fn declared_on(user: &User, day: &str) -> String {
    let today = &clearance_tests::broker::now().wire14()[..8];
    let today = format!("<ceb:declTime>{today}</ceb:declTime>");
    let then = format!("<ceb:declTime>{}</ceb:declTime>", day.replace('-', ""));
    let xml = sealed::unsigned();
    assert!(xml.contains(&today), "{xml}");
    user.file(&format!("{day}.xml"), xml.replace(&today, &then).as_bytes())
}

fn vat_of(user: &User, file: &str, more: &[&str]) -> (String, String) {
    let taxed = user.run(&[&["tax", file], more].concat());
    let order = all(&taxed.value(), "orders")[0].clone();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    (text(&order["vat"]), text(&order["versions"]["tables"]["vat"]))
}

#[test]
fn a_newer_table_taxes_the_days_it_speaks_about_and_no_others() {
    let user = User::with_data();
    let (now, later) = (declared_on(&user, "2026-11-24"), declared_on(&user, LATER));
    let before = vat_of(&user, &later, &[]);
    assert_eq!(before.1, "2026-01");
    let package = signed(&user, &later_vat(&user), "sm2.p12");
    assert_eq!(user.run(&["tables", "install", &package]).fails_with(), "tables-unknown-publisher");
    let trusted = user.run(&["tables", "trust", &path("sm2.crt")]);
    holds(&trusted.value()[0], &[("serial", Of::Text), ("fingerprint", Of::Text), ("not_after", Of::Time)]);
    let installed = user.run(&["tables", "install", &package]);
    assert_eq!((installed.code, &installed.value()[0]["changed"]), (0, &true.into()), "{installed:?}");
    // Each call is a desk opened anew.
    let after = vat_of(&user, &later, &[]);
    assert_eq!(after.1, "2100-01");
    let cents = |amount: &str| amount.replace('.', "").parse::<u64>().expect("an amount");
    assert!(cents(&after.0) > cents(&before.0) * 3 / 2, "{after:?} against {before:?}");
    assert_eq!(vat_of(&user, &now, &[]), (before.0.clone(), "2026-01".to_owned()));
    let listed = user.run(&["tables", "list"]).value();
    let held: Vec<&Value> =
        listed.as_array().expect("a list").iter().filter(|one| one["name"] == "vat").collect();
    assert_eq!(held.len(), 2);
    for one in listed.as_array().expect("a list") {
        let fields = [
            ("name", Of::Text),
            ("version", Of::Text),
            ("source", Of::Text),
            ("since", Of::Text),
            ("hash", Of::Text),
            ("publisher", Of::Any),
            ("rows", Of::Number),
            ("own_rows", Of::Number),
            ("in_use", Of::Bool),
        ];
        holds(one, &fields);
    }
    let again = user.run(&["tables", "install", &package]);
    assert_eq!(again.value()[0]["changed"], false, "{again:?}");
    // Without the data folder, the same packages of a folder judge the same.
    let folder = user.folder().join("packages");
    std::fs::create_dir(&folder).expect("a folder");
    std::fs::copy(&package, folder.join("vat.tsv")).expect("a copy");
    std::fs::copy(path("sm2.crt"), folder.join("publishers.pem")).expect("a copy");
    assert_eq!(vat_of(&User::bare(), &later, &["--tables", &folder.display().to_string()]), after);
}

#[test]
fn what_is_refused_changes_nothing() {
    let user = User::with_data();
    let draft = later_vat(&user);
    let good = signed(&user, &draft, "rsa2048.p12");
    assert_eq!(user.run(&["tables", "trust", &path("rsa2048.crt")]).code, 0);
    let text = std::fs::read_to_string(&good).expect("a package");
    let file = |name: &str, text: &str| user.file(name, text.as_bytes());
    let hash = text.lines().find(|line| line.starts_with("hash")).expect("a hash").to_owned();
    let forged = text.replace("standard\t26", "standard\t1");
    let older = changed(&user, "vat", "old.tsv", &[("version\t2026-01", "version\t2025-01")]);
    let overlap =
        changed(&user, "vat", "overlap.tsv", &[("2018-05-01\t2019-03-31", "2018-05-01\t2019-04-01")]);
    let before = user.run(&["tables", "list"]).out;
    for (package, code) in [
        (draft.clone(), "tables-not-signed"),
        (signed(&user, &draft, "sm2.p12"), "tables-unknown-publisher"),
        (file("hash.tsv", &forged), "tables-wrong-hash"),
        (file("forged.tsv", &forged.replace(&format!("{hash}\n"), "")), "tables-wrong-signature"),
        (signed(&user, &older, "rsa2048.p12"), "tables-older"),
        (overlap, "tables-overlap"),
        (file("column.tsv", &text.replacen("percent", "per_cent", 1)), "tables-unknown-column"),
        (file("row.tsv", &text.replacen("\t26\t", "\t26%\t", 1)), "tables-row-unreadable"),
        (file("bidi.tsv", &text.replacen("source\t", "source\t\u{202e}", 1)), "tables-hidden-sign"),
        (file("large.tsv", &"x".repeat(17 << 20)), "tables-too-large"),
        (file("other.tsv", "<html/>"), "tables-not-a-package"),
    ] {
        let failure = user.run(&["tables", "install", &good, &package]);
        assert_eq!(failure.fails_with(), code, "{package}");
    }
    let row =
        user.run(&["tables", "verify", &file("row2.tsv", &text.replacen("\t26\t", "\t26%\t", 1))]).failure();
    assert!(row["en"].as_str().is_some_and(|en| en.contains("Line ")), "{row}");
    assert_eq!(
        user.run(&["tables", "list"]).out,
        before,
        "what was refused, and what came along with it, is not held"
    );
    let judged = user.run(&["tables", "verify", &draft]);
    assert_eq!((judged.code, &judged.value()["code"]), (1, &"tables-not-signed".into()));
    let judged = user.run(&["tables", "verify", &good]);
    assert_eq!((judged.code, &judged.value()["valid"]), (0, &true.into()), "{judged:?}");
    assert_eq!(User::bare().run(&["tables", "verify", &good, "--trust", &path("rsa2048.crt")]).code, 0);
    let serial =
        user.run(&["tables", "publishers"]).value()[0]["serial"].as_str().expect("a serial").to_owned();
    assert_eq!(user.run(&["tables", "distrust", &serial]).code, 0);
    assert_eq!(user.run(&["tables", "install", &good]).fails_with(), "tables-unknown-publisher");
    assert_eq!(user.run(&["tables", "distrust", &serial]).fails_with(), "no-such-publisher");
    assert_eq!(user.run(&["tables", "export", "nothing"]).fails_with(), "no-such-table");
}

#[test]
fn a_brokers_row_is_his_until_he_withdraws_it() {
    let user = User::with_data();
    let today = clearance_tests::broker::now().date().to_string();
    let xml = user.file("today.xml", sealed::unsigned().as_bytes());
    let code = sealed::case().declaration.expect("the sample has one").lines[0].gcode.clone();
    let correct = |changes: &[&str], reason: &str| {
        let row = ["tables", "correct", "hs", &code];
        user.run(&[&row, changes, &["--reason", reason, "--by", "陈经办"]].concat())
    };
    let made = correct(&["unit1=011"], "税则已改为件");
    assert_eq!(made.code, 0, "{made:?}");
    let fields =
        [("id", Of::Text), ("reason", Of::Text), ("by", Of::Text), ("since", Of::Text), ("state", Of::Text)];
    holds(&made.value()[0], &fields);
    assert_eq!(
        (&made.value()[0]["since"], &made.value()[0]["state"]),
        (&today.clone().into(), &"in-use".into())
    );
    assert_eq!(correct(&["unit1=011"], " ").fails_with(), "tables-no-reason");
    assert_eq!(correct(&["colour=red"], "x").fails_with(), "tables-unknown-column");
    assert_eq!(correct(&["unit1"], "x").fails_with(), "correction-unreadable");
    let marks = |words: &[&str]| {
        let checked = user.run(words).value();
        let marks = all(&checked, "findings").iter().filter(|finding| finding["rule"] == "CN-TABLE-001");
        (marks.cloned().collect::<Vec<Value>>(), checked["versions"].clone())
    };
    let (found, versions) = marks(&["check", &xml]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0]["en"].as_str().is_some_and(|en| en.contains("税则已改为件")), "{found:?}");
    assert!(has_chinese(found[0]["zh"].as_str().expect("a text")));
    assert_eq!(all(&versions, "own").len(), 1);
    let told = user.tell(&["check", &xml]);
    assert!(told.out.contains("hs 2019-11+"), "{told:?}");
    let rows = user.run(&["tables", "rows"]).value();
    let id = rows[0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(user.run(&["tables", "withdraw", &id]).value(), Value::Array(Vec::new()));
    assert_eq!(user.run(&["tables", "withdraw", &id]).fails_with(), "no-such-row");
    let (found, versions) = marks(&["check", &xml]);
    assert!(found.is_empty() && versions["tables"]["hs"] == "2019-11", "{versions}");
}

#[test]
fn a_declaration_remembers_what_judged_it() {
    let declarant = Identity::declarant();
    let user = User::with_client(&direct(&declarant, "http://127.0.0.1:9"), &declarant);
    let sheet = sample_sheet("orders-9610.xlsx").display().to_string();
    let import = user.run(&["import", &sheet, "--client", CLIENT]);
    assert_eq!(import.code, 0, "{import:?}");
    let versions = |user: &User| user.run(&["status"]).value()[0]["versions"].clone();
    let before = versions(&user);
    assert_eq!(before["tables"]["limit"], "2019-01", "{before}");
    assert!(before["rules"].as_str().is_some_and(|rules| !rules.is_empty()));
    // A correction afterwards does not change what was.
    let words = ["tables", "correct", "limit", "single", "value=4000", "--reason", "试", "--by", "陈经办"];
    assert_eq!(user.run(&words).code, 0);
    assert_eq!(versions(&user), before);
    // Signing judges anew, by what is held then.
    assert_eq!(user.run(&["sign"]).code, 0);
    let after = versions(&user);
    assert_eq!(all(&after, "own")[0]["reason"], "试", "{after}");
}
