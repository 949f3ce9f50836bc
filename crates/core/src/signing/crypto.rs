//! Keys: checking with a public one, signing with a private one in memory.

use aws_lc_rs::signature::{
    RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY as RSA_SHA1, RSA_PKCS1_2048_8192_SHA256 as RSA_SHA256,
    UnparsedPublicKey,
};
use rsa::pkcs8::DecodePrivateKey;
use rsa::traits::PublicKeyParts;
use sm2::dsa::signature::{Signer as _, Verifier as _};

use super::certificate::Certificate;
use super::profile::{Algorithm, KeyKind, SM2_IDENTITY};
use super::signer::{SignError, Signer};

/// The public key of a certificate.
#[derive(Clone, Debug)]
pub(super) enum PublicKey {
    /// An RSA key as PKCS#1 DER.
    Rsa { der: Vec<u8>, bits: u32, exponent: u64 },
    /// A point on the SM2 curve, with the default identity hashed in.
    Sm2(Box<sm2::dsa::VerifyingKey>),
}

impl PublicKey {
    /// From PKCS#1 DER.
    pub(super) fn rsa(der: &[u8]) -> Option<Self> {
        let (0x30, body, []) = super::der::split(der)? else { return None };
        let (0x02, modulus, rest) = super::der::split(body)? else { return None };
        let (0x02, exponent, []) = super::der::split(rest)? else { return None };
        let number = |octets: &[u8]| {
            let negative = octets.first().is_none_or(|first| *first >= 0x80);
            let skip = octets.iter().take_while(|octet| **octet == 0).count();
            (!negative).then(|| octets[skip..].to_vec())
        };
        let (modulus, exponent) = (number(modulus)?, number(exponent)?);
        let top = modulus.first()?.leading_zeros();
        let bits = u32::try_from(modulus.len()).ok()?.checked_mul(8)? - top;
        let exponent = (exponent.len() <= 8)
            .then(|| exponent.iter().fold(0, |sum, octet| sum << 8 | u64::from(*octet)))?;
        Some(PublicKey::Rsa { der: der.to_vec(), bits, exponent })
    }

    /// From an encoded point; a point off the curve is refused.
    pub(super) fn sm2(point: &[u8]) -> Option<Self> {
        // Only the uncompressed form occurs in certificates (GM/T 0009).
        (point.len() == 65 && point[0] == 4).then_some(())?;
        Some(PublicKey::Sm2(Box::new(sm2::dsa::VerifyingKey::from_sec1_bytes(SM2_IDENTITY, point).ok()?)))
    }

    pub(super) fn kind(&self) -> KeyKind {
        match self {
            PublicKey::Rsa { bits, .. } => KeyKind::Rsa { bits: *bits },
            PublicKey::Sm2(_) => KeyKind::Sm2,
        }
    }

    /// Exponent 65537; a modulus of 1024 bits in the old RSA-SHA1 row only, otherwise 2048 to 8192.
    pub(super) fn strong_enough_for(&self, algorithm: Algorithm) -> bool {
        match self {
            PublicKey::Rsa { bits, exponent, .. } => {
                let old_card = *bits == 1024 && algorithm == Algorithm::RsaSha1;
                *exponent == 65_537 && (old_card || (2048..=8192).contains(bits))
            }
            PublicKey::Sm2(_) => true,
        }
    }

    /// Octets of a signature by this key.
    pub(super) fn signature_octets(&self) -> usize {
        match self {
            PublicKey::Rsa { bits, .. } => usize::try_from(bits.div_ceil(8)).unwrap_or(usize::MAX),
            PublicKey::Sm2(_) => 64,
        }
    }

