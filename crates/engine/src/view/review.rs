//! The workbench of an import: what was found, the rows of the sheet, and the changes a person makes.
//!
//! Rows are counted from 1 as people see them, columns from 0. A sheet is named by its place in the import.

use serde::{Deserialize, Serialize};

use super::{Mark, Said};

/// A change that the review offers for what a rule found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Suggestion {
    /// What it does.
    pub says: Said,
    /// Which value becomes which, the most frequent first; a person may adjust each. At most 200.
    pub values: Vec<Proposal>,
    /// Whether every value of it is what the goods book says of the article in the row.
    pub from_book: bool,
    /// Cells that it changes.
    pub cells: u32,
    /// Cells of the group that it cannot repair.
    pub left: u32,
}

/// One value and what it becomes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Proposal {
    /// What the cells say; empty where they say nothing.
    pub from: String,
    /// What they would say.
    pub to: String,
    /// Whether that is known; where it is not, a person may say.
    pub known: bool,
    /// In how many cells.
    pub count: u32,
    /// The first of them, as `C12`.
    pub cell: String,
}

/// Rows of a group in one sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct GroupSheet {
    /// The sheet.
    pub sheet: u32,
    /// How many of its rows.
    pub rows: u32,
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
    /// In how many cells; findings without a cell are not among them.
    pub cells: u32,
    /// In how many rows of goods; what concerns a column or a sheet is in none.
    pub rows: u32,
    /// These rows, by sheet.
    pub sheets: Vec<GroupSheet>,
    /// In how many of the cells the goods book says otherwise of the article in the row.
    pub book: u32,
    /// How many of the rows are of orders that are held back.
    pub held: u32,
    /// The columns that it is about, where it is about columns: headers, or what is missing.
    pub columns: Vec<String>,
    /// The repair that is known, if any is.
    pub suggestion: Option<Suggestion>,
    /// Why nothing can repair it here, where that is certain: what was lost is lost.
    pub lost: Option<Said>,
}

/// One column of a sheet under review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ReviewColumn {
    /// Its place in the sheet, from 0.
    pub column: u32,
    /// As people name it, such as `C`.
    pub letter: String,
    /// Its header.
    pub header: String,
    /// The field it fills.
    pub field: String,
    /// The field's label.
    pub label: Said,
    /// Whether its values are masked until they are revealed.
    pub personal: bool,
    /// Whether it holds amounts, quantities or weights.
    pub number: bool,
}

/// A sheet under review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ReviewSheet {
    /// Its place in the import.
    pub index: u32,
    /// Its file.
    pub file: String,
    /// Its name.
    pub name: String,
    /// Rows under its header.
    pub rows: u32,
    /// The columns that fill a field, from the left.
    pub columns: Vec<ReviewColumn>,
}

/// A repair that was kept by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FixLine {
    /// Its id.
    pub id: String,
    /// The name a person gave it.
    pub name: String,
    /// What it does.
    pub says: Said,
    /// How often it was used.
    pub uses: u32,
    /// When it was used last, or kept.
    pub at: String,
    /// How many cells it would change here; nothing outside an import.
    pub cells: u32,
}

/// What an import amounts to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Review {
    /// The import.
    pub import_id: String,
    /// Grows with every change; what was shown under another number is to be asked for again.
    pub version: u32,
    /// What would be taken back.
    pub undo: Option<Said>,
    /// What would be done again.
    pub redo: Option<Said>,
    /// Rows with goods.
    pub rows: u32,
    /// Orders.
    pub orders: u32,
    /// Orders that would go on: nothing stops them, and nobody holds them back.
    pub good_orders: u32,
    /// Orders that would be kept for later.
    pub kept_orders: u32,
    /// Orders that a person holds back.
    pub held_orders: u32,
    /// Cells changed here.
    pub changed: u32,
    /// The sheets that are read.
    pub sheets: Vec<ReviewSheet>,
    /// What was found, by rule: what stops first, then the most frequent.
    pub groups: Vec<FindingGroup>,
    /// Repairs kept by name that would change something here.
    pub offered: Vec<FixLine>,
}

/// Which rows of a sheet to show, in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", default)]
pub struct ReviewQuery {
    /// The sheet.
    pub sheet: u32,
    /// Empty for all rows, `*` for those with findings, else a rule.
    pub rule: String,
    /// Only rows that have this mark.
    pub mark: Option<Mark>,
    /// Only rows in which a cell was changed.
    pub changed: bool,
    /// Only rows of orders that are held back.
    pub held: bool,
    /// Only these rows, from 1, of those that the rest of the query shows; none for all of them.
    pub rows: Option<Vec<u32>>,
    /// All but the rows named.
    pub all_but: bool,
    /// Only rows in which a cell holds this, whatever the case.
    pub find: String,
    /// The column they are sorted by; none for the order of the sheet.
    pub sort: Option<u32>,
    /// The largest first.
    pub descending: bool,
    /// The first row wanted, counted from 0 in what the rest of the query leaves.
    pub from: u32,
    /// How many.
    pub count: u32,
    /// Personal values are shown whole.
    pub reveal: bool,
}

