//! Two brokers at one service, and two clients in one desk: nobody sees what is not his.

use std::collections::BTreeSet;

use clearance_core::exchange::Role;
use clearance_engine::view::DeclarationQuery;
use clearance_engine::work::Work;
use clearance_tests::broker::{Broker, CLIENT, Identity, bonded, declare, direct, sign, states};
use clearance_tests::office::Office;

use crate::rounds::until_outcomes;

#[test]
fn two_brokers_at_one_service_do_not_see_each_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let office = Office::open(folder.path());
    let (one, other) = (Identity::declarant(), Identity::shop());
    let mut desks = Vec::new();
    let mut brokers = Vec::new();
    for (identity, sheet) in [(&one, "orders-9610.xlsx"), (&other, "orders-1210.xlsx")] {
        office.enrol(identity, Role::Declarant);
        let profile = if sheet.contains("1210") { bonded } else { direct };
        let broker = Broker::new(&profile(identity, &office.address()), identity);
        let desk = broker.open();
        assert!(declare(&desk, sheet, CLIENT) > 0);
        sign(&desk);
        desks.push(desk);
        brokers.push(broker);
    }
    desks.iter().for_each(until_outcomes);
    let own: Vec<BTreeSet<String>> = desks.iter().map(|desk| states(desk).into_keys().collect()).collect();
    assert!(own[0].is_disjoint(&own[1]));
    for ((desk, identity), (mine, theirs)) in
        desks.iter().zip([&one, &other]).zip([(&own[0], &own[1]), (&own[1], &own[0])])
    {
        let told: String =
            office.feed(identity).envelopes.into_iter().map(|envelope| envelope.body).collect();
        assert!(mine.iter().any(|order| told.contains(order)), "its own orders are spoken of");
        assert!(!theirs.iter().any(|order| told.contains(order)), "another's order is spoken of");
        let billed = desk.bills("", "").expect("bills");
        assert!(billed.lines.iter().all(|bill| mine.contains(&bill.order_no)));
        assert!(desk.statuses(&Vec::from_iter(theirs.iter().cloned())).expect("statuses").is_empty());
    }
    let guid = desks[0].sending("").expect("the outbox").outbox[0].guid.clone();
    assert_eq!(desks[1].xml(&guid).expect_err("it is another's").code(), "no-such-message");
}

#[test]
fn two_clients_in_one_desk_keep_their_orders_and_keys_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let office = Office::open(folder.path());
    let (one, other) = (Identity::declarant(), Identity::shop());
    office.enrol(&one, Role::Declarant);
    office.enrol(&other, Role::Declarant);
    let broker = Broker::new(&direct(&one, &office.address()), &one);
    let desk = broker.open();
    let mut form = bonded(&other, &office.address());
    form.insert("name".to_owned(), "小橘".to_owned());
    broker.add(&desk, &form, &other);
    let counts = [("orders-9610.xlsx", CLIENT), ("orders-1210.xlsx", "小橘")]
        .map(|(sheet, client)| declare(&desk, sheet, client));
    let clients = desk.clients().expect("clients");
    let id = |name: &str| clients.iter().find(|client| client.name == name).expect("the client").id.clone();
    let page = |name: &str| {
        let query = DeclarationQuery { client_id: id(name), ..DeclarationQuery::default() };
        desk.declarations(&query).expect("a page")
    };
    for (name, mode, count) in [(CLIENT, "9610", counts[0]), ("小橘", "1210", counts[1])] {
        let page = page(name);
        assert_eq!(page.total, count);
        assert!(page.lines.iter().all(|line| line.mode == mode), "{:?}", page.lines);
    }
    // A key signs what its own client declares, whoever is asked for.
    let key = desk.keys(&id(CLIENT)).expect("keys").remove(0).id;
    desk.sign("", &key, None, Work::quiet()).expect("it signs its own");
    assert!(page(CLIENT).lines.iter().all(|line| line.state == "waiting"));
    assert!(page("小橘").lines.iter().all(|line| line.state == "to-sign"));
    sign(&desk);
    until_outcomes(&desk);
    for (identity, order) in [(&one, "OK20261124100001"), (&other, "OK20261124000001")] {
        let told: String =
            office.feed(identity).envelopes.into_iter().map(|envelope| envelope.body).collect();
        assert!(!told.contains(order), "{order} is spoken of to another");
    }
}
