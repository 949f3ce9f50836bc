//! Several tables on one sheet, one below the other or side by side: each becomes a sheet of its own.
//!
//! Two tables are told from one by their headers: the second begins where another header names an order number. A header that
//! is repeated is the same table, and so are two columns of order numbers that never differ.

use std::collections::HashSet;
use std::sync::Arc;

use super::clean::strip;
use super::field::Field;
use super::header::{meaning, normalise};
use super::mapping::Confidence;
use crate::sheet::{Row, Sheet, Stored};

/// So many rows above a header may be its titles.
const TITLES: usize = 3;
/// A sheet's name has at most 31 signs in a workbook; some are left for a number.
const NAME: usize = 26;

/// The tables of each sheet; most have one. The first keeps the sheet's name, the others have a number behind it. Cells
/// keep their places.
#[must_use]
pub fn apart(sheets: Vec<Sheet>) -> Vec<Sheet> {
    let mut names: HashSet<Arc<str>> = sheets.iter().map(|sheet| Arc::clone(&sheet.name)).collect();
    let mut tables = Vec::with_capacity(sheets.len());
    for sheet in sheets {
        let parts = parts(&sheet);
        if parts.len() < 2 {
            tables.push(sheet);
            continue;
        }
        for (n, (rows, columns)) in parts.into_iter().enumerate() {
            let name = if n == 0 { Arc::clone(&sheet.name) } else { free_name(&sheet.name, &mut names) };
            tables.push(sheet.part(name, rows.0..rows.1, columns.0..columns.1));
        }
    }
    tables
}

fn free_name(name: &str, taken: &mut HashSet<Arc<str>>) -> Arc<str> {
    let short: String = name.chars().take(NAME).collect();
    let mut number = 2;
    loop {
        let free: Arc<str> = format!("{short} #{number}").into();
        if taken.insert(Arc::clone(&free)) {
            return free;
        }
        number += 1;
    }
}

type Rows = (u32, u32);
type Columns = (u16, u16);

fn parts(sheet: &Sheet) -> Vec<(Rows, Columns)> {
    let mut parts = Vec::new();
    for (rows, header) in below(sheet) {
        let beside = sheet.row(header).map(|header| beside(sheet, header, rows)).unwrap_or_default();
        let starts: Vec<u16> = std::iter::once(0).chain(beside).collect();
        for (n, start) in starts.iter().enumerate() {
            parts.push((rows, (*start, starts.get(n + 1).copied().unwrap_or(u16::MAX))));
        }
    }
    parts
}

/// The rows of each table, and its header; none where no row is one.
fn below(sheet: &Sheet) -> Vec<(Rows, u32)> {
    let mut tables: Vec<(u32, Row<'_>)> = Vec::new();
    // The rows between the header that was found last and the row at hand: none of them may be a title.
    let mut data = false;
    for (nth, row) in sheet.rows().enumerate() {
        match tables.last() {
            None if begins(row) => tables.push((0, row)),
            Some((_, header)) if data && begins(row) && !repeats(*header, row) => {
                tables.push((with_titles(sheet, nth), row));
                data = false;
            }
            Some((_, header)) if !begins(row) && row.number() > header.number() => data = true,
            _ => {}
        }
    }
    let ends = tables.iter().skip(1).map(|(from, _)| *from).chain([u32::MAX]);
    tables.iter().zip(ends).map(|((from, header), end)| ((*from, end), header.number())).collect()
}

/// Whether a row is the header of a table with order numbers.
pub(super) fn begins(row: Row<'_>) -> bool {
    let mut cells = row.cells().filter(|cell| !cell.is_blank());
    // A quick look, so that rows of data cost nothing: they begin with a number, or with a text that names no column.
    let quick = cells.by_ref().take(2).any(|cell| {
        cell.stored == Stored::Text && !has_digit(cell.text) && meaning(&normalise(cell.text)).is_some()
    });
    if !quick {
        return false;
    }
    let (mut all, mut orders, mut known) = (0, false, HashSet::new());
    for cell in row.cells().filter(|cell| !cell.is_blank()) {
        all += 1;
        let Some((field, confidence)) = meaning(&normalise(cell.text)) else { continue };
        orders |= field == Field::OrderNo && is_sure(confidence);
        known.insert(field);
    }
    orders && known.len() > 1 && known.len() * 3 >= all
}

fn is_sure(confidence: Confidence) -> bool {
    matches!(confidence, Confidence::Sure | Confidence::Likely)
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit())
}

/// Whether two headers say the same in the same columns.
pub(super) fn repeats(header: Row<'_>, row: Row<'_>) -> bool {
    let width = header.width().max(row.width());
    (0..width).all(|column| normalise(header.cell(column).text) == normalise(row.cell(column).text))
}

/// Where a table begins whose header is this row: titles that stand right above it belong to it.
fn with_titles(sheet: &Sheet, nth: usize) -> u32 {
    let number = |nth: usize| sheet.nth(nth).map_or(0, |row| row.number());
    let is_title = |row: &Row<'_>| row.cells().all(|cell| cell.is_blank() || !has_digit(cell.text));
    let mut from = number(nth);
    for above in (0..nth).rev().take(TITLES) {
        match sheet.nth(above) {
            Some(row) if row.number() + 1 == from && is_title(&row) => from = row.number(),
            _ => break,
        }
    }
    from
}

