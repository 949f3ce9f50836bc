//! All rows of all sheets become orders.

use std::collections::HashMap;
use std::sync::Arc;

use super::clean::{Cleaner, strip};
use super::codes::Codes;
use super::field::Field;
use super::fill::{Filler, Found, Plan, sources};
use super::join::{Differs, join};
use super::mapping::{Confidence, Mapping};
use super::problem;
use super::values::Place;
use super::{Line, Order, Orders};
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
    let mut read = Reading::new(codes);
    let mapped: Vec<(&Sheet, &Mapping)> = sheets
        .iter()
        .filter_map(|sheet| {
            // Two files of one name may come from two folders: the very same name first, then an equal one.
            let same = |m: &&Mapping| Arc::ptr_eq(&m.file, &sheet.file) && m.sheet == sheet.name;
            let equal = |m: &&Mapping| m.file == sheet.file && m.sheet == sheet.name;
            Some((sheet, mappings.iter().find(same).or_else(|| mappings.iter().find(equal))?))
        })
        .collect();
    let all: Vec<&Sheet> = mapped.iter().map(|(sheet, _)| *sheet).collect();
    let any_orders = mapped.iter().any(|(_, mapping)| mapping.has_orders());
    for (number, (sheet, mapping)) in (0_u16..).zip(&mapped) {
        read.columns(sheet, mapping, number);
        if mapping.has_orders() {
            read.sheet(sheet, mapping, number);
        } else if !any_orders {
            let at = CellPos { row: mapping.header_row, column: 0 };
            read.found.at(sheet, number, at, problem::NO_ORDER_COLUMN, "");
        }
    }
    if let (true, Some(first)) = (mapped.is_empty(), sheets.first()) {
        read.found.at(first, 0, CellPos::default(), problem::NO_ORDER_COLUMN, "");
    }
    read.missing_columns(&mapped);
    read.waybills_twice(&all);
    read.too_many_lines(&all);
    let shared = sources(&all);
    for order in &mut read.orders {
        order.sources = Arc::clone(&shared).into();
    }
    Orders { orders: read.orders, problems: read.found.into_sorted(&all) }
}

struct Reading<'c> {
    cleaner: Cleaner<'c>,
    orders: Vec<Order>,
    by_number: HashMap<String, usize>,
    /// The sheet that gave an order its lines, by order.
    lines_from: Vec<Option<u16>>,
    /// The sheets whose lines only sum up the goods.
    sums: Vec<bool>,
    found: Found,
}

impl<'c> Reading<'c> {
    fn new(codes: &'c dyn Codes) -> Self {
        Reading {
            cleaner: Cleaner::new(codes),
            orders: Vec::new(),
            by_number: HashMap::new(),
            lines_from: Vec::new(),
            sums: Vec::new(),
            found: Found::default(),
        }
    }

    fn columns(&mut self, sheet: &Sheet, mapping: &Mapping, number: u16) {
        self.sums.push(mapping.layout.is_some_and(|layout| layout.sums_goods));
        for column in mapping.columns.iter().filter(|column| column.confidence == Confidence::Ask) {
            let at = CellPos { row: mapping.header_row, column: column.index };
            self.found.at(sheet, number, at, problem::AMBIGUOUS_COLUMN, &column.header);
        }
    }

