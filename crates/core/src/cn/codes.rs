//! The tables of a day: customs codes, the tariff's units, rates; read from packages.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::civil::Date;

use super::rates::Rates;
use super::rules;
use super::tables::{Cell, Chosen, Held, TABLES};
use crate::versions::{Mark, Named, Versions};

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
    /// Currencies 币制, three digits.
    Currency,
    /// Supervision modes 监管方式, four digits.
    Trade,
    /// Administrative divisions 行政区划, six digits. Old divisions are not in the table.
    Area,
}

impl Codes {
    const ALL: [Codes; 8] = [
        Codes::Unit,
        Codes::Country,
        Codes::District,
        Codes::Transport,
        Codes::Wrap,
        Codes::Currency,
        Codes::Trade,
        Codes::Area,
    ];

    /// The name of its table.
    #[must_use]
    pub const fn table(self) -> &'static str {
        match self {
            Codes::Unit => "unit",
            Codes::Country => "country",
            Codes::District => "district",
            Codes::Transport => "transport",
            Codes::Wrap => "wrap",
            Codes::Currency => "currency",
            Codes::Trade => "trade",
            Codes::Area => "area",
        }
    }
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

/// All tables that judge and tax the declarations of a day. Made by [`Held::on`].
#[derive(Debug)]
pub struct Tables {
    /// In the order of [`Codes::ALL`].
    plain: [Arc<Plain>; 8],
    tariff: Arc<Tariff>,
    rates: Arc<Rates>,
    versions: Versions,
}

/// What is kept with a package once it was made.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    Plain(Arc<Plain>),
    Tariff(Arc<Tariff>),
}

/// A table of codes and names.
#[derive(Debug, Default)]
pub(crate) struct Plain {
    names: HashMap<Cell, Cell>,
    by_name: HashMap<Cell, Cell>,
    by_iso: HashMap<Cell, Cell>,
}

type Tariff = HashMap<Cell, TariffCode>;

impl Plain {
    fn of(chosen: &Chosen<'_>) -> Arc<Plain> {
        let make = || {
            let mut plain = Plain::default();
            for row in chosen.rows() {
                let (Some(code), Some(name)) = (row.cell("code"), row.cell("name")) else { continue };
                // An own row comes first, and stays.
                plain.names.entry(code.clone()).or_insert_with(|| name.clone());
                plain.by_name.entry(name.clone()).or_insert_with(|| code.clone());
                if let Some(iso) = row.cell("iso") {
                    plain.by_iso.entry(iso.clone()).or_insert_with(|| code.clone());
                }
            }
            Arc::new(plain)
        };
        if !chosen.is_plain() {
            return make();
        }
        match chosen.package().part(|| Part::Plain(make())) {
            Part::Plain(plain) => Arc::clone(plain),
            Part::Tariff(_) => make(),
        }
    }
}

fn tariff_of(chosen: &Chosen<'_>) -> Arc<Tariff> {
    let make = || {
        let mut tariff = Tariff::new();
        for row in chosen.rows() {
            let Some(code) = row.cell("code") else { continue };
            tariff.entry(code.clone()).or_insert_with(|| TariffCode {
                unit1: row.text("unit1").to_owned(),
                unit2: row.get("unit2").map(str::to_owned),
                name: row.text("name").to_owned(),
            });
        }
        Arc::new(tariff)
    };
    if !chosen.is_plain() {
        return make();
    }
    match chosen.package().part(|| Part::Tariff(make())) {
        Part::Tariff(tariff) => Arc::clone(tariff),
        Part::Plain(_) => make(),
    }
}

impl Tables {
    /// The tables that are compiled in, as they judge today.
    #[must_use]
    pub fn built_in() -> Arc<Tables> {
        Arc::clone(Held::built_in().newest())
    }

    /// What is held, on a day.
    pub(super) fn of(held: &Held, day: Date, rates: Arc<Rates>) -> Tables {
        let chosen = |name| held.chosen(super::tables::named(name), day);
        let all: Vec<Chosen<'_>> = TABLES.iter().map(|table| held.chosen(table, day)).collect();
        Tables {
            plain: Codes::ALL.map(|codes| Plain::of(&chosen(codes.table()))),
            tariff: tariff_of(&chosen("hs")),
            rates,
            versions: versions_of(&all),
        }
    }

