//! `check`, `verify`, `tax` and `import --dry-run` need nothing: no data folder, no keyring, no client.

use clearance_tests::broker::sample_sheet;
use clearance_tests::program::User;
use clearance_tests::sealed;
use serde_json::Value;

use crate::shapes::{Of, all, has_chinese, holds, one_of};

const FINDING: &[(&str, Of)] = &[
    ("rule", Of::Text),
    ("severity", Of::Text),
    ("at", Of::Any),
    ("zh", Of::Text),
    ("en", Of::Text),
    ("help_zh", Of::Text),
    ("help_en", Of::Text),
];
const SEVERITIES: &[&str] = &["stops", "warns", "hints"];

fn sheet(name: &str) -> String {
    sample_sheet(name).display().to_string()
}

fn message(user: &User) -> String {
    user.file("CEB621.xml", sealed::signed(&sealed::key("sm2.p12")).as_bytes())
}

fn unsigned(user: &User) -> String {
    user.file("unsigned.xml", sealed::unsigned().as_bytes())
}

fn rules(checked: &Value) -> Vec<&str> {
    all(checked, "findings").iter().map(|finding| finding["rule"].as_str().expect("a rule")).collect()
}

#[test]
fn they_leave_nothing_behind_and_ask_for_no_key() {
    let user = User::bare();
    let (sheet, message) = (sheet("orders-9610.xlsx"), message(&user));
    for words in [
        ["check", &sheet, &message].as_slice(),
        &["verify", &message],
        &["tax", &sheet, &message],
        &["hs", "化妆品"],
        &["import", "--dry-run", &sheet],
    ] {
        let ran = user.run(words);
        assert_eq!(ran.code, 0, "{words:?}: {ran:?}");
        assert!(!ran.out.is_empty() && ran.err.is_empty(), "{words:?}: {ran:?}");
        assert_eq!(user.left_behind(), [] as [std::path::PathBuf; 0], "{words:?}");
    }
}

#[test]
fn what_needs_a_data_folder_says_so_where_there_is_no_keyring() {
    let user = User::bare();
    for words in [["status"].as_slice(), &["client", "list"], &["bills", "list"], &["send"]] {
        assert_eq!(user.run(words).fails_with(), "keyring-unavailable", "{words:?}");
    }
    let asked = user.tell(&["status"]);
    assert!(has_chinese(&asked.err), "{asked:?}");
}

