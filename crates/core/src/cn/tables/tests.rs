//! Packages from outside: what is read, what is refused, and which of them judges a day.

use std::sync::Arc;

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::check::{Period, Severity};
use crate::cn::codes::Codes;
use crate::cn::tax::assess_declaration;
use crate::cn::{check, sample};
use crate::money::Money;
use crate::signing::samples::{at, authority, certificate, keys, rsa2048, sm2};
use crate::signing::{Practice, PracticeRandom, PracticeSubject, Signer, Trust};
use crate::time::BeijingTime;

const UNITS: &str = "clearance-tables 1\nname\tunit\nversion\t2027-01\nsource\t测试\nsince\t2027-01-01\n\ncode\tname\n001\t台\n035\t千克\n";

fn now() -> BeijingTime {
    at("20261201101530")
}

fn trusting(signer: &dyn Signer) -> Trust {
    let mut trust = Trust::new();
    trust.add(signer.certificate().clone());
    trust
}

fn read(text: &str) -> Package {
    Package::read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn refused(text: &str) -> &'static str {
    Package::read(text.as_bytes()).map_or_else(|error| error.code(), |_| "it was taken")
}

/// The package of a table as it is compiled in, with another version and first day, changed in its text.
fn newer(table: &str, version: &str, since: &str, change: impl Fn(String) -> String) -> Package {
    let held = Held::built_in();
    let package = held.newest_of(Table::named(table).expect("a table"));
    let head = format!("version\t{}", package.version());
    let first = format!("since\t{}\n", package.period().since);
    let text = package.canonical().replace(&head, &format!("version\t{version}"));
    read(&change(text.replacen(&first, &format!("since\t{since}\n"), 1)))
}

fn with(packages: Vec<Package>) -> Arc<Held> {
    Arc::new(Held::built_in().install(packages).expect("they fit").0)
}

#[test]
fn a_package_is_read_and_written_in_one_way() {
    let package = read(UNITS);
    assert_eq!(package.write(), UNITS);
    assert_eq!(package.period(), Period::since(2027, 1, 1));
    // Columns and rows in another order, remarks, other line ends and a mark at the beginning say the same.
    let other = "\u{feff}clearance-tables 1\r\n# 备注\r\nsince\t2027-01-01\r\nuntil\t-\r\nsource\t测试\r\nversion\t2027-01\r\nname\tunit\r\n\r\n# x\r\nname\tcode\tuntil\r\n千克\t035\t-\r\n台\t001\t\r\n";
    assert_eq!(read(other), package);
    assert_eq!(read(other).hash(), package.hash());
}

#[test]
fn every_broken_package_is_refused_by_its_own_word() {
    let with = |from: &str, to: &str| refused(&UNITS.replacen(from, to, 1));
    for (from, to, code) in [
        ("clearance-tables 1", "clearance-tables 2", "tables-newer-format"),
        ("clearance-tables 1", "{}", "tables-not-a-package"),
        ("name\tunit", "name\tunits", "tables-unknown-table"),
        ("name\tunit\n", "", "tables-head"),
        ("name\tunit\n", "name\tunit\nname\tunit\n", "tables-head"),
        ("name\tunit\n", "name\tunit\nowner\tme\n", "tables-head"),
        ("2027-01\n", "latest\n", "tables-head"),
        ("since\t2027-01-01", "since\t2027-02-30", "tables-head"),
        ("since\t2027-01-01", "since\t2027-01-01\nuntil\t2026-12-31", "tables-impossible-period"),
        ("source\t测试", "source\t测\u{202e}试", "tables-hidden-sign"),
        ("source\t测试", "# \u{202e}x\nsource\t测试", "tables-hidden-sign"),
        ("code\tname", "code\tname\tcolour", "tables-unknown-column"),
        ("code\tname", "code\tname\tname", "tables-unknown-column"),
        ("code\tname", "code\tsince", "tables-row-unreadable"),
        ("001\t台", "001", "tables-row-unreadable"),
        ("001\t台", "001\t台\t台", "tables-row-unreadable"),
        ("001\t台", "1\t台", "tables-row-unreadable"),
        ("001\t台", "001\t-", "tables-row-unreadable"),
        ("001\t台", "001\t 台", "tables-row-unreadable"),
        ("001\t台", "001\t台\u{200b}", "tables-hidden-sign"),
        ("001\t台", "001\t\u{2067}台", "tables-hidden-sign"),
        ("001\t台", "035\t台", "tables-repeated"),
        ("001\t台\n035\t千克\n", "", "tables-no-rows"),
        ("千克\n", "千克\n\nhash\t00\n", "tables-wrong-hash"),
        ("千克\n", "千克\n\nsigned\tnow\n", "tables-seal-unreadable"),
        ("千克\n", "千克\n\n036\t克\n", "tables-seal-unreadable"),
    ] {
        assert_eq!(with(from, to), code, "{from:?} → {to:?}");
    }
    assert_eq!(refused(""), "tables-not-a-package");
    assert_eq!(refused("clearance-tables 1\n"), "tables-head");
    let refused = Package::read(UNITS.replace("035\t千克", "35\t千克").as_bytes()).expect_err("two digits");
    assert!(refused.sentence().en.starts_with("Line 9: code cannot be “35”"), "{:?}", refused.sentence());
    let mut broken = UNITS.as_bytes().to_vec();
    let end = broken.len() - 2;
    broken[end] = 0xff;
    assert_eq!(Package::read(&broken).expect_err("no UTF-8"), TablesError::NotUtf8 { line: 9 });
}

