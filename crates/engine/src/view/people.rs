//! People, their roles, and the four eyes before a signature.

use serde::{Deserialize, Serialize};

use super::AskedLine;

/// A person of the desk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PersonLine {
    /// Number.
    pub id: String,
    /// Name; empty for the only person of a desk, as long as nobody gave one.
    pub name: String,
    /// `declarant`, `reviewer`, `archivist`, `manager`.
    pub roles: Vec<String>,
    /// The first person, who may do everything.
    pub owner: bool,
    /// Whether a PIN is asked.
    pub has_pin: bool,
}

/// What is said of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PersonForm {
    /// Name, unlike that of all others.
    pub name: String,
    /// Words of the roles.
    pub roles: Vec<String>,
}

/// When a second person looks before a signature.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FourEyes {
    /// `off`, `always` or `above`.
    pub mode: String,
    /// With `above`: the most that one person may declare alone, in yuan.
    pub above: String,
}

/// What a review came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Reviewed {
    /// Approved, sent back or asked for again.
    pub done: u32,
    /// Passed over: the person had a hand in them.
    pub own: u32,
    /// Passed over: they do not wait for that.
    pub other: u32,
}

/// A verdict on a declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct VerdictLine {
    /// When.
    pub at: String,
    /// Who.
    pub who: String,
    /// `approved` or `back`.
    pub verdict: String,
    /// `change`, `delete`, `cancel` or `return` where it is about that; empty for the documents.
    pub act: String,
    /// Why it was sent back.
    pub reason: String,
}

/// How a declaration stands with the four eyes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ReviewState {
    /// Empty where nobody has to look, else `waiting`, `approved` or `back`.
    pub state: String,
    /// Who made or last changed it; empty for the desk itself.
    pub made_by: String,
    /// Whether whoever works now had a hand in it: made or changed it, or repaired the import it came from.
    pub own: bool,
    /// What was asked after the declaration and is not signed yet.
    pub asked: Option<AskedLine>,
    /// Whether whoever works now asked for that.
    pub own_asked: bool,
    /// Every verdict, oldest first.
    pub verdicts: Vec<VerdictLine>,
}
