//! The key of the database in a real keyring: a gnome-keyring of its own on a bus of its own.
//!
//! Each test runs this test program once more below `dbus-run-session`, so that the user's own keyring stays out of it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use clearance_engine::desk::{Desk, KeySource};
use secrecy::SecretString;

/// Tells the second run in which folder it works.
const FOLDER: &str = "CLEARANCE_TEST_FOLDER";

/// Runs one of the `child` tests on a fresh bus, with the keyring unlocked or not there.
fn on_a_bus(child: &str, folder: &Path, keyring: &str) -> Output {
    let own = std::env::current_exe().expect("this program");
    let runtime = folder.join("run");
    std::fs::create_dir_all(&runtime).expect("a folder");
    Command::new("timeout")
        .args(["60", "dbus-run-session", "--", "sh", "-c", keyring])
        .arg(own)
        .args([child, "--exact", "--nocapture"])
        .env(FOLDER, folder)
        .env("XDG_DATA_HOME", folder.join("share"))
        .env("XDG_RUNTIME_DIR", &runtime)
        .env("HOME", folder)
        .env("GNOME_KEYRING_CONTROL", "")
        .output()
        .expect("dbus-run-session is installed")
}

const UNLOCKED: &str = r#"mkdir -p "$XDG_DATA_HOME" && chmod 700 "$XDG_RUNTIME_DIR"
printf pw | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null 2>&1
exec "$0" "$@""#;
const LOCKED: &str = r#"exec "$0" "$@""#;

fn passes(output: &Output) {
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

/// The folder of a second run; none in the first one, where the `child` tests have nothing to do.
fn folder() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(|folder| PathBuf::from(folder).join("desk"))
}

#[test]
fn the_key_stays_in_the_keyring_and_a_locked_keyring_never_makes_a_new_one() {
    let folder = tempfile::tempdir().expect("a folder");
    passes(&on_a_bus("child_opens_twice", folder.path(), UNLOCKED));
    // Another day, the keyring is not unlocked: a bus without one, and a keyring that knows nothing.
    passes(&on_a_bus("child_is_refused", folder.path(), LOCKED));
    std::fs::rename(folder.path().join("share"), folder.path().join("away"))
        .expect("the keyring's own files");
    passes(&on_a_bus("child_finds_no_key", folder.path(), UNLOCKED));
    std::fs::remove_dir_all(folder.path().join("share")).expect("the empty keyring");
    std::fs::rename(folder.path().join("away"), folder.path().join("share"))
        .expect("the keyring's own files");
    passes(&on_a_bus("child_opens_again", folder.path(), UNLOCKED));
}

#[test]
fn child_opens_twice() {
    let Some(folder) = folder() else { return };
    let desk = Desk::open(&folder, &KeySource::Keyring).expect("a new folder");
    desk.set_service("https://clearance.example.invalid").expect("it is written");
    drop(desk);
    Desk::open(&folder, &KeySource::Keyring).expect("the same key");
    for entry in std::fs::read_dir(&folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        let bytes = std::fs::read(&path).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&bytes).contains("clearance.example"), "{}", path.display());
    }
    let other = KeySource::Passphrase(SecretString::from("correct horse".to_owned()));
    assert_eq!(Desk::open(&folder, &other).err().expect("no passphrase here").code(), "other-key-source");
}

#[test]
fn child_opens_again() {
    let Some(folder) = folder() else { return };
    Desk::open(&folder, &KeySource::Keyring).expect("nothing was lost");
}

#[test]
fn child_finds_no_key() {
    let Some(folder) = folder() else { return };
    let refused = Desk::open(&folder, &KeySource::Keyring).err().expect("the keyring does not know the key");
    assert_eq!((refused.code(), refused.retry()), ("keyring-locked-or-key-lost", true));
}

#[test]
fn child_is_refused() {
    let Some(folder) = folder() else { return };
    let refused = Desk::open(&folder, &KeySource::Keyring).err().expect("there is no keyring");
    assert!(["keyring-unavailable", "keyring-locked-or-key-lost"].contains(&refused.code()), "{refused}");
}
