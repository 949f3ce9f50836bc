//! An import as an annotated workbook, and what comes home with it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use clearance_core::order::{Field, Kind, Mapping};
use clearance_core::sheet::{CellPos, Sheet};

use super::annotate::{self, Page, Remark, Written};
use super::found::{Face, Found};
use super::judge::Judged;
use super::merge::{self, Before, Merge, Original};
use super::step::{Change, Changes};
use super::{At, Import};
use crate::error::{Error, Result, fault};
use crate::store::{Store, from_json, to_json};
use crate::view::{Mark, ReviewQuery, Said};
use crate::work::Work;

/// Which rows are handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    /// Those of orders that cannot go on.
    Bad,
    /// All.
    All,
    /// Those that a query shows.
    Only(ReviewQuery),
}

/// The exports of an import: the cells that were changed at each, by its number.
pub(crate) struct Exports(BTreeMap<u32, HashMap<At, String>>);

impl Exports {
    /// From their stored forms.
    ///
    /// # Errors
    /// The store holds something else.
    pub(crate) fn read(stored: Vec<(i64, String)>) -> Result<Exports> {
        let mut exports = BTreeMap::new();
        for (n, cells) in stored {
            let Changes(cells) = from_json(&cells)?;
            let laid = cells.into_iter().filter_map(|change| {
                Some(((usize::from(change.sheet), change.at), change.after?.to_string()))
            });
            exports.insert(u32::try_from(n).unwrap_or(0), laid.collect());
        }
        Ok(Exports(exports))
    }
}

struct AtExport<'a> {
    exports: &'a Exports,
    sheets: &'a [Sheet],
}

impl Before for AtExport<'_> {
    fn cell(&self, export: u32, at: At) -> Option<String> {
        let exports = &self.exports.0;
        let laid = exports.get(&export).or_else(|| exports.last_key_value().map(|(_, newest)| newest));
        // What was never handed out can only be the file itself: what it still says must not undo a repair.
        let of_file = || self.sheets.get(at.0).map_or("", |sheet| sheet.original(at.1).text).to_owned();
        Some(laid.and_then(|laid| laid.get(&at).cloned()).unwrap_or_else(of_file))
    }
}

impl Import {
    /// The cells changed here, as an export remembers them.
    ///
    /// # Errors
    /// None that is known.
    pub(crate) fn changed_cells(&self) -> Result<String> {
        let cells = self.changed().map(|(sheet, at, text)| Change {
            sheet: u16::try_from(sheet).unwrap_or(u16::MAX),
            at,
            before: None,
            after: Some(text.clone()),
        });
        to_json(&Changes(cells.collect()))
    }

    /// Writes the sheets as a workbook with everything that was found: the rows of orders that cannot go on, or all.
    ///
    /// # Errors
    /// There is nothing to repair; the file cannot be written.
    pub(crate) fn export(
        &mut self,
        store: &Store,
        export: u32,
        path: &Path,
        which: &Rows,
        work: Work<'_>,
    ) -> Result<Written> {
        self.judged(store, work)?;
        let only = match which {
            Rows::Only(query) => Some((query.sheet as usize, self.rows(store, query)?)),
            Rows::Bad | Rows::All => None,
        };
        let Some(judged) = &self.judged else { return Err(Error::new(&fault::NO_IMPORT)) };
        let mut remarks = self.remarks(judged);
        let rows = match (which, only) {
            (Rows::All, _) => None,
            (_, Some((sheet, rows))) => Some(BTreeMap::from([(sheet, rows.iter().copied().collect())])),
            _ => Some(self.bad_rows(judged)?),
        };
        let mut pages = Vec::new();
        for (number, sheet, mapping) in self.read_sheets() {
            let of_sheet = rows.as_ref().map(|rows| rows.get(&number).cloned().unwrap_or_default());
            if of_sheet.as_ref().is_some_and(BTreeSet::is_empty) {
                continue;
            }
            pages.push(Page {
                number,
                sheet,
                header_row: mapping.header_row,
                rows: of_sheet,
                codes: codes(mapping).collect(),
                remarks: remarks.remove(&number).unwrap_or_default(),
            });
        }
        annotate::write(&self.id, export, &pages, path, work)
    }

    /// What a repaired file says that the import does not.
    ///
    /// # Errors
    /// It is of another import, or has other headers.
    pub(crate) fn compare(&self, returned: &[Sheet], exports: &Exports) -> Result<Merge> {
        let originals: Vec<Original<'_>> = self
            .read_sheets()
            .map(|(number, sheet, mapping)| Original {
                number,
                sheet,
                header_row: mapping.header_row,
                order_column: mapping.of(Field::OrderNo).map(|column| column.index).next(),
                codes: codes(mapping).collect::<HashSet<u16>>(),
            })
            .collect();
        merge::merge(&self.id, &originals, &AtExport { exports, sheets: &self.sheets }, returned)
    }

    /// Changes these cells, as one step. How many changed.
    ///
    /// # Errors
    /// There is no such cell; then nothing is changed.
    pub(crate) fn take_over(
        &mut self,
        store: &Store,
        cells: &BTreeMap<At, String>,
        says: Said,
    ) -> Result<usize> {
        let mut planning = self.planning();
        for ((sheet, at), text) in cells {
            planning.put(*sheet, *at, &text.as_str().into())?;
        }
        let planned = planning.done(says);
        let changed = planned.changes.0.len();
        self.change(store, planned.changes, planned.says)?;
        Ok(changed)
    }