/// One cell under review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ReviewCell {
    /// Its column.
    pub column: u32,
    /// Its value. Personal values are masked unless the query reveals them.
    pub value: String,
    /// Whether it is masked: written back as it is shown, it changes nothing.
    pub masked: bool,
    /// Whether something is wrong with it, or it was changed here.
    pub mark: Option<Mark>,
    /// What is wrong: what the rule found that was asked for, else the worst.
    pub note: Option<Said>,
    /// The rule that says so; empty where nothing is wrong.
    pub rule: String,
    /// What the file says, where it was changed; masked as the value is.
    pub before: Option<String>,
}

/// Something found in a row that no cell of it gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ReviewNote {
    /// What it means.
    pub mark: Mark,
    /// The rule.
    pub rule: String,
    /// What is wrong.
    pub says: Said,
    /// Label of the field it is about; empty where it is about none.
    pub field: Said,
}

/// One row under review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ReviewRow {
    /// A key that no other row of the import has.
    pub key: String,
    /// The sheet.
    pub sheet: u32,
    /// Row of the sheet, from 1.
    pub row: u32,
    /// Its order; empty where it is of none.
    pub order_no: String,
    /// Who holds the order back.
    pub held: Option<Said>,
    /// All columns of the sheet that fill a field, from the left.
    pub cells: Vec<ReviewCell>,
    /// What was found without a cell.
    pub notes: Vec<ReviewNote>,
}

/// Some rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ReviewPage {
    /// How many rows there are in all.
    pub total: u32,
    /// The state of the import that they show: see [`Review::version`].
    pub version: u32,
    /// Those that were wanted.
    pub rows: Vec<ReviewRow>,
}

/// A new value for one cell.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CellEdit {
    /// The sheet.
    pub sheet: u32,
    /// The row, from 1.
    pub row: u32,
    /// The column.
    pub column: u32,
    /// The new value.
    pub value: String,
}

/// Which orders a person holds back, or takes up again.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum HoldBack {
    /// Those in which a rule found something.
    Group {
        /// The rule.
        rule: String,
    },
    /// Those of some rows.
    Rows {
        /// The rows.
        query: ReviewQuery,
    },
    /// Those of these numbers.
    Orders {
        /// The numbers.
        order_nos: Vec<String>,
    },
}

/// One value and what it shall become.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Correction {
    /// What the cells say.
    pub from: String,
    /// What they shall say.
    pub to: String,
}

/// A change of cells; each is one step for undo. A `query` says which rows, in which order, it is about.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Edit {
    /// New values for single cells.
    Cells {
        /// The cells.
        cells: Vec<CellEdit>,
    },
    /// A cell's value goes into the cells below it, as the rows are shown.
    FillDown {
        /// The row that has the value.
        row: u32,
        /// The column.
        column: u32,
        /// The last row to fill; none for all that are shown below.
        to_row: Option<u32>,
        /// The rows.
        query: ReviewQuery,
    },
    /// A block of cells from a spreadsheet, as it is in the clipboard: tabs between cells, a line a row.
    Paste {
        /// The row where it begins; the others are those shown below it.
        row: u32,
        /// The column where it begins; the others are the columns shown to the right of it.
        column: u32,
        /// The block.
        text: String,
        /// The rows.
        query: ReviewQuery,
    },
    /// One text becomes another.
    Replace {
        /// The column; none for all.
        column: Option<u32>,
        /// What to look for.
        find: String,
        /// What to put in its place.
        with: String,
        /// Only cells that hold nothing else.
        whole: bool,
        /// The rows.
        query: ReviewQuery,
    },
    /// One value for a whole column.
    Set {
        /// The column.
        column: u32,
        /// The value.
        value: String,
        /// The rows.
        query: ReviewQuery,
    },
    /// The repair that was offered for a rule, as a person adjusted it. What `values` does not name stays as it is; when
    /// it names nothing, all that was offered is done.
    Suggestion {
        /// The rule.
        rule: String,
        /// Which value becomes which.
        values: Vec<Correction>,
    },
    /// Every cell in which a rule found something gets what the goods book says of the article in its row.
    GoodsBook {
        /// The rule.
        rule: String,
    },
}

/// One cell before and after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct EditSample {
    /// The sheet.
    pub sheet: u32,
    /// The row, from 1.
    pub row: u32,
    /// The cell's own name, such as `C12`.
    pub cell: String,
    /// Header of its column.
    pub header: String,
    /// What it says now.
    pub before: String,
    /// What it would say.
    pub after: String,
}

/// What a change would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct EditPreview {
    /// Cells that would change.
    pub cells: u32,
    /// In how many rows.
    pub rows: u32,
    /// Of how many orders.
    pub orders: u32,
    /// A few of them.
    pub samples: Vec<EditSample>,
    /// Cells that it is about and does not change: they hold the value already, or nothing is known for them.
    pub left: u32,
    /// Findings that would be gone.
    pub solves: u32,
    /// Findings that would be new.
    pub adds: u32,
}
