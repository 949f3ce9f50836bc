//! What a file is, by its first bytes; its ending is not believed.

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
