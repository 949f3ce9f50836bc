//! Rounding to the cent so that what is printed adds up: the largest remainder.
//!
//! The sum is rounded first, half up. Every part is then cut down to whole cents, and the cents that are still missing
//! go to the parts that lost most, the earlier one first where two lost the same. So every part stays within a cent of
//! its exact value, a part without a fraction of a cent never moves, and the parts add up to the sum.

use rust_decimal::prelude::ToPrimitive as _;
use rust_decimal::{Decimal, RoundingStrategy};

use super::Money;

/// Cuts parts to whole cents that add up to `total`, which is a whole number of cents.
///
/// `None` when they cannot: the total lies below the parts cut down or above the parts rounded up, so it is not theirs.
#[must_use]
pub fn cents_of(total: Money, parts: &[Money]) -> Option<Vec<Money>> {
    let mut cut: Vec<Money> = parts.iter().map(|part| down(*part)).collect();
    let missing = (total - cut.iter().copied().sum()).0.checked_mul(Decimal::ONE_HUNDRED)?;
    if missing.is_zero() {
        return Some(cut);
    }
    let missing = if missing.is_integer() { missing.to_usize()? } else { return None };
    let mut lost: Vec<usize> = (0..parts.len()).filter(|&i| parts[i] != cut[i]).collect();
    lost.sort_by_key(|&i| std::cmp::Reverse(parts[i] - cut[i]));
    for &i in lost.get(..missing)? {
        cut[i] = cut[i] + Money(Decimal::new(1, 2));
    }
    Some(cut)
}

/// Rows of duty, consumption tax and VAT, to the cent. See [`cents_table`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CentsTable {
    /// The three taxes of the whole.
    pub heads: [Money; 3],
    /// The three taxes of every line.
    pub lines: Vec<[Money; 3]>,
    /// Whether every column adds up to its head. Not so only where the exact amounts do not.
    pub adds_up: bool,
}

impl CentsTable {
    /// All tax: the exact amounts of the heads together, rounded half up.
    #[must_use]
    pub fn total(&self) -> Money {
        self.heads.iter().copied().sum()
    }
}

/// Rounds a table of taxes so that every printed sum is the sum of what is printed: the total of all is rounded half
/// up, the three heads are cut from the total, and the lines from their head. A row is the sum of its own cells.
///
/// Where a column cannot make its head (a bill whose head is not its lines), it makes its own sum.
#[must_use]
pub fn cents_table(heads: [Money; 3], lines: &[[Money; 3]]) -> CentsTable {
    let total = heads.iter().copied().sum::<Money>().to_cent();
    let heads: [Money; 3] =
        cents_of(total, &heads).and_then(|cents| cents.try_into().ok()).unwrap_or(heads.map(Money::to_cent));
    let mut rows = vec![[Money::ZERO; 3]; lines.len()];
    let mut adds_up = true;
    let mut column = Vec::with_capacity(lines.len());
    for (tax, head) in heads.iter().enumerate() {
        column.clear();
        column.extend(lines.iter().map(|line| line[tax]));
        let cents = cents_of(*head, &column).unwrap_or_else(|| {
            adds_up = false;
            cents_that_add_up(&column)
        });
        rows.iter_mut().zip(cents).for_each(|(row, cents)| row[tax] = cents);
    }
    CentsTable { heads, lines: rows, adds_up }
}

/// Cuts parts to whole cents that add up to their own sum, rounded half up.
#[must_use]
pub fn cents_that_add_up(parts: &[Money]) -> Vec<Money> {
    let total = parts.iter().copied().sum::<Money>().to_cent();
    cents_of(total, parts).unwrap_or_else(|| parts.iter().map(|part| part.to_cent()).collect())
}

fn down(amount: Money) -> Money {
    Money(amount.0.round_dp_with_strategy(2, RoundingStrategy::ToNegativeInfinity))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn money(text: &str) -> Money {
        Money::parse(text).expect("a plain decimal")
    }

    #[test]
    fn the_missing_cents_go_where_most_was_cut() {
        for (parts, cents) in [
            ("0.005 0.005", "0.01 0"),
            ("9.88235 8.56471", "9.88 8.57"),
            ("3.33333 3.33333 3.33334", "3.33 3.33 3.34"),
            ("1.004 1.004 1.004", "1.01 1 1"),
            ("1.50 0 2.25", "1.5 0 2.25"),
            ("0.0049", "0"),
            ("-1.005 2", "-1 2"),
            ("", ""),
        ] {
            let parts: Vec<Money> = parts.split_whitespace().map(money).collect();
            let got: Vec<String> = cents_that_add_up(&parts).iter().map(|part| part.to_wire()).collect();
            assert_eq!(got.join(" "), cents, "{parts:?}");
        }
    }

    #[test]
    fn a_total_of_other_parts_is_refused() {
        for (total, parts) in [("5", "1.5 1.5"), ("2.99", "1.5 1.5"), ("3.001", "1.5 1.5"), ("0.01", "")] {
            let parts: Vec<Money> = parts.split_whitespace().map(money).collect();
            assert_eq!(cents_of(money(total), &parts), None, "{total} {parts:?}");
        }
    }

    #[test]
    fn absurd_amounts_do_not_panic() {
        let most = Money(Decimal::MAX);
        assert_eq!(cents_that_add_up(&[most, most]).len(), 2);
        assert_eq!(cents_that_add_up(&[Money(Decimal::MIN), money("0.001")]).len(), 2);
        assert!(!cents_table([most, most, most], &[[money("1"); 3]]).adds_up);
    }

    proptest! {
        #[test]
        fn every_printed_sum_is_the_sum_of_what_is_printed(
            cells in prop::collection::vec(prop::array::uniform3(0_i64..10_000_000), 0..100),
        ) {
            let lines: Vec<[Money; 3]> = cells.iter().map(|row| row.map(|n| Money(Decimal::new(n, 5)))).collect();
            let column = |tax: usize| lines.iter().map(|line| line[tax]).sum::<Money>();
            let heads = [column(0), column(1), column(2)];
            let table = cents_table(heads, &lines);
            prop_assert!(table.adds_up);
            prop_assert_eq!(table.total(), heads.iter().copied().sum::<Money>().to_cent());
            for tax in 0..3 {
                prop_assert_eq!(table.heads[tax], table.lines.iter().map(|line| line[tax]).sum());
                for (exact, cents) in lines.iter().zip(&table.lines) {
                    prop_assert!((exact[tax].0 - cents[tax].0).abs() < Decimal::new(1, 2));
                    prop_assert!(cents[tax].0.scale() <= 2);
                }
            }
        }
    }
}
