//! Workbooks: xlsx cell by cell as it streams, xls and ods sheet by sheet.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::{BufReader, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{
    Data, DataRef, ExcelDateTime, Ods, OdsError, Range, Reader, SheetVisible, Xls, XlsError, Xlsx, XlsxError,
};
use clearance_core::sheet::{CellPos, Sheet, Stored, Unseen};

use super::first;
use super::merged;
use super::unpacked::{self, Inside};
use super::{Bytes, Reading, SheetError, Source};

/// Reads an xlsx or ods.
pub(super) fn read_zip(source: Source<'_>, reading: &mut Reading<'_>) -> Result<Vec<Sheet>, SheetError> {
    match unpacked::check(source, &reading.options.limits)? {
        Inside::Xlsx => {
            if let Some(rows) = reading.options.first
                && let Ok(Some(cut)) = first::cut(source, rows.saturating_mul(2))
                && let Ok(sheets) = guarded(|| read_xlsx(Source::Bytes(&cut), reading))
            {
                return Ok(sheets);
            }
            reading.heights.clear();
            // The merged ranges stand behind the cells; they are unpacked beside the reading, on a second thread.
            std::thread::scope(|scope| {
                let beside = scope.spawn(|| merged::beside(source));
                let mut sheets = guarded(|| read_xlsx(source, reading))?;
                let mut beside = beside.join().unwrap_or_default();
                for sheet in &mut sheets {
                    let merged::Beside { merges, unseen } = beside.remove(&*sheet.name).unwrap_or_default();
                    sheet.merges = merges;
                    sheet.unseen = Unseen { sheet: sheet.unseen.sheet, ..unseen };
                }
                Ok(sheets)
            })
        }
        Inside::Ods => {
            if unpacked::ods_cells(source)? > reading.options.limits.cells as u64 {
                return Err(SheetError::TooManyCells);
            }
            guarded(|| read_ods(source, reading))
        }
    }
}

/// Reads an xls, or says that the container is a workbook behind a password.
pub(super) fn read_xls(source: Source<'_>, reading: &mut Reading<'_>) -> Result<Vec<Sheet>, SheetError> {
    if is_encrypted(source)? {
        return Err(SheetError::Password);
    }
    guarded(|| {
        let mut book: Xls<_> = Xls::new(open(source)?).map_err(|error| match error {
            XlsError::Password => SheetError::Password,
            other => SheetError::Torn(other.to_string()),
        })?;
        let names = wanted(book.sheet_names(), reading)?;
        let torn = |error: XlsError| SheetError::Torn(error.to_string());
        let hidden = hidden(&book);
        let mut read = |name: &String| {
            let mut sheet = range(&book.worksheet_range(name).map_err(torn)?, name, reading)?;
            sheet.unseen.sheet = hidden.contains(name);
            Ok(sheet)
        };
        names.iter().map(&mut read).collect()
    })
}

/// Counts the cells of a workbook's sheets with nothing but the reading library: the floor of every import.
pub(super) fn count_cells(source: Source<'_>) -> Result<usize, SheetError> {
    let torn = |error: XlsxError| SheetError::Torn(error.to_string());
    let mut book: Xlsx<_> = Xlsx::new(open(source)?).map_err(torn)?;
    let mut count = 0;
    for name in book.sheet_names() {
        let mut cells = book.worksheet_cells_reader(&name).map_err(torn)?;
        while cells.next_cell().map_err(torn)?.is_some() {
            count += 1;
        }
    }
    Ok(count)
}

fn read_ods(source: Source<'_>, reading: &mut Reading<'_>) -> Result<Vec<Sheet>, SheetError> {
    let mut book: Ods<_> = Ods::new(open(source)?).map_err(|error| match error {
        OdsError::Password => SheetError::Password,
        other => SheetError::Torn(other.to_string()),
    })?;
    let names = wanted(book.sheet_names(), reading)?;
    let torn = |error: OdsError| SheetError::Torn(error.to_string());
    let hidden = hidden(&book);
    let mut read = |name: &String| {
        let mut sheet = range(&book.worksheet_range(name).map_err(torn)?, name, reading)?;
        sheet.unseen.sheet = hidden.contains(name);
        Ok(sheet)
    };
    names.iter().map(&mut read).collect()
}

