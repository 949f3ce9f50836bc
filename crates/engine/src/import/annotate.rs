//! The workbook handed back to whoever can repair it: the sheets as they were, cells in question coloured and commented,
//! each row with a key by which it is found again.
//!
//! Values are whole: it is the user's own file, and nobody could repair a masked one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use clearance_core::sheet::{Cell, CellPos, Row, Sheet, Stored};
use clearance_core::text::Text;
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatBorder, Note, Workbook, Worksheet, XlsxError};

use super::row_key::{self, RowKey};
use crate::error::{Error, Result, fault};
use crate::view::{Mark, Said};
use crate::work::Work;

/// A cell holds no more (Excel specification).
const LONGEST: usize = 32_767;
/// A comment is read, not studied.
const LONGEST_NOTE: usize = 1_500;
/// A sheet's name holds no more (Excel specification).
const LONGEST_NAME: usize = 31;
/// Rows between two looks at the progress.
const STEP: usize = 1_000;

/// One sheet to write.
pub(super) struct Page<'a> {
    /// Which sheet of the import.
    pub(super) number: usize,
    pub(super) sheet: &'a Sheet,
    pub(super) header_row: u32,
    /// The rows below the header to write; all when none.
    pub(super) rows: Option<BTreeSet<u32>>,
    /// Columns in which a number is a name: written as text, so that no digit is lost.
    pub(super) codes: BTreeSet<u16>,
    pub(super) remarks: BTreeMap<CellPos, Remark>,
}

/// What is to be said of one cell.
#[derive(Clone, Debug)]
pub(super) struct Remark {
    /// The gravest of it: the colour.
    pub(super) mark: Mark,
    /// Everything, the gravest first.
    pub(super) lines: Vec<Said>,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) rows: usize,
    pub(crate) cells: usize,
}

