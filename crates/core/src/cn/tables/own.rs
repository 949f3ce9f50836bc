//! A row that a broker corrected: marked as his wherever it is used, and never in silence.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::Date;

use super::cells;
use super::error::TablesError;
use super::held::Held;
use super::package::{Cell, Row, check_row, shown};
use super::schema::{Form, Table};
use crate::text::Text;
use crate::versions::Mark;

/// A broker's own row. It holds from its first day on, in the place of the table's row for the same key.
#[derive(Clone, Debug)]
pub struct OwnRow {
    table: &'static Table,
    cells: Vec<Cell>,
    was: Option<Vec<Cell>>,
    mark: Arc<Mark>,
    since: Date,
}

/// What a newer package makes of a broker's own row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnState {
    /// The table still says what was corrected.
    InUse,
    /// The table says the same now: the row is not needed any more, and not used.
    Obsolete,
    /// The table says a third thing now. The row is still used, and a person should look.
    Conflict,
}

impl OwnState {
    /// The state for people.
    #[must_use]
    pub const fn says(self) -> Text {
        match self {
            OwnState::InUse => Text { zh: "使用中", en: "in use" },
            OwnState::Obsolete => Text {
                zh: "新表已相同，不再使用，可撤回",
                en: "the table says the same now: not used any more, may be withdrawn",
            },
            OwnState::Conflict => Text {
                zh: "新表已改为其他内容，仍使用本行，请核对",
                en: "the table says something else now: still used, please look",
            },
        }
    }

    /// The stable word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            OwnState::InUse => "in-use",
            OwnState::Obsolete => "obsolete",
            OwnState::Conflict => "conflict",
        }
    }
}

/// What a broker asks for.
#[derive(Clone, Debug)]
pub struct Correction<'a> {
    /// The table.
    pub table: &'a str,
    /// The row, by its first column.
    pub key: &'a str,
    /// Column and new value; `-` or nothing empties it.
    pub changes: &'a [(String, String)],
    /// Why.
    pub reason: &'a str,
    /// Who.
    pub by: &'a str,
    /// On which day it is made.
    pub on: Date,
    /// From which day of declaration on it holds.
    pub since: Date,
}

impl OwnRow {
    /// Makes a correction out of the row that the tables hold, or a new row where they hold none.
    ///
    /// # Errors
    /// An unknown table or column, a value that does not fit, no reason; or the table says the same already.
    pub fn correct(held: &Held, asked: &Correction<'_>) -> Result<OwnRow, TablesError> {
        let unknown = || TablesError::UnknownTable { line: 0, name: shown(asked.table) };
        let table = Table::named(asked.table).ok_or_else(unknown)?;
        for text in [asked.reason, asked.by] {
            if text.trim().is_empty() || cells::hides(text) || !cells::fits(Form::Text, text.trim()) {
                return Err(TablesError::NoReason);
            }
        }
        let mut named = Vec::new();
        for (column, value) in asked.changes {
            let place = table
                .column(column)
                .filter(|place| *place > 0 && !named.iter().any(|(known, _)| known == place))
                .ok_or_else(|| TablesError::UnknownColumn { line: 0, name: shown(column) })?;
            named.push((place, if value == "-" { "" } else { value.trim() }));
        }
        let package = held.chosen(table, asked.since).package();
        let said = |name: &str| {
            let place = table.column(name)?;
            named.iter().find(|(known, _)| *known == place).and_then(|(_, value)| cells::day(value))
        };
        let day = said("since").unwrap_or(asked.since);
        let near = package
            .rows_of(asked.key)
            .find(|row| row.holds_on(day))
            .or_else(|| package.rows_of(asked.key).last());
        let mut row: Vec<Cell> = match near {
            Some(row) => row.cells().map(|cell| Cow::Owned(cell.to_owned())).collect(),
            None => vec![Cow::Borrowed(""); table.columns.len()],
        };
        row[0] = Cow::Owned(asked.key.to_owned());
        for (place, value) in &named {
            row[*place] = Cow::Owned((*value).to_owned());
        }
        let (key, missing) = (asked.key, near.is_none());
        let own = OwnRow::stored(
            table,
            row.iter().map(|cell| cell.clone().into_owned()).collect(),
            near.filter(|near| {
                !table.by_day || near.text("since") == Row::new(table, &row, None).text("since")
            })
            .map(|near| near.cells().map(str::to_owned).collect()),
            Mark {
                table: table.name.to_owned(),
                key: key.to_owned(),
                by: asked.by.trim().to_owned(),
                on: asked.on,
                reason: asked.reason.trim().to_owned(),
            },
            asked.since,
        );
        match own {
            Err(TablesError::Missing { .. }) if missing => {
                Err(TablesError::NoRow { table: table.name, key: shown(key) })
            }
            Err(error) => Err(error),
            Ok(own) if own.was.as_ref() == Some(&own.cells) => Err(TablesError::SaysTheSame),
            Ok(own) => Ok(own),
        }
    }

    /// A correction as it was stored.
    ///
    /// # Errors
    /// A cell does not fit its column.
    pub fn stored(
        table: &'static Table,
        row: Vec<String>,
        was: Option<Vec<String>>,
        mark: Mark,
        since: Date,
    ) -> Result<OwnRow, TablesError> {
        let width = table.columns.len();
        let fill = |row: Vec<String>| -> Vec<Cell> {
            let empty = std::iter::repeat(Cow::Borrowed(""));
            row.into_iter().map(Cow::Owned).chain(empty).take(width).collect()
        };
        let row = fill(row);
        for (column, cell) in table.columns.iter().zip(&row) {
            if !cell.is_empty() && (cells::hides(cell) || !cells::fits(column.form, cell)) {
                return Err(TablesError::Cell { line: 0, column: column.name, value: shown(cell) });
            }
        }
        check_row(&Row::new(table, &row, None), 0)?;
        Ok(OwnRow { table, cells: row, was: was.map(fill), mark: Arc::new(mark), since })
    }

    /// The table it belongs to.
    #[must_use]
    pub fn table(&self) -> &'static Table {
        self.table
    }

    /// The row.
    #[must_use]
    pub fn row(&self) -> Row<'_> {
        Row::new(self.table, &self.cells, Some(&self.mark))
    }

    /// What the table said when it was corrected; nothing for a row that it did not have.
    #[must_use]
    pub fn was(&self) -> Option<Row<'_>> {
        self.was.as_ref().map(|cells| Row::new(self.table, cells, None))
    }

    /// Who, when and why.
    #[must_use]
    pub fn mark(&self) -> &Mark {
        &self.mark
    }

    /// From which day of declaration on it holds.
    #[must_use]
    pub fn since(&self) -> Date {
        self.since
    }

    /// Whether it stands in the place of this row of a package.
    pub(super) fn replaces(&self, row: &Row<'_>) -> bool {
        row.key() == self.row().key() && (!self.table.by_day || row.text("since") == self.row().text("since"))
    }

    /// What the table says on a day in which both could speak.
    pub(super) fn state(&self, held: &Held, day: Date) -> OwnState {
        let package = held.chosen(self.table, day.max(self.since)).package();
        let now = package.rows_of(self.row().key()).find(|row| self.replaces(row));
        let same = |cells: &[Cell], row: &Row<'_>| row.cells().eq(cells.iter().map(Cow::as_ref));
        match (now, &self.was) {
            (Some(row), _) if same(&self.cells, &row) => OwnState::Obsolete,
            (Some(row), Some(was)) if same(was, &row) => OwnState::InUse,
            (None, None) => OwnState::InUse,
            _ => OwnState::Conflict,
        }
    }
}
