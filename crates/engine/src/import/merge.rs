//! A repaired workbook comes home: rows are found by their key, or by order number where the key is gone, and only cells
//! that differ from what was exported are taken over.
//!
//! The file went through foreign programs and hands: columns moved, rows sorted or deleted, numbers turned into floats.
//! Nothing in it is believed; what cannot be placed is told and left.

use std::collections::{BTreeMap, HashMap, HashSet};

use clearance_core::order::normalise;
use clearance_core::sheet::{Cell, CellPos, Row, Sheet, Stored};

use super::At;
use super::annotate::cut;
use super::row_key::{Read, RowKey, heads_keys};
use crate::error::{Error, Result, fault};
use crate::view::Said;

/// The header row is looked for in this many rows: titles may have been added above it.
const HEADER_ROWS: usize = 40;
/// How many rows that were not taken are named.
pub(super) const NAMED: usize = 100;

/// A sheet of the import, with its repairs.
pub(super) struct Original<'a> {
    pub(super) number: usize,
    pub(super) sheet: &'a Sheet,
    pub(super) header_row: u32,
    pub(super) order_column: Option<u16>,
    /// Columns in which a number is a name.
    pub(super) codes: HashSet<u16>,
}

/// What is to be compared with: the import as it was when the file was exported.
pub(super) trait Before {
    /// The cell as it was at an export; the newest one for 0.
    fn cell(&self, export: u32, at: At) -> Option<String>;
}

/// What a repaired file says.
#[derive(Debug, Default)]
pub(crate) struct Merge {
    /// Cells to change, in the import's own places.
    pub(crate) cells: BTreeMap<At, String>,
    /// Rows that were found and say nothing new.
    pub(crate) unchanged: usize,
    /// Rows that are not of this import, stand twice, or have lost their key.
    pub(crate) unknown: Vec<(String, u32)>,
    pub(crate) unknown_count: usize,
    /// Cells that a spreadsheet program ruined; the value before stays.
    pub(crate) damaged: usize,
    /// What else a person should know, such as headers that are gone.
    pub(crate) notes: Vec<Said>,
}

/// Compares a file with the import that it came from.
///
/// # Errors
/// It is of another import; its headers are not those of the export.
pub(super) fn merge(
    import: &str,
    originals: &[Original<'_>],
    before: &dyn Before,
    returned: &[Sheet],
) -> Result<Merge> {
    let mut merge = Merge::default();
    let (mut found, mut foreign, mut headed) = (0, 0, false);
    for sheet in returned {
        let Some(table) = Table::of(sheet, import, originals) else { continue };
        headed = true;
        merge.notes.extend(table.told());
        let mut placed = Placed::default();
        match table.keys {
            Some(keys) => table.by_key(keys, import, &mut placed),
            None => table.by_order(before, &mut placed),
        }
        foreign += placed.foreign;
        found += placed.rows.len();
        merge.unknown_count += placed.unknown.len();
        let left = NAMED.saturating_sub(merge.unknown.len());
        merge.unknown.extend(placed.unknown.iter().take(left).map(|row| (sheet.name.to_string(), row + 1)));
        for (export, row, at_home) in &placed.rows {
            table.take(*export, *row, *at_home, before, &mut merge);
        }
    }
    match (found, foreign) {
        (0, 1..) => Err(Error::new(&fault::OTHER_IMPORT)),
        (0, 0) if !headed => Err(Error::new(&fault::OTHER_HEADERS)),
        (0, 0) if merge.unknown_count > 0 => Err(Error::new(&fault::OTHER_IMPORT)),
        _ => Ok(merge),
    }
}

/// Rows of a returned sheet beside the row of the import that each is.
#[derive(Default)]
struct Placed<'a> {
    rows: Vec<(u32, Row<'a>, u32)>,
    unknown: Vec<u32>,
    foreign: usize,
}

/// A returned sheet that is recognised.
struct Table<'a> {
    sheet: &'a Sheet,
    home: &'a Original<'a>,
    header_row: u32,
    /// The column of the keys, if it is still there.
    keys: Option<u16>,
    /// Column there → column at home.
    columns: Vec<(u16, u16)>,
    missing: Vec<String>,
    added: Vec<String>,
}