    /// Each sheet that is read: its number, itself, what its columns mean.
    pub(crate) fn read_sheets(&self) -> impl Iterator<Item = (usize, &Sheet, &Mapping)> {
        let sheets = self.sheets.iter().enumerate();
        sheets.filter_map(|(number, sheet)| Some((number, sheet, self.mapping_of(sheet)?)))
    }

    /// All rows of the orders that cannot go on, and rows of no order that something stops. Where nothing stops, the rows
    /// that something warns of.
    fn bad_rows(&self, judged: &Judged) -> Result<BTreeMap<usize, BTreeSet<u32>>> {
        let stopped = judged.stopped();
        let mut bad: HashSet<usize> =
            (0..stopped.len()).filter(|n| stopped[*n] && !judged.known(*n)).collect();
        let faces = judged.faces.all();
        let lone = |mark: Mark| -> Vec<(usize, u32)> {
            let found =
                judged.all().filter(|(order, found)| order.is_none() && mark_of(&faces, found) == mark);
            found.filter_map(|(_, found)| found.row()).collect()
        };
        let mut rows: BTreeMap<usize, BTreeSet<u32>> = BTreeMap::new();
        let mut alone = lone(Mark::Stops);
        if bad.is_empty() && alone.is_empty() {
            let warned = judged.all().filter(|(_, found)| mark_of(&faces, found) == Mark::Warns);
            bad = warned.filter_map(|(order, _)| order).collect();
            alone = lone(Mark::Warns);
        }
        for (number, sheet, mapping) in self.read_sheets() {
            let below = sheet.rows().map(|row| row.number()).filter(|row| *row > mapping.header_row);
            let of_bad = below.filter(|row| {
                judged.order_of(&self.sheets, number, *row).is_some_and(|order| bad.contains(&order))
            });
            let lone = alone.iter().filter(|(of, row)| *of == number && *row > mapping.header_row);
            rows.insert(number, of_bad.chain(lone.map(|(_, row)| *row)).collect());
        }
        if rows.values().all(BTreeSet::is_empty) { Err(Error::new(&fault::NOTHING_BAD)) } else { Ok(rows) }
    }

    /// What stops and warns, by sheet and cell; what no cell gave stands at the order number of its row.
    fn remarks(&self, judged: &Judged) -> BTreeMap<usize, BTreeMap<CellPos, Remark>> {
        let faces = judged.faces.all();
        let order_column: HashMap<usize, u16> = self
            .read_sheets()
            .map(|(number, _, mapping)| {
                (number, mapping.of(Field::OrderNo).next().map_or(0, |column| column.index))
            })
            .collect();
        let mut said: BTreeMap<At, Vec<(Mark, Said)>> = BTreeMap::new();
        for (_, found) in judged.all() {
            let (Some((sheet, row)), Some(face)) = (found.row(), faces.get(usize::from(found.face))) else {
                continue;
            };
            let mark = Mark::from(face.severity);
            if mark == Mark::Hints {
                continue;
            }
            let (at, of) = match found.cell() {
                Some(cell) => (cell, None),
                None => {
                    let column = order_column.get(&sheet).copied().unwrap_or(0);
                    ((sheet, CellPos { row, column }), found.field)
                }
            };
            let says = says(mark, face, of);
            let of_cell = said.entry(at).or_default();
            if !of_cell.iter().any(|(_, other)| *other == says) {
                of_cell.push((mark, says));
            }
        }
        for (sheet, at, _) in self.changed() {
            let before = self.sheets.get(sheet).map_or("", |sheet| sheet.original(at).text);
            let (zh, en) = if before.is_empty() { ("（空）", "(blank)") } else { (before, before) };
            let says = Said::new(format!("改 · 原值：{zh}"), format!("Changed here · before: {en}"));
            said.entry((sheet, at)).or_default().push((Mark::Fixed, says));
        }
        let mut remarks: BTreeMap<usize, BTreeMap<CellPos, Remark>> = BTreeMap::new();
        for ((sheet, at), mut all) in said {
            all.sort_by_key(|(mark, _)| *mark);
            let Some(mark) = all.first().map(|(mark, _)| *mark) else { continue };
            let lines = all.into_iter().map(|(_, says)| says).collect();
            remarks.entry(sheet).or_default().insert(at, Remark { mark, lines });
        }
        remarks
    }
}

/// Columns in which a number is a name.
fn codes(mapping: &Mapping) -> impl Iterator<Item = u16> + '_ {
    let named =
        |field: Field| matches!(field.kind(), Kind::Number | Kind::Code(_) | Kind::Identity | Kind::Phone);
    mapping.columns.iter().filter(move |column| column.field.is_some_and(named)).map(|column| column.index)
}

fn mark_of(faces: &[Face], found: &Found) -> Mark {
    faces.get(usize::from(found.face)).map_or(Mark::Hints, |face| face.severity.into())
}

/// Rule, reason and what to do.
fn says(mark: Mark, face: &Face, field: Option<Field>) -> Said {
    let (zh, en) = if mark == Mark::Stops { ("停", "Stops") } else { ("警", "Warns") };
    let (of_zh, of_en) = field.map_or_else(Default::default, |field| {
        let label = field.label();
        (format!("{}：", label.zh), format!("{}: ", label.en))
    });
    let Face { rule, zh: why_zh, en: why_en, help_zh, help_en, .. } = face;
    Said::new(
        format!("{zh} · {of_zh}{why_zh} [{rule}]\n{help_zh}"),
        format!("{en} · {of_en}{why_en} [{rule}]\n{help_en}"),
    )
}