#[test]
fn rows_of_one_key_may_follow_but_not_overlap() {
    let rows = |second: &str| {
        UNITS.replace("code\tname\n001\t台\n035\t千克\n", "code\tname\tsince\tuntil\n").to_string()
            + &format!("035\t公斤\t-\t2027-06-30\n035\t千克\t{second}\t-\n")
    };
    assert_eq!(refused(&rows("2027-06-30")), "tables-overlap");
    assert_eq!(refused(&rows("-")), "tables-repeated");
    let held = with(vec![read(&rows("2027-07-01"))]);
    for (day, name) in [(date(2027, 6, 30), "公斤"), (date(2027, 7, 1), "千克"), (date(2026, 12, 31), "千克")]
    {
        assert_eq!(held.on(day).name(Codes::Unit, "035"), Some(name), "{day}");
    }
    assert_eq!(
        refused(&rows("2027-07-01").replace("2027-07-01\t-", "2027-07-01\t2027-06-30")),
        "tables-impossible-period"
    );
}

#[test]
fn what_is_too_large_is_refused_without_reading_on() {
    let head =
        "clearance-tables 1\nname\tarea\nversion\t2027-01\nsource\tx\nsince\t2027-01-01\n\ncode\tname\n";
    let rows = |most: usize| (0..most).map(|n| format!("{n:06}\tx\n")).collect::<String>();
    assert_eq!(refused(&format!("{head}{}", rows(1_000_000))), "tables-too-many-rows");
    assert_eq!(refused(&format!("{head}{}", rows(MOST_ROWS + 1))), "tables-too-many-rows");
    assert_eq!(refused(&format!("{head}000001\t{}\n", "甲".repeat(501))), "tables-row-unreadable");
    assert_eq!(refused(&format!("{head}000001\t{}\n", "x".repeat(MOST_BYTES))), "tables-too-large");
    let dated: String = (0..800)
        .map(|n| {
            let day = date(2027, 1, 1).checked_add(jiff::Span::new().days(n)).expect("a day");
            format!("{n:06}\tx\t{day}\n")
        })
        .collect();
    let head = head.replace("code\tname\n", "code\tname\tsince\n");
    assert_eq!(refused(&format!("{head}{dated}")), "tables-too-many-days");
}

#[test]
fn a_signature_of_a_trusted_publisher_is_taken() {
    for key in keys() {
        let signed = read(UNITS).sign(&key, now());
        if key.algorithm() == crate::signing::Algorithm::RsaSha1 {
            signed.expect_err("too weak for a table");
            continue;
        }
        let signed = read(&signed.expect("it signs").write());
        signed.judge(&trusting(&key), now()).expect("it is his");
        // An empty list of publishers, and another publisher, vouch for nothing.
        let unknown = |trust: &Trust| signed.judge(trust, now()).expect_err("unknown").code();
        assert_eq!(unknown(&Trust::new()), "tables-unknown-publisher");
        let mut other = Trust::new();
        other.add(authority());
        assert_eq!(unknown(&other), "tables-unknown-publisher");
    }
    assert_eq!(read(UNITS).judge(&trusting(&sm2()), now()).expect_err("no seal").code(), "tables-not-signed");
}