impl<'a> Table<'a> {
    fn of(sheet: &'a Sheet, import: &str, originals: &'a [Original<'a>]) -> Option<Self> {
        let heads = || sheet.rows().take(HEADER_ROWS);
        let keyed = heads().find_map(|row| {
            let column = (0..row.width()).find(|column| heads_keys(row.cell(*column).text))?;
            Some((row, column))
        });
        if let Some((head, keys)) = keyed {
            let home = most_named(sheet, keys, import, originals)
                .or_else(|| best(std::iter::once(head), sheet, originals).map(|(home, _)| home))?;
            return Some(Table::with(sheet, home, head, Some(keys)));
        }
        let (home, head) = best(heads(), sheet, originals)?;
        Some(Table::with(sheet, home, head, None))
    }

    fn with(sheet: &'a Sheet, home: &'a Original<'a>, head: Row<'a>, keys: Option<u16>) -> Self {
        let there: HashMap<(String, usize), u16> =
            names(head).into_iter().filter(|(_, column)| Some(*column) != keys).collect();
        let own = home.sheet.row(home.header_row).map(names).unwrap_or_default();
        let mut columns = Vec::new();
        let mut missing = Vec::new();
        for (name, at_home) in &own {
            match there.get(name) {
                Some(column) => columns.push((*column, *at_home)),
                None => missing.push(text_of(home.sheet, home.header_row, *at_home)),
            }
        }
        let known: HashSet<u16> = columns.iter().map(|(column, _)| *column).collect();
        let mut added: Vec<u16> = there.values().copied().filter(|column| !known.contains(column)).collect();
        added.sort_unstable();
        let added = added.into_iter().map(|column| text_of(sheet, head.number(), column)).collect();
        Table { sheet, home, header_row: head.number(), keys, columns, missing, added }
    }

    fn told(&self) -> Vec<Said> {
        let mut told = Vec::new();
        let name = &self.sheet.name;
        if !self.missing.is_empty() {
            let (zh, en) = (self.missing.join("、"), self.missing.join(", "));
            told.push(Said::new(
                format!("“{name}”中没有这些列，原值不变：{zh}"),
                format!("{name} lacks these columns; their values stay: {en}"),
            ));
        }
        if !self.added.is_empty() {
            let (zh, en) = (self.added.join("、"), self.added.join(", "));
            told.push(Said::new(
                format!("“{name}”中的这些列不属于原表，未采用：{zh}"),
                format!("{name} has columns that were not exported; they are left: {en}"),
            ));
        }
        if self.keys.is_none() {
            told.push(Said::new(
                format!("“{name}”没有行号列，已按订单编号找到各行"),
                format!("{name} has no key column; rows were found by order number"),
            ));
        }
        told
    }

    fn body(&self) -> impl Iterator<Item = Row<'a>> {
        let head = self.header_row;
        self.sheet.rows().filter(move |row| row.number() > head && row.cells().any(|cell| !cell.is_blank()))
    }

    fn by_key(&self, keys: u16, import: &str, placed: &mut Placed<'a>) {
        let mut seen = HashSet::new();
        for row in self.body() {
            match RowKey::read(row.cell(keys).text, import) {
                Read::Ours(key)
                    if key.sheet == self.home.number
                        && key.row > self.home.header_row
                        && self.home.sheet.row(key.row).is_some()
                        && seen.insert(key.row) =>
                {
                    placed.rows.push((key.export, row, key.row));
                }
                read => {
                    placed.foreign += usize::from(read == Read::Other);
                    placed.unknown.push(row.number());
                }
            }
        }
    }

