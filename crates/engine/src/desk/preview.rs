//! A look into a file before it becomes an import.

use std::path::Path;

use clearance_core::mask;
use clearance_core::order::{self, map};
use clearance_core::sheet::{Cell, Sheet};

use super::Desk;
use crate::error::{Error, Result, fault};
use crate::import::{masked, told};
use crate::people::Right;
use crate::sheet::{Encoding, First, read_first};
use crate::view::{FilePreview, PreviewRow, PreviewSheet};

/// How many rows are shown.
const ROWS: u32 = 30;

impl Desk {
    /// The first rows of a sheet of a file, at once also of a large one: nothing beyond them is read where that can be
    /// helped. An empty `sheet` means the first that has orders, an empty `encoding` that it is to be found out.
    ///
    /// # Errors
    /// The file cannot be read as a table; it has no such sheet; there is no such encoding, or the text is in another.
    pub fn preview_file(&self, path: &Path, sheet: &str, encoding: &str) -> Result<FilePreview> {
        let _acting = self.may(Right::Import)?;
        preview(path, sheet, encoding)
    }

    /// The first rows of a sheet of an import, be it just opened or opened again: its file may be gone.
    ///
    /// # Errors
    /// There is no such import or sheet.
    pub fn preview_sheet(&self, import: &str, sheet: u32) -> Result<FilePreview> {
        let _acting = self.may(Right::Import)?;
        self.with_import(import, |import, _| {
            let of = import.sheets.get(sheet as usize).ok_or_else(|| Error::new(&fault::NO_CELL))?;
            let guessed = map(of, &[]);
            let mapping = import.mapping_of(of).or(guessed.as_ref());
            let encoding = of.encoding.unwrap_or_default();
            let known = Encoding::ALL.iter().filter(|_| !encoding.is_empty());
            Ok(FilePreview {
                file: of.file.to_string(),
                sheets: Vec::new(),
                sheet: of.name.to_string(),
                encoding: encoding.to_owned(),
                encodings: known.map(|known| known.name().to_owned()).collect(),
                header_row: mapping.map_or(0, |mapping| mapping.header_row + 1),
                rows: rows(of, mapping),
                more: of.len() > ROWS as usize,
            })
        })
    }
}

/// As [`Desk::preview_file`], without a desk.
pub(crate) fn preview(path: &Path, sheet: &str, encoding: &str) -> Result<FilePreview> {
    let asked = match encoding {
        "" => None,
        name => Some(Encoding::from_name(name).ok_or_else(|| Error::new(&fault::NO_CELL).on(name))?),
    };
    let sheets = read_first(path, ROWS, asked).map_err(|error| told(error, path))?;
    let sheets: Vec<First> = sheets.into_iter().flat_map(apart).collect();
    let mappings: Vec<Option<order::Mapping>> = sheets.iter().map(|first| map(&first.sheet, &[])).collect();
    let has_orders = |n: usize| mappings[n].as_ref().is_some_and(order::Mapping::has_orders);
    let chosen = match sheet {
        "" => (0..sheets.len())
            .find(|n| has_orders(*n))
            .or_else(|| mappings.iter().position(Option::is_some))
            .or_else(|| sheets.iter().position(|first| !first.sheet.is_empty()))
            .unwrap_or_default(),
        name => sheets
            .iter()
            .position(|first| &*first.sheet.name == name)
            .ok_or_else(|| told(crate::sheet::SheetError::NoSuchSheet, path))?,
    };
    let header = |n: usize| mappings[n].as_ref().map_or(0, |mapping: &order::Mapping| mapping.header_row + 1);
    let lines = sheets.iter().enumerate().map(|(n, first)| PreviewSheet {
        name: first.sheet.name.to_string(),
        rows: u32::try_from(first.rows).unwrap_or(u32::MAX),
        header_row: header(n),
        mapped: has_orders(n),
    });
    let shown: Option<&First> = sheets.get(chosen);
    let encoding = shown.and_then(|first| first.sheet.encoding).unwrap_or_default();
    let known = Encoding::ALL.iter().filter(|_| !encoding.is_empty());
    Ok(FilePreview {
        file: path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
        sheets: lines.collect(),
        sheet: shown.map_or_else(String::new, |first| first.sheet.name.to_string()),
        encoding: encoding.to_owned(),
        encodings: known.map(|known| known.name().to_owned()).collect(),
        header_row: if shown.is_some() { header(chosen) } else { 0 },
        rows: shown.map_or_else(Vec::new, |first| rows(&first.sheet, mappings[chosen].as_ref())),
        more: shown.is_some_and(|first| first.rows > u64::from(last_row(&first.sheet)) + 1),
    })
}

/// The tables of a sheet, as far as they begin in its first rows.
fn apart(First { sheet, rows }: First) -> Vec<First> {
    order::apart(vec![sheet]).into_iter().map(|sheet| First { sheet, rows }).collect()
}

