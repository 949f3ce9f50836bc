//! One undoable step of a person: what exactly changed, in a form that can be stored and played again.

use std::collections::HashMap;
use std::sync::Arc;

use clearance_core::order::{Confidence, Field, Mapping};
use clearance_core::sheet::{CellPos, Sheet};
use serde::{Deserialize, Serialize};

use super::fixes::How;
use crate::view::Said;

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Step {
    /// What it did, for people.
    pub(crate) says: Said,
    /// What it changed.
    pub(crate) act: Act,
    /// How it was asked for, where the changed cells alone do not tell it.
    #[serde(default)]
    pub(crate) how: Option<How>,
}

impl Step {
    /// A step that its changes tell all about.
    pub(crate) fn new(says: Said, act: Act) -> Step {
        Step { says, act, how: None }
    }
}

/// What a step changed. A stored form only gains kinds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Act {
    /// Cells.
    Cells(Changes),
    /// What a column means; none leaves it out.
    Column { sheet: u16, column: u16, field: Option<Field> },
    /// Where the header stands, and what its columns mean.
    Header { sheet: u16, meaning: Meaning },
    /// Whether a sheet is read.
    Use { sheet: u16, used: bool },
    /// How a text file is decoded, and what its columns then mean.
    Encoding { file: u16, before: String, after: String, meaning: Option<Meaning> },
    /// A column behind the others, to be filled here.
    Add { sheet: u16, column: u16, header: String, field: Field },
    /// Orders held back by one of their rows (sheet, and row from 0), or taken up again; and who did it.
    Hold { rows: Vec<(u16, u32)>, by: String, on: bool },
}

/// What the columns of a sheet mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Meaning {
    /// The header's row, from 0.
    pub(crate) header_row: u32,
    /// Columns with a header.
    pub(crate) columns: Vec<(u16, Option<Field>, Confidence)>,
}

impl Meaning {
    pub(crate) fn of(mapping: &Mapping) -> Meaning {
        let columns = mapping.columns.iter();
        Meaning {
            header_row: mapping.header_row,
            columns: columns.map(|column| (column.index, column.field, column.confidence)).collect(),
        }
    }

    /// The same as a mapping; `None` when the sheet has no such row.
    pub(crate) fn mapping(&self, sheet: &Sheet) -> Option<Mapping> {
        let mut mapping = Mapping::at_row(sheet, self.header_row)?;
        for column in &mut mapping.columns {
            if let Some((_, field, confidence)) =
                self.columns.iter().find(|(index, ..)| *index == column.index)
            {
                (column.field, column.confidence) = (*field, *confidence);
            }
        }
        Some(mapping)
    }
}

/// A changed cell: what lay over it before and after. Nothing means that the file's own value shows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    pub(crate) sheet: u16,
    pub(crate) at: CellPos,
    pub(crate) before: Option<Arc<str>>,
    pub(crate) after: Option<Arc<str>>,
}

/// The changed cells of a step. Stored with every text once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(into = "Compact", try_from = "Compact")]
pub(crate) struct Changes(pub(crate) Vec<Change>);

#[derive(Serialize, Deserialize)]
struct Compact {
    texts: Vec<String>,
    /// Sheet, row, column, and the places of both texts, counted from 1; 0 is none.
    cells: Vec<(u16, u32, u16, u32, u32)>,
}

impl From<Changes> for Compact {
    fn from(changes: Changes) -> Self {
        let mut texts: Vec<String> = Vec::new();
        let mut known: HashMap<Arc<str>, u32> = HashMap::new();
        let mut place = |text: Option<Arc<str>>| {
            let Some(text) = text else { return 0 };
            *known.entry(text).or_insert_with_key(|text| {
                texts.push(text.to_string());
                u32::try_from(texts.len()).unwrap_or(u32::MAX)
            })
        };
        let cells = changes.0.into_iter().map(|change| {
            let CellPos { row, column } = change.at;
            (change.sheet, row, column, place(change.before), place(change.after))
        });
        let cells = cells.collect();
        Compact { texts, cells }
    }
}

impl TryFrom<Compact> for Changes {
    type Error = String;

    fn try_from(stored: Compact) -> Result<Self, String> {
        let texts: Vec<Arc<str>> = stored.texts.into_iter().map(Into::into).collect();
        let text = |place: u32| match place {
            0 => Ok(None),
            place => {
                let text = texts.get(place as usize - 1).cloned();
                text.map(Some).ok_or_else(|| format!("no text {place}"))
            }
        };
        let change = |(sheet, row, column, before, after)| {
            let at = CellPos { row, column };
            Ok(Change { sheet, at, before: text(before)?, after: text(after)? })
        };
        stored.cells.into_iter().map(change).collect::<Result<_, String>>().map(Changes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_stored_with_every_text_once_and_read_back() {
        let change = |row, before: Option<&str>, after: Option<&str>| Change {
            sheet: 1,
            at: CellPos { row, column: 3 },
            before: before.map(Into::into),
            after: after.map(Into::into),
        };
        let changes = Changes(vec![
            change(4, None, Some("瓶")),
            change(5, Some("瓶"), None),
            change(6, None, Some("")),
        ]);
        let step = Step::new(Said::new("改三格", "Three cells"), Act::Cells(changes));
        let text = serde_json::to_string(&step).expect("plain values");
        assert_eq!(text.matches("瓶").count(), 1, "{text}");
        assert_eq!(serde_json::from_str::<Step>(&text).expect("its own text"), step);
        let torn = text.replace("[1,4,3,0,1]", "[1,4,3,0,9]");
        assert!(serde_json::from_str::<Step>(&torn).is_err());
    }

    #[test]
    fn what_columns_mean_is_found_again_on_the_sheet() {
        let mut sheet = Sheet::new("a.csv", "a");
        for (column, header) in (0..).zip(["订单编号", "大小", "数量"]) {
            assert!(sheet.push(CellPos { row: 2, column }, header, clearance_core::sheet::Stored::Text));
        }
        let mut mapping = Mapping::at_row(&sheet, 2).expect("a header");
        mapping.choose(1, Some(Field::Spec));
        mapping.choose(2, None);
        let again = Meaning::of(&mapping).mapping(&sheet).expect("the same sheet");
        assert_eq!(again.columns, mapping.columns);
    }
}