    /// Rows of one order are told apart by what they have in common.
    fn by_order(&self, before: &dyn Before, placed: &mut Placed<'a>) {
        let column =
            self.home.order_column.and_then(|own| self.columns.iter().find(|(_, home)| *home == own));
        let Some(&(there, own)) = column else {
            placed.unknown.extend(self.body().map(|row| row.number()));
            return;
        };
        let mut at_home: HashMap<&str, Vec<Row<'a>>> = HashMap::new();
        for row in self.home.sheet.rows().filter(|row| row.number() > self.home.header_row) {
            at_home.entry(row.cell(own).text.trim()).or_default().push(row);
        }
        let mut returned: Vec<(&str, Vec<Row<'a>>)> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for row in self.body() {
            let order = row.cell(there).text.trim();
            let place = *places.entry(order).or_insert_with(|| {
                returned.push((order, Vec::new()));
                returned.len() - 1
            });
            returned[place].1.push(row);
        }
        for (order, rows) in returned {
            let own = match at_home.get_mut(order) {
                Some(own) if !order.is_empty() => own,
                _ => {
                    placed.unknown.extend(rows.iter().map(Row::number));
                    continue;
                }
            };
            if rows.len() > MANY {
                placed.unknown.extend(rows.iter().map(Row::number));
                continue;
            }
            let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
            for (a, row) in rows.iter().enumerate() {
                for (b, home) in own.iter().enumerate().take(MANY) {
                    let alike = self.columns.iter().filter(|(there, column)| {
                        let was = self.before(
                            before,
                            0,
                            (self.home.number, CellPos { row: home.number(), column: *column }),
                        );
                        matches!(
                            compare(&was, row.cell(*there), self.home.codes.contains(column)),
                            Took::Same
                        )
                    });
                    pairs.push((alike.count(), a, b));
                }
            }
            // The most alike first; of equals, those that stand as they stood.
            pairs.sort_by(|x, y| {
                y.0.cmp(&x.0).then(x.1.abs_diff(x.2).cmp(&y.1.abs_diff(y.2))).then(x.1.cmp(&y.1))
            });
            let (mut used_there, mut used_home) = (HashSet::new(), HashSet::new());
            for (_, a, b) in pairs {
                if !used_there.contains(&a) && !used_home.contains(&b) {
                    used_there.insert(a);
                    used_home.insert(b);
                    placed.rows.push((0, rows[a], own[b].number()));
                }
            }
            placed
                .unknown
                .extend((0..rows.len()).filter(|a| !used_there.contains(a)).map(|a| rows[a].number()));
        }
        placed.rows.sort_by_key(|(_, row, _)| row.number());
        placed.unknown.sort_unstable();
    }

    fn before(&self, before: &dyn Before, export: u32, at: At) -> String {
        before.cell(export, at).unwrap_or_else(|| self.home.sheet.cell(at.1).text.to_owned())
    }

    fn take(&self, export: u32, row: Row<'_>, at_home: u32, before: &dyn Before, merge: &mut Merge) {
        let mut any = false;
        for (there, column) in &self.columns {
            let at = (self.home.number, CellPos { row: at_home, column: *column });
            let was = self.before(before, export, at);
            match compare(&was, row.cell(*there), self.home.codes.contains(column)) {
                Took::Same => {}
                Took::Ruined => merge.damaged += 1,
                Took::Changed(text) => {
                    any = true;
                    if self.home.sheet.cell(at.1).text != text {
                        merge.cells.insert(at, text.to_owned());
                    }
                }
            }
        }
        merge.unchanged += usize::from(!any);
    }
}

/// Rows of one order beyond this are not compared with each other; no order has so many (message specification: 99).
const MANY: usize = 400;

/// The sheet that most keys of the column name.
fn most_named<'a>(
    sheet: &Sheet,
    keys: u16,
    import: &str,
    originals: &'a [Original<'a>],
) -> Option<&'a Original<'a>> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for row in sheet.rows() {
        if let Read::Ours(key) = RowKey::read(row.cell(keys).text, import) {
            *counts.entry(key.sheet).or_default() += 1;
        }
    }
    let (number, _) =
        counts.into_iter().max_by_key(|(number, count)| (*count, std::cmp::Reverse(*number)))?;
    originals.iter().find(|original| original.number == number)
}

