//! A client with its profile, choices, goods book and keys.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{KeyLine, Mark, Said};

/// What stands in every document of a client, by element name.
pub type Profile = BTreeMap<String, String>;

/// What a client may have several of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum ChoiceKind {
    /// Platforms and shops.
    Platform,
    /// Declaring companies.
    Agent,
    /// Pairs of customs: where it is declared, and where the goods enter.
    Port,
    /// Carriers.
    Carrier,
    /// Payment companies.
    Payment,
}

impl ChoiceKind {
    /// Its stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            ChoiceKind::Platform => "platform",
            ChoiceKind::Agent => "agent",
            ChoiceKind::Port => "port",
            ChoiceKind::Carrier => "carrier",
            ChoiceKind::Payment => "payment",
        }
    }
}

/// One of several companies or customs of a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ClientChoice {
    /// Of what.
    pub kind: ChoiceKind,
    /// What the desk calls it; may be empty.
    #[serde(default)]
    pub label: String,
    /// Its values by element name.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
    /// What sheets call it, with commas between.
    #[serde(default)]
    pub also: String,
    /// Whether it is used where nothing else is said.
    #[serde(default)]
    pub usual: bool,
}

/// How the tax bills of a client are printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", default)]
pub struct Printing {
    /// Names of the files, without their ending.
    pub pattern: String,
    /// One file of all bills instead of one each.
    pub single: bool,
    /// Whether a summary list is added.
    pub index: bool,
    /// Where the files go; empty when it is asked each time.
    pub folder: String,
}

impl Default for Printing {
    fn default() -> Self {
        Printing { pattern: "{month}_{bill}".into(), single: false, index: false, folder: String::new() }
    }
}

/// Everything that may be changed about a client. What is left out stays as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", default)]
pub struct ClientForm {
    /// Name and elements.
    pub profile: Profile,
    /// All choices of all kinds.
    pub choices: Option<Vec<ClientChoice>>,
    /// The pattern of its own document numbers.
    pub numbering: Option<String>,
    /// How its tax bills are printed.
    pub printing: Option<Printing>,
}

/// What is to be said about one field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FieldNote {
    /// The field: an element, or kind, place and element of a choice, such as `carrier.0.logisticsCode`.
    pub field: String,
    /// Whether it keeps the form from being saved.
    pub mark: Mark,
    /// In words.
    pub says: Said,
}

/// What a form would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FormCheck {
    /// What is wrong, by field.
    pub notes: Vec<FieldNote>,
    /// Names behind codes that the tables know, by field.
    pub names: BTreeMap<String, String>,
    /// What the numbering pattern gives next; empty when it is wrong.
    pub next_number: String,
}

/// Something that declarations will need and the profile does not say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Need {
    /// The element.
    pub field: String,
    /// Its name.
    pub label: Said,
    /// Whether sheets mostly say it, so that the profile need not.
    pub often_in_sheet: bool,
}

/// One client in full; its goods are asked for page by page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ClientDetail {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is invented, for practice.
    pub practice: bool,
    /// No longer served.
    pub archived: bool,
    /// What stands in every document.
    pub profile: Profile,
    /// Its platforms, declarants, customs, carriers and payment companies.
    pub choices: Vec<ClientChoice>,
    /// The pattern of its own document numbers.
    pub numbering: String,
    /// How its tax bills are printed.
    pub printing: Printing,
    /// What declarations will need and the profile does not say yet.
    pub needs: Vec<Need>,
    /// How many articles its goods book has.
    pub goods: u32,
    /// Its keys.
    pub keys: Vec<KeyLine>,
}
