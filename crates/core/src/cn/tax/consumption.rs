//! Which consumption tax falls on a line: thresholds, and the part by quantity.

use rust_decimal::{Decimal, RoundingStrategy};

use super::{Content, TaxLine, WarningKind};
use crate::cn::rates::{ConsumptionTax, Dated, Measure, Threshold};
use crate::money::{Money, Quantity};

/// What applies to one line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Applied {
    pub(super) percent: Decimal,
    pub(super) by_quantity: Money,
    pub(super) unit_price: Option<Money>,
}

/// Applies the rule of the goods' class. What cannot be measured counts as taxed: a bill that turns out lower is better
/// news than one that turns out higher.
pub(super) fn apply(
    line: &TaxLine,
    price: Money,
    base: Money,
    rule: Option<&Dated<ConsumptionTax>>,
    warn: &mut impl FnMut(WarningKind),
) -> Applied {
    let Some(rule) = rule.map(|dated| &dated.value) else {
        return Applied::default();
    };
    let unit_price =
        rule.threshold.and_then(|threshold| unit_price(line, price, base, threshold, rule.percent, warn));
    let above = match (rule.threshold, unit_price) {
        (Some(threshold), Some(unit_price)) => unit_price >= threshold.from,
        _ => true,
    };
    let by_quantity = rule.specific.map_or(Money::ZERO, |specific| {
        let amount = if above { specific.amount } else { specific.below };
        match measure(line, specific.unit, rule.percent) {
            Some((units, how)) => {
                if how == Known::Weight {
                    warn(WarningKind::LitresByWeight);
                }
                amount * units
            }
            None => {
                warn(WarningKind::QuantityUnknown);
                Money::ZERO
            }
        }
    });
    let percent = if above { rule.percent } else { Decimal::ZERO };
    let unit_price = unit_price.zip(rule.threshold).map(|(price, threshold)| cut(price, threshold.from));
    Applied { percent, by_quantity, unit_price }
}

/// Cut down to five decimals, or as many as the threshold has: so what is shown lies on the same side of it.
fn cut(price: Money, threshold: Money) -> Money {
    let digits = threshold.0.normalize().scale().max(5);
    Money(price.0.round_dp_with_strategy(digits, RoundingStrategy::ToZero))
}

/// What would apply if the unit price lay on the other side of the threshold; nothing where there is none.
pub(super) fn across(line: &TaxLine, applied: Applied, rule: &ConsumptionTax) -> Option<Applied> {
    let threshold = rule.threshold?;
    let below = applied.unit_price.is_some_and(|price| price < threshold.from);
    let by_quantity = rule.specific.and_then(|specific| {
        let (units, _) = measure(line, specific.unit, rule.percent)?;
        Some((if below { specific.amount } else { specific.below }) * units)
    });
    let percent = if below { rule.percent } else { Decimal::ZERO };
    Some(Applied { percent, by_quantity: by_quantity.unwrap_or_default(), ..applied })
}

/// The price that is held against the threshold, for each of its measure.
fn unit_price(
    line: &TaxLine,
    price: Money,
    base: Money,
    threshold: Threshold,
    percent: Decimal,
    warn: &mut impl FnMut(WarningKind),
) -> Option<Money> {
    let Some((units, how)) = measure(line, threshold.per, percent) else {
        warn(WarningKind::ContentUnknown);
        return None;
    };
    if how == Known::Packages {
        warn(WarningKind::ContentByPackages);
    }
    let per_unit = |amount: Money| Money(amount.0 / units.0);
    let (with, without) = (per_unit(base), per_unit(price));
    if (with >= threshold.from) != (without >= threshold.from) {
        warn(WarningKind::ThresholdByFreight);
    }
    Some(if threshold.of_base { with } else { without })
}

/// How much of a measure the line holds, as far as it is known; `percent` is that of the consumption tax.
pub(super) fn units(line: &TaxLine, of: Measure, percent: Decimal) -> Option<Quantity> {
    measure(line, of, percent).map(|(units, _)| units)
}

/// How a quantity is known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Measured,
    /// Only the number of packages is known, and stands for the pieces in them.
    Packages,
    /// Only the weight is known, and stands for the litres.
    Weight,
}

