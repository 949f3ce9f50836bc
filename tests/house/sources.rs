//! The files of the house, as git tracks them, and what none of them may hold.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The top of the checkout.
pub(crate) fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the checkout").to_owned()
}

/// Every tracked or new file that is not ignored, relative to the top.
pub(crate) fn files() -> Vec<String> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(top())
        .output()
        .expect("git lists the files");
    assert!(listed.status.success(), "git ls-files failed");
    let names = String::from_utf8(listed.stdout).expect("file names are UTF-8");
    names.lines().filter(|name| top().join(name).is_file()).map(str::to_owned).collect()
}

/// The text of a file; nothing for binary ones.
pub(crate) fn text(name: &str) -> Option<String> {
    std::fs::read(top().join(name)).ok().and_then(|bytes| String::from_utf8(bytes).ok())
}

/// Rust source without its tests at the foot and without comments.
pub(crate) fn code(name: &str) -> String {
    let text = text(name).unwrap_or_default();
    let body = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
    let kept = body.lines().filter(|line| !line.trim_start().starts_with("//"));
    kept.collect::<Vec<_>>().join("\n")
}

fn holders(words: &[String], passes: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for name in files().iter().filter(|name| passes(name)) {
        let Some(text) = text(name) else { continue };
        for word in words.iter().filter(|word| text.contains(word.as_str())) {
            found.push(format!("{name} holds {word}"));
        }
    }
    found
}

#[test]
fn no_path_of_a_machine_and_no_registry_address_is_committed() {
    // Put together here, so that this file does not hold them itself.
    let words: Vec<String> =
        ["/wo|rk/", "/ro|ot/", "registry.np|mjs", "static.crat|es.io", "deb.debi|an.org", "py|pi.org"]
            .iter()
            .map(|word| word.replace('|', ""))
            .collect();
    assert_eq!(holders(&words, |name| name != "Cargo.lock"), [] as [String; 0]);
}

#[test]
fn lock_files_record_no_download_addresses() {
    let words = [format!("\"{}\": \"http", "resolved")];
    assert_eq!(holders(&words, |name| name.ends_with("package-lock.json")), [] as [String; 0]);
}

#[test]
fn every_source_file_says_what_stands_in_it() {
    let silent: Vec<String> = files()
        .into_iter()
        .filter(|name| name.ends_with(".rs"))
        .filter(|name| !text(name).unwrap_or_default().starts_with("//! "))
        .collect();
    assert_eq!(silent, [] as [String; 0], "the first line of each file is a //! sentence");
}

#[test]
fn nothing_is_left_unfinished() {
    let words: Vec<String> =
        ["to|do!(", "unimple|mented!(", "FIX|ME", "#[ig|nore"].iter().map(|w| w.replace('|', "")).collect();
    assert_eq!(holders(&words, |name| name.ends_with(".rs") || name.ends_with(".ts")), [] as [String; 0]);
}

#[test]
fn fonts_have_their_licence_beside_them() {
    for name in files().iter().filter(|name| name.ends_with(".ttf") || name.ends_with(".otf")) {
        let folder = Path::new(name).parent().expect("fonts lie in a folder");
        let beside = files().iter().any(|other| {
            Path::new(other).parent() == Some(folder) && other.to_ascii_uppercase().contains("LICENSE")
                || Path::new(other).parent() == Some(folder) && other.to_ascii_uppercase().contains("OFL")
        });
        assert!(beside, "{name} has no licence beside it");
    }
}