    /// Strict check of one signature: PKCS#1 v1.5 as long as the modulus, or raw r and s in range.
    pub(super) fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        if signature.len() != self.signature_octets() || !self.strong_enough_for(algorithm) {
            return false;
        }
        match (self, algorithm) {
            (PublicKey::Rsa { der, .. }, Algorithm::RsaSha1) => {
                UnparsedPublicKey::new(&RSA_SHA1, der).verify(message, signature).is_ok()
            }
            (PublicKey::Rsa { der, .. }, Algorithm::RsaSha256) => {
                UnparsedPublicKey::new(&RSA_SHA256, der).verify(message, signature).is_ok()
            }
            (PublicKey::Sm2(key), Algorithm::Sm2Sm3) => sm2::dsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
            _ => false,
        }
    }

    /// What an SM2 device signs that does not hash by itself: SM3 over the identity's value Z and the message (GM/T 0003.2).
    pub(super) fn sm2_digest(&self, message: &[u8]) -> Option<[u8; 32]> {
        use sm3::Digest as _;
        /// a, b, x and y of the curve's base point (GM/T 0003.5), one after the other.
        const CURVE: [[u8; 32]; 4] = [
            octets32("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC"),
            octets32("28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93"),
            octets32("32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7"),
            octets32("BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0"),
        ];
        let PublicKey::Sm2(key) = self else { return None };
        let bits = u16::try_from(SM2_IDENTITY.len() * 8).ok()?;
        let mut z = sm3::Sm3::new();
        z.update(bits.to_be_bytes());
        z.update(SM2_IDENTITY);
        CURVE.iter().for_each(|part| z.update(part));
        z.update(&key.to_sec1_bytes()[1..]);
        let mut whole = sm3::Sm3::new();
        whole.update(z.finalize());
        whole.update(message);
        Some(whole.finalize().into())
    }

    /// The modulus without leading zeros.
    pub(super) fn modulus(&self) -> Option<Vec<u8>> {
        let PublicKey::Rsa { der, .. } = self else { return None };
        let (0x30, body, []) = super::der::split(der)? else { return None };
        let (0x02, modulus, _) = super::der::split(body)? else { return None };
        Some(modulus.iter().copied().skip_while(|octet| *octet == 0).collect())
    }

    /// The point, uncompressed.
    pub(super) fn point(&self) -> Option<Vec<u8>> {
        match self {
            PublicKey::Sm2(key) => Some(key.to_sec1_bytes().to_vec()),
            PublicKey::Rsa { .. } => None,
        }
    }

    /// Whether two keys are the same.
    pub(super) fn same_as(&self, other: &PublicKey) -> bool {
        match (self, other) {
            (PublicKey::Rsa { der, .. }, PublicKey::Rsa { der: theirs, .. }) => der == theirs,
            (PublicKey::Sm2(key), PublicKey::Sm2(theirs)) => key.as_affine() == theirs.as_affine(),
            _ => false,
        }
    }
}

const fn octets32(hex: &str) -> [u8; 32] {
    const fn digit(sign: u8) -> u8 {
        if sign <= b'9' { sign - b'0' } else { sign - b'A' + 10 }
    }
    let hex = hex.as_bytes();
    let mut octets = [0; 32];
    let mut at = 0;
    while at < 32 {
        octets[at] = digit(hex[2 * at]) << 4 | digit(hex[2 * at + 1]);
        at += 1;
    }
    octets
}

/// Why a private key cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Neither an RSA nor an SM2 key in PKCS#8.
    #[error("the private key is neither RSA nor SM2")]
    Unsupported,
    /// The key does not belong to the certificate.
    #[error("the private key does not belong to the certificate")]
    OtherCertificate,
    /// RSA below 1024 bits, or another exponent than 65537.
    #[error("the private key is too weak")]
    TooWeak,
}

/// A private key in memory with its certificate. It is wiped when dropped and never printed.
pub struct SoftKey {
    certificate: Certificate,
    algorithm: Algorithm,
    secret: Secret,
}

enum Secret {
    Rsa(Box<rsa::PrivateKey>),
    Sm2(sm2::SecretKey),
}

impl std::fmt::Debug for SoftKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SoftKey").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

