//! From a messy workbook to declarations by command: recipes, named fixes, work list, bad rows out and back, undo and redo.

use std::path::Path;

use clearance_tests::broker::{CLIENT, Identity, direct, sample_sheet};
use clearance_tests::program::User;
use serde_json::{Value, json};

use crate::shapes::{Of, all, has_chinese, holds};
use crate::workbooks::{broken_quantity, rewritten, with_header};

/// What the sample holds.
const ORDERS: u64 = 12;

fn user() -> User {
    let declarant = Identity::declarant();
    User::with_client(&direct(&declarant, "http://127.0.0.1:9"), &declarant)
}

fn said(path: &Path) -> String {
    path.display().to_string()
}

fn id_of(import: &Value) -> String {
    import["importId"].as_str().expect("an id").to_owned()
}

#[test]
fn what_columns_mean_is_said_once_and_kept_for_the_next_file() {
    let user = user();
    // A header that nobody knows, in the place of one that no order can do without.
    let (first, second) = (user.folder().join("十一月.xlsx"), user.folder().join("十二月.xlsx"));
    for path in [&first, &second] {
        with_header(path, "订单编号", "内部流水");
    }
    let map = "内部流水=orderNo";
    let save = |from: &Path, map: &str| {
        user.run(&["recipe", "save", "月报", "--client", CLIENT, "--from", &said(from), "--map", map])
    };
    assert_eq!(save(&first, "没有这列=orderNo").fails_with(), "no-such-column");
    let saved = save(&first, map);
    assert_eq!(saved.code, 0, "{saved:?}");
    holds(
        &saved.value()[0],
        &[
            ("id", Of::Text),
            ("name", Of::Text),
            ("headers", Of::Number),
            ("at", Of::Time),
            ("used", Of::Number),
        ],
    );
    assert_eq!(user.run(&["imports", "list"]).value(), json!([]), "the file was only looked at");

    let recipe = ["--recipe", "月报", "--keep-open"];
    let taobao = said(&sample_sheet("orders-taobao.csv"));
    let other = user.run(&[&["import", &taobao, "--client", CLIENT], &recipe[..]].concat());
    assert_eq!(other.fails_with(), "recipe-does-not-fit");
    assert_eq!(user.run(&["imports", "list"]).value(), json!([]));
    let none = user.run(&["import", &taobao, "--client", CLIENT, "--recipe", "没有"]);
    assert_eq!(none.fails_with(), "no-such-recipe");
    let named = user.run(&[&["import", &said(&second), "--client", CLIENT], &recipe[..]].concat());
    assert_eq!((named.code, named.value()["goodOrders"].clone()), (0, ORDERS.into()), "{named:?}");
    let by_itself = user.run(&["import", &said(&second), "--client", CLIENT]);
    assert_eq!(by_itself.value()["made"], ORDERS, "{by_itself:?}");

    // As JSON it goes to another client.
    let shown = user.run(&["recipe", "show", "月报", "--client", CLIENT]);
    let json = user.file("recipe.json", shown.out.as_bytes());
    assert_eq!(user.run(&["client", "add", "远山", "--like", CLIENT]).code, 0);
    assert_eq!(user.run(&["recipe", "list", "--client", "远山"]).value(), json!([]));
    let taken = user.run(&["recipe", "save", "月报二", "--client", "远山", "--from", &json]);
    assert_eq!(taken.value()[0]["name"], "月报二", "{taken:?}");
    let renamed = user.run(&["recipe", "rename", "月报二", "老月报", "--client", "远山"]);
    assert_eq!(renamed.value()[0]["name"], "老月报");
    assert_eq!(user.run(&["recipe", "drop", "老月报", "--client", "远山"]).value(), json!([]));
    assert_eq!(user.run(&["recipe", "drop", "老月报", "--client", "远山"]).fails_with(), "no-such-recipe");
}