#[test]
fn whatever_is_changed_below_a_signature_shows() {
    let key = sm2();
    let text = read(UNITS).sign(&key, now()).expect("it signs").write();
    let trust = trusting(&key);
    let hash = format!("hash\t{}\n", read(UNITS).hash());
    for (from, to) in [
        ("台", "座"),
        ("2027-01\n", "2027-02\n"),
        ("测试", "官方"),
        ("since\t2027-01-01", "since\t2020-01-01"),
    ] {
        assert_eq!(refused(&text.replacen(from, to, 1)), "tables-wrong-hash", "{from}");
        // Without the hash, or with a new one, the signature still tells.
        let package = read(&text.replacen(from, to, 1).replace(&hash, ""));
        assert_eq!(package.judge(&trust, now()).expect_err("changed"), TablesError::WrongSignature, "{from}");
    }
    let backdated = read(&text.replace("signed\t20261201101530", "signed\t20261201101531"));
    assert_eq!(backdated.judge(&trust, now()).expect_err("changed"), TablesError::WrongSignature);
    // The signature of one package does not fit another, nor another certificate's name below it.
    let seal = &text[text.find("signed\t").expect("a seal")..];
    let other = format!("{}\n{seal}", UNITS.replace("千克", "公斤"));
    assert_eq!(read(&other).judge(&trust, now()).expect_err("moved"), TablesError::WrongSignature);
    let rsa = rsa2048().with_algorithm(crate::signing::Algorithm::RsaSha256).expect("2048 bits are enough");
    let theirs = read(UNITS).sign(&rsa, now()).expect("it signs").write();
    let line = |text: &str| text.lines().find(|l| l.starts_with("certificate")).expect("a line").to_owned();
    let mixed = text.replace(&line(&text), &line(&theirs));
    assert_eq!(read(&mixed).judge(&trusting(&rsa), now()).expect_err("mixed"), TablesError::WeakAlgorithm);
}

