//! A person's change of cells, worked out cell by cell.

use std::collections::HashSet;
use std::sync::Arc;

use clearance_core::sheet::{CellPos, Sheet, Stored};

use super::Import;
use super::fixes::How;
use super::page::{Wanted, is_personal, used};
use super::show::masked;
use super::step::{Act, Change, Changes, Step};
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::store::{Store, activity};
use crate::view::{CellEdit, Edit, ReviewQuery, Said};
use crate::work::Work;

/// As much as a cell of a workbook holds.
const MOST_SIGNS: usize = 32_767;

/// What a change comes to.
pub(super) struct Planned {
    pub(super) changes: Changes,
    /// Cells that it is about and does not change.
    pub(super) left: usize,
    pub(super) says: Said,
}

impl Import {
    /// Changes cells; all of them are one step.
    ///
    /// # Errors
    /// There is no such cell; then nothing is changed.
    pub(crate) fn edit(&mut self, store: &Store, edit: &Edit) -> Result<()> {
        let Planned { changes, says, .. } = self.plan(store, edit)?;
        if changes.0.is_empty() {
            return Ok(());
        }
        let cells = changes.0.len();
        let step = Step { how: How::of(edit), ..Step::new(says, Act::Cells(changes)) };
        self.in_bulk(store, step, cells)
    }

    /// Does changes that were worked out before, as one step; without any there is no step.
    ///
    /// # Errors
    /// The store.
    pub(crate) fn change(&mut self, store: &Store, changes: Changes, says: Said) -> Result<()> {
        if changes.0.is_empty() {
            return Ok(());
        }
        let cells = changes.0.len();
        self.in_bulk(store, Step::new(says, Act::Cells(changes)), cells)
    }

    fn in_bulk(&mut self, store: &Store, step: Step, cells: usize) -> Result<()> {
        self.act(store, step, Work::quiet())?;
        // What is done in bulk stands in the log; cells one by one stand in the steps of the import.
        if cells > 1 {
            let details = [("cells", cells.to_string())];
            let at = clock::now().unix_ms();
            store.write(|tx| {
                activity::log_of(tx, at, "repaired", &self.client.id, &self.id, &details).map(|_| ())
            })?;
        }
        Ok(())
    }

    /// Works a change out.
    pub(super) fn plan(&mut self, store: &Store, edit: &Edit) -> Result<Planned> {
        match edit {
            Edit::Cells { cells } => self.cells(cells),
            Edit::FillDown { row, column, to_row, query } => {
                self.fill_down(store, *row, *column, *to_row, query)
            }
            Edit::Paste { row, column, text, query } => self.paste(store, *row, *column, text, query),
            Edit::Replace { column, find, with, whole, query } => {
                self.replace(store, *column, (find, with, *whole), query)
            }
            Edit::Set { column, value, query } => self.set(store, *column, value, query),
            Edit::Suggestion { rule, values } => self.suggested(store, rule, values),
            Edit::GoodsBook { rule } => self.fill_from_goods_book(store, rule),
        }
    }

