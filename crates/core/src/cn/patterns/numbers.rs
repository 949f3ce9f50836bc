//! Payment numbers that someone made up: counted on, typed with one finger, or copied from the order.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::{Found, Pattern, What};

/// What is kept of a payment number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PaymentNo {
    /// What stands before the last digits, and how many digits they are.
    family: u64,
    /// The last digits, at most eighteen, as a number.
    serial: u64,
    /// One digit many times, or digits that count up or down.
    typed: bool,
    /// It holds the order number.
    copied: bool,
}

/// At least so many equal digits in a row are typed. Noughts fill up numbers and do not count.
const SAME: usize = 8;
/// At least so many digits that count up or down (12345678).
const COUNTING: usize = 8;
/// An order number with fewer digits may stand in a payment number by chance.
const ORDER_DIGITS: usize = 8;
/// At least so many numbers in a row, each a step after the other.
const RUN: usize = 5;
/// A step of a made-up count is small.
const STEP: u64 = 10;
/// At least so many copied numbers: one or two may be chance.
const COPIES: usize = 3;

impl PaymentNo {
    pub(super) fn of(number: &str, order_no: &str) -> Self {
        let signs = number.as_bytes();
        let digits = signs.iter().rev().take(18).take_while(|sign| sign.is_ascii_digit()).count();
        let (before, last) = signs.split_at(signs.len() - digits);
        let mut family = DefaultHasher::new();
        (before, digits).hash(&mut family);
        let serial = last.iter().fold(0_u64, |all, digit| all * 10 + u64::from(digit - b'0'));
        PaymentNo {
            family: family.finish(),
            serial,
            typed: is_typed(signs),
            copied: is_copied(signs, order_no),
        }
    }
}

fn is_typed(signs: &[u8]) -> bool {
    let (mut same, mut up, mut down) = (1, 1, 1);
    signs.windows(2).any(|pair| {
        let (one, other) = (pair[0], pair[1]);
        let digits = one.is_ascii_digit() && other.is_ascii_digit();
        same = if digits && one == other && one != b'0' { same + 1 } else { 1 };
        up = if digits && other == one + 1 { up + 1 } else { 1 };
        down = if digits && one == other + 1 { down + 1 } else { 1 };
        same >= SAME || up >= COUNTING || down >= COUNTING
    })
}

/// Whether the digits of the payment number hold those of the order number.
fn is_copied(signs: &[u8], order_no: &str) -> bool {
    let order = order_no.as_bytes();
    let count = order.iter().filter(|sign| sign.is_ascii_digit()).count();
    if count < ORDER_DIGITS || signs.iter().filter(|sign| sign.is_ascii_digit()).count() < count {
        return false;
    }
    let starts = signs.iter().enumerate().filter(|(_, sign)| sign.is_ascii_digit()).map(|(place, _)| place);
    starts.into_iter().any(|start| {
        let mut ours = signs[start..].iter().filter(|sign| sign.is_ascii_digit());
        order.iter().filter(|sign| sign.is_ascii_digit()).all(|sign| ours.next() == Some(sign))
    })
}

/// Numbers of one family that count on by one small step.
pub(super) fn counted_on(pattern: &Pattern, found: &mut Found<'_>) {
    let mut all: Vec<(u64, u64, u32)> = Vec::new();
    for (number, trace) in (0_u32..).zip(found.traces) {
        all.extend(trace.payment_no.map(|no| (no.family, no.serial, number)));
    }
    all.sort_unstable();
    let mut start = 0;
    while start + 1 < all.len() {
        let step_to = |next: usize| -> Option<u64> {
            let (one, other) = (all[next - 1], all[next]);
            other.1.checked_sub(one.1).filter(|step| one.0 == other.0 && (1..=STEP).contains(step))
        };
        let first = step_to(start + 1);
        let mut end = start + 1;
        while first.is_some() && end + 1 < all.len() && step_to(end + 1) == first {
            end += 1;
        }
        if first.is_some() && end - start + 1 >= RUN {
            let mut run: Vec<u32> = all[start..=end].iter().map(|(_, _, number)| *number).collect();
            found.at_all(pattern, &mut run, What::PaymentNo, end - start + 1);
        }
        start = end;
    }
}

/// Numbers that nobody but a person at a keyboard makes.
pub(super) fn typed(pattern: &Pattern, found: &mut Found<'_>) {
    let mut typed = which(found, |no| no.typed);
    let count = typed.len();
    found.at_all(pattern, &mut typed, What::PaymentNo, count);
}

/// Numbers that hold the number of their order.
pub(super) fn copied(pattern: &Pattern, found: &mut Found<'_>) {
    let mut copied = which(found, |no| no.copied);
    if copied.len() >= COPIES {
        let count = copied.len();
        found.at_all(pattern, &mut copied, What::PaymentNo, count);
    }
}

fn which(found: &Found<'_>, has: impl Fn(PaymentNo) -> bool) -> Vec<u32> {
    let numbered = (0_u32..).zip(found.traces);
    numbered.filter(|(_, trace)| trace.payment_no.is_some_and(&has)).map(|(number, _)| number).collect()
}
