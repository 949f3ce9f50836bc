//! The merged ranges of an xlsx. They stand behind the cells of a sheet, so each sheet is unpacked up to them, but not read.

use std::collections::HashMap;
use std::io::{BufReader, Read};

use clearance_core::sheet::{CellPos, Merges};
use memchr::memmem;
use roxmltree::Document;
use zip::ZipArchive;

use super::Source;

const CHUNK: usize = 1 << 17;
/// What stands behind the cells is kept up to this size; a longer list of merges is cut.
const MOST_BEHIND: u64 = 16 << 20;
/// The workbook's own part is small.
const MOST_BOOK: u64 = 8 << 20;
/// More merged columns than this, over all ranges, are no heads of orders.
const MOST_RANGES: usize = 1_000_000;
/// A range wider than this is a title; its first columns suffice.
const MOST_COLUMNS: u16 = 256;

/// The merged ranges of each sheet, by its name. A workbook whose parts cannot be read has none: its cells are what counts.
pub(super) fn merges(source: Source<'_>) -> HashMap<String, Merges> {
    read(source).unwrap_or_default()
}

fn read(source: Source<'_>) -> Option<HashMap<String, Merges>> {
    let mut zip = ZipArchive::new(BufReader::new(source.open().ok()?)).ok()?;
    let mut part = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).ok()?.take(MOST_BOOK).read_to_string(&mut text).ok()?;
        Some(text)
    };
    let (book, rels) = (part("xl/workbook.xml")?, part("xl/_rels/workbook.xml.rels")?);
    let (book, rels) = (Document::parse(&book).ok()?, Document::parse(&rels).ok()?);
    let targets: HashMap<&str, &str> = rels
        .descendants()
        .filter_map(|node| Some((node.attribute("Id")?, node.attribute("Target")?)))
        .collect();
    let sheets = book.descendants().filter(|node| node.tag_name().name() == "sheet").filter_map(|node| {
        let id = node.attributes().find(|a| a.name() == "id" && a.namespace().is_some())?.value();
        Some((node.attribute("name")?, *targets.get(id)?))
    });
    let mut all = HashMap::new();
    for (name, target) in sheets {
        let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        if let Some(ranges) = zip.by_name(&path).ok().map(ranges).filter(|ranges| !ranges.is_empty()) {
            all.insert(name.to_owned(), Merges::new(ranges));
        }
    }
    Some(all)
}

fn ranges(mut part: impl Read) -> Vec<(CellPos, CellPos)> {
    let behind = behind_the_cells(&mut part);
    let mut columns = 0;
    let tags = memmem::find_iter(&behind, b"mergeCell ");
    let ranges = tags.filter_map(|at| {
        let tag = &behind[at..];
        let tag = std::str::from_utf8(&tag[..tag.iter().position(|b| *b == b'>')?]).ok()?;
        let (_, value) = tag.split_once("ref=")?;
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (from, to) = value[1..].split_once(quote)?.0.split_once(':')?;
        let (from, mut to) = (cell_named(from)?, cell_named(to)?);
        to.column = to.column.min(from.column.saturating_add(MOST_COLUMNS));
        columns += usize::from(to.column.saturating_sub(from.column)) + 1;
        (columns <= MOST_RANGES).then_some((from, to))
    });
    ranges.collect()
}

/// What follows the end of the cells.
fn behind_the_cells(part: &mut impl Read) -> Vec<u8> {
    let end = memmem::Finder::new(b"sheetData>");
    let mut text = Vec::with_capacity(CHUNK * 2);
    loop {
        let got = part.by_ref().take(CHUNK as u64).read_to_end(&mut text);
        if got.ok().is_none_or(|got| got == 0) {
            return Vec::new();
        }
        let closing = end.find_iter(&text).find(|at| {
            let open = text[..*at].iter().rposition(|b| *b == b'<');
            open.is_some_and(|open| text.get(open + 1) == Some(&b'/'))
        });
        if let Some(at) = closing {
            let mut behind = text.split_off(at);
            // Best effort: a torn end is the reader's business, which says so.
            let _ = part.take(MOST_BEHIND).read_to_end(&mut behind);
            return behind;
        }
        // A tag that is cut by the end of the chunk is found with the next.
        text.drain(..text.len().saturating_sub(64));
    }
}

/// `C12` or `$C$12` as a place.
fn cell_named(name: &str) -> Option<CellPos> {
    let name = name.replace('$', "");
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = name.split_at(digits);
    let column = letters.bytes().try_fold(0_u32, |column, letter| {
        let letter = letter.to_ascii_uppercase();
        letter
            .is_ascii_uppercase()
            .then(|| column.checked_mul(26)?.checked_add(u32::from(letter - b'A') + 1))?
    })?;
    Some(CellPos {
        row: row.parse::<u32>().ok()?.checked_sub(1)?,
        column: u16::try_from(column.checked_sub(1)?).ok()?,
    })
}