    /// Puts a text into a cell, as one of many changes.
    pub(super) fn planning(&self) -> Planning<'_> {
        Planning { sheets: &self.sheets, changes: Vec::new(), seen: HashSet::new(), left: 0 }
    }

    /// Whether a value is what was shown of the cell while it was masked: nobody means that.
    fn comes_back_masked(&self, sheet: usize, at: CellPos, value: &str) -> bool {
        let Some(of) = self.sheets.get(sheet) else { return false };
        let mut columns = self.mapping_of(of).into_iter().flat_map(used);
        let field = columns.find(|(column, _)| *column == at.column).map(|(_, field)| field);
        let text = of.cell(at).text;
        field.is_some_and(|field| is_personal(field) && value != text && masked(field, text) == value)
    }

    fn cells(&self, cells: &[CellEdit]) -> Result<Planned> {
        let mut planning = self.planning();
        for cell in cells {
            let (sheet, row) = (cell.sheet as usize, below_header(self, cell.sheet, cell.row)?);
            if self.comes_back_masked(sheet, CellPos { row, column: narrow(cell.column)? }, &cell.value) {
                continue;
            }
            planning.put(
                sheet,
                CellPos { row, column: narrow(cell.column)? },
                &cell.value.as_str().into(),
            )?;
        }
        let n = planning.changes.len();
        Ok(planning.done(Said::new(format!("修改 {n} 个单元格"), format!("{n} cells changed"))))
    }

    fn fill_down(
        &mut self,
        store: &Store,
        row: u32,
        column: u32,
        to_row: Option<u32>,
        query: &ReviewQuery,
    ) -> Result<Planned> {
        let rows = self.rows(store, query)?;
        let column = narrow(column)?;
        let from = place_in(&rows, row)?;
        let to = to_row.map_or(Ok(rows.len().saturating_sub(1)), |row| place_in(&rows, row))?;
        let sheet = query.sheet as usize;
        let (of, _) = self.read_sheet(query.sheet)?;
        let text: Arc<str> = of.cell(CellPos { row: rows[from], column }).text.into();
        let mut planning = self.planning();
        for row in rows.get(from + 1..=to).unwrap_or_default() {
            planning.put(sheet, CellPos { row: *row, column }, &text)?;
        }
        let n = planning.changes.len();
        let header = self.header(sheet, column);
        Ok(planning.done(Said::new(
            format!("“{header}”向下填充 {n} 格"),
            format!("\"{header}\" filled down, {n} cells"),
        )))
    }

    fn paste(
        &mut self,
        store: &Store,
        row: u32,
        column: u32,
        text: &str,
        query: &ReviewQuery,
    ) -> Result<Planned> {
        let rows = self.rows(store, query)?;
        let (from, column) = (place_in(&rows, row)?, narrow(column)?);
        let sheet = query.sheet as usize;
        let (_, mapping) = self.read_sheet(query.sheet)?;
        let columns: Vec<u16> =
            used(mapping).map(|(index, _)| index).filter(|index| *index >= column).collect();
        let mut planning = self.planning();
        let lines = block(text);
        planning.left += lines.iter().skip(rows.len() - from).map(Vec::len).sum::<usize>();
        for (line, row) in lines.iter().zip(&rows[from..]) {
            planning.left += line.len().saturating_sub(columns.len());
            for (text, column) in line.iter().zip(&columns) {
                planning.put(sheet, CellPos { row: *row, column: *column }, &text.as_str().into())?;
            }
        }
        let n = planning.changes.len();
        Ok(planning.done(Said::new(format!("粘贴 {n} 格"), format!("{n} cells pasted"))))
    }

    fn replace(
        &mut self,
        store: &Store,
        column: Option<u32>,
        (find, with, whole): (&str, &str, bool),
        query: &ReviewQuery,
    ) -> Result<Planned> {
        let rows = self.rows(store, query)?;
        let sheet = query.sheet as usize;
        let (of, mapping) = self.read_sheet(query.sheet)?;
        let columns: Vec<u16> = match column {
            Some(column) => vec![narrow(column)?],
            None => used(mapping).map(|(index, _)| index).collect(),
        };
        let mut planning = self.planning();
        if find.is_empty() && !whole {
            return Err(Error::new(&fault::NO_CELL));
        }
        let (wanted, new) = (Wanted::new(find), Arc::<str>::from(with));
        for row in rows.iter().filter_map(|row| of.row(*row)) {
            for column in &columns {
                let at = CellPos { row: row.number(), column: *column };
                let text = row.cell(*column).text;
                if whole && wanted.is(text) {
                    planning.put(sheet, at, &new)?;
                } else if !whole && wanted.is_in(text) {
                    planning.put(sheet, at, &wanted.replaced(text, with).into())?;
                }
            }
        }
        let n = planning.changes.len();
        Ok(planning.done(Said::new(
            format!("“{find}”替换为“{with}”，{n} 格"),
            format!("\"{find}\" replaced by \"{with}\", {n} cells"),
        )))
    }

    fn set(&mut self, store: &Store, column: u32, value: &str, query: &ReviewQuery) -> Result<Planned> {
        let rows = self.rows(store, query)?;
        let (sheet, column, text) = (query.sheet as usize, narrow(column)?, Arc::<str>::from(value));
        let mut planning = self.planning();
        for row in rows.iter() {
            planning.put(sheet, CellPos { row: *row, column }, &text)?;
        }
        let n = planning.changes.len();
        let header = self.header(sheet, column);
        Ok(planning
            .done(Said::new(format!("“{header}”填写 {n} 格"), format!("\"{header}\" set in {n} cells"))))
    }

    /// The header of a column, or its letter.
    pub(super) fn header(&self, sheet: usize, column: u16) -> String {
        let mapping = self.sheets.get(sheet).and_then(|of| self.mapping_of(of));
        let known = mapping.and_then(|mapping| mapping.columns.iter().find(|other| other.index == column));
        known.map_or_else(|| letter(column), |column| column.header.clone())
    }
}

/// Changes being worked out.
pub(super) struct Planning<'a> {
    sheets: &'a [Sheet],
    changes: Vec<Change>,
    seen: HashSet<(usize, CellPos)>,
    left: usize,
}

