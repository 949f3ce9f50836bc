//! The key of the database in a real keyring: a gnome-keyring of its own on a bus of its own.
//!
//! Each test runs this test program once more below `dbus-run-session`, so that the user's own keyring stays out of it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clearance_engine::desk::{Desk, KeySource};
use secrecy::SecretString;

/// Tells the second run in which folder it works.
const FOLDER: &str = "CLEARANCE_TEST_FOLDER";

/// A bus that starts nothing by itself: a keyring that nobody asked for would outlive the test and wait for a person.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>"#;

/// Runs one of the `child` tests on a fresh bus, with the keyring unlocked or not there; gives what it printed.
fn on_a_bus(child: &str, folder: &Path, keyring: &str) -> String {
    let own = std::env::current_exe().expect("this program");
    let (runtime, bus, told) = (folder.join("run"), folder.join("bus.conf"), folder.join("told.txt"));
    std::fs::create_dir_all(&runtime).expect("a folder");
    std::fs::write(&bus, BUS).expect("a file");
    // A file, not a pipe: whoever is left behind may hold it open without keeping us waiting.
    let out = std::fs::File::create(&told).expect("a file");
    let status = Command::new("timeout")
        .args(["-k", "5", "60", "dbus-run-session"])
        .arg(format!("--config-file={}", bus.display()))
        .args(["--", "sh", "-c", keyring])
        .arg(own)
        .args([child, "--exact", "--nocapture"])
        .env(FOLDER, folder)
        .env("XDG_DATA_HOME", folder.join("share"))
        .env("XDG_RUNTIME_DIR", &runtime)
        .env("HOME", folder)
        .env("GNOME_KEYRING_CONTROL", "")
        .stdin(Stdio::null())
        .stderr(out.try_clone().expect("the same file"))
        .stdout(out)
        .status()
        .expect("dbus-run-session is installed");
    format!("{}{status}", std::fs::read_to_string(&told).expect("what it told"))
}

const UNLOCKED: &str = r#"mkdir -p "$XDG_DATA_HOME" && chmod 700 "$XDG_RUNTIME_DIR"
printf pw | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null 2>&1
# It takes its name on the bus a moment after it went into the background.
until dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
    string:org.freedesktop.secrets 2>/dev/null | grep -q "boolean true"; do sleep 0.05; done
exec "$0" "$@""#;
const ABSENT: &str = r#"exec "$0" "$@""#;

fn passes(told: &str) {
    assert!(told.contains("1 passed") && told.ends_with("exit status: 0"), "{told}");
}

/// The folder of a second run; none in the first one, where the `child` tests have nothing to do.
fn folder() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(|folder| PathBuf::from(folder).join("desk"))
}

#[test]
fn the_key_stays_in_the_keyring_and_a_locked_keyring_never_makes_a_new_one() {
    let folder = tempfile::tempdir().expect("a folder");
    passes(&on_a_bus("child_opens_twice", folder.path(), UNLOCKED));
    // Another day: a bus without a keyring, and a keyring that knows nothing, as a locked one seems to.
    passes(&on_a_bus("child_is_refused", folder.path(), ABSENT));
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
    assert_eq!((refused.code(), refused.retry()), ("keyring-unavailable", true));
}
