//! The assessment of tax: station 5.
//!
//! The retail import tax (跨境电商零售进口综合税) of one order: base, duty, consumption tax and VAT of every line. It
//! cannot fail: what is unknown or unsure is assessed as far as it goes and named in a warning.
//!
//! # Invariants
//! Lines sum to the order: bases to the order's base, taxes to its totals before these are rounded to the cent.

mod consumption;
mod declared;
mod explain;
pub mod formulas;
mod warning;

pub use declared::assess_declaration;
pub use warning::{Warning, WarningKind};

use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::cn::rates::{Certainty, CodeRates, Rates};
use crate::money::{Money, Quantity};

/// What is labelled on the goods, for a whole line: the measure of the cosmetics threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Content {
    /// Millilitres.
    Ml(Quantity),
    /// Grams.
    Gram(Quantity),
    /// Pieces or sheets.
    Piece(Quantity),
}

/// One goods line to be taxed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaxLine {
    /// Number of the line, from 1.
    pub gnum: u32,
    /// The 10-digit HS code.
    pub gcode: String,
    /// Price of the line, without freight and insurance.
    pub total_price: Money,
    /// Declared quantity and its unit (customs code, such as `142`).
    pub qty: Quantity,
    /// Unit of `qty`.
    pub unit: String,
    /// First legal quantity.
    pub qty1: Quantity,
    /// Unit of `qty1`.
    pub unit1: String,
    /// Second legal quantity.
    pub qty2: Option<Quantity>,
    /// Unit of `qty2`.
    pub unit2: Option<String>,
    /// Labelled content of the whole line, where the goods book knows it; else the legal quantities stand for it.
    pub content: Option<Content>,
}

/// What was taken off the price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Discount {
    /// Nothing.
    #[default]
    None,
    /// A reduction open to every buyer: the reduced price is the base. Not settled in public text; warned about.
    Promotion(Money),
    /// Points, coupons or vouchers used as payment (the message's `discount`): the base stays.
    Voucher(Money),
}

/// An order to be taxed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxCase {
    /// The day of the declaration, which chooses rates and limits.
    pub date: Date,
    /// The goods.
    pub lines: Vec<TaxLine>,
    /// Freight of the whole order.
    pub freight: Money,
    /// Insurance of the whole order.
    pub insured_fee: Money,
    /// What was taken off.
    pub discount: Discount,
    /// What the buyer has used of the annual limit before this order; unknown counts as nothing.
    pub year_total_before: Option<Money>,
    /// Whether the order is one item that cannot be divided. Unknown: one line with the quantity 1 is.
    pub one_indivisible_item: Option<bool>,
}

/// How an order is taxed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum TaxRegime {
    /// Within both limits: no duty, 70 % of VAT and consumption tax.
    Reduced,
    /// One indivisible item above the single limit, within the annual one: duty, VAT and consumption tax in full.
    Full,
    /// Not retail import any more: general goods. No tax is stated here.
    Outside,
}

/// The tax of one line. Amounts have five decimals, rounded half up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineAssessment {
    /// Number of the line.
    pub gnum: u32,
    /// Its HS code.
    pub gcode: String,
    /// What is taxed: price and shares of freight and insurance, less the share of a promotion (完税价格).
    pub base: Money,
    /// The share of the freight.
    pub freight: Money,
    /// The share of the insurance.
    pub insured_fee: Money,
    /// The share of a promotion.
    pub promotion: Money,
    /// Import duty.
    pub duty: Money,
    /// Consumption tax that is due.
    pub consumption_tax: Money,
    /// VAT that is due.
    pub vat: Money,
    /// Consumption tax before the share of 70 %.
    pub full_consumption_tax: Money,
    /// Import duty in per cent; none within the limits or where the rate is unknown.
    pub duty_percent: Option<Decimal>,
    /// Consumption tax in per cent, 0 where none applies.
    pub consumption_tax_percent: Decimal,
    /// The part of the consumption tax by quantity.
    pub consumption_tax_by_quantity: Money,
    /// VAT in per cent.
    pub vat_percent: Decimal,
    /// Unit price that was held against a threshold.
    pub unit_price: Option<Money>,
    /// How sure the rates are.
    pub certainty: Certainty,
}

