//! Randomness of the service: ids and tokens.

/// Octets that nobody can guess.
///
/// # Panics
/// Where the system gives no randomness: nothing can be done safely then.
#[must_use]
pub fn octets<const N: usize>() -> [u8; N] {
    let mut octets = [0; N];
    getrandom::fill(&mut octets).expect("the operating system gives randomness");
    octets
}

/// Ids of messages and receipts: random UUIDs in upper case. Draws many at once, because there are two a declaration.
#[derive(Default)]
pub struct Guids {
    pool: Vec<[u8; 16]>,
}

impl Guids {
    /// The next id.
    pub fn draw(&mut self) -> String {
        if self.pool.is_empty() {
            let drawn: [u8; 4096] = octets();
            self.pool.extend(drawn.as_chunks::<16>().0);
        }
        uuid(self.pool.pop().unwrap_or_else(octets))
    }
}

/// A random UUID (version 4), in upper case.
#[must_use]
pub fn guid() -> String {
    uuid(octets())
}

fn uuid(mut random: [u8; 16]) -> String {
    random[6] = random[6] & 0x0f | 0x40;
    random[8] = random[8] & 0x3f | 0x80;
    let mut out = String::with_capacity(36);
    for (n, octet) in random.iter().enumerate() {
        if matches!(n, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        push_hex(&mut out, *octet, b"0123456789ABCDEF");
    }
    out
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(octets: &[u8]) -> String {
    let mut out = String::with_capacity(octets.len() * 2);
    octets.iter().for_each(|octet| push_hex(&mut out, *octet, b"0123456789abcdef"));
    out
}

/// Octets from hexadecimal of either case; nothing where there are not exactly so many.
#[must_use]
pub fn from_hex<const N: usize>(hex: &str) -> Option<[u8; N]> {
    let mut octets = [0; N];
    if hex.len() != N * 2 || !hex.bytes().all(|sign| sign.is_ascii_hexdigit()) {
        return None;
    }
    for (n, octet) in octets.iter_mut().enumerate() {
        *octet = u8::from_str_radix(&hex[2 * n..2 * n + 2], 16).ok()?;
    }
    Some(octets)
}

fn push_hex(out: &mut String, octet: u8, digits: &[u8; 16]) {
    out.push(char::from(digits[usize::from(octet >> 4)]));
    out.push(char::from(digits[usize::from(octet & 15)]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_random_uuids() {
        let mut guids = Guids::default();
        let (one, two) = (guids.draw(), guids.draw());
        assert_ne!(one, two);
        assert_eq!((one.len(), &one[14..15]), (36, "4"));
        assert!(one.bytes().all(|b| b == b'-' || b.is_ascii_digit() || b.is_ascii_uppercase()));
    }
}
