//! All rows of all sheets become orders.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::clean::{Cleaner, strip};
use super::codes::Codes;
use super::field::{Field, Kind};
use super::fill::{Filler, Found, Plan, View, sources};
use super::join::{Differs, join};
use super::mapping::{Confidence, Mapping};
use super::problem::{self, Problem};
use super::rows::{self, Rows};
use super::values::Place;
use super::{Line, Order, Orders, Sources};
use crate::sheet::{CellPos, Row, Sheet, Stored};

/// One message takes at most this many goods lines of an order (message specification 202205).
const MOST_LINES: usize = 99;

/// What a declaration cannot do without and no profile or goods book supplies: one of each group.
const NEEDED: &[&[Field]] = &[
    &[Field::BuyerName],
    &[Field::BuyerId],
    &[Field::BuyerPhone],
    &[Field::Consignee],
    &[Field::ConsigneePhone],
    &[Field::Address],
    &[Field::GoodsName, Field::ItemName],
    &[Field::Qty],
    &[Field::Price, Field::LineTotal, Field::PriceOfAll],
];

/// Reads all orders of a set of sheets, which may come from several files: orders, goods, payments and waybills meet by
/// order number. Columns whose meaning is still a question are not used. Never fails: everything wrong is a problem.
#[must_use]
pub fn orders(sheets: &[Sheet], mappings: &[Mapping], codes: &dyn Codes) -> Orders {
    let table = Table::new(sheets, mappings);
    let (rows, numbers, mut problems) = table.rows(codes);
    let mut reader = Cleaner::new(codes);
    let mut orders = Vec::with_capacity(numbers.len());
    for (number, text) in numbers.into_iter().enumerate() {
        let (order, wrong) = table.order(&rows, number, text.into_owned(), &mut reader);
        orders.push(order);
        problems.extend(wrong);
    }
    problems.extend(table.columns());
    problems.extend(table.waybills(&orders));
    problems.extend(table.numbers(&rows));
    table.sort(&mut problems);
    Orders { orders, problems }
}

/// The sheets that are read, with what each column is read for. Reads one order at a time; all that [`orders`] tells can
/// be had from here by parts, and after a change only the parts that it touches.
pub struct Table<'a> {
    sheets: Vec<Of<'a>>,
    /// Told when nothing can be read at all.
    first: Option<&'a Sheet>,
    sources: Sources,
}

struct Of<'a> {
    sheet: &'a Sheet,
    mapping: &'a Mapping,
    plan: Plan,
    /// Its lines only sum up the goods.
    sums: bool,
}

