//! The tariff table (海关商品编码): a code with its legal units and its rates on a day, and what is odd about it.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use super::codes::{Codes, Tables};
use super::rates::{Certainty, ConsumptionTax, Dated, Measure};
use super::tables::{Held, Table};
use super::tax::formulas::composite_percent;
use crate::text::{Sentence, Text};
use crate::versions::Mark;

/// A legal unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HsUnit {
    /// Customs code, such as `035`.
    pub code: String,
    /// Its name, such as 千克; empty where the table has none.
    pub name: String,
}

/// A rate with the days on which it holds, and the text that orders it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HsRate {
    /// In per cent; of a tax by quantity alone 0.
    pub percent: Decimal,
    /// The whole rate as people read it.
    pub says: Sentence,
    /// The first day.
    pub since: Date,
    /// The last day; open when absent.
    pub until: Option<Date>,
    /// The text that orders it.
    pub basis: String,
}

/// A tariff code on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HsRow {
    /// Ten digits.
    pub code: String,
    /// Name in the tariff.
    pub name: String,
    /// First legal unit.
    pub unit1: HsUnit,
    /// Second legal unit, if the code has one.
    pub unit2: Option<HsUnit>,
    /// Import VAT.
    pub vat: HsRate,
    /// Consumption tax, where the goods belong to a taxed class.
    pub consumption_tax: Option<HsRate>,
    /// Import duty for what is taxed in full, where it is known.
    pub duty: Option<HsRate>,
    /// All tax in per cent of the base within the limits; nothing where it depends on quantity or on a threshold.
    pub composite_percent: Option<Decimal>,
    /// How sure the rates are.
    pub certainty: Certainty,
    /// The broker's own rows among them.
    #[serde(default)]
    pub own: Vec<Mark>,
}

/// What is odd about a code that was asked for. The name on the wire is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HsWarning {
    /// Ten digits that stand in no table.
    UnknownCode,
    /// The code stood in an older table and no longer does.
    EndedCode,
    /// The code stands in a table that is not in force yet.
    FutureCode,
    /// Fewer than ten digits: one of several codes is to be chosen.
    ShortCode,
    /// More than ten digits: only the first ten are the tariff code.
    LongCode,
    /// Nothing holds the words; what is shown shares signs with them.
    OnlySimilar,
}

impl HsWarning {
    /// Its name on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            HsWarning::UnknownCode => "unknown_code",
            HsWarning::EndedCode => "ended_code",
            HsWarning::FutureCode => "future_code",
            HsWarning::ShortCode => "short_code",
            HsWarning::LongCode => "long_code",
            HsWarning::OnlySimilar => "only_similar",
        }
    }

    /// The warning as people read it.
    #[must_use]
    pub const fn says(self) -> Text {
        match self {
            HsWarning::UnknownCode => Text {
                zh: "编码表中没有这个编码：可能有误、已停用，或在本表版本之后新增；请核对现行税则",
                en: "The code stands in no table: it may be wrong, ended, or newer than this version of the table; check the tariff in force",
            },
            HsWarning::EndedCode => Text {
                zh: "该编码已停用：旧版编码表有，查询日的编码表没有，请改用现行编码",
                en: "The code has ended: it stands in an older table and not in that of the day; choose a code in force",
            },
            HsWarning::FutureCode => Text {
                zh: "该编码在查询日尚未启用",
                en: "The code is not in force yet on the day",
            },
            HsWarning::ShortCode => Text {
                zh: "不足十位：申报须从下列编码中选定一个十位编码",
                en: "Fewer than ten digits: a declaration needs one of the codes of ten digits below",
            },
            HsWarning::LongCode => Text {
                zh: "超过十位：只有前十位是商品编码",
                en: "More than ten digits: only the first ten are the tariff code",
            },
            HsWarning::OnlySimilar => Text {
                zh: "没有包含该词的名称，以下为相近名称",
                en: "No name holds these words; these are similar ones",
            },
        }
    }
}

