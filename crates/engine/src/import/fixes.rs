//! A repair that fits the next file too: by field or header instead of column number, by value instead of row.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use clearance_core::order::{Field, Mapping, normalise};
use clearance_core::sheet::{CellPos, Row, Sheet};
use serde::{Deserialize, Serialize};

use super::found::Index;
use super::judge::Judged;
use super::page::Wanted;
use super::show::masked;
use super::step::{Act, Change};
use super::{At, Import};
use crate::error::Result;
use crate::store::fixes::{self, FixRow};
use crate::store::{Store, from_json, moment, to_u32};
use crate::view::{Edit, FixLine, ReviewQuery, Said, count};
use crate::work::Work;

/// More values than these are a list of their own, not a repair.
const MOST_VALUES: usize = 2_000;

/// A repair as it is stored. Only gains fields, with defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Repair {
    /// Version of the stored form; 1.
    version: u32,
    parts: Vec<Part>,
}

/// What is done to one column, or to all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "does", rename_all = "kebab-case")]
enum Part {
    /// Whole values become others; an empty one is that of a blank cell.
    Values { column: Key, values: BTreeMap<String, String> },
    /// Every cell gets one value; with a rule, only where that rule finds something.
    Set {
        column: Key,
        value: String,
        #[serde(default)]
        rule: String,
    },
    /// A text inside the values becomes another; with a rule, only in rows where that rule finds something.
    Replace {
        /// All columns when none.
        column: Option<Key>,
        find: String,
        with: String,
        whole: bool,
        #[serde(default)]
        rule: String,
    },
}

/// A column, however the next file calls or places it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Key {
    /// What it fills, if it fills anything.
    field: Option<Field>,
    /// Its header in comparable form.
    header: String,
}

/// How a step was asked for, where the cells alone do not tell it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum How {
    /// One value for a whole column of a sheet.
    Set {
        /// The sheet.
        sheet: u16,
        /// The column.
        column: u16,
        /// The value.
        value: String,
        /// Only where this rule finds something; everywhere when empty.
        rule: String,
    },
    /// One text becomes another.
    Replace {
        /// The sheet.
        sheet: u16,
        /// The column; all of the sheet when none.
        column: Option<u16>,
        /// What is looked for.
        find: String,
        /// What stands in its place.
        with: String,
        /// Only cells that hold nothing else.
        whole: bool,
        /// Only rows in which this rule finds something; everywhere when empty.
        rule: String,
    },
}

impl How {
    /// What a change says beside its cells, where another file can be changed the same way. Rows that were found by hand
    /// are not found again.
    pub(super) fn of(edit: &Edit) -> Option<How> {
        let rule = |query: &ReviewQuery| {
            let by_rule =
                query.find.is_empty() && query.mark.is_none() && !query.changed && query.rule != "*";
            by_rule.then(|| (u16::try_from(query.sheet).ok(), query.rule.clone()))
        };
        let narrow = |column: u32| u16::try_from(column).ok();
        match edit {
            Edit::Set { column, value, query } => {
                let (sheet, rule) = rule(query)?;
                Some(How::Set { sheet: sheet?, column: narrow(*column)?, value: value.clone(), rule })
            }
            Edit::Replace { column, find, with, whole, query } => {
                let (sheet, rule) = rule(query)?;
                let column = match column {
                    Some(column) => Some(narrow(*column)?),
                    None => None,
                };
                let (find, with) = (find.clone(), with.clone());
                Some(How::Replace { sheet: sheet?, column, find, with, whole: *whole, rule })
            }
            Edit::Cells { .. }
            | Edit::FillDown { .. }
            | Edit::Paste { .. }
            | Edit::Suggestion { .. }
            | Edit::GoodsBook { .. } => None,
        }
    }
}

/// A changed cell of a step.
pub(crate) struct Changed<'a> {
    pub(crate) at: At,
    pub(crate) before: &'a str,
    pub(crate) after: &'a str,
}

