//! The rules of risk as data: conditions on a declaration, a measure, and how often it is taken.

use std::collections::BTreeSet;

use clearance_core::cn::message::ceb621_inventory::Declaration;
use clearance_core::money::{Money, Quantity};
use clearance_core::text::Sentence;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

use super::Measure;

/// More rules than this are refused: each is run over every declaration.
const MOST_RULES: usize = 1_000;
/// A set of rules is at most so large.
const MOST_BYTES: usize = 4 << 20;

/// A version of the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RuleSet {
    /// Its version.
    pub version: String,
    /// The rules, in their order.
    pub rules: Vec<Rule>,
}

/// One rule: where all of its conditions hold, the lot decides whether the measure is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// What it looks for.
    pub says: Sentence,
    /// Conditions, all of which must hold; none holds always.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// What is done.
    pub then: Measure,
    /// With how many of a hundred such cases, with up to 4 decimals.
    #[serde(default = "always")]
    pub percent: Decimal,
}

fn always() -> Decimal {
    Decimal::ONE_HUNDRED
}

/// Who a code is looked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Party {
    /// 电商平台.
    Platform,
    /// 电商企业.
    Seller,
    /// 物流企业.
    Carrier,
    /// 申报企业.
    Declarant,
    /// 担保企业.
    Guarantor,
}

impl Party {
    /// Its code on a declaration.
    #[must_use]
    pub fn code(self, one: &Declaration) -> &str {
        let head = &one.head;
        match self {
            Party::Platform => &head.platform_code,
            Party::Seller => &head.seller_code,
            Party::Carrier => &head.carrier_code,
            Party::Declarant => &head.declarant_code,
            Party::Guarantor => &head.guarantor_code,
        }
    }
}

/// Something that a declaration is or is not. What speaks of goods holds where one line is so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "field", deny_unknown_fields)]
pub enum Condition {
    /// The commodity code begins with one of these.
    Hs {
        /// From 2 digits on.
        starts: Vec<String>,
    },
    /// The goods come from one of these countries.
    Origin {
        /// Codes of customs.
        one_of: Vec<String>,
    },
    /// Goods, freight and insurance together are above this.
    Value {
        /// Yuan.
        over: Money,
    },
    /// A single piece costs more than this.
    Price {
        /// Yuan.
        over: Money,
    },
    /// The parcel weighs more than this.
    GrossWeight {
        /// kg.
        over: Quantity,
    },
    /// It is declared to one of these customs offices.
    Customs {
        /// Codes of customs.
        one_of: Vec<String>,
    },
    /// It comes this way.
    TradeMode {
        /// `9610`, `1210`, …
        one_of: Vec<String>,
    },
    /// One of its parties is among these.
    Party {
        /// Which.
        who: Party,
        /// Codes.
        one_of: Vec<String>,
    },
    /// It has more lines than this.
    Lines {
        /// How many.
        over: u32,
    },
}

/// Why a set of rules is not taken.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// It is no set of rules.
    #[error("the rules cannot be read: {0}")]
    Unreadable(String),
    /// Two rules share an id.
    #[error("the id {0} stands there twice")]
    Twice(String),
    /// A share of a hundred below 0 or above 100, or with more than 4 decimals.
    #[error("the rule {0} names no share of a hundred")]
    Percent(String),
    /// An id, a sentence or a list that is empty.
    #[error("something is empty in the rule {0}")]
    Empty(String),
    /// Too many rules, or too large.
    #[error("there are too many rules")]
    TooMany,
}

impl RuleSet {
    /// No rules: nothing is opened and nothing is read.
    #[must_use]
    pub fn none() -> Self {
        RuleSet { version: "none".to_owned(), rules: Vec::new() }
    }

    /// Reads a set from JSON.
    ///
    /// # Errors
    /// The first fault that is found; a set is taken whole or not at all.
    pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
        if bytes.len() > MOST_BYTES {
            return Err(Fault::TooMany);
        }
        let set: RuleSet = serde_json::from_slice(bytes).map_err(|e| Fault::Unreadable(e.to_string()))?;
        if set.rules.len() > MOST_RULES {
            return Err(Fault::TooMany);
        }
        if set.version.trim().is_empty() {
            return Err(Fault::Empty("version".to_owned()));
        }
        let mut ids = BTreeSet::new();
        for rule in &set.rules {
            let says = &rule.says;
            let blank = [&rule.id, &says.zh, &says.en].into_iter().any(|text| text.trim().is_empty());
            if blank || rule.when.iter().any(Condition::is_empty) {
                return Err(Fault::Empty(rule.id.clone()));
            }
            if rule.percent < Decimal::ZERO
                || rule.percent > Decimal::ONE_HUNDRED
                || rule.percent.normalize().scale() > 4
            {
                return Err(Fault::Percent(rule.id.clone()));
            }
            if !ids.insert(&rule.id) {
                return Err(Fault::Twice(rule.id.clone()));
            }
        }
        Ok(set)
    }
}

impl Rule {
    /// Whether all of its conditions hold.
    #[must_use]
    pub fn holds(&self, one: &Declaration) -> bool {
        self.when.iter().all(|condition| condition.holds(one))
    }

