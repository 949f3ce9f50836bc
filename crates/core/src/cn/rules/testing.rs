//! One helper for the tests at the foot of every rule, so that they know no API.

use crate::check::Rule;
use crate::cn::{Case, sample};

use super::Sending;

/// The places where one rule finds the sample broken after a change.
pub(super) fn places(rule: &Rule<Case>, change: impl FnOnce(&mut Case)) -> Vec<String> {
    let mut case = sample::case();
    change(&mut case);
    let mut findings = Vec::new();
    rule.run(&case, &mut findings);
    findings.into_iter().map(|finding| finding.at).collect()
}

/// No place.
pub(super) const NOWHERE: [&str; 0] = [];

/// A sending that breaks no rule.
pub(super) fn sending() -> Sending {
    let mut sending = Sending::new("4CDE1CFD-EDED-46B1-946C-B8022E42FC94", "1.0", sample::transfer());
    sending.look(&Case::of(sample::case().declaration.expect("the sample has one")));
    sending
}

/// The places where one rule finds the sending of the sample broken after a change.
pub(super) fn places_of_sending(rule: &Rule<Sending>, change: impl FnOnce(&mut Sending)) -> Vec<String> {
    let mut sending = sending();
    change(&mut sending);
    let mut findings = Vec::new();
    rule.run(&sending, &mut findings);
    findings.into_iter().map(|finding| finding.at).collect()
}
