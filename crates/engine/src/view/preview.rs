//! A file before it is opened as an import: its sheets and the first rows of one.

use serde::Serialize;

/// One sheet of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PreviewSheet {
    /// Its name.
    pub name: String,
    /// How many rows it has, as far as the file says so; a guess until it is read whole.
    pub rows: u32,
    /// Where its header seems to stand, counted from 1; 0 when nothing looks like one.
    pub header_row: u32,
    /// Whether its rows can be told to be of orders.
    pub mapped: bool,
}

/// One row as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PreviewRow {
    /// Its number, from 1.
    pub row: u32,
    /// Its cells up to the last that holds anything; personal ones are masked.
    pub cells: Vec<String>,
}

/// The first rows of one sheet of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FilePreview {
    /// The file's name.
    pub file: String,
    /// All its sheets; none for a look into an import, which tells them itself.
    pub sheets: Vec<PreviewSheet>,
    /// Which of them is shown.
    pub sheet: String,
    /// How a text file is read; empty for workbooks.
    pub encoding: String,
    /// How a text file may be read; empty for workbooks.
    pub encodings: Vec<String>,
    /// Where the header of the shown sheet seems to stand, counted from 1; 0 when nothing looks like one.
    pub header_row: u32,
    /// Its first rows; blank ones are left out.
    pub rows: Vec<PreviewRow>,
    /// Whether more rows follow.
    pub more: bool,
}
