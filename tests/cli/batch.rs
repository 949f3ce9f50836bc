//! Many clients at once, and a data folder that is in use.

use std::fs;

use clearance_core::exchange::Role;
use clearance_tests::broker::{CLIENT, Identity, direct, sample_sheet};
use clearance_tests::office::Office;
use clearance_tests::program::{User, run};

fn user() -> User {
    let declarant = Identity::declarant();
    User::with_client(&direct(&declarant, "http://127.0.0.1:9"), &declarant)
}

#[test]
fn each_subfolder_is_a_client_and_a_broken_file_keeps_no_other_from_its_way() {
    let user = user();
    let folder = user.folder().join("today");
    for client in [CLIENT, "nobody"] {
        fs::create_dir_all(folder.join(client)).expect("a folder");
        fs::copy(sample_sheet("orders-9610.xlsx"), folder.join(client).join("a.xlsx")).expect("a sheet");
    }
    fs::write(folder.join(CLIENT).join("broken.xlsx"), b"PK\x03\x04").expect("a file");
    fs::write(folder.join(CLIENT).join("~$a.xlsx"), b"x").expect("a file");
    fs::copy(sample_sheet("orders-messy.xlsx"), folder.join(CLIENT).join("messy.xlsx")).expect("a sheet");
    let batch = ["batch", &folder.display().to_string(), "--done"].map(str::to_owned);
    let words: Vec<&str> = batch.iter().map(String::as_str).collect();
    let ran = user.run(&words);
    assert_eq!(ran.code, 2, "{ran:?}");
    let lines = ran.lines();
    let told: Vec<_> = lines
        .iter()
        .map(|line| {
            (line["file"].as_str().expect("a file"), line["made"].as_u64(), line["error"]["code"].as_str())
        })
        .collect();
    assert_eq!(told.len(), 4, "{told:?}");
    assert_eq!((told[0].0, told[0].2), ("a.xlsx", Some("no-such-client")));
    assert_eq!(told[1], ("a.xlsx", Some(12), None));
    assert_eq!((told[2].0, told[2].1), ("broken.xlsx", Some(0)));
    assert!(told[2].2.is_some());
    assert!(told[3].0 == "messy.xlsx" && lines[3]["kept"].as_u64() > Some(0));
    assert!(folder.join(CLIENT).join("done").join("a.xlsx").exists());
    assert!(folder.join(CLIENT).join("broken.xlsx").exists(), "what failed stays where it was");
}

#[test]
fn a_folder_in_use_is_busy_and_not_a_failure_and_can_be_waited_for() {
    let user = user();
    // The lock of the desk is the system's own: whoever holds the file holds the folder.
    let lock = fs::File::options().write(true).open(user.data().join("desk.lock")).expect("a lock");
    lock.lock().expect("held");
    let busy = user.run(&["client", "list"]);
    assert!(busy.code == 75 && busy.err.contains("data-folder-in-use"), "{busy:?}");
    let waiting = user.clearance(&["--json", "client", "list", "--wait-lock", "600"]);
    let waiting = std::thread::spawn(move || run(waiting));
    // Whether it has begun to wait by now or not: it must come to its end once the folder is free.
    drop(lock);
    assert_eq!(waiting.join().expect("it ran").code, 0);
}

/// A manifest beside two sheets; the path of it.
fn manifest(user: &User, more: &str) -> String {
    for name in ["orders-9610.xlsx", "orders-messy.xlsx"] {
        fs::copy(sample_sheet(name), user.folder().join(name)).expect("a sheet");
    }
    let text = format!(
        "report = \"report.csv\"\n[[job]]\nclient = \"{CLIENT}\"\nfiles = [\"orders-9610.xlsx\"]\n{more}\n\
         [[job]]\nclient = \"nobody\"\nfiles = [\"orders-messy.xlsx\"]\n"
    );
    user.file("today.toml", text.as_bytes())
}

