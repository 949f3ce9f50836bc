//! Text tables: strict UTF-8 first, then GB18030, UTF-16 by its mark or its looks; commas, tabs or semicolons.

use std::io::Read;
use std::sync::Arc;

use clearance_core::sheet::{CellPos, Sheet, Stored};
use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use super::kind::{self, HEAD_BYTES};
use super::{Encoding, Reading, SheetError};

/// The separator is found out from this many lines.
const SNIFFED_LINES: usize = 20;

pub(super) fn read(
    mut file: impl Read,
    head: &[u8],
    stem: &str,
    reading: &mut Reading<'_>,
) -> Result<Vec<Sheet>, SheetError> {
    let mut bytes = head.to_vec();
    file.read_to_end(&mut bytes).map_err(SheetError::Io)?;
    let (text, encoding) = decode(bytes, reading.options.encoding)?;
    if text.trim().is_empty() {
        return Err(SheetError::Empty);
    }
    if kind::is_web_page(&text) {
        return Err(SheetError::WebPage);
    }
    let (text, separator) = match text.strip_prefix("sep=") {
        // Excel's own hint: the separator on a line of its own.
        Some(rest) if rest.as_bytes().first().is_some_and(|b| SEPARATORS.contains(b)) => {
            (&text[text.find('\n').map_or(text.len(), |end| end + 1)..], rest.as_bytes()[0])
        }
        _ => (&text[..], separator(&text)),
    };
    reading.expects(text.bytes().filter(|b| *b == b'\n').count() as u64);
    let sheet = cells(text, separator, stem, encoding, reading)?;
    Ok(vec![reading.done(sheet)?])
}

/// The text and what it was encoded in. Nothing is replaced: bytes that do not fit are an error.
fn decode(bytes: Vec<u8>, asked: Option<Encoding>) -> Result<(String, Encoding), SheetError> {
    let encoding = match (asked, bytes.as_slice()) {
        (Some(asked), _) => asked,
        (None, [0xFF, 0xFE, ..]) => Encoding::Utf16Le,
        (None, [0xFE, 0xFF, ..]) => Encoding::Utf16Be,
        (None, other) => match kind::utf16(&other[..other.len().min(HEAD_BYTES)]) {
            Some(found) => found,
            None if std::str::from_utf8(other).is_ok() => Encoding::Utf8,
            // Nearly every text can be read as GB18030, also one that is mostly something else.
            None if is_mixed(other) => return Err(SheetError::Mixed),
            None => Encoding::Gb18030,
        },
    };
    let strict = |codec: &'static encoding_rs::Encoding| {
        codec.decode_without_bom_handling_and_without_replacement(&bytes).map(std::borrow::Cow::into_owned)
    };
    let mut text = match encoding {
        Encoding::Utf8 => String::from_utf8(bytes).ok(),
        Encoding::Gb18030 => strict(GB18030),
        Encoding::Utf16Le => strict(UTF_16LE),
        Encoding::Utf16Be => strict(UTF_16BE),
    }
    .ok_or(SheetError::Encoding)?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok((text, encoding))
}

/// Whether some lines of a text are UTF-8 beyond doubt: Chinese signs, and nothing else that is not ASCII.
fn is_mixed(bytes: &[u8]) -> bool {
    let is_utf8 = |line: &[u8]| {
        let text = std::str::from_utf8(line).unwrap_or_default();
        text.chars().filter(|c| matches!(c, '\u{3000}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')).count() > 1
    };
    bytes.split(|b| *b == b'\n').any(is_utf8)
}

const SEPARATORS: [u8; 3] = [b',', b'\t', b';'];

/// The mark that splits most of the first lines into equally many cells, outside quotes; of two such marks the one that gives
/// more cells. An address has commas too, but not the same number in every row.
fn separator(text: &str) -> u8 {
    let mut counts = [0_usize; SEPARATORS.len()];
    let mut lines: Vec<[usize; SEPARATORS.len()]> = Vec::with_capacity(SNIFFED_LINES);
    let mut quoted = false;
    for b in text.bytes().chain([b'\n']) {
        match b {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                lines.push(std::mem::take(&mut counts));
                if lines.len() == SNIFFED_LINES {
                    break;
                }
            }
            _ if quoted => {}
            _ => {
                if let Some(i) = SEPARATORS.iter().position(|mark| *mark == b) {
                    counts[i] += 1;
                }
            }
        }
    }
    // A quote that is never closed hides every line.
    lines.push(counts);
    let score = |i: usize| {
        let alike = |n: usize| lines.iter().filter(|counts| counts[i] == n).count();
        lines
            .iter()
            .map(|counts| counts[i])
            .filter(|n| *n > 0)
            .map(|n| (alike(n), n))
            .max()
            .unwrap_or_default()
    };
    (0..SEPARATORS.len()).rev().max_by_key(|i| score(*i)).map_or(b',', |i| SEPARATORS[i])
}