/// The names of the sheets that nobody sees.
fn hidden<R: std::io::Read + std::io::Seek>(book: &impl Reader<R>) -> HashSet<String> {
    let all = book.sheets_metadata().iter();
    all.filter(|sheet| sheet.visible != SheetVisible::Visible).map(|sheet| sheet.name.clone()).collect()
}

fn read_xlsx(source: Source<'_>, reading: &mut Reading<'_>) -> Result<Vec<Sheet>, SheetError> {
    let torn = |error: XlsxError| match error {
        XlsxError::Password => SheetError::Password,
        other => SheetError::Torn(other.to_string()),
    };
    let mut book: Xlsx<_> = Xlsx::new(open(source)?).map_err(torn)?;
    let epoch_1904 = book.has_1904_epoch();
    let hidden = hidden(&book);
    let mut sheets = Vec::new();
    for name in wanted(book.sheet_names(), reading)? {
        let mut cells = match book.worksheet_cells_reader(&name) {
            Ok(cells) => cells,
            // A sheet of charts or macros.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(torn(error)),
        };
        reading.expects(u64::from(cells.dimensions().end.0) + 1);
        let mut sheet = Sheet::new(Arc::clone(&reading.name), name);
        sheet.epoch_1904 = epoch_1904;
        sheet.unseen.sheet = hidden.contains(&*sheet.name);
        let mut last_row = None;
        let mut buffer = String::new();
        while let Some(cell) = cells.next_cell().map_err(torn)? {
            let (row, column) = cell.get_position();
            if last_row != Some(row) {
                if reading.enough(&sheet) {
                    break;
                }
                reading.row(row)?;
                last_row = Some(row);
            }
            let (text, stored) = match cell.get_value() {
                DataRef::Empty => continue,
                DataRef::SharedString(text) => (*text, Stored::Text),
                DataRef::String(text) | DataRef::DurationIso(text) => (text.as_str(), Stored::Text),
                DataRef::Float(number) => (number_text(&mut buffer, *number), Stored::Number),
                DataRef::Int(number) => (display(&mut buffer, number), Stored::Number),
                DataRef::Bool(value) => (bool_text(*value), Stored::Bool),
                DataRef::DateTime(at) => date_text(&mut buffer, *at),
                DataRef::DateTimeIso(text) => (iso_text(&mut buffer, text), Stored::Date),
                DataRef::Error(error) => (display(&mut buffer, error), Stored::Error),
            };
            put(&mut sheet, (row, column), text, stored, reading)?;
        }
        sheets.push(reading.done(sheet)?);
    }
    Ok(sheets)
}

fn range(range: &Range<Data>, name: &str, reading: &mut Reading<'_>) -> Result<Sheet, SheetError> {
    let mut sheet = Sheet::new(Arc::clone(&reading.name), name);
    let (top, left) = range.start().unwrap_or_default();
    reading.expects(u64::from(top) + range.height() as u64);
    let mut buffer = String::new();
    for (row, cells) in (top..).zip(range.rows()) {
        if reading.enough(&sheet) {
            break;
        }
        reading.row(row)?;
        for (column, cell) in (left..).zip(cells) {
            let (text, stored) = match cell {
                Data::Empty => continue,
                Data::String(text) | Data::DurationIso(text) => (text.as_str(), Stored::Text),
                Data::Float(number) => (number_text(&mut buffer, *number), Stored::Number),
                Data::Int(number) => (display(&mut buffer, number), Stored::Number),
                Data::Bool(value) => (bool_text(*value), Stored::Bool),
                Data::DateTime(at) => date_text(&mut buffer, *at),
                Data::DateTimeIso(text) => (iso_text(&mut buffer, text), Stored::Date),
                Data::Error(error) => (display(&mut buffer, error), Stored::Error),
            };
            put(&mut sheet, (row, column), text, stored, reading)?;
        }
    }
    reading.done(sheet)
}

