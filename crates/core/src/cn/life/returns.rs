//! What is left of a released inventory after the returns so far.

use std::collections::BTreeMap;

use crate::money::Quantity;
use crate::status::State;

/// A quantity of one line of the inventory, in its unit of sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Number of the line in the inventory.
    pub gnum: u32,
    /// How much.
    pub qty: Quantity,
}

/// A return application: where it stands, and what it takes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Where it stands.
    pub state: State,
    /// What it takes back.
    pub parts: Vec<Part>,
}

/// Whether the goods of a return in this state are spoken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// Customs approved it.
    Accepted,
    /// It is on its way, or may still be.
    Pending,
    /// It came to nothing.
    Free,
}

/// What a state means for the goods. A draft holds nothing: it may never be signed.
#[must_use]
pub const fn hold(state: State) -> Hold {
    match state {
        State::Approved | State::Released | State::Closed => Hold::Accepted,
        State::Draft
        | State::Refused
        | State::Error
        | State::Rejected
        | State::SendFailed
        | State::Deleted
        | State::Cancelled => Hold::Free,
        _ => Hold::Pending,
    }
}

/// One line of the inventory, and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// Number of the line.
    pub gnum: u32,
    /// What was declared.
    pub declared: Quantity,
    /// What customs has taken back.
    pub accepted: Quantity,
    /// What is being taken back.
    pub pending: Quantity,
    /// What may still be taken back; never below nothing.
    pub left: Quantity,
}

/// What is left of each line, in the order of the inventory.
#[must_use]
pub fn left(declared: &[Part], returns: &[Taken]) -> Vec<Left> {
    let sum = |of: Hold| {
        let mut sums: BTreeMap<u32, Quantity> = BTreeMap::new();
        for part in returns.iter().filter(|taken| hold(taken.state) == of).flat_map(|taken| &taken.parts) {
            let so_far = sums.entry(part.gnum).or_default();
            *so_far = *so_far + part.qty;
        }
        sums
    };
    let (accepted, pending) = (sum(Hold::Accepted), sum(Hold::Pending));
    let of = |sums: &BTreeMap<u32, Quantity>, gnum| sums.get(&gnum).copied().unwrap_or_default();
    declared
        .iter()
        .map(|part| {
            let (accepted, pending) = (of(&accepted, part.gnum), of(&pending, part.gnum));
            let left = (part.qty - accepted - pending).max(Quantity::ZERO);
            Left { gnum: part.gnum, declared: part.qty, accepted, pending, left }
        })
        .collect()
}

/// Why parts cannot be taken back: the first line that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing is named.
    Nothing,
    /// The inventory has no such line.
    NoLine(u32),
    /// A line is named twice.
    Twice(u32),
    /// It is not more than nothing.
    NotPositive(u32),
    /// It is more than what is left.
    TooMuch {
        /// Number of the line.
        gnum: u32,
        /// What is left.
        left: Quantity,
    },
}

/// Whether these parts may be taken back from what is left.
///
/// # Errors
/// The first line that may not.
pub fn may_take(left: &[Left], parts: &[Part]) -> Result<(), Wrong> {
    if parts.is_empty() {
        return Err(Wrong::Nothing);
    }
    for (n, part) in parts.iter().enumerate() {
        let line = left.iter().find(|line| line.gnum == part.gnum).ok_or(Wrong::NoLine(part.gnum))?;
        if parts[..n].iter().any(|before| before.gnum == part.gnum) {
            return Err(Wrong::Twice(part.gnum));
        }
        if !part.qty.is_positive() {
            return Err(Wrong::NotPositive(part.gnum));
        }
        if part.qty > line.left {
            return Err(Wrong::TooMuch { gnum: part.gnum, left: line.left });
        }
    }
    Ok(())
}

/// Whether customs has taken back everything: the bill is void then.
#[must_use]
pub fn is_whole(left: &[Left]) -> bool {
    !left.is_empty() && left.iter().all(|line| line.accepted >= line.declared)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(gnum: u32, qty: &str) -> Part {
        Part { gnum, qty: Quantity::parse(qty).expect("a plain decimal") }
    }

    fn taken(state: State, parts: &[Part]) -> Taken {
        Taken { state, parts: parts.to_vec() }
    }

    fn lefts(returns: &[Taken]) -> Vec<String> {
        left(&[part(1, "3"), part(2, "0.5")], returns).iter().map(|line| line.left.to_string()).collect()
    }

    #[test]
    fn accepted_and_pending_returns_hold_goods_and_refused_ones_let_them_go() {
        for (state, expected) in [
            (State::Draft, ["3", "0.5"]),
            (State::ToSign, ["1", "0.5"]),
            (State::Waiting, ["1", "0.5"]),
            (State::Declaring, ["1", "0.5"]),
            (State::Stored, ["1", "0.5"]),
            (State::Approved, ["1", "0.5"]),
            (State::Released, ["1", "0.5"]),
            (State::Rejected, ["3", "0.5"]),
            (State::Error, ["3", "0.5"]),
            (State::Deleted, ["3", "0.5"]),
        ] {
            assert_eq!(lefts(&[taken(state, &[part(1, "2")])]), expected, "{state:?}");
        }
    }

    #[test]
    fn several_returns_add_up_and_never_go_below_nothing() {
        let first = taken(State::Approved, &[part(1, "2"), part(2, "0.25")]);
        let second = taken(State::Declaring, &[part(1, "1")]);
        assert_eq!(lefts(&[first.clone(), second.clone()]), ["0", "0.25"]);
        let too_much = taken(State::Approved, &[part(1, "9")]);
        assert_eq!(lefts(&[first, second, too_much]), ["0", "0.25"]);
    }

    #[test]
    fn the_last_piece_may_come_back_and_no_more() {
        let left = left(&[part(1, "3"), part(2, "0.5")], &[taken(State::Approved, &[part(1, "2")])]);
        assert_eq!(may_take(&left, &[part(1, "1"), part(2, "0.5")]), Ok(()));
        let one = Quantity::parse("1").expect("a plain decimal");
        for (parts, wrong) in [
            (vec![], Wrong::Nothing),
            (vec![part(3, "1")], Wrong::NoLine(3)),
            (vec![part(2, "0.1"), part(2, "0.1")], Wrong::Twice(2)),
            (vec![part(2, "0")], Wrong::NotPositive(2)),
            (vec![part(2, "-1")], Wrong::NotPositive(2)),
            (vec![part(1, "1.00001")], Wrong::TooMuch { gnum: 1, left: one }),
        ] {
            assert_eq!(may_take(&left, &parts), Err(wrong));
        }
    }

    #[test]
    fn everything_is_back_only_when_customs_has_taken_all_of_it() {
        let declared = [part(1, "3"), part(2, "0.5")];
        let all = |state| taken(state, &declared);
        assert!(is_whole(&left(&declared, &[all(State::Approved)])));
        assert!(!is_whole(&left(&declared, &[all(State::Declaring)])));
        assert!(!is_whole(&left(&declared, &[taken(State::Approved, &[part(1, "3")])])));
        assert!(!is_whole(&[]));
    }
}
