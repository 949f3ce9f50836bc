//! One row fills the head and a line of its order.

use std::borrow::Cow;
use std::sync::Arc;

use super::clean::{Cleaned, Cleaner};
use super::field::{Field, Kind, Several};
use super::header::normalise;
use super::mapping::Mapping;
use super::number;
use super::problem::{self, Problem, ProblemRule};
use super::values::{Place, Values};
use crate::sheet::{CellPos, Row, Sheet, Stored};

/// Which columns of one sheet are read, for what.
pub(super) struct Plan {
    /// The number of the sheet among all that are read.
    pub(super) sheet: u16,
    /// Columns of the order number, the one that counts first at the front.
    pub(super) order_no: Vec<u16>,
    /// Columns of head fields; those of one field stand together.
    pub(super) head: Vec<(u16, Field)>,
    /// Columns of line fields; those of one field stand together.
    pub(super) line: Vec<(u16, Field)>,
    /// Head amounts are shares of each row.
    pub(super) shares: bool,
}

impl Plan {
    pub(super) fn of(mapping: &Mapping, sheet: u16) -> Plan {
        let mut order_no = Vec::new();
        let mut head = Vec::new();
        let mut line = Vec::new();
        for column in &mapping.columns {
            match column.used() {
                Some(Field::OrderNo) => order_no.push(column),
                Some(field) if field.is_of_line() => line.push((column.index, field)),
                Some(field) => head.push((rank(&column.header, field), column.index, field)),
                None => {}
            }
        }
        // Pinduoduo names the number for clearance apart from its own; it counts where it is filled.
        order_no.sort_by_key(|column| !normalise(&column.header).contains("清关"));
        head.sort_by_key(|(rank, index, field)| (*field, *rank, *index));
        line.sort_by_key(|(index, field)| (*field, *index));
        Plan {
            sheet,
            order_no: order_no.iter().map(|column| column.index).collect(),
            head: head.into_iter().map(|(_, index, field)| (index, field)).collect(),
            line,
            shares: mapping.layout.is_some_and(|layout| layout.shares),
        }
    }
}

/// Parts of a Chinese address go from the province to the door, wherever their columns stand.
fn rank(header: &str, field: Field) -> u8 {
    if field != Field::Address {
        return 0;
    }
    let part = |marks: &[&str]| marks.contains(&normalise(header).as_str());
    match () {
        () if part(&["省", "省份"]) => 1,
        () if part(&["市", "城市"]) => 2,
        () if part(&["区", "县", "区县"]) => 3,
        () if part(&["街道", "街道/镇"]) => 4,
        () => 5,
    }
}

/// Collects problems with their place.
#[derive(Default)]
pub(super) struct Found {
    problems: Vec<Problem>,
}

impl Found {
    pub(super) fn at(&mut self, sheet: &Sheet, at: CellPos, rule: &'static ProblemRule, value: &str) {
        self.problems.push(Problem::new(rule, &sheet.file, &sheet.name, at, value));
    }

    /// Marks all problems since a count as this order's.
    pub(super) fn of_order(&mut self, since: usize, order: usize) {
        let order = u32::try_from(order).ok();
        self.problems[since..].iter_mut().for_each(|problem| problem.order = order);
    }

    /// Drops all problems since a count.
    pub(super) fn forget(&mut self, since: usize) {
        self.problems.truncate(since);
    }

    pub(super) fn len(&self) -> usize {
        self.problems.len()
    }

    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }
}

/// Reads rows of one sheet.
pub(super) struct Filler<'f, 'a, 'c> {
    pub(super) plan: &'f Plan,
    pub(super) sheet: &'a Sheet,
    pub(super) cleaner: &'f mut Cleaner<'c>,
    pub(super) found: &'f mut Found,
}

impl<'a> Filler<'_, 'a, '_> {
    /// The order number of a row, and its column.
    pub(super) fn order_no(&mut self, row: Row<'a>) -> Option<(Cow<'a, str>, u16)> {
        let plan = self.plan;
        plan.order_no.iter().find_map(|column| Some((self.value(row, *column, Field::OrderNo)?, *column)))
    }

