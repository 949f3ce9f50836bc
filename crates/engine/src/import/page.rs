//! The rows of a sheet as they are shown: filtered, sorted, by the page.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::Arc;

use clearance_core::check::Severity;
use clearance_core::order::{self, Field, Kind, Mapping};
use clearance_core::sheet::{CellPos, Row, Sheet};
use rust_decimal::Decimal;

use super::found::{Face, Found};
use super::show::{masked, note};
use super::{Import, Judged, held_by};
use crate::error::{Error, Result, fault};
use crate::store::Store;
use crate::view::{Mark, ReviewCell, ReviewNote, ReviewPage, ReviewQuery, ReviewRow, Said, count};
use crate::work::Work;

/// At most so many rows are shown at once.
const MOST: usize = 1_000;

/// The rows that a query shows, kept while the next page is asked for.
pub(super) struct Shown {
    /// Without the page.
    query: ReviewQuery,
    rows: Arc<[u32]>,
}

impl Import {
    /// Some rows of what a query shows.
    ///
    /// # Errors
    /// There is no such sheet, or it is not read; the store.
    pub(crate) fn page(&mut self, store: &Store, query: &ReviewQuery) -> Result<ReviewPage> {
        let rows = self.rows(store, query)?;
        let from = (query.from as usize).min(rows.len());
        let to = (from + (query.count as usize).min(MOST)).min(rows.len());
        let judged = self.judged.as_ref().ok_or_else(|| Error::new(&fault::NO_IMPORT))?;
        let sheet = query.sheet as usize;
        let (of, mapping) = self.read_sheet(query.sheet)?;
        let faces = judged.faces.all();
        let held = self.held_orders(judged);
        let row = |number: &u32| {
            let order = judged.order_of(&self.sheets, sheet, *number);
            let found = judged.in_row(order, (sheet, *number));
            let said = |found: &Found| faces.get(usize::from(found.face));
            let notes = found.iter().filter(|one| one.cell().is_none());
            let notes = notes.filter_map(|one| {
                let face = said(one)?;
                Some(ReviewNote {
                    mark: face.severity.into(),
                    rule: face.rule.clone().into_owned(),
                    says: note(face),
                    field: one.field.map_or_else(Said::default, |field| field.label().into()),
                })
            });
            let cells = used(mapping).map(|(column, field)| {
                let at = CellPos { row: *number, column };
                let here = found.iter().filter(|one| one.cell().is_some_and(|(_, cell)| cell == at));
                // A person who looks at one rule sees what that rule says.
                let other = |face: &&Face| *face.rule != *query.rule;
                let face = here.filter_map(|one| said(one)).min_by_key(|face| (other(face), face.severity));
                let before = of.laid(at).map(|_| of.original(at).text);
                let mark = face.map(|face| Mark::from(face.severity));
                let mark = mark.or_else(|| before.is_some().then_some(Mark::Fixed));
                let shown = |text: &str| if query.reveal { text.to_owned() } else { masked(field, text) };
                ReviewCell {
                    masked: !query.reveal && is_personal(field) && !of.cell(at).is_blank(),
                    column: column.into(),
                    value: shown(of.cell(at).text),
                    note: face.map(note),
                    rule: face.map_or_else(String::new, |face| face.rule.clone().into_owned()),
                    before: before.map(shown),
                    mark,
                }
            });
            ReviewRow {
                key: format!("{sheet}:{number}"),
                sheet: query.sheet,
                row: number + 1,
                order_no: order
                    .and_then(|n| judged.orders.get(n))
                    .map_or_else(String::new, |o| o.order_no.clone()),
                held: order.and_then(|n| held.get(&n)).map(|by| held_by(by)),
                cells: cells.collect(),
                notes: notes.collect(),
            }
        };
        Ok(ReviewPage {
            total: count(rows.len()),
            version: self.version,
            rows: rows[from..to].iter().map(row).collect(),
        })
    }

    /// A sheet that is read, with what its columns mean.
    pub(super) fn read_sheet(&self, sheet: u32) -> Result<(&Sheet, &Mapping)> {
        let of = self.sheets.get(sheet as usize).ok_or_else(|| Error::new(&fault::NO_CELL))?;
        Ok((of, self.mapping_of(of).ok_or_else(|| Error::new(&fault::NO_CELL))?))
    }

    /// The numbers of all rows that a query shows, in its order.
    ///
    /// # Errors
    /// As for [`Import::page`].
    pub(super) fn rows(&mut self, store: &Store, query: &ReviewQuery) -> Result<Arc<[u32]>> {
        self.judged(store, Work::quiet())?;
        let query = ReviewQuery { from: 0, count: 0, reveal: false, ..query.clone() };
        if let Some(shown) = self.shown.as_ref().filter(|shown| shown.query == query) {
            return Ok(Arc::clone(&shown.rows));
        }
        let judged = self.judged.as_ref().ok_or_else(|| Error::new(&fault::NO_IMPORT))?;
        let (sheet, mapping) = self.read_sheet(query.sheet)?;
        let mut rows = select(judged, (&self.sheets, sheet), mapping, &query);
        if query.held {
            let held = self.held_orders(judged);
            let of = |row: &u32| judged.order_of(&self.sheets, query.sheet as usize, *row);
            rows.retain(|row| of(row).is_some_and(|order| held.contains_key(&order)));
        }
        let rows: Arc<[u32]> = rows.into();
        self.shown = Some(Shown { query, rows: Arc::clone(&rows) });
        Ok(rows)
    }
}

/// The columns that are used, from the left.
pub(super) fn used(mapping: &Mapping) -> impl Iterator<Item = (u16, Field)> {
    mapping.columns.iter().filter_map(|column| Some((column.index, order::Column::used(column)?)))
}