fn last_row(sheet: &Sheet) -> u32 {
    sheet.rows().last().map_or(0, |row| row.number())
}

fn rows(sheet: &Sheet, mapping: Option<&order::Mapping>) -> Vec<PreviewRow> {
    let header = mapping.map_or(0, |mapping| mapping.header_row);
    let field = |column: u16| mapping?.columns.iter().find(|known| known.index == column)?.field;
    let shown = |number: u32, column: u16, cell: Cell<'_>| match field(column) {
        Some(field) if number > header => masked(field, cell.text),
        _ => unnamed(cell.text),
    };
    sheet
        .rows()
        .take(ROWS as usize)
        .map(|row| PreviewRow {
            row: row.number() + 1,
            cells: (0_u16..)
                .zip(row.cells())
                .map(|(column, cell)| shown(row.number(), column, cell))
                .collect(),
        })
        .collect()
}

/// A value of a column that nobody has named yet: what can only be a person's number is masked all the same.
fn unnamed(text: &str) -> String {
    let bare = text.trim();
    let digits = bare.bytes().filter(u8::is_ascii_digit).count();
    match bare.len() {
        18 if digits >= 17 => mask::id_number(bare),
        11 if digits == 11 && bare.starts_with('1') => mask::phone(bare),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(name: &str, bytes: &[u8], sheet: &str, encoding: &str) -> Result<FilePreview> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        preview(&path, sheet, encoding)
    }

    #[test]
    fn a_text_file_shows_its_first_rows_masked_and_in_the_encoding_that_was_asked_for() {
        let mut text = "十一月订单\n\n订单编号,订购人姓名,其他\n".to_owned();
        for n in 0..50 {
            text.push_str(&format!("A{n:03},林晓岚,13800138000\n"));
        }
        let gb = encoding_rs::GB18030.encode(&text).0.into_owned();
        let seen = look("a.csv", &gb, "", "").expect("it reads");
        assert_eq!((seen.encoding.as_str(), seen.encodings.len(), seen.header_row), ("GB18030", 4, 3));
        assert_eq!((seen.rows.len(), seen.more, seen.sheets[0].rows), (30, true, 53));
        assert_eq!((seen.rows[0].row, seen.rows[1].row, seen.rows[2].row), (1, 3, 4));
        assert_eq!(seen.rows[2].cells, ["A000", "林*岚", "138******00"]);
        let wrong = look("a.csv", &gb, "", "UTF-8").err().map(|error| error.code().to_owned());
        assert_eq!(wrong.as_deref(), Some("sheet.encoding"));
        assert!(look("a.csv", &gb, "", "EBCDIC").is_err());
        let whole = look("a.csv", text.as_bytes(), "a", "utf8").expect("it reads");
        assert_eq!((whole.encoding.as_str(), whole.sheet.as_str()), ("UTF-8", "a"));
        assert!(look("a.csv", &gb, "b", "").is_err());
    }

    #[test]
    fn a_workbook_shows_the_sheet_that_has_orders_and_says_how_long_it_is() {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet()
            .set_name("说明")
            .expect("a name")
            .write_string(0, 0, "请勿改动")
            .expect("a cell");
        let sheet = book.add_worksheet().set_name("订单").expect("a name");
        for (column, header) in ["订单编号", "商品名称", "支付时间"].into_iter().enumerate() {
            sheet.write_string(3, u16::try_from(column).expect("few"), header).expect("a cell");
        }
        for row in 4..2_000 {
            sheet.write_string(row, 0, format!("A{row}")).expect("a cell");
            sheet.write_string(row, 1, "牙膏").expect("a cell");
            let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd hh:mm");
            sheet.write_number_with_format(row, 2, 46_350.5, &date).expect("a cell");
        }
        let bytes = book.save_to_buffer().expect("a workbook");
        let seen = look("a.xlsx", &bytes, "", "").expect("it reads");
        let sheets: Vec<_> =
            seen.sheets.iter().map(|s| (s.name.as_str(), s.rows, s.header_row, s.mapped)).collect();
        assert_eq!(sheets, [("说明", 1, 0, false), ("订单", 2_000, 4, true)]);
        assert_eq!((seen.sheet.as_str(), seen.header_row, seen.rows.len(), seen.more), ("订单", 4, 30, true));
        assert_eq!(seen.rows[29].cells, ["A32", "牙膏", "2026-11-24 12:00:00"]);
        assert_eq!((seen.encoding.as_str(), seen.encodings.len()), ("", 0));
        let notes = look("a.xlsx", &bytes, "说明", "").expect("it reads");
        assert_eq!((notes.header_row, notes.rows.len(), notes.more), (0, 1, false));
    }
}
