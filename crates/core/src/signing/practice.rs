//! Identities for practice: an SM2 key with a certificate that it signed itself, without any outside tool.

use p12_keystore::{Certificate as P12Certificate, KeyStore, KeyStoreEntry, PrivateKey, PrivateKeyChain};
use rsa::pkcs8::EncodePrivateKey;
use zeroize::Zeroizing;

use super::certificate::Certificate;
use super::crypto::{SoftKey, sm2_sign};
use super::der::{tlv, unsigned};
use crate::time::BeijingTime;

/// Randomness, handed in: this crate has none.
pub struct PracticeRandom {
    /// Becomes the private key. Wiped when dropped.
    pub key: Zeroizing<[u8; 32]>,
    /// Becomes the serial number; the first octet is set as on real SM2 cards.
    pub serial: [u8; 8],
}

/// Whom the certificate names. Invented names only: the certificate says that it is for practice.
#[derive(Clone, Copy, Debug)]
pub struct PracticeSubject<'a> {
    /// Name of the enterprise, also its common name.
    pub enterprise_name: &'a str,
    /// Customs code of the enterprise.
    pub enterprise_code: &'a str,
    /// First moment of validity.
    pub not_before: BeijingTime,
    /// Last moment of validity.
    pub not_after: BeijingTime,
}

/// Why no identity was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PracticeError {
    /// The random octets are no private key (one case in 2^32): hand in others.
    #[error("the random octets are no private key")]
    UnusableRandom,
    /// The names or times do not fit into a certificate.
    #[error("the certificate cannot be made")]
    Certificate,
    /// The container cannot be written.
    #[error("the PKCS#12 container cannot be written")]
    Container,
}

/// A practice identity.
pub struct Practice {
    certificate: Certificate,
    secret: sm2::SecretKey,
}

