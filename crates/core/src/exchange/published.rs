//! What a service says of the rules and tables that it judges by, so that a desk can hold its own against them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::check::{Rule, Severity};
use crate::cn::rules::{RULES, SENDING_RULES};
use crate::cn::tables::{Held, Package};
use crate::text::Sentence;
use crate::versions::Named;

/// The rules and tables that judge the declarations of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Version of the service.
    pub service: String,
    /// The day.
    pub day: Date,
    /// Versions of the rules and of the tables on that day.
    pub versions: Named,
    /// Every rule.
    pub rules: Vec<RuleLine>,
    /// Every package that is held, whether or not it speaks on that day.
    pub tables: Vec<TableVersion>,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleLine {
    /// Its id.
    pub id: String,
    /// What a breach means.
    pub severity: Severity,
    /// First day on which it holds.
    pub since: Date,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The number that customs answers a breach with, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customs_code: Option<String>,
    /// What it says.
    pub says: Sentence,
}

/// One package of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableVersion {
    /// The table.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Where its rows come from.
    pub source: String,
    /// First day of declaration that it speaks for.
    pub since: Date,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// How many rows it has.
    pub rows: usize,
    /// SHA-256 of its canonical text without the seal, hexadecimal.
    pub hash: String,
    /// Serial number of the certificate that signed it; none where it is compiled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<String>,
}

impl Published {
    /// What these tables and the rules of this program say of a day.
    #[must_use]
    pub fn of(held: &Held, service: &str, day: Date) -> Published {
        Published {
            service: service.to_owned(),
            day,
            versions: Named::clone(held.on(day).versions()),
            rules: RULES.iter().map(|r| line(r)).chain(SENDING_RULES.iter().map(|r| line(r))).collect(),
            tables: held.packages().iter().map(|package| TableVersion::of(package)).collect(),
        }
    }
}

fn line<C>(rule: &Rule<C>) -> RuleLine {
    RuleLine {
        id: rule.id.to_owned(),
        severity: rule.severity,
        since: rule.in_force.since,
        until: rule.in_force.until,
        customs_code: rule.customs_code.map(str::to_owned),
        says: rule.says.into(),
    }
}

impl TableVersion {
    /// What is told of a package.
    #[must_use]
    pub fn of(package: &Package) -> TableVersion {
        let period = package.period();
        TableVersion {
            name: package.table().name.to_owned(),
            version: package.version().to_string(),
            source: package.source().to_owned(),
            since: period.since,
            until: period.until,
            rows: package.rows().len(),
            hash: package.hash().to_owned(),
            signed_by: package.seal().map(|seal| seal.certificate().serial().to_owned()),
        }
    }
}

/// The rules, or one table, here and at the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// `rules`, or the name of a table.
    pub name: String,
    /// Our version; empty where we have none.
    pub here: String,
    /// Theirs; empty where they have none.
    pub there: String,
}

impl Pair {
    /// Whether both are the same.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.here == self.there
    }
}

/// Rules and tables of two sides beside one another, the rules first. Where all agree, what passes here passes there.
#[must_use]
pub fn compare(here: &Named, there: &Named) -> Vec<Pair> {
    let pair = |name: &str, here: &str, there: &str| Pair {
        name: name.to_owned(),
        here: here.to_owned(),
        there: there.to_owned(),
    };
    let names: BTreeSet<&String> = here.tables.keys().chain(there.tables.keys()).collect();
    let version = |of: &BTreeMap<String, String>, name: &str| of.get(name).cloned().unwrap_or_default();
    std::iter::once(pair("rules", &here.rules, &there.rules))
        .chain(
            names
                .into_iter()
                .map(|name| pair(name, &version(&here.tables, name), &version(&there.tables, name))),
        )
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_sides_of_one_program_agree_in_everything() {
        let day = Date::constant(2026, 11, 24);
        let one = Published::of(&Held::built_in(), "1", day);
        assert!(compare(&one.versions, &one.versions).iter().all(Pair::agrees));
        assert_eq!(one.rules.len(), RULES.len() + SENDING_RULES.len());
        assert!(
            one.tables.iter().all(|table| table.signed_by.is_none()),
            "what is compiled in is not signed"
        );
    }

    #[test]
    fn what_differs_or_is_missing_is_named() {
        let named = |rules: &str, tables: &[(&str, &str)]| Named {
            rules: rules.into(),
            tables: tables.iter().map(|(name, version)| ((*name).into(), (*version).into())).collect(),
            own: Vec::new(),
        };
        let here = named("1", &[("hs", "2026-01"), ("vat", "2019-04")]);
        let there = named("1", &[("hs", "2026-02"), ("area", "2020-01"), ("vat", "2019-04")]);
        let differ = compare(&here, &there).into_iter().filter(|pair| !pair.agrees());
        let differ: Vec<_> = differ.map(|pair| (pair.name, pair.here, pair.there)).collect();
        let own = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(differ, [own("area", "", "2020-01"), own("hs", "2026-01", "2026-02")]);
    }
}
