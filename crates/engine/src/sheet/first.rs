//! The first rows of a large xlsx without reading the rest: a small workbook is made of the beginning of each sheet and of
//! the shared strings that it needs, and the ordinary reader reads that.

use std::io::{BufReader, Cursor, Read, Write};

use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, ZipArchive};

use super::unpacked::torn;
use super::{Bytes, SheetError, Source};

/// Parts above this size that are neither sheets nor strings are left out: pictures, macros.
const SMALL: u64 = 4 << 20;
/// How much of one part is unpacked at most before the whole file is read instead.
const MOST: usize = 256 << 20;
const CHUNK: usize = 1 << 16;

/// A workbook of the first `rows` rows of each sheet; `None` where its parts are written in a way that cannot be cut.
pub(super) fn cut(source: Source<'_>, rows: u32) -> Result<Option<Vec<u8>>, SheetError> {
    let mut zip = ZipArchive::new(BufReader::new(source.open()?)).map_err(torn)?;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut last_string = None;
    let mut strings = None;
    for i in 0..zip.len() {
        let (name, size) = {
            let part = zip.by_index_raw(i).map_err(torn)?;
            (part.name().map_err(torn)?.into_owned(), part.size())
        };
        let lower = name.to_ascii_lowercase();
        if lower.ends_with("sharedstrings.xml") {
            strings = Some((i, name));
        } else if lower.starts_with("xl/worksheets/") && lower.ends_with(".xml") {
            let Some(sheet) = beginning(&mut zip, i, "sheetData", &["/row>"], rows as usize)? else {
                return Ok(None);
            };
            last_string = last_string.max(largest_string(&sheet));
            out.start_file(name, stored).map_err(torn)?;
            out.write_all(&sheet).map_err(SheetError::Io)?;
        } else if size <= SMALL && !lower.starts_with("xl/media/") {
            out.raw_copy_file(zip.by_index_raw(i).map_err(torn)?).map_err(torn)?;
        }
    }
    if let Some((i, name)) = strings {
        // No sheet needs one: the table may be empty, but not absent.
        let needed = last_string.map_or(1, |last: usize| last.saturating_add(1));
        let Some(table) = beginning(&mut zip, i, "sst", &["/si>", "si/>"], needed)? else { return Ok(None) };
        out.start_file(name, stored).map_err(torn)?;
        out.write_all(&table).map_err(SheetError::Io)?;
    }
    Ok(Some(out.finish().map_err(torn)?.into_inner()))
}

/// A part up to the `count`-th of these marks inside the element `within`, with that element and the document closed.
fn beginning(
    zip: &mut ZipArchive<BufReader<Box<dyn Bytes + '_>>>,
    part: usize,
    within: &str,
    marks: &[&str],
    count: usize,
) -> Result<Option<Vec<u8>>, SheetError> {
    let mut part = zip.by_index(part).map_err(torn)?;
    let mut text = Vec::new();
    let mut prefix: Option<Vec<u8>> = None;
    let (mut looked, mut seen) = (0, 0);
    loop {
        let before = text.len();
        let got = part.by_ref().take(CHUNK as u64).read_to_end(&mut text);
        if got.map_err(|e| SheetError::Torn(e.to_string()))? == 0 {
            return Ok(Some(text));
        }
        if text.len() > MOST {
            return Ok(None);
        }
        prefix = prefix.or_else(|| prefix_of(&text, within));
        let Some(prefix) = &prefix else {
            if text.len() > SMALL as usize {
                return Ok(None);
            }
            continue;
        };
        // Every mark of ours ends in `>`; one that is cut by the end of the chunk is found with the next.
        let from = looked.max(before.saturating_sub(32));
        for at in from..text.len() {
            let ends = text[at] == b'>' && marks.iter().any(|mark| ends_element(&text[..=at], prefix, mark));
            if !ends || at < looked {
                continue;
            }
            looked = at + 1;
            seen += 1;
            if seen == count {
                text.truncate(at + 1);
                close(&mut text, prefix, within);
                return Ok(Some(text));
            }
        }
    }
}

/// The prefix with which the part names its elements: nothing, or as `x:`.
fn prefix_of(text: &[u8], element: &str) -> Option<Vec<u8>> {
    let at = text.windows(element.len()).position(|part| part == element.as_bytes())?;
    let open = text[..at].iter().rposition(|b| *b == b'<')?;
    let prefix = &text[open + 1..at];
    let plain = prefix.is_empty() || prefix.ends_with(b":") && prefix.len() <= 16;
    plain.then(|| prefix.to_vec())
}

/// Whether the text ends in the mark's tag: `</row>` or `</x:row>` for `/row>`, `<si/>` or `<x:si/>` for `si/>`.
fn ends_element(text: &[u8], prefix: &[u8], mark: &str) -> bool {
    let (slash, name) = mark.strip_prefix('/').map_or((&b"<"[..], mark), |name| (&b"</"[..], name));
    let Some(left) = text.strip_suffix(name.as_bytes()) else { return false };
    left.strip_suffix(prefix).is_some_and(|left| left.ends_with(slash))
}

fn close(text: &mut Vec<u8>, prefix: &[u8], within: &str) {
    let root = if within == "sheetData" { &["sheetData", "worksheet"][..] } else { &["sst"] };
    for element in root {
        text.extend_from_slice(b"</");
        text.extend_from_slice(prefix);
        text.extend_from_slice(element.as_bytes());
        text.push(b'>');
    }
}

/// The largest number of a shared string in the cells.
fn largest_string(sheet: &[u8]) -> Option<usize> {
    let mark = b"t=\"s\"";
    let mut largest = None;
    let mut from = 0;
    while let Some(at) = sheet[from..].windows(mark.len()).position(|part| part == mark) {
        from += at + mark.len();
        let Some(value) = sheet[from..].windows(2).position(|part| part == b"v>") else { break };
        let digits = &sheet[from + value + 2..];
        let end = digits.iter().position(|b| !b.is_ascii_digit()).unwrap_or(digits.len());
        let number = std::str::from_utf8(&digits[..end]).ok().and_then(|digits| digits.parse().ok());
        largest = largest.max(number);
    }
    largest
}
