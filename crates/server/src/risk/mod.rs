//! Risk: which parcels are opened and which documents are read before the goods may leave. Rules are data with a version,
//! and every decision can be explained.
//!
//! # Invariants
//! - The same case under the same version is decided the same way, however often it is looked at.
//! - Nobody outside can tell whether a parcel will be drawn: the lot is keyed with the secret of the service.
//! - An explanation names rules and numbers, never a person.

mod rules;
mod watch;

use clearance_core::cn::message::ceb621_inventory::Declaration;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use self::rules::{Condition, Fault, Party, Rule, RuleSet};
pub use self::watch::{Watch, Watched};

/// What is done with a case before its goods may leave. The stricter is the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// The documents are read (300).
    Review,
    /// The parcel is opened (500).
    Inspect,
}

/// A rule or a watched party that a case meets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// Id of the rule, or of the entry of the watch list.
    pub rule: String,
    /// What it asks for.
    pub measure: Measure,
    /// Whether the lot fell on the case; a rule without a rate always holds.
    pub drawn: bool,
}

/// Why a case is treated as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// Version of the rules.
    pub version: String,
    /// Everything that it meets, also where the lot fell on others.
    pub hits: Vec<Hit>,
}

impl Explanation {
    /// The strictest measure of what holds; nothing where the goods may leave.
    #[must_use]
    pub fn measure(&self) -> Option<Measure> {
        self.hits.iter().filter(|hit| hit.drawn).map(|hit| hit.measure).max()
    }
}

/// Whether the lot of a rule falls on a case: so many of a million do.
#[must_use]
fn drawn(secret: &[u8; 32], version: &str, rule: &str, case: (&str, &str), millionths: u32) -> bool {
    if millionths >= 1_000_000 {
        return true;
    }
    let mut lot = Sha256::new().chain_update(secret);
    for part in [version, rule, case.0, case.1] {
        // The length in front: no two cases share a lot because their parts run together.
        lot = lot.chain_update((part.len() as u64).to_be_bytes()).chain_update(part);
    }
    let lot: [u8; 32] = lot.finalize().into();
    let mut first = [0; 8];
    first.copy_from_slice(&lot[..8]);
    u64::from_be_bytes(first) % 1_000_000 < u64::from(millionths)
}

/// Looks at a declaration under a set of rules and the watch list.
#[must_use]
pub fn explain(
    rules: &RuleSet,
    watch: &Watch,
    buyer: &[u8; 16],
    secret: &[u8; 32],
    one: &Declaration,
) -> Explanation {
    let head = &one.head;
    let case = (head.declarant_code.as_str(), head.cop_no.as_deref().unwrap_or(&head.order_no));
    let mut hits: Vec<Hit> = watch.hits(one, buyer);
    for rule in rules.rules.iter().filter(|rule| rule.holds(one)) {
        let drawn = drawn(secret, &rules.version, &rule.id, case, rule.millionths());
        hits.push(Hit { rule: rule.id.clone(), measure: rule.then, drawn });
    }
    Explanation { version: rules.version.clone(), hits }
}

#[cfg(test)]
mod tests {
    use clearance_core::cn::sample;

    use super::*;

    const SECRET: [u8; 32] = [7; 32];

    fn declaration(number: usize) -> Declaration {
        let mut one = sample::case().declaration.expect("the sample has all four");
        one.head.cop_no = Some(format!("QC{number:06}"));
        one
    }

    fn rules(rate: &str) -> RuleSet {
        let text = format!(
            r#"{{"version":"2026-11-24","rules":[
                {{"id":"R-ALL","says":{{"zh":"随机查验","en":"Opened at random"}},"then":"inspect","percent":"{rate}"}}]}}"#
        );
        RuleSet::read(text.as_bytes()).expect("they are sound")
    }

    fn inspected(rules: &RuleSet, secret: &[u8; 32]) -> Vec<usize> {
        let watch = Watch::default();
        let looks =
            |n: &usize| explain(rules, &watch, &[0; 16], secret, &declaration(*n)).measure().is_some();
        (0..4_000).filter(looks).collect()
    }

    #[test]
    fn the_lot_falls_on_as_many_as_the_rate_says() {
        assert_eq!(inspected(&rules("0"), &SECRET).len(), 0);
        assert_eq!(inspected(&rules("100"), &SECRET).len(), 4_000);
        // Four standard deviations of 4,000 draws at 5 in 100 are 55.
        let some = inspected(&rules("5"), &SECRET).len();
        assert!((145..=255).contains(&some), "{some}");
    }

    #[test]
    fn the_same_case_is_drawn_again_and_nobody_can_foresee_it() {
        let one = inspected(&rules("5"), &SECRET);
        assert_eq!(one, inspected(&rules("5"), &SECRET));
        assert_ne!(one, inspected(&rules("5"), &[8; 32]), "another secret draws others");
        let mut next = rules("5");
        next.version = "2026-12-01".to_owned();
        assert_ne!(one, inspected(&next, &SECRET), "so does another version");
    }

    #[test]
    fn the_strictest_measure_that_holds_counts_and_all_are_told() {
        let text = r#"{"version":"1","rules":[
            {"id":"R-1","says":{"zh":"甲","en":"a"},"then":"review"},
            {"id":"R-2","says":{"zh":"乙","en":"b"},"then":"inspect"},
            {"id":"R-3","says":{"zh":"丙","en":"c"},"then":"inspect","percent":"0"}]}"#;
        let rules = RuleSet::read(text.as_bytes()).expect("they are sound");
        let why = explain(&rules, &Watch::default(), &[0; 16], &SECRET, &declaration(1));
        assert_eq!(why.measure(), Some(Measure::Inspect));
        let told: Vec<_> = why.hits.iter().map(|hit| (hit.rule.as_str(), hit.drawn)).collect();
        assert_eq!(told, [("R-1", true), ("R-2", true), ("R-3", false)]);
    }
}
