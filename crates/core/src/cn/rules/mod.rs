//! The table of business rules. One file a rule, named in words.
//!
//! A rule names places by the authority's elements, because that is how receipts and other programs name them; the
//! table test holds every such name against the field table.

use super::Case;
use crate::check::{Finding, Rule};

mod paid_is_the_sum;

/// Every rule, sorted by id. Retired ids stay retired.
pub static RULES: &[&Rule<Case>] = &[&paid_is_the_sum::RULE];

/// Runs all rules that are in force on the day of the case.
pub fn run(case: &Case, findings: &mut Vec<Finding>) {
    let day = case.day();
    for rule in RULES.iter().filter(|rule| rule.in_force.holds(day)) {
        rule.run(case, findings);
    }
}
