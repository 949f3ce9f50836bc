//! The clock and chance: the only place that reads either.

use std::time::{SystemTime, UNIX_EPOCH};

use clearance_core::time::BeijingTime;

use crate::error::{Error, Result, fault};

/// Now, in Beijing.
#[must_use]
pub fn now() -> BeijingTime {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    BeijingTime::from_unix_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Fills a buffer with randomness of the system.
///
/// # Errors
/// The system has none to give.
pub fn random(buffer: &mut [u8]) -> Result<()> {
    getrandom::fill(buffer).map_err(|e| Error::new(&fault::RANDOM).because(e))
}

/// A fresh id: an upper-case UUID of version 4, as messages and records carry it.
///
/// # Errors
/// The system has no randomness to give.
pub fn guid() -> Result<String> {
    let mut octets = [0_u8; 16];
    random(&mut octets)?;
    octets[6] = octets[6] & 0x0f | 0x40;
    octets[8] = octets[8] & 0x3f | 0x80;
    let hex: String = octets.iter().map(|octet| format!("{octet:02X}")).collect();
    Ok(format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]))
}

/// A fraction from 0 up to 1,000,000 exclusive, for jitter.
pub fn millionth() -> u64 {
    let mut octets = [0_u8; 8];
    // Without randomness the middle is as good as any point: jitter only spreads load.
    if random(&mut octets).is_err() {
        return 500_000;
    }
    u64::from_be_bytes(octets) % 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_is_an_upper_case_uuid_of_version_4() {
        let (one, two) = (guid().expect("randomness"), guid().expect("randomness"));
        assert_ne!(one, two);
        assert_eq!(one.len(), 36);
        assert_eq!(&one[14..15], "4");
        assert!("89AB".contains(&one[19..20]));
        assert!(one.chars().all(|c| c == '-' || c.is_ascii_digit() || ('A'..='F').contains(&c)));
    }
}
