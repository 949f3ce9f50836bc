//! What of the order's freight, insurance and promotion falls on each line.

use rust_decimal::Decimal;

use super::{Discount, TaxCase, Warning, WarningKind, to_wire};
use crate::money::Money;

/// One line's price, and its shares of what was charged for the whole order. All have five decimals at the most, and
/// none is negative.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Share {
    pub(super) list_price: Decimal,
    pub(super) freight: Decimal,
    pub(super) insured_fee: Decimal,
    /// Never more than the list price.
    pub(super) promotion: Decimal,
}

impl Share {
    /// Price after a promotion, without freight and insurance.
    pub(super) fn price(&self) -> Money {
        Money(self.list_price - self.promotion)
    }

    /// What is taxed (完税价格).
    pub(super) fn base(&self) -> Money {
        to_wire(self.price() + Money(self.freight + self.insured_fee))
    }
}

/// Shares everything out.
///
/// Freight and insurance go by the share of the line's price in the sum of all, rounded half up to five decimals; the
/// last line that has a price takes the rest, so a gift bears nothing. Without any price the last line bears all. That is
/// the practice of declarants; no public text says whether customs takes value or weight. A promotion goes by the price
/// too, and never takes more from a line than it costs.
pub(super) fn of(case: &TaxCase, warnings: &mut Vec<Warning>) -> Vec<Share> {
    let mut bound = |amount: Money, gnum: Option<u32>| {
        let kept = bounded(amount);
        if kept != amount {
            warnings.push(Warning { kind: WarningKind::AmountOutOfRange, gnum });
        }
        to_wire(kept).0
    };
    let mut shares: Vec<Share> = case
        .lines
        .iter()
        .map(|line| Share { list_price: bound(line.total_price, Some(line.gnum)), ..Share::default() })
        .collect();
    let goods: Decimal = shares.iter().map(|share| share.list_price).sum();
    let (freight, insured_fee) = (bound(case.freight, None), bound(case.insured_fee, None));
    let promotion = match case.discount {
        Discount::Promotion(amount) => bound(amount, None).min(goods),
        Discount::None | Discount::Voucher(_) => Decimal::ZERO,
    };
    if !promotion.is_zero() {
        warnings.push(Warning::order(WarningKind::PromotionUnsure));
        take_off(promotion, goods, &mut shares);
    }
    spread(freight, goods, &mut shares, |share| &mut share.freight);
    spread(insured_fee, goods, &mut shares, |share| &mut share.insured_fee);
    shares
}

/// By the share of each price in their sum; the last line with a price takes the rest.
fn spread(amount: Decimal, goods: Decimal, shares: &mut [Share], of: fn(&mut Share) -> &mut Decimal) {
    let Some(last) = shares
        .iter()
        .rposition(|share| !share.list_price.is_zero())
        .or_else(|| shares.len().checked_sub(1))
        .filter(|_| !amount.is_zero())
    else {
        return;
    };
    let mut rest = amount;
    for share in shares.iter_mut().take(last) {
        if goods.is_zero() {
            break;
        }
        let part = to_wire(Money(amount * share.list_price / goods)).0.min(rest);
        rest -= part;
        *of(share) = part;
    }
    *of(&mut shares[last]) = rest;
}

/// By the share of each price in their sum, rounded where the running sum stands: so no line loses more than its price.
fn take_off(amount: Decimal, goods: Decimal, shares: &mut [Share]) {
    let (mut running, mut taken) = (Decimal::ZERO, Decimal::ZERO);
    for share in shares {
        running += share.list_price;
        let so_far =
            amount.checked_mul(running).map_or_else(|| amount * (running / goods), |all| all / goods);
        let so_far = to_wire(Money(so_far)).0;
        share.promotion = so_far - taken;
        taken = so_far;
    }
}

/// The wire carries at most 14 digits before the point and no negative price; what lies beyond is cut off, so that no
/// product can overflow.
pub(super) fn bounded(amount: Money) -> Money {
    Money(amount.0.clamp(Decimal::ZERO, Decimal::from(99_999_999_999_999_i64)))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::cn::tax::TaxLine;

    fn case(prices: &[i64], freight: i64, insured_fee: i64, promotion: i64) -> TaxCase {
        let wire = |n: i64| Money(Decimal::new(n, 5));
        TaxCase {
            date: date(2026, 11, 24),
            lines: prices.iter().map(|n| TaxLine { total_price: wire(*n), ..TaxLine::default() }).collect(),
            freight: wire(freight),
            insured_fee: wire(insured_fee),
            discount: Discount::Promotion(wire(promotion)),
            year_total_before: None,
            one_indivisible_item: None,
        }
    }

    #[test]
    fn freight_goes_by_price_and_a_gift_bears_nothing() {
        for (prices, freight, shares) in [
            (vec![10_000_000; 3], 1_000_000, "3.33333 3.33333 3.33334"),
            (vec![10_000_000, 10_000_000, 0], 1, "0.00001 0 0"),
            (vec![0, 10_000_000, 0], 1_000_000, "0 10 0"),
            (vec![0, 0], 1_000_000, "0 10"),
            (vec![20_000_000, 10_000_000], 1_000_000, "6.66667 3.33333"),
            (vec![1, 9_999_999], 1_000_000, "0 10"),
            (vec![10_000_000], 1_000_000, "10"),
            (vec![], 1_000_000, ""),
        ] {
            let got = of(&case(&prices, freight, 0, 0), &mut Vec::new());
            let got: Vec<String> = got.iter().map(|share| Money(share.freight).to_wire()).collect();
            assert_eq!(got.join(" "), shares, "{prices:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_line_loses_more_than_it_costs(
            prices in prop::collection::vec(prop_oneof![Just(0_i64), 1_i64..50, 0_i64..500_000_000], 1..40),
            freight in prop_oneof![Just(0_i64), 1_i64..50, 0_i64..10_000_000],
            insured_fee in 0_i64..100,
            promotion in prop_oneof![Just(0_i64), 1_i64..50, 0_i64..600_000_000],
        ) {
            let case = case(&prices, freight, insured_fee, promotion);
            let shares = of(&case, &mut Vec::new());
            let goods: i64 = prices.iter().sum();
            let sum = |of: fn(&Share) -> Decimal| shares.iter().map(of).sum::<Decimal>();
            prop_assert_eq!(sum(|share| share.freight), Decimal::new(freight, 5));
            prop_assert_eq!(sum(|share| share.insured_fee), Decimal::new(insured_fee, 5));
            prop_assert_eq!(sum(|share| share.promotion), Decimal::new(promotion.min(goods), 5));
            let all = goods - promotion.min(goods) + freight + insured_fee;
            prop_assert_eq!(shares.iter().map(Share::base).sum::<Money>(), Money(Decimal::new(all, 5)));
            for share in &shares {
                prop_assert!(share.promotion <= share.list_price && share.promotion >= Decimal::ZERO);
                prop_assert!(share.freight >= Decimal::ZERO && share.insured_fee >= Decimal::ZERO);
                if share.list_price.is_zero() && goods > 0 {
                    prop_assert_eq!(share.base(), Money::ZERO);
                }
            }
        }
    }
}
