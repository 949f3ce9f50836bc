//! What the columns mean: a person's choices, each a step that can be taken back.

use std::sync::Arc;

use clearance_core::order::{self, Column, Confidence, Field, Mapping, Recipe};
use clearance_core::sheet::{CellPos, Sheet};

use super::fields::field_named;
use super::step::{Act, Meaning, Step};
use super::{Import, lay};
use crate::error::{Error, Result, fault};
use crate::sheet::Encoding;
use crate::store::Store;
use crate::view::Said;
use crate::work::Work;

impl Import {
    /// What the columns of the sheets that are read mean, by all steps that are done.
    pub(super) fn meant(&self) -> Vec<Mapping> {
        let mut states: Vec<(bool, Option<Mapping>)> = self
            .sheets
            .iter()
            .zip(&self.start)
            .map(|(sheet, start)| {
                let used = start.meaning.is_some() && !start.hidden;
                (used, mapping(sheet, start.meaning.as_ref()))
            })
            .collect();
        for step in self.done() {
            match &step.act {
                Act::Cells(_) | Act::Hold { .. } => {}
                Act::Column { sheet, column, field } => {
                    if let Some((_, Some(mapping))) = states.get_mut(usize::from(*sheet)) {
                        choose(mapping, *column, *field);
                    }
                }
                Act::Header { sheet, meaning } => {
                    let n = usize::from(*sheet);
                    if let (Some(state), Some(of)) = (states.get_mut(n), self.sheets.get(n)) {
                        *state = (true, meaning.mapping(of));
                    }
                }
                Act::Use { sheet, used } => {
                    if let Some(state) = states.get_mut(usize::from(*sheet)) {
                        state.0 = *used;
                    }
                }
                Act::Encoding { file, meaning, .. } => {
                    for (nth, n) in self.sheets_of(usize::from(*file)).enumerate() {
                        let sheet = &self.sheets[n];
                        // Only the first table of a file was looked at when that was said.
                        let found = match nth {
                            0 => mapping(sheet, meaning.as_ref()),
                            _ => order::map(sheet, &[]),
                        };
                        states[n] = (found.is_some(), found);
                    }
                }
                Act::Add { sheet, column, header, field } => {
                    if let Some((_, Some(mapping))) = states.get_mut(usize::from(*sheet)) {
                        let column = Column {
                            index: *column,
                            header: header.clone(),
                            field: Some(*field),
                            confidence: Confidence::Sure,
                            line: None,
                        };
                        // The header lies on the sheet by now, so that the column may be there already.
                        mapping.columns.retain(|other| other.index != column.index);
                        mapping.columns.push(column);
                    }
                }
            }
        }
        states.into_iter().filter(|(used, _)| *used).filter_map(|(_, mapping)| mapping).collect()
    }

    /// The places of a file's sheets.
    fn sheets_of(&self, file: usize) -> std::ops::Range<usize> {
        let from = self.files.iter().take(file).map(|file| file.sheets).sum::<usize>();
        let to = from + self.files.get(file).map_or(0, |file| file.sheets);
        from.min(self.sheets.len())..to.min(self.sheets.len())
    }

    /// Which file a sheet is from.
    pub(super) fn file_of(&self, sheet: usize) -> Option<usize> {
        (0..self.files.len()).find(|file| self.sheets_of(*file).contains(&sheet))
    }

    fn sheet(&self, sheet: u32) -> Result<(u16, &Sheet)> {
        let of = self.sheets.get(sheet as usize).ok_or_else(|| Error::new(&fault::NO_CELL))?;
        Ok((u16::try_from(sheet).map_err(|_| Error::new(&fault::NO_CELL))?, of))
    }

