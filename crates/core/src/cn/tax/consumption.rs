//! Which consumption tax falls on a line: thresholds, and the part by quantity.

use rust_decimal::Decimal;

use super::{Content, TaxLine, WarningKind, to_wire};
use crate::cn::rates::{ConsumptionTax, Dated, Measure, Threshold};
use crate::money::{Money, Quantity};

/// What applies to one line.
#[derive(Clone, Copy, Debug, Default)]
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
    let unit_price = rule.threshold.and_then(|threshold| unit_price(line, price, base, threshold, warn));
    let above = match (rule.threshold, unit_price) {
        (Some(threshold), Some(unit_price)) => unit_price >= threshold.from,
        _ => true,
    };
    let by_quantity = rule.specific.map_or(Money::ZERO, |specific| {
        let amount = if above { specific.amount } else { specific.below };
        match measure(line, specific.unit) {
            Some((units, _)) => amount * units,
            None => {
                warn(WarningKind::QuantityUnknown);
                Money::ZERO
            }
        }
    });
    let percent = if above { rule.percent } else { Decimal::ZERO };
    Applied { percent, by_quantity, unit_price: unit_price.map(to_wire) }
}

/// The price that is held against the threshold, for each of its measure.
fn unit_price(
    line: &TaxLine,
    price: Money,
    base: Money,
    threshold: Threshold,
    warn: &mut impl FnMut(WarningKind),
) -> Option<Money> {
    let Some((units, how)) = measure(line, threshold.per) else {
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

/// How a quantity is known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Measured,
    /// Only the number of packages is known, and stands for the pieces in them.
    Packages,
}

/// How much of a measure the line holds: by its labelled content, else by its legal, else by its declared quantity.
fn measure(line: &TaxLine, measure: Measure) -> Option<(Quantity, Known)> {
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
        Measure::Piece => by(|unit| matches!(unit, "010" | "020").then_some(Decimal::ONE)),
        Measure::Item => by(|unit| matches!(unit, "007" | "008" | "011").then_some(Decimal::ONE)),
    });
    if let Some(n) = measured {
        return Some((n, Known::Measured));
    }
    let packages = by(|unit| matches!(unit, "007" | "008" | "011").then_some(Decimal::ONE));
    packages.filter(|_| measure == Measure::Piece).map(|n| (n, Known::Packages))
}

/// Grams of a weight, millilitres of a volume.
fn thousandths(unit: &str) -> Option<Decimal> {
    match unit {
        "035" | "095" => Some(Decimal::ONE_THOUSAND), // 千克, 升
        "036" | "096" => Some(Decimal::ONE),          // 克, 毫升
        _ => None,
    }
}

fn litres(unit: &str) -> Option<Decimal> {
    match unit {
        "095" => Some(Decimal::ONE),       // 升
        "096" => Some(Decimal::new(1, 3)), // 毫升
        _ => None,
    }
}
