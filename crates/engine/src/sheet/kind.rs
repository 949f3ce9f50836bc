//! What a file is, by its first bytes; its ending is not believed.

use super::Encoding;

/// How many bytes are looked at.
pub(super) const HEAD_BYTES: usize = 8_192;

/// What the bytes look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A zip: xlsx, ods, or something else in a zip.
    Zip,
    /// An OLE container: xls, or a workbook with a password.
    Ole,
    /// Text of some encoding.
    Text,
    /// HTML or an XML sheet; platforms give it the ending `.xls`.
    WebPage,
    /// None of them.
    Other,
}

pub(super) fn of(head: &[u8]) -> Kind {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Kind::Zip;
    }
    if head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return Kind::Ole;
    }
    if head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]) {
        return Kind::Text;
    }
    if utf16(head).is_some() {
        return Kind::Text;
    }
    let binary = |b: &u8| *b == 0 || (*b < 0x20 && !matches!(*b, b'\t' | b'\n' | b'\r' | 0x0B | 0x0C | 0x1A));
    if head.iter().any(binary) || head.starts_with(b"%PDF") {
        return Kind::Other;
    }
    let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    if !start.starts_with(b"<") {
        return Kind::Text;
    }
    let lower = start.to_ascii_lowercase();
    let has = |mark: &[u8]| lower.windows(mark.len()).any(|part| part == mark);
    if has(b"<html") || has(b"<table") || has(b"<!doctype html") || has(b"office:spreadsheet") {
        return Kind::WebPage;
    }
    Kind::Other
}

/// UTF-16 without its mark: read so, nearly all of it is what tables hold, and there are lines. Other text has no zeros.
pub(super) fn utf16(head: &[u8]) -> Option<Encoding> {
    if !head.contains(&0) {
        return None;
    }
    let plausible = |unit: u16| {
        matches!(unit, 0x09 | 0x0A | 0x0D | 0x20..=0x7E | 0xA0..=0xFF | 0x2000..=0x206F | 0x3000..=0x303F
            | 0x4E00..=0x9FFF | 0xFF00..=0xFFEF)
    };
    let score = |read: fn([u8; 2]) -> u16| {
        let units = || head.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
        let lines = units().any(|unit| matches!(unit, 0x0A | 0x0D));
        let good = units().filter(|unit| plausible(*unit)).count();
        (lines && good * 100 >= head.len() / 2 * 97).then_some(good)
    };
    match (score(u16::from_le_bytes), score(u16::from_be_bytes)) {
        (Some(little), Some(big)) if big > little => Some(Encoding::Utf16Be),
        (Some(_), _) => Some(Encoding::Utf16Le),
        (None, Some(_)) => Some(Encoding::Utf16Be),
        (None, None) => None,
    }
}

/// Whether a text is the source of a web page or an XML sheet.
pub(super) fn is_web_page(text: &str) -> bool {
    let start = text.trim_start();
    if !start.starts_with('<') {
        return false;
    }
    let head: String = start.chars().take(HEAD_BYTES).collect();
    let lower = head.to_ascii_lowercase();
    ["<html", "<table", "<!doctype html", "office:spreadsheet"].iter().any(|mark| lower.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_decide_not_the_ending() {
        for (head, kind) in [
            (&b"PK\x03\x04rest"[..], Kind::Zip),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Kind::Ole),
            ("订单编号,数量".as_bytes(), Kind::Text),
            (b"\xFF\xFEa\0", Kind::Text),
            (b"a\0,\0b\0\n\x001\0,\x002\0\n\0", Kind::Text),
            (b"\x8b\xa2\x53\x55\0,\0a\0\n", Kind::Text),
            (b"MZ\x90\0\x03\0\0\0\x04\0\n\0", Kind::Other),
            (b"\r\n<html><table>", Kind::WebPage),
            (
                b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
                Kind::WebPage,
            ),
            (b"<ceb:CEB621Message>", Kind::Other),
            (b"%PDF-1.7", Kind::Other),
            (b"\x89PNG\r\n\x1a\n\0\0", Kind::Other),
        ] {
            assert_eq!(of(head), kind);
        }
    }
}
