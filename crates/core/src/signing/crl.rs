//! Revocation lists (RFC 5280, 5): which certificates of an authority count no longer.

use der::Decode as _;

use super::certificate::{Certificate, CertificateError, base64_of, fits_issuer, serial};
use super::der::split;
use crate::time::BeijingTime;

/// A list, read once.
#[derive(Clone, Debug)]
pub(super) struct RevocationList {
    der: Vec<u8>,
    issuer_der: Vec<u8>,
    this_update: BeijingTime,
    next_update: Option<BeijingTime>,
    serials: Vec<String>,
}

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const BOOLEAN: u8 = 0x01;
const OID: u8 = 0x06;
const EXTENSIONS: u8 = 0xa0;
/// Number of the list, key of the authority, and which certificates the list is about.
const NUMBER: &[u8] = &[0x55, 0x1d, 0x14];
const AUTHORITY_KEY: &[u8] = &[0x55, 0x1d, 0x23];
const SCOPE: &[u8] = &[0x55, 0x1d, 0x1c];
/// Longest list that is read.
const LARGEST: usize = 64 << 20;

impl RevocationList {
    /// One list in DER, or in PEM with its armour.
    pub(super) fn from_file(bytes: &[u8]) -> Result<Self, CertificateError> {
        const BEGIN: &str = "-----BEGIN X509 CRL-----";
        const END: &str = "-----END X509 CRL-----";
        let read = || {
            if bytes.len() > LARGEST {
                return None;
            }
            let Some(text) = std::str::from_utf8(bytes).ok().filter(|text| text.contains(BEGIN)) else {
                return Self::from_der(bytes);
            };
            let (_, rest) = text.split_once(BEGIN)?;
            let (body, rest) = rest.split_once(END)?;
            (!rest.contains(BEGIN)).then_some(())?;
            Self::from_der(&base64_of(body)?)
        };
        read().ok_or(CertificateError::Unreadable)
    }

    fn from_der(der: &[u8]) -> Option<Self> {
        let (SEQUENCE, list, []) = split(der)? else { return None };
        let (SEQUENCE, body, _) = split(list)? else { return None };
        // Lists of the first version name none.
        let body = match split(body)? {
            (INTEGER, [1], rest) => rest,
            (INTEGER, ..) => return None,
            _ => body,
        };
        let (SEQUENCE, _, after_algorithm) = split(body)? else { return None };
        let (SEQUENCE, _, rest) = split(after_algorithm)? else { return None };
        let issuer_der = after_algorithm[..after_algorithm.len() - rest.len()].to_vec();
        let (this_update, mut rest) = time(rest)?;
        let mut next_update = None;
        if let Some((next, after)) = time(rest) {
            (next_update, rest) = (Some(next), after);
        }
        let mut serials = Vec::new();
        if let Some((SEQUENCE, entries, after)) = split(rest) {
            serials = revoked(entries)?;
            rest = after;
        }
        if !rest.is_empty() {
            let (EXTENSIONS, extensions, []) = split(rest)? else { return None };
            let (SEQUENCE, extensions, []) = split(extensions)? else { return None };
            understood(extensions)?;
        }
        serials.sort_unstable();
        Some(RevocationList { der: der.to_vec(), issuer_der, this_update, next_update, serials })
    }

    pub(super) fn issuer_der(&self) -> &[u8] {
        &self.issuer_der
    }

    pub(super) fn this_update(&self) -> BeijingTime {
        self.this_update
    }

    /// Whether the list should have been renewed by then. A list that names no next one is stale from the start.
    pub(super) fn is_stale(&self, at: BeijingTime) -> bool {
        self.next_update.is_none_or(|next| at > next)
    }

    /// Whether the serial number stands on it.
    pub(super) fn names(&self, serial: &str) -> bool {
        self.serials.binary_search_by(|known| known.as_str().cmp(serial)).is_ok()
    }

    /// Whether the authority signed it and may do so.
    pub(super) fn is_issued_by(&self, authority: &Certificate) -> bool {
        authority.subject_der() == self.issuer_der
            && authority.may_revoke()
            && fits_issuer(&self.der, authority).unwrap_or(false)
    }
}

/// A moment at the front of `input`, and what follows.
fn time(input: &[u8]) -> Option<(BeijingTime, &[u8])> {
    let (0x17 | 0x18, _, rest) = split(input)? else { return None };
    let read = x509_cert::time::Time::from_der(&input[..input.len() - rest.len()]).ok()?;
    let ms = i64::try_from(read.to_unix_duration().as_millis()).ok()?;
    Some((BeijingTime::from_unix_ms(ms), rest))
}

fn revoked(mut entries: &[u8]) -> Option<Vec<String>> {
    let mut serials = Vec::new();
    while !entries.is_empty() {
        let (SEQUENCE, entry, next) = split(entries)? else { return None };
        let (INTEGER, number, rest) = split(entry)? else { return None };
        let (_, rest) = time(rest)?;
        if !rest.is_empty() {
            let (SEQUENCE, extensions, []) = split(rest)? else { return None };
            // A critical note on an entry may mean that it names another authority's certificate.
            if each(extensions, |_, critical, _| !critical)? {
                serials.push(serial(number));
            } else {
                return None;
            }
        } else {
            serials.push(serial(number));
        }
        entries = next;
    }
    Some(serials)
}

/// Lists that are parts of lists (changes only, some reasons only, of other authorities) would be taken for whole ones.
fn understood(extensions: &[u8]) -> Option<()> {
    let fits = each(extensions, |id, critical, value| match id {
        NUMBER | AUTHORITY_KEY => true,
        // Where it is to be had (0xa0) and that it is about users (0x81) changes nothing for a leaf.
        SCOPE => match split(value) {
            Some((SEQUENCE, mut parts, [])) => loop {
                match split(parts) {
                    None => break parts.is_empty(),
                    Some((0xa0 | 0x81, _, rest)) => parts = rest,
                    Some(_) => break false,
                }
            },
            _ => false,
        },
        _ => !critical,
    })?;
    fits.then_some(())
}

/// Whether every extension passes; none if one of them cannot be read.
fn each(mut extensions: &[u8], passes: impl Fn(&[u8], bool, &[u8]) -> bool) -> Option<bool> {
    let mut all = true;
    while !extensions.is_empty() {
        let (SEQUENCE, extension, next) = split(extensions)? else { return None };
        let (OID, id, rest) = split(extension)? else { return None };
        let (critical, rest) = match split(rest)? {
            (BOOLEAN, [flag], after) => (*flag != 0, after),
            _ => (false, rest),
        };
        let (0x04, value, []) = split(rest)? else { return None };
        all &= passes(id, critical, value);
        extensions = next;
    }
    Some(all)
}