    /// A person's word on a column, counted over all sheets that are read.
    ///
    /// # Errors
    /// There is no such column or field.
    pub(crate) fn choose(&mut self, store: &Store, index: u32, field: &str) -> Result<()> {
        let field = match field {
            "" => None,
            name => Some(field_named(name).ok_or_else(|| Error::new(&fault::NO_CELL).on(name))?),
        };
        let columns =
            self.tables().flat_map(|(mapping, sheet)| mapping.columns.iter().map(move |c| (sheet, c)));
        let (of, column) = columns
            .skip(index as usize)
            .map(|(sheet, c)| (sheet, c.clone()))
            .next()
            .ok_or_else(|| Error::new(&fault::NO_CELL))?;
        let sheet = self.sheets.iter().position(|sheet| std::ptr::eq(sheet, of)).unwrap_or_default();
        let header = &column.header;
        let says = match field {
            Some(field) => {
                let label = field.label();
                Said::new(
                    format!("“{header}”对应“{}”", label.zh),
                    format!("\"{header}\" is \"{}\"", label.en),
                )
            }
            None => Said::new(format!("不使用“{header}”"), format!("\"{header}\" is not used")),
        };
        let sheet = u16::try_from(sheet).unwrap_or(u16::MAX);
        let act = Act::Column { sheet, column: column.index, field };
        self.act(store, Step::new(says, act), Work::quiet())
    }

    /// Where the header stands, counted from 1. A recipe for these headers says what they mean, else they are guessed.
    ///
    /// # Errors
    /// There is no such sheet, or nothing stands in that row.
    pub(crate) fn choose_header(
        &mut self,
        store: &Store,
        sheet: u32,
        row: u32,
        recipes: &[Recipe],
    ) -> Result<()> {
        let (number, of) = self.sheet(sheet)?;
        let row = row.checked_sub(1).ok_or_else(|| Error::new(&fault::NO_CELL))?;
        let mut mapping = Mapping::at_row(of, row).ok_or_else(|| Error::new(&fault::NO_CELL))?;
        if let Some(recipe) = recipes.iter().find(|recipe| recipe.fits(&mapping)) {
            recipe.apply(&mut mapping);
        }
        let name = &of.name;
        let says = Said::new(
            format!("“{name}”的表头在第 {} 行", row + 1),
            format!("The header of \"{name}\" is row {}", row + 1),
        );
        let act = Act::Header { sheet: number, meaning: Meaning::of(&mapping) };
        self.act(store, Step::new(says, act), Work::quiet())
    }

    /// Whether a sheet is read.
    ///
    /// # Errors
    /// There is no such sheet, or none of its rows looks like a header and none was named.
    pub(crate) fn use_sheet(&mut self, store: &Store, sheet: u32, used: bool) -> Result<()> {
        let (number, of) = self.sheet(sheet)?;
        let name = Arc::clone(&of.name);
        if self.mapping_of(of).is_some() == used {
            return Ok(());
        }
        let says = match used {
            true => Said::new(format!("使用工作表“{name}”"), format!("Sheet \"{name}\" is used")),
            false => Said::new(format!("不使用工作表“{name}”"), format!("Sheet \"{name}\" is left out")),
        };
        let before = self.mappings.len();
        self.act(store, Step::new(says, Act::Use { sheet: number, used }), Work::quiet())?;
        if used && self.mappings.len() == before {
            self.undo(store, Work::quiet())?;
            self.steps.truncate(self.at);
            return Err(Error::new(&fault::NO_ORDERS).on(&name));
        }
        Ok(())
    }

    /// How a text file is decoded; what its columns mean is then guessed anew.
    ///
    /// # Errors
    /// There is no such file or encoding; the file is a workbook, is gone, or does not fit the encoding. Then nothing is
    /// changed.
    pub(crate) fn choose_encoding(
        &mut self,
        store: &Store,
        file: u32,
        encoding: &str,
        recipes: &[Recipe],
        work: Work<'_>,
    ) -> Result<()> {
        let n = file as usize;
        let missing = || Error::new(&fault::NO_CELL).on(encoding);
        let after = Encoding::from_name(encoding).ok_or_else(missing)?;
        let source = self.files.get(n).ok_or_else(missing)?;
        let range = self.sheets_of(n);
        let before =
            self.sheets.get(range.start).and_then(|sheet| sheet.encoding).ok_or_else(missing)?.to_owned();
        if before == after.name() {
            return Ok(());
        }
        let sheets = source.read_again(Some(after), work)?;
        let meaning = sheets.first().and_then(|sheet| order::map(sheet, recipes)).map(|m| Meaning::of(&m));
        let (name, code) = (&source.name, after.name());
        let says = Said::new(format!("“{name}”按 {code} 读取"), format!("\"{name}\" is read as {code}"));
        let file = u16::try_from(file).map_err(|_| missing())?;
        let act = Act::Encoding { file, before, after: code.to_owned(), meaning };
        self.act(store, Step::new(says, act), work)
    }