impl LineAssessment {
    /// All tax of the line.
    #[must_use]
    pub fn tax(&self) -> Money {
        self.duty + self.consumption_tax + self.vat
    }
}

/// The tax of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// How it is taxed.
    pub regime: TaxRegime,
    /// Goods with freight and insurance.
    pub base: Money,
    /// The lines, in the order of the case.
    pub lines: Vec<LineAssessment>,
    /// Duty of all lines, to the cent.
    pub duty: Money,
    /// Consumption tax of all lines, to the cent.
    pub consumption_tax: Money,
    /// VAT of all lines, to the cent.
    pub vat: Money,
    /// All tax of all lines, summed first and then rounded to the cent: so it may differ by a cent from the sum of the
    /// three rounded ones.
    pub total: Money,
    /// What is unknown, unsure or not allowed.
    pub warnings: Vec<Warning>,
}

impl Assessment {
    /// Duty, consumption tax and VAT with the five decimals of the wire: exactly the sums of the lines.
    #[must_use]
    pub fn exact(&self) -> (Money, Money, Money) {
        let sum = |of: fn(&LineAssessment) -> Money| self.lines.iter().map(of).sum();
        (sum(|l| l.duty), sum(|l| l.consumption_tax), sum(|l| l.vat))
    }
}

/// Assesses an order. See the module for what it promises.
#[must_use]
pub fn assess(case: &TaxCase, rates: &Rates) -> Assessment {
    let mut warnings = Vec::new();
    if case.date < rates.first_day() {
        warnings.push(Warning::order(WarningKind::DateBeforeRates));
    }
    let shares = Shares::of(case, &mut warnings);
    let base: Money = (0..case.lines.len()).map(|i| shares.base(i)).sum();
    let regime = regime(case, base, rates, &mut warnings);
    let factor = match regime {
        TaxRegime::Reduced => rates.limits(case.date).share.value.0,
        TaxRegime::Full => Decimal::ONE,
        TaxRegime::Outside => Decimal::ZERO,
    };
    let lines: Vec<LineAssessment> = case
        .lines
        .iter()
        .enumerate()
        .map(|(i, line)| {
            assess_line(line, i, &shares, regime, factor, &rates.of(&line.gcode, case.date), &mut warnings)
        })
        .collect();
    let sum = |of: fn(&LineAssessment) -> Money| to_cents(lines.iter().map(of).sum());
    Assessment {
        regime,
        base,
        duty: sum(|l| l.duty),
        consumption_tax: sum(|l| l.consumption_tax),
        vat: sum(|l| l.vat),
        total: sum(LineAssessment::tax),
        lines,
        warnings,
    }
}

/// Within both limits; one item above the single limit; or outside (财关税〔2018〕49号).
fn regime(case: &TaxCase, base: Money, rates: &Rates, warnings: &mut Vec<Warning>) -> TaxRegime {
    let limits = rates.limits(case.date);
    let year = base + bounded(case.year_total_before.unwrap_or_default());
    if year > limits.annual.value {
        warnings.push(Warning::order(WarningKind::AnnualLimitExceeded));
        return TaxRegime::Outside;
    }
    if base <= limits.single.value {
        return TaxRegime::Reduced;
    }
    let deduced = matches!(case.lines.as_slice(), [only] if only.qty == Quantity(Decimal::ONE));
    if case.one_indivisible_item.unwrap_or(deduced) && case.lines.len() == 1 {
        return TaxRegime::Full;
    }
    warnings.push(Warning::order(WarningKind::SingleLimitExceeded));
    TaxRegime::Outside
}