impl SoftKey {
    /// A key from PKCS#8 DER and its certificate, with the algorithm that customs expects of such a key.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn from_pkcs8(key: &[u8], certificate: Certificate) -> Result<Self, KeyError> {
        let (secret, public) = match certificate.key() {
            KeyKind::Rsa { .. } => {
                let secret = rsa::PrivateKey::from_pkcs8_der(key).map_err(|_| KeyError::Unsupported)?;
                let public = rsa_public(&secret).ok_or(KeyError::Unsupported)?;
                (Secret::Rsa(Box::new(secret)), public)
            }
            KeyKind::Sm2 => {
                let secret = sm2::SecretKey::from_pkcs8_der(key).map_err(|_| KeyError::Unsupported)?;
                let public = sm2_public(&secret).ok_or(KeyError::Unsupported)?;
                (Secret::Sm2(secret), public)
            }
        };
        if !public.same_as(certificate.public_key()) {
            return Err(KeyError::OtherCertificate);
        }
        let algorithm = Algorithm::default_for(certificate.key());
        if !public.strong_enough_for(algorithm) {
            return Err(KeyError::TooWeak);
        }
        Ok(SoftKey { certificate, algorithm, secret })
    }

    /// Last moment of the certificate.
    pub(super) fn certificate_until(&self) -> crate::time::BeijingTime {
        self.certificate.not_after()
    }

    pub(super) fn sm2(secret: sm2::SecretKey, certificate: Certificate) -> Self {
        SoftKey { certificate, algorithm: Algorithm::Sm2Sm3, secret: Secret::Sm2(secret) }
    }

    /// The same key with another row of the profile, as the certificate's settings say.
    ///
    /// # Errors
    /// The row needs another kind of key, or a longer one.
    pub fn with_algorithm(mut self, algorithm: Algorithm) -> Result<Self, SignError> {
        let key = self.certificate.public_key();
        if !algorithm.fits(key.kind()) || !key.strong_enough_for(algorithm) {
            return Err(SignError::KeyMismatch);
        }
        self.algorithm = algorithm;
        Ok(self)
    }
}

impl Signer for SoftKey {
    fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        use rsa::signature::SignatureEncoding as _;
        let failed = |_| SignError::KeyMismatch;
        match (&self.secret, self.algorithm) {
            (Secret::Rsa(key), Algorithm::RsaSha1) => {
                let key = rsa::pkcs1v15::SigningKey::<sha1::Sha1>::new((**key).clone());
                Ok(key.try_sign(message).map_err(failed)?.to_vec())
            }
            (Secret::Rsa(key), Algorithm::RsaSha256) => {
                let key = rsa::pkcs1v15::SigningKey::<sha2::Sha256>::new((**key).clone());
                Ok(key.try_sign(message).map_err(failed)?.to_vec())
            }
            (Secret::Sm2(key), Algorithm::Sm2Sm3) => {
                sm2_sign(key, message).map(|signature| signature.to_vec())
            }
            _ => Err(SignError::KeyMismatch),
        }
    }
}

/// r and s over the default identity. The nonce is derived from key and message (RFC 6979): no randomness is needed.
pub(super) fn sm2_sign(key: &sm2::SecretKey, message: &[u8]) -> Result<[u8; 64], SignError> {
    let key = sm2::dsa::SigningKey::new(SM2_IDENTITY, key).map_err(|_| SignError::KeyMismatch)?;
    let signature: sm2::dsa::Signature = key.try_sign(message).map_err(|_| SignError::KeyMismatch)?;
    Ok(signature.to_bytes().into())
}

pub(super) fn sm2_public(secret: &sm2::SecretKey) -> Option<PublicKey> {
    PublicKey::sm2(&secret.public_key().to_sec1_bytes())
}

fn rsa_public(secret: &rsa::PrivateKey) -> Option<PublicKey> {
    use super::der::{tlv, unsigned};
    let (n, e) = (secret.n().to_be_bytes(), secret.e().to_be_bytes());
    PublicKey::rsa(&tlv(0x30, &[&unsigned(&n), &unsigned(&e)]))
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn a_device_that_does_not_hash_signs_the_same_digest() {
        use sm2::dsa::signature::hazmat::PrehashVerifier as _;
        let key = samples::sm2();
        let signature = key.sign("通关 message".as_bytes()).expect("a signature");
        let digest = key.certificate().sm2_digest("通关 message".as_bytes()).expect("an SM2 key");
        let PublicKey::Sm2(public) = key.certificate().public_key() else { panic!("an SM2 key") };
        let signature = sm2::dsa::Signature::from_slice(&signature).expect("r and s");
        assert!(public.verify_prehash(&digest, &signature).is_ok());
        assert_eq!(samples::rsa1024().certificate().sm2_digest(b""), None);
    }
}
