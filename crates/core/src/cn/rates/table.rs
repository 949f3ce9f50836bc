//! Reads the tab-separated tables of the rates.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{Certainty, Dated};
use crate::money::plain_decimal;

/// Why a set of tables was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RatesError {
    /// A line does not read.
    #[error("rates table {table}, line {line}: column {column} is missing or wrong")]
    Line {
        /// Name of the table.
        table: &'static str,
        /// Line from 1, remarks counted.
        line: usize,
        /// The column.
        column: String,
    },
    /// A class or a limit has no row.
    #[error("rates tables: no row for {what}")]
    Missing {
        /// The class or limit.
        what: String,
    },
}

/// One line of a table.
pub(super) struct Row<'a> {
    table: &'static str,
    line: usize,
    header: &'a [&'a str],
    cells: Vec<&'a str>,
}

impl Row<'_> {
    pub(super) fn wrong(&self, column: &str) -> RatesError {
        RatesError::Line { table: self.table, line: self.line, column: column.to_owned() }
    }

    /// The cell, or nothing where it says `-`.
    pub(super) fn optional(&self, column: &str) -> Result<Option<&str>, RatesError> {
        let at = self.header.iter().position(|name| *name == column);
        let cell = at.and_then(|at| self.cells.get(at)).ok_or_else(|| self.wrong(column))?;
        Ok(Some(*cell).filter(|cell| *cell != "-"))
    }

    pub(super) fn text(&self, column: &str) -> Result<String, RatesError> {
        let cell = self.optional(column)?.filter(|cell| !cell.is_empty());
        Ok(cell.ok_or_else(|| self.wrong(column))?.to_owned())
    }

    pub(super) fn optional_decimal(&self, column: &str) -> Result<Option<Decimal>, RatesError> {
        let read = |cell| {
            let number = plain_decimal(cell).filter(|n| !n.is_sign_negative());
            number.ok_or_else(|| self.wrong(column))
        };
        self.optional(column)?.map(read).transpose()
    }

    pub(super) fn decimal(&self, column: &str) -> Result<Decimal, RatesError> {
        self.optional_decimal(column)?.ok_or_else(|| self.wrong(column))
    }

    pub(super) fn certainty(&self) -> Result<Certainty, RatesError> {
        match self.optional("source")? {
            Some("seen") => Ok(Certainty::Seen),
            Some("rule") => Ok(Certainty::Rule),
            _ => Err(self.wrong("source")),
        }
    }

    /// The value with the days, source and basis of this line.
    pub(super) fn dated<T>(&self, value: T) -> Result<Dated<T>, RatesError> {
        let day = |column: &str| -> Result<Option<Date>, RatesError> {
            self.optional(column)?.map(|cell| cell.parse().map_err(|_| self.wrong(column))).transpose()
        };
        Ok(Dated {
            value,
            since: day("since")?.ok_or_else(|| self.wrong("since"))?,
            until: day("until")?,
            certainty: self.certainty()?,
            basis: self.text("basis")?,
        })
    }
}

/// Reads every line below the header.
pub(super) fn read<T>(
    table: &'static str,
    text: &str,
    read: impl Fn(&Row<'_>) -> Result<T, RatesError>,
) -> Result<Vec<T>, RatesError> {
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let header: Vec<&str> = lines.next().map(|(_, line)| line.split('\t').collect()).unwrap_or_default();
    lines
        .map(|(at, line)| {
            read(&Row { table, line: at + 1, header: &header, cells: line.split('\t').collect() })
        })
        .collect()
}
