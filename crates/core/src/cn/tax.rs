//! The assessment of tax: station 5.
//!
//! The retail import tax (跨境电商零售进口综合税) of one order: base, duty, consumption tax and VAT of every line. It
//! cannot fail: what is unknown or unsure is assessed as far as it goes and named in a warning.
//!
//! # Invariants
//! - Lines sum to the order: bases to the order's base, taxes to its exact totals; freight, insurance and a promotion
//!   are shared out to the last fifth decimal.
//! - To the cent, the three taxes sum to the total, and the lines to the three taxes ([`Assessment::cents`]).

mod compare;
mod consumption;
mod declared;
mod explain;
pub mod formulas;
mod refund;
mod shares;
mod warning;

pub use compare::compare;
pub use declared::assess_declaration;
pub use refund::{Levied, LeviedLine, Refund, RefundLine, RefundProblem, ReturnedLine, refund};
use shares::Share;
pub use warning::{Warning, WarningKind};

use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::cn::rates::{Certainty, CodeRates, Rates};
use crate::money::{CentsTable, Money, Quantity, cents_table};
use crate::versions::{Mark, Versions};

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
    /// The broker's own rows among the rates.
    #[serde(default)]
    pub own: Vec<Mark>,
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
    /// Duty of all lines, to the cent; with the two below it adds up to the total.
    pub duty: Money,
    /// Consumption tax of all lines, to the cent.
    pub consumption_tax: Money,
    /// VAT of all lines, to the cent.
    pub vat: Money,
    /// All tax of all lines, summed first and then rounded half up to the cent.
    pub total: Money,
    /// What is unknown, unsure or not allowed.
    pub warnings: Vec<Warning>,
    /// The broker's own rows among the limits.
    #[serde(default)]
    pub own: Vec<Mark>,
    /// By which rates and limits it was assessed.
    #[serde(default)]
    pub versions: Versions,
}

impl Assessment {
    /// Duty, consumption tax and VAT with the five decimals of the wire: exactly the sums of the lines.
    ///
    /// They are what the tax bill states in its head.
    #[must_use]
    pub fn exact(&self) -> (Money, Money, Money) {
        let sum = |of: fn(&LineAssessment) -> Money| self.lines.iter().map(of).sum();
        (sum(|l| l.duty), sum(|l| l.consumption_tax), sum(|l| l.vat))
    }

    /// The assessment to the cent: duty, consumption tax and VAT of every line, so that lines, taxes and total add up.
    #[must_use]
    pub fn cents(&self) -> CentsTable {
        cents(&self.lines)
    }
}

fn cents(lines: &[LineAssessment]) -> CentsTable {
    let rows: Vec<[Money; 3]> =
        lines.iter().map(|line| [line.duty, line.consumption_tax, line.vat]).collect();
    let heads = [0, 1, 2].map(|tax| rows.iter().map(|row| row[tax]).sum());
    cents_table(heads, &rows)
}

/// Assesses an order. See the module for what it promises.
#[must_use]
pub fn assess(case: &TaxCase, rates: &Rates) -> Assessment {
    let mut warnings = Vec::new();
    if case.date < rates.first_day() {
        warnings.push(Warning::order(WarningKind::DateBeforeRates));
    }
    let shares = shares::of(case, &mut warnings);
    let base: Money = shares.iter().map(Share::base).sum();
    let regime = regime(case, base, rates, &mut warnings);
    let lines: Vec<LineAssessment> = case
        .lines
        .iter()
        .zip(&shares)
        .map(|(line, share)| {
            let mut warn = |kind| warnings.push(Warning::line(kind, line.gnum));
            let of_code = rates.of(&line.gcode, case.date);
            match of_code.certainty {
                Certainty::Seen => {}
                Certainty::Rule => warn(WarningKind::RateUnsure),
                Certainty::Unknown => warn(WarningKind::CodeUnknown),
            }
            let applied =
                consumption::apply(line, share.price(), share.base(), of_code.consumption_tax, &mut warn);
            assess_line(line, share, regime, factor(regime, rates, case.date), &of_code, applied, &mut warn)
        })
        .collect();
    let [duty, consumption_tax, vat] = cents(&lines).heads.map(to_cents);
    let total = to_cents(duty + consumption_tax + vat);
    let own = rates.limits(case.date).marks().cloned().collect();
    let versions = rates.versions().clone();
    Assessment { regime, base, duty, consumption_tax, vat, total, lines, warnings, own, versions }
}

/// The part of VAT and consumption tax that is due.
fn factor(regime: TaxRegime, rates: &Rates, day: Date) -> Decimal {
    match regime {
        TaxRegime::Reduced => rates.limits(day).share.value.0,
        TaxRegime::Full => Decimal::ONE,
        TaxRegime::Outside => Decimal::ZERO,
    }
}

/// Within both limits; one item above the single limit; or outside (财关税〔2018〕49号).
fn regime(case: &TaxCase, base: Money, rates: &Rates, warnings: &mut Vec<Warning>) -> TaxRegime {
    let limits = rates.limits(case.date);
    let year = base + shares::bounded(case.year_total_before.unwrap_or_default());
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
    share: &Share,
    regime: TaxRegime,
    factor: Decimal,
    rates: &CodeRates<'_>,
    applied: consumption::Applied,
    warn: &mut impl FnMut(WarningKind),
) -> LineAssessment {
    let base = share.base();
    let duty_percent = if regime == TaxRegime::Full { rates.duty.map(|duty| duty.value) } else { None };
    if regime == TaxRegime::Full && duty_percent.is_none() {
        warn(WarningKind::DutyUnknown);
    }
    let (duty, full, vat) = formulas::taxes(
        base,
        duty_percent.unwrap_or_default(),
        applied.percent,
        applied.by_quantity,
        rates.vat.value,
    );
    let due = |full: Money| Money(full.0 * factor);
    LineAssessment {
        gnum: line.gnum,
        gcode: line.gcode.clone(),
        base,
        freight: Money(share.freight),
        insured_fee: Money(share.insured_fee),
        promotion: Money(share.promotion),
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
        own: rates.marks().cloned().collect(),
    }
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
