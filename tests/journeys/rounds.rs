//! What the stories share.

use std::collections::BTreeMap;
use std::time::Duration;

use clearance_engine::desk::Desk;
use clearance_tests::broker::states;
use clearance_tests::wait::until;

/// Long enough for a busy machine.
pub(crate) const BOUND: Duration = Duration::from_secs(40);

/// What becomes of a practice order when nobody waits for anything.
pub(crate) fn outcome(order_no: &str) -> &'static str {
    let letters: String = order_no.chars().take_while(char::is_ascii_alphabetic).collect();
    match letters.as_str() {
        "OK" | "CY" | "LT" | "MR" => "899",
        "SL" => "received",
        _ => "100",
    }
}

/// Sends and pulls until every order is what its letters say.
pub(crate) fn until_outcomes(desk: &Desk) {
    let wanted: BTreeMap<String, String> =
        states(desk).into_keys().map(|order| (order.clone(), outcome(&order).to_owned())).collect();
    assert!(!wanted.is_empty());
    let mut last = BTreeMap::new();
    until("every order ends as its letters say", BOUND, || {
        desk.sync(Duration::from_secs(1)).expect("the service answers");
        last = states(desk);
        last == wanted
    });
}

/// Sends and pulls until an order is in a state.
pub(crate) fn until_state(desk: &Desk, order_no: &str, state: &str) {
    until(&format!("{order_no} comes to {state}"), BOUND, || {
        desk.sync(Duration::from_secs(1)).expect("the service answers");
        states(desk)[order_no] == state
    });
}
