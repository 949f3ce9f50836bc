//! What may stand where: SQL, HTTP, the window's calls, wire names, rule files.

use crate::sources::{code, files, text};

fn rust_in(folder: &str) -> Vec<String> {
    files().into_iter().filter(|name| name.starts_with(folder) && name.ends_with(".rs")).collect()
}

fn offenders(names: &[String], words: &[&str], home: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for name in names.iter().filter(|name| !home(name)) {
        let code = code(name);
        for word in words.iter().filter(|word| code.contains(**word)) {
            found.push(format!("{name}: {word}"));
        }
    }
    found
}

#[test]
fn sql_stands_only_in_the_stores() {
    let words = ["SELECT ", "INSERT ", "UPDATE ", "DELETE FROM", "CREATE TABLE", "PRAGMA "];
    for folder in ["crates/engine/src/", "crates/server/src/"] {
        let found = offenders(&rust_in(folder), &words, |name| name.contains("/store"));
        assert_eq!(found, [] as [String; 0]);
    }
}

#[test]
fn only_the_courier_speaks_http_on_the_desk() {
    let found = offenders(&rust_in("crates/engine/src/"), &["reqwest::"], |name| name.contains("/courier"));
    assert_eq!(found, [] as [String; 0]);
}

#[test]
fn core_knows_no_clock_file_network_or_thread() {
    let words = [
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::thread",
        "SystemTime",
        "Instant::now",
        "async fn",
        "::now()",
        "f64",
        "f32",
    ];
    let found = offenders(&rust_in("crates/core/src/"), &words, |_| false);
    assert_eq!(found, [] as [String; 0]);
}

#[test]
fn the_page_calls_the_desk_in_one_place() {
    let pages =
        files().into_iter().filter(|name| name.starts_with("ui/src/") && !name.contains("/generated/"));
    let found: Vec<String> = pages
        .filter(|name| name.ends_with(".ts") || name.ends_with(".tsx"))
        .filter(|name| name != "ui/src/call.ts")
        .filter(|name| text(name).unwrap_or_default().contains("@tauri-apps/api/core"))
        .collect();
    assert_eq!(found, [] as [String; 0]);
}

#[test]
fn every_rule_file_is_in_the_table() {
    let table = text("crates/core/src/cn/rules/mod.rs").expect("the table of rules");
    for name in rust_in("crates/core/src/cn/rules/") {
        let stem = name.rsplit('/').next().and_then(|file| file.strip_suffix(".rs")).expect("a file name");
        let is_rule = code(&name).contains("Rule<Case> =");
        if is_rule && stem != "mod" {
            assert!(table.contains(&format!("&{stem}::RULE")), "{name} is not in the table of rules");
        }
    }
}

#[test]
fn outbox_courier_and_service_store_know_no_field_of_a_message() {
    let words = ["acturalPaid", "ebcCode", "InventoryHead", "grossWeight", "buyerIdNumber"];
    let names: Vec<String> = files()
        .into_iter()
        .filter(|n| {
            n.ends_with("outbox.rs") || n.contains("/courier") || n.contains("crates/server/src/store")
        })
        .collect();
    assert_eq!(offenders(&names, &words, |_| false), [] as [String; 0]);
}
