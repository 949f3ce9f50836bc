//! What outlives one open import: the list of imports, the work list, recipes, named fixes, exports and watched folders.

use serde::{Deserialize, Serialize};

use super::{Review, Said};

/// An import, from the moment its files were opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ImportLine {
    /// Its id.
    pub id: String,
    /// The client it belongs to, by id.
    pub client: String,
    /// The names of its files.
    pub file_name: String,
    /// When it was opened, changed or declared last.
    pub at: String,
    /// Rows with goods.
    pub rows: u32,
    /// Orders in them.
    pub orders: u32,
    /// Declarations made of it that are there.
    pub made: u32,
    /// Orders of it that are kept for later.
    pub kept: u32,
    /// `open`, `declared` or `undone`.
    pub state: String,
    /// For a declared one: whether there is anything that undoing it takes back. For an undone one: whether it can be
    /// declared again.
    pub can_undo: bool,
    /// Whether it can be opened again: its files are still kept.
    pub can_resume: bool,
}

/// What became of a whole import that was taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Undone {
    /// The import; it is open again with all its repairs.
    pub import_id: String,
    /// Declarations that are gone as if they had never been made.
    pub removed: u32,
    /// Declarations that stay: they were signed, or were there before and only corrected.
    pub sent: u32,
}

/// An order that is kept for later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct KeptLine {
    /// The order.
    pub order_no: String,
    /// The client it belongs to, by id.
    pub client: String,
    /// The import to repair it in.
    pub import_id: String,
    /// The names of its files.
    pub file_name: String,
    /// The first rule that stops it.
    pub rule: String,
    /// What that rule says.
    pub says: Said,
    /// Since when it is kept.
    pub at: String,
    /// How long that is.
    pub age: String,
}

/// A saved mapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RecipeLine {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many headers it knows.
    pub headers: u32,
    /// These headers, in the order in which they were met.
    pub names: Vec<String>,
    /// When it was kept or used last; empty where that was not noted.
    pub at: String,
    /// How often it was used.
    pub used: u32,
}

/// An annotated workbook that was written. Values in it are whole, personal ones too: it is the user's own file, made to
/// be repaired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Exported {
    /// Where it is.
    pub path: String,
    /// Rows below the headers.
    pub rows: u32,
    /// Cells with a comment.
    pub cells: u32,
}

/// What came back with a repaired workbook; all of it is one step for undo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Merged {
    /// The import as it is now.
    pub review: Review,
    /// Cells taken over.
    pub changed: u32,
    /// Rows that are not of this import, stand twice, or have lost their key; they were left.
    pub unknown: u32,
    /// The first of them, as `Sheet1 · 12`.
    pub unknown_rows: Vec<String>,
    /// Rows that were found and say nothing new.
    pub unchanged: u32,
    /// Cells that a spreadsheet program had ruined, as a long number kept as a float; the value before stays.
    pub damaged: u32,
    /// What else a person should know, such as headers that are gone.
    pub notes: Vec<Said>,
}

/// What is done with the files of a watched folder beside taking them in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct WatchHow {
    /// Good orders become declarations at once.
    pub declare: bool,
    /// The client's named fixes that would change something are done first.
    pub fixes: bool,
}

/// A folder that is watched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct WatchLine {
    /// The client, by id.
    pub client: String,
    /// The folder.
    pub folder: String,
    /// Whether good orders become declarations at once.
    pub declare: bool,
    /// Whether the client's named fixes are done first.
    pub fixes: bool,
    /// Who set it up last, and in whose name its files are taken in; empty on a desk of one person without a name.
    pub by: String,
    /// Since when.
    pub since: String,
    /// Imports that its files became.
    pub found: u32,
    /// What is the matter with it, or with the file in it that failed last.
    pub trouble: Option<Said>,
    /// The names of its files that became no import, and why; the newest first.
    pub failed: Vec<FailedFile>,
}

/// A file in a watched folder that became no import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FailedFile {
    /// Its name.
    pub name: String,
    /// Stable code.
    pub code: String,
    /// Why.
    pub says: Said,
    /// When it was looked at.
    pub at: String,
}

/// What one look into the watched folders took in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TakenIn {
    /// The client, by id.
    pub client: String,
    /// The folder.
    pub folder: String,
    /// The names of the files.
    pub files: Vec<String>,
    /// The import they became; empty when they became none.
    pub import_id: String,
    /// The names of the fixes that were done on it.
    pub fixes: Vec<String>,
    /// Declarations made of it.
    pub made: u32,
    /// Orders kept for later.
    pub kept: u32,
    /// Why they became none, or why nothing was declared.
    pub trouble: Option<super::Trouble>,
}
