//! BER as old exports write it (open lengths, octet strings in pieces) → the same values with definite lengths.

use super::super::der::tlv;

/// Deepest nesting; an honest container needs about a dozen.
const DEEPEST: usize = 32;
const OCTET_STRING: u8 = 0x04;
const CONSTRUCTED: u8 = 0x20;

/// One value and nothing behind it, rewritten with definite lengths and whole octet strings. None when it is damaged,
/// longer than its input says, or too deep.
pub(super) fn definite(input: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(input.len());
    let rest = value(input, 0, &mut out)?;
    rest.is_empty().then_some(out)
}

/// Rewrites the first value and gives back what follows it.
fn value<'a>(input: &'a [u8], depth: usize, out: &mut Vec<u8>) -> Option<&'a [u8]> {
    let (&tag, rest) = input.split_first()?;
    // Tags of several octets do not occur in containers.
    if depth > DEEPEST || tag & 0x1f == 0x1f {
        return None;
    }
    let (&first, rest) = rest.split_first()?;
    if first == 0x80 {
        // An open length: only a constructed value may have one, and two zero octets end it.
        if tag & CONSTRUCTED == 0 {
            return None;
        }
        let mut contents = Vec::new();
        let mut rest = rest;
        while !rest.starts_with(&[0, 0]) {
            rest = value(rest, depth + 1, &mut contents)?;
        }
        put(tag, &contents, out)?;
        return rest.get(2..);
    }
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x84 => {
            let count = usize::from(first & 0x7f);
            let octets = rest.get(..count)?;
            (octets.iter().fold(0, |sum, octet| sum << 8 | usize::from(*octet)), &rest[count..])
        }
        _ => return None,
    };
    let (contents, after) = (rest.get(..length)?, &rest[length..]);
    if tag & CONSTRUCTED == 0 {
        out.extend_from_slice(&tlv(tag, &[contents]));
        return Some(after);
    }
    let mut rewritten = Vec::with_capacity(contents.len());
    let mut left = contents;
    while !left.is_empty() {
        left = value(left, depth + 1, &mut rewritten)?;
    }
    put(tag, &rewritten, out)?;
    Some(after)
}

fn put(tag: u8, contents: &[u8], out: &mut Vec<u8>) -> Option<()> {
    if tag == OCTET_STRING | CONSTRUCTED {
        out.extend_from_slice(&tlv(OCTET_STRING, &[&joined(contents)?]));
    } else {
        out.extend_from_slice(&tlv(tag, &[contents]));
    }
    Some(())
}

/// The pieces of an octet string, one after the other.
pub(super) fn joined(mut pieces: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(pieces.len());
    while !pieces.is_empty() {
        let (OCTET_STRING, piece, rest) = super::super::der::split(pieces)? else { return None };
        whole.extend_from_slice(piece);
        pieces = rest;
    }
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_lengths_and_pieces_become_definite() {
        for (ber, der) in [
            (&[0x30, 0x80, 0x02, 0x01, 0x05, 0x00, 0x00][..], Some(vec![0x30, 0x03, 0x02, 0x01, 0x05])),
            (
                &[0x24, 0x80, 0x04, 0x01, 0xaa, 0x04, 0x02, 0xbb, 0xcc, 0x00, 0x00],
                Some(vec![0x04, 0x03, 0xaa, 0xbb, 0xcc]),
            ),
            (&[0x30, 0x81, 0x03, 0x02, 0x01, 0x05], Some(vec![0x30, 0x03, 0x02, 0x01, 0x05])),
            (&[0x04, 0x80, 0x00, 0x00], None),
            (&[0x30, 0x80, 0x02, 0x01, 0x05, 0x00], None),
            (&[0x30, 0x03, 0x02, 0x01, 0x05, 0x00], None),
            (&[0x24, 0x03, 0x02, 0x01, 0x05], None),
            (&[0x1f, 0x01, 0x00], None),
            (&[], None),
        ] {
            assert_eq!(definite(ber), der, "{ber:02x?}");
        }
    }

    #[test]
    fn deep_nesting_ends_before_the_stack_does() {
        let open: Vec<u8> = [0x30, 0x80].repeat(100_000);
        assert_eq!(definite(&open), None);
        let fits = [[0x30, 0x80].repeat(20), [0, 0].repeat(20)].concat();
        assert!(definite(&fits).is_some());
    }
}
