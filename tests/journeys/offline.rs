//! Offline, then sent; and sent twice, taken once.

use std::time::Duration;

use clearance_core::exchange::Role;
use clearance_tests::broker::{Broker, CLIENT, Identity, declare, direct, sign, states};
use clearance_tests::office::Office;

use crate::rounds::until_outcomes;

#[test]
fn what_was_signed_offline_is_saved_and_goes_out_once_when_the_service_is_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let declarant = Identity::declarant();
    let address = {
        let office = Office::open(folder.path());
        office.enrol(&declarant, Role::Declarant);
        office.address()
    };
    let broker = Broker::new(&direct(&declarant, &address), &declarant);
    let desk = broker.open();
    let made = declare(&desk, "orders-9610.xlsx", CLIENT);
    sign(&desk);
    for _ in 0..2 {
        let synced = desk.send().expect("a service that is down is no failure of the desk");
        assert_eq!((synced.delivered, synced.waiting), (0, 1));
    }
    let silent = desk.sync(Duration::ZERO).expect_err("nobody has receipts");
    assert_eq!((silent.code(), silent.retry()), ("service-offline", true));
    // Tried, and to be tried again.
    assert!(states(&desk).values().all(|state| state == "sending"), "{:?}", states(&desk));
    assert!(!desk.session().expect("a session").service_since.is_empty(), "since when is told");
    let before = desk.sending("").expect("the outbox").outbox.remove(0);
    assert_eq!((before.state.as_str(), before.attempts), ("waiting", 2));
    assert!(!before.next.is_empty(), "when it is tried again is told");
    let octets = desk.xml(&before.id).expect("its octets");
    drop(desk);

    let office =
        Office::open_at(folder.path(), address.trim_start_matches("http://").parse().expect("an address"));
    let desk = broker.open();
    assert_eq!(desk.xml(&before.id).expect("its octets"), octets, "what was signed is what is sent");
    let synced = desk.send().expect("it sends");
    assert_eq!((synced.delivered, synced.waiting), (1, 0));
    assert_eq!(desk.send().expect("there is nothing to send").delivered, 0);
    until_outcomes(&desk);
    let feed = office.feed(&declarant);
    assert!(!feed.envelopes.iter().any(|one| one.body.contains("-621004")), "nothing was declared twice");
    assert_eq!(states(&desk).len(), made as usize);
}

#[test]
fn the_same_octets_sent_twice_are_one_declaration() {
    let folder = tempfile::tempdir().expect("a folder");
    let office = Office::open(folder.path());
    let declarant = Identity::declarant();
    office.enrol(&declarant, Role::Declarant);
    let broker = Broker::new(&direct(&declarant, &office.address()), &declarant);
    let desk = broker.open();
    declare(&desk, "orders-9610.xlsx", CLIENT);
    sign(&desk);
    let guid = desk.sending("").expect("the outbox").outbox[0].guid.clone();
    let octets = desk.xml(&guid).expect("its octets");
    // Somebody was faster than the desk, with the same octets.
    let first = office.admit(&declarant, &octets);
    assert!(!first.again);
    let synced = desk.send().expect("it sends");
    assert_eq!((synced.delivered, synced.refused, synced.waiting), (1, 0, 0));
    until_outcomes(&desk);
    let before = office.feed(&declarant);
    let again = office.admit(&declarant, &octets);
    assert!(again.again);
    assert_eq!((again.message, again.records), (first.message, first.records));
    assert_eq!(office.feed(&declarant), before, "nothing is said about it");
    assert_eq!(desk.sync(Duration::ZERO).expect("nothing new").receipts, 0);
}
