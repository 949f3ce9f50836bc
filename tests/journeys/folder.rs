//! The same line through the folders of an official transport client: bare, enveloped and zipped; cut off, late, twice.

use std::path::Path;
use std::time::Duration;

use clearance_core::exchange::Role;
use clearance_engine::view::FolderSetting;
use clearance_tests::bridge::Bridge;
use clearance_tests::broker::{Broker, CLIENT, Identity, declare, direct, sample_sheet, sign, states};
use clearance_tests::office::Office;
use clearance_tests::program::User;
use clearance_tests::wait::until;

use crate::cleared::every_bill_is_what_was_assessed;
use crate::rounds::{BOUND, outcome};

fn office(folder: &Path) -> (Office, Identity) {
    let office = Office::open(folder);
    let declarant = Identity::declarant();
    office.enrol(&declarant, Role::Declarant);
    (office, declarant)
}

fn setting(root: &Path, style: fn(&mut FolderSetting)) -> FolderSetting {
    let mut setting = FolderSetting::new(root.to_owned());
    setting.module = "DecCus001".into();
    style(&mut setting);
    setting
}

fn all_as_their_letters_say(states: &std::collections::BTreeMap<String, String>) -> bool {
    states.iter().all(|(order, state)| state == outcome(order))
}

#[test]
fn a_sheet_is_cleared_and_taxed_through_the_folders_of_a_transport_client() {
    let styles: [fn(&mut FolderSetting); 3] =
        [|_| (), |s| s.dxp = true, |s| (s.dxp, s.zip, s.leave) = (true, true, true)];
    for style in styles {
        let folder = tempfile::tempdir().expect("a folder");
        let (office, declarant) = office(folder.path());
        let setting = setting(&folder.path().join("ImpPath"), style);
        let mut bridge = Bridge::set_up(&setting);
        let broker = Broker::new(&direct(&declarant, ""), &declarant);
        let desk = broker.open();
        desk.set_folder(CLIENT, &setting).expect("the boxes are there");
        let made = declare(&desk, "orders-9610.xlsx", CLIENT);
        sign(&desk);
        // Each message lies there once, however often it is sent.
        assert_eq!(desk.send().expect("it is handed over").delivered, 1);
        assert_eq!(desk.send().expect("there is nothing more").delivered, 0);
        assert_eq!(bridge.waiting().len(), 1);
        let line = desk.sending("").expect("the outbox").outbox.remove(0);
        assert_eq!(line.state, "waiting", "the client has not taken it yet");
        let octets = desk.xml(&line.id).expect("its octets");
        bridge.sends(&office, &declarant);
        desk.send().expect("it looks after its files");
        assert_eq!(desk.sending("").expect("the outbox").outbox[0].state, "received");
        assert_eq!((bridge.sent.len(), &bridge.sent[0]), (1, &line.guid));
        let again = office.admit(&declarant, &octets);
        assert!(again.again, "what arrived is octet by octet what was signed");
        until("every order ends as its letters say", BOUND, || {
            bridge.answers(&office, &declarant, 2);
            desk.sync(Duration::ZERO).expect("the folder is there");
            all_as_their_letters_say(&states(&desk))
        });
        assert_eq!(states(&desk).len(), made as usize);
        assert_eq!(every_bill_is_what_was_assessed(&desk), 7);
        // Twice is once: what the feed holds is what the desk has.
        assert_eq!(desk.sync(Duration::ZERO).expect("nothing new").receipts, 0);
        assert_eq!(bridge.waiting().len(), 0);
    }
}

#[test]
fn the_desk_is_closed_between_all_steps_and_the_client_fails_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let (office, declarant) = office(folder.path());
    let setting = setting(&folder.path().join("ImpPath"), |s| s.dxp = true);
    let mut bridge = Bridge::set_up(&setting);
    let broker = Broker::new(&direct(&declarant, ""), &declarant);
    broker.open().set_folder(CLIENT, &setting).expect("the boxes are there");
    declare(&broker.open(), "orders-9610.xlsx", CLIENT);
    sign(&broker.open());
    // The share is not connected.
    let away = folder.path().join("away");
    std::fs::rename(&setting.root, &away).expect("it goes");
    let waits = broker.open().send().expect("it waits");
    assert_eq!((waits.delivered, waits.waiting), (0, 1));
    let gone = broker.open().sync(Duration::ZERO).expect_err("nobody has receipts");
    assert_eq!((gone.code(), gone.retry()), ("folder-gone", true));
    std::fs::rename(&away, &setting.root).expect("it is back");
    assert_eq!(broker.open().send().expect("it is handed over").delivered, 1);
    for _ in 0..3 {
        assert_eq!(bridge.fails(), 1);
        until("what came back goes again", BOUND, || {
            broker.open().send().expect("it looks after its files");
            bridge.waiting().len() == 1
        });
    }
    bridge.sends(&office, &declarant);
    assert_eq!(bridge.sent.len(), 1);
    until("every order ends as its letters say", BOUND, || {
        bridge.answers(&office, &declarant, 1);
        let desk = broker.open();
        desk.sync(Duration::ZERO).expect("the folder is there");
        all_as_their_letters_say(&states(&desk))
    });
    let feed = office.feed(&declarant);
    assert!(!feed.envelopes.iter().any(|one| one.body.contains("-621004")), "nothing was declared twice");
    assert_eq!(every_bill_is_what_was_assessed(&broker.open()), 7);
}