impl Planning<'_> {
    /// A cell gets a text; the first of several for one cell counts.
    pub(super) fn put(&mut self, sheet: usize, at: CellPos, text: &Arc<str>) -> Result<()> {
        let missing = || Error::new(&fault::NO_CELL).on(at);
        let of = self.sheets.get(sheet).ok_or_else(missing)?;
        let row = of.row(at.row).ok_or_else(missing)?;
        if text.len() > MOST_SIGNS {
            return Err(missing());
        }
        if !self.seen.insert((sheet, at)) {
            return Ok(());
        }
        let (original, before) = (row.original(at.column), of.laid(at).cloned());
        let as_in_file = original.text == &**text && matches!(original.stored, Stored::Text | Stored::Empty);
        let after = (!as_in_file).then(|| Arc::clone(text));
        // What was typed again over a number is a text from now on: it stands as it was typed.
        if before == after {
            self.left += 1;
        } else {
            let sheet = u16::try_from(sheet).map_err(|_| missing())?;
            self.changes.push(Change { sheet, at, before, after });
        }
        Ok(())
    }

    /// A cell that the change is about and cannot help.
    pub(super) fn leave(&mut self) {
        self.left += 1;
    }

    pub(super) fn len(&self) -> usize {
        self.changes.len()
    }

    pub(super) fn done(self, says: Said) -> Planned {
        Planned { changes: Changes(self.changes), left: self.left, says }
    }
}

/// A row as people count it, of a sheet that is read and below its header.
fn below_header(import: &Import, sheet: u32, row: u32) -> Result<u32> {
    let (_, mapping) = import.read_sheet(sheet)?;
    let number = row.checked_sub(1).filter(|row| *row > mapping.header_row);
    number.ok_or_else(|| Error::new(&fault::NO_CELL).on(row))
}

fn narrow(column: u32) -> Result<u16> {
    // Workbooks have 16,384 columns.
    u16::try_from(column).ok().filter(|c| *c < 16_384).ok_or_else(|| Error::new(&fault::NO_CELL).on(column))
}

/// Where a row, as people count it, stands among those that are shown.
fn place_in(rows: &[u32], row: u32) -> Result<usize> {
    let place = row.checked_sub(1).and_then(|row| rows.iter().position(|shown| *shown == row));
    place.ok_or_else(|| Error::new(&fault::NO_CELL).on(row))
}

/// A column as people name it.
pub(super) fn letter(column: u16) -> String {
    CellPos { row: 0, column }.to_string().trim_end_matches('1').to_owned()
}

/// The cells of a block as spreadsheets copy it: tabs between cells, a cell with line ends or tabs in quotes.
fn block(text: &str) -> Vec<Vec<String>> {
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(b'\t')
        .from_reader(text.as_bytes());
    let lines = rows.records().map_while(Result::ok).map(|line| line.iter().map(str::to_owned).collect());
    let lines: Vec<Vec<String>> = lines.collect();
    // A line without any text is a row of empty cells here, which the reader passes over.
    let plain = text.trim_end_matches(['\r', '\n']).replace("\r\n", "\n").replace('\r', "\n");
    if text.contains('"') || plain.split('\n').count() == lines.len() {
        return lines;
    }
    plain.split('\n').map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

impl Wanted {
    /// Whether a text is this and nothing else.
    pub(super) fn is(&self, text: &str) -> bool {
        self.is_in(text) && text.trim().to_lowercase() == self.lower()
    }

    /// The text with something else in its place.
    pub(super) fn replaced(&self, text: &str, with: &str) -> String {
        let mut rest = text;
        let mut new = String::with_capacity(text.len());
        while let Some((at, end)) = self.place_in(rest) {
            new.push_str(&rest[..at]);
            new.push_str(with);
            rest = &rest[end..];
        }
        new.push_str(rest);
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_cut_as_spreadsheets_copy_it() {
        for (text, cells) in [
            ("a\tb\r\nc\td\r\n", vec![vec!["a", "b"], vec!["c", "d"]]),
            ("a\n\nc\n", vec![vec!["a"], vec![""], vec!["c"]]),
            ("\"a\nb\"\tc\n", vec![vec!["a\nb", "c"]]),
            ("\tx", vec![vec!["", "x"]]),
            ("瓶", vec![vec!["瓶"]]),
        ] {
            assert_eq!(block(text), cells, "{text:?}");
        }
    }

    #[test]
    fn a_text_is_replaced_wherever_it_stands_and_whatever_its_case() {
        for (find, text, with, new) in [
            ("ml", "50ML/ 60ml", "毫升", "50毫升/ 60毫升"),
            ("瓶", "瓶装瓶", "", "装"),
            ("a", "ǅa", "x", "ǅx"),
            ("x", "y", "z", "y"),
        ] {
            assert_eq!(Wanted::new(find).replaced(text, with), new);
        }
        assert!(Wanted::new("Kg").is(" KG ") && !Wanted::new("kg").is("kg2"));
    }

    #[test]
    fn columns_are_named_as_people_name_them() {
        assert_eq!([0, 25, 26, 701].map(letter), ["A", "Z", "AA", "ZZ"]);
    }
}