fn assess_line(
    line: &TaxLine,
    i: usize,
    shares: &Shares,
    regime: TaxRegime,
    factor: Decimal,
    rates: &CodeRates<'_>,
    warnings: &mut Vec<Warning>,
) -> LineAssessment {
    let mut warn = |kind| warnings.push(Warning::line(kind, line.gnum));
    match rates.certainty {
        Certainty::Seen => {}
        Certainty::Rule => warn(WarningKind::RateUnsure),
        Certainty::Unknown => warn(WarningKind::CodeUnknown),
    }
    let base = shares.base(i);
    let duty_percent = if regime == TaxRegime::Full { rates.duty.map(|duty| duty.value) } else { None };
    if regime == TaxRegime::Full && duty_percent.is_none() {
        warn(WarningKind::DutyUnknown);
    }
    let duty = Money(base.0 * duty_percent.unwrap_or_default() / Decimal::ONE_HUNDRED);
    let applied = consumption::apply(line, shares.price(i), base, rates.consumption_tax, &mut warn);
    let full = formulas::consumption_tax(base, duty, applied.percent, applied.by_quantity);
    let vat = formulas::vat(base, duty, full, rates.vat.value);
    let due = |full: Money| Money(full.0 * factor);
    LineAssessment {
        gnum: line.gnum,
        gcode: line.gcode.clone(),
        base,
        freight: Money(shares.freight[i]),
        insured_fee: Money(shares.insured_fee[i]),
        promotion: Money(shares.promotion[i]),
        duty: to_wire(duty),
        consumption_tax: to_wire(due(full)),
        vat: to_wire(due(vat)),
        full_consumption_tax: to_wire(full),
        duty_percent,
        consumption_tax_percent: applied.percent,
        consumption_tax_by_quantity: to_wire(applied.by_quantity),
        vat_percent: rates.vat.value,
        unit_price: applied.unit_price,
        certainty: rates.certainty,
    }
}

/// Prices of the lines, and what of the order's freight, insurance and promotion falls on each.
struct Shares {
    price: Vec<Decimal>,
    freight: Vec<Decimal>,
    insured_fee: Vec<Decimal>,
    promotion: Vec<Decimal>,
}

impl Shares {
    fn of(case: &TaxCase, warnings: &mut Vec<Warning>) -> Shares {
        let mut bound = |amount: Money, gnum: Option<u32>| {
            let kept = bounded(amount);
            if kept != amount {
                warnings.push(Warning { kind: WarningKind::AmountOutOfRange, gnum });
            }
            kept.0
        };
        let price: Vec<Decimal> = case.lines.iter().map(|l| bound(l.total_price, Some(l.gnum))).collect();
        let freight = bound(case.freight, None);
        let insured_fee = bound(case.insured_fee, None);
        let goods: Decimal = price.iter().sum();
        let promotion = match case.discount {
            Discount::Promotion(amount) => bound(amount, None).min(goods),
            Discount::None | Discount::Voucher(_) => Decimal::ZERO,
        };
        if !promotion.is_zero() {
            warnings.push(Warning::order(WarningKind::PromotionUnsure));
        }
        Shares {
            freight: by_price(freight, &price),
            insured_fee: by_price(insured_fee, &price),
            promotion: by_price(promotion, &price),
            price,
        }
    }

    /// Price after a promotion, without freight and insurance.
    fn price(&self, i: usize) -> Money {
        Money((self.price[i] - self.promotion[i]).max(Decimal::ZERO))
    }

    fn base(&self, i: usize) -> Money {
        to_wire(self.price(i) + Money(self.freight[i] + self.insured_fee[i]))
    }
}

/// Splits an amount by the share of each price in their sum; the last line takes the rest, so nothing is lost.
fn by_price(amount: Decimal, prices: &[Decimal]) -> Vec<Decimal> {
    let total: Decimal = prices.iter().sum();
    let mut rest = amount;
    prices
        .iter()
        .enumerate()
        .map(|(i, price)| {
            let share = if i + 1 == prices.len() {
                rest
            } else if total.is_zero() {
                Decimal::ZERO
            } else {
                to_wire(Money(amount * price / total)).0.min(rest)
            };
            rest -= share;
            share
        })
        .collect()
}

/// The wire carries at most 14 digits before the point and no negative price; what lies beyond is cut off, so that no
/// product can overflow.
fn bounded(amount: Money) -> Money {
    Money(amount.0.clamp(Decimal::ZERO, Decimal::from(99_999_999_999_999_i64)))
}

/// Five decimals, half up: the precision of the wire (N19,5). The public text orders no other rounding for this tax.
fn to_wire(amount: Money) -> Money {
    let mut rounded = amount.0.round_dp_with_strategy(5, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(5);
    Money(rounded)
}

/// Two decimals, half up.
fn to_cents(amount: Money) -> Money {
    let mut rounded = amount.to_cent().0;
    rounded.rescale(2);
    Money(rounded)
}

#[cfg(test)]
mod cases;
