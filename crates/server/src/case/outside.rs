//! Everything beyond the four documents that has a say in a decision, in one place and in one order.
//!
//! A practice order of the sandbox has an outcome of its own. Else, what is watched or drawn is opened or read first.

use std::sync::Arc;

use clearance_core::cn::clear::Officer;
use clearance_core::cn::message::ceb621_inventory::Declaration;

use crate::risk::{Explanation, Measure, RuleSet, Watch, explain};
use crate::sandbox::practice::Practice;

/// The rules of risk in force and who is watched.
#[derive(Clone, Debug)]
pub(crate) struct Risk {
    pub(crate) rules: Arc<RuleSet>,
    pub(crate) watch: Arc<Watch>,
}

/// What is known of a case beyond its documents.
pub(crate) struct Outside {
    pub(crate) risk: Risk,
    pub(crate) practice: Practice,
    pub(crate) secret: [u8; 32],
}

impl Outside {
    /// What is made of a case that passes the rules, and why.
    pub(crate) fn officer(&self, buyer: &[u8; 16], one: &Declaration) -> (Officer, Option<Explanation>) {
        if self.practice != Practice::Passes {
            return (self.practice.officer(), None);
        }
        let why = explain(&self.risk.rules, &self.risk.watch, buyer, &self.secret, one);
        let officer = match why.measure() {
            Some(Measure::Inspect) => Officer::Inspects,
            Some(Measure::Review) => Officer::Reviews,
            None => Officer::Passes,
        };
        (officer, (!why.hits.is_empty()).then_some(why))
    }
}
