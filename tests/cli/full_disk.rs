//! A disk that is full: said, nothing half done, and nothing that was saved is harmed.
#![cfg(target_os = "linux")]

use std::path::Path;

use clearance_tests::broker::{CLIENT, Identity, direct, sample_sheet};
use clearance_tests::program::{Ran, User, program, run};
use clearance_tests::stub::Stub;

/// Runs a script in a namespace of its own, where it may mount a small disk; nothing where that is not allowed.
fn in_a_small_disk(user: &User, script: &str) -> Option<Ran> {
    let may = run_words(user, &["true"]);
    if may.code != 0 {
        println!("skipped: this machine does not let a test mount a small disk ({})", may.err.trim());
        return None;
    }
    Some(run_words(user, &["bash", "-ec", script]))
}

fn run_words(user: &User, words: &[&str]) -> Ran {
    let mut command = user.command(Path::new("unshare"));
    command.args(["--user", "--map-root-user", "--mount"]).args(words);
    run(command)
}

#[test]
fn it_is_said_and_what_was_saved_is_sent_when_there_is_room_again() {
    let stub = Stub::start();
    let declarant = Identity::declarant();
    let user = User::with_client(&direct(&declarant, &stub.url()), &declarant);
    let clearance = program("clearance").display().to_string();
    let sheet = sample_sheet("orders-9610.xlsx").display().to_string();
    let script = format!(
        r#"
        mkdir small
        mount -t tmpfs -o size=4m none small
        cp -r data small/data
        desk() {{ local name="$1"; shift; local code=0
            "{clearance}" --data small/data --json "$@" >"$name.out" 2>"$name.err" || code=$?
            echo "$name $code"; }}
        full() {{ cat /dev/zero >small/filler 2>/dev/null || true; }}
        full; desk declare-full declare "{sheet}" --client {CLIENT}; rm small/filler
        desk none status
        desk declare declare "{sheet}" --client {CLIENT}
        full; desk sign-full sign; rm small/filler
        desk waiting status
        desk sign sign
        full; desk send-full send; rm small/filler
        desk send send
        desk status status
        full; desk check-full check "{sheet}"; rm small/filler
        "#
    );
    let Some(ran) = in_a_small_disk(&user, &script) else { return };
    assert_eq!(ran.code, 0, "{ran:?}");
    let step = |name: &str| {
        let code = ran.out.lines().find_map(|line| line.strip_prefix(&format!("{name} ")));
        let code = code.and_then(|code| code.parse().ok()).unwrap_or_else(|| panic!("{name}: {ran:?}"));
        let read =
            |end: &str| std::fs::read_to_string(user.folder().join(format!("{name}.{end}"))).expect("a file");
        let step = Ran { code, out: read("out"), err: read("err") };
        assert!(!step.err.contains("panicked"), "{name}: {step:?}");
        step
    };
    assert_eq!(step("declare-full").fails_with(), "disk-full");
    assert_eq!(step("none").value().as_array().map(Vec::len), Some(0), "nothing is half declared");
    assert_eq!(step("declare").value()["made"], 12);
    assert_eq!(step("sign-full").fails_with(), "disk-full");
    for order in step("waiting").value().as_array().expect("orders") {
        assert_eq!(order["state"], "to-sign", "nothing is half signed: {order}");
    }
    assert_eq!(step("sign").code, 0);
    // Whether it went out or not, it is told; and in the end it was sent once.
    let while_full = step("send-full");
    assert!(while_full.code == 0 || while_full.fails_with() == "disk-full", "{while_full:?}");
    assert_eq!(step("send").value()["waiting"], 0);
    assert_eq!(stub.stored().len(), 1);
    let after = step("status").value();
    let orders = after.as_array().expect("orders");
    assert_eq!(orders.len(), 12);
    assert!(orders.iter().all(|order| order["state"] == "received"), "{after}");
    assert_eq!(step("check-full").code, 0, "judging needs no room");
}