#[test]
fn a_repair_is_kept_by_name_and_done_on_the_next_file() {
    let user = user();
    let (first, second) = (user.folder().join("一.xlsx"), user.folder().join("二.xlsx"));
    for path in [&first, &second] {
        broken_quantity(path);
    }
    let open = user.run(&["import", &said(&first), "--client", CLIENT, "--keep-open"]);
    assert_eq!(open.code, 1, "one order waits: {open:?}");
    let open = open.value();
    holds(&open, &[("importId", Of::Text), ("state", Of::Text), ("made", Of::Number), ("fixes", Of::List)]);
    assert_eq!((&open["state"], &open["keptOrders"]), (&"open".into(), &1.into()));
    let id = id_of(&open);
    assert_eq!(user.run(&["fix", "keep", &id, "数量"]).fails_with(), "nothing-to-keep");

    let edit =
        json!({"kind": "replace", "column": null, "find": "两三个", "with": "1", "whole": true, "query": {}});
    let edit = user.file("edit.json", edit.to_string().as_bytes());
    let preview = user.run(&["imports", "edit", &id, &edit, "--dry-run"]).value();
    assert_eq!(preview["cells"], 1, "{preview}");
    let repaired = user.run(&["imports", "edit", &id, &edit]);
    assert_eq!((repaired.code, repaired.value()["goodOrders"].clone()), (0, ORDERS.into()), "{repaired:?}");
    let kept = user.run(&["fix", "keep", &id, "数量"]).value();
    holds(&kept, &[("id", Of::Text), ("name", Of::Text), ("uses", Of::Number), ("says", Of::Object)]);
    assert_eq!(user.run(&["imports", "undo", &id, "--step"]).value()["keptOrders"], 1);
    assert_eq!(user.run(&["imports", "redo", &id, "--step"]).value()["keptOrders"], 0);
    assert_eq!(user.run(&["imports", "undo", &id, "--step"]).code, 1);
    assert_eq!(user.run(&["fix", "apply", &id, "数量"]).value()["keptOrders"], 0);
    assert_eq!(user.run(&["imports", "discard", &id]).value(), json!([]));

    let import = |more: &[&str]| user.run(&[&["import", &said(&second), "--client", CLIENT], more].concat());
    assert_eq!(import(&["--fix", "没有"]).fails_with(), "no-such-fix");
    let named = import(&["--fix", "数量", "--keep-open"]).value();
    assert_eq!((named["keptOrders"].clone(), named["fixes"][0]["cells"].clone()), (0.into(), 1.into()));
    let offered = import(&["--fixes"]);
    assert_eq!(offered.code, 0, "{offered:?}");
    let offered = offered.value();
    assert_eq!((&offered["made"], &offered["state"]), (&ORDERS.into(), &"declared".into()));
    assert_eq!((&offered["fixes"][0]["name"], &offered["fixes"][0]["cells"]), (&"数量".into(), &1.into()));
    assert!(user.run(&["fix", "list", "--client", CLIENT]).value()[0]["uses"].as_u64() >= Some(2));
    assert_eq!(user.run(&["fix", "drop", "数量", "--client", CLIENT]).value(), json!([]));
}

#[test]
fn a_batch_does_the_named_fixes_of_each_client_where_it_is_told_to() {
    let user = user();
    let folder = user.folder().join("today").join(CLIENT);
    std::fs::create_dir_all(&folder).expect("a folder");
    broken_quantity(&folder.join("一.xlsx"));
    let open = user.run(&["import", &said(&folder.join("一.xlsx")), "--client", CLIENT, "--keep-open"]);
    let id = id_of(&open.value());
    let edit =
        json!({"kind": "replace", "column": null, "find": "两三个", "with": "1", "whole": true, "query": {}});
    let edit = user.file("edit.json", edit.to_string().as_bytes());
    assert_eq!(user.run(&["imports", "edit", &id, &edit]).code, 0);
    assert_eq!(user.run(&["fix", "keep", &id, "数量"]).code, 0);
    let today = said(&user.folder().join("today"));
    let without = user.run(&["batch", &today]);
    assert_eq!((without.code, without.value()["kept"].clone()), (1, 1.into()), "{without:?}");
    let with = user.run(&["batch", &today, "--fixes"]);
    assert_eq!((with.code, with.value()["made"].clone()), (0, 1.into()), "{with:?}");
    assert_eq!(with.value()["fixes"][0]["name"], "数量");
    assert!(!id_of(&with.value()).is_empty());
}

