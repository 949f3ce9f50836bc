//! The program: killed at any moment, it goes on where it was.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use clearance_core::cn::receipt::Answer;
use clearance_server::log::{IntakeLog, NewEntry};
use clearance_server::store::{self, Store};

use crate::office::*;

pub(crate) struct Program {
    pub(crate) child: Child,
    pub(crate) address: String,
}

pub(crate) fn start(folder: &tempfile::TempDir, more: &[&str]) -> Program {
    let store = format!("sqlite:{}", folder.path().join("program.db").display());
    let mut child = Command::new(env!("CARGO_BIN_EXE_clearance-server"))
        .args(["sandbox", "--listen", "127.0.0.1:0", "--store", &store])
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(ready["version"], clearance_server::VERSION);
    let address = format!("http://{}", ready["listening"].as_str().unwrap());
    Program { child, address }
}

/// The program has the real clock, so its documents are of today.
pub(crate) fn today(mut case: clearance_core::cn::Case) -> clearance_core::cn::Case {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = clearance_core::time::BeijingTime::from_unix_ms(since.as_millis() as i64 - 60_000);
    case.order.as_mut().unwrap().head.app_time = now;
    case.payment.as_mut().unwrap().app_time = now;
    case.payment.as_mut().unwrap().paid_at = now;
    case.waybill.as_mut().unwrap().app_time = now;
    let head = &mut case.declaration.as_mut().unwrap().head;
    head.app_time = now;
    head.declared_on = now.date();
    head.imported_on = Some(now.date());
    case
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_admitted_before_a_kill_is_cleared_after_it() {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let mut program = start(&folder, &["--partners-after-ms", "600000"]);
    let desk = Desk::new(&program.address, DECLARANT);
    assert!(desk.enrol(None).await.status().is_success());
    let mut desk = desk.signed_in().await;
    let mut admitted = Vec::new();
    for n in 0..5 {
        let (id, xml) = desk.message(declarations(&[today(case("OK", n))]));
        assert_eq!(desk.post(Some(&id), xml.clone()).await.status(), 202);
        admitted.push((id, xml));
    }
    desk.worked().await;
    let before = desk.page(0, 0).await;
    assert_eq!(before.envelopes.len(), 5);
    program.child.kill().unwrap();
    program.child.wait().unwrap();

    let mut program = start(&folder, &["--partners-after-ms", "0"]);
    desk.address.clone_from(&program.address);
    for (id, xml) in admitted {
        assert_eq!(desk.post(Some(&id), xml).await.status(), 200, "it is there already");
    }
    for n in 0..5 {
        desk.until(&cop_no("OK", n), "800").await;
    }
    let after = desk.page(0, 0).await;
    assert_eq!(after.envelopes[..5], before.envelopes[..], "and the cursors still hold");
    program.child.kill().unwrap();
    program.child.wait().unwrap();
}

/// Killed in the middle of a stream: what was answered is there, what was not is taken when it is sent again, and
/// everything is released once.
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_in_the_middle_loses_nothing_and_doubles_nothing() {
    const MESSAGES: usize = 24;
    const RECORDS: usize = 10;
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let mut program = start(&folder, &["--partners-after-ms", "0"]);
    let desk = Desk::new(&program.address, DECLARANT);
    assert!(desk.enrol(None).await.status().is_success());
    let mut desk = Arc::new(desk.signed_in().await);
    let messages: Vec<(String, String)> = (0..MESSAGES)
        .map(|m| {
            let cases: Vec<_> = (m * RECORDS..(m + 1) * RECORDS).map(|n| today(case("OK", n))).collect();
            desk.message(declarations(&cases))
        })
        .collect();
    let answered = Arc::new(std::sync::Mutex::new(Vec::new()));
    let sending: Vec<_> = messages
        .iter()
        .cloned()
        .map(|(id, xml)| {
            let (desk, answered) = (Arc::clone(&desk), Arc::clone(&answered));
            tokio::spawn(async move {
                let url = format!("{}/v1/messages", desk.address);
                let call = desk.http.post(url).bearer_auth(&desk.token).header("x-message-id", &id).body(xml);
                if call.send().await.is_ok_and(|answer| answer.status() == 202) {
                    answered.lock().unwrap().push(id);
                }
            })
        })
        .collect();
    while answered.lock().unwrap().len() < MESSAGES / 3 {
        tokio::task::yield_now().await;
    }
    program.child.kill().unwrap();
    program.child.wait().unwrap();
    for task in sending {
        task.await.unwrap();
    }
    let answered = answered.lock().unwrap().clone();

    let mut program = start(&folder, &["--partners-after-ms", "0"]);
    Arc::get_mut(&mut desk).unwrap().address.clone_from(&program.address);
    for (id, xml) in messages {
        let status = desk.post(Some(&id), xml).await.status();
        assert!(status == 200 || (status == 202 && !answered.contains(&id)), "{status}");
    }
    let (mut said, mut after) = (Vec::new(), 0);
    while said.iter().filter(|one: &&Said| one.status == "800").count() < MESSAGES * RECORDS {
        let page = desk.page(after, 30).await;
        assert!(!page.envelopes.is_empty(), "nothing more comes");
        after = page.next;
        let answers = page.envelopes.iter();
        said.extend(answers.flat_map(|one| crate::office::said(Answer::read_text(&one.body).unwrap())));
    }
    for n in 0..MESSAGES * RECORDS {
        let states = states(&said, &cop_no("OK", n));
        let count = |state: &str| states.iter().filter(|said| *said == state).count();
        assert_eq!((count("120"), count("800")), (1, 1), "{states:?}");
    }
    program.child.kill().unwrap();
    program.child.wait().unwrap();
}

#[test]
fn it_ends_when_its_parent_closes_standard_input() {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let mut program = start(&folder, &["--with-parent"]);
    drop(program.child.stdin.take());
    assert!(program.child.wait().unwrap().success());
}

#[cfg(unix)]
#[test]
fn it_ends_well_when_it_is_asked_to() {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let mut program = start(&folder, &[]);
    let asked = Command::new("kill").arg(program.child.id().to_string()).status().unwrap();
    assert!(asked.success() && program.child.wait().unwrap().success());
}

#[test]
fn one_store_is_used_by_one_program() {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let mut program = start(&folder, &[]);
    let store = folder.path().join("program.db");
    let second = Command::new(env!("CARGO_BIN_EXE_clearance-server"))
        .args(["serve", "--listen", "127.0.0.1:0", "--store", store.to_str().unwrap()])
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&second.stderr).contains("another process"));
    program.child.kill().unwrap();
    program.child.wait().unwrap();
}

