//! What an xlsx says beside the values of its cells: merged ranges, what is hidden, formulas that were never calculated. The
//! merged ranges stand behind the cells, so each sheet is unpacked up to them, but not read.

use std::collections::HashMap;
use std::io::{BufReader, Read};

use clearance_core::sheet::{CellPos, Merges, Unseen};
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

/// So many hidden rows and formulas are noted; more of them say nothing new.
const MOST_NOTED: usize = 200_000;
/// A row that is longer is not looked into.
const LONGEST_ROW: usize = 8 << 20;

/// What stands beside the values of a sheet.
#[derive(Default)]
pub(super) struct Beside {
    pub(super) merges: Merges,
    pub(super) unseen: Unseen,
}

/// What stands beside the values of each sheet, by its name. A workbook whose parts cannot be read has nothing of it: its
/// cells are what counts.
pub(super) fn beside(source: Source<'_>) -> HashMap<String, Beside> {
    read(source).unwrap_or_default()
}

fn read(source: Source<'_>) -> Option<HashMap<String, Beside>> {
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
        if let Ok(part) = zip.by_name(&path) {
            all.insert(name.to_owned(), of_sheet(part));
        }
    }
    Some(all)
}

fn of_sheet(mut part: impl Read) -> Beside {
    let mut unseen = Unseen::default();
    let behind = behind_the_cells(&mut part, &mut unseen);
    unseen.rows.sort_unstable();
    unseen.formulas.sort_unstable();
    Beside { merges: Merges::new(ranges(&behind)), unseen }
}

fn ranges(behind: &[u8]) -> Vec<(CellPos, CellPos)> {
    let mut columns = 0;
    let tags = memmem::find_iter(behind, b"mergeCell ");
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

/// What follows the end of the cells. On the way there it is noted what is hidden and what was never calculated.
fn behind_the_cells(part: &mut impl Read, unseen: &mut Unseen) -> Vec<u8> {
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
            note(&text[..at], unseen);
            let mut behind = text.split_off(at);
            // Best effort: a torn end is the reader's business, which says so.
            let _ = part.take(MOST_BEHIND).read_to_end(&mut behind);
            return behind;
        }
        // Whole rows are looked into; what is cut by the end of the chunk waits for the next.
        if let Some(at) = memmem::rfind(&text, b"</row>") {
            note(&text[..at], unseen);
            text.drain(..at);
        } else if text.len() > LONGEST_ROW {
            text.drain(..text.len() - 64);
        }
    }
}

/// Notes what is hidden in some rows, and which formulas have no value.
fn note(rows: &[u8], unseen: &mut Unseen) {
    for at in memmem::find_iter(rows, b" hidden=\"") {
        let Some(open) = rows[..at].iter().rposition(|b| *b == b'<') else { continue };
        let Some(tag) =
            tag(&rows[open..]).filter(|tag| matches!(value(tag, " hidden=\""), Some("1" | "true")))
        else {
            continue;
        };
        let number = |name: &str| value(tag, name).and_then(|text| text.parse::<u32>().ok()?.checked_sub(1));
        if tag.starts_with("<row ") && unseen.rows.len() < MOST_NOTED {
            unseen.rows.extend(number(" r=\""));
        } else if tag.starts_with("<col ")
            && let (Some(first), Some(last)) = (number(" min=\""), number(" max=\""))
        {
            let narrow = |column: u32| u16::try_from(column).unwrap_or(u16::MAX);
            unseen.columns.push((narrow(first), narrow(last)));
        }
    }
    for at in memmem::find_iter(rows, b"<f") {
        let is_formula = matches!(rows.get(at + 2), Some(b'>' | b' ' | b'/'));
        if !is_formula || unseen.formulas.len() >= MOST_NOTED {
            continue;
        }
        let Some(end) = memmem::find(&rows[at..], b"</c>") else { break };
        let cell = &rows[at..at + end];
        let valued = memmem::find(cell, b"<v>").is_some_and(|v| cell.get(v + 3) != Some(&b'<'));
        if valued || memmem::find(cell, b"<is>").is_some() {
            continue;
        }
        let open = memmem::rfind(&rows[..at], b"<c ").and_then(|open| tag(&rows[open..]));
        unseen.formulas.extend(open.and_then(|tag| cell_named(value(tag, " r=\"")?)));
    }
}

/// A tag from its beginning.
fn tag(text: &[u8]) -> Option<&str> {
    std::str::from_utf8(&text[..text.iter().position(|b| *b == b'>')?]).ok()
}

/// The value of an attribute, by its name with the mark before it.
fn value<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(name)?.1.split_once('"').map(|(value, _)| value)
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
