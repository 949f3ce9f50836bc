//! The decision of customs as a pure function: documents in hand → next receipts. Station 10.
//!
//! An inventory waits at the e-port until order, payment and waybill are there; then customs looks at all four at
//! once. Comparisons are the business of the rules, which carry the code that customs answers a breach with.
//!
//! # Invariants
//! - The last word does not depend on the order in which the four documents arrive.
//! - Nothing is said twice: what was said is part of the input, and a case about which nothing is new gets no word.
//! - After a refusal or a release the documents no longer matter.

mod act;
mod applications;
mod asked;
mod bill;
mod words;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub use self::act::{Action, act};
pub use self::applications::{
    Answer, Effect, Target, cancel, enter, parcel, parts_of, take_back, value_back,
};
pub use self::asked::{asked, stale, take};
pub use self::bill::{tax_bill, void_bill};
pub use self::words::Word;
use super::Case;
use super::rules::RULES;
use crate::check::{Finding, Rule, Severity};

/// Which partner documents of an inventory have not arrived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Missing {
    /// CEB311.
    pub order: bool,
    /// CEB411.
    pub payment: bool,
    /// CEB511.
    pub waybill: bool,
}

impl Missing {
    /// What a case lacks.
    #[must_use]
    pub fn of(case: &Case) -> Self {
        Missing {
            order: case.order.is_none(),
            payment: case.payment.is_none(),
            waybill: case.waybill.is_none(),
        }
    }

    /// Whether nothing is missing.
    #[must_use]
    pub fn none(self) -> bool {
        self == Missing::default()
    }
}

/// What customs has said of an inventory so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Nothing.
    #[default]
    New,
    /// 2: taken by the e-port, which named what is missing.
    Waiting(Missing),
    /// 500: an officer opens the parcel.
    Inspected,
    /// 300: an officer reads the documents.
    Reviewed,
    /// 800.
    Released,
    /// 899: nothing more will be said.
    Closed,
    /// 100 or a number below nothing: this submission came to nothing.
    Refused,
    /// A cancel application for it was approved: it is dead, and its order may be declared anew.
    Cancelled,
    /// 501, 502, 503 or 599: held until an officer decides again.
    Detained(Detention),
    /// 700: the goods go back abroad; nothing more will be said.
    SentBack,
}

/// Who has the goods that are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Detention {
    /// 501: handed to clearance (扣留移送通关).
    Clearance,
    /// 502: handed to the anti-smuggling police (扣留移送缉私).
    Smuggling,
    /// 503: handed to the legal department (扣留移送法规).
    Legal,
    /// 599: held for another reason (其它扣留).
    Other,
}

impl Detention {
    /// All of them, in the order of their numbers.
    pub const ALL: [Detention; 4] =
        [Detention::Clearance, Detention::Smuggling, Detention::Legal, Detention::Other];

    /// `returnStatus`.
    #[must_use]
    pub const fn status(self) -> &'static str {
        match self {
            Detention::Clearance => "501",
            Detention::Smuggling => "502",
            Detention::Legal => "503",
            Detention::Other => "599",
        }
    }
}

/// What an officer, or a check against something outside the four documents, makes of a case that passes the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Officer {
    /// Nothing to say.
    #[default]
    Passes,
    /// Somebody who was asked has not answered: the case waits with all its documents.
    Waits,
    /// The parcel is opened first.
    Inspects,
    /// The documents are read first.
    Reviews,
    /// Rejected by hand (1300), with this reason. It never holds a name or a number of a person.
    Rejects(Cow<'static, str>),
    /// The buyer's yearly amount is used up (1313).
    Quota,
    /// The guarantee does not cover the tax (1311).
    Guarantee,
}

/// The next words, in order, and where they leave the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Empty where there is nothing new to say.
    pub words: Vec<Word>,
    /// What has been said after them.
    pub stage: Stage,
}

impl Decision {
    fn silence(stage: Stage) -> Self {
        Decision { words: Vec::new(), stage }
    }

    /// Whether one of the words gives the declaration number.
    #[must_use]
    pub fn stores(&self) -> bool {
        self.words.iter().any(|word| word.status == "120")
    }

    /// Whether one of the words lets the goods go: a tax bill follows.
    #[must_use]
    pub fn releases(&self) -> bool {
        self.words.iter().any(|word| word.status == "800")
    }
}