    /// How many of a million such cases the measure is taken with.
    #[must_use]
    pub(super) fn millionths(&self) -> u32 {
        (self.percent * Decimal::from(10_000)).to_u32().unwrap_or(0)
    }
}

impl Condition {
    fn is_empty(&self) -> bool {
        let blank = |all: &Vec<String>| all.is_empty() || all.iter().any(|one| one.trim().is_empty());
        match self {
            Condition::Hs { starts } => blank(starts),
            Condition::Origin { one_of }
            | Condition::Customs { one_of }
            | Condition::TradeMode { one_of }
            | Condition::Party { one_of, .. } => blank(one_of),
            Condition::Value { .. }
            | Condition::Price { .. }
            | Condition::GrossWeight { .. }
            | Condition::Lines { .. } => false,
        }
    }

    /// Whether a declaration is so.
    #[must_use]
    pub fn holds(&self, one: &Declaration) -> bool {
        let head = &one.head;
        let among = |all: &[String], code: &str| all.iter().any(|known| known == code);
        match self {
            Condition::Hs { starts } => {
                one.lines.iter().any(|line| starts.iter().any(|start| line.gcode.starts_with(start.as_str())))
            }
            Condition::Origin { one_of } => one.lines.iter().any(|line| among(one_of, &line.origin)),
            Condition::Value { over } => {
                let goods: Money = one.lines.iter().map(|line| line.total).sum();
                goods + head.freight + head.insured_fee > *over
            }
            Condition::Price { over } => one.lines.iter().any(|line| line.price > *over),
            Condition::GrossWeight { over } => head.gross_weight > *over,
            Condition::Customs { one_of } => among(one_of, &head.customs_code),
            Condition::TradeMode { one_of } => among(one_of, &head.trade_mode),
            Condition::Party { who, one_of } => among(one_of, who.code(one)),
            Condition::Lines { over } => one.lines.len() > *over as usize,
        }
    }
}

#[cfg(test)]
mod tests {
    use clearance_core::cn::sample;

    use super::*;

    fn sample() -> Declaration {
        sample::case().declaration.expect("the sample has all four")
    }

    fn condition(text: &str) -> Condition {
        serde_json::from_str(text).expect("a condition")
    }

    #[test]
    fn a_value_at_the_limit_is_not_above_it() {
        let one = sample();
        let goods: Money = one.lines.iter().map(|line| line.total).sum();
        let value = goods + one.head.freight + one.head.insured_fee;
        assert!(!Condition::Value { over: value }.holds(&one));
        assert!(Condition::Value { over: value - Money(Decimal::new(1, 5)) }.holds(&one));
        assert!(!Condition::GrossWeight { over: one.head.gross_weight }.holds(&one));
        let lines = u32::try_from(one.lines.len()).expect("a few");
        assert!(!Condition::Lines { over: lines }.holds(&one));
        assert!(Condition::Lines { over: lines - 1 }.holds(&one));
    }

    #[test]
    fn one_line_or_one_party_is_enough() {
        let one = sample();
        let (code, country) = (&one.lines[0].gcode, &one.lines[0].origin);
        for (text, holds) in [
            (format!(r#"{{"field":"hs","starts":["0000","{}"]}}"#, &code[..4]), true),
            (r#"{"field":"hs","starts":["0000"]}"#.to_owned(), false),
            (format!(r#"{{"field":"origin","one_of":["{country}"]}}"#), true),
            (format!(r#"{{"field":"customs","one_of":["{}"]}}"#, one.head.customs_code), true),
            (r#"{"field":"customs","one_of":["0000"]}"#.to_owned(), false),
            (format!(r#"{{"field":"trade-mode","one_of":["{}"]}}"#, one.head.trade_mode), true),
            (format!(r#"{{"field":"party","who":"seller","one_of":["{}"]}}"#, one.head.seller_code), true),
            (r#"{"field":"party","who":"carrier","one_of":["0"]}"#.to_owned(), false),
            (r#"{"field":"price","over":"0"}"#.to_owned(), true),
        ] {
            assert_eq!(condition(&text).holds(&one), holds, "{text}");
        }
    }

    #[test]
    fn a_set_is_taken_whole_or_not_at_all() {
        let rule = |more: &str| {
            let text = format!(
                r#"{{"version":"1","rules":[{{"id":"R-1","says":{{"zh":"甲","en":"a"}},"then":"inspect"{more}}}]}}"#
            );
            RuleSet::read(text.as_bytes()).map(|_| ()).map_err(|fault| fault.to_string())
        };
        assert_eq!(rule(""), Ok(()));
        assert_eq!(rule(r#","percent":"0.0001""#), Ok(()));
        for more in [
            r#","percent":"100.1""#,
            r#","percent":"-1""#,
            r#","percent":"0.00001""#,
            r#","when":[{"field":"hs","starts":[]}]"#,
            r#","when":[{"field":"hs","starts":[""]}]"#,
            r#","when":[{"field":"moon","starts":["1"]}]"#,
            r#","unknown":1"#,
            r#"},{"id":"R-1","says":{"zh":"乙","en":"b"},"then":"review""#,
        ] {
            assert!(rule(more).is_err(), "{more}");
        }
    }
}