fn select(
    judged: &Judged,
    (sheets, sheet): (&[Sheet], &Sheet),
    mapping: &Mapping,
    query: &ReviewQuery,
) -> Vec<u32> {
    let (number, header) = (query.sheet as usize, mapping.header_row);
    let mut rows: Vec<u32> = match query.rule.as_str() {
        // Totals and remarks are read by nobody; they show where something is said about them.
        "" => {
            let rows = sheet.rows().map(|row| row.number()).filter(|row| *row > header);
            rows.filter(|row| judged.counts(sheets, number, *row) || sheet.is_laid(*row)).collect()
        }
        "*" => of_rules(judged, number, header, |_| true),
        rule => judged.index().rule(rule).map_or_else(Vec::new, |of| of.rows(number, header).collect()),
    };
    match query.mark {
        Some(Mark::Fixed) => rows.retain(|row| sheet.is_laid(*row)),
        Some(mark) => {
            let marked = of_rules(judged, number, header, |severity| Mark::from(severity) == mark);
            rows.retain(|row| marked.binary_search(row).is_ok());
        }
        None => {}
    }
    if let Some(only) = &query.rows {
        let only: HashSet<u32> = only.iter().map(|row| row.saturating_sub(1)).collect();
        rows.retain(|row| only.contains(row) != query.all_but);
    }
    if query.changed {
        rows.retain(|row| sheet.is_laid(*row));
    }
    if !query.find.is_empty() {
        let columns: Vec<u16> = used(mapping).map(|(column, _)| column).collect();
        let wanted = Wanted::new(&query.find);
        rows.retain(|row| sheet.row(*row).is_some_and(|row| wanted.is_in_row(row, &columns)));
    }
    if let Some(column) = query.sort.and_then(|column| u16::try_from(column).ok()) {
        sort(&mut rows, sheet, column, query.descending);
    }
    rows
}

/// Rows in which a rule of some severity found something, sorted.
fn of_rules(judged: &Judged, sheet: usize, header: u32, takes: impl Fn(Severity) -> bool) -> Vec<u32> {
    let rules = judged.index().rules().filter(|of| takes(of.face.severity));
    let mut rows: Vec<u32> = rules.flat_map(|of| of.rows(sheet, header)).collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// A text that is looked for, whatever the case.
pub(super) struct Wanted {
    lower: String,
    /// It has no letters with case, so that nothing needs to be turned.
    plain: bool,
}

impl Wanted {
    pub(super) fn new(text: &str) -> Wanted {
        let lower = text.to_lowercase();
        Wanted { plain: lower == text.to_uppercase(), lower }
    }

    pub(super) fn is_in(&self, text: &str) -> bool {
        if self.plain || text.is_ascii() && !text.bytes().any(|b| b.is_ascii_uppercase()) {
            return text.contains(&*self.lower);
        }
        text.to_lowercase().contains(&*self.lower)
    }

    pub(super) fn lower(&self) -> &str {
        &self.lower
    }

    /// Where it first stands in a text: its beginning and end.
    pub(super) fn place_in(&self, text: &str) -> Option<(usize, usize)> {
        if self.lower.is_empty() {
            return None;
        }
        if self.plain {
            return text.find(&*self.lower).map(|at| (at, at + self.lower.len()));
        }
        text.char_indices().find_map(|(at, _)| {
            let mut left = self.lower.chars();
            for (i, sign) in text[at..].char_indices() {
                for low in sign.to_lowercase() {
                    if left.next() != Some(low) {
                        return None;
                    }
                }
                if left.as_str().is_empty() {
                    return Some((at, at + i + sign.len_utf8()));
                }
            }
            None
        })
    }

    fn is_in_row(&self, row: Row<'_>, columns: &[u16]) -> bool {
        // One look at the whole row is quicker than one at every cell.
        if self.plain && !row.is_laid() && !row.text().contains(&*self.lower) {
            return false;
        }
        columns.iter().any(|column| self.is_in(row.cell(*column).text))
    }
}

/// Whether a cell is empty, its number, its text.
type SortKey<'a> = (bool, Option<Decimal>, &'a str);

/// Numbers by their value and before texts; what is empty comes last either way.
fn sort(rows: &mut [u32], sheet: &Sheet, column: u16, descending: bool) {
    let key = |row: &u32| {
        let text = sheet.cell(CellPos { row: *row, column }).text.trim();
        (text.is_empty(), text.parse::<Decimal>().ok(), text)
    };
    let mut keyed: Vec<(SortKey<'_>, u32)> = rows.iter().map(|row| (key(row), *row)).collect();
    keyed.sort_by(|((none, number, text), _), ((other_none, other_number, other), _)| {
        let by_value = match (number, other_number) {
            (Some(one), Some(two)) => one.cmp(two),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => text.cmp(other),
        };
        none.cmp(other_none).then(if descending { by_value.reverse() } else { by_value })
    });
    for (row, (_, sorted)) in rows.iter_mut().zip(keyed) {
        *row = sorted;
    }
}

/// Whether values of a field are masked until they are revealed.
pub(super) fn is_personal(field: Field) -> bool {
    matches!(field.kind(), Kind::Person | Kind::Identity | Kind::Phone | Kind::Address)
}

/// A text as it is shown in a sample: masked where it is a person's.
pub(super) fn sample(field: Option<Field>, text: &str) -> Cow<'_, str> {
    match field.filter(|field| is_personal(*field)) {
        Some(field) => Cow::Owned(masked(field, text)),
        None => Cow::Borrowed(text),
    }
}
