//! Rates and limits of the retail import tax: dated, cited, and replaceable as a whole.
//!
//! The tables beside this file are compiled in; a newer set reads with [`Rates::read`]. The day of the declaration
//! chooses the row, never the clock.

mod table;

use std::sync::LazyLock;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::money::{Money, Quantity};
pub use table::RatesError;
use table::Row;

/// How sure a rate is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// The code is in no table: the rates of its nearest neighbours, or the standard VAT rate alone.
    #[default]
    Unknown,
    /// Derived from the statutory lists of goods, not checked code by code.
    Rule,
    /// Read on a public page for this very code.
    Seen,
}

/// The texts of the five tables, tab-separated with a header line; lines beginning with `#` are remarks.
#[derive(Clone, Copy, Debug)]
pub struct RatesText<'a> {
    /// code, vat, consumption_tax, source.
    pub codes: &'a str,
    /// class, percent, since, until, source, basis.
    pub vat: &'a str,
    /// class, percent, specific, specific_below, unit, threshold, per, of, since, until, source, basis.
    pub consumption_tax: &'a str,
    /// code (its beginning), percent, since, until, source, basis.
    pub duty: &'a str,
    /// name (single, annual, share), value, since, until, source, basis.
    pub limits: &'a str,
}

/// A value that holds from one day to another, with its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated<T> {
    /// What holds.
    pub value: T,
    /// The first day.
    pub since: Date,
    /// The last day; open when absent.
    pub until: Option<Date>,
    /// How sure it is.
    pub certainty: Certainty,
    /// The text that orders it.
    pub basis: String,
}

impl<T> Dated<T> {
    fn holds_on(&self, day: Date) -> bool {
        self.since <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// What a threshold or a specific tax is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    /// Millilitre of labelled content; 1 ml counts as 1 g.
    Ml,
    /// Gram of labelled content; 1 g counts as 1 ml.
    Gram,
    /// Piece or sheet (片, 张).
    Piece,
    /// The thing itself, such as a watch (只).
    Item,
    /// Litre.
    Litre,
}

/// From which unit price on a consumption tax applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// The first unit price that is taxed, CNY per measure.
    pub from: Money,
    /// What the price is divided by.
    pub per: Measure,
    /// Whether freight and insurance belong to the unit price.
    pub of_base: bool,
}

/// The amount per unit of a specific or compound tax, in CNY.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Specific {
    /// At or above the threshold, or always when there is none.
    pub amount: Money,
    /// Below the threshold.
    pub below: Money,
    /// For each of these.
    pub unit: Measure,
}

/// The rule of one class of consumption tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsumptionTax {
    /// Per cent of the composed price.
    pub percent: Decimal,
    /// The part by quantity.
    pub specific: Option<Specific>,
    /// Where it begins.
    pub threshold: Option<Threshold>,
}

/// The five shapes of the consumption tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum ConsumptionTaxKind {
    /// Not taxed.
    None,
    /// By value (从价).
    AdValorem,
    /// By value from a unit price on.
    Threshold,
    /// By quantity (从量).
    Specific,
    /// By both (复合).
    Compound,
}

impl ConsumptionTax {
    /// Which of the five it is.
    #[must_use]
    pub fn kind(&self) -> ConsumptionTaxKind {
        match (self.percent.is_zero(), self.specific, self.threshold) {
            (true, None, _) => ConsumptionTaxKind::None,
            (true, Some(_), _) => ConsumptionTaxKind::Specific,
            (false, Some(_), _) => ConsumptionTaxKind::Compound,
            (false, None, Some(_)) => ConsumptionTaxKind::Threshold,
            (false, None, None) => ConsumptionTaxKind::AdValorem,
        }
    }
}

/// The limits of the retail import tax on a day.
#[derive(Clone, Copy, Debug)]
pub struct Limits<'a> {
    /// The most for one transaction.
    pub single: &'a Dated<Money>,
    /// The most for one person and calendar year.
    pub annual: &'a Dated<Money>,
    /// The part of VAT and consumption tax that is due within both limits.
    pub share: &'a Dated<Quantity>,
}

