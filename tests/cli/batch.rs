//! Many clients at once, and a data folder that is in use.

use std::fs;

use clearance_tests::broker::{CLIENT, Identity, direct, sample_sheet};
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
