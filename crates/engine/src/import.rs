//! Stations 1 to 4 for a person: an open import with its columns, its repairs, and everything that was found in it.
//!
//! Repairs live in memory with their undo until the import is declared. The file itself is never changed.

mod correction;
mod edited;
mod fields;
mod judge;
mod show;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use clearance_core::cn::codes::Tables;
use clearance_core::order::{self, Field, Orders};
use clearance_core::sheet::{CellPos, Sheet};
use clearance_core::text::Text;

use crate::clock;
use crate::error::{Error, Result, fault};
use crate::profile::Client;
use crate::sheet::{self, ReadOptions, SheetError};
use crate::store::{Store, sha256};
use crate::view::Fix;
use crate::work::Work;

pub(crate) use fields::field_named;
pub(crate) use judge::{Judged, in_documents};
pub(crate) use show::masked;

/// A cell of one of the import's sheets.
pub(crate) type At = (usize, CellPos);

/// An open import.
pub(crate) struct Import {
    pub(crate) id: String,
    pub(crate) client: Client,
    pub(crate) file_name: String,
    pub(crate) sha256: String,
    /// The names of units and countries.
    tables: Arc<Tables>,
    /// As the files hold them.
    sheets: Vec<Sheet>,
    pub(crate) mappings: Vec<order::Mapping>,
    /// Repairs, one map a step; the last one counts.
    steps: Vec<BTreeMap<At, String>>,
    /// The sheets with the repairs, where there are any.
    mended: Option<Vec<Sheet>>,
    /// The orders, until they are judged or something changes.
    read: Option<Orders>,
    /// What was found, until something changes.
    judged: Option<Judged>,
}

