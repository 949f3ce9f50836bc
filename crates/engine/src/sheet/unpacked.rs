//! How much a zipped workbook unpacks to, by counting, before anything believes its directory.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Limits, Reading, SheetError};

/// What is inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    Xlsx,
    Ods,
}

/// Deflate cannot make anything larger than this many times.
const DEFLATE_MOST: u64 = 1_032;

/// A part up to this size is harmless whatever its ratio.
const HARMLESS: u64 = 16 << 20;

const MOST_PARTS: usize = 10_000;

/// Looks at every part of the zip, unpacks and counts those that could be large, and says which kind of workbook it is.
pub(super) fn check(path: &Path, reading: &mut Reading<'_>) -> Result<Inside, SheetError> {
    let file = File::open(path).map_err(SheetError::from_open)?;
    let mut zip = ZipArchive::new(BufReader::new(file)).map_err(torn)?;
    let limits = reading.options.limits;
    if zip.len() > MOST_PARTS {
        return Err(SheetError::Bomb);
    }
    let mut total = 0_u64;
    let mut inside = None;
    for i in 0..zip.len() {
        let (declared, packed, name) = {
            let part = zip.by_index_raw(i).map_err(torn)?;
            (part.size(), part.compressed_size(), part.name().map_err(torn)?.into_owned())
        };
        match name.as_str() {
            "xl/workbook.xml" => inside = Some(Inside::Xlsx),
            "content.xml" => inside = inside.or(Some(Inside::Ods)),
            _ => {}
        }
        total = total.saturating_add(declared);
        if total > limits.unpacked_bytes || is_suspicious(declared, packed, &limits) {
            return Err(SheetError::Bomb);
        }
        // Pictures are never unpacked; what cannot become large needs no counting.
        let read_later = name.ends_with(".xml") || name.ends_with(".rels");
        if read_later && packed.saturating_mul(DEFLATE_MOST) > HARMLESS {
            count(&mut zip, i, declared, reading)?;
        }
    }
    inside.ok_or(SheetError::NotASheet)
}

fn is_suspicious(declared: u64, packed: u64, limits: &Limits) -> bool {
    declared > HARMLESS && declared / packed.max(1) > limits.unpack_ratio
}

/// Unpacks one part into nothing. More bytes than declared is a lie.
fn count(
    zip: &mut ZipArchive<BufReader<File>>,
    i: usize,
    declared: u64,
    reading: &mut Reading<'_>,
) -> Result<(), SheetError> {
    let mut part = zip.by_index(i).map_err(torn)?;
    let mut buffer = vec![0_u8; 1 << 18];
    let mut seen = 0_u64;
    loop {
        let n = part.read(&mut buffer).map_err(|e| SheetError::Torn(e.to_string()))?;
        if n == 0 {
            return Ok(());
        }
        seen += n as u64;
        if seen > declared {
            return Err(SheetError::Bomb);
        }
        if seen.is_multiple_of(16 << 20) {
            reading.report()?;
        }
    }
}

/// An `.ods` says how often a row and a cell repeat. How many cells that makes, for the rows that hold anything.
pub(super) fn ods_cells(path: &Path) -> Result<u64, SheetError> {
    let file = File::open(path).map_err(SheetError::from_open)?;
    let mut zip = ZipArchive::new(BufReader::new(file)).map_err(torn)?;
    let mut content = Vec::new();
    let mut part = zip.by_name("content.xml").map_err(torn)?;
    part.read_to_end(&mut content).map_err(|e| SheetError::Torn(e.to_string()))?;
    let mut cells = 0_u64;
    for row in split(&content, b"<table:table-row").skip(1) {
        let (tag, rest) = row.split_at(row.iter().position(|b| *b == b'>').unwrap_or(row.len()));
        let holds = [&b"<text:p"[..], b"office:value"].iter().any(|mark| split(rest, mark).nth(1).is_some());
        if holds {
            let of_cell = |part: &[u8]| repeated(part, b"number-columns-repeated=\"");
            let width: u64 = split(rest, b"table-cell").skip(1).map(of_cell).fold(0, u64::saturating_add);
            let rows = repeated(tag, b"number-rows-repeated=\"");
            cells = cells.saturating_add(rows.saturating_mul(width.min(16_384)));
        }
    }
    Ok(cells)
}

fn repeated(tag: &[u8], attribute: &[u8]) -> u64 {
    let end = tag.iter().position(|b| *b == b'>').unwrap_or(tag.len());
    let Some(value) = split(&tag[..end], attribute).nth(1) else { return 1 };
    let digits: String = value.iter().take_while(|b| b.is_ascii_digit()).map(|b| char::from(*b)).collect();
    digits.parse().unwrap_or(u64::MAX)
}

fn split<'a>(bytes: &'a [u8], mark: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut left = Some(bytes);
    std::iter::from_fn(move || {
        let rest = left?;
        let first = *mark.first()?;
        let mut from = 0;
        while let Some(at) = rest[from..].iter().position(|b| *b == first) {
            let at = from + at;
            if rest[at..].starts_with(mark) {
                left = Some(&rest[at + mark.len()..]);
                return Some(&rest[..at]);
            }
            from = at + 1;
        }
        left = None;
        Some(rest)
    })
}

pub(super) fn torn(error: ZipError) -> SheetError {
    match error {
        ZipError::Io(e) => SheetError::Torn(e.to_string()),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => SheetError::Password,
        other => SheetError::Torn(other.to_string()),
    }
}