#[test]
fn the_desk_is_killed_at_any_moment_and_hands_every_message_over_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let (office, declarant) = office(folder.path());
    let setting = setting(&folder.path().join("ImpPath"), |s| s.zip = true);
    let mut bridge = Bridge::set_up(&setting);
    let user = User::with_client(&direct(&declarant, ""), &declarant);
    let root = setting.root.display().to_string();
    let words = ["service", "--client", CLIENT, "--folder", &root, "--module", &setting.module, "--zip"];
    assert_eq!(user.run(&words).code, 0);
    let sheet = sample_sheet("orders-9610.xlsx").display().to_string();
    assert_eq!(user.run(&["import", &sheet, "--client", CLIENT]).code, 0);
    let told = user.run(&["status"]).value();
    let numbers: Vec<&str> = told
        .as_array()
        .expect("orders")
        .iter()
        .map(|one| one["cop_no"].as_str().expect("a number"))
        .collect();
    for (n, (number, moment)) in numbers.iter().zip((0..).map(|n| 20 + 12 * n)).enumerate() {
        assert_eq!(user.run(&["sign", number]).code, 0);
        let mut child = user
            .clearance(&["--json", "send"])
            .stdout(std::process::Stdio::null())
            .spawn()
            .expect("it starts");
        std::thread::sleep(Duration::from_millis(moment));
        // It may be done already.
        let _ = child.kill();
        child.wait().expect("a child of ours");
        // Every second time the client takes away what there is before the desk comes back.
        if n % 2 == 0 {
            bridge.sends(&office, &declarant);
        }
        assert_eq!(user.run(&["send"]).code, 0);
    }
    bridge.sends(&office, &declarant);
    let mut sent = bridge.sent.clone();
    sent.sort();
    sent.dedup();
    assert_eq!((sent.len(), bridge.sent.len()), (numbers.len(), numbers.len()), "each once");
}

#[test]
fn the_command_line_sends_through_a_folder_and_tells_what_cannot_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let (office, declarant) = office(folder.path());
    let setting = setting(&folder.path().join("ImpPath"), |s| s.zip = true);
    let mut bridge = Bridge::set_up(&setting);
    let user = User::with_client(&direct(&declarant, ""), &declarant);
    let root = setting.root.display().to_string();
    for (words, code) in [
        (["--folder", "nowhere", "--module", ""].as_slice(), "folder-gone"),
        (&["--folder", &root], "folder-layout"),
        (&["--folder", &root, "--module", "../x"], "folder-name"),
        (&["--folder", &root, "--module", "deccus001", "--box", "in=OutBox"], "folder-name"),
    ] {
        let all = [&["service", "--client", CLIENT], words].concat();
        assert_eq!(user.run(&all).fails_with(), code, "{words:?}");
    }
    let set = user.run(&["service", "--client", CLIENT, "--folder", &root, "--module", "deccus001", "--zip"]);
    assert_eq!((set.code, &set.value()["zip"]), (0, &true.into()), "{set:?}");
    let sheet = sample_sheet("orders-9610.xlsx").display().to_string();
    assert_eq!(user.run(&["import", &sheet, "--client", CLIENT]).code, 0);
    assert_eq!(user.run(&["sign"]).code, 0);
    assert_eq!(user.run(&["send"]).value()["delivered"], 1);
    bridge.sends(&office, &declarant);
    until("every order but the silent one is decided", BOUND, || {
        bridge.answers(&office, &declarant, 1);
        assert_eq!(user.run(&["sync"]).code, 0);
        let told = user.run(&["status"]).value();
        let orders = told.as_array().expect("orders");
        orders.iter().all(|one| one["state"] == outcome(one["order_no"].as_str().expect("a number")))
    });
    let lines = user.run(&["bills", "list"]).value()["lines"].as_array().expect("lines").len();
    assert_eq!(lines, 7);
    bridge.drops("CEB622Message", "<torn");
    let told = user.run(&["sync"]);
    assert_eq!((told.code, &told.value()["unread"]), (1, &1.into()), "{told:?}");
    assert_eq!(user.run(&["sync"]).value()["unread"], 0, "told once");
    let aside: Vec<_> = std::fs::read_dir(user.data().join("quarantine")).expect("a folder").collect();
    assert_eq!(aside.len(), 1, "a copy is kept");
    // Back to a service, which is not there.
    assert_eq!(user.run(&["service", "http://127.0.0.1:9", "--client", CLIENT]).code, 0);
    assert_eq!(user.run(&["sync"]).fails_with(), "service-offline");
}