#[test]
fn bad_rows_go_out_come_back_repaired_and_are_declared() {
    let user = user();
    let file = user.folder().join("混合.xlsx");
    broken_quantity(&file);
    let bad = user.folder().join("bad.xlsx");
    let import = user.run(&["import", &said(&file), "--client", CLIENT, "--export-bad", &said(&bad)]);
    assert_eq!(import.code, 1, "{import:?}");
    let import = import.value();
    assert_eq!((&import["made"], &import["kept"]), (&(ORDERS - 1).into(), &1.into()));
    holds(&import["exported"], &[("path", Of::Text), ("rows", Of::Number), ("cells", Of::Number)]);
    let id = id_of(&import);

    let kept = user.run(&["kept", "--client", CLIENT]);
    assert_eq!(kept.code, 1, "somebody has to look at them");
    let kept = kept.value();
    assert_eq!(kept.as_array().map(Vec::len), Some(1));
    holds(
        &kept[0],
        &[
            ("orderNo", Of::Text),
            ("client", Of::Text),
            ("importId", Of::Text),
            ("fileName", Of::Text),
            ("rule", Of::Text),
            ("at", Of::Time),
        ],
    );
    assert_eq!(kept[0]["importId"], id);
    let rule = kept[0]["rule"].as_str().expect("a rule");
    let rows = user.run(&["imports", "rows", &id, "--rule", "*"]).value();
    holds(&rows, &[("total", Of::Number), ("rows", Of::List)]);
    let order = &kept[0]["orderNo"];
    assert!(all(&rows, "rows").iter().any(|row| row["orderNo"] == *order), "{rule}: {rows}");

    assert_eq!(user.run(&["export-bad", &id, &said(&file)]).fails_with(), "would-replace-the-original");
    let whole = user.folder().join("all.xlsx");
    let whole = user.run(&["export-bad", &id, &said(&whole), "--all"]).value();
    assert!(whole["rows"].as_u64() > import["exported"]["rows"].as_u64(), "{whole}");

    let back = user.folder().join("back.xlsx");
    rewritten(&bad, &back, |_, _, text| (text == "两三个").then(|| "1".to_owned()));
    let merged = user.run(&["merge", &id, &said(&back), "--declare"]);
    assert_eq!(merged.code, 0, "{merged:?}");
    let merged = merged.value();
    assert_eq!(
        (&merged["changed"], &merged["unknown"], &merged["damaged"]),
        (&1.into(), &0.into(), &0.into())
    );
    assert_eq!(merged["declared"]["made"], 1, "{merged}");
    let kept = user.run(&["kept"]);
    assert_eq!((kept.code, kept.value()), (0, json!([])));
    assert_eq!(user.run(&["status"]).value().as_array().map(Vec::len), usize::try_from(ORDERS).ok());
    let torn = user.file("torn.xlsx", b"PK\x03\x04");
    assert!(!user.run(&["merge", &id, &torn]).fails_with().is_empty());
}

#[test]
fn a_whole_import_is_taken_back_and_done_again() {
    let user = user();
    let sheet = said(&sample_sheet("orders-9610.xlsx"));
    let id = id_of(&user.run(&["import", &sheet, "--client", CLIENT]).value());
    let state = || {
        let listed = user.run(&["imports", "list", "--client", CLIENT]).value();
        holds(
            &listed[0],
            &[
                ("id", Of::Text),
                ("client", Of::Text),
                ("fileName", Of::Text),
                ("at", Of::Time),
                ("rows", Of::Number),
                ("orders", Of::Number),
                ("made", Of::Number),
                ("kept", Of::Number),
                ("canUndo", Of::Bool),
                ("canResume", Of::Bool),
            ],
        );
        (listed[0]["state"].as_str().expect("a state").to_owned(), listed[0]["made"].as_u64())
    };
    assert_eq!(state(), ("declared".to_owned(), Some(ORDERS)));
    assert_eq!(user.run(&["imports", "discard", &id]).fails_with(), "import-not-declared");
    assert_eq!(user.run(&["imports", "redo", &id]).fails_with(), "import-not-declared");
    let undone = user.run(&["imports", "undo", &id]).value();
    assert_eq!(undone, json!({"importId": id, "removed": ORDERS, "sent": 0}));
    assert_eq!(state(), ("undone".to_owned(), Some(0)));
    let redone = user.run(&["imports", "redo", &id]).value();
    assert_eq!(redone, json!({"importId": id, "made": ORDERS, "kept": 0}));
    assert_eq!(state(), ("declared".to_owned(), Some(ORDERS)));
    assert_eq!(user.run(&["imports", "undo", &id]).code, 0);
    assert_eq!(user.run(&["imports", "discard", &id]).value(), json!([]));
    assert_eq!(user.run(&["imports", "show", &id]).fails_with(), "no-such-import");
}

