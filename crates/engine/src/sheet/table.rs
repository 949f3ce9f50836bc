//! Text tables: strict UTF-8 first, then GB18030, UTF-16 by its mark; commas, tabs or semicolons.

use std::io::Read;
use std::sync::Arc;

use clearance_core::sheet::{CellPos, Sheet, Stored};
use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

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
    let encoding = asked.unwrap_or_else(|| match bytes.as_slice() {
        [0xFF, 0xFE, ..] => Encoding::Utf16Le,
        [0xFE, 0xFF, ..] => Encoding::Utf16Be,
        other if std::str::from_utf8(other).is_ok() => Encoding::Utf8,
        _ => Encoding::Gb18030,
    });
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

const SEPARATORS: [u8; 3] = [b',', b'\t', b';'];

/// The mark that splits the first lines into the most columns, outside quotes.
fn separator(text: &str) -> u8 {
    let mut counts = [0_usize; SEPARATORS.len()];
    let mut quoted = false;
    let mut lines = 0;
    for b in text.bytes() {
        match b {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                lines += 1;
                if lines == SNIFFED_LINES {
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
    let best = counts.iter().enumerate().rev().max_by_key(|(_, count)| **count);
    best.map_or(b',', |(i, _)| SEPARATORS[i])
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
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    // A row may hold line breaks, and blank rows are skipped by the reader but counted by people.
    let (mut at, mut lines, mut inner) = (0_usize, 0_u32, 0_u32);
    while rows.read_record(&mut record).map_err(|e| SheetError::Torn(e.to_string()))? {
        let start =
            record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX));
        let begin =
            start + text.as_bytes()[start..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        lines += line_ends(&text.as_bytes()[at..begin]);
        at = begin;
        let row = lines.saturating_sub(inner);
        inner += record.iter().map(|cell| line_ends(cell.as_bytes())).sum::<u32>();
        if reading.enough(&sheet) {
            break;
        }
        reading.row(row)?;
        for (column, text) in (0_u32..).zip(&record) {
            if text.is_empty() {
                continue;
            }
            let column = reading.fits(column, sheet.cell_count())?;
            if !sheet.push(CellPos { row, column }, text, Stored::Text) {
                return Err(SheetError::TooManyCells);
            }
        }
    }
    Ok(sheet)
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
        ] {
            assert_eq!(separator(text), mark, "{text}");
        }
    }
}
