//! Patterns of made-up trade across the cases of one batch: what no single case shows.
//!
//! They only warn: every one of them has an innocent explanation, and a person decides. A case leaves a trace of a few
//! numbers behind, so a batch of 100,000 needs little memory and the cases themselves need not be kept.
//!
//! # Invariants
//! - The same batch gives the same findings in the same order.
//! - No finding shows who someone is: places, and how many.

mod groups;
mod numbers;
mod table;
#[cfg(test)]
mod tests;
mod trace;

pub use self::table::{PATTERNS, Pattern};
pub use self::trace::Trace;
use super::Case;
use crate::check::Finding;

/// At most so many cases of one group are told: as many as one message holds.
const TOLD: usize = 100;

/// Judges a batch: each finding with the number of its case, counted from 0, in the order of the cases.
#[must_use]
pub fn patterns<'a>(cases: impl Iterator<Item = &'a Case>) -> Vec<(usize, Finding)> {
    let traces: Vec<Trace> = cases.map(Trace::of).collect();
    patterns_of(&traces)
}

/// As [`patterns`], for a batch whose cases left only their traces.
#[must_use]
pub fn patterns_of(traces: &[Trace]) -> Vec<(usize, Finding)> {
    let mut found = Found { traces, all: Vec::new() };
    for pattern in PATTERNS {
        (pattern.look)(pattern, &mut found);
    }
    // Patterns run in the order of the table, so what one case has stays in that order.
    found.all.sort_by_key(|(number, _)| *number);
    found.all
}

/// Where patterns put what they find.
struct Found<'a> {
    traces: &'a [Trace],
    all: Vec<(usize, Finding)>,
}

impl Found<'_> {
    /// The pattern shows in this case, at this field of it; `count` says how large it is.
    fn at(&mut self, pattern: &Pattern, number: usize, what: What, count: impl ToString) {
        let at = self.traces[number].place(what).to_owned();
        let finding = Finding::new(pattern.id, pattern.severity, at, pattern.says, pattern.help);
        self.all.push((number, finding.with_value(count.to_string())));
    }

    /// The pattern shows in these cases; the first of them are told.
    fn at_all(&mut self, pattern: &Pattern, numbers: &mut [u32], what: What, count: impl ToString) {
        numbers.sort_unstable();
        let count = count.to_string();
        for number in numbers.iter().take(TOLD) {
            self.at(pattern, *number as usize, what, &count);
        }
    }
}

/// What of a case a pattern is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Account,
    Telephone,
    Address,
    Buyer,
    Name,
    PaidBy,
    PaidAt,
    PaymentNo,
    Value,
}