    /// Adds what a row says about its order. `before` is the row above when it is of the same order: what it repeats
    /// need not be read again.
    pub(super) fn head(&mut self, row: Row<'a>, before: Option<Row<'a>>, into: &mut Values) {
        let plan = self.plan;
        if into.is_empty() {
            into.reserve(plan.head.len() + 1, row.cells().map(|cell| cell.text.len()).sum());
        }
        for columns in plan.head.chunk_by(|one, next| one.1 == next.1) {
            let (first, field) = columns[0];
            let same = |before: Row<'a>| columns.iter().all(|(c, _)| before.cell(*c) == row.cell(*c));
            let adds_up = plan.shares && field.several() == Several::Add;
            if !adds_up && before.is_some_and(same) {
                continue;
            }
            let Some(text) = self.together(row, columns, field) else { continue };
            let place = Place { sheet: plan.sheet, row: row.number(), column: first };
            match into.get(field) {
                None => into.set(field, &text, place),
                Some(known) if adds_up => {
                    if let Some(sum) = number::sum(known, &text) {
                        into.set(field, &sum, place);
                    }
                }
                Some(known) if agrees(field, known, &text) => {}
                Some(_) => {
                    let at = CellPos { row: row.number(), column: first };
                    self.found.at(self.sheet, at, problem::NAMES_DIFFER, row.cell(first).text);
                }
            }
        }
    }

    /// The goods line of a row; none when no line column says anything.
    pub(super) fn line(&mut self, row: Row<'a>) -> Option<Values> {
        let plan = self.plan;
        if plan.line.iter().all(|(column, _)| row.cell(*column).is_blank()) {
            return None;
        }
        let mut values = Values::default();
        values
            .reserve(plan.line.len(), plan.line.iter().map(|(column, _)| row.cell(*column).text.len()).sum());
        for columns in plan.line.chunk_by(|one, next| one.1 == next.1) {
            let (column, field) = columns[0];
            if let Some(text) = self.together(row, columns, field) {
                values.set(field, &text, Place { sheet: plan.sheet, row: row.number(), column });
            }
        }
        Some(values)
    }

    /// What all columns of one field say together.
    fn together(&mut self, row: Row<'a>, columns: &[(u16, Field)], field: Field) -> Option<Cow<'a, str>> {
        if let [(column, _)] = columns {
            return self.value(row, *column, field);
        }
        let mut said: Option<(Cow<'a, str>, u16)> = None;
        for (column, _) in columns {
            let Some(next) = self.value(row, *column, field) else { continue };
            said = Some(match (said, field.several()) {
                (None, _) => (next, *column),
                (Some((before, at)), Several::Add) => match number::sum(&before, &next) {
                    Some(sum) => (Cow::Owned(sum), at),
                    None => (before, at),
                },
                // The last part may be the whole address already.
                (Some((before, at)), Several::Join) if !next.starts_with(&*before) => {
                    let gap = if before.is_ascii() && next.is_ascii() { " " } else { "" };
                    (Cow::Owned(format!("{before}{gap}{next}")), at)
                }
                (Some(_), Several::Join) => (next, *column),
                (Some((before, at)), Several::Agree) if !agrees(field, &before, &next) => {
                    let at_cell = CellPos { row: row.number(), column: *column };
                    self.found.at(self.sheet, at_cell, problem::NAMES_DIFFER, &next);
                    (before, at)
                }
                (Some(before), _) => before,
            });
        }
        said.map(|(text, _)| text)
    }

    fn value(&mut self, row: Row<'a>, column: u16, field: Field) -> Option<Cow<'a, str>> {
        let cell = row.cell(column);
        if cell.stored == Stored::Empty {
            return None;
        }
        let at = CellPos { row: row.number(), column };
        let Cleaned { text, problem } = self.cleaner.clean(field, cell, self.sheet.epoch_1904);
        if let Some(rule) = problem {
            self.found.at(self.sheet, at, rule, cell.text);
        }
        text
    }
}

/// Whether two values of one field mean the same.
pub(super) fn agrees(field: Field, one: &str, other: &str) -> bool {
    one == other
        // A remark on the payment is not a remark on the order; the first stands.
        || matches!(field, Field::Note | Field::LineNote)
        || matches!(field.kind(), Kind::Amount | Kind::Quantity) && number::same(one, other)
}

/// The file and sheet of each sheet that is read.
pub(super) fn sources(sheets: &[&Sheet]) -> Arc<[super::Source]> {
    sheets
        .iter()
        .map(|sheet| super::Source { file: sheet.file.to_string(), sheet: sheet.name.to_string() })
        .collect()
}
