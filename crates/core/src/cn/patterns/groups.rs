//! What too many cases share.

use super::trace::Trace;
use super::{Found, Pattern, What};
use crate::money::Money;

/// Tells every group of cases with one `key` in which at least `least` different people appear.
fn shared(
    pattern: &Pattern,
    found: &mut Found<'_>,
    what: What,
    least: usize,
    key_and_person: impl Fn(&Trace) -> (u64, u64),
) {
    let mut all: Vec<(u64, u64, u32)> = Vec::with_capacity(found.traces.len());
    for (number, trace) in (0_u32..).zip(found.traces) {
        let (key, person) = key_and_person(trace);
        if key != 0 && person != 0 {
            all.push((key, person, number));
        }
    }
    all.sort_unstable();
    for group in all.chunk_by(|one, other| one.0 == other.0) {
        let people = group.chunk_by(|one, other| one.1 == other.1).count();
        if people >= least {
            let mut numbers: Vec<u32> = group.iter().map(|(_, _, number)| *number).collect();
            found.at_all(pattern, &mut numbers, what, people);
        }
    }
}

/// A household shares an account; four buyers are more.
pub(super) fn account(pattern: &Pattern, found: &mut Found<'_>) {
    shared(pattern, found, What::Account, 4, |trace| (trace.account, trace.buyer));
}

/// A telephone belongs to one person, sometimes to a couple or a child as well.
pub(super) fn telephone(pattern: &Pattern, found: &mut Found<'_>) {
    shared(pattern, found, What::Telephone, 4, |trace| (trace.telephone, trace.buyer));
}

/// Up to five people live behind one door; an office or a dormitory is worth a look.
pub(super) fn address(pattern: &Pattern, found: &mut Found<'_>) {
    shared(pattern, found, What::Address, 6, |trace| (trace.address, trace.buyer));
}

/// One person pays for another now and then; three others are a business.
pub(super) fn payer(pattern: &Pattern, found: &mut Found<'_>) {
    shared(pattern, found, What::PaidBy, 4, |trace| (trace.payer, trace.buyer));
}

/// An identity number has one name.
pub(super) fn names(pattern: &Pattern, found: &mut Found<'_>) {
    shared(pattern, found, What::Name, 2, |trace| (trace.buyer, trace.name));
}

/// Four people of one county and one birthday in one batch are hardly chance.
pub(super) fn born_together(pattern: &Pattern, found: &mut Found<'_>) {
    shared(pattern, found, What::Buyer, 4, |trace| (trace.born, trace.buyer));
}

/// Tells groups of cases of one buyer and day.
fn by_buyer_and_day(
    found: &mut Found<'_>,
    counts: impl Fn(&Trace) -> bool,
    mut tell: impl FnMut(&mut Found<'_>, &mut [u32]),
) {
    let traces = found.traces;
    let mut all: Vec<u32> = (0_u32..)
        .zip(traces)
        .filter(|(_, trace)| trace.buyer != 0 && counts(trace))
        .map(|(number, _)| number)
        .collect();
    let key = |number: &u32| {
        let trace = &traces[*number as usize];
        (trace.buyer, trace.day)
    };
    all.sort_unstable_by_key(|number| (key(number), *number));
    for group in all.chunk_by_mut(|one, other| key(one) == key(other)) {
        tell(found, group);
    }
}

/// More orders a day than a person needs.
pub(super) fn too_often(pattern: &Pattern, found: &mut Found<'_>) {
    const LEAST: usize = 10;
    by_buyer_and_day(
        found,
        |_| true,
        |found, group| {
            if group.len() >= LEAST {
                found.at_all(pattern, group, What::Buyer, group.len());
            }
        },
    );
}

/// Orders of one buyer, day and seller, each within the single limit, that are together above it.
pub(super) fn split(pattern: &Pattern, found: &mut Found<'_>) {
    by_buyer_and_day(
        found,
        |trace| trace.value.is_some() && trace.seller != 0,
        |found, group| {
            let traces = found.traces;
            group.sort_unstable_by_key(|number| (traces[*number as usize].seller, *number));
            let seller = |number: &u32| traces[*number as usize].seller;
            for group in group.chunk_by_mut(|one, other| seller(one) == seller(other)) {
                let limit = traces[group[0] as usize].limit;
                let worth = |number: &u32| traces[*number as usize].value.unwrap_or_default();
                let mut within: Vec<u32> =
                    group.iter().copied().filter(|number| worth(number) <= limit).collect();
                let total: Money = within.iter().map(worth).sum();
                if within.len() >= 2 && total > limit {
                    found.at_all(pattern, &mut within, What::Value, total);
                }
            }
        },
    );
}

/// Payments of one second: at least five, and at least a tenth of all payments of the batch, so that a busy platform with
/// many payments a second is left alone.
pub(super) fn same_second(pattern: &Pattern, found: &mut Found<'_>) {
    const LEAST: usize = 5;
    const SHARE: usize = 10;
    let mut all: Vec<(i64, u32)> = Vec::new();
    for (number, trace) in (0_u32..).zip(found.traces) {
        all.extend(trace.paid_at.map(|second| (second, number)));
    }
    all.sort_unstable();
    for group in all.chunk_by(|one, other| one.0 == other.0) {
        if group.len() >= LEAST && group.len() * SHARE >= all.len() {
            let mut numbers: Vec<u32> = group.iter().map(|(_, number)| *number).collect();
            found.at_all(pattern, &mut numbers, What::PaidAt, group.len());
        }
    }
}