/// The sheet of the import whose headers stand in one of these rows, at least half of them.
fn best<'a>(
    rows: impl Iterator<Item = Row<'a>>,
    sheet: &Sheet,
    originals: &'a [Original<'a>],
) -> Option<(&'a Original<'a>, Row<'a>)> {
    let mut best: Option<(usize, &Original<'_>, Row<'_>)> = None;
    for row in rows {
        let there: HashSet<(String, usize)> = names(row).into_iter().map(|(name, _)| name).collect();
        for home in originals {
            let own = home.sheet.row(home.header_row).map(names).unwrap_or_default();
            let common = own.iter().filter(|(name, _)| there.contains(name)).count();
            if common == 0 || common * 2 < own.len() {
                continue;
            }
            let score = common * 2 + usize::from(sheet.name.starts_with(&*home.sheet.name));
            if best.is_none_or(|(before, _, _)| score > before) {
                best = Some((score, home, row));
            }
        }
    }
    best.map(|(_, home, row)| (home, row))
}

/// Every header beside how often it stood before, and its column.
fn names(row: Row<'_>) -> Vec<((String, usize), u16)> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut names = Vec::new();
    for column in 0..row.width() {
        let name = normalise(row.cell(column).text);
        if name.is_empty() {
            continue;
        }
        let turn = seen.entry(name.clone()).or_insert(0);
        names.push(((name, *turn), column));
        *turn += 1;
    }
    names
}

fn text_of(sheet: &Sheet, row: u32, column: u16) -> String {
    sheet.cell(CellPos { row, column }).text.trim().to_owned()
}

#[derive(Debug, PartialEq, Eq)]
enum Took<'a> {
    Same,
    Changed(&'a str),
    /// What a spreadsheet program made of the value.
    Ruined,
}

/// Whether a cell says something else than before, or only looks different after a spreadsheet program had it.
fn compare<'a>(was: &str, now: Cell<'a>, code: bool) -> Took<'a> {
    let text = now.text.trim();
    let before = cut(was).trim();
    if text == before || without_breaks(text) == without_breaks(before) {
        return Took::Same;
    }
    match now.stored {
        Stored::Error => Took::Ruined,
        Stored::Date if same_moment(before, text) => Took::Same,
        Stored::Number if code => {
            let (was, is) = (digits(before), digits(text));
            // A float keeps 15 digits, and no zeros in front.
            if was.trim_start_matches('0') == is && before.len() == was.len() {
                return Took::Same;
            }
            if is.len() > 15 { Took::Ruined } else { Took::Changed(text) }
        }
        Stored::Number if same_number(before, text) => Took::Same,
        _ if code && scientific(text) => Took::Ruined,
        _ => Took::Changed(text),
    }
}

fn without_breaks(text: &str) -> String {
    text.chars().filter(|c| *c != '\r').collect()
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// `12.50` and `12.5`; no float is trusted with it.
fn same_number(a: &str, b: &str) -> bool {
    let plain = |text: &str| -> Option<String> {
        let text = text.replace(',', "");
        let (sign, rest) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
        let (whole, part) = rest.split_once('.').unwrap_or((rest, ""));
        let number = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !number(whole) || !number(part) {
            return None;
        }
        Some(format!("{sign}{}.{}", whole.trim_start_matches('0'), part.trim_end_matches('0')))
    };
    plain(a).is_some_and(|a| Some(a) == plain(b))
}

/// `2026/11/24` and the day 2026-11-24 00:00:00: the program took the text for a day.
fn same_moment(was: &str, now: &str) -> bool {
    let parts = |text: &str| -> Option<[u32; 6]> {
        let mut all = [0; 6];
        let mut count = 0;
        for part in text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()) {
            *all.get_mut(count)? = part.parse().ok()?;
            count += 1;
        }
        (count >= 3).then_some(all)
    };
    parts(was).is_some_and(|was| Some(was) == parts(now))
}

/// `3.30203E+17`, as a text file brings it home.
fn scientific(text: &str) -> bool {
    let Some((front, back)) = text.split_once(['E', 'e']) else { return false };
    let exponent = back.strip_prefix('+').unwrap_or(back);
    front.contains('.')
        && front.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && !exponent.is_empty()
        && exponent.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests;
