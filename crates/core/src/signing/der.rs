//! The few pieces of DER that are read or written by hand.

/// One tag-length-value; the contents are the parts, one after the other.
pub(super) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut out = Vec::with_capacity(length + 6);
    out.push(tag);
    match u8::try_from(length) {
        Ok(short @ 0..=0x7f) => out.push(short),
        _ => {
            let octets = length.to_be_bytes();
            let skip = octets.iter().take_while(|octet| **octet == 0).count();
            out.push(0x80 | u8::try_from(octets.len() - skip).expect("a length has at most eight octets"));
            out.extend_from_slice(&octets[skip..]);
        }
    }
    parts.iter().for_each(|part| out.extend_from_slice(part));
    out
}

/// An unsigned integer from its big-endian octets.
pub(super) fn unsigned(octets: &[u8]) -> Vec<u8> {
    let skip = octets.iter().take_while(|octet| **octet == 0).count();
    let value = &octets[skip..];
    let sign: &[u8] = if value.first().is_none_or(|first| *first >= 0x80) { &[0] } else { &[] };
    tlv(0x02, &[sign, value])
}

/// Splits one value off the front: tag, contents, rest. Definite lengths only.
pub(super) fn split(input: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = input.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x84 => {
            let count = usize::from(first & 0x7f);
            let octets = rest.get(..count)?;
            (octets.iter().fold(0, |sum, octet| sum << 8 | usize::from(*octet)), &rest[count..])
        }
        _ => return None,
    };
    Some((tag, rest.get(..length)?, &rest[length..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_signs_survive() {
        for length in [0, 1, 127, 128, 255, 256, 70_000] {
            let value = tlv(0x04, &[&vec![7; length]]);
            assert_eq!(split(&value), Some((0x04, &vec![7; length][..], &[][..])), "{length}");
        }
        assert_eq!(unsigned(&[0, 0, 0x80]), [2, 2, 0, 0x80]);
        assert_eq!(unsigned(&[0, 1]), [2, 1, 1]);
        assert_eq!(unsigned(&[0]), [2, 1, 0]);
        assert_eq!(split(&[4, 3, 1]), None);
        assert_eq!(split(&[4, 0x80, 0, 0]), None);
    }
}