impl<'a> Table<'a> {
    /// The sheets that have a mapping. Two files of one name may come from two folders: the very same name first, then an
    /// equal one.
    #[must_use]
    pub fn new(sheets: &'a [Sheet], mappings: &'a [Mapping]) -> Self {
        let of = |sheet: &'a Sheet| {
            let same = |m: &&Mapping| Arc::ptr_eq(&m.file, &sheet.file) && m.sheet == sheet.name;
            let equal = |m: &&Mapping| m.file == sheet.file && m.sheet == sheet.name;
            Some((sheet, mappings.iter().find(same).or_else(|| mappings.iter().find(equal))?))
        };
        let read: Vec<(&Sheet, &Mapping)> = sheets.iter().filter_map(of).collect();
        let all: Vec<&Sheet> = read.iter().map(|(sheet, _)| *sheet).collect();
        let sources = sources(&all).into();
        let sheets_of = (0_u16..).zip(read).map(|(number, (sheet, mapping))| Of {
            sheet,
            mapping,
            plan: Plan::of(mapping, number),
            sums: mapping.layout.is_some_and(|layout| layout.sums_goods),
        });
        Table { sheets: sheets_of.collect(), first: sheets.first(), sources }
    }

    pub(super) fn sheet(&self, number: u16) -> Option<&'a Sheet> {
        self.sheets.get(usize::from(number)).map(|of| of.sheet)
    }

    /// Each sheet with its plan and, where rows can be told to be of an order, its header row.
    pub(super) fn sheets(&self) -> impl Iterator<Item = (&'a Sheet, &Plan, Option<u32>)> {
        self.sheets
            .iter()
            .map(|of| (of.sheet, &of.plan, of.mapping.has_orders().then_some(of.mapping.header_row)))
    }

    /// Tells which row is of which order, with the numbers of the orders, and what is wrong with rows that are of none.
    #[must_use]
    pub fn rows(&self, codes: &dyn Codes) -> (Rows, Vec<Cow<'a, str>>, Vec<Problem>) {
        let (rows, numbers, found) = rows::rows(self, Cleaner::new(codes));
        (rows, numbers, found.into_problems())
    }

    /// Whether every row is still of the same order although these rows have changed; `false` when that cannot be told
    /// from them alone. `changed` names a sheet, counted among those that are read, and a row's number.
    #[must_use]
    pub fn still(
        &self,
        rows: &Rows,
        orders: &[Order],
        codes: &dyn Codes,
        changed: impl Iterator<Item = (usize, u32)>,
    ) -> bool {
        rows::still(self, rows, orders, Cleaner::new(codes), changed)
    }

    /// Reads one order, and everything that is wrong with its own cells, by sheet, row and column.
    #[must_use]
    pub fn order(
        &self,
        rows: &Rows,
        number: usize,
        order_no: String,
        cleaner: &mut Cleaner<'_>,
    ) -> (Order, Vec<Problem>) {
        let mut found = Found::default();
        let mut order = Order { order_no, sources: self.sources.clone(), ..Order::default() };
        // The sheet that gave the order its lines.
        let mut lines_from: Option<u16> = None;
        let mut extra: (u16, Vec<Line>) = (0, Vec::new());
        for row in rows.of_order(self, number) {
            let Some(of) = self.sheets.get(usize::from(row.sheet)) else { continue };
            if row.sheet != extra.0 {
                self.join(&mut order, &mut lines_from, std::mem::take(&mut extra), &mut found);
                extra.0 = row.sheet;
            }
            let filler = &mut Filler { plan: &of.plan, sheet: of.sheet, cleaner, found: &mut found };
            if row.numbered {
                let own = filler.order_no(row.row);
                filler.head(row.row, row.before, &mut order.head);
                if let (None, Some((text, column))) = (order.head.place(Field::OrderNo), own) {
                    let place = Place { sheet: row.sheet, row: row.row.number(), column };
                    order.head.set(Field::OrderNo, &text, place);
                }
            }
            for values in filler.lines(row.row) {
                let line = Line { values };
                match lines_from {
                    Some(from) if from != row.sheet => extra.1.push(line),
                    _ => {
                        lines_from = Some(row.sheet);
                        order.lines.push(line);
                    }
                }
            }
        }
        self.join(&mut order, &mut lines_from, extra, &mut found);
        self.too_many_lines(&order, &mut found);
        let mut problems = found.into_problems();
        let number = u32::try_from(number).ok();
        problems.iter_mut().for_each(|problem| problem.order = number);
        if problems.len() > 1 {
            self.sort(&mut problems);
        }
        (order, problems)
    }

    /// How many rows of each sheet that is read are of orders or should be, under its header.
    pub fn row_counts(&self, rows: &Rows) -> impl Iterator<Item = usize> {
        self.sheets.iter().enumerate().map(|(number, of)| {
            let under = of.sheet.rows().enumerate().filter(|(_, row)| row.number() > of.mapping.header_row);
            under.filter(|(nth, _)| rows.counts(number, *nth)).count()
        })
    }

    /// How many goods lines the orders have, without reading them.
    #[must_use]
    pub fn lines(&self, rows: &Rows) -> usize {
        (0..rows.orders()).map(|order| self.lines_of(rows, order)).sum()
    }

    fn lines_of(&self, rows: &Rows, order: usize) -> usize {
        // The first sheet with lines gives them; one that only sums them up gives way to one that does not.
        let (mut from, mut lines): (Option<&Of<'_>>, usize) = (None, 0);
        for row in rows.of_order(self, order) {
            let Some(of) = self.sheets.get(usize::from(row.sheet)) else { continue };
            let here = View { plan: &of.plan, sheet: of.sheet }.count(row.row);
            if here == 0 {
                continue;
            }
            match from {
                Some(first) if std::ptr::eq(first, of) => lines += here,
                Some(first) if !first.sums || of.sums => {}
                _ => (from, lines) = (Some(of), here),
            }
        }
        lines
    }

    fn join(
        &self,
        order: &mut Order,
        lines_from: &mut Option<u16>,
        (number, more): (u16, Vec<Line>),
        found: &mut Found,
    ) {
        let Some(of) = self.sheets.get(usize::from(number)).filter(|_| !more.is_empty()) else { return };
        let first_sums =
            lines_from.and_then(|from| self.sheets.get(usize::from(from))).is_some_and(|of| of.sums);
        if first_sums && !of.sums {
            *lines_from = Some(number);
            order.lines = more;
            return;
        }
        if of.sums {
            return;
        }
        let mut differs = Vec::new();
        join(&mut order.lines, more, &mut differs);
        for one in differs {
            let (place, rule) = match one {
                Differs::Value(place) => (place, problem::NAMES_DIFFER),
                Differs::Lines(place) => (place, problem::LINES_DIFFER),
            };
            found.at(of.sheet, place.cell(), rule, of.sheet.cell(place.cell()).text);
        }
    }

    fn too_many_lines(&self, order: &Order, found: &mut Found) {
        let Some(place) = order.lines.get(MOST_LINES).and_then(|line| line.values.first_place()) else {
            return;
        };
        if let Some(sheet) = self.sheet(place.sheet) {
            found.at(sheet, place.cell(), problem::TOO_MANY_LINES, "");
        }
    }

    /// What is to be said about the columns, whatever stands in the rows.
    #[must_use]
    pub fn columns(&self) -> Vec<Problem> {
        let mut found = Found::default();
        let any_orders = self.sheets.iter().any(|of| of.mapping.has_orders());
        for Of { sheet, mapping, .. } in &self.sheets {
            for column in mapping.columns.iter().filter(|column| column.confidence == Confidence::Ask) {
                let at = CellPos { row: mapping.header_row, column: column.index };
                found.at(sheet, at, problem::AMBIGUOUS_COLUMN, &column.header);
            }
            hidden(sheet, mapping, &mut found);
            if !any_orders {
                let at = CellPos { row: mapping.header_row, column: 0 };
                found.at(sheet, at, problem::NO_ORDER_COLUMN, "");
            }
        }
        if let (true, Some(first)) = (self.sheets.is_empty(), self.first) {
            found.at(first, CellPos::default(), problem::NO_ORDER_COLUMN, "");
        }
        self.missing_columns(&mut found);
        found.into_problems()
    }

    fn missing_columns(&self, found: &mut Found) {
        let Some(first) = self.sheets.iter().find(|of| of.mapping.has_orders()) else { return };
        let row = first.mapping.header_row;
        let at = CellPos { row, column: first.mapping.columns.first().map_or(0, |column| column.index) };
        for group in NEEDED {
            let has = |of: &Of<'_>| group.iter().any(|field| of.mapping.has(*field));
            if !self.sheets.iter().filter(|of| of.mapping.has_orders()).any(has) {
                found.at(first.sheet, at, problem::MISSING_COLUMN, group[0].label().zh);
            }
        }
    }

    /// Orders whose waybill an order before them has.
    #[must_use]
    pub fn waybills(&self, orders: &[Order]) -> Vec<Problem> {
        let mut found = Found::default();
        let mut seen: HashMap<&str, usize> = HashMap::with_capacity(orders.len());
        for (i, order) in orders.iter().enumerate() {
            let Some(waybill) = order.get(Field::WaybillNo) else { continue };
            if *seen.entry(waybill).or_insert(i) != i
                && let Some(place) = order.head.place(Field::WaybillNo)
                && let Some(sheet) = self.sheet(place.sheet)
            {
                let since = found.len();
                found.at(sheet, place.cell(), problem::WAYBILL_TWICE, waybill);
                found.of_order(since, i);
            }
        }
        found.into_problems()
    }

    /// Columns of long numbers of which some are stored as text and some as numbers: the first number of each.
    #[must_use]
    pub fn numbers(&self, rows: &Rows) -> Vec<Problem> {
        let mut found = Found::default();
        let long = |columns: &[(u16, Field)]| -> Vec<Seen> {
            let columns = columns.iter().filter(|(_, field)| field.kind() == Kind::Number);
            columns.map(|(column, _)| Seen::new(*column)).collect()
        };
        for (number, Of { sheet, mapping, plan, .. }) in self.sheets.iter().enumerate() {
            let mut order_no: Vec<Seen> = plan.order_no.iter().map(|column| Seen::new(*column)).collect();
            let (mut head, mut line) = (long(&plan.head), long(&plan.line));
            let has_orders = mapping.has_orders();
            for (nth, row) in sheet.rows().enumerate() {
                if row.number() <= mapping.header_row || !has_orders {
                    continue;
                }
                // The first column that says anything gives the number; the next ones are not looked at.
                for column in &mut order_no {
                    column.saw(row);
                    if !strip(row.cell(column.column).text, false).is_empty() {
                        break;
                    }
                }
                let (of_order, numbered) = rows.is_read(number, nth);
                if of_order && numbered {
                    head.iter_mut().for_each(|column| column.saw(row));
                }
                let blank = |column: u16| row.cell(column).is_blank();
                if of_order && !plan.line.iter().all(|(column, _)| blank(*column)) {
                    line.iter_mut().for_each(|column| column.saw(row));
                }
            }
            for Seen { column, first, text } in order_no.into_iter().chain(head).chain(line) {
                if let (Some(row), true) = (first, text) {
                    let at = CellPos { row, column };
                    found.at(sheet, at, problem::NUMBER_AS_NUMBER, sheet.cell(at).text);
                }
            }
        }
        found.into_problems()
    }

    /// By sheet, row and column.
    fn sort(&self, problems: &mut [Problem]) {
        let number = |problem: &Problem| {
            let same = |of: &Of<'_>| {
                Arc::ptr_eq(&problem.file, &of.sheet.file) && problem.cell.sheet == of.sheet.name
            };
            self.sheets.iter().position(same)
        };
        problems.sort_by_cached_key(|problem| (number(problem), problem.cell.at));
    }
}