/// Where a rule found something: rows, and cells where it names one.
pub(crate) trait Places {
    /// Whether it found something in a row; in this column of it, where one is given.
    fn found(&self, rule: &str, sheet: usize, row: u32, column: Option<u16>) -> bool;
}

/// Each sheet that is read: its number, itself, what its columns mean.
pub(crate) type Tables<'a> = [(usize, &'a Sheet, &'a Mapping)];

impl Repair {
    /// Makes a repair of a step. `None` when nothing of it could be used for another file.
    pub(crate) fn of(how: Option<&How>, changed: &[Changed<'_>], tables: &Tables<'_>) -> Option<Repair> {
        let key = |sheet: usize, column: u16| {
            let (_, sheet, mapping) = tables.iter().find(|(number, ..)| *number == sheet)?;
            Some(Key::of(sheet, mapping, column))
        };
        let parts = match how {
            Some(How::Set { sheet, column, value, rule }) => {
                let column = key(usize::from(*sheet), *column)?;
                vec![Part::Set { column, value: value.clone(), rule: rule.clone() }]
            }
            Some(How::Replace { sheet, column, find, with, whole, rule }) => {
                let column = match column {
                    Some(column) => Some(key(usize::from(*sheet), *column)?),
                    None => None,
                };
                let (find, with) = (find.clone(), with.clone());
                vec![Part::Replace { column, find, with, whole: *whole, rule: rule.clone() }]
            }
            None => values(changed, key),
        };
        (!parts.is_empty()).then_some(Repair { version: 1, parts })
    }

    /// What it would change in these sheets, in their order. Stops at so many cells.
    pub(crate) fn cells(
        &self,
        tables: &Tables<'_>,
        places: &dyn Places,
        most: usize,
    ) -> BTreeMap<At, String> {
        let mut cells: BTreeMap<At, String> = BTreeMap::new();
        for part in &self.parts {
            let wanted = part.wanted();
            for (number, sheet, mapping) in tables {
                let columns = part.columns(sheet, mapping);
                if columns.is_empty() {
                    continue;
                }
                for row in sheet.rows().filter(|row| row.number() > mapping.header_row) {
                    for column in &columns {
                        let at = (*number, CellPos { row: row.number(), column: *column });
                        let before = cells.get(&at).map_or(row.cell(*column).text, String::as_str);
                        let Some(after) = part.after(before, row, at, (places, wanted.as_ref())) else {
                            continue;
                        };
                        if after != before {
                            cells.insert(at, after);
                        }
                    }
                    if cells.len() >= most {
                        return cells;
                    }
                }
            }
        }
        cells
    }

    /// What it does, for people. Personal values are masked.
    pub(crate) fn says(&self) -> Said {
        let (zh, en): (Vec<String>, Vec<String>) =
            self.parts.iter().map(Part::says).map(|said| (said.zh, said.en)).unzip();
        Said::new(zh.join("；"), en.join("; "))
    }
}

impl Import {
    /// The last step that is done, as a repair for other files.
    pub(crate) fn last_repair(&self) -> Option<Repair> {
        let step = self.done().last()?;
        let Act::Cells(changes) = &step.act else { return None };
        let text = |laid: &Option<Arc<str>>, at: &CellPos, sheet: u16| -> String {
            let of_file = || self.sheets.get(usize::from(sheet)).map_or("", |sheet| sheet.original(*at).text);
            laid.as_deref().unwrap_or_else(of_file).to_owned()
        };
        let texts: Vec<(At, String, String)> = changes
            .0
            .iter()
            .map(|Change { sheet, at, before, after }| {
                ((usize::from(*sheet), *at), text(before, at, *sheet), text(after, at, *sheet))
            })
            .collect();
        let changed: Vec<Changed<'_>> =
            texts.iter().map(|(at, before, after)| Changed { at: *at, before, after }).collect();
        let tables: Vec<_> = self.read_sheets().collect();
        Repair::of(step.how.as_ref(), &changed, &tables)
    }