    fn sheet(&mut self, sheet: &Sheet, mapping: &Mapping, number: u16) {
        let plan = Plan::of(mapping, number);
        let header = sheet.row(mapping.header_row);
        let mut extra: HashMap<usize, Vec<Line>> = HashMap::new();
        let mut before: Option<(usize, Row<'_>)> = None;
        for row in sheet.rows().filter(|row| row.number() > mapping.header_row) {
            let since = self.found.len();
            let filler =
                &mut Filler { plan: &plan, sheet, cleaner: &mut self.cleaner, found: &mut self.found };
            let own = filler.order_no(row);
            let order = match own {
                Some((text, column)) => {
                    if is_no_order(row, column, header) {
                        before = None;
                        continue;
                    }
                    let known = before.filter(|(order, _)| self.orders[*order].order_no == *text);
                    let order = match known {
                        Some((order, _)) => order,
                        None => match self.by_number.get(&*text) {
                            Some(order) => *order,
                            None => {
                                self.by_number.insert(text.clone().into_owned(), self.orders.len());
                                self.lines_from.push(None);
                                let order = Order { order_no: text.clone().into_owned(), ..Order::default() };
                                self.orders.push(order);
                                self.orders.len() - 1
                            }
                        },
                    };
                    let head = &mut self.orders[order].head;
                    filler.head(row, known.map(|(_, row)| row), head);
                    if head.place(Field::OrderNo).is_none() {
                        head.set(Field::OrderNo, &text, Place { sheet: number, row: row.number(), column });
                    }
                    order
                }
                None => match continues(&plan, row, before) {
                    Continues::No => continue,
                    Continues::Order(order) => order,
                    Continues::Lost => {
                        let column = plan.order_no.first().copied().unwrap_or_default();
                        let at = CellPos { row: row.number(), column };
                        self.found.at(sheet, number, at, problem::NO_ORDER_NUMBER, "");
                        before = None;
                        continue;
                    }
                },
            };
            if let Some(values) = filler.line(row) {
                let line = Line { values };
                match self.lines_from[order] {
                    Some(from) if from != number => extra.entry(order).or_default().push(line),
                    _ => {
                        self.lines_from[order] = Some(number);
                        self.orders[order].lines.push(line);
                    }
                }
            }
            self.found.of_order(since, order);
            before = Some((order, row));
        }
        self.join(sheet, number, extra);
    }

    fn join(&mut self, sheet: &Sheet, number: u16, extra: HashMap<usize, Vec<Line>>) {
        let sums = |from: u16| self.sums.get(usize::from(from)).copied().unwrap_or_default();
        let this_sums = sums(number);
        for (order, more) in extra {
            let first_sums = self.lines_from[order].is_some_and(sums);
            if first_sums && !this_sums {
                self.lines_from[order] = Some(number);
                self.orders[order].lines = more;
                continue;
            }
            if this_sums {
                continue;
            }
            let since = self.found.len();
            let mut differs = Vec::new();
            join(&mut self.orders[order].lines, more, &mut differs);
            for one in differs {
                let (place, rule) = match one {
                    Differs::Value(place) => (place, problem::NAMES_DIFFER),
                    Differs::Lines(place) => (place, problem::LINES_DIFFER),
                };
                self.found.at(sheet, number, place.cell(), rule, sheet.cell(place.cell()).text);
            }
            self.found.of_order(since, order);
        }
    }

    fn missing_columns(&mut self, mapped: &[(&Sheet, &Mapping)]) {
        let first = mapped.iter().zip(0_u16..).find(|((_, mapping), _)| mapping.has_orders());
        let Some(((sheet, mapping), number)) = first else { return };
        let at = CellPos { row: mapping.header_row, column: mapping.columns.first().map_or(0, |c| c.index) };
        for group in NEEDED {
            if !mapped.iter().any(|(_, mapping)| group.iter().any(|field| mapping.has(*field))) {
                self.found.at(sheet, number, at, problem::MISSING_COLUMN, group[0].label().zh);
            }
        }
    }

    fn waybills_twice(&mut self, sheets: &[&Sheet]) {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for (i, order) in self.orders.iter().enumerate() {
            let Some(waybill) = order.get(Field::WaybillNo) else { continue };
            if *seen.entry(waybill).or_insert(i) != i
                && let Some(place) = order.head.place(Field::WaybillNo)
                && let Some(sheet) = sheets.get(usize::from(place.sheet))
            {
                let since = self.found.len();
                self.found.at(sheet, place.sheet, place.cell(), problem::WAYBILL_TWICE, waybill);
                self.found.of_order(since, i);
            }
        }
    }

    fn too_many_lines(&mut self, sheets: &[&Sheet]) {
        for (i, order) in self.orders.iter().enumerate().filter(|(_, order)| order.lines.len() > MOST_LINES) {
            let Some(place) = order.lines[MOST_LINES].values.first_place() else { continue };
            if let Some(sheet) = sheets.get(usize::from(place.sheet)) {
                let since = self.found.len();
                self.found.at(sheet, place.sheet, place.cell(), problem::TOO_MANY_LINES, "");
                self.found.of_order(since, i);
            }
        }
    }
}

/// A row whose order-number cell holds something else: a total, the header again, a remark under the table.
fn is_no_order(row: Row<'_>, column: u16, header: Option<Row<'_>>) -> bool {
    let cell = row.cell(column);
    if is_total(cell.text) || header.is_some_and(|header| header.cell(column).text == cell.text) {
        return true;
    }
    let alone = row.cells().filter(|cell| !cell.is_blank()).count() == 1;
    alone && header.is_some_and(|header| header.width() > 2) && !cell.text.is_ascii()
}

fn is_total(text: &str) -> bool {
    let word = strip(text, false);
    let starts = ["合计", "总计", "小计", "共计", "总数", "汇总"].iter().any(|total| word.starts_with(total));
    starts || ["total", "grand total", "subtotal", "sum"].iter().any(|total| word.eq_ignore_ascii_case(total))
}

enum Continues {
    /// The row of the order above that leaves its number out.
    Order(usize),
    /// Goods or people without an order number.
    Lost,
    /// Nothing to read: blank, a total, a remark.
    No,
}

/// What a row without an order number is.
fn continues(plan: &Plan, row: Row<'_>, before: Option<(usize, Row<'_>)>) -> Continues {
    let filled = |columns: &[(u16, Field)]| columns.iter().filter(|(c, _)| !row.cell(*c).is_blank()).count();
    let (head, line) = (filled(&plan.head), filled(&plan.line));
    let says_total = row.cells().filter(|cell| cell.stored == Stored::Text).any(|cell| is_total(cell.text));
    if head + line == 0 || says_total {
        return Continues::No;
    }
    // Head cells that only repeat the row above are no new order.
    let repeats =
        |(c, _): &(u16, Field), above: Row<'_>| row.cell(*c).is_blank() || row.cell(*c) == above.cell(*c);
    match before {
        Some((order, above))
            if line > 1
                && row.number() == above.number() + 1
                && plan.head.iter().all(|column| repeats(column, above)) =>
        {
            Continues::Order(order)
        }
        // One lone number under a table is a sum without a word.
        _ if head + line == 1 => Continues::No,
        _ => Continues::Lost,
    }
}
