//! Rates and limits of the retail import tax: dated, cited, and replaceable.
//!
//! They are read from packages, of which those beside this file are compiled in. The day of the declaration chooses the
//! row, never the clock.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::codes::{Tables, versions_of};
use super::tables::{Chosen, Row};
use crate::money::{Money, Quantity};
use crate::versions::{Mark, Versions};

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
    /// Who put it there, if it is a broker's own row.
    pub mark: Option<Arc<Mark>>,
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

impl<'a> Limits<'a> {
    /// The broker's own rows among them.
    pub fn marks(&self) -> impl Iterator<Item = &'a Mark> + use<'a> {
        let rows = [&self.single.mark, &self.annual.mark, &self.share.mark];
        rows.into_iter().flatten().map(|mark| &**mark)
    }
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
    /// Who put the code into its classes, if it is a broker's own row.
    pub mark: Option<&'a Arc<Mark>>,
}

impl<'a> CodeRates<'a> {
    /// The broker's own rows behind these rates.
    pub fn marks(&self) -> impl Iterator<Item = &'a Mark> + use<'a> {
        let rows = [
            self.mark,
            self.vat.mark.as_ref(),
            self.consumption_tax.and_then(|tax| tax.mark.as_ref()),
            self.duty.and_then(|duty| duty.mark.as_ref()),
        ];
        rows.into_iter().flatten().map(|mark| &**mark)
    }
}

#[derive(Clone, Debug)]
struct CodeRow {
    code: String,
    vat: String,
    consumption_tax: Option<String>,
    certainty: Certainty,
    mark: Option<Arc<Mark>>,
}

/// All rates and limits.
///
/// # Invariants
/// Where [`Rates::lacks`] finds nothing, every class that a code names has at least one row, and the standard VAT class and
/// the three limits exist. [`Held`](super::tables::Held) gives out no others.
#[derive(Clone, Debug)]
pub struct Rates {
    codes: Vec<CodeRow>,
    vat: Vec<(String, Dated<Decimal>)>,
    consumption_tax: Vec<(String, Dated<ConsumptionTax>)>,
    duty: Vec<(String, Dated<Decimal>)>,
    limits: Vec<(String, Dated<Money>)>,
    shares: Vec<(String, Dated<Quantity>)>,
    versions: Versions,
}

const STANDARD: &str = "standard";

impl Rates {
    /// The tables that rates are read from.
    pub(super) const TABLES: [&'static str; 5] = ["class", "consumption_tax", "duty", "limit", "vat"];

    /// The rates this program was built with.
    #[must_use]
    pub fn built_in() -> &'static Rates {
        static TABLES: LazyLock<Arc<Tables>> = LazyLock::new(Tables::built_in);
        TABLES.rates()
    }

    /// The rates of these tables, one for each of [`Rates::TABLES`] in their order.
    pub(super) fn of_tables(chosen: &[Chosen<'_>; 5]) -> Rates {
        let [class, consumption_tax, duty, limit, vat] = chosen;
        let percent =
            |row: Row<'_>, key: &str| (row.text(key).to_owned(), dated(&row, row.decimal("percent")));
        let mut codes: Vec<CodeRow> = class
            .rows()
            .map(|row| CodeRow {
                code: row.key().to_owned(),
                vat: row.text("vat").to_owned(),
                consumption_tax: row.get("consumption_tax").map(str::to_owned),
                certainty: certainty(&row),
                mark: row.mark().cloned(),
            })
            .collect();
        // An own row comes first; sorting keeps it there, and the second one for a code goes.
        codes.sort_by(|a, b| a.code.cmp(&b.code));
        codes.dedup_by(|later, first| later.code == first.code);
        let taxes = consumption_tax.rows().filter_map(|row| {
            let tax = consumption_tax_of(&row).ok()?;
            Some((row.text("class").to_owned(), dated(&row, tax)))
        });
        let limits: Vec<(String, Dated<Decimal>)> = limit
            .rows()
            .map(|row| (row.text("name").to_owned(), dated(&row, row.decimal("value"))))
            .collect();
        Rates {
            codes,
            vat: vat.rows().map(|row| percent(row, "class")).collect(),
            consumption_tax: taxes.collect(),
            duty: duty.rows().map(|row| percent(row, "code")).collect(),
            shares: limits.iter().map(|(n, d)| (n.clone(), d.map(Quantity))).collect(),
            limits: limits.iter().map(|(n, d)| (n.clone(), d.map(Money))).collect(),
            versions: versions_of(chosen),
        }
    }

    /// A table and the class or limit for which it has no row at all.
    pub(super) fn lacks(&self) -> Option<(&'static str, String)> {
        let names = |rows: &mut dyn Iterator<Item = &String>| rows.cloned().collect::<HashSet<String>>();
        let limits = names(&mut self.limits.iter().map(|(name, _)| name));
        let vat = names(&mut self.vat.iter().map(|(name, _)| name));
        let taxes = names(&mut self.consumption_tax.iter().map(|(name, _)| name));
        let limit = ["annual", "share", "single"].into_iter().find(|name| !limits.contains(*name));
        let class =
            self.codes.iter().map(|c| c.vat.as_str()).chain([STANDARD]).find(|name| !vat.contains(*name));
        let tax = self
            .codes
            .iter()
            .filter_map(|c| c.consumption_tax.as_deref())
            .find(|name| !taxes.contains(*name));
        let missing = [("limit", limit), ("vat", class), ("consumption_tax", tax)];
        missing.into_iter().find_map(|(table, name)| Some((table, name?.to_owned())))
    }

    /// The versions of the tables that these rates are read from, and of the rules.
    #[must_use]
    pub fn versions(&self) -> &Versions {
        &self.versions
    }

    /// The limits on a day. Before the first day of the tax: those of the first day.
    #[must_use]
    pub fn limits(&self, day: Date) -> Limits<'_> {
        Limits {
            single: always(&self.limits, "single", day).expect("tables without it are refused"),
            annual: always(&self.limits, "annual", day).expect("tables without it are refused"),
            share: always(&self.shares, "share", day).expect("tables without it are refused"),
        }
    }

