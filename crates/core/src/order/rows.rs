//! Which row is of which order.
//!
//! Rows of one number are one order, wherever they stand; a row may leave the number of the row above out. All that an
//! order says follows from its own rows, so that after a repair only the orders of the changed rows are read anew.

use std::borrow::Cow;
use std::collections::HashMap;

use super::Order;
use super::apart;
use super::assemble::Table;
use super::clean::{Cleaner, strip};
use super::field::Field;
use super::fill::{Filler, Found, Plan};
use super::header::{meaning, normalise};
use super::number;
use super::problem;
use crate::sheet::{CellPos, Row, Sheet, Stored};

/// Stands for no order, no row and no column.
const NONE: u32 = u32::MAX;

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RowOf {
    /// Its order; [`NONE`] when it is of none.
    order: u32,
    /// The row before it that is of the same order, when no other order's row stands between: as [`Sheet::nth`] counts.
    before: u32,
    /// Whether it has a number of its own, be it of an order or a total.
    numbered: bool,
    /// Whether it is of no order although it looks like goods or people.
    lost: bool,
}

impl RowOf {
    /// A row that says nothing.
    const IDLE: RowOf = RowOf { order: NONE, before: NONE, numbered: false, lost: false };
}

/// The rows of all sheets and their orders.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// By sheet that is read, then by row, as [`Sheet::nth`] counts them.
    sheets: Vec<Vec<RowOf>>,
    /// Every order's rows stand together, in the order of sheets and rows: sheet and row.
    list: Vec<(u16, u32)>,
    /// Where each order's rows begin in the list; one more at the end.
    starts: Vec<u32>,
}

/// A row of an order.
#[derive(Clone, Copy)]
pub(super) struct OrderRow<'a> {
    pub(super) sheet: u16,
    pub(super) row: Row<'a>,
    /// The row before it, where it is of the same order.
    pub(super) before: Option<Row<'a>>,
    /// Whether it has the order's number, or goes on with the order of the row above.
    pub(super) numbered: bool,
}

impl Rows {
    /// How many orders there are.
    #[must_use]
    pub fn orders(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether a row is of an order, or should be: totals, remarks and repeated headers are not. The sheet is counted among
    /// those that are read, the row as [`Sheet::nth`] counts. Where no column names orders, nobody can tell: then all are.
    #[must_use]
    pub fn counts(&self, sheet: usize, nth: usize) -> bool {
        match self.sheets.get(sheet) {
            Some(rows) if !rows.is_empty() => rows.get(nth).is_some_and(|row| row.order != NONE || row.lost),
            _ => true,
        }
    }

    /// The order of a row: the sheet counted among those that are read, the row as [`Sheet::nth`] counts.
    #[must_use]
    pub fn order_of(&self, sheet: usize, nth: usize) -> Option<usize> {
        let row = self.sheets.get(sheet)?.get(nth)?;
        (row.order != NONE).then_some(row.order as usize)
    }

    /// Whether a row is of an order, and whether it has the number itself.
    pub(super) fn is_read(&self, sheet: usize, nth: usize) -> (bool, bool) {
        let row = self.sheets.get(sheet).and_then(|rows| rows.get(nth)).copied().unwrap_or(RowOf::IDLE);
        (row.order != NONE, row.numbered)
    }

    fn of(&self, order: usize) -> &[(u16, u32)] {
        match (self.starts.get(order), self.starts.get(order + 1)) {
            (Some(from), Some(to)) => &self.list[*from as usize..*to as usize],
            _ => &[],
        }
    }

    fn row(&self, (sheet, nth): (u16, u32)) -> RowOf {
        let row = self.sheets.get(usize::from(sheet)).and_then(|rows| rows.get(nth as usize));
        row.copied().unwrap_or(RowOf::IDLE)
    }

    /// The rows of an order, with what they need to be read.
    pub(super) fn of_order<'t, 'a>(
        &'t self,
        table: &'t Table<'a>,
        order: usize,
    ) -> impl Iterator<Item = OrderRow<'a>> + use<'t, 'a> {
        self.of(order).iter().filter_map(move |at| {
            let sheet = table.sheet(at.0)?;
            let RowOf { before, numbered, .. } = self.row(*at);
            let before = if before == NONE { None } else { sheet.nth(before as usize) };
            Some(OrderRow { sheet: at.0, row: sheet.nth(at.1 as usize)?, before, numbered })
        })
    }

    /// Whether an order has the very same rows as another one elsewhere, and each follows the same one.
    #[must_use]
    pub fn same(&self, order: usize, other: &Rows, its: usize) -> bool {
        let (ours, theirs) = (self.of(order), other.of(its));
        ours == theirs
            && ours.iter().all(|at| {
                let (one, two) = (self.row(*at), other.row(*at));
                (one.before, one.numbered) == (two.before, two.numbered)
            })
    }
}

/// Rows being told apart.
struct Telling<'a, 'c> {
    cleaner: Cleaner<'c>,
    numbers: Vec<Cow<'a, str>>,
    by_number: HashMap<Cow<'a, str>, u32>,
    found: Found,
}