#[test]
fn a_manifest_says_what_becomes_of_each_file_and_the_second_run_does_nothing_twice() {
    let user = user();
    let path = manifest(&user, "sign = true");
    let first = user.run(&["batch", &path]);
    assert_eq!(first.code, 2, "a client that is not there is a failure: {first:?}");
    let lines = first.lines();
    assert_eq!((lines[0]["state"].clone(), lines[0]["made"].clone()), ("declared".into(), 12.into()));
    assert_eq!(lines[1]["error"]["code"], "no-such-client");
    assert_eq!((lines[2]["client"].clone(), lines[2]["signed"].clone()), (CLIENT.into(), 12.into()));
    let report = fs::read_to_string(user.folder().join("report.csv")).expect("a report");
    assert!(
        report.starts_with('\u{feff}') && report.contains("no-such-client") && report.lines().count() == 4
    );

    let again = user.run(&["batch", &path]).lines();
    assert_eq!(
        (again[0]["state"].clone(), again[0]["importId"].clone()),
        ("known".into(), lines[0]["importId"].clone())
    );
    assert_eq!(again[2]["signed"], 0);
    assert_eq!(user.run(&["imports", "list"]).value().as_array().expect("imports").len(), 1);
    let table = user.tell(&["--lang", "en", "batch", &path]);
    assert!(table.out.contains("declared before") && table.out.contains("[no-such-client]"), "{table:?}");
}

#[test]
fn what_was_cut_off_is_gone_on_with_and_what_was_undone_stays_so() {
    let user = user();
    let path = manifest(&user, "");
    // As a run that was killed between opening and declaring leaves it.
    let sheet = user.folder().join("orders-9610.xlsx").display().to_string();
    assert_eq!(user.run(&["import", &sheet, "--client", CLIENT, "--keep-open"]).code, 0);
    let open = user.run(&["imports", "list"]).value()[0]["id"].clone();
    let lines = user.run(&["batch", &path]).lines();
    assert_eq!((lines[0]["importId"].clone(), lines[0]["made"].clone()), (open.clone(), 12.into()));
    assert_eq!(user.run(&["imports", "undo", open.as_str().expect("an id")]).code, 0);
    let lines = user.run(&["batch", &path]).lines();
    assert_eq!((lines[0]["state"].clone(), lines[0]["made"].clone()), ("undone".into(), 0.into()));
    let lines = user.run(&["batch", &path, "--again"]).lines();
    assert_eq!((lines[0]["state"].clone(), lines[0]["made"].clone()), ("declared".into(), 12.into()));
}

#[test]
fn a_manifest_that_means_nothing_is_refused_before_anything_is_done() {
    let user = user();
    let path = manifest(&user, "sgin = true");
    let refused = user.run(&["batch", &path]);
    assert_eq!(refused.fails_with(), "batch-manifest");
    assert!(refused.err.contains("today.toml:5"), "{refused:?}");
    assert!(user.run(&["imports", "list"]).value().as_array().expect("imports").is_empty());
}

#[test]
fn a_batch_is_sent_to_the_sandbox_and_killed_anywhere_sends_nothing_twice() {
    let place = tempfile::tempdir().expect("a folder");
    let office = Office::open(place.path());
    let declarant = Identity::declarant();
    office.enrol(&declarant, Role::Declarant);
    let user = User::with_client(&direct(&declarant, &office.address()), &declarant);
    let path = manifest(&user, "send = true").replace('\\', "/");
    // Killed while it works, sooner and later.
    for wait in [0, 150, 400, 900] {
        let mut command = user.clearance(&["--json", "--wait-lock", "30", "batch", &path]);
        let mut child = command
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("it begins");
        std::thread::sleep(std::time::Duration::from_millis(wait));
        // It may have come to its end by now.
        let _ = child.kill();
        child.wait().expect("it is gone");
    }
    let last = user.run(&["--wait-lock", "30", "batch", &path]);
    assert_eq!(last.code, 2, "only the client that is not there: {last:?}");
    assert_eq!(last.lines().iter().filter(|line| !line["error"].is_null()).count(), 1);
    let synced = user.run(&["sync", "--wait", "60"]);
    assert_eq!(synced.code, 0, "{synced:?}");
    let all = user.run(&["status"]).value();
    let all = all.as_array().expect("declarations");
    assert_eq!(all.len(), 12, "each order is declared once");
    let mut numbers: Vec<_> = all.iter().map(|one| one["order_no"].as_str().expect("a number")).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 12);
    let unsent = ["draft", "to-sign", "waiting"];
    assert!(all.iter().all(|one| !unsent.contains(&one["state"].as_str().expect("a state"))), "{all:?}");
}

#[test]
fn the_help_tells_the_form_of_a_manifest() {
    let help = User::bare().tell(&["batch", "--help"]);
    for word in ["[[job]]", "export_bad", "pin_file", "75"] {
        assert!(help.code == 0 && help.out.contains(word), "{word}: {help:?}");
    }
}