const COMMON_NAME: &[u8] = &[0x06, 0x03, 0x55, 0x04, 0x03];
const COUNTRY: &[u8] = &[0x06, 0x03, 0x55, 0x04, 0x06];
const ORGANISATION: &[u8] = &[0x06, 0x03, 0x55, 0x04, 0x0a];
const UNIT: &[u8] = &[0x06, 0x03, 0x55, 0x04, 0x0b];
/// SM2 with SM3, 1.2.156.10197.1.501.
const SM2_WITH_SM3: &[u8] = &[0x06, 0x08, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x83, 0x75];
/// A key on an elliptic curve, 1.2.840.10045.2.1.
const EC_KEY: &[u8] = &[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// The SM2 curve, 1.2.156.10197.1.301.
const SM2_CURVE: &[u8] = &[0x06, 0x08, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d];
const BASIC_CONSTRAINTS: &[u8] = &[0x06, 0x03, 0x55, 0x1d, 0x13];
const KEY_USAGE: &[u8] = &[0x06, 0x03, 0x55, 0x1d, 0x0f];
/// The e-port's private extensions 5.1 (enterprise name) and 5.9 (enterprise number).
const EPORT_NAME: &[u8] = &[0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01, 0xa9, 0x43, 0x64, 0x05, 0x01];
const EPORT_CODE: &[u8] = &[0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01, 0xa9, 0x43, 0x64, 0x05, 0x09];

const SEQUENCE: u8 = 0x30;
const TRUE: &[u8] = &[0x01, 0x01, 0xff];

impl Practice {
    /// Makes a key and its self-signed certificate.
    ///
    /// # Errors
    /// See [`PracticeError`].
    pub fn make(random: PracticeRandom, subject: PracticeSubject<'_>) -> Result<Self, PracticeError> {
        let secret = sm2::SecretKey::from_slice(&*random.key).map_err(|_| PracticeError::UnusableRandom)?;
        let body = body(&secret, random.serial, subject)?;
        let raw = sm2_sign(&secret, &body).map_err(|_| PracticeError::Certificate)?;
        let signature = tlv(SEQUENCE, &[&unsigned(&raw[..32]), &unsigned(&raw[32..])]);
        let der = tlv(SEQUENCE, &[&body, &tlv(SEQUENCE, &[SM2_WITH_SM3]), &tlv(0x03, &[&[0], &signature])]);
        let certificate = Certificate::from_der(&der).map_err(|_| PracticeError::Certificate)?;
        Ok(Practice { certificate, secret })
    }

    /// The certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// A key that signs.
    #[must_use]
    pub fn signer(&self) -> SoftKey {
        SoftKey::sm2(self.secret.clone(), self.certificate.clone())
    }

    /// The private key as PKCS#8 DER, for a store that encrypts it itself.
    ///
    /// # Errors
    /// [`PracticeError::Container`].
    pub fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, PracticeError> {
        let document = self.secret.to_pkcs8_der().map_err(|_| PracticeError::Container)?;
        Ok(document.to_bytes())
    }

    /// Key and certificate as a PKCS#12 container (AES-256, PBKDF2 with SHA-256). The salts of the container come from the
    /// system: two containers of one identity differ.
    ///
    /// # Errors
    /// [`PracticeError::Container`].
    pub fn to_pkcs12(&self, passphrase: &str) -> Result<Vec<u8>, PracticeError> {
        let failed = |_| PracticeError::Container;
        let key = PrivateKey::from_der(&self.to_pkcs8()?).map_err(failed)?;
        let certificate = P12Certificate::from_der(self.certificate.der()).map_err(failed)?;
        let chain = PrivateKeyChain::new(self.certificate.serial(), key, [certificate]);
        let mut store = KeyStore::new();
        store.add_entry("practice", KeyStoreEntry::PrivateKeyChain(chain));
        store.writer(passphrase).write().map_err(failed)
    }
}

/// The part of the certificate that is signed (RFC 5280, 4.1), in the form of the SM2 cards.
fn body(
    secret: &sm2::SecretKey,
    serial: [u8; 8],
    subject: PracticeSubject<'_>,
) -> Result<Vec<u8>, PracticeError> {
    let mut serial = serial;
    // Eight octets with a leading zero digit, as on real cards; different from theirs (03) by the second one.
    serial[0] = 0x0e;
    let name = name(subject);
    let point = secret.public_key().to_sec1_bytes();
    let key = tlv(SEQUENCE, &[&tlv(SEQUENCE, &[EC_KEY, SM2_CURVE]), &tlv(0x03, &[&[0], &point])]);
    let validity = tlv(SEQUENCE, &[&time(subject.not_before)?, &time(subject.not_after)?]);
    let private = |id: &[u8], text: &str| tlv(SEQUENCE, &[id, &tlv(0x04, &[&tlv(0x0c, &[text.as_bytes()])])]);
    let extensions = tlv(
        SEQUENCE,
        &[
            &tlv(SEQUENCE, &[BASIC_CONSTRAINTS, TRUE, &tlv(0x04, &[&tlv(SEQUENCE, &[])])]),
            // digitalSignature and nonRepudiation
            &tlv(SEQUENCE, &[KEY_USAGE, TRUE, &tlv(0x04, &[&[0x03, 0x02, 0x06, 0xc0]])]),
            &private(EPORT_NAME, subject.enterprise_name),
            &private(EPORT_CODE, subject.enterprise_code),
        ],
    );
    Ok(tlv(
        SEQUENCE,
        &[
            &tlv(0xa0, &[&[0x02, 0x01, 0x02]]),
            &unsigned(&serial),
            &tlv(SEQUENCE, &[SM2_WITH_SM3]),
            &name,
            &validity,
            &name,
            &key,
            &tlv(0xa3, &[&extensions]),
        ],
    ))
}

fn name(subject: PracticeSubject<'_>) -> Vec<u8> {
    let part =
        |id: &[u8], tag: u8, text: &str| tlv(0x31, &[&tlv(SEQUENCE, &[id, &tlv(tag, &[text.as_bytes()])])]);
    tlv(
        SEQUENCE,
        &[
            &part(COUNTRY, 0x13, "CN"),
            &part(ORGANISATION, 0x0c, subject.enterprise_name),
            &part(UNIT, 0x0c, "练习 PRACTICE"),
            &part(COMMON_NAME, 0x0c, subject.enterprise_name),
        ],
    )
}

/// UTCTime until 2049, GeneralizedTime after (RFC 5280, 4.1.2.5), both in UTC.
fn time(at: BeijingTime) -> Result<Vec<u8>, PracticeError> {
    let utc = BeijingTime::from_unix_ms(at.unix_ms() - 8 * 3_600_000);
    let digits = utc.wire14();
    match utc.date().year() {
        1950..=2049 => Ok(tlv(0x17, &[&digits.as_bytes()[2..], b"Z"])),
        2050..=9999 => Ok(tlv(0x18, &[digits.as_bytes(), b"Z"])),
        _ => Err(PracticeError::Certificate),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Signer, open_pkcs12, pkcs12::OpenError};
    use super::*;

    fn practice(name: &str) -> Result<Practice, PracticeError> {
        let random = PracticeRandom { key: Zeroizing::new([7; 32]), serial: [9; 8] };
        let at = |ms| BeijingTime::from_unix_ms(ms);
        let (not_before, not_after) = (at(1_700_000_000_000), at(2_600_000_000_000));
        Practice::make(
            random,
            PracticeSubject { enterprise_name: name, enterprise_code: "110196T001", not_before, not_after },
        )
    }

    #[test]
    fn a_practice_identity_names_its_enterprise_and_signs() {
        let made = practice("云舟练习电商有限公司").expect("an identity");
        let certificate = made.certificate();
        assert_eq!(certificate.serial(), "0e09090909090909");
        assert_eq!(certificate.enterprise_name(), Some("云舟练习电商有限公司"));
        assert_eq!(certificate.enterprise_code(), Some("110196T001"));
        assert_eq!(certificate.not_after().unix_ms(), 2_600_000_000_000);
        assert!(certificate.may_sign() && !certificate.is_authority() && !certificate.has_unknown_critical());
        let key = made.signer();
        let signature = key.sign(b"message").expect("a signature");
        assert!(certificate.verifies(key.algorithm(), b"message", &signature));
        assert!(!certificate.verifies(key.algorithm(), b"messagf", &signature));
    }

    #[test]
    fn the_container_opens_with_its_password_only() {
        let made = practice("云舟练习电商有限公司").expect("an identity");
        let container = made.to_pkcs12("口令 one").expect("a container");
        assert_eq!(open_pkcs12(&container, "口令 two").err(), Some(OpenError::WrongPassword));
        let opened = open_pkcs12(&container, "口令 one").expect("the key");
        assert_eq!(opened.certificate(), made.certificate());
        let again = SoftKey::from_pkcs8(&made.to_pkcs8().expect("PKCS#8"), made.certificate().clone());
        assert!(again.is_ok());
    }

    #[test]
    fn the_same_random_octets_make_the_same_identity() {
        let der = |name| practice(name).expect("an identity").certificate().der().to_vec();
        assert_eq!(der("甲公司"), der("甲公司"));
        assert_ne!(der("甲公司"), der("乙公司"));
    }
}