impl Import {
    /// Reads files and guesses what their columns mean.
    pub(crate) fn open(
        paths: &[PathBuf],
        client: Client,
        recipes: &[order::Recipe],
        tables: Arc<Tables>,
        work: Work<'_>,
    ) -> Result<Self> {
        let mut sheets = Vec::new();
        let mut digests = String::new();
        for path in paths {
            let what = Text { zh: "正在读取文件", en: "Reading the file" };
            let mut progress = |p: sheet::Progress| {
                let number = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
                match work.at(number(p.rows), number(p.expected_rows.max(p.rows)), what) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_) => ControlFlow::Break(()),
                }
            };
            sheets.extend(
                sheet::read(path, &ReadOptions::default(), &mut progress).map_err(|e| told(e, path))?,
            );
            let bytes = std::fs::read(path).map_err(|e| Error::new(&fault::FILE).because(e))?;
            digests.push_str(&sha256(&bytes));
        }
        let mappings = order::mappings(&sheets, recipes);
        if mappings.is_empty() {
            return Err(Error::new(&fault::NO_ORDERS));
        }
        let names: Vec<String> = paths
            .iter()
            .filter_map(|path| path.file_name())
            .map(|name| name.to_string_lossy().into_owned())
            .collect();
        Ok(Import {
            id: clock::guid()?,
            client,
            file_name: names.join("、"),
            sha256: if paths.len() == 1 { digests } else { sha256(digests.as_bytes()) },
            tables,
            sheets,
            mappings,
            steps: Vec::new(),
            mended: None,
            read: None,
            judged: None,
        })
    }

    /// The repairs as they stand.
    fn edits(&self) -> Option<&BTreeMap<At, String>> {
        self.steps.last()
    }

    /// The sheets with the repairs.
    fn sheets(&self) -> &[Sheet] {
        self.mended.as_deref().unwrap_or(&self.sheets)
    }

    /// Something changed: everything is to be said anew.
    fn forget(&mut self) {
        self.judged = None;
        self.read = None;
    }

    fn mend(&mut self) {
        let edits = self.steps.last().filter(|edits| !edits.is_empty());
        self.mended = edits.map(|edits| edited::sheets(&self.sheets, Some(edits)));
        self.forget();
    }

    fn read(&self) -> Orders {
        order::orders(self.sheets(), &self.mappings, &*self.tables)
    }

    /// The orders as the sheets give them, repairs included; without any check beyond the cell.
    fn orders(&mut self) -> &Orders {
        if self.judged.is_none() && self.read.is_none() {
            self.read = Some(self.read());
        }
        let judged = self.judged.as_ref().map(|judged| &judged.orders);
        judged.or(self.read.as_ref()).expect("one of them was there, or was just made")
    }

    /// Everything that is to be said about the orders.
    pub(crate) fn judged(&mut self, store: &Store, work: Work<'_>) -> Result<&Judged> {
        if self.judged.is_none() {
            let orders = self.read.take().unwrap_or_else(|| self.read());
            // The sheets that have a mapping, in order: orders count their places in these.
            let mapped: Vec<usize> =
                (0..self.sheets.len()).filter(|n| self.mapping_of(&self.sheets[*n]).is_some()).collect();
            let judged = judge::judge(store, &self.client, self.sheets(), mapped, orders, work)?;
            self.judged = Some(judged);
        }
        self.judged.as_ref().ok_or_else(|| Error::new(&fault::NO_IMPORT))
    }

    /// A person's word on a column, counted over all sheets.
    pub(crate) fn choose(&mut self, index: u32, field: &str) -> Result<()> {
        let field = match field {
            "" => None,
            name => Some(field_named(name).ok_or_else(|| Error::new(&fault::NO_CELL).on(name))?),
        };
        let mut left = index as usize;
        for mapping in &mut self.mappings {
            let Some(column) = mapping.columns.get(left).map(|column| column.index) else {
                left -= mapping.columns.len();
                continue;
            };
            if let Some(field) = field {
                // A field is filled by the column that was said to, not by the one that was guessed.
                let others: Vec<u16> = mapping.of(field).map(|c| c.index).filter(|c| *c != column).collect();
                others.into_iter().for_each(|other| mapping.choose(other, None));
            }
            mapping.choose(column, field);
            self.forget();
            return Ok(());
        }
        Err(Error::new(&fault::NO_CELL))
    }

    /// Repairs cells; all of them are one step. Nothing is changed if one of them is not there.
    pub(crate) fn fix(&mut self, fixes: &[Fix]) -> Result<()> {
        let mut next = self.edits().cloned().unwrap_or_default();
        for fix in fixes {
            next.insert(self.place_of(fix)?, fix.value.clone());
        }
        self.steps.push(next);
        self.mend();
        Ok(())
    }

    fn place_of(&self, fix: &Fix) -> Result<At> {
        let missing =
            || Error::new(&fault::NO_CELL).on(if fix.cell.is_empty() { &fix.header } else { &fix.cell });
        let (sheet, row) = fix.row.split_once(':').ok_or_else(missing)?;
        let sheet: usize = sheet.parse().map_err(|_| missing())?;
        let row: u32 = row.parse().map_err(|_| missing())?;
        let source = self.sheets.get(sheet).ok_or_else(missing)?;
        let cell = fix.cell.rsplit_once('!').map_or(fix.cell.as_str(), |(_, cell)| cell);
        let at = if cell.is_empty() {
            let mapping = self.mapping_of(source).ok_or_else(missing)?;
            let column =
                mapping.columns.iter().find(|column| column.header == fix.header).ok_or_else(missing)?;
            CellPos { row, column: column.index }
        } else {
            edited::cell_named(cell).ok_or_else(missing)?
        };
        if source.row(at.row).is_none() {
            return Err(missing());
        }
        Ok((sheet, at))
    }

    fn mapping_of(&self, sheet: &Sheet) -> Option<&order::Mapping> {
        self.mappings.iter().find(|mapping| mapping.file == sheet.file && mapping.sheet == sheet.name)
    }

    /// Each mapped sheet with its mapping.
    pub(crate) fn tables(&self) -> impl Iterator<Item = (&order::Mapping, &Sheet)> {
        self.sheets.iter().filter_map(|sheet| Some((self.mapping_of(sheet)?, sheet)))
    }

    /// Takes the last step back, if there is one.
    pub(crate) fn undo(&mut self) {
        if self.steps.pop().is_some() {
            self.mend();
        }
    }

    /// What was chosen here, to be used again for the same headers.
    pub(crate) fn recipes(&self) -> Vec<order::Recipe> {
        self.mappings.iter().map(|m| order::Recipe::of(m, &m.sheet, &self.client.id)).collect()
    }

    /// Whether a column fills the field.
    fn has(&self, field: Field) -> bool {
        self.mappings.iter().any(|mapping| mapping.has(field))
    }
}

pub(crate) fn told(error: SheetError, path: &std::path::Path) -> Error {
    if matches!(error, SheetError::Cancelled) {
        return Error::new(&fault::CANCELLED);
    }
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let (code, says, help, retry) = (error.code(), error.says(), error.help(), error.retry_may_help());
    Error::told(code, says.into(), help.into(), retry).on(name).because(error)
}
