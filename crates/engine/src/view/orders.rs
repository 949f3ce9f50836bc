//! An import on its way: columns, problems, repairs.

use serde::{Deserialize, Serialize};

use super::{Mark, Said};

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
    /// Its place, from 0.
    pub index: u32,
    /// Its header.
    pub header: String,
    /// A few values; personal ones are masked.
    pub samples: Vec<String>,
    /// Element name of the target field, or empty when the column is not used.
    pub field: String,
    /// How sure that is.
    pub confidence: Confidence,
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
}

/// What each column means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Mapping {
    /// The import.
    pub import_id: String,
    /// Name of the file.
    pub file_name: String,
    /// Name of the sheet.
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
}

/// All findings of one rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FindingGroup {
    /// The rule.
    pub rule: String,
    /// What it means.
    pub mark: Mark,
    /// What is wrong.
    pub says: Said,
    /// What to do.
    pub help: Said,
    /// The text that demands it.
    pub basis: String,
    /// How often.
    pub count: u32,
}

/// One cell in the review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ReviewCell {
    /// Header of its column.
    pub header: String,
    /// The cell's own name, such as `C12`; empty when the value does not come from a cell.
    pub cell: String,
    /// Its value.
    pub value: String,
    /// Whether something is wrong with it, or it was changed here.
    pub mark: Option<Mark>,
    /// Why.
    pub note: Option<Said>,
}

/// One row of the review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ReviewRow {
    /// Its key, to be handed to `fix`.
    pub key: String,
    /// Row of the sheet, from 1.
    pub row: u32,
    /// Which order.
    pub order_no: String,
    /// Its cells.
    pub cells: Vec<ReviewCell>,
}

/// What an import amounts to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Review {
    /// The import.
    pub import_id: String,
    /// Whether there is a step to undo.
    pub can_undo: bool,
    /// Rows with goods.
    pub rows: u32,
    /// Orders.
    pub orders: u32,
    /// Orders in which nothing stops.
    pub good_orders: u32,
    /// Orders that would be kept for later.
    pub kept_orders: u32,
    /// Cells changed here.
    pub changed: u32,
    /// What was found, by rule.
    pub groups: Vec<FindingGroup>,
}

/// A repair of one cell.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    /// Key of the row.
    pub row: String,
    /// The cell's own name.
    pub cell: String,
    /// Header of its column.
    pub header: String,
    /// The new value.
    pub value: String,
}

/// What became of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Declared {
    /// Declarations made.
    pub made: u32,
    /// Orders kept for later.
    pub kept: u32,
}
