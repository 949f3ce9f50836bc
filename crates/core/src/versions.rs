//! Which rules and tables a verdict or an estimate was made with, and which rows in them are a broker's own.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text::Sentence;

/// The versions behind a verdict or an estimate. Shared: a clone allocates nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Versions(Arc<Named>);

/// What [`Versions`] names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Named {
    /// The rules and the field table: version of the program, and a digest of all that they say.
    pub rules: String,
    /// Every table and its version; behind a `+` stands a digest of the broker's own rows in it.
    pub tables: BTreeMap<String, String>,
    /// The broker's own rows in these tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<Mark>,
}

/// What marks a row as a broker's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Mark {
    /// The table.
    pub table: String,
    /// The row: what stands in its first column.
    pub key: String,
    /// Who corrected it.
    pub by: String,
    /// On which day.
    #[cfg_attr(feature = "specta", specta(type = String))]
    pub on: Date,
    /// Why.
    pub reason: String,
}

impl Versions {
    /// Versions from what they name.
    #[must_use]
    pub fn new(named: Named) -> Self {
        Versions(Arc::new(named))
    }

    /// All versions on one line: `rules 0.1.0-1a2b3c4d, area 2023-12, …`.
    #[must_use]
    pub fn line(&self) -> String {
        let tables = self.tables.iter().map(|(table, version)| format!("{table} {version}"));
        let rules = (!self.rules.is_empty()).then(|| format!("rules {}", self.rules));
        rules.into_iter().chain(tables).collect::<Vec<_>>().join(", ")
    }

    /// Names what either names; where they differ, both versions stand beside one another.
    #[must_use]
    pub fn and(&self, other: &Versions) -> Versions {
        if Arc::ptr_eq(&self.0, &other.0) || self == other {
            return self.clone();
        }
        let mut both = Named::clone(&self.0);
        for (table, version) in &other.tables {
            let known = both.tables.entry(table.clone()).or_default();
            if !known.split(" / ").any(|one| one == version) {
                let between = if known.is_empty() { "" } else { " / " };
                *known = format!("{known}{between}{version}");
            }
        }
        both.own.extend(other.own.iter().filter(|mark| !self.own.contains(mark)).cloned());
        if both.rules.is_empty() {
            both.rules.clone_from(&other.rules);
        }
        Versions::new(both)
    }
}

impl Deref for Versions {
    type Target = Named;

    fn deref(&self) -> &Named {
        &self.0
    }
}

impl Serialize for Versions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Versions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Named::deserialize(deserializer).map(Versions::new)
    }
}

impl Mark {
    /// The mark as people read it.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        let Mark { table, key, by, on, reason } = self;
        Sentence::new(
            format!("表 {table} 的 {key} 行由报关行更正（{by}，{on}）：{reason}"),
            format!("Row {key} of the table {table} was corrected by the broker ({by}) on {on}: {reason}"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(tables: &[(&str, &str)]) -> Versions {
        let tables = tables.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        Versions::new(Named { rules: "r".to_owned(), tables, own: Vec::new() })
    }

    #[test]
    fn what_differs_stands_beside_one_another() {
        let (a, b) = (with(&[("hs", "2019-11"), ("unit", "2026-08")]), with(&[("hs", "2027-01")]));
        assert_eq!(a.and(&a), a);
        assert_eq!(a.and(&b).line(), "rules r, hs 2019-11 / 2027-01, unit 2026-08");
        assert_eq!(Versions::default().and(&b), b);
    }

    #[test]
    fn they_are_stored_and_read_back() {
        let mark = Mark {
            table: "hs".into(),
            key: "2106909090".into(),
            by: "陈".into(),
            on: jiff::civil::date(2026, 11, 24),
            reason: "税则已改".into(),
        };
        let versions = Versions::new(Named { own: vec![mark], ..Named::clone(&with(&[("hs", "2019-11")])) });
        let text = serde_json::to_string(&versions).expect("plain values");
        assert_eq!(serde_json::from_str::<Versions>(&text).expect("its own text"), versions);
    }
}
