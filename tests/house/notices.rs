//! The list of what comes along, written from the lock files. `UPDATE_DOCS=1` writes it anew.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::process::Command;

use serde_json::Value;

use crate::sources::{text, top};

const PAGE: &str = "docs/third-party.md";

/// Name, version and licence of every crate in the lock file that is not ours.
fn crates() -> BTreeSet<(String, String, String)> {
    let told = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--offline",
            "--filter-platform",
            "x86_64-unknown-linux-gnu",
        ])
        .current_dir(top())
        .output()
        .expect("cargo tells its metadata");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let metadata: Value = serde_json::from_slice(&told.stdout).expect("metadata is JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    packages.iter().filter(|one| !one["source"].is_null()).map(row).collect()
}

fn row(one: &Value) -> (String, String, String) {
    let text = |key: &str| one[key].as_str().unwrap_or("see its files").to_owned();
    (text("name"), text("version"), text("license"))
}

/// The same of every package that the page is built with.
fn packages() -> BTreeSet<(String, String, String)> {
    let lock: Value = serde_json::from_str(&text("ui/package-lock.json").expect("the page has a lock file"))
        .expect("it is JSON");
    let all = lock["packages"].as_object().expect("packages");
    let shipped = all.iter().filter(|(path, one)| !path.is_empty() && one["dev"] != Value::Bool(true));
    shipped
        .map(|(path, one)| {
            let name = path.rsplit("node_modules/").next().unwrap_or(path).to_owned();
            let text = |key: &str| one[key].as_str().unwrap_or("see its files").to_owned();
            (name, text("version"), text("license"))
        })
        .collect()
}

fn page() -> String {
    let mut page = String::from(
        "# What comes along\n\nWritten from the lock files by a test; do not edit.\n\n\
         Font: Noto Sans SC, SIL Open Font License 1.1; its licence lies beside it in `assets/fonts/`.\n",
    );
    for (title, rows) in [("Rust crates", crates()), ("Packages of the page", packages())] {
        let _ = write!(page, "\n## {title}\n\n| name | version | licence |\n|---|---|---|\n");
        for (name, version, licence) in rows {
            let _ = writeln!(page, "| {name} | {version} | {licence} |");
        }
    }
    page
}

#[test]
fn third_party_notices_are_fresh() {
    let fresh = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(top().join(PAGE), &fresh).expect("the page can be written");
    }
    assert!(text(PAGE).as_deref() == Some(&fresh), "{PAGE} is stale: run the tests once with UPDATE_DOCS=1");
}
