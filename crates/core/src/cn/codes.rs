//! Customs code tables, each a dated package of plain rows.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// The tables that a field may point at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Codes {
    /// Units 计量单位, three digits.
    Unit,
    /// Countries 国别, three digits.
    Country,
    /// Customs offices 关区, four digits.
    District,
    /// Means of transport 运输方式, one sign.
    Transport,
    /// Kinds of package 包装种类, one digit.
    Wrap,
}

/// One tariff code with its legal units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TariffCode {
    /// First legal unit 法定计量单位.
    pub unit1: String,
    /// Second legal unit 第二计量单位, if the code has one.
    pub unit2: Option<String>,
    /// Name in the tariff.
    pub name: String,
}

/// All tables of one version. Handed to whatever judges, so that an old declaration can be judged by old tables.
#[derive(Debug)]
pub struct Tables {
    /// Names the version in verdicts and estimates.
    pub version: String,
    plain: HashMap<Codes, HashMap<String, String>>,
    units_by_name: HashMap<String, String>,
    countries_by_name: HashMap<String, String>,
    countries_by_iso: HashMap<String, String>,
    tariff: HashMap<String, TariffCode>,
    areas: HashMap<String, String>,
}

const UNIT: &str = include_str!("codes/unit.tsv");
const COUNTRY: &str = include_str!("codes/country.tsv");
const DISTRICT: &str = include_str!("codes/district.tsv");
const TRANSPORT: &str = include_str!("codes/transport.tsv");
const WRAP: &str = include_str!("codes/wrap.tsv");
const TARIFF: &str = include_str!("codes/hs.tsv");
const AREA: &str = include_str!("codes/area.tsv");

static BUILT_IN: LazyLock<Arc<Tables>> = LazyLock::new(|| Arc::new(Tables::read_built_in()));

fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

impl Tables {
    /// The tables that are compiled in.
    #[must_use]
    pub fn built_in() -> Arc<Tables> {
        Arc::clone(&BUILT_IN)
    }

    fn read_built_in() -> Tables {
        let pairs =
            |text| rows(text).map(|row| (row[0].to_owned(), row[1].to_owned())).collect::<HashMap<_, _>>();
        let by_name = |text, name: usize| {
            rows(text).map(|row| (row[name].to_owned(), row[0].to_owned())).collect::<HashMap<_, _>>()
        };
        let mut countries = HashMap::new();
        for row in rows(COUNTRY) {
            countries.insert(row[0].to_owned(), row[2].to_owned());
        }
        let tariff = rows(TARIFF)
            .map(|row| {
                let unit2 = (!row[2].is_empty()).then(|| row[2].to_owned());
                (row[0].to_owned(), TariffCode { unit1: row[1].to_owned(), unit2, name: row[3].to_owned() })
            })
            .collect();
        Tables {
            version: "2026-08".to_owned(),
            plain: HashMap::from([
                (Codes::Unit, pairs(UNIT)),
                (Codes::Country, countries),
                (Codes::District, pairs(DISTRICT)),
                (Codes::Transport, pairs(TRANSPORT)),
                (Codes::Wrap, pairs(WRAP)),
            ]),
            units_by_name: by_name(UNIT, 1),
            countries_by_name: by_name(COUNTRY, 2),
            countries_by_iso: by_name(COUNTRY, 1).into_iter().filter(|(iso, _)| !iso.is_empty()).collect(),
            tariff,
            areas: pairs(AREA),
        }
    }

    /// Whether the code stands in the table.
    #[must_use]
    pub fn knows(&self, codes: Codes, code: &str) -> bool {
        self.name(codes, code).is_some()
    }

    /// The name behind a code.
    #[must_use]
    pub fn name(&self, codes: Codes, code: &str) -> Option<&str> {
        self.plain.get(&codes)?.get(code).map(String::as_str)
    }

    /// The unit code behind a Chinese unit name such as 千克.
    #[must_use]
    pub fn unit_named(&self, name: &str) -> Option<&str> {
        self.units_by_name.get(name).map(String::as_str)
    }

    /// The country code behind a Chinese name or an ISO alpha-3 code.
    #[must_use]
    pub fn country_named(&self, name: &str) -> Option<&str> {
        self.countries_by_name.get(name).or_else(|| self.countries_by_iso.get(name)).map(String::as_str)
    }

    /// The tariff row of a ten-digit code.
    #[must_use]
    pub fn tariff(&self, code: &str) -> Option<&TariffCode> {
        self.tariff.get(code)
    }

    /// Tariff codes whose number begins with, or whose name holds, the text; in the order of the codes.
    #[must_use]
    pub fn search_tariff(&self, text: &str, most: usize) -> Vec<(&str, &TariffCode)> {
        let mut hits: Vec<_> = self
            .tariff
            .iter()
            .filter(|(code, row)| code.starts_with(text) || row.name.contains(text))
            .map(|(code, row)| (code.as_str(), row))
            .collect();
        hits.sort_unstable_by_key(|(code, _)| *code);
        hits.truncate(most);
        hits
    }

    /// The name of an administrative division, six digits. Old divisions are not in the table.
    #[must_use]
    pub fn area(&self, code: &str) -> Option<&str> {
        self.areas.get(code).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_tables_know_what_every_clerk_knows() {
        let tables = Tables::built_in();
        assert_eq!(tables.name(Codes::Unit, "035"), Some("千克"));
        assert_eq!(tables.unit_named("千克"), Some("035"));
        assert_eq!(tables.country_named("日本"), Some("116"));
        assert_eq!(tables.country_named("JPN"), Some("116"));
        assert!(tables.knows(Codes::District, "3105"));
        assert_eq!(tables.tariff("2106909090").map(|row| row.unit1.as_str()), Some("035"));
    }
}
