//! The names of units, countries and currencies that order sheets hold, as customs codes.

use crate::cn::codes::{Codes as Table, Tables};
use crate::order::Codes;

/// What people write instead of a unit's name in the table.
const UNITS: &[(&str, &str)] = &[
    ("kg", "035"),
    ("公斤", "035"),
    ("g", "036"),
    ("l", "095"),
    ("pcs", "007"),
    ("pc", "007"),
    ("片装", "020"),
    ("听", "122"),
];

/// What people write instead of a country's name in the table.
const COUNTRIES: &[(&str, &str)] = &[
    ("中华人民共和国", "中国"),
    ("大韩民国", "韩国"),
    ("南韩", "韩国"),
    ("香港", "中国香港"),
    ("澳洲", "澳大利亚"),
    ("纽西兰", "新西兰"),
];

/// Yuan, the only currency of the messages (202205: currency is fixed to 142).
const YUAN: &[&str] = &["142", "cny", "rmb", "人民币", "人民币元", "元"];

impl Codes for Tables {
    fn unit(&self, text: &str) -> Option<String> {
        if self.knows(Table::Unit, text) {
            return Some(text.to_owned());
        }
        let lower = text.to_lowercase();
        let alias = || UNITS.iter().find(|(name, _)| *name == lower).map(|(_, code)| *code);
        self.unit_named(text).or_else(alias).map(str::to_owned)
    }

    fn country(&self, text: &str) -> Option<String> {
        if self.knows(Table::Country, text) {
            return Some(text.to_owned());
        }
        let alias = || COUNTRIES.iter().find(|(name, _)| *name == text).map(|(_, name)| *name);
        let named = |name: &str| self.country_named(name).map(str::to_owned);
        named(text).or_else(|| named(&text.to_uppercase())).or_else(|| named(alias()?))
    }

    fn currency(&self, text: &str) -> Option<String> {
        YUAN.contains(&text.to_lowercase().as_str()).then(|| "142".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_codes_and_habits_find_their_code() {
        let tables = Tables::built_in();
        for (found, code) in [
            (tables.unit("035"), Some("035")),
            (tables.unit("千克"), Some("035")),
            (tables.unit("KG"), Some("035")),
            (tables.unit("瓶"), Some("142")),
            (tables.unit("大概"), None),
            (tables.country("116"), Some("116")),
            (tables.country("日本"), Some("116")),
            (tables.country("jpn"), Some("116")),
            (tables.country("澳洲"), Some("601")),
            (tables.country("火星"), None),
            (tables.currency("人民币"), Some("142")),
            (tables.currency("CNY"), Some("142")),
            (tables.currency("USD"), None),
        ] {
            assert_eq!(found.as_deref(), code);
        }
    }
}