    /// Whether the code stands in the table.
    #[must_use]
    pub fn knows(&self, codes: Codes, code: &str) -> bool {
        self.plain[codes as usize].names.contains_key(code)
    }

    /// The name behind a code.
    #[must_use]
    pub fn name(&self, codes: Codes, code: &str) -> Option<&str> {
        self.plain[codes as usize].names.get(code).map(AsRef::as_ref)
    }

    /// The unit code behind a Chinese unit name such as 千克.
    #[must_use]
    pub fn unit_named(&self, name: &str) -> Option<&str> {
        self.plain[Codes::Unit as usize].by_name.get(name).map(AsRef::as_ref)
    }

    /// The country code behind a Chinese name or an ISO alpha-3 code.
    #[must_use]
    pub fn country_named(&self, name: &str) -> Option<&str> {
        let countries = &self.plain[Codes::Country as usize];
        countries.by_name.get(name).or_else(|| countries.by_iso.get(name)).map(AsRef::as_ref)
    }

    /// The tariff row of a ten-digit code.
    #[must_use]
    pub fn tariff(&self, code: &str) -> Option<&TariffCode> {
        self.tariff.get(code)
    }

    /// Every tariff row, in no order.
    pub fn tariff_rows(&self) -> impl Iterator<Item = (&str, &TariffCode)> {
        self.tariff.iter().map(|(code, row)| (code.as_ref(), row))
    }

    /// Tariff codes whose number begins with, or whose name holds, the text; in the order of the codes.
    #[must_use]
    pub fn search_tariff(&self, text: &str, most: usize) -> Vec<(&str, &TariffCode)> {
        let mut hits: Vec<_> = self
            .tariff_rows()
            .filter(|(code, row)| code.starts_with(text) || row.name.contains(text))
            .collect();
        hits.sort_unstable_by_key(|(code, _)| *code);
        hits.truncate(most);
        hits
    }

    /// The name of an administrative division, six digits. Old divisions are not in the table.
    #[must_use]
    pub fn area(&self, code: &str) -> Option<&str> {
        self.name(Codes::Area, code)
    }

    /// The rates and limits of these tables; the day of the declaration chooses among their rows.
    #[must_use]
    pub fn rates(&self) -> &Rates {
        &self.rates
    }

    /// The versions of all tables, and of the rules.
    #[must_use]
    pub fn versions(&self) -> &Versions {
        &self.versions
    }

    /// The version of one table, such as `hs`: it changes whenever any row changes, a broker's own included.
    #[must_use]
    pub fn version(&self, table: &str) -> &str {
        self.versions.tables.get(table).map_or("", String::as_str)
    }

    /// Who corrected a row, if it is a broker's own.
    #[must_use]
    pub fn mark(&self, table: &str, key: &str) -> Option<&Mark> {
        self.versions.own.iter().find(|mark| mark.table == table && mark.key == key)
    }
}

/// The versions of some tables, with the rules.
pub(super) fn versions_of(chosen: &[Chosen<'_>]) -> Versions {
    let tables: BTreeMap<String, String> =
        chosen.iter().map(|chosen| (chosen.package().table().name.to_owned(), chosen.version())).collect();
    let own = chosen.iter().flat_map(|chosen| chosen.own()).map(|own| own.mark().clone()).collect();
    Versions::new(Named { rules: rules::version().to_owned(), tables, own })
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
        assert_eq!(tables.name(Codes::Trade, "1210"), Some("保税电商"));
        assert_eq!(tables.name(Codes::Currency, "142"), Some("人民币"));
        assert_eq!(tables.tariff("2106909090").map(|row| row.unit1.as_str()), Some("035"));
        assert_eq!(tables.version("hs"), "2019-11");
    }

    #[test]
    fn every_kind_of_code_has_its_table() {
        for codes in Codes::ALL {
            assert!(TABLES.iter().any(|table| table.name == codes.table()), "{codes:?}");
            assert_eq!(Codes::ALL[codes as usize], codes);
        }
    }
}