#[test]
fn check_says_one_line_a_file_and_stops_where_a_receiver_would() {
    let user = User::bare();
    let (good, bad) = (message(&user), unsigned(&user));
    let damaged = sheet("orders-damaged.xlsx");
    let ran = user.run(&["check", &good, &bad, &damaged]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let lines = ran.lines();
    assert_eq!(lines.len(), 3);
    for (line, (file, kind, ok)) in
        lines.iter().zip([(&good, "CEB621", true), (&bad, "CEB621", false), (&damaged, "sheet", false)])
    {
        holds(line, &[("file", Of::Text), ("kind", Of::Text), ("ok", Of::Bool), ("findings", Of::List)]);
        assert_eq!(
            (&line["file"], &line["kind"], &line["ok"]),
            (&(&**file).into(), &kind.into(), &ok.into())
        );
        for finding in all(line, "findings") {
            holds(finding, FINDING);
            one_of(finding, "severity", SEVERITIES);
        }
        let stops = all(line, "findings").iter().any(|finding| finding["severity"] == "stops");
        assert_eq!(ok, !stops, "{line}");
    }
    let stopping: Vec<&Value> =
        all(&lines[1], "findings").iter().filter(|finding| finding["severity"] == "stops").collect();
    assert_eq!(stopping.len(), 1, "only the signature is missing: {}", lines[1]);
    assert_eq!(stopping[0]["at"], "Signature");
    assert_eq!(stopping[0]["en"], "The message is not signed");
    // In a sheet a finding names its cell.
    let named = all(&lines[2], "findings").iter().filter_map(|finding| finding["at"].as_str());
    assert!(named.clone().any(|at| at.starts_with("订单!")), "{:?}", named.collect::<Vec<_>>());
}

#[test]
fn check_names_the_element_of_a_message_and_keeps_what_is_personal_to_itself() {
    let user = User::bare();
    let xml = sealed::unsigned();
    let weight = xml.replace("<ceb:grossWeight>0.9<", "<ceb:grossWeight>0<");
    let person = xml.replace("110101199003077619", "110101199003077618");
    assert!(weight != xml && person != xml);
    let ran = user.run(&["check", &user.file("weight.xml", weight.as_bytes())]);
    assert_eq!(ran.code, 1);
    let checked = ran.value();
    let places: Vec<&str> = all(&checked, "findings").iter().filter_map(|f| f["at"].as_str()).collect();
    assert!(places.contains(&"Inventory[1]/InventoryHead/grossWeight"), "{places:?}");
    let ran = user.run(&["check", &user.file("person.xml", person.as_bytes())]);
    let checked = ran.value();
    assert!(rules(&checked).len() > 1, "a wrong check digit is found: {checked}");
    assert!(!ran.out.contains("110101199003077618"), "{ran:?}");
}

#[test]
fn a_file_that_is_no_message_is_unknown_and_stops() {
    let user = User::bare();
    for text in ["<html/>", "<a><b></a>", "<?xml version=\"1.0\"?><x xmlns=\"y\"/>"] {
        let ran = user.run(&["check", &user.file("x.xml", text.as_bytes())]);
        assert_eq!(ran.code, 1, "{ran:?}");
        let checked = ran.value();
        assert_eq!((&checked["kind"], &checked["ok"]), (&"unknown".into(), &false.into()), "{checked}");
        holds(&all(&checked, "findings")[0], FINDING);
    }
}

#[test]
fn a_file_that_cannot_be_read_is_a_failure_and_the_others_are_still_judged() {
    let user = User::bare();
    let missing = user.folder().join("none.xlsx").display().to_string();
    let ran = user.run(&["check", &missing, &message(&user)]);
    assert_eq!(ran.code, 2, "{ran:?}");
    let lines = ran.lines();
    assert_eq!(lines.len(), 2, "{ran:?}");
    assert_eq!((&lines[0]["ok"], &lines[1]["ok"]), (&false.into(), &true.into()));
    assert!(!ran.fails_with().is_empty());
    for words in [["verify", &missing], ["tax", &missing], ["check", &missing]] {
        assert!(!user.run(&words).fails_with().is_empty());
    }
    let ran = user.run(&["import", "--dry-run", &missing]);
    assert!(!ran.fails_with().is_empty());
}

#[test]
fn import_dry_run_tells_columns_orders_and_problems() {
    let user = User::bare();
    let ran = user.run(&["import", "--dry-run", &sheet("orders-9610.xlsx")]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let told = ran.value();
    holds(
        &told,
        &[("files", Of::List), ("orders", Of::Number), ("lines", Of::Number), ("problems", Of::List)],
    );
    assert_eq!((&told["orders"], &told["lines"]), (&12.into(), &17.into()));
    let file = &all(&told, "files")[0];
    holds(
        file,
        &[
            ("file", Of::Text),
            ("sheet", Of::Text),
            ("header_row", Of::Number),
            ("encoding", Of::Maybe),
            ("columns", Of::List),
        ],
    );
    assert_eq!((&file["header_row"], &file["encoding"]), (&1.into(), &Value::Null));
    for column in all(file, "columns") {
        holds(column, &[("header", Of::Text), ("field", Of::Maybe), ("confidence", Of::Text)]);
        one_of(column, "confidence", &["sure", "likely", "ask", "none"]);
    }
    let field_of = |header: &str| {
        let column = all(file, "columns").iter().find(|column| column["header"] == header);
        column.expect("the column")["field"].clone()
    };
    for (header, field) in
        [("订单编号", "orderNo"), ("商品编码", "gcode"), ("订购人证件号码", "buyerIdNumber")]
    {
        assert_eq!(field_of(header), field);
    }

    let ran = user.run(&["import", "--dry-run", &sheet("orders-damaged.xlsx")]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let told = ran.value();
    assert_eq!(all(&told, "files")[0]["header_row"], 3);
    assert!(!all(&told, "problems").is_empty());
    for problem in all(&told, "problems") {
        holds(
            problem,
            &[
                ("file", Of::Text),
                ("sheet", Of::Text),
                ("cell", Of::Text),
                ("rule", Of::Text),
                ("severity", Of::Text),
                ("zh", Of::Text),
                ("en", Of::Text),
            ],
        );
        one_of(problem, "severity", SEVERITIES);
    }

    let told = user.run(&["import", "--dry-run", &sheet("orders-taobao.csv")]).value();
    holds(&all(&told, "files")[0], &[("encoding", Of::Text)]);
    assert!(told["orders"].as_u64() > Some(0), "{told}");
}

#[test]
fn tax_is_told_in_decimal_strings() {
    let user = User::bare();
    let ran = user.run(&["tax", &sheet("orders-9610.xlsx"), &message(&user)]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let lines = ran.lines();
    assert_eq!(lines.len(), 2);
    assert_eq!(all(&lines[0], "orders").len(), 12);
    for taxed in &lines {
        for order in all(taxed, "orders") {
            holds(
                order,
                &[
                    ("order_no", Of::Text),
                    ("duty", Of::Amount),
                    ("consumption_tax", Of::Amount),
                    ("vat", Of::Amount),
                    ("total", Of::Amount),
                    ("warnings", Of::List),
                    ("explained", Of::List),
                ],
            );
            one_of(order, "regime", &["reduced", "full", "outside"]);
            let cents = |value: &Value| value.as_str().expect("an amount").replace('.', "").parse::<u64>();
            let taxes: u64 = all(order, "lines").iter().map(|line| cents(&line["tax"]).expect("cents")).sum();
            assert_eq!(taxes, cents(&order["total"]).expect("cents"), "the lines add up: {order}");
            for warning in all(order, "warnings") {
                holds(warning, &[("code", Of::Text), ("zh", Of::Text), ("en", Of::Text)]);
            }
            for said in all(order, "explained") {
                holds(said, &[("zh", Of::Text), ("en", Of::Text)]);
            }
            for line in all(order, "lines") {
                holds(
                    line,
                    &[
                        ("gnum", Of::Number),
                        ("gcode", Of::Text),
                        ("base", Of::Amount),
                        ("duty", Of::Amount),
                        ("consumption_tax", Of::Amount),
                        ("vat", Of::Amount),
                        ("tax", Of::Amount),
                        ("explained", Of::List),
                    ],
                );
                assert!(all(line, "explained").len() >= 2, "{line}");
            }
        }
    }
    assert_eq!(all(&lines[1], "orders")[0]["total"], "43.32");
    let outside = sealed::unsigned()
        .replace("<ceb:price>149<", "<ceb:price>14900<")
        .replace("<ceb:totalPrice>298<", "<ceb:totalPrice>29800<");
    let ran = user.run(&["tax", &user.file("outside.xml", outside.as_bytes())]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(all(&ran.value(), "orders")[0]["regime"], "outside");
    let other = user.file("x.xml", b"<html/>");
    assert_eq!(user.run(&["tax", &other]).fails_with(), "not-taxable");
}

#[test]
fn the_tariff_is_searched_by_code_and_by_name() {
    let user = User::bare();
    let rate: &[(&str, Of)] =
        &[("percent", Of::Amount), ("since", Of::Text), ("until", Of::Maybe), ("basis", Of::Text)];
    for (words, code) in [
        (["hs", "2204290000"].as_slice(), 0),
        (&["hs", "2204.29"], 0),
        (&["hs", "酒"], 0),
        (&["hs", "3304", "化妆品", "--limit", "3"], 0),
        (&["hs", "2204290000", "--on", "2018-05-01"], 0),
        (&["hs", "2204299999"], 1),
        (&["hs", "？"], 1),
    ] {
        let ran = user.run(words);
        assert_eq!(ran.code, code, "{words:?}: {ran:?}");
        let told = ran.value();
        holds(&told, &[("query", Of::Text), ("day", Of::Text), ("tables", Of::Text), ("total", Of::Number)]);
        for line in all(&told, "lines") {
            holds(line, &[("found", Of::Text), ("code", Of::Text), ("name", Of::Text)]);
            holds(&line["vat"], rate);
            one_of(line, "certainty", &["seen", "rule", "unknown"]);
        }
        for warning in all(&told, "warnings") {
            holds(warning, &[("code", Of::Text), ("zh", Of::Text), ("en", Of::Text)]);
        }
    }
    let then = user.run(&["hs", "2204290000", "--on", "2018-05-01"]).value();
    assert_eq!(all(&then, "lines")[0]["vat"]["percent"], "16");
    assert_eq!(user.run(&["hs", "酒", "--on", "yesterday"]).fails_with(), "not-a-day");
    assert_eq!(user.tell(&["hs"]).code, 2);
}

#[test]
fn people_are_told_in_the_language_they_ask_for() {
    let user = User::bare();
    let (damaged, unsigned, good) = (sheet("orders-damaged.xlsx"), unsigned(&user), message(&user));
    let good_sheet = sheet("orders-9610.xlsx");
    for (words, in_zh, in_en) in [
        (["check", &unsigned].as_slice(), "不能申报", "stopped"),
        (&["check", &good], "可以申报", "may be declared"),
        (&["check", &damaged], "不能申报", "stopped"),
        (&["verify", &good], "有效", "valid"),
        (&["verify", &unsigned], "no-signature", "no-signature"),
        (&["tax", &good_sheet], "完税价格 = 货价 + 运费 + 保费", "Base = price + freight + insurance"),
        (&["tax", "--brief", &good_sheet], "合计", "total"),
        (&["hs", "啤酒"], "法定单位", "units"),
        (&["import", "--dry-run", &good_sheet], "票订单", "orders"),
    ] {
        let zh = user.tell(words);
        let en = user.tell(&[&["--lang", "en"], words].concat());
        assert_eq!(zh.code, en.code, "{words:?}");
        assert!(zh.out.contains(in_zh), "{words:?}: {zh:?}");
        assert!(en.out.contains(in_en), "{words:?}: {en:?}");
        assert_ne!(zh.out, en.out, "{words:?}");
    }
    let missing = ["tax", "none.xlsx"];
    let (zh, en) = (user.tell(&missing), user.tell(&[&missing[..], &["--lang", "en"]].concat()));
    assert!(has_chinese(&zh.err) && !has_chinese(&en.err), "{zh:?} {en:?}");
}

#[test]
fn words_that_make_no_sense_are_a_failure_and_help_is_none() {
    let user = User::bare();
    for (words, code) in [
        (["--help"].as_slice(), 0),
        (&["--version"], 0),
        (&["check", "--help"], 0),
        (&[], 2),
        (&["check"], 2),
        (&["chekc", "x"], 2),
        (&["status", "--lang", "fr"], 2),
        (&["import", "x.xlsx"], 2),
    ] {
        assert_eq!(user.tell(words).code, code, "{words:?}");
    }
}