fn cells(
    text: &str,
    separator: u8,
    stem: &str,
    encoding: Encoding,
    reading: &mut Reading<'_>,
) -> Result<Sheet, SheetError> {
    let mut sheet = Sheet::new(Arc::clone(&reading.name), stem);
    sheet.encoding = Some(encoding.name());
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(separator);
    let mut record = csv::StringRecord::new();
    // A row may hold line breaks, and blank rows are skipped by the reader but counted by people.
    let (mut at, mut lines, mut inner) = (0_usize, 0_u32, 0_u32);
    // Where the reader began.
    let mut base = 0;
    'begin: loop {
        let mut rows = builder.from_reader(&text.as_bytes()[base..]);
        while rows.read_record(&mut record).map_err(|e| SheetError::Torn(e.to_string()))? {
            let place = |position: &csv::Position| usize::try_from(position.byte()).unwrap_or(usize::MAX);
            let start = base + record.position().map_or(0, place);
            let begin =
                start + text.as_bytes()[start..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
            let end = (base + place(rows.position())).min(text.len());
            lines += line_ends(&text.as_bytes()[at..begin]);
            at = begin;
            let row = lines.saturating_sub(inner);
            if reading.enough(&sheet) {
                break 'begin;
            }
            if has_swallowed(&text[begin..end], separator) {
                let line = text[begin..].lines().next().unwrap_or_default();
                let cells = line.split(char::from(separator)).map(|cell| cell.trim_matches('"'));
                put(&mut sheet, row, cells, reading)?;
                base = begin + line.len();
                continue 'begin;
            }
            inner += record.iter().map(|cell| line_ends(cell.as_bytes())).sum::<u32>();
            put(&mut sheet, row, record.iter(), reading)?;
        }
        return Ok(sheet);
    }
    Ok(sheet)
}

fn put<'a>(
    sheet: &mut Sheet,
    row: u32,
    cells: impl Iterator<Item = &'a str>,
    reading: &mut Reading<'_>,
) -> Result<(), SheetError> {
    reading.row(row)?;
    for (column, text) in (0_u32..).zip(cells).filter(|(_, text)| !text.is_empty()) {
        let column = reading.fits(column, sheet.cell_count())?;
        if !sheet.push(CellPos { row, column }, text, Stored::Text) {
            return Err(SheetError::TooManyCells);
        }
    }
    Ok(())
}

/// Whether a quote that is never closed has made the rows below it part of a cell: the row has several lines, and its quotes
/// do not stand where quotes stand, around whole cells.
fn has_swallowed(source: &str, separator: u8) -> bool {
    let bytes = source.trim_end_matches(['\r', '\n']).as_bytes();
    if line_ends(bytes) == 0 {
        return false;
    }
    let (mut at, mut begins) = (0, true);
    while let Some(b) = bytes.get(at) {
        match b {
            b'"' if begins => {
                // To the quote that closes it; two of them are one of the text.
                loop {
                    let Some(next) = bytes[at + 1..].iter().position(|b| *b == b'"') else { return true };
                    at += 1 + next;
                    if bytes.get(at + 1) != Some(&b'"') {
                        break;
                    }
                    at += 1;
                }
                if bytes.get(at + 1).is_some_and(|b| *b != separator) {
                    return true;
                }
                begins = false;
            }
            b'\r' | b'\n' => return true,
            other => begins = *other == separator,
        }
        at += 1;
    }
    false
}

/// Line ends of all three kinds.
fn line_ends(bytes: &[u8]) -> u32 {
    let ends = bytes.iter().enumerate().filter(|(i, b)| match b {
        b'\n' => true,
        b'\r' => bytes.get(i + 1) != Some(&b'\n'),
        _ => false,
    });
    u32::try_from(ends.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_found_outside_quotes() {
        for (text, mark) in [
            ("a,b,c\n1,2,3", b','),
            ("a\tb\tc\n1,5\t2\t3", b'\t'),
            ("a;b;c\n1;2;3", b';'),
            ("\"a;b;c;d\",e\n", b','),
            ("alone", b','),
            ("a\tb\tc\n1\tx, y, z, u\t3\n2\tx, y, z\t3", b'\t'),
            ("a;b\n1,5;2\n1,25;3", b';'),
            ("title\n\na,b,c\n1,2,3", b','),
        ] {
            assert_eq!(separator(text), mark, "{text}");
        }
    }
}