/// What is read of a sheet although nobody sees it there.
fn hidden(sheet: &Sheet, mapping: &Mapping, found: &mut Found) {
    for column in mapping.columns.iter().filter(|c| c.used().is_some() && sheet.unseen.hides(c.index)) {
        let at = CellPos { row: mapping.header_row, column: column.index };
        found.at(sheet, at, problem::HIDDEN_COLUMN, &column.header);
    }
    let is_read = |row: &&u32| **row > mapping.header_row && sheet.row(**row).is_some();
    let mut rows = sheet.unseen.rows.iter().filter(is_read);
    if let Some(first) = rows.next() {
        let column = mapping.columns.first().map_or(0, |column| column.index);
        let count = rows.count() + 1;
        found.at(sheet, CellPos { row: *first, column }, problem::HIDDEN_ROWS, &count.to_string());
    }
}

/// How one column of long numbers is stored.
struct Seen {
    column: u16,
    first: Option<u32>,
    text: bool,
}

impl Seen {
    fn new(column: u16) -> Seen {
        Seen { column, first: None, text: false }
    }

    fn saw(&mut self, row: Row<'_>) {
        match row.cell(self.column).stored {
            Stored::Text => self.text = true,
            Stored::Number if self.first.is_none() => self.first = Some(row.number()),
            _ => {}
        }
    }
}
