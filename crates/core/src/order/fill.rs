//! One row fills the head and a line of its order.

use std::borrow::Cow;
use std::sync::Arc;

use super::clean::{Cleaned, Cleaner, strip};
use super::field::{Field, Kind, Several};
use super::header::normalise;
use super::mapping::Mapping;
use super::number;
use super::problem::{self, Problem, ProblemRule};
use super::split::{Goods, GoodsCell, goods, is_list, may_be_several};
use super::values::{Place, Values};
use crate::sheet::{Cell, CellPos, Row, Sheet, Stored};

/// Which columns of one sheet are read, for what.
pub(super) struct Plan {
    /// The number of the sheet among all that are read.
    pub(super) sheet: u16,
    /// Columns of the order number, the one that counts first at the front.
    pub(super) order_no: Vec<u16>,
    /// Columns of head fields; those of one field stand together.
    pub(super) head: Vec<(u16, Field)>,
    /// Columns of line fields, in the order of their fields.
    pub(super) line: Vec<(u16, Field)>,
    /// For each goods line that stands in a row its columns; those of one field stand together. `true` for a column that
    /// speaks of all of them.
    lines: Vec<Vec<(u16, Field, bool)>>,
    /// The row of the header.
    header_row: u32,
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
                Some(field) if field.is_of_line() => line.push((column.index, field, column.line)),
                Some(field) => head.push((rank(&column.header, field), column.index, field)),
                None => {}
            }
        }
        // Pinduoduo names the number for clearance apart from its own; it counts where it is filled.
        order_no.sort_by_key(|column| !normalise(&column.header).contains("清关"));
        head.sort_by_key(|(rank, index, field)| (*field, *rank, *index));
        line.sort_by_key(|(index, field, _)| (*field, *index));
        let count = line.iter().filter_map(|(.., line)| *line).max().map_or(1, |last| last + 1);
        let is_wide = line.iter().any(|(.., line)| line.is_some());
        let lines = (0..count)
            .map(|n| {
                let own = line.iter().filter(|(.., line)| line.is_none_or(|line| line == n));
                own.map(|(index, field, line)| (*index, *field, is_wide && line.is_none())).collect()
            })
            .collect();
        Plan {
            sheet,
            order_no: order_no.iter().map(|column| column.index).collect(),
            head: head.into_iter().map(|(_, index, field)| (index, field)).collect(),
            line: line.into_iter().map(|(index, field, _)| (index, field)).collect(),
            lines,
            header_row: mapping.header_row,
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
            let view = View { plan, sheet: self.sheet };
            let cell = |row: Row<'a>, column: u16| view.cell(row, column, field).1;
            let same = |before: Row<'a>| columns.iter().all(|(c, _)| cell(before, *c) == cell(row, *c));
            let adds_up = plan.shares && field.several() == Several::Add;
            if !adds_up && before.is_some_and(same) {
                continue;
            }
            let Some(text) = self.together(row, columns.iter().map(|(column, _)| *column), field) else {
                continue;
            };
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

    /// The goods lines of a row; none when no line column says anything.
    pub(super) fn lines(&mut self, row: Row<'a>) -> Vec<Values> {
        let plan = self.plan;
        let view = View { plan, sheet: self.sheet };
        let mut lines = Vec::with_capacity(1);
        for columns in plan.lines.iter().filter(|columns| says_something(row, columns)) {
            match view.goods(row, columns, plan.lines.len() > 1) {
                Goods::One => lines.push(self.line(row, columns)),
                Goods::Several { lines: parts, at, stuck } => self.several(row, parts, at, stuck, &mut lines),
                Goods::Unclear { at } => lines.push(self.unclear(row, columns, at)),
            }
        }
        lines
    }

    fn view(&self) -> View<'_, 'a> {
        View { plan: self.plan, sheet: self.sheet }
    }

    fn line(&mut self, row: Row<'a>, columns: &[(u16, Field, bool)]) -> Values {
        let sheet = self.plan.sheet;
        let mut values = Values::default();
        values.reserve(columns.len(), columns.iter().map(|(column, ..)| row.cell(*column).text.len()).sum());
        for of_field in columns.chunk_by(|one, next| one.1 == next.1) {
            let (column, field, _) = of_field[0];
            if let Some(text) = self.together(row, of_field.iter().map(|(column, ..)| *column), field) {
                values.set(field, &text, Place { sheet, row: row.number(), column });
            }
        }
        values
    }

    /// One line for each of the goods in a row's cells.
    fn several(
        &mut self,
        row: Row<'a>,
        parts: Vec<Vec<(u16, Field, Cow<'a, str>)>>,
        at: u16,
        stuck: Vec<u16>,
        into: &mut Vec<Values>,
    ) {
        let place = |column: u16| Place { sheet: self.plan.sheet, row: row.number(), column };
        if parts.len() > 1 {
            let text = row.cell(at).text;
            self.found.at(self.sheet, place(at).cell(), problem::GOODS_SPLIT, text);
        }
        for column in stuck {
            let text = row.cell(column).text;
            self.found.at(self.sheet, place(column).cell(), problem::SEVERAL_GOODS, text);
        }
        for part in parts {
            let mut values = Values::default();
            for (column, field, text) in part {
                let cell = Cell { text: &text, stored: Stored::Text };
                let cleaned = self.cleaner.clean(field, cell, self.sheet.epoch_1904);
                if let Some(rule) = cleaned.problem {
                    self.found.at(self.sheet, place(column).cell(), rule, &text);
                }
                if let Some(text) = cleaned.text {
                    values.set(field, &text, place(column));
                }
            }
            into.push(values);
        }
    }

    /// A line whose goods cannot be told apart: lists as they stand, and one word at the cell in question.
    fn unclear(&mut self, row: Row<'a>, columns: &[(u16, Field, bool)], at: u16) -> Values {
        let sheet = self.plan.sheet;
        let mut values = Values::default();
        for (column, field, _) in columns {
            let listed = strip(row.cell(*column).text, true);
            let text = match *column == at || is_list(listed) {
                true => Some(Cow::Borrowed(listed)),
                false => self.value(row, *column, *field),
            };
            if let Some(text) = text.filter(|text| !text.is_empty() && values.get(*field).is_none()) {
                values.set(*field, &text, Place { sheet, row: row.number(), column: *column });
            }
        }
        let (text, at) = (row.cell(at).text, CellPos { row: row.number(), column: at });
        self.found.at(self.sheet, at, problem::SEVERAL_GOODS, text);
        values
    }

    /// What all columns of one field say together.
    fn together(
        &mut self,
        row: Row<'a>,
        columns: impl ExactSizeIterator<Item = u16>,
        field: Field,
    ) -> Option<Cow<'a, str>> {
        let mut said: Option<(Cow<'a, str>, u16)> = None;
        for column in columns {
            let Some(next) = self.value(row, column, field) else { continue };
            said = Some(match (said, field.several()) {
                (None, _) => (next, column),
                (Some((before, at)), Several::Add) => match number::sum(&before, &next) {
                    Some(sum) => (Cow::Owned(sum), at),
                    None => (before, at),
                },
                // The last part may be the whole address already.
                (Some((before, at)), Several::Join) if !next.starts_with(&*before) => {
                    let gap = if before.is_ascii() && next.is_ascii() { " " } else { "" };
                    (Cow::Owned(format!("{before}{gap}{next}")), at)
                }
                (Some(_), Several::Join) => (next, column),
                (Some((before, at)), Several::Agree) if !agrees(field, &before, &next) => {
                    let at_cell = CellPos { row: row.number(), column };
                    self.found.at(self.sheet, at_cell, problem::NAMES_DIFFER, &next);
                    (before, at)
                }
                (Some(before), _) => before,
            });
        }
        said.map(|(text, _)| text)
    }

    fn value(&mut self, row: Row<'a>, column: u16, field: Field) -> Option<Cow<'a, str>> {
        let (at, cell) = self.view().cell(row, column, field);
        if cell.stored == Stored::Empty {
            if self.sheet.unseen.is_uncalculated(at) {
                self.found.at(self.sheet, at, problem::FORMULA_EMPTY, "");
            }
            return None;
        }
        let Cleaned { text, problem } = self.cleaner.clean(field, cell, self.sheet.epoch_1904);
        if let Some(rule) = problem {
            self.found.at(self.sheet, at, rule, cell.text);
        }
        text
    }
}

/// Rows of one sheet, seen with its plan.
#[derive(Clone, Copy)]
pub(super) struct View<'f, 'a> {
    pub(super) plan: &'f Plan,
    pub(super) sheet: &'a Sheet,
}

impl<'a> View<'_, 'a> {
    /// How many goods lines a row has.
    pub(super) fn count(self, row: Row<'a>) -> usize {
        let wide = self.plan.lines.len() > 1;
        let lines = self.plan.lines.iter().filter(|columns| says_something(row, columns));
        lines
            .map(|columns| match self.goods(row, columns, wide) {
                Goods::Several { lines, .. } => lines.len(),
                Goods::One | Goods::Unclear { .. } => 1,
            })
            .sum()
    }

    /// What the goods cells of a row say together.
    fn goods(self, row: Row<'a>, columns: &[(u16, Field, bool)], wide: bool) -> Goods<'a> {
        let several =
            |(column, field, _): &(u16, Field, bool)| may_be_several(*field, row.cell(*column).text);
        if wide || !columns.iter().any(several) {
            return Goods::One;
        }
        let mut cells: Vec<GoodsCell<'a>> = Vec::with_capacity(columns.len());
        for (column, field, _) in columns {
            let text = strip(self.cell(row, *column, *field).1.text, false);
            let known = cells.last().is_some_and(|last: &GoodsCell<'_>| last.field == *field);
            if !text.is_empty() && !known {
                cells.push(GoodsCell { column: *column, field: *field, text });
            }
        }
        goods(&cells)
    }

    /// A cell and its place; of a merged range below the header the range's own. Amounts and quantities of goods are not
    /// repeated: a merged one is of all the lines together.
    fn cell(self, row: Row<'a>, column: u16, field: Field) -> (CellPos, Cell<'a>) {
        let at = CellPos { row: row.number(), column };
        let cell = row.cell(column);
        if cell.stored != Stored::Empty || self.sheet.merges.is_empty() {
            return (at, cell);
        }
        let of_goods = field.is_of_line() && matches!(field.kind(), Kind::Amount | Kind::Quantity);
        let origin = self
            .sheet
            .merges
            .origin(at)
            .filter(|origin| !of_goods && origin.column == column && origin.row > self.plan.header_row);
        origin.map_or((at, cell), |origin| (origin, self.sheet.cell(origin)))
    }
}

fn says_something(row: Row<'_>, columns: &[(u16, Field, bool)]) -> bool {
    columns.iter().any(|(column, _, of_all)| !of_all && !row.cell(*column).is_blank())
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