/// The digits of a code as people write it: full-width, with points or blanks (`3304.9900.39`). Nothing where it is no
/// code of at least two digits.
#[must_use]
pub fn digits(text: &str) -> Option<String> {
    let mut out = String::with_capacity(10);
    for sign in text.trim().nfkc() {
        match sign {
            '0'..='9' => out.push(sign),
            '.' | ' ' | '-' => {}
            _ => return None,
        }
    }
    (out.len() >= 2).then_some(out)
}

/// A text as names are compared: compatible forms are one (NFKC), and so are capitals and small letters.
#[must_use]
pub fn folded(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

/// What is odd about a code, by itself and on the day of the tables.
#[must_use]
pub fn warnings(code: &str, day: Date, held: &Held) -> Vec<HsWarning> {
    match code.len() {
        ..10 => vec![HsWarning::ShortCode],
        10 if held.on(day).tariff(code).is_some() => Vec::new(),
        10 => vec![unknown(code, day, held)],
        _ => {
            let mut all = vec![HsWarning::LongCode];
            all.extend(code.get(..10).map(|code| warnings(code, day, held)).unwrap_or_default());
            all
        }
    }
}

/// Why a code does not stand in the table of the day: another table that is held may know it.
fn unknown(code: &str, day: Date, held: &Held) -> HsWarning {
    let hs = Table::named("hs");
    let of_table =
        held.packages().iter().filter(|package| hs.is_some_and(|hs| hs.name == package.table().name));
    let mut knowing = of_table.filter(|package| package.rows_of(code).next().is_some()).peekable();
    if knowing.peek().is_none() {
        return HsWarning::UnknownCode;
    }
    if knowing.all(|package| package.period().since > day) {
        HsWarning::FutureCode
    } else {
        HsWarning::EndedCode
    }
}

/// A code of ten digits with units and rates; nothing where it stands in no table.
#[must_use]
pub fn row(code: &str, day: Date, tables: &Tables) -> Option<HsRow> {
    let tariff = tables.tariff(code)?;
    let rates = tables.rates();
    let unit = |code: &str| HsUnit {
        code: code.to_owned(),
        name: tables.name(Codes::Unit, code).unwrap_or_default().to_owned(),
    };
    let of_code = rates.of(code, day);
    let tax = of_code.consumption_tax;
    let plain = tax.is_none_or(|tax| tax.value.specific.is_none() && tax.value.threshold.is_none());
    let share = rates.limits(day).share.value.0;
    let composite = || {
        let consumption = tax.map_or(Decimal::ZERO, |tax| tax.value.percent);
        composite_percent(of_code.vat.value, consumption, Decimal::ZERO, share).round_dp(4).normalize()
    };
    let percent = |rate: &Dated<Decimal>| {
        dated(rate, rate.value, Sentence::new(format!("{}%", rate.value), format!("{} %", rate.value)))
    };
    Some(HsRow {
        code: code.to_owned(),
        name: tariff.name.clone(),
        unit1: unit(&tariff.unit1),
        unit2: tariff.unit2.as_deref().map(unit),
        vat: percent(of_code.vat),
        consumption_tax: tax.map(|tax| dated(tax, tax.value.percent, consumption(&tax.value))),
        duty: of_code.duty.map(percent),
        composite_percent: plain.then(composite),
        certainty: of_code.certainty,
        own: tables.mark("hs", code).into_iter().chain(of_code.marks()).cloned().collect(),
    })
}

fn dated<T>(rate: &Dated<T>, percent: Decimal, says: Sentence) -> HsRate {
    HsRate { percent, says, since: rate.since, until: rate.until, basis: rate.basis.clone() }
}

/// A consumption tax in words: `20% 加 0.912 元/升`, `15%（每毫升 10 元及以上）`.
fn consumption(tax: &ConsumptionTax) -> Sentence {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    if !tax.percent.is_zero() {
        zh.push(format!("{}%", tax.percent));
        en.push(format!("{} %", tax.percent));
    }
    if let Some(specific) = tax.specific {
        let (unit_zh, unit_en) = unit_of(specific.unit);
        zh.push(format!("{} 元/{unit_zh}", specific.amount.to_wire()));
        en.push(format!("{} CNY/{unit_en}", specific.amount.to_wire()));
    }
    let (mut zh, mut en) = (zh.join(" 加 "), en.join(" and "));
    if let Some(threshold) = tax.threshold {
        let (unit_zh, unit_en) = unit_of(threshold.per);
        let from = threshold.from.to_wire();
        let below = tax.specific.map(|specific| specific.below.to_wire());
        zh.push_str(&format!("（{from} 元/{unit_zh}及以上；以下 {}）", below.as_deref().unwrap_or("0")));
        en.push_str(&format!(
            " (from {from} CNY/{unit_en} on; below it {})",
            below.as_deref().unwrap_or("0")
        ));
    }
    Sentence::new(zh, en)
}

/// The unit behind a measure, as people read it.
pub(super) const fn unit_of(measure: Measure) -> (&'static str, &'static str) {
    match measure {
        Measure::Ml => ("毫升", "ml"),
        Measure::Gram => ("克", "g"),
        Measure::Piece => ("片（张）", "piece"),
        Measure::Item => ("只", "item"),
        Measure::Litre => ("升", "l"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn on(code: &str, day: Date) -> Option<HsRow> {
        row(code, day, Held::built_in().on(day))
    }

    #[test]
    fn codes_are_read_as_people_write_them() {
        for (text, code) in [
            ("3304990039", Some("3304990039")),
            ("3304.9900.39", Some("3304990039")),
            (" 3304 99 00 39 ", Some("3304990039")),
            ("３３０４", Some("3304")),
            ("33", Some("33")),
            ("3", None),
            ("33香水", None),
            ("面膜", None),
            ("", None),
        ] {
            assert_eq!(digits(text).as_deref(), code, "{text}");
        }
    }

    #[test]
    fn a_code_has_units_and_the_rates_of_the_day() {
        let wine = on("2204290000", date(2026, 11, 24)).expect("a code");
        assert_eq!((wine.unit1.code.as_str(), wine.unit1.name.as_str()), ("095", "升"));
        assert_eq!((wine.vat.percent, wine.vat.since), (Decimal::from(13), date(2019, 4, 1)));
        assert_eq!(wine.composite_percent, Some(Decimal::new(178_889, 4)));
        let then = on("2204290000", date(2018, 5, 1)).expect("a code");
        assert_eq!((then.vat.percent, then.vat.until), (Decimal::from(16), Some(date(2019, 3, 31))));
        for (code, zh) in [
            ("2208300000", "20% 加 0.912 元/升"),
            ("2203000000", "0.253 元/升（2.64295885 元/升及以上；以下 0.2227）"),
            ("3304990039", "15%（10 元/毫升及以上；以下 0）"),
        ] {
            let row = on(code, date(2026, 11, 24)).expect("a code");
            assert_eq!(row.consumption_tax.expect("a tax").says.zh, zh);
            assert_eq!(row.composite_percent, None, "{code} depends on quantity or price");
        }
        assert_eq!(on("9999999999", date(2026, 11, 24)), None);
    }

    #[test]
    fn odd_codes_warn() {
        use HsWarning::{LongCode, ShortCode, UnknownCode};
        for (code, odd) in [
            ("2204290000", vec![]),
            ("22042900", vec![ShortCode]),
            ("9999999999", vec![UnknownCode]),
            ("2204290000999", vec![LongCode]),
            ("9999999999999", vec![LongCode, UnknownCode]),
        ] {
            assert_eq!(warnings(code, date(2026, 11, 24), &Held::built_in()), odd, "{code}");
        }
    }
}
