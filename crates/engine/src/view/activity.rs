//! The activity log, and whether it is unbroken.

use serde::{Deserialize, Serialize};

use super::Said;

/// Which entries to list; what is empty asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", default)]
pub struct ActivityQuery {
    /// Number of a person; `0` is the desk itself.
    pub person: String,
    /// A word of what was done.
    pub what: String,
    /// A client, by id or name.
    pub client: String,
    /// First day, as `2026-11-24`.
    pub from: String,
    /// Last day.
    pub until: String,
    /// Text within subject and details.
    pub find: String,
    /// Go on below this entry.
    pub below: String,
    /// So many lines; 200 when not given.
    pub limit: u32,
}

/// A name and a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ActivityDetail {
    /// What it is.
    pub name: Said,
    /// The value.
    pub value: Said,
}

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ActivityLine {
    /// Its number in the chain.
    pub number: String,
    /// When.
    pub at: String,
    /// Who; empty for the desk itself and for the only person of a desk.
    pub who: String,
    /// Number of the person; `0` is the desk itself.
    pub person: String,
    /// Stable word of what was done.
    pub what: String,
    /// The same for people.
    pub says: Said,
    /// For which client, by name.
    pub client: String,
    /// On what.
    pub subject: String,
    /// Anything else.
    pub details: Vec<ActivityDetail>,
    /// Whether it was written before the log was a chain.
    pub before_the_chain: bool,
    /// Hash of the entry before.
    pub before: String,
    /// Its own.
    pub hash: String,
}

/// What was done, as a choice of a filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ActivityWord {
    /// Stable word.
    pub what: String,
    /// The same for people.
    pub says: Said,
}

/// A page of the log, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ActivityPage {
    /// The entries.
    pub lines: Vec<ActivityLine>,
    /// How many fit the query.
    pub total: u32,
    /// Where the next page begins; empty at the end.
    pub next: String,
    /// The words that stand in the log.
    pub words: Vec<ActivityWord>,
}

/// Whether a log is unbroken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct LogState {
    /// Every entry follows the one before, and the end is where it was sealed.
    pub unbroken: bool,
    /// Entries that are there.
    pub entries: u32,
    /// Since when the log is a chain; empty where that is not told.
    pub since: String,
    /// Number of the first entry that does not fit; empty where all do.
    pub first: String,
    /// Why: `missing`, `changed`, `unlinked`, `added`, `unsealed`, `told`, `other-desk`, or
    /// `verdicts` where the chain is whole and the verdicts of reviews do not fit it.
    pub wrong: String,
    /// Time of that entry, where it is there.
    pub at: String,
    /// The same for people.
    pub says: Said,
    /// Whether the seal of the end was held against the desk's key; only the desk itself can.
    pub sealed: bool,
    /// When it was followed.
    pub checked: String,
    /// Verdicts of reviews that were held against it; none for a file.
    pub verdicts: u32,
    /// Verdicts that an entry tells of and that are gone.
    pub verdicts_missing: u32,
    /// Verdicts that are there and no entry tells of.
    pub verdicts_extra: u32,
    /// Verdicts that are not those their entry was bound to: one of them at least was changed.
    pub verdicts_changed: u32,
    /// The first of these, in words.
    pub differences: Vec<LogDifference>,
}

/// Where the verdicts of reviews and the log differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct LogDifference {
    /// Number of the entry; empty where there is none.
    pub entry: String,
    /// Own number of the declaration; empty where an entry tells of several.
    pub declaration: String,
    /// `missing`, `extra` or `changed`.
    pub wrong: String,
    /// How many verdicts.
    pub count: u32,
    /// The same for people.
    pub says: Said,
}

/// An exported log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct LogExported {
    /// Where it stands.
    pub path: String,
    /// How many entries.
    pub entries: u32,
    /// Hash of its last entry: whoever keeps it elsewhere can tell later that nothing before it was changed.
    pub head: String,
}