#[test]
fn the_certificate_counts_when_it_signed() {
    let subject = PracticeSubject {
        enterprise_name: "测试发布",
        enterprise_code: "3301964J31",
        not_before: at("20260101000000"),
        not_after: at("20261231235959"),
    };
    let random = PracticeRandom { key: zeroize::Zeroizing::new([7; 32]), serial: [1; 8] };
    let key = Practice::make(random, subject).expect("an identity").signer();
    let trust = trusting(&key);
    let judged = |signed_at: &str, seen_at: &str| {
        let package = read(UNITS).sign(&key, at(signed_at)).expect("it signs");
        package.judge(&trust, at(seen_at)).map_or_else(|error| error.code(), |_| "taken")
    };
    assert_eq!(judged("20260601000000", "20260602000000"), "taken");
    // What was signed in time stays signed.
    assert_eq!(judged("20260601000000", "20280101000000"), "taken");
    assert_eq!(judged("20270101000000", "20270102000000"), "tables-publisher-expired");
    assert_eq!(judged("20251231235959", "20260102000000"), "tables-publisher-expired");
    assert_eq!(judged("20260601000000", "20260501000000"), "tables-signed-later");
    let mut revoked = trust.clone();
    revoked.revoke(key.certificate(), key.certificate().serial());
    let package = read(UNITS).sign(&key, at("20260601000000")).expect("it signs");
    assert_eq!(package.judge(&revoked, now()).expect_err("revoked"), TablesError::PublisherRevoked);
    // An encryption certificate signs nothing.
    let wrong =
        certificate(include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/keys/encryption.crt")));
    assert!(!wrong.may_sign());
}

#[test]
fn only_a_newer_version_is_taken_and_the_same_words_change_nothing() {
    let held = Held::built_in();
    let units = held.newest_of(Table::named("unit").expect("a table"));
    let same = read(&units.write());
    assert_eq!(held.install(vec![same]).expect("known").1, [Taken::Known]);
    let refused = |package| held.install(vec![package]).expect_err("refused").code();
    assert_eq!(refused(newer("unit", "2026-07", "2014-02-10", |t| t)), "tables-older");
    assert_eq!(
        refused(newer("unit", "2026-08", "2014-02-10", |t| t.replace("千克", "公斤"))),
        "tables-same-version"
    );
    assert_eq!(refused(newer("unit", "2026-08", "2027-01-01", |t| t)), "tables-same-version");
    let (next, taken) = held.install(vec![newer("unit", "2026-09", "2027-01-01", |t| t)]).expect("newer");
    assert_eq!(taken, [Taken::New]);
    assert_eq!(
        next.install(vec![newer("unit", "2026-08-31", "2027-01-01", |t| t)]).expect_err("older").code(),
        "tables-older"
    );
}

#[test]
fn a_class_without_a_rate_is_refused_and_both_together_are_taken() {
    let class =
        || newer("class", "2027-01", "2027-01-01", |t| t.replace("standard\tbeer", "standard\tsweets"));
    let refused = Held::built_in().install(vec![class()]).expect_err("no rate");
    assert_eq!(
        refused,
        TablesError::Lacks { table: "consumption_tax", what: "sweets".into(), day: date(2027, 1, 1) }
    );
    let row = "sweets\t3\t-\t-\t-\t-\t-\t-\t2027-01-01\t-\tseen\t测试\n";
    let rate = newer("consumption_tax", "2027-01", "2027-01-01", |t| format!("{t}{row}"));
    with(vec![class(), rate]);
}

/// The sample, declared on a day.
fn declared_on(day: Date, held: &Arc<Held>) -> crate::cn::Case {
    let mut case = sample::case();
    case.facts.tables = Arc::clone(held);
    let declaration = case.declaration.as_mut().expect("the sample has one");
    declaration.head.declared_on = day;
    case
}

#[test]
fn the_day_of_the_declaration_chooses_among_all_that_are_held() {
    let held = with(vec![
        newer("limit", "2027-01", "2027-01-01", |t| {
            t.replace("single\t5000\t2019-01-01\t-", "single\t5000\t2019-01-01\t2026-12-31")
                + "single\t300\t2027-01-01\t-\tseen\t测试\n"
        }),
        newer("vat", "2027-01", "2027-01-01", |t| {
            t.replace("standard\t13\t2019-04-01\t-", "standard\t20\t2019-04-01\t-")
        }),
        newer("unit", "2027-01", "2027-01-01", |t| t.replace("\n142\t瓶", "")),
    ]);
    // Yet another package afterwards, only for later days.
    let held = Arc::new(
        held.install(vec![newer("vat", "2028-01", "2028-01-01", |t| {
            t.replace("standard\t13", "standard\t1")
        })])
        .expect("newer")
        .0,
    );
    let judge = |day| {
        let case = declared_on(day, &held);
        let report = check(&case);
        let declaration = case.declaration.as_ref().expect("one");
        let tax = assess_declaration(declaration, None, case.tables().rates());
        let rules: Vec<String> = report
            .findings
            .iter()
            .filter(|f| {
                f.severity == Severity::Stops && f.rule.starts_with("CN-LIMIT") || f.rule == "CN-FORM-CODE"
            })
            .map(|f| f.rule.to_string())
            .collect();
        assert_eq!(tax.versions.tables["vat"], report.versions.tables["vat"]);
        (rules, tax.vat, report.versions.tables["limit"].clone(), tax.lines[0].vat_percent)
    };
    let before = judge(date(2026, 12, 31));
    let after = judge(date(2027, 1, 1));
    assert_eq!((before.0.len(), before.2.as_str(), before.3), (0, "2019-01", 13.into()));
    assert!(before.1 > Money::ZERO);
    assert!(after.0.iter().any(|rule| rule.starts_with("CN-LIMIT")), "{:?}", after.0);
    assert_eq!((after.2.as_str(), after.3), ("2027-01", 20.into()));
    // Nothing that was held before has changed.
    let plain = declared_on(date(2026, 12, 31), &Held::built_in());
    assert_eq!(check(&plain).findings, check(&declared_on(date(2026, 12, 31), &held)).findings);
    assert!(!held.on(date(2027, 5, 1)).knows(Codes::Unit, "142"));
    assert!(held.on(date(2026, 5, 1)).knows(Codes::Unit, "142"));
}

#[test]
fn a_package_with_an_end_gives_the_word_back() {
    let temporary = newer("vat", "2027-01", "2027-01-01", |t| {
        t.replacen("since\t2027-01-01\n", "since\t2027-01-01\nuntil\t2027-03-31\n", 1)
            .replace("standard\t13", "standard\t6")
    });
    let held = with(vec![temporary]);
    for (day, version) in [
        (date(2026, 12, 31), "2026-01"),
        (date(2027, 1, 1), "2027-01"),
        (date(2027, 3, 31), "2027-01"),
        (date(2027, 4, 1), "2026-01"),
        (date(1999, 1, 1), "2026-01"),
    ] {
        assert_eq!(held.on(day).version("vat"), version, "{day}");
    }
}

#[test]
fn a_limit_that_ends_without_a_successor_does_not_vanish() {
    let held = with(vec![newer("limit", "2027-01", "2016-04-08", |t| {
        t.replace("2019-01-01\t-\t", "2019-01-01\t2027-12-31\t")
    })]);
    let limits = held.on(date(2030, 1, 1)).rates().limits(date(2030, 1, 1));
    assert_eq!(limits.single.value, Money(5_000.into()));
}

fn correction<'a>(table: &'a str, key: &'a str, changes: &'a [(String, String)]) -> Correction<'a> {
    let day = date(2026, 11, 24);
    Correction { table, key, changes, reason: "税则已调整", by: "陈经办", on: day, since: day }
}

