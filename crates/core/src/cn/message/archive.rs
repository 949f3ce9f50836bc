//! Archives: messages that were kept in another encoding than the one they are sent in.
//!
//! What is verified is always UTF-8. An archive is only read: what is made of it here has no signature to keep.

use std::borrow::Cow;

use encoding_rs::GB18030;

use super::ReadError;
use crate::signing::ParseError;

/// The text of an archived message, whose XML declaration may name gb2312, GBK or GB18030. The text that comes back
/// declares UTF-8, so that it reads like any other message.
///
/// # Errors
/// The octets are not text of the encoding that they declare.
pub fn archive_text(octets: &[u8]) -> Result<Cow<'_, str>, ReadError> {
    let (marked, octets) = octets.strip_prefix(b"\xEF\xBB\xBF").map_or((false, octets), |rest| (true, rest));
    let utf8 =
        || std::str::from_utf8(octets).map(Cow::Borrowed).map_err(|_| ReadError::Xml(ParseError::NotUtf8));
    let Some((from, to)) = declared_encoding(octets) else { return utf8() };
    let name = octets[from..to].to_ascii_lowercase();
    if !matches!(name.as_slice(), b"gb2312" | b"gbk" | b"gb18030") {
        return utf8();
    }
    // A byte order mark says UTF-8, whatever is declared behind it.
    let text = match marked {
        true => utf8()?,
        false => GB18030
            .decode_without_bom_handling_and_without_replacement(octets)
            .ok_or(ReadError::Xml(ParseError::OtherEncoding))?,
    };
    // Everything up to the name is ASCII, one octet a character.
    Ok(Cow::Owned(format!("{}UTF-8{}", &text[..from], &text[to..])))
}

/// Where the declaration names the encoding.
fn declared_encoding(octets: &[u8]) -> Option<(usize, usize)> {
    let head = octets.get(..octets.len().min(200))?;
    let end = head.windows(2).position(|two| two == b"?>")?;
    let head = &head[..end];
    if !head.starts_with(b"<?xml") || !head.is_ascii() {
        return None;
    }
    let at = head.windows(8).position(|eight| eight == b"encoding")? + 8;
    let open = at + head[at..].iter().position(|b| matches!(b, b'"' | b'\''))?;
    let length = head[open + 1..].iter().position(|b| *b == head[open])?;
    Some((open + 1, open + 1 + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_is_read_by_what_it_declares() {
        for name in ["gb2312", "GBK", "gb18030"] {
            let text = format!("<?xml version='1.0' encoding='{name}'?><a>放行㐀</a>");
            let octets = GB18030.encode(&text).0;
            let read = archive_text(&octets).expect("an archive");
            assert_eq!(read, "<?xml version='1.0' encoding='UTF-8'?><a>放行㐀</a>");
        }
        let plain = "<?xml version=\"1.0\" encoding=\"utf-8\"?><a>放行</a>";
        assert_eq!(archive_text(plain.as_bytes()).expect("UTF-8"), plain);
        assert_eq!(archive_text("<a>放行</a>".as_bytes()).expect("UTF-8"), "<a>放行</a>");
        let saved_again = "\u{feff}<?xml version='1.0' encoding='gb2312'?><a>放行</a>";
        let read = archive_text(saved_again.as_bytes()).expect("UTF-8 by its mark");
        assert_eq!(read, "<?xml version='1.0' encoding='UTF-8'?><a>放行</a>");
    }

    #[test]
    fn octets_of_another_encoding_than_declared_are_refused() {
        let gbk_without_declaration = GB18030.encode("<a>放行</a>").0;
        assert!(archive_text(&gbk_without_declaration).is_err());
        assert!(archive_text(b"<?xml version='1.0' encoding='gb2312'?><a>\xff\xff</a>").is_err());
        assert!(archive_text(b"\xff\xfe<\0").is_err());
    }
}
