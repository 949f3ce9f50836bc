//! A service that is down or answers 500, 429, garbage or never: a stated wait, nothing lost, nothing sent twice.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use clearance_tests::broker::{CLIENT, Identity, direct, sample_sheet};
use clearance_tests::program::{Ran, User};
use clearance_tests::stub::{Mood, Stub};
use clearance_tests::wait::until;
use serde_json::Value;

/// How long a service may take to answer in these tests.
const TIMEOUT: &str = "2";

/// A user with signed declarations for a service at an address.
fn signed(url: &str) -> User {
    let declarant = Identity::declarant();
    let user = User::with_client(&direct(&declarant, url), &declarant);
    let sheet = sample_sheet("orders-9610.xlsx").display().to_string();
    let declared = user.run(&["declare", &sheet, "--client", CLIENT]);
    assert_eq!((declared.code, &declared.value()["made"]), (0, &12.into()), "{declared:?}");
    assert_eq!(user.run(&["sign"]).code, 0);
    user
}

fn send(user: &User) -> Ran {
    user.run(&["send", "--timeout", TIMEOUT])
}

/// The message is kept, and the user is told that it waits.
fn it_waits(ran: &Ran) {
    assert_eq!(ran.code, 0, "what waits is no failure: {ran:?}");
    let synced = ran.value();
    assert_eq!(
        (&synced["delivered"], &synced["waiting"], &synced["refused"]),
        (&0.into(), &1.into(), &0.into()),
        "{synced}"
    );
}

/// Sooner or later everything is delivered, once.
fn it_is_delivered_once(user: &User, stub: &Stub) {
    until("the message is delivered", Duration::from_secs(20), || {
        let sent = send(user);
        assert_eq!(sent.code, 0, "{sent:?}");
        sent.value()["waiting"] == 0
    });
    let stored = stub.stored();
    assert_eq!(stored.len(), 1, "one message under one id");
    let numbers: Vec<&str> = stored[0]
        .1
        .split("<ceb:copNo>")
        .skip(1)
        .map(|rest| &rest[..rest.find('<').expect("its end")])
        .collect();
    let distinct: BTreeSet<&&str> = numbers.iter().collect();
    assert_eq!((numbers.len(), distinct.len()), (12, 12), "every declaration once");
    let asked = stub.asked();
    let again = send(user).value();
    assert_eq!((&again["delivered"], &again["waiting"]), (&0.into(), &0.into()));
    assert_eq!(stub.asked(), asked, "nobody is asked again");
    for order in user.run(&["status"]).value().as_array().expect("orders") {
        assert_eq!(order["state"], "received", "{order}");
    }
}

/// The words for a person say that it waits, in both languages.
fn people_are_told_that_it_waits(user: &User) {
    let zh = user.tell(&["send", "--timeout", TIMEOUT]);
    let en = user.tell(&["send", "--timeout", TIMEOUT, "--lang", "en"]);
    assert!(zh.out.contains("1 份等待发送"), "{zh:?}");
    assert!(en.out.contains("1 waiting"), "{en:?}");
}

/// Bad answers to a message, and the service comes to its senses.
fn in_a_mood(mood: &Mood) {
    let stub = Stub::start();
    let user = signed(&stub.url());
    stub.will([mood.clone()]);
    it_waits(&send(&user));
    it_is_delivered_once(&user, &stub);
}

/// Bad answers to the question for receipts are told with their code, and are no loss.
fn receipts_in_a_mood(mood: Mood, code: &str) {
    let stub = Stub::start();
    let user = signed(&stub.url());
    stub.will_say([mood]);
    let start = Instant::now();
    let ran = user.run(&["sync", "--timeout", TIMEOUT]);
    assert!(start.elapsed() < Duration::from_secs(15));
    let failure = ran.failure();
    assert_eq!((&failure["code"], &failure["retry"]), (&code.into(), &true.into()));
    assert_eq!(user.run(&["sync", "--timeout", TIMEOUT]).code, 0);
    it_is_delivered_once(&user, &stub);
}

#[test]
fn a_service_that_is_down() {
    // A port that was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", free.local_addr().expect("an address"));
    drop(free);
    let user = signed(&url);
    it_waits(&send(&user));
    people_are_told_that_it_waits(&user);
    let ran = user.run(&["sync", "--timeout", TIMEOUT]);
    assert_eq!(ran.fails_with(), "service-offline");
    for order in user.run(&["status"]).value().as_array().expect("orders") {
        assert_eq!(order["state"], "sending", "signed, saved and to be tried again: {order}");
    }
}

#[test]
fn a_service_that_answers_500() {
    in_a_mood(&Mood::Fails);
    receipts_in_a_mood(Mood::Fails, "service-failed");
}

#[test]
fn a_service_that_answers_garbage() {
    in_a_mood(&Mood::Garbage);
    receipts_in_a_mood(Mood::Garbage, "service-garbage");
}

#[test]
fn a_service_that_never_answers() {
    in_a_mood(&Mood::Never);
    receipts_in_a_mood(Mood::Never, "service-offline");
}

#[test]
fn a_service_that_stores_and_dies_before_it_answers() {
    in_a_mood(&Mood::StoresAndDies);
}

#[test]
fn a_service_that_answers_429_gets_the_time_it_asks_for() {
    let stub = Stub::start();
    let user = signed(&stub.url());
    let wait = Duration::from_secs(5);
    stub.will([Mood::Busy(5)]);
    let start = Instant::now();
    it_waits(&send(&user));
    // Asking sooner does not send sooner, but says that it waits.
    it_waits(&send(&user));
    people_are_told_that_it_waits(&user);
    assert!(start.elapsed() > wait || stub.asked() == 1, "the service was left in peace");
    it_is_delivered_once(&user, &stub);
    assert!(start.elapsed() >= wait, "it was sent {:?} after the service asked for time", start.elapsed());
    receipts_in_a_mood(Mood::Busy(1), "service-busy");
}

#[test]
fn a_service_that_is_bad_in_every_way_in_turn_gets_each_declaration_once() {
    let stub = Stub::start();
    let user = signed(&stub.url());
    stub.will([Mood::Fails, Mood::StoresAndDies, Mood::Garbage, Mood::Busy(1), Mood::Fails]);
    it_is_delivered_once(&user, &stub);
    assert!(stub.asked() >= 6);
    assert_eq!(user.run(&["status"]).value().as_array().map(Vec::len), Some(12));
    let left: Value = user.run(&["sync"]).value();
    assert_eq!(left["waiting"], 0);
}