fn change(column: &str, value: &str) -> Vec<(String, String)> {
    vec![(column.to_owned(), value.to_owned())]
}

/// The tariff code of the sample's first line.
fn gcode() -> String {
    sample::case().declaration.expect("one").lines[0].gcode.clone()
}

#[test]
fn a_brokers_row_is_marked_wherever_it_is_used() {
    let (code, changes) = (gcode(), change("unit1", "011"));
    let row = OwnRow::correct(&Held::built_in(), &correction("hs", &code, &changes)).expect("a correction");
    let held = Arc::new(Held::built_in().with_own(vec![row]).expect("it fits"));
    let report = check(&declared_on(date(2026, 11, 24), &held));
    let marks: Vec<_> = report.findings.iter().filter(|f| f.rule == "CN-TABLE-001").collect();
    assert_eq!(marks.len(), 1, "{:?}", report.findings);
    assert_eq!(marks[0].at, "Inventory[1]/InventoryList[1]/gcode");
    assert!(
        marks[0].en.contains("corrected by the broker (陈经办) on 2026-11-24: 税则已调整"),
        "{}",
        marks[0].en
    );
    // The corrected unit is what the declaration is held against.
    assert!(report.findings.iter().any(|f| f.rule.starts_with("CN-TARIFF")), "{:?}", report.findings);
    assert_eq!(report.versions.own.len(), 1);
    assert!(report.versions.tables["hs"].starts_with("2019-11+"), "{:?}", report.versions);
    // Earlier days are not touched.
    let before = check(&declared_on(date(2026, 11, 23), &held));
    assert!(before.versions.own.is_empty() && before.versions.tables["hs"] == "2019-11");
}

