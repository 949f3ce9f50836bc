//! Station 1: reads a workbook or a text table into sheets of text cells, streaming, with progress and cancel.
//!
//! The file is never changed and nothing is written. What a file claims about itself (its ending, its dimensions, its
//! unpacked size) is not believed.

mod error;
mod first;
mod kind;
mod merged;
mod table;
mod unpacked;
mod workbook;

use std::fs::File;
use std::io::{Cursor, Read, Seek};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use clearance_core::sheet::Sheet;

pub use error::SheetError;
use kind::Kind;

/// How often progress is reported, in rows.
const ROWS_PER_REPORT: u64 = 1_000;

/// How to read a file.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Encoding of a text table; found out when not given.
    pub encoding: Option<Encoding>,
    /// Only the sheet of this name.
    pub sheet: Option<String>,
    /// Only so many rows of each sheet, from the top; what is beyond them is not even looked at where that is possible.
    pub first: Option<u32>,
    /// What is too much.
    pub limits: Limits,
}

/// Encodings of text tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// GB18030, which holds GBK and GB2312: what a Chinese Excel writes.
    Gb18030,
    /// UTF-16, little end first.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
}

impl Encoding {
    /// All of them, the usual ones first.
    pub const ALL: &[Encoding] = &[Encoding::Utf8, Encoding::Gb18030, Encoding::Utf16Le, Encoding::Utf16Be];

    /// Its usual name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Gb18030 => "GB18030",
            Encoding::Utf16Le => "UTF-16LE",
            Encoding::Utf16Be => "UTF-16BE",
        }
    }

    /// The encoding with this name, as people and programs write it.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Encoding> {
        match name.to_ascii_lowercase().replace(['-', '_'], "").as_str() {
            "utf8" => Some(Encoding::Utf8),
            "gb18030" | "gbk" | "gb2312" | "cp936" => Some(Encoding::Gb18030),
            "utf16" | "utf16le" => Some(Encoding::Utf16Le),
            "utf16be" => Some(Encoding::Utf16Be),
            _ => None,
        }
    }
}

/// What is too much to read. A file beyond any of them is refused as a whole.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the file itself.
    pub file_bytes: u64,
    /// Bytes of all parts of a workbook, unpacked.
    pub unpacked_bytes: u64,
    /// How many times larger an unpacked part may be, beyond its first 16 MiB.
    pub unpack_ratio: u64,
    /// Rows of one sheet.
    pub rows: u32,
    /// Columns of one sheet.
    pub columns: u16,
    /// Cells of all sheets together, gaps included.
    pub cells: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_bytes: 512 << 20,
            unpacked_bytes: 2 << 30,
            unpack_ratio: 300,
            rows: 1_048_576,
            columns: 1_000,
            cells: 60_000_000,
        }
    }
}

/// How far reading is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Rows read so far, over all sheets.
    pub rows: u64,
    /// Rows the file claims to have; a guess for the bar, nothing more. 0 when unknown.
    pub expected_rows: u64,
}

/// Counts the cells of an xlsx workbook with nothing but the reading library, as a baseline for measurements.
///
/// # Errors
/// The workbook cannot be read.
pub fn count_cells(path: &Path) -> Result<usize, SheetError> {
    workbook::count_cells(Source::File(path))
}