    /// The first day for which there are limits: before it there was no such tax.
    #[must_use]
    pub fn first_day(&self) -> Date {
        self.limits.iter().map(|(_, limit)| limit.since).min().expect("tables without limits are refused")
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
        let vat = always(&self.vat, row.map_or(STANDARD, |r| &r.vat), day)
            .expect("tables without the class are refused");
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
        CodeRates { vat, consumption_tax, duty, certainty, mark: row.and_then(|row| row.mark.as_ref()) }
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
            mark: self.mark.clone(),
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

/// As [`on`], for what never ceases: after the last row, the last one that began.
fn always<'a, T>(rows: &'a [(String, Dated<T>)], name: &str, day: Date) -> Option<&'a Dated<T>> {
    let begun = || rows.iter().filter(|(n, row)| n == name && row.since <= day).map(|(_, row)| row);
    on(rows, name, day).or_else(|| begun().max_by_key(|row| row.since))
}

/// The value with the days, source and basis of its row.
fn dated<T>(row: &Row<'_>, value: T) -> Dated<T> {
    let (basis, mark) = (row.text("basis").to_owned(), row.mark().cloned());
    let since = row.day("since").unwrap_or(Date::MIN);
    Dated { value, since, until: row.day("until"), certainty: certainty(row), basis, mark }
}

fn certainty(row: &Row<'_>) -> Certainty {
    match row.get("source") {
        Some("seen") => Certainty::Seen,
        Some(_) => Certainty::Rule,
        None => Certainty::Unknown,
    }
}

/// Whether the value of a limit is one: a share is a part, an amount is more than nothing.
pub(super) fn limit_fits(row: &Row<'_>) -> bool {
    let value = row.decimal("value");
    !value.is_zero() && (row.key() != "share" || value <= Decimal::ONE)
}

/// The rule of one class; the name of the column that does not fit the others.
pub(super) fn consumption_tax_of(row: &Row<'_>) -> Result<ConsumptionTax, &'static str> {
    let measure = |column: &'static str| match row.get(column) {
        None => Ok(None),
        Some("ml") => Ok(Some(Measure::Ml)),
        Some("gram") => Ok(Some(Measure::Gram)),
        Some("piece") => Ok(Some(Measure::Piece)),
        Some("item") => Ok(Some(Measure::Item)),
        Some("litre") => Ok(Some(Measure::Litre)),
        Some(_) => Err(column),
    };
    let amount = |column: &str| row.get(column).map(|_| row.decimal(column));
    let specific = match (amount("specific"), measure("unit")?) {
        (Some(all), Some(unit)) => {
            let below = amount("specific_below").unwrap_or_default();
            Some(Specific { amount: Money(all), below: Money(below), unit })
        }
        (None, None) => None,
        _ => return Err("unit"),
    };
    let threshold = match (amount("threshold"), measure("per")?) {
        (Some(from), Some(per)) => {
            let of_base = match row.get("of") {
                Some("base") => true,
                Some("price") => false,
                _ => return Err("of"),
            };
            Some(Threshold { from: Money(from), per, of_base })
        }
        (None, None) => None,
        _ => return Err("per"),
    };
    let percent = row.decimal("percent");
    if percent >= Decimal::ONE_HUNDRED {
        return Err("percent");
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
}