#[test]
fn an_estimate_says_which_rows_are_the_brokers() {
    let mut changes = change("percent", "9");
    changes.extend(change("since", "2019-04-01"));
    let row =
        OwnRow::correct(&Held::built_in(), &correction("vat", "standard", &changes)).expect("a correction");
    assert_eq!(row.was().map(|was| was.text("percent").to_owned()).as_deref(), Some("13"));
    let held = Arc::new(Held::built_in().with_own(vec![row]).expect("it fits"));
    let case = declared_on(date(2026, 11, 24), &held);
    let declaration = case.declaration.as_ref().expect("one");
    let rates = case.tables().rates();
    let tax = assess_declaration(declaration, None, rates);
    assert_eq!((tax.lines[0].vat_percent, tax.lines[0].own.len()), (9.into(), 1));
    let words = tax.explain(0, &crate::cn::tax::TaxCase::of(declaration, None), rates);
    assert!(words.iter().any(|one| one.en.contains("corrected by the broker")), "{words:?}");
    let limit = change("value", "100");
    let row =
        OwnRow::correct(&Held::built_in(), &correction("limit", "single", &limit)).expect("a correction");
    let held = Arc::new(Held::built_in().with_own(vec![row]).expect("it fits"));
    let report = check(&declared_on(date(2026, 11, 24), &held));
    let rules: Vec<&str> = report.findings.iter().map(|f| f.rule.as_ref()).collect();
    assert!(rules.contains(&"CN-TABLE-001") && rules.iter().any(|r| r.starts_with("CN-LIMIT")), "{rules:?}");
}

#[test]
fn a_newer_package_makes_an_own_row_obsolete_or_a_conflict() {
    let code = gcode();
    let changes = change("unit1", "011");
    let row = OwnRow::correct(&Held::built_in(), &correction("hs", &code, &changes)).expect("a correction");
    let held = Held::built_in().with_own(vec![row]).expect("it fits");
    let day = date(2027, 6, 1);
    let state = |held: &Held| held.state_of(&held.own()[0], day);
    assert_eq!(state(&held), OwnState::InUse);
    let to = |unit: &'static str| {
        let code = code.clone();
        newer("hs", "2027-01", "2027-01-01", move |t| {
            t.replace(&format!("\n{code}\t035"), &format!("\n{code}\t{unit}"))
        })
    };
    let agrees = held.install(vec![to("011")]).expect("newer").0;
    assert_eq!(state(&agrees), OwnState::Obsolete);
    assert_eq!(agrees.on(day).version("hs"), "2027-01", "it is not needed any more, so not marked");
    let differs = held.install(vec![to("012")]).expect("newer").0;
    assert_eq!(state(&differs), OwnState::Conflict);
    assert_eq!(differs.on(day).tariff(&code).expect("a row").unit1, "011", "still his");
    assert!(differs.on(day).mark("hs", &code).is_some());
}

#[test]
fn a_correction_needs_a_reason_and_must_fit_its_table() {
    let held = Held::built_in();
    let ask = |table: &str, key: &str, changes: &[(String, String)], reason: &str| {
        let asked = Correction { reason, ..correction(table, key, changes) };
        OwnRow::correct(&held, &asked).map_or_else(|error| error.code(), |_| "taken")
    };
    assert_eq!(ask("unit", "035", &change("name", "公斤"), "x"), "taken");
    assert_eq!(ask("unit", "035", &change("name", "公斤"), " "), "tables-no-reason");
    assert_eq!(ask("unit", "035", &change("name", "公斤"), "a\u{202e}b"), "tables-no-reason");
    assert_eq!(ask("units", "035", &change("name", "公斤"), "x"), "tables-unknown-table");
    assert_eq!(ask("unit", "035", &change("nam", "公斤"), "x"), "tables-unknown-column");
    assert_eq!(ask("unit", "035", &change("code", "036"), "x"), "tables-unknown-column");
    assert_eq!(ask("unit", "35", &change("name", "公斤"), "x"), "tables-row-unreadable");
    assert_eq!(ask("unit", "035", &change("name", "千克"), "x"), "tables-says-the-same");
    assert_eq!(ask("hs", "7700000000", &change("unit1", "035"), "x"), "tables-no-row");
    assert_eq!(ask("country", "199", &change("name", "新国"), "x"), "taken");
    assert_eq!(ask("vat", "standard", &change("percent", "130"), "x"), "tables-row-unreadable");
}

#[test]
fn a_removed_own_row_leaves_nothing_behind() {
    let (code, changes) = (gcode(), change("unit1", "011"));
    let row = OwnRow::correct(&Held::built_in(), &correction("hs", &code, &changes)).expect("a correction");
    let held = Held::built_in().with_own(vec![row]).expect("it fits").with_own(Vec::new()).expect("it fits");
    let day = date(2026, 11, 24);
    assert_eq!(held.on(day).versions(), Held::built_in().on(day).versions());
}

