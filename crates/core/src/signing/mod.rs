//! Canonical form, digest and signature of XML messages: station 7, and the first step of station 10.
//!
//! ## Invariants
//! - One parser, one tree: [`verify_parsed`] judges the tree that the message reader reads.
//! - Nothing that a document says about itself is trusted: algorithms come from a list, identifiers are never
//!   resolved, and a certificate inside a document never vouches for itself.
//! - What cannot be judged is refused.

// First, so that the others' tests see its macro.
#[cfg(test)]
#[macro_use]
pub(crate) mod samples;

mod c14n;
mod certificate;
mod crl;
mod crypto;
mod der;
mod moment;
mod name;
mod note;
mod parse;
mod pkcs12;
mod practice;
mod profile;
mod seal;
mod signer;
mod structure;
mod trust;
mod verify;

#[cfg(test)]
mod attacks;

pub use c14n::{C14nError, Canonical, document as canonical_document, element as canonical_element};
pub use certificate::{Certificate, CertificateError, raw_sm2};
pub use crypto::{KeyError, SoftKey};
pub use moment::{Expiry, TOLERATED, is_ahead, skew};
pub use note::Note;
pub use parse::{Limits, ParseError, Parsed, attribute, parse, parse_within};
pub use pkcs12::{OpenError, open as open_pkcs12};
pub use practice::{Practice, PracticeError, PracticeRandom, PracticeSubject};
pub use profile::{Algorithm, CEB, Digest, KeyKind, SM2_IDENTITY, may_be_signed};
pub use seal::{accept_signed, seal};
pub use signer::{Retry, SignError, Signer};
pub use trust::{ChainError, Revocation, Trust};
pub use verify::{Verdict, Verification, VerifyOptions, verify, verify_parsed};

/// Lower-case hexadecimal, two digits an octet.
pub(crate) fn hex(octets: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    octets
        .iter()
        .flat_map(|octet| [DIGITS[usize::from(octet >> 4)], DIGITS[usize::from(octet & 15)]])
        .map(char::from)
        .collect()
}