fn put(
    sheet: &mut Sheet,
    (row, column): (u32, u32),
    text: &str,
    stored: Stored,
    reading: &Reading<'_>,
) -> Result<(), SheetError> {
    if text.is_empty() {
        return Ok(());
    }
    let column = reading.fits(column, sheet.cell_count())?;
    if !sheet.push(CellPos { row, column }, text, stored) {
        return Err(SheetError::Torn("the cells are not in order".to_owned()));
    }
    Ok(())
}

fn open<'a>(source: Source<'a>) -> Result<BufReader<Box<dyn Bytes + 'a>>, SheetError> {
    Ok(BufReader::with_capacity(1 << 16, source.open()?))
}

/// The sheets to read: all, or the one that was asked for.
fn wanted(names: Vec<String>, reading: &Reading<'_>) -> Result<Vec<String>, SheetError> {
    match &reading.options.sheet {
        None => Ok(names),
        Some(one) if names.contains(one) => Ok(vec![one.clone()]),
        Some(_) => Err(SheetError::NoSuchSheet),
    }
}

/// Foreign bytes may reach a bug of the reader; it must not take the desk along.
fn guarded(read: impl FnOnce() -> Result<Vec<Sheet>, SheetError>) -> Result<Vec<Sheet>, SheetError> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(SheetError::Torn("the reader gave up".to_owned())))
}

/// Office keeps an encrypted xlsx in an OLE container, in a stream of this name (MS-OFFCRYPTO 2.3.4.4).
fn is_encrypted(source: Source<'_>) -> Result<bool, SheetError> {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut bytes = Vec::new();
    source.open()?.read_to_end(&mut bytes).map_err(SheetError::Io)?;
    Ok(bytes.windows(name.len()).any(|part| part == name))
}

fn display<'b>(buffer: &'b mut String, value: &dyn std::fmt::Display) -> &'b str {
    buffer.clear();
    // Writing into a string cannot fail.
    let _ = write!(buffer, "{value}");
    buffer
}

/// The shortest plain spelling that reads back as the same float: no exponent, no `.0`.
fn number_text(buffer: &mut String, number: f64) -> &str {
    display(buffer, &number)
}

fn bool_text(value: bool) -> &'static str {
    if value { "TRUE" } else { "FALSE" }
}

/// A float that the file shows as a date. A float below one day is a time of day, and a span is left as a number.
fn date_text(buffer: &mut String, at: ExcelDateTime) -> (&str, Stored) {
    if at.is_duration() {
        return (number_text(buffer, at.as_f64()), Stored::Number);
    }
    // To the second: floats of moments end some microseconds before or after.
    let seconds = (at.as_f64() * 86_400.0).round();
    let shifted = at.as_f64() + (seconds - at.as_f64() * 86_400.0 + 0.1) / 86_400.0;
    let (year, month, day, hour, minute, second, _) = at_value(at, shifted).to_ymd_hms_milli();
    buffer.clear();
    // Writing into a string cannot fail.
    let _ = if at.as_f64() < 1.0 {
        write!(buffer, "{hour:02}:{minute:02}:{second:02}")
    } else {
        write!(buffer, "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    };
    (buffer, Stored::Date)
}

fn at_value(at: ExcelDateTime, value: f64) -> ExcelDateTime {
    // The epoch stands in the date, not beside it: the same date one day on from the epoch tells which it is.
    let is_1904 = ExcelDateTime::new(at.as_f64(), calamine::ExcelDateTimeType::DateTime, true)
        .to_ymd_hms_milli()
        == at.to_ymd_hms_milli();
    ExcelDateTime::new(value, calamine::ExcelDateTimeType::DateTime, is_1904)
}

/// `2024-01-31T10:15:00.5` or `2024-01-31`, as files of the open format say it.
fn iso_text<'b>(buffer: &'b mut String, text: &str) -> &'b str {
    buffer.clear();
    buffer.push_str(&text.get(..19).unwrap_or(text).replacen('T', " ", 1));
    if buffer.len() == 10 {
        buffer.push_str(" 00:00:00");
    }
    buffer
}