#[test]
fn checking_names_versions_without_copying_them() {
    let case = sample::case();
    let (first, second) = (check(&case).versions, check(&case).versions);
    assert!(std::ptr::eq(&*first, &*second));
    assert_eq!(first.tables.len(), TABLES.len());
    assert!(first.rules.starts_with(env!("CARGO_PKG_VERSION")));
}

/// Any row of a table with a column of each kind.
fn any_row() -> impl Strategy<Value = (u32, String, Option<u16>, String)> {
    (
        0..3_000_u32,
        "[0-9]{1,2}(\\.[0-9]{1,6})?",
        proptest::option::of(0..2_000_u16),
        "[^\\p{C}\\p{Z}\t-][^\\p{C}\t]{0,20}[^\\p{C}\\p{Z}\t]",
    )
}

proptest! {
    #[test]
    fn what_is_written_reads_back_the_same(rows in proptest::collection::vec(any_row(), 1..20), ends in any::<bool>()) {
        let table = Table::named("duty").expect("a table");
        let day = |n: u16| date(2017, 1, 1).checked_add(jiff::Span::new().days(n)).expect("a day");
        let mut seen = std::collections::HashSet::new();
        let cells: Vec<Vec<String>> = rows
            .into_iter()
            .filter(|(code, ..)| seen.insert(*code))
            .map(|(code, percent, until, basis)| vec![
                format!("{code:04}"),
                percent,
                "2016-04-08".to_owned(),
                until.map(|n| day(n).to_string()).unwrap_or_default(),
                "seen".to_owned(),
                basis,
            ])
            .collect();
        let period = Period { since: date(2016, 4, 8), until: ends.then(|| date(2030, 1, 1)) };
        let version = Version::read("2027-01").expect("a version");
        let Ok(package) = Package::new(table, version, "测试", period, &cells) else {
            // Signs that hide are refused, by design; nothing else here may be.
            let hidden = cells.iter().any(|row| Package::read(UNITS.replace("台", &row[5]).as_bytes()).is_err());
            prop_assert!(hidden, "{cells:?}");
            return Ok(());
        };
        let again = Package::read(package.write().as_bytes()).expect("our own text");
        prop_assert_eq!(again.canonical(), package.canonical());
        prop_assert_eq!(again.hash(), package.hash());
        prop_assert_eq!(&again, &package);
        prop_assert_eq!(again.rows().len(), cells.len());
        // A cell more or less is another package.
        let fewer = &cells[..cells.len() - 1];
        if !fewer.is_empty() {
            let version = Version::read("2027-01").expect("a version");
            let other = Package::new(table, version, "测试", period, fewer).expect("fewer rows");
            prop_assert_ne!(other.hash(), package.hash());
        }
    }

    #[test]
    fn no_octets_make_the_reader_panic(octets in proptest::collection::vec(any::<u8>(), 0..300), at in 0..200_usize) {
        let _ = Package::read(&octets);
        let mut text = UNITS.as_bytes().to_vec();
        let at = at % text.len();
        text.splice(at..(at + 3).min(text.len()), octets.into_iter().take(8));
        let _ = Package::read(&text);
    }
}

#[test]
fn a_code_that_ended_and_one_that_is_yet_to_come_are_told_apart() {
    use crate::cn::hs::{HsWarning, warnings};
    const FUTURE: &str = "9999999999";
    let built_in = Held::built_in();
    let package = built_in.newest_of(Table::named("hs").expect("a table"));
    let ended = package.rows().next().expect("a code").key().to_owned();
    let renamed = |text: String| text.replacen(&format!("\n{ended}\t"), &format!("\n{FUTURE}\t"), 1);
    let held = with(vec![newer("hs", "2027-01", "2027-01-01", renamed)]);
    let (before, after) = (date(2026, 12, 31), date(2027, 1, 1));
    for (code, day, told) in [
        (ended.as_str(), before, vec![]),
        (&ended, after, vec![HsWarning::EndedCode]),
        (FUTURE, before, vec![HsWarning::FutureCode]),
        (FUTURE, after, vec![]),
        ("9999999998", after, vec![HsWarning::UnknownCode]),
    ] {
        assert_eq!(warnings(code, day, &held), told, "{code} on {day}");
    }
}
