//! How much a zipped workbook unpacks to. The zip reader never gives more of a part than the directory declares, so that
//! what is declared bounds what is produced; a part that lies is torn.

use std::io::{BufReader, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Limits, SheetError, Source};

/// What is inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    Xlsx,
    Ods,
}

/// A part up to this size is harmless whatever its ratio.
const HARMLESS: u64 = 16 << 20;

const MOST_PARTS: usize = 10_000;

/// Looks at what every part of the zip declares, and says which kind of workbook it is.
pub(super) fn check(source: Source<'_>, limits: &Limits) -> Result<Inside, SheetError> {
    let mut zip = ZipArchive::new(BufReader::new(source.open()?)).map_err(torn)?;
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
        if total > limits.unpacked_bytes || is_suspicious(declared, packed, limits) {
            return Err(SheetError::Bomb);
        }
    }
    inside.ok_or(SheetError::NotASheet)
}

fn is_suspicious(declared: u64, packed: u64, limits: &Limits) -> bool {
    declared > HARMLESS && declared / packed.max(1) > limits.unpack_ratio
}

/// An `.ods` says how often a row and a cell repeat. How many cells that makes, for the rows that hold anything.
pub(super) fn ods_cells(source: Source<'_>) -> Result<u64, SheetError> {
    let mut zip = ZipArchive::new(BufReader::new(source.open()?)).map_err(torn)?;
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
