//! Rules, findings and the report: station 4.
//!
//! A rule is a plain value; a table of them is a jurisdiction's law book. Every rule runs, and everything found is
//! shown at once.
//!
//! # Invariants
//! - Only [`Checked::new`] makes a [`Checked`] value, and only from a report in which nothing stops.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::text::Text;
use crate::versions::Versions;

/// What a finding means for the declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Customs would refuse it: it cannot be signed.
    Stops,
    /// It is taken, but a careful broker looks twice.
    Warns,
    /// Good to know.
    Hints,
}

/// When a rule is in force; the date of the declaration decides, not the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub since: Date,
    /// Last day, if it has ended.
    pub until: Option<Date>,
}

impl Period {
    /// From a day on, without an end.
    #[must_use]
    pub const fn since(year: i16, month: i8, day: i8) -> Self {
        Period { since: Date::constant(year, month, day), until: None }
    }

    /// Whether the day lies inside.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.since <= day && self.until.is_none_or(|last| day <= last)
    }
}

/// One business rule over a case `C`. What looks at one field only is a row of the field table instead.
pub struct Rule<C: 'static> {
    /// `CN-TOPIC-nnn`; never reused.
    pub id: &'static str,
    /// What a breach means.
    pub severity: Severity,
    /// When it applies.
    pub in_force: Period,
    /// What is wrong, without values.
    pub says: Text,
    /// What to do.
    pub help: Text,
    /// The text that demands it.
    pub basis: &'static str,
    /// The official receipt code (`1332`, `-621005`, …) that customs answers a breach with, where one is known.
    pub customs_code: Option<&'static str>,
    /// Looks at the case and tells every place where it is broken.
    pub check: fn(&C, &mut Found<'_>),
    /// The smallest change to the sample case that this rule must catch.
    pub counterexample: fn(&mut C),
}

/// Where rules put what they find. Made by the table's runner, one for each rule.
pub struct Found<'a> {
    rule: RuleFace,
    at: &'a mut Vec<Finding>,
}

/// The part of a rule that a finding repeats.
#[derive(Clone, Copy)]
struct RuleFace {
    id: &'static str,
    severity: Severity,
    says: Text,
    help: Text,
}

impl Found<'_> {
    /// The rule is broken at this place.
    pub fn at(&mut self, place: impl Into<String>) {
        self.push(place.into(), None);
    }

    /// The rule is broken at this place by this value. Never pass names, identity numbers or addresses.
    pub fn at_value(&mut self, place: impl Into<String>, value: impl Into<String>) {
        self.push(place.into(), Some(value.into()));
    }

    fn push(&mut self, at: String, value: Option<String>) {
        let RuleFace { id, severity, says, help } = self.rule;
        self.at.push(Finding {
            rule: Cow::Borrowed(id),
            severity,
            at,
            value,
            zh: Cow::Borrowed(says.zh),
            en: Cow::Borrowed(says.en),
            help_zh: Cow::Borrowed(help.zh),
            help_en: Cow::Borrowed(help.en),
        });
    }
}

impl<C> Rule<C> {
    /// Runs this rule over the case.
    pub fn run(&self, case: &C, findings: &mut Vec<Finding>) {
        let rule = RuleFace { id: self.id, severity: self.severity, says: self.says, help: self.help };
        (self.check)(case, &mut Found { rule, at: findings });
    }
}

/// One thing found: which rule, where, with what value, and both sentences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Finding {
    /// Id of the rule, or `CN-FORM-…` for a row of the field table.
    pub rule: Cow<'static, str>,
    /// What it means.
    pub severity: Severity,
    /// `Inventory[1]/InventoryHead/grossWeight` in a message, `Sheet1!C12` in a sheet.
    pub at: String,
    /// The value, where it may be shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What is wrong, Chinese.
    pub zh: Cow<'static, str>,
    /// What is wrong, English.
    pub en: Cow<'static, str>,
    /// What to do, Chinese.
    #[serde(default)]
    pub help_zh: Cow<'static, str>,
    /// What to do, English.
    #[serde(default)]
    pub help_en: Cow<'static, str>,
}

impl Finding {
    /// A finding outside any rule table, such as a row of the field table.
    #[must_use]
    pub fn new(rule: &'static str, severity: Severity, at: String, says: Text, help: Text) -> Self {
        Finding {
            rule: Cow::Borrowed(rule),
            severity,
            at,
            value: None,
            zh: Cow::Borrowed(says.zh),
            en: Cow::Borrowed(says.en),
            help_zh: Cow::Borrowed(help.zh),
            help_en: Cow::Borrowed(help.en),
        }
    }

    /// The same finding with the value that caused it.
    #[must_use]
    pub fn with_value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }
}

/// Everything that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Report {
    /// In the order of the document, then of the table.
    pub findings: Vec<Finding>,
    /// By which rules and tables it was judged.
    #[serde(default)]
    #[cfg_attr(feature = "specta", specta(type = crate::versions::Named))]
    pub versions: Versions,
}

impl Report {
    /// Whether nothing stops.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.findings.iter().all(|f| f.severity != Severity::Stops)
    }

    /// How many findings have this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity == severity).count()
    }
}

/// A value that was checked and in which nothing stops. Unchecked data cannot become a message.
#[derive(Clone, Debug)]
pub struct Checked<T> {
    value: T,
    report: Report,
}

impl<T> Checked<T> {
    /// Accepts the value if its report passes; gives both back otherwise. Kept inside the crate so that only a
    /// jurisdiction's `check` can vouch for a value.
    pub(crate) fn new(value: T, report: Report) -> Result<Self, Box<(T, Report)>> {
        if report.passes() { Ok(Checked { value, report }) } else { Err(Box::new((value, report))) }
    }

    /// The value.
    pub fn get(&self) -> &T {
        &self.value
    }

    /// Warnings and hints that remain.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Gives up the guarantee, for instance to edit the value.
    pub fn into_inner(self) -> T {
        self.value
    }
}