/// How much of a measure the line holds: by its labelled content, else by its legal, else by its declared quantity.
///
/// Litres that nobody declares follow from the weight, as the two printed amounts of one tax relate.
fn measure(line: &TaxLine, measure: Measure, percent: Decimal) -> Option<(Quantity, Known)> {
    let quantities = || {
        let second = line.qty2.zip(line.unit2.as_deref());
        [Some((line.qty1, line.unit1.as_str())), second, Some((line.qty, line.unit.as_str()))]
            .into_iter()
            .flatten()
    };
    // A thousandth of a gram at the least, a thousand tonnes at the most: so no quotient or product can overflow.
    let plausible = |n: &Quantity| n.0 >= Decimal::new(1, 5) && n.0 < Decimal::from(1_000_000_000);
    let by = |factor: fn(&str) -> Option<Decimal>| {
        quantities()
            .filter(|(n, _)| plausible(n))
            .find_map(|(n, unit)| factor(unit).map(|times| Quantity(n.0 * times)))
    };
    let content = match (line.content, measure) {
        (Some(Content::Ml(n) | Content::Gram(n)), Measure::Ml | Measure::Gram) => Some(n),
        (Some(Content::Ml(n)), Measure::Litre) => Some(Quantity(n.0 / Decimal::ONE_THOUSAND)),
        (Some(Content::Piece(n)), Measure::Piece | Measure::Item) => Some(n),
        _ => None,
    };
    let measured = content.filter(plausible).or_else(|| match measure {
        Measure::Ml | Measure::Gram => by(thousandths),
        Measure::Litre => by(litres),
        Measure::Piece => by(sheets),
        Measure::Item => by(|unit| matches!(unit, "007" | "008" | "011").then_some(Decimal::ONE)),
    });
    if let Some(n) = measured {
        return Some((n, Known::Measured));
    }
    match measure {
        Measure::Piece => {
            let packages = by(|unit| matches!(unit, "007" | "008" | "011").then_some(Decimal::ONE));
            packages.map(|n| (n, Known::Packages))
        }
        Measure::Litre => {
            let weight = match line.content {
                Some(Content::Gram(n)) if plausible(&n) => Some(Quantity(n.0 / Decimal::ONE_THOUSAND)),
                _ => by(kilograms),
            };
            weight.map(|n| (Quantity(n.0 * litres_of_a_kilogram(percent)), Known::Weight))
        }
        _ => None,
    }
}

/// 白酒: 1 CNY/kg = 0.912 CNY/l; 啤酒: 250 CNY/t = 0.253 CNY/l, by 988 l/t (tax table, chapters 22.08 and 22.03).
fn litres_of_a_kilogram(percent: Decimal) -> Decimal {
    if percent.is_zero() { Decimal::new(988, 3) } else { Decimal::ONE_THOUSAND / Decimal::from(912) }
}

/// Grams of a weight, millilitres of a volume.
fn thousandths(unit: &str) -> Option<Decimal> {
    match unit {
        "035" | "095" => Some(Decimal::ONE_THOUSAND),    // 千克, 升
        "036" | "096" => Some(Decimal::ONE),             // 克, 毫升
        "063" | "070" => Some(Decimal::from(1_000_000)), // 千升, 吨
        _ => None,
    }
}

fn litres(unit: &str) -> Option<Decimal> {
    match unit {
        "063" => Some(Decimal::ONE_THOUSAND), // 千升
        "095" => Some(Decimal::ONE),          // 升
        "096" => Some(Decimal::new(1, 3)),    // 毫升
        _ => None,
    }
}

fn kilograms(unit: &str) -> Option<Decimal> {
    match unit {
        "035" => Some(Decimal::ONE),          // 千克
        "036" => Some(Decimal::new(1, 3)),    // 克
        "070" => Some(Decimal::ONE_THOUSAND), // 吨
        _ => None,
    }
}

/// Pieces and sheets.
fn sheets(unit: &str) -> Option<Decimal> {
    match unit {
        "010" | "020" => Some(Decimal::ONE),      // 张, 片
        "044" => Some(Decimal::ONE_HUNDRED),      // 百片
        "058" => Some(Decimal::ONE_THOUSAND),     // 千张
        "059" => Some(Decimal::from(10_000_i64)), // 万张
        _ => None,
    }
}
