//! Watched folders: each file once, also when a clock starts the program again and again.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use clearance_tests::broker::{CLIENT, Identity, direct, sample_sheet};
use clearance_tests::program::User;
use serde_json::{Value, json};

use crate::shapes::{Of, holds};

fn user() -> User {
    let declarant = Identity::declarant();
    User::with_client(&direct(&declarant, "http://127.0.0.1:9"), &declarant)
}

#[test]
fn a_clock_takes_each_file_in_once() {
    let user = user();
    let folder = user.folder().join("inbox");
    let named = folder.display().to_string();
    let add = ["watch", "add", &named, "--client", CLIENT, "--declare"];
    assert_eq!(user.run(&add).fails_with(), "no-such-folder");
    fs::create_dir(&folder).expect("a folder");
    let added = user.run(&add).value();
    holds(
        &added[0],
        &[
            ("client", Of::Text),
            ("folder", Of::Text),
            ("declare", Of::Bool),
            ("since", Of::Time),
            ("found", Of::Number),
            ("failed", Of::List),
        ],
    );
    fs::copy(sample_sheet("orders-9610.xlsx"), folder.join("a.xlsx")).expect("a sheet");
    let once = ["watch", "run", "--once"];
    let first = user.run(&once);
    assert_eq!(first.code, 0, "{first:?}");
    let line = first.value();
    holds(&line, &[("client", Of::Text), ("folder", Of::Text), ("file", Of::Text), ("importId", Of::Text)]);
    assert_eq!((&line["file"], &line["made"], &line["kept"]), (&"a.xlsx".into(), &12.into(), &0.into()));
    let again = user.run(&once);
    assert_eq!((again.code, again.lines()), (0, Vec::new()), "it is taken in once");

    fs::write(folder.join("broken.xlsx"), b"PK\x03\x04").expect("a file");
    let broken = user.run(&once);
    assert_eq!(broken.code, 2, "{broken:?}");
    assert!(broken.value()["error"]["code"].is_string() && broken.value()["importId"] == "", "{broken:?}");
    let again = user.run(&once);
    assert_eq!((again.code, again.lines()), (0, Vec::new()), "a file that failed is told once");
    let listed = user.run(&["watch", "list"]);
    assert_eq!((listed.code, listed.value()[0]["found"].clone()), (1, 1.into()), "and stays in the list");
    assert_eq!(listed.value()[0]["failed"][0]["name"], "broken.xlsx");

    // Whoever holds the data folder keeps a clock's program from it, and that is no failure.
    let lock = fs::File::options().write(true).open(user.data().join("desk.lock")).expect("a lock");
    lock.lock().expect("held");
    for words in [once.as_slice(), &["imports", "list"], &["kept"]] {
        let busy = user.run(words);
        assert!(busy.code == 75 && busy.err.contains("data-folder-in-use"), "{words:?}: {busy:?}");
    }
    drop(lock);
    assert_eq!(user.run(&["watch", "stop", &named, "--client", CLIENT]).value(), json!([]));
    assert_eq!(user.run(&["watch", "stop", &named, "--client", CLIENT]).fails_with(), "no-such-folder");
}

#[cfg(unix)]
#[test]
fn watching_goes_on_until_it_is_told_to_stop() {
    let user = user();
    let folder = user.folder().join("inbox");
    fs::create_dir(&folder).expect("a folder");
    let named = folder.display().to_string();
    assert_eq!(user.run(&["watch", "add", &named, "--client", CLIENT]).code, 0);
    let mut command = user.clearance(&["--json", "watch", "run"]);
    let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
    let mut out = BufReader::new(child.stdout.take().expect("its output"));
    let mut next = |name: &str| {
        fs::copy(sample_sheet("orders-9610.xlsx"), folder.join("half.tmp")).expect("a sheet");
        // The same octets are the same file: a watcher takes them in once.
        let mut octets = fs::read(folder.join("half.tmp")).expect("a sheet");
        if name.ends_with("csv") {
            octets = fs::read(sample_sheet("orders-taobao.csv")).expect("a sheet");
        }
        fs::write(folder.join(name), octets).expect("a file");
        let mut line = String::new();
        out.read_line(&mut line).expect("a line");
        serde_json::from_str::<Value>(&line).expect("JSON")["file"].clone()
    };
    assert_eq!(next("a.xlsx"), "a.xlsx");
    assert_eq!(next("b.csv"), "b.csv");
    let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill runs");
    assert!(told.success());
    assert_eq!(child.wait().expect("it ends").code(), Some(0), "stopped where everything is consistent");
    assert_eq!(user.run(&["imports", "list"]).value().as_array().map(Vec::len), Some(2));
}