/// Tells which row is of which order. Also gives the orders' numbers in order of first appearance, and what is wrong with
/// rows that are of none.
pub(super) fn rows<'a>(table: &Table<'a>, cleaner: Cleaner<'_>) -> (Rows, Vec<Cow<'a, str>>, Found) {
    let mut telling =
        Telling { cleaner, numbers: Vec::new(), by_number: HashMap::new(), found: Found::default() };
    let sheets: Vec<Vec<RowOf>> = table
        .sheets()
        .map(|(sheet, plan, header)| match header {
            Some(header) => telling.sheet(sheet, plan, header),
            None => Vec::new(),
        })
        .collect();
    let mut rows = Rows { sheets, ..Rows::default() };
    // A counting sort: the rows of each order come to stand together.
    let mut starts = vec![0_u32; telling.numbers.len() + 1];
    let of_order = |row: &&RowOf| row.order != NONE;
    for row in rows.sheets.iter().flatten().filter(of_order) {
        starts[row.order as usize + 1] += 1;
    }
    for i in 1..starts.len() {
        starts[i] += starts[i - 1];
    }
    let mut next = starts.clone();
    let mut list = vec![(0, 0); starts.last().map_or(0, |all| *all as usize)];
    for (sheet, of_sheet) in (0_u16..).zip(&rows.sheets) {
        for (nth, row) in (0_u32..).zip(of_sheet).filter(|(_, row)| row.order != NONE) {
            let at = &mut next[row.order as usize];
            list[*at as usize] = (sheet, nth);
            *at += 1;
        }
    }
    (rows.list, rows.starts) = (list, starts);
    (rows, telling.numbers, telling.found)
}

impl<'a> Telling<'a, '_> {
    fn sheet(&mut self, sheet: &'a Sheet, plan: &Plan, header_row: u32) -> Vec<RowOf> {
        let header = sheet.row(header_row);
        let mut rows = vec![RowOf::IDLE; sheet.len()];
        let mut before: Option<(u32, u32, Row<'a>)> = None;
        for (nth, row) in (0_u32..).zip(sheet.rows()).filter(|(_, row)| row.number() > header_row) {
            if header
                .is_some_and(|header| before.is_some() && apart::begins(row) && !apart::repeats(header, row))
            {
                let column = plan.order_no.first().copied().unwrap_or_default();
                self.found.at(sheet, CellPos { row: row.number(), column }, problem::SECOND_TABLE, "");
                break;
            }
            let since = self.found.len();
            let filler = &mut Filler { plan, sheet, cleaner: &mut self.cleaner, found: &mut self.found };
            let (order, numbered) = match filler.order_no(row) {
                Some((_, column)) if is_no_order(row, column, header) => {
                    rows[nth as usize].numbered = true;
                    before = None;
                    continue;
                }
                Some((text, _)) => {
                    let known = before.filter(|(order, ..)| self.numbers[*order as usize] == text);
                    // What is wrong with it is told when the order is read.
                    self.found.forget(since);
                    (known.map_or_else(|| self.order(text), |(order, ..)| order), true)
                }
                None => match continues(plan, row, before.map(|(_, _, row)| row)) {
                    Continues::No => continue,
                    Continues::Order => (before.map_or(NONE, |(order, ..)| order), false),
                    Continues::Unlike(column) => {
                        let at = CellPos { row: row.number(), column };
                        self.found.at(sheet, at, problem::ROW_LEFT_OUT, row.cell(column).text);
                        rows[nth as usize].lost = true;
                        continue;
                    }
                    Continues::Lost => {
                        let column = plan.order_no.first().copied().unwrap_or_default();
                        let at = CellPos { row: row.number(), column };
                        self.found.at(sheet, at, problem::NO_ORDER_NUMBER, "");
                        rows[nth as usize].lost = true;
                        before = None;
                        continue;
                    }
                },
            };
            let above = before.filter(|(known, ..)| *known == order).map_or(NONE, |(_, nth, _)| nth);
            rows[nth as usize] = RowOf { order, before: above, numbered, lost: false };
            before = Some((order, nth, row));
        }
        rows
    }

    fn order(&mut self, text: Cow<'a, str>) -> u32 {
        if let Some(order) = self.by_number.get(&text) {
            return *order;
        }
        let order = u32::try_from(self.numbers.len()).unwrap_or(NONE);
        self.by_number.insert(text.clone(), order);
        self.numbers.push(text);
        order
    }
}