/// Writes the pages as a workbook, whole or not at all.
///
/// # Errors
/// The folder cannot be written; it was stopped.
pub(super) fn write(
    import: &str,
    export: u32,
    pages: &[Page<'_>],
    path: &Path,
    work: Work<'_>,
) -> Result<Written> {
    let unwritable = || Error::new(&fault::FILE_WRITE).on(name_of(path));
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = tempfile::NamedTempFile::new_in(folder).map_err(|e| unwritable().because(e))?;
    let mut book = Workbook::new();
    // Rows in the making hold personal data: they lie where the result will, in a file without a name.
    book.set_tempdir(folder).map_err(|e| unwritable().because(e))?;
    let mut writing = Writing { import, export, work, total: rows_of(pages), done: Written::default() };
    let mut names = BTreeSet::new();
    for page in pages {
        let sheet = book.add_worksheet_with_constant_memory().map_err(|e| unwritable().because(e))?;
        match writing.page(page, &named(page.sheet, &mut names), sheet) {
            Ok(()) => {}
            Err(Stop::Asked(error)) => return Err(error),
            Err(Stop::Failed(error)) => return Err(unwritable().because(error)),
        }
    }
    book.save(file.path()).map_err(|e| unwritable().because(e))?;
    file.as_file().sync_all().map_err(|e| unwritable().because(e))?;
    file.persist(path).map_err(|e| unwritable().because(e.error))?;
    Ok(writing.done)
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn rows_of(pages: &[Page<'_>]) -> usize {
    pages.iter().map(|page| page.rows.as_ref().map_or(page.sheet.len(), BTreeSet::len)).sum()
}

/// The sheet's own name; where two files have the same, or the name cannot be one, the file's name helps.
fn named(sheet: &Sheet, taken: &mut BTreeSet<String>) -> String {
    let fit = |name: &str| -> String {
        let plain: String =
            name.chars().map(|c| if "[]:*?/\\".contains(c) || c.is_control() { '_' } else { c }).collect();
        plain.trim_matches('\'').trim().chars().take(LONGEST_NAME - 4).collect()
    };
    let (own, file) = (fit(&sheet.name), fit(&format!("{} {}", sheet.name, sheet.file)));
    let own = if own.is_empty() { "Sheet".to_owned() } else { own };
    let numbered = (2..).map(|n| format!("{own} {n}"));
    let name =
        [own.clone(), file].into_iter().chain(numbered).find(|name| !taken.contains(&name.to_lowercase()));
    let name = name.unwrap_or(own);
    taken.insert(name.to_lowercase());
    name
}

enum Stop {
    Asked(Error),
    Failed(XlsxError),
}

impl From<XlsxError> for Stop {
    fn from(error: XlsxError) -> Self {
        Stop::Failed(error)
    }
}

struct Writing<'a> {
    import: &'a str,
    export: u32,
    work: Work<'a>,
    total: usize,
    done: Written,
}

impl Writing<'_> {
    fn page(&mut self, page: &Page<'_>, name: &str, out: &mut Worksheet) -> std::result::Result<(), Stop> {
        let styles = Styles::new();
        out.set_name(name)?;
        out.set_freeze_panes(page.header_row + 1, 0)?;
        let rows = page.sheet.rows().filter(|row| takes(page, row.number()));
        let width = rows.map(|row| row.width()).max().unwrap_or(0);
        let widths = widths(page, width);
        for (column, wide) in (0..).zip(&widths) {
            out.set_column_width(column, *wide)?;
            // What is typed into such a column later must stay text as well.
            if page.codes.contains(&column) {
                out.set_column_format(column, &styles.code)?;
            }
        }
        out.set_column_width(width, 24)?;
        let mut to = page.header_row;
        for row in page.sheet.rows().filter(|row| takes(page, row.number())) {
            let head = row.number() <= page.header_row;
            to = if head { row.number() } else { to + 1 };
            for column in 0..row.width().max(last_remark(page, row.number())) {
                let at = CellPos { row: row.number(), column };
                let remark = page.remarks.get(&at);
                let format = styles.of(
                    remark.map(|r| r.mark),
                    page.codes.contains(&column),
                    row.number() == page.header_row,
                );
                put(out, (to, column), row.cell(column), page.codes.contains(&column) || head, format)?;
                if let Some(remark) = remark {
                    out.insert_note(to, column, &note(remark))?;
                    self.done.cells += 1;
                }
            }
            if row.number() == page.header_row {
                out.write_string_with_format(to, width, row_key::HEADER, &styles.key)?;
            } else if !head {
                let key = RowKey { export: self.export, sheet: page.number, row: row.number() };
                out.write_string_with_format(to, width, key.write(self.import), &styles.key)?;
                self.done.rows += 1;
                if self.done.rows.is_multiple_of(STEP) {
                    let what = Text { zh: "正在写出工作簿", en: "Writing the workbook" };
                    self.work.at(self.done.rows, self.total, what).map_err(Stop::Asked)?;
                }
            }
        }
        Ok(())
    }
}

fn takes(page: &Page<'_>, row: u32) -> bool {
    row <= page.header_row || page.rows.as_ref().is_none_or(|rows| rows.contains(&row))
}

fn last_remark(page: &Page<'_>, row: u32) -> u16 {
    let whole = CellPos { row, column: 0 }..=CellPos { row, column: u16::MAX };
    page.remarks.range(whole).next_back().map_or(0, |(at, _)| at.column.saturating_add(1))
}

/// One cell as the file had it: numbers and days as such, unless the column holds names made of digits.
fn put(
    out: &mut Worksheet,
    (row, column): (u32, u16),
    cell: Cell<'_>,
    as_text: bool,
    format: Option<&Format>,
) -> std::result::Result<(), XlsxError> {
    let plain = Format::new();
    let format_or_plain = format.unwrap_or(&plain);
    match cell.stored {
        Stored::Empty => {
            if let Some(format) = format {
                out.write_blank(row, column, format)?;
            }
            return Ok(());
        }
        Stored::Number if !as_text => {
            if let Ok(number) = cell.text.parse::<f64>() {
                out.write_number_with_format(row, column, number, format_or_plain)?;
                return Ok(());
            }
        }
        Stored::Date if !as_text => {
            if let Some(moment) = moment(cell.text) {
                let format = format_or_plain.clone().set_num_format("yyyy-mm-dd hh:mm:ss");
                out.write_datetime_with_format(row, column, &moment, &format)?;
                return Ok(());
            }
        }
        Stored::Bool if !as_text => {
            out.write_boolean_with_format(row, column, cell.text == "TRUE", format_or_plain)?;
            return Ok(());
        }
        _ => {}
    }
    out.write_string_with_format(row, column, cut(cell.text), format_or_plain)?;
    Ok(())
}

/// A day that the day numbers of a workbook reach without doubt: its first two months are counted wrong (Lotus 1-2-3).
fn moment(text: &str) -> Option<ExcelDateTime> {
    let year: u16 = text.get(..4)?.parse().ok()?;
    (text.len() == 19 && (1901..=9999).contains(&year)).then(|| ExcelDateTime::parse_from_str(text).ok())?
}

/// As much as a cell holds.
pub(super) fn cut(text: &str) -> &str {
    if text.len() <= LONGEST {
        return text;
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > LONGEST
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// Wide enough to read: headers and the first rows tell.
fn widths(page: &Page<'_>, width: u16) -> Vec<u16> {
    let signs =
        |text: &str| -> usize { text.chars().take(60).map(|c| if c.is_ascii() { 1 } else { 2 }).sum() };
    let rows: Vec<Row<'_>> = page
        .sheet
        .rows()
        .filter(|row| row.number() >= page.header_row && takes(page, row.number()))
        .take(50)
        .collect();
    let of = |column| rows.iter().map(|row| signs(row.cell(column).text)).max().unwrap_or(0);
    (0..width).map(|column| u16::try_from(of(column).clamp(8, 40) + 2).unwrap_or(42)).collect()
}

/// Rule, reason and what to do, in both languages.
fn note(remark: &Remark) -> Note {
    let half = |of: fn(&Said) -> &str| remark.lines.iter().map(of).collect::<Vec<_>>().join("\n");
    let text = format!("{}\n\n{}", half(|said| &said.zh), half(|said| &said.en));
    let text: String = text.chars().take(LONGEST_NOTE).collect();
    // 40 signs of 8 points in a line.
    let lines: usize = text
        .lines()
        .map(|line| 1 + line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>() / 56)
        .sum();
    let height = u32::try_from(lines * 15 + 12).unwrap_or(600).min(600);
    Note::new(text)
        .set_author("通关台 Clearance Desk")
        .add_author_prefix(false)
        .set_font_name("Microsoft YaHei")
        .set_font_size(9)
        .set_background_color("#FFFFFF")
        .set_width(340)
        .set_height(height)
}

/// The colours of the desk, in its light theme. A mark is edge and weight as well, for those who do not tell colours.
struct Styles {
    stops: [Format; 2],
    warns: [Format; 2],
    hints: [Format; 2],
    fixed: [Format; 2],
    head: Format,
    code: Format,
    key: Format,
}

impl Styles {
    fn new() -> Self {
        let code = Format::new().set_num_format("@");
        let marked = |tint: u32, ink: u32, edge: FormatBorder| {
            let plain = Format::new()
                .set_background_color(Color::RGB(tint))
                .set_font_color(Color::RGB(ink))
                .set_border(edge)
                .set_border_color(Color::RGB(ink));
            [plain.clone(), plain.set_num_format("@")]
        };
        let stops = marked(0x00FC_E6E4, 0x00B0_221B, FormatBorder::Medium).map(Format::set_bold);
        Styles {
            stops,
            warns: marked(0x00FB_ECCF, 0x0083_4C00, FormatBorder::Thin),
            hints: marked(0x00E8_ECF1, 0x0046_5264, FormatBorder::Hair),
            fixed: marked(0x00DD_F0F2, 0x000A_636C, FormatBorder::Dotted),
            head: Format::new().set_bold().set_background_color(Color::RGB(0x00EE_F1F5)).set_num_format("@"),
            key: Format::new().set_font_color(Color::RGB(0x005D_697A)).set_num_format("@"),
            code,
        }
    }

    fn of(&self, mark: Option<Mark>, code: bool, head: bool) -> Option<&Format> {
        let of_mark = match mark {
            Some(Mark::Stops) => Some(&self.stops),
            Some(Mark::Warns) => Some(&self.warns),
            Some(Mark::Hints) => Some(&self.hints),
            Some(Mark::Fixed) => Some(&self.fixed),
            None => None,
        };
        match of_mark {
            Some(formats) => Some(&formats[usize::from(code)]),
            None if head => Some(&self.head),
            None => code.then_some(&self.code),
        }
    }
}

#[cfg(test)]
mod tests;