/// The rates of one code on a day.
#[derive(Clone, Copy, Debug)]
pub struct CodeRates<'a> {
    /// Import VAT in per cent.
    pub vat: &'a Dated<Decimal>,
    /// Consumption tax, when the goods belong to a class that has one.
    pub consumption_tax: Option<&'a Dated<ConsumptionTax>>,
    /// Import duty in per cent, when known.
    pub duty: Option<&'a Dated<Decimal>>,
    /// The least sure of code, VAT and consumption tax.
    pub certainty: Certainty,
}

#[derive(Clone, Debug)]
struct CodeRow {
    code: String,
    vat: String,
    consumption_tax: Option<String>,
    certainty: Certainty,
}

/// All rates and limits.
///
/// # Invariants
/// Every class that a code names has at least one row; the standard VAT class and the three limits exist.
#[derive(Clone, Debug)]
pub struct Rates {
    codes: Vec<CodeRow>,
    vat: Vec<(String, Dated<Decimal>)>,
    consumption_tax: Vec<(String, Dated<ConsumptionTax>)>,
    duty: Vec<(String, Dated<Decimal>)>,
    limits: Vec<(String, Dated<Money>)>,
    shares: Vec<(String, Dated<Quantity>)>,
}

static BUILT_IN: LazyLock<Rates> = LazyLock::new(|| {
    Rates::read(&RatesText {
        codes: include_str!("codes.tsv"),
        vat: include_str!("vat.tsv"),
        consumption_tax: include_str!("consumption_tax.tsv"),
        duty: include_str!("duty.tsv"),
        limits: include_str!("limits.tsv"),
    })
    .expect("the tables that are compiled in are read by a test")
});

const STANDARD: &str = "standard";

impl Rates {
    /// The rates this program was built with.
    #[must_use]
    pub fn built_in() -> &'static Rates {
        &BUILT_IN
    }

    /// Reads a set of tables.
    ///
    /// # Errors
    /// Names the table and line that does not read, or the class or limit that is missing.
    pub fn read(text: &RatesText<'_>) -> Result<Rates, RatesError> {
        let vat = table::read("vat", text.vat, |row| {
            Ok((row.text("class")?, row.dated(row.decimal("percent")?)?))
        })?;
        let consumption_tax = table::read("consumption_tax", text.consumption_tax, |row| {
            Ok((row.text("class")?, row.dated(consumption_tax_of(row)?)?))
        })?;
        let duty = table::read("duty", text.duty, |row| {
            Ok((row.text("code")?, row.dated(row.decimal("percent")?)?))
        })?;
        let mut codes = table::read("codes", text.codes, |row| {
            let class = row.optional("consumption_tax")?.map(str::to_owned);
            Ok(CodeRow {
                code: row.text("code")?,
                vat: row.text("vat")?,
                consumption_tax: class,
                certainty: row.certainty()?,
            })
        })?;
        codes.sort_by(|a, b| a.code.cmp(&b.code));
        let limits = table::read("limits", text.limits, |row| {
            Ok((row.text("name")?, row.dated(row.decimal("value")?)?))
        })?;
        let missing = |what: &str| RatesError::Missing { what: what.to_owned() };
        for name in ["single", "annual", "share"] {
            limits.iter().find(|(n, _)| n == name).ok_or_else(|| missing(name))?;
        }
        for class in codes.iter().map(|c| c.vat.as_str()).chain([STANDARD]) {
            vat.iter().find(|(c, _)| c == class).ok_or_else(|| missing(class))?;
        }
        for class in codes.iter().filter_map(|c| c.consumption_tax.as_deref()) {
            consumption_tax.iter().find(|(c, _)| c == class).ok_or_else(|| missing(class))?;
        }
        let shares = limits.iter().map(|(n, d)| (n.clone(), d.map(Quantity))).collect();
        let limits = limits.iter().map(|(n, d)| (n.clone(), d.map(Money))).collect();
        Ok(Rates { codes, vat, consumption_tax, duty, limits, shares })
    }

    /// The limits on a day. Before the first day of the tax: those of the first day.
    #[must_use]
    pub fn limits(&self, day: Date) -> Limits<'_> {
        Limits {
            single: on(&self.limits, "single", day).expect("read() refuses tables without it"),
            annual: on(&self.limits, "annual", day).expect("read() refuses tables without it"),
            share: on(&self.shares, "share", day).expect("read() refuses tables without it"),
        }
    }

    /// The first day for which there are limits: before it there was no such tax.
    #[must_use]
    pub fn first_day(&self) -> Date {
        self.limits.iter().map(|(_, limit)| limit.since).min().expect("read() refuses tables without limits")
    }

    /// The rates of a code on a day.
    ///
    /// A code that is in no table gets the classes that most codes with the same first 8, 6 or 4 digits have, and
    /// [`Certainty::Unknown`]; without any such neighbour the standard VAT rate and no consumption tax.
    #[must_use]
    pub fn of(&self, code: &str, day: Date) -> CodeRates<'_> {
        let exact =
            self.codes.binary_search_by(|row| row.code.as_str().cmp(code)).ok().map(|i| &self.codes[i]);
        let row = exact.or_else(|| self.neighbour(code));
        let vat = on(&self.vat, row.map_or(STANDARD, |r| &r.vat), day).expect("read() checks the classes");
        let class = row.and_then(|r| r.consumption_tax.as_deref());
        let consumption_tax = class.and_then(|class| on(&self.consumption_tax, class, day));
        let duty = self
            .duty
            .iter()
            .filter(|(begin, duty)| code.starts_with(begin.as_str()) && duty.holds_on(day))
            .max_by_key(|(begin, _)| begin.len())
            .map(|(_, duty)| duty);
        let certainty = exact
            .map_or(Certainty::Unknown, |row| row.certainty)
            .min(vat.certainty)
            .min(consumption_tax.map_or(Certainty::Seen, |tax| tax.certainty));
        CodeRates { vat, consumption_tax, duty, certainty }
    }

    /// The row whose classes are the most frequent ones among the nearest codes.
    fn neighbour(&self, code: &str) -> Option<&CodeRow> {
        [8, 6, 4].into_iter().filter_map(|digits| code.get(..digits)).find_map(|begin| {
            let near: Vec<&CodeRow> = self.codes.iter().filter(|row| row.code.starts_with(begin)).collect();
            let same = |row: &CodeRow| {
                near.iter().filter(|r| r.vat == row.vat && r.consumption_tax == row.consumption_tax).count()
            };
            near.iter().copied().rev().max_by_key(|row| same(row))
        })
    }
}

