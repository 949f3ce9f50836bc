//! Names in certificates: of both card generations as text, and masked for screens and logs.

use der::{Tag, Tagged};
use x509_cert::name::Name;

use super::der as pieces;

/// The kinds of name parts that are masked differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attribute {
    Country,
    State,
    Locality,
    Organisation,
    Unit,
    CommonName,
    Other,
}

impl Attribute {
    const fn label(self) -> &'static str {
        match self {
            Attribute::Country => "C",
            Attribute::State => "ST",
            Attribute::Locality => "L",
            Attribute::Organisation => "O",
            Attribute::Unit => "OU",
            Attribute::CommonName => "CN",
            Attribute::Other => "?",
        }
    }
}

pub(super) fn name(name: &Name) -> Vec<(Attribute, String)> {
    let parts = name.iter_rdn().flat_map(|rdn| rdn.iter());
    parts
        .map(|part| {
            let attribute = match part.oid.to_string().as_str() {
                "2.5.4.6" => Attribute::Country,
                "2.5.4.8" => Attribute::State,
                "2.5.4.7" => Attribute::Locality,
                "2.5.4.10" => Attribute::Organisation,
                "2.5.4.11" => Attribute::Unit,
                "2.5.4.3" => Attribute::CommonName,
                _ => Attribute::Other,
            };
            (attribute, text_of(part.value.tag(), part.value.value()))
        })
        .collect()
}

/// The old cards write names as BMPString (UTF-16BE).
pub(super) fn text_of(tag: Tag, octets: &[u8]) -> String {
    match tag {
        Tag::BmpString => {
            let units: Vec<u16> =
                octets.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        _ => utf8_or_gbk(octets),
    }
}

/// Private extensions: a string type or an OCTET STRING around UTF-8 (SM2 cards) or GBK (RSA cards).
pub(super) fn private_text(value: &[u8]) -> Option<String> {
    let mut inner = value;
    let mut tag = 0x04;
    while let (0x04, Some((next, contents, []))) = (tag, pieces::split(inner)) {
        (tag, inner) = (next, contents);
    }
    let text = match tag {
        0x1e => text_of(Tag::BmpString, inner),
        _ => utf8_or_gbk(inner),
    };
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0').to_owned();
    (!text.is_empty()).then_some(text)
}

fn utf8_or_gbk(octets: &[u8]) -> String {
    match std::str::from_utf8(octets) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::GBK.decode_without_bom_handling(octets).0.into_owned(),
    }
}

pub(super) fn written(parts: &[(Attribute, String)], show: impl Fn(Attribute, &str) -> String) -> String {
    let mut out = String::new();
    for (attribute, value) in parts {
        if !out.is_empty() {
            out.push_str(", ");
        }
        out.push_str(attribute.label());
        out.push('=');
        out.push_str(&show(*attribute, value));
    }
    out
}

/// Up to four characters may be a person: only the first stays. Longer names keep two characters at each end.
pub(super) fn masked(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let (head, tail) = if letters.len() <= 4 { (1, 0) } else { (2, 2) };
    let keep = |at: usize| at < head || at + tail >= letters.len();
    letters.iter().enumerate().map(|(at, letter)| if keep(at) { *letter } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_masked_by_what_they_are() {
        for (name, shown) in [
            ("张三", "张*"),
            ("欧阳小宝", "欧***"),
            ("云舟跨境电商有限公司", "云舟******公司"),
            ("A", "A"),
            ("", ""),
        ] {
            assert_eq!(masked(name), shown);
        }
    }

    #[test]
    fn names_of_both_card_generations_are_text() {
        assert_eq!(text_of(Tag::BmpString, &[0x4e, 0x2d, 0x56, 0xfd]), "中国");
        assert_eq!(private_text(&[0x04, 0x04, 0xb2, 0xe2, 0xca, 0xd4]).as_deref(), Some("测试"));
        assert_eq!(private_text(b"\x0c\x06\xe6\xb5\x8b\xe8\xaf\x95").as_deref(), Some("测试"));
        assert_eq!(private_text(b"\x16\x03S02").as_deref(), Some("S02"));
        assert_eq!(private_text(b"").as_deref(), None);
    }
}
