//! Who may lean on whom, read from the manifests.

use std::collections::BTreeSet;

use crate::sources::text;

/// The names below `[dependencies]` of a manifest.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let text = text(manifest).expect("the manifest is there");
    let mut inside = false;
    let mut names = BTreeSet::new();
    for line in text.lines() {
        if line.starts_with('[') {
            inside = line == "[dependencies]";
        } else if inside
            && let Some(name) = line.split(['.', ' ', '=']).next().filter(|name| !name.is_empty())
        {
            names.insert(name.to_owned());
        }
    }
    names
}

fn ours(manifest: &str) -> Vec<String> {
    dependencies(manifest).into_iter().filter(|name| name.starts_with("clearance-")).collect()
}

#[test]
fn core_leans_on_nobody_and_engine_and_server_do_not_know_each_other() {
    assert_eq!(ours("crates/core/Cargo.toml"), [] as [&str; 0]);
    assert_eq!(ours("crates/engine/Cargo.toml"), ["clearance-core"]);
    assert_eq!(ours("crates/server/Cargo.toml"), ["clearance-core"]);
    assert_eq!(ours("crates/cli/Cargo.toml"), ["clearance-core", "clearance-engine"]);
}

#[test]
fn the_window_leans_on_the_engine() {
    let ours = ours("src-tauri/Cargo.toml");
    assert!(ours.iter().all(|name| name == "clearance-engine" || name == "clearance-core"), "{ours:?}");
}

#[test]
fn each_tool_stays_in_its_room() {
    for (tool, rooms) in [
        ("reqwest", ["crates/engine/Cargo.toml"].as_slice()),
        // The command line listens too: customs calls the platform (announcement 179).
        ("axum", &["crates/cli/Cargo.toml", "crates/server/Cargo.toml"]),
        ("tauri", &["src-tauri/Cargo.toml"]),
        ("rusqlite", &["crates/engine/Cargo.toml", "crates/server/Cargo.toml"]),
        ("calamine", &["crates/engine/Cargo.toml"]),
        ("printpdf", &["crates/engine/Cargo.toml"]),
        ("keyring", &["crates/engine/Cargo.toml"]),
    ] {
        for manifest in ["crates/core", "crates/engine", "crates/cli", "crates/server", "src-tauri"]
            .map(|f| format!("{f}/Cargo.toml"))
        {
            let there = dependencies(&manifest).contains(tool);
            assert_eq!(there, rooms.contains(&manifest.as_str()), "{tool} in {manifest}");
        }
    }
}

#[test]
fn core_is_pure() {
    let forbidden = [
        "tokio",
        "reqwest",
        "rusqlite",
        "getrandom",
        "rand",
        "tracing",
        "calamine",
        "axum",
        "keyring",
        "tempfile",
    ];
    let there = dependencies("crates/core/Cargo.toml");
    for name in forbidden {
        assert!(!there.contains(name), "core must not depend on {name}");
    }
}