/// Where the tables begin that stand to the right of the first.
fn beside(sheet: &Sheet, header: Row<'_>, rows: Rows) -> Vec<u16> {
    let is_order_no = |column: &u16| {
        let found = meaning(&normalise(header.cell(*column).text));
        matches!(found, Some((Field::OrderNo, confidence)) if is_sure(confidence))
    };
    let columns: Vec<u16> = (0..header.width()).filter(is_order_no).collect();
    let [first, others @ ..] = columns.as_slice() else { return Vec::new() };
    let mut starts: Vec<u16> = Vec::new();
    for column in others {
        // Behind an empty column a table begins; without one, where the very same name comes again.
        let gap = (*first..*column).rev().find(|left| header.cell(*left).is_blank());
        let same = normalise(header.cell(*first).text) == normalise(header.cell(*column).text);
        let start = match gap {
            Some(gap) => gap + 1,
            None if same => *column,
            None => continue,
        };
        let behind = starts.last().copied().unwrap_or(0) < start;
        if behind && says_two(header, start) && differ(sheet, header, rows, (*first, *column)) {
            starts.push(start);
        }
    }
    starts
}

/// Whether a header names two things at least from some column on.
fn says_two(header: Row<'_>, start: u16) -> bool {
    let known = |column: u16| meaning(&normalise(header.cell(column).text)).map(|(field, _)| field);
    (start..header.width()).filter_map(known).collect::<HashSet<_>>().len() > 1
}

/// Whether two columns of order numbers are of two tables: they differ in some row.
fn differ(sheet: &Sheet, header: Row<'_>, rows: Rows, (one, other): (u16, u16)) -> bool {
    let under = |row: &Row<'_>| row.number() > header.number() && row.number() < rows.1;
    sheet
        .rows()
        .filter(under)
        .any(|row| strip(row.cell(one).text, false) != strip(row.cell(other).text, false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::CellPos;

    fn sheet(rows: &[&str]) -> Sheet {
        let mut sheet = Sheet::new("a.xlsx", "S");
        for (row, text) in (0_u32..).zip(rows) {
            for (column, cell) in (0_u16..).zip(text.split('|')) {
                assert!(sheet.push(CellPos { row, column }, cell, Stored::Text));
            }
        }
        sheet
    }

    fn told(rows: &[&str]) -> Vec<String> {
        let tables = apart(vec![sheet(rows)]);
        let first = |sheet: &Sheet| {
            let cell = |row: &Row<'_>| {
                let at = (0..row.width()).find(|column| !row.cell(*column).is_blank()).unwrap_or_default();
                CellPos { row: row.number(), column: at }.to_string()
            };
            sheet.rows().next().map(|row| cell(&row)).unwrap_or_default()
        };
        tables.iter().map(|sheet| format!("{} {} {}", sheet.name, first(sheet), sheet.len())).collect()
    }

    #[test]
    fn tables_are_told_apart_by_their_headers_and_keep_their_places() {
        for (rows, tables) in [
            (
                &["订单编号|商品名称|数量", "A1|牙膏|2", "", "订单编号|支付交易编码|支付金额", "A1|P1|79"][..],
                &["S A1 2", "S #2 A4 2"][..],
            ),
            (
                &["订单编号|商品名称", "A1|牙膏", "支付明细", "订单编号|支付交易编码", "A1|P1"],
                &["S A1 2", "S #2 A3 3"],
            ),
            (
                &["订单编号|数量||订单编号|支付交易编码", "A1|2||A2|P2", "A2|1||A1|P1"],
                &["S A1 3", "S #2 D1 3"],
            ),
            (&["订单编号|数量|订单编号|支付交易编码", "A1|2|A2|P2"], &["S A1 2", "S #2 C1 2"]),
            // One table: the header again, another language below it, the same numbers twice.
            (&["订单编号|商品名称", "A1|牙膏", "订单编号|商品名称", "A2|鱼油"], &["S A1 4"]),
            (&["订单编号|商品名称", "orderNo|gname", "A1|牙膏"], &["S A1 3"]),
            (&["订单编号|数量|订单编号|支付交易编码", "A1|2|A1|P1"], &["S A1 2"]),
            (&["制表|小方", "A|B"], &["S A1 2"]),
        ] {
            assert_eq!(told(rows), tables, "{rows:?}");
        }
    }

    #[test]
    fn names_of_tables_are_short_and_free() {
        let rows = ["订单编号|数量", "A1|2", "订单编号|支付交易编码", "A1|P1"];
        let mut long = sheet(&rows);
        long.name = "订".repeat(31).into();
        let mut other = sheet(&rows[..2]);
        other.name = format!("{} #2", "订".repeat(26)).into();
        let tables = apart(vec![long, other]);
        let names: Vec<&str> = tables.iter().map(|table| &*table.name).collect();
        assert_eq!((names.len(), names[1]), (3, format!("{} #3", "订".repeat(26)).as_str()));
    }
}