/// Reads all sheets of a file. Reports about every 1,000 rows; `Break` cancels and leaves nothing behind.
///
/// # Errors
/// See [`SheetError`]; the file is read whole or not at all.
pub fn read(
    path: &Path,
    options: &ReadOptions,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Vec<Sheet>, SheetError> {
    let about = std::fs::metadata(path).map_err(SheetError::from_open)?;
    if about.is_dir() {
        return Err(SheetError::Directory);
    }
    let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    read_from(Source::File(path), &name, about.len(), options, progress)
}

/// The bytes of a file that is not too large to be read as a table.
///
/// # Errors
/// It is a folder, too large, or cannot be read.
pub(crate) fn octets(path: &Path) -> Result<Vec<u8>, SheetError> {
    let most = Limits::default().file_bytes;
    let about = std::fs::metadata(path).map_err(SheetError::from_open)?;
    if about.is_dir() {
        return Err(SheetError::Directory);
    }
    if about.len() > most {
        return Err(SheetError::TooLarge);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or(0));
    let file = File::open(path).map_err(SheetError::from_open)?;
    // It may grow meanwhile.
    file.take(most + 1).read_to_end(&mut bytes).map_err(SheetError::Io)?;
    if bytes.len() as u64 > most { Err(SheetError::TooLarge) } else { Ok(bytes) }
}

/// As [`read`], from the bytes of a file that was read before.
///
/// # Errors
/// See [`SheetError`]; the file is read whole or not at all.
pub fn read_bytes(
    name: &str,
    bytes: &[u8],
    options: &ReadOptions,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Vec<Sheet>, SheetError> {
    read_from(Source::Bytes(bytes), name, bytes.len() as u64, options, progress)
}

/// The beginning of a sheet.
#[derive(Clone, Debug)]
pub struct First {
    /// Its first rows.
    pub sheet: Sheet,
    /// How many rows the whole sheet has, as far as the file says so.
    pub rows: u64,
}

/// The first rows of each sheet of a file, without reading the rest of a large one.
///
/// # Errors
/// See [`SheetError`].
pub fn read_first(path: &Path, rows: u32, encoding: Option<Encoding>) -> Result<Vec<First>, SheetError> {
    let about = std::fs::metadata(path).map_err(SheetError::from_open)?;
    if about.is_dir() {
        return Err(SheetError::Directory);
    }
    let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let options = ReadOptions { encoding, first: Some(rows), ..ReadOptions::default() };
    let mut heights = Vec::new();
    let mut quiet = |_| ControlFlow::Continue(());
    let sheets = read_all(Source::File(path), &name, about.len(), &options, &mut quiet, &mut heights)?;
    let first = |(sheet, rows): (Sheet, u64)| First { rows: rows.max(sheet.len() as u64), sheet };
    Ok(sheets.into_iter().zip(heights.into_iter().chain(std::iter::repeat(0))).map(first).collect())
}

fn read_from(
    source: Source<'_>,
    name: &str,
    len: u64,
    options: &ReadOptions,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Vec<Sheet>, SheetError> {
    read_all(source, name, len, options, progress, &mut Vec::new())
}

fn read_all(
    source: Source<'_>,
    name: &str,
    len: u64,
    options: &ReadOptions,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    heights: &mut Vec<u64>,
) -> Result<Vec<Sheet>, SheetError> {
    if len == 0 {
        return Err(SheetError::Empty);
    }
    if len > options.limits.file_bytes {
        return Err(SheetError::TooLarge);
    }
    let mut file = source.open()?;
    let mut head = Vec::with_capacity(kind::HEAD_BYTES);
    file.by_ref().take(kind::HEAD_BYTES as u64).read_to_end(&mut head).map_err(SheetError::Io)?;
    let stem = Path::new(name).file_stem().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let mut reading =
        Reading { options, progress, name: name.into(), rows: 0, expected: 0, cells: 0, heights: Vec::new() };
    let sheets = match kind::of(&head) {
        Kind::Zip => workbook::read_zip(source, &mut reading),
        Kind::Ole => workbook::read_xls(source, &mut reading),
        Kind::Text => table::read(file, &head, &stem, &mut reading),
        Kind::WebPage => Err(SheetError::WebPage),
        Kind::Other => Err(SheetError::NotASheet),
    };
    *heights = reading.heights;
    sheets
}

/// Where the bytes of a file are.
#[derive(Clone, Copy)]
enum Source<'a> {
    File(&'a Path),
    Bytes(&'a [u8]),
}

/// Bytes from any place of a file.
trait Bytes: Read + Seek {}

impl<T: Read + Seek> Bytes for T {}

impl<'a> Source<'a> {
    fn open(self) -> Result<Box<dyn Bytes + 'a>, SheetError> {
        Ok(match self {
            Source::File(path) => Box::new(File::open(path).map_err(SheetError::from_open)?),
            Source::Bytes(bytes) => Box::new(Cursor::new(bytes)),
        })
    }
}

/// What all kinds of reading share: limits, progress, cancel.
struct Reading<'a> {
    options: &'a ReadOptions,
    progress: &'a mut dyn FnMut(Progress) -> ControlFlow<()>,
    name: Arc<str>,
    rows: u64,
    expected: u64,
    cells: usize,
    /// How many rows each sheet says it has.
    heights: Vec<u64>,
}

impl Reading<'_> {
    /// Notes how many rows a sheet says it has.
    fn expects(&mut self, rows: u64) {
        self.expected += rows;
        self.heights.push(rows);
    }

    /// Whether enough rows of this sheet were read.
    fn enough(&self, sheet: &Sheet) -> bool {
        self.options.first.is_some_and(|rows| sheet.len() >= rows as usize)
    }

    /// Counts a row, and reports from time to time.
    fn row(&mut self, number: u32) -> Result<(), SheetError> {
        if number >= self.options.limits.rows {
            return Err(SheetError::TooManyRows);
        }
        self.rows += 1;
        if self.rows.is_multiple_of(ROWS_PER_REPORT) { self.report() } else { Ok(()) }
    }

    /// Whether a cell at this column fits, given how many the sheet holds.
    fn fits(&self, column: u32, in_sheet: usize) -> Result<u16, SheetError> {
        match u16::try_from(column) {
            Ok(column) if column < self.options.limits.columns => {
                if self.cells + in_sheet + usize::from(column) >= self.options.limits.cells {
                    return Err(SheetError::TooManyCells);
                }
                Ok(column)
            }
            _ => Err(SheetError::TooWide),
        }
    }

    fn report(&mut self) -> Result<(), SheetError> {
        match (self.progress)(Progress { rows: self.rows, expected_rows: self.expected }) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(SheetError::Cancelled),
        }
    }

    /// A sheet is done.
    fn done(&mut self, mut sheet: Sheet) -> Result<Sheet, SheetError> {
        sheet.shrink();
        self.cells += sheet.cell_count();
        self.report()?;
        Ok(sheet)
    }
}

#[cfg(test)]
mod tests;