impl<T: Copy> Dated<T> {
    fn map<U>(&self, f: impl FnOnce(T) -> U) -> Dated<U> {
        Dated {
            value: f(self.value),
            since: self.since,
            until: self.until,
            certainty: self.certainty,
            basis: self.basis.clone(),
        }
    }
}

/// The row that holds on a day; before the first day, the first row.
fn on<'a, T>(rows: &'a [(String, Dated<T>)], name: &str, day: Date) -> Option<&'a Dated<T>> {
    let named = || rows.iter().filter(|(n, _)| n == name).map(|(_, row)| row);
    named()
        .find(|row| row.holds_on(day))
        .or_else(|| named().min_by_key(|row| row.since).filter(|row| day < row.since))
}

fn consumption_tax_of(row: &Row<'_>) -> Result<ConsumptionTax, RatesError> {
    let measure = |column: &str| match row.optional(column)? {
        None => Ok(None),
        Some("ml") => Ok(Some(Measure::Ml)),
        Some("gram") => Ok(Some(Measure::Gram)),
        Some("piece") => Ok(Some(Measure::Piece)),
        Some("item") => Ok(Some(Measure::Item)),
        Some("litre") => Ok(Some(Measure::Litre)),
        Some(_) => Err(row.wrong(column)),
    };
    let specific = match (row.optional_decimal("specific")?, measure("unit")?) {
        (Some(amount), Some(unit)) => {
            let below = row.optional_decimal("specific_below")?.unwrap_or_default();
            Some(Specific { amount: Money(amount), below: Money(below), unit })
        }
        (None, None) => None,
        _ => return Err(row.wrong("unit")),
    };
    let threshold = match (row.optional_decimal("threshold")?, measure("per")?) {
        (Some(from), Some(per)) => {
            let of_base = match row.optional("of")? {
                Some("base") => true,
                Some("price") => false,
                _ => return Err(row.wrong("of")),
            };
            Some(Threshold { from: Money(from), per, of_base })
        }
        (None, None) => None,
        _ => return Err(row.wrong("per")),
    };
    let percent = row.decimal("percent")?;
    if percent >= Decimal::ONE_HUNDRED {
        return Err(row.wrong("percent"));
    }
    Ok(ConsumptionTax { percent, specific, threshold })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_day_chooses_the_vat_rate() {
        for (code, day, percent) in [
            ("1901101090", date(2016, 4, 8), 17),
            ("1901101090", date(2018, 4, 30), 17),
            ("1901101090", date(2018, 5, 1), 16),
            ("1901101090", date(2019, 3, 31), 16),
            ("1901101090", date(2019, 4, 1), 13),
            ("1901101090", date(2026, 11, 24), 13),
            ("0901110000", date(2017, 6, 30), 13),
            ("0901110000", date(2017, 7, 1), 11),
            ("0901110000", date(2018, 5, 1), 10),
            ("0901110000", date(2019, 4, 1), 9),
        ] {
            assert_eq!(Rates::built_in().of(code, day).vat.value, Decimal::from(percent), "{code} {day}");
        }
    }

    #[test]
    fn ordinary_cosmetics_lost_their_tax_in_october_2016() {
        let on = |day| Rates::built_in().of("3304100091", day).consumption_tax.expect("a class").value;
        let before = on(date(2016, 9, 30));
        assert_eq!((before.percent, before.threshold), (Decimal::from(30), None));
        let after = on(date(2016, 10, 1));
        assert_eq!((after.percent, after.kind()), (Decimal::from(15), ConsumptionTaxKind::Threshold));
    }

    #[test]
    fn the_limits_rose_with_2019() {
        for (day, single, annual) in [(date(2018, 12, 31), 2_000, 20_000), (date(2019, 1, 1), 5_000, 26_000)]
        {
            let limits = Rates::built_in().limits(day);
            assert_eq!(limits.single.value, Money(Decimal::from(single)), "{day}");
            assert_eq!(limits.annual.value, Money(Decimal::from(annual)), "{day}");
        }
    }

    #[test]
    fn an_unknown_code_follows_its_neighbours_and_says_so() {
        let day = date(2026, 11, 24);
        for (code, percent, taxed, certainty) in [
            ("2204290000", 13, true, Certainty::Seen),
            ("2204210000", 13, true, Certainty::Rule),
            ("2204219999", 13, true, Certainty::Unknown),
            ("0901119999", 9, false, Certainty::Unknown),
            ("9999999999", 13, false, Certainty::Unknown),
            ("", 13, false, Certainty::Unknown),
            ("红酒", 13, false, Certainty::Unknown),
        ] {
            let rates = Rates::built_in().of(code, day);
            assert_eq!(rates.vat.value, Decimal::from(percent), "{code}");
            assert_eq!(rates.consumption_tax.is_some(), taxed, "{code}");
            assert_eq!(rates.certainty, certainty, "{code}");
        }
    }

    #[test]
    fn no_class_has_two_rates_on_one_day() {
        let rates = Rates::built_in();
        let mut day = rates.first_day();
        while day < date(2027, 12, 31) {
            for (class, _) in &rates.consumption_tax {
                let rows =
                    rates.consumption_tax.iter().filter(|(c, row)| c == class && row.holds_on(day)).count();
                assert_eq!(rows, 1, "{class} on {day}");
            }
            for (class, _) in &rates.vat {
                assert_eq!(
                    rates.vat.iter().filter(|(c, row)| c == class && row.holds_on(day)).count(),
                    1,
                    "{class}"
                );
            }
            day = day.checked_add(jiff::Span::new().days(1)).expect("a day");
        }
    }

    #[test]
    fn codes_are_ten_digits_and_stand_once() {
        let codes = &Rates::built_in().codes;
        assert!(codes.len() > 2_400);
        assert!(codes.iter().all(|row| row.code.len() == 10 && row.code.bytes().all(|b| b.is_ascii_digit())));
        assert!(codes.windows(2).all(|pair| pair[0].code < pair[1].code));
    }

    #[test]
    fn a_damaged_table_is_refused_with_its_line() {
        let text = RatesText {
            codes: "code\tvat\tconsumption_tax\tsource\n",
            vat: "class\tpercent\tsince\tuntil\tsource\tbasis\nstandard\t13%\t2019-04-01\t-\tseen\tlaw\n",
            consumption_tax: "class\n",
            duty: "code\n",
            limits: "name\n",
        };
        let error = Rates::read(&text).expect_err("13% is no number").to_string();
        assert!(error.contains("vat") && error.contains("line 2") && error.contains("percent"), "{error}");
    }
}