#[test]
fn imports_are_told_in_the_language_that_is_asked_for() {
    let user = user();
    let file = user.folder().join("mixed.xlsx");
    broken_quantity(&file);
    let id = id_of(&user.run(&["import", &said(&file), "--client", CLIENT]).value());
    for (words, in_zh, in_en) in [
        (["imports", "list"].as_slice(), "已申报", "declared"),
        (&["imports", "show", &id], "有待修改", "to be repaired"),
        (&["imports", "rows", &id, "--rule", "*"], "两三个", "两三个"),
        (&["recipe", "list", "--client", CLIENT], "名称", "name"),
        (&["fix", "list", "--client", CLIENT], "最近使用", "last used"),
        (&["kept"], "原因", "why"),
        (&["watch", "list"], "文件夹", "folder"),
    ] {
        let (zh, en) = (user.tell(words), user.tell(&[&["--lang", "en"], words].concat()));
        assert!(zh.err.is_empty() && en.err.is_empty() && zh.code == en.code, "{words:?}: {zh:?} {en:?}");
        assert!(has_chinese(&zh.out) && zh.out.contains(in_zh), "{words:?}: {zh:?}");
        assert!(en.out.contains(in_en) && zh.out != en.out, "{words:?}: {en:?}");
    }
}

#[test]
fn orders_are_held_back_by_rule_or_number_and_taken_up_again() {
    let user = user();
    let file = said(&sample_sheet("orders-9610.xlsx"));
    let id = id_of(&user.run(&["import", &file, "--client", CLIENT, "--keep-open"]).value());
    let order = "OK20261124000001";
    assert_ne!(user.run(&["imports", "hold", &id]).code, 0, "which orders is not said");
    let held = user.run(&["imports", "hold", &id, "--order", order]);
    assert_eq!((held.code, &held.value()["heldOrders"]), (1, &1.into()), "one waits: {held:?}");
    assert_eq!(user.run(&["imports", "release", &id, "--order", order]).value()["heldOrders"], 0);
    assert_eq!(user.run(&["imports", "hold", &id, "--rule", "CN-NONE-000"]).value()["heldOrders"], 0);
    assert_eq!(user.run(&["imports", "hold", &id, "--order", order]).code, 1);
    let declared = user.run(&["imports", "declare", &id]).value();
    assert_eq!((&declared["made"], &declared["kept"]), (&(ORDERS - 1).into(), &1.into()), "{declared}");
    let kept = user.run(&["kept", "--client", CLIENT]).value();
    assert_eq!((&kept[0]["orderNo"], &kept[0]["rule"]), (&order.into(), &"HELD-BACK".into()), "{kept}");
}

#[test]
fn another_company_is_used_for_one_import_only() {
    let user = user();
    let file = said(&sample_sheet("orders-9610.xlsx"));
    let id = id_of(&user.run(&["import", &file, "--client", CLIENT, "--keep-open"]).value());
    assert_eq!(user.run(&["imports", "use", &id, "carrier", "没有"]).fails_with(), "no-such-choice");
    assert_ne!(user.run(&["imports", "use", &id, "friend", "没有"]).code, 0);
    let show = user.run(&["client", "show", CLIENT]).value();
    let code = show["profile"]["logisticsCode"].as_str().expect("a carrier").to_owned();
    let used = user.run(&["imports", "use", &id, "carrier", &code]).value();
    let carrier = used.as_array().and_then(|all| all.iter().find(|of| of["kind"] == "carrier")).cloned();
    let carrier = carrier.expect("the client has one");
    assert_eq!(
        (&carrier["options"][0]["code"], &carrier["other"]),
        (&code.into(), &false.into()),
        "{carrier}"
    );
}