    /// What a repair would change here.
    ///
    /// # Errors
    /// The store.
    pub(crate) fn repaired(&mut self, store: &Store, repair: &Repair) -> Result<BTreeMap<At, String>> {
        self.judged(store, Work::quiet())?;
        Ok(self.judged.as_ref().map_or_else(BTreeMap::new, |judged| self.cells_of(repair, judged)))
    }

    fn cells_of(&self, repair: &Repair, judged: &Judged) -> BTreeMap<At, String> {
        let tables: Vec<_> = self.read_sheets().collect();
        repair.cells(&tables, judged.index(), usize::MAX)
    }

    /// The named fixes of the client that would change something here.
    pub(super) fn offered(&self, store: &Store, judged: &Judged) -> Result<Vec<FixLine>> {
        let rows = store.read(|c| fixes::of(c, &self.client.id))?;
        let mut offered = Vec::new();
        for row in rows {
            let repair: Repair = from_json(&row.fix)?;
            let cells = self.cells_of(&repair, judged).len();
            if cells > 0 {
                offered.push(repair_line(&row, &repair, cells));
            }
        }
        Ok(offered)
    }
}

impl Places for Index {
    fn found(&self, rule: &str, sheet: usize, row: u32, column: Option<u16>) -> bool {
        self.rule(rule).is_some_and(|of_rule| of_rule.is_at(sheet, row, column))
    }
}

/// A named fix as the screens show it.
pub(crate) fn repair_line(row: &FixRow, repair: &Repair, cells: usize) -> FixLine {
    FixLine {
        id: row.id.to_string(),
        name: row.name.clone(),
        says: repair.says(),
        uses: to_u32(row.uses),
        at: moment(row.at).to_string(),
        cells: count(cells),
    }
}

/// Whole values, by column. A value that became several others cannot be repeated.
fn values(changed: &[Changed<'_>], key: impl Fn(usize, u16) -> Option<Key>) -> Vec<Part> {
    let mut by_column: BTreeMap<(usize, u16), HashMap<&str, Option<&str>>> = BTreeMap::new();
    for one in changed.iter().filter(|one| one.before != one.after) {
        let (sheet, at) = one.at;
        let of_column = by_column.entry((sheet, at.column)).or_default();
        let after = of_column.entry(one.before).or_insert(Some(one.after));
        if *after != Some(one.after) {
            *after = None;
        }
    }
    let mut parts: Vec<(Key, BTreeMap<String, String>)> = Vec::new();
    for ((sheet, column), of_column) in by_column {
        let Some(key) = key(sheet, column) else { continue };
        let known: BTreeMap<String, String> =
            of_column.into_iter().filter_map(|(from, to)| Some((from.to_owned(), to?.to_owned()))).collect();
        match parts.iter_mut().find(|(other, _)| *other == key) {
            Some((_, values)) => values.extend(known),
            None => parts.push((key, known)),
        }
    }
    let parts = parts.into_iter().filter(|(_, values)| (1..=MOST_VALUES).contains(&values.len()));
    parts.map(|(column, values)| Part::Values { column, values }).collect()
}

impl Key {
    fn of(sheet: &Sheet, mapping: &Mapping, column: u16) -> Key {
        let known = mapping.columns.iter().find(|known| known.index == column);
        let header = sheet.cell(CellPos { row: mapping.header_row, column }).text;
        let header = known.map_or(header, |known| known.header.as_str());
        Key { field: known.and_then(|known| known.used()), header: normalise(header) }
    }

    /// By field where one is known, by header where that is all there is.
    fn columns(&self, mapping: &Mapping) -> Vec<u16> {
        let of_field: Vec<u16> =
            self.field.into_iter().flat_map(|field| mapping.of(field).map(|column| column.index)).collect();
        if !of_field.is_empty() || self.header.is_empty() {
            return of_field;
        }
        let same = mapping.columns.iter().filter(|column| {
            normalise(&column.header) == self.header && (self.field.is_none() || column.used().is_none())
        });
        same.map(|column| column.index).collect()
    }

    fn name(&self) -> Said {
        self.field.map_or_else(|| Said::same(self.header.clone()), |field| field.label().into())
    }

    fn shown(&self, text: &str) -> String {
        match self.field {
            _ if text.is_empty() => "∅".to_owned(),
            Some(field) => masked(field, text),
            None => text.to_owned(),
        }
    }
}

impl Part {
    fn columns(&self, sheet: &Sheet, mapping: &Mapping) -> Vec<u16> {
        match self {
            Part::Values { column, .. }
            | Part::Set { column, .. }
            | Part::Replace { column: Some(column), .. } => column.columns(mapping),
            Part::Replace { column: None, .. } => {
                let wide = sheet.row(mapping.header_row).map_or(0, |row| row.width());
                (0..wide).collect()
            }
        }
    }

    fn wanted(&self) -> Option<Wanted> {
        match self {
            Part::Replace { find, .. } => Some(Wanted::new(find)),
            Part::Values { .. } | Part::Set { .. } => None,
        }
    }

    /// What becomes of a cell, if anything is to become of it.
    fn after(
        &self,
        before: &str,
        row: Row<'_>,
        (sheet, at): At,
        (places, wanted): (&dyn Places, Option<&Wanted>),
    ) -> Option<String> {
        // Blank rows are kept by no sheet, but rows of blanks are.
        let blank_row = || row.cells().all(|cell| cell.is_blank());
        match self {
            Part::Values { values, .. } => {
                let after = values.get(before)?;
                (!before.is_empty() || !blank_row()).then(|| after.clone())
            }
            Part::Set { value, rule, .. } => {
                let here = rule.is_empty() || places.found(rule, sheet, at.row, Some(at.column));
                (here && !blank_row()).then(|| value.clone())
            }
            Part::Replace { find, with, whole, rule, .. } => {
                let wanted = wanted?;
                let holds = if *whole { wanted.is(before) } else { !find.is_empty() && wanted.is_in(before) };
                if !holds || !(rule.is_empty() || places.found(rule, sheet, at.row, None)) {
                    return None;
                }
                Some(if *whole { with.clone() } else { wanted.replaced(before, with) })
            }
        }
    }

    fn says(&self) -> Said {
        let at = |rule: &str| if rule.is_empty() { String::new() } else { format!(" [{rule}]") };
        match self {
            Part::Values { column, values } => {
                let name = column.name();
                let shown = values
                    .iter()
                    .next()
                    .map(|(from, to)| format!("{} → {}", column.shown(from), column.shown(to)));
                let (shown, more) = (shown.unwrap_or_default(), values.len());
                if more == 1 {
                    return Said::new(format!("{}：{shown}", name.zh), format!("{}: {shown}", name.en));
                }
                Said::new(
                    format!("{}：{shown} 等 {more} 个值", name.zh),
                    format!("{}: {shown} and others, {more} values", name.en),
                )
            }
            Part::Set { column, value, rule } => {
                let (name, value, at) = (column.name(), column.shown(value), at(rule));
                Said::new(format!("{}填 {value}{at}", name.zh), format!("{} set to {value}{at}", name.en))
            }
            Part::Replace { column, find, with, rule, .. } => {
                let all = Said::new("所有列", "All columns");
                let name = column.as_ref().map_or(all, Key::name);
                let shown =
                    |text: &str| column.as_ref().map_or_else(|| text.to_owned(), |column| column.shown(text));
                let (find, with, at) = (shown(find), shown(with), at(rule));
                Said::new(
                    format!("{}：把“{find}”换成“{with}”{at}", name.zh),
                    format!("{}: {find} becomes {with}{at}", name.en),
                )
            }
        }
    }
}

#[cfg(test)]
mod tests;