/// Says what is new about a case whose inventory is in hand. A case without one gets no word.
#[must_use]
pub fn decide(case: &Case, said: Stage, officer: &Officer) -> Decision {
    let Some(declaration) = &case.declaration else { return Decision::silence(said) };
    let missing = Missing::of(case);
    let mut words = Vec::new();
    match said {
        Stage::New => {
            let alone = Case { facts: case.facts.clone(), ..Case::of(declaration.clone()) };
            if let Some(word) = refusal(&alone) {
                return Decision { words: vec![word], stage: Stage::Refused };
            }
            words.push(Word::taken(declaration, missing));
        }
        Stage::Waiting(before) if before == missing && !missing.none() => return Decision::silence(said),
        Stage::Waiting(_) if !missing.none() => words.push(Word::taken(declaration, missing)),
        Stage::Waiting(_) => {}
        _ => return Decision::silence(said),
    }
    if !missing.none() {
        return Decision { words, stage: Stage::Waiting(missing) };
    }
    let stage = judge(case, officer, &mut words);
    Decision { words, stage }
}

/// Customs' logic check over all four documents.
fn judge(case: &Case, officer: &Officer, words: &mut Vec<Word>) -> Stage {
    let breaches = breaches(case);
    if !breaches.is_empty() {
        words.push(Word::logic(case, &breaches));
        return Stage::Refused;
    }
    let by_code = match officer {
        Officer::Waits => return Stage::Waiting(Missing::default()),
        Officer::Quota => Some("1313"),
        Officer::Guarantee => Some("1311"),
        _ => None,
    };
    if let Some(code) = by_code {
        words.push(Word::coded(code, case));
        return Stage::Refused;
    }
    words.push(Word::stored());
    let (word, stage) = match officer {
        Officer::Inspects => (Word::inspected(), Stage::Inspected),
        Officer::Reviews => (Word::reviewed(), Stage::Reviewed),
        Officer::Rejects(reason) => (Word::rejected(reason), Stage::Refused),
        Officer::Passes | Officer::Waits | Officer::Quota | Officer::Guarantee => {
            (Word::released(), Stage::Released)
        }
    };
    words.push(word);
    stage
}

/// What comes when an officer is done, or when a released case is closed. Other cases get no word.
#[must_use]
pub fn proceed(said: Stage) -> Decision {
    match said {
        Stage::Inspected => Decision { words: vec![Word::released()], stage: Stage::Released },
        Stage::Reviewed => {
            Decision { words: vec![Word::approved(), Word::released()], stage: Stage::Released }
        }
        Stage::Released => Decision { words: vec![Word::closed()], stage: Stage::Closed },
        other => Decision::silence(other),
    }
}

/// What the e-port answers a single document that breaks a rule by itself; `None` where it is taken. What customs
/// would answer with a code of its own is left to the logic check.
#[must_use]
pub fn refusal(case: &Case) -> Option<Word> {
    let mut breaches = breaches(case);
    if case.declaration.is_some() {
        breaches.retain(|(rule, _)| rule.customs_code.is_none_or(|code| code.starts_with('-')));
    }
    if breaches.is_empty() { None } else { Some(Word::refused(case, &breaches)) }
}

/// The refusal for what the rules find at places that begin so, such as those of an application beside its declaration.
fn breaches_at(case: &Case, place: &str) -> Option<Word> {
    let mut breaches = breaches(case);
    for (_, found) in &mut breaches {
        found.retain(|finding| finding.at.starts_with(place));
    }
    breaches.retain(|(_, found)| !found.is_empty());
    if breaches.is_empty() { None } else { Some(Word::refused(case, &breaches)) }
}

/// The rules in force that stop the case, each with what it found.
fn breaches(case: &Case) -> Vec<(&'static Rule<Case>, Vec<Finding>)> {
    let day = case.day();
    let stopping = RULES.iter().filter(|rule| rule.severity == Severity::Stops && rule.in_force.holds(day));
    stopping
        .filter_map(|rule| {
            let mut found = Vec::new();
            rule.run(case, &mut found);
            if found.is_empty() { None } else { Some((*rule, found)) }
        })
        .collect()
}

#[cfg(test)]
mod tests;
