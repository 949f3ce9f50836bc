//! An import on its way: columns, problems, repairs.

use serde::Serialize;

use super::{ChoiceKind, Said};

/// How sure the guess for a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// The official header, or the user said so.
    Sure,
    /// A known header.
    Likely,
    /// Near names: a person must say.
    Ask,
    /// Not used.
    None,
}

/// One column of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ColumnLine {
    /// Its place among all columns of the import, from 0, to be handed to `map_column`.
    pub index: u32,
    /// Its sheet.
    pub sheet: u32,
    /// As people name it, such as `C`.
    pub letter: String,
    /// Its header.
    pub header: String,
    /// A few values; personal ones are masked.
    pub samples: Vec<String>,
    /// Element name of the target field, or empty when the column is not used.
    pub field: String,
    /// How sure that is.
    pub confidence: Confidence,
    /// The same as a share of a hundred.
    pub percent: u32,
    /// Rows in which it says something.
    pub filled: u32,
    /// What it leads to.
    pub effect: Option<Said>,
}

/// A field that a column can be mapped to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FieldChoice {
    /// Its name, to be handed to `map_column`.
    pub field: String,
    /// Its label.
    pub name: Said,
    /// Whether no order can do without.
    pub required: bool,
    /// `order`, `payment`, `waybill`, `declaration` or `goods`.
    pub document: String,
}

/// A required field that no column fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct MissingField {
    /// Its name.
    pub field: String,
    /// Its label.
    pub name: Said,
    /// Filled from the client's profile with this value; empty when nothing fills it.
    pub from_client: String,
    /// The unused column that fits best, by its index, if any does.
    pub candidate: Option<u32>,
}

/// One sheet of the import, whether it is read or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SheetLine {
    /// Its place in the import, from 0.
    pub index: u32,
    /// Its file.
    pub file: String,
    /// The file's place in the import, to be handed to `choose_encoding`.
    pub file_index: u32,
    /// Its name.
    pub name: String,
    /// Row of the headers, from 1; 0 when there is none.
    pub header_row: u32,
    /// Whether it is read.
    pub used: bool,
    /// How a text file was decoded; empty for workbooks.
    pub encoding: String,
    /// Which known layout it is.
    pub layout: Option<Said>,
    /// Rows under the header, or all rows when there is none.
    pub rows: u32,
    /// Name of the recipe that said what its columns mean; empty when none did.
    pub recipe: String,
    /// When that was kept.
    pub recipe_at: String,
    /// Whether it is hidden in its file; such sheets are left out at first.
    pub hidden: bool,
}

/// One kind of company or port, and which of the client's an import uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ForImport {
    /// Which kind.
    pub kind: ChoiceKind,
    /// All that the client has, in the order of its profile.
    pub options: Vec<ForImportOption>,
    /// The place of the one in use.
    pub used: u32,
    /// Whether that is another one than the client's usual, chosen for this import only.
    pub other: bool,
    /// Whether a column says it order by order, which then counts.
    pub from_sheet: bool,
}

/// A company or port of the client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ForImportOption {
    /// To be handed to `choose_for_import`.
    pub label: String,
    /// Its registered name, or both offices of a port.
    pub name: String,
    /// Its code.
    pub code: String,
    /// Whether it is the client's usual one.
    pub usual: bool,
}

/// What each column means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Mapping {
    /// The import.
    pub import_id: String,
    /// What would be taken back.
    pub undo: Option<Said>,
    /// What would be done again.
    pub redo: Option<Said>,
    /// All sheets of all files.
    pub sheets: Vec<SheetLine>,
    /// Name of the file.
    pub file_name: String,
    /// Name of the first sheet with orders.
    pub sheet: String,
    /// Row of the headers, from 1.
    pub header_row: u32,
    /// How a text file was encoded; empty for workbooks.
    pub encoding: String,
    /// Which known layout it is.
    pub layout: Option<Said>,
    /// Rows with goods.
    pub rows: u32,
    /// Orders in them.
    pub orders: u32,
    /// The columns.
    pub columns: Vec<ColumnLine>,
    /// What can be chosen.
    pub fields: Vec<FieldChoice>,
    /// What no column fills.
    pub missing: Vec<MissingField>,
    /// What of the client's profile this import uses, where the client has any.
    pub companies: Vec<ForImport>,
}

/// What became of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Declared {
    /// The import.
    pub import_id: String,
    /// Declarations made.
    pub made: u32,
    /// Orders kept for later.
    pub kept: u32,
}