    /// Adds a column behind the others, to be filled here.
    ///
    /// # Errors
    /// There is no such sheet or field, or the sheet is not read.
    pub(crate) fn add_column(&mut self, store: &Store, sheet: u32, field: &str) -> Result<()> {
        let field = field_named(field).ok_or_else(|| Error::new(&fault::NO_CELL).on(field))?;
        let (number, of) = self.sheet(sheet)?;
        let mapping = self.mapping_of(of).ok_or_else(|| Error::new(&fault::NO_CELL))?;
        let last = mapping.columns.iter().map(|column| column.index).max().unwrap_or_default();
        let width = of.rows().map(|row| row.width()).max().unwrap_or_default();
        let column = width.max(last.saturating_add(1));
        let label = field.label();
        let says =
            Said::new(format!("增加一列“{}”", label.zh), format!("A column \"{}\" was added", label.en));
        let act = Act::Add { sheet: number, column, header: label.zh.to_owned(), field };
        self.act(store, Step::new(says, act), Work::quiet())
    }

    /// Lays the header of an added column, or takes it off.
    pub(super) fn lay_header(&mut self, sheet: u16, column: u16, header: Option<&String>) {
        let Some(of) = self.sheets.get(usize::from(sheet)) else { return };
        let Some(row) = self.mapping_of(of).map(|mapping| mapping.header_row) else { return };
        if let Some(of) = self.sheets.get_mut(usize::from(sheet)) {
            // The header's row holds text, or it would be none.
            let _ = of.lay(CellPos { row, column }, header.map(|header| header.as_str().into()));
        }
    }

    /// Reads a text file again, as it is to be decoded now, and lays the changes over it.
    pub(super) fn decode(&mut self, file: usize, encoding: &str, work: Work<'_>) -> Result<()> {
        let Some(source) = self.files.get(file) else { return Ok(()) };
        let sheets = source.read_again(Encoding::from_name(encoding), work)?;
        for (n, mut sheet) in self.sheets_of(file).zip(sheets) {
            // What was read together stays together by name.
            sheet.file = Arc::clone(&self.sheets[n].file);
            self.sheets[n] = sheet;
        }
        let done: Vec<Arc<Step>> = self.done().to_vec();
        for step in done {
            match &step.act {
                Act::Cells(changes) => lay(&mut self.sheets, changes, true),
                Act::Add { sheet, column, header, .. } => self.lay_header(*sheet, *column, Some(header)),
                _ => {}
            }
        }
        Ok(())
    }
}

fn mapping(sheet: &Sheet, meaning: Option<&Meaning>) -> Option<Mapping> {
    meaning.and_then(|meaning| meaning.mapping(sheet))
}

/// A field is filled by the column that was said to, not by the one that was guessed. Discounts are added up and parts of
/// an address put together; goods that stand side by side have a column each.
fn choose(mapping: &mut Mapping, column: u16, field: Option<Field>) {
    if let Some(field) = field.filter(|field| !matches!(field, Field::Discount | Field::Address)) {
        let line = mapping.columns.iter().find(|c| c.index == column).and_then(|c| c.line);
        let rivals = mapping.of(field).filter(|c| c.index != column && c.line == line);
        let others: Vec<u16> = rivals.map(|c| c.index).collect();
        others.into_iter().for_each(|other| mapping.choose(other, None));
    }
    mapping.choose(column, field);
}