/// What the log holds and the book has not seen, as after a kill between the two; and an entry that nothing can be made
/// of, which must not stop the others.
#[tokio::test(flavor = "multi_thread")]
async fn the_book_goes_on_where_the_log_is_ahead_of_it() {
    let office = Office::quiet_sandbox().await;
    let mut desk = office.desk(DECLARANT).await;
    desk.send(declarations(&[case("OK", 1)])).await;
    let (id, xml) = desk.message(declarations(&[case("OK", 2)]));
    let folder = office.close().await;
    let (store, mut log) = store::open(&folder.path().join("service.db"), None).unwrap();
    let enterprise = store.enterprises().unwrap().iter().find(|one| one.code == DECLARANT).unwrap().id;
    let entry = |guid, bytes| NewEntry {
        guid,
        digest: clearance_server::admit::digest(bytes),
        kind: "CEB621Message",
        enterprise,
        at: clock()().unix_ms(),
        records: 1,
        own: false,
        bytes,
    };
    log.append(&[entry("torn", b"<torn"), entry(&id, xml.as_bytes())]).unwrap();
    drop((store, log));
    let office = Office::open_in(folder, |config| config).await;
    desk.address.clone_from(&office.address);
    assert_eq!(states(&desk.said().await, &cop_no("OK", 2)), ["2"]);
    assert_eq!(desk.post(Some(&id), xml).await.status(), 200, "it is there already");
    let health = desk.worked().await;
    assert_eq!((health.set_aside, health.behind), (1, 0));
    desk.send(declarations(&[case("OK", 3)])).await;
    assert_eq!(states(&desk.said().await, &cop_no("OK", 3)), ["2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restarted_service_still_knows_what_it_waits_for() {
    let office = Office::quiet_sandbox().await;
    let mut desk = office.desk(DECLARANT).await;
    let mut platform = office.desk(PLATFORM).await;
    let mut payer = office.desk(PAYMENT).await;
    let mut carrier = office.desk(CARRIER).await;
    let one = [case("OK", 1)];
    platform.send(orders(&one)).await;
    desk.send(declarations(&one)).await;
    let folder = office.close().await;
    let office = Office::open_in(folder, |config| config).await;
    for desk in [&mut desk, &mut platform, &mut payer, &mut carrier] {
        desk.address.clone_from(&office.address);
    }
    payer.send(payments(&one)).await;
    carrier.send(waybills(&one)).await;
    assert_eq!(states(&desk.said().await, &cop_no("OK", 1)), ["2", "2", "120", "800"]);
}