/// Whether every row is still of the same order although these rows have changed; `false` when that cannot be told
/// without looking at the whole sheet. `changed` names a sheet, counted among those that are read, and a row's number.
pub(super) fn still<'a>(
    table: &Table<'a>,
    rows: &Rows,
    orders: &[Order],
    mut cleaner: Cleaner<'_>,
    changed: impl Iterator<Item = (usize, u32)>,
) -> bool {
    let mut found = Found::default();
    for (number, row) in changed {
        let Some((sheet, plan, header)) = table.sheets().nth(number) else { continue };
        let Some(header) = header else { continue };
        if row == header {
            return false;
        }
        let (Some(nth), Some(of_sheet)) = (sheet.place_of(row), rows.sheets.get(number)) else {
            return false;
        };
        if row < header {
            continue;
        }
        let Some(row) = sheet.nth(nth) else { return false };
        let own = Filler { plan, sheet, cleaner: &mut cleaner, found: &mut found }.order_no(row);
        let is = of_sheet.get(nth).copied().unwrap_or(RowOf::IDLE);
        let same = own.is_some_and(|(text, column)| {
            is.numbered
                && orders.get(is.order as usize).is_some_and(|order| order.order_no == text)
                && !is_no_order(row, column, sheet.row(header))
        });
        // A row without a number of its own looks at the one above.
        if !same || of_sheet.get(nth + 1).is_some_and(|next| !next.numbered) {
            return false;
        }
    }
    true
}

/// A row whose order-number cell holds something else: a total, the header again, a remark under the table.
fn is_no_order(row: Row<'_>, column: u16, header: Option<Row<'_>>) -> bool {
    let cell = row.cell(column);
    let again = header.is_some_and(|header| !cell.is_blank() && header.cell(column).text == cell.text);
    if again || is_total(cell.text) || is_explained(cell.text) || names_the_column(cell.text) {
        return true;
    }
    if header.is_some_and(|header| row.number() == header.number() + 1) && counts_columns(row) {
        return true;
    }
    let alone = row.cells().filter(|cell| !cell.is_blank()).take(2).count() == 1;
    alone && header.is_some_and(|header| header.width() > 2) && !cell.text.is_ascii()
}

/// The header in other words, as a second row in English.
fn names_the_column(text: &str) -> bool {
    let names = |text: &str| matches!(meaning(&normalise(text)), Some((Field::OrderNo, _)));
    !text.bytes().any(|b| b.is_ascii_digit()) && names(text)
}

/// A row below the header that counts the columns: 1, 2, 3 or (1), (2), (3).
fn counts_columns(row: Row<'_>) -> bool {
    let mut cells = (0_usize..).zip(row.cells()).filter(|(_, cell)| !cell.is_blank());
    let is_own = |(n, cell): (usize, crate::sheet::Cell<'_>)| {
        let bare = strip(cell.text, false).trim_matches(['(', ')', '（', '）']);
        bare.parse() == Ok(n + 1)
    };
    row.width() > 2 && cells.by_ref().take(3).filter(|one| is_own(*one)).count() == 3 && cells.all(is_own)
}

/// A template's row below its header that says how to fill it in, or shows an example.
fn is_explained(text: &str) -> bool {
    let word = strip(text, false);
    let says = [
        "必填",
        "选填",
        "非必填",
        "可选",
        "示例",
        "样例",
        "例如",
        "例:",
        "例：",
        "填写说明",
        "说明:",
        "说明：",
        "注:",
        "注：",
    ];
    says.iter().any(|says| word.starts_with(says))
        || matches!(word, "例" | "说明" | "文本" | "字符型" | "文本格式" | "字符串")
}

fn is_total(text: &str) -> bool {
    let word = strip(text, false);
    // `小计算器` is goods.
    let words = ["合计", "总计", "小计", "共计", "总数", "汇总"];
    let is_said_of = |c: char| {
        c.is_whitespace()
            || c.is_ascii_punctuation()
            || c.is_numeric()
            || "：（），。￥¥共行条票件单笔元数量金额价值".contains(c)
    };
    let starts = words.iter().filter_map(|total| word.strip_prefix(total));
    starts.into_iter().any(|rest| rest.chars().all(is_said_of))
        || ["total", "grand total", "subtotal", "sum"].iter().any(|total| word.eq_ignore_ascii_case(total))
}

/// The column of the only cell that is read in a row, unless it holds a number or explains the table.
fn lone_word(plan: &Plan, row: Row<'_>) -> Option<u16> {
    let mut columns = plan.head.iter().chain(&plan.line).map(|(column, _)| *column);
    let column = columns.find(|column| !row.cell(*column).is_blank())?;
    let cell = row.cell(column);
    let plain = cell.stored != Stored::Text || number::read(cell.text).is_some();
    (!plain && !is_explained(cell.text)).then_some(column)
}

enum Continues {
    /// The order of the row above, whose number is left out.
    Order,
    /// Goods or people without an order number.
    Lost,
    /// One word alone, in this column: a remark, most likely.
    Unlike(u16),
    /// Nothing to read: blank, a total, a remark.
    No,
}

/// What a row without an order number is.
fn continues(plan: &Plan, row: Row<'_>, before: Option<Row<'_>>) -> Continues {
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
        Some(above)
            if line > 1
                && row.number() == above.number() + 1
                && plan.head.iter().all(|column| repeats(column, above)) =>
        {
            Continues::Order
        }
        // One lone number under a table is a sum without a word.
        _ if head + line == 1 => lone_word(plan, row).map_or(Continues::No, Continues::Unlike),
        _ => Continues::Lost,
    }
}
