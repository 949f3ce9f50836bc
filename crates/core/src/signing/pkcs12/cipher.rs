//! Password and ciphers of a container: the check value, PBES1 (RC2, triple DES) and PBES2 (AES, triple DES).

use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt, KeyInit, KeyIvInit, block_padding::Pkcs7};
use der::Decode;
use hmac::{Hmac, Mac};
use pkcs5::pbes2;
use pkcs12::kdf::{Pkcs12KeyType, derive_key};
use zeroize::Zeroizing;

use super::super::der::split;
use super::OpenError;

/// Rounds of hashing that a container may ask for, over all its parts: some seconds of work. Exports of today ask for
/// 2,048 to 600,000 a part.
const MOST_ROUNDS: u64 = 8_000_000;
/// Memory that scrypt may ask for, in octets.
const MOST_MEMORY: u64 = 64 << 20;

/// What opening has cost so far.
#[derive(Default)]
pub(super) struct Effort(u64);

impl Effort {
    fn spend(&mut self, rounds: u64) -> Result<(), OpenError> {
        self.0 = self.0.saturating_add(rounds);
        if self.0 > MOST_ROUNDS { Err(OpenError::TooCostly) } else { Ok(()) }
    }
}

/// A password in both of its forms.
pub(super) struct Password {
    /// For PBES2: UTF-8.
    utf8: Zeroizing<String>,
    /// For PBES1 and the check value: UTF-16BE with a final zero (RFC 7292, B.1), or nothing at all.
    forms: Vec<Zeroizing<Vec<u8>>>,
}

const SHA1: &[u8] = &[0x2b, 0x0e, 0x03, 0x02, 0x1a];
/// 2.16.840.1.101.3.4.2: SHA-2, told apart by one more octet.
const SHA2: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02];
/// 1.2.156.10197.1.401.
const SM3: &[u8] = &[0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x83, 0x11];
/// 1.2.840.113549.1.12.1: PBES1 of PKCS#12, told apart by one more octet.
const PBES1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01];
/// 1.2.840.113549.1.5.13.
const PBES2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d];

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const OID: u8 = 0x06;

impl Password {
    /// The password as it is typed; for want of a check value every form stays possible.
    pub(super) fn unchecked(passphrase: &str) -> Self {
        Password { utf8: Zeroizing::new(passphrase.to_owned()), forms: forms(passphrase) }
    }

    /// The password in the form that fits the check value over `content`.
    pub(super) fn checked(
        passphrase: &str,
        check: &[u8],
        content: &[u8],
        effort: &mut Effort,
    ) -> Result<Self, OpenError> {
        let check = Check::read(check).ok_or(OpenError::NotPkcs12)?;
        for form in forms(passphrase) {
            effort.spend(u64::from(check.rounds.unsigned_abs()))?;
            if check.fits(&form, content)? {
                return Ok(Password { utf8: Zeroizing::new(passphrase.to_owned()), forms: vec![form] });
            }
        }
        Err(OpenError::WrongPassword)
    }

    /// Decrypts with an algorithm identifier. `broken` is said of what does not come out whole.
    pub(super) fn decrypt(
        &self,
        algorithm: &[u8],
        data: &[u8],
        effort: &mut Effort,
        broken: OpenError,
    ) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let Some((OID, kind, parameters)) = split(algorithm) else { return Err(broken) };
        if kind == PBES2 {
            return self.newer(parameters, data, effort, broken);
        }
        let cipher = match kind.strip_prefix(PBES1) {
            Some([3]) => old_cipher::<des::TdesEde3>,
            Some([4]) => old_cipher::<des::TdesEde2>,
            Some([5 | 6]) => old_cipher::<rc2::Rc2>,
            _ => return Err(OpenError::UnsupportedCipher),
        };
        let octets = match kind.last() {
            Some(3) => 24,
            Some(6) => 5,
            _ => 16,
        };
        let (salt, rounds) = salt_and_rounds(parameters).ok_or(broken)?;
        for form in &self.forms {
            // One hash gives 20 octets, and the initial vector takes one more.
            let hashes = if octets > 20 { 3 } else { 2 };
            effort.spend(u64::from(rounds.unsigned_abs()) * hashes)?;
            let derived =
                |kind, octets| Zeroizing::new(derive_key::<sha1::Sha1>(form, salt, kind, rounds, octets));
            let (key, vector) =
                (derived(Pkcs12KeyType::EncryptionKey, octets), derived(Pkcs12KeyType::Iv, 8));
            if let Some(plain) = cipher(&key, &vector, data) {
                return Ok(plain);
            }
        }
        Err(broken)
    }

    fn newer(
        &self,
        parameters: &[u8],
        data: &[u8],
        effort: &mut Effort,
        broken: OpenError,
    ) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let parameters = pbes2::Parameters::from_der(parameters).map_err(|error| match error.kind() {
            der::ErrorKind::OidUnknown { .. } => OpenError::UnsupportedCipher,
            _ => broken,
        })?;
        match &parameters.kdf {
            pbes2::Kdf::Pbkdf2(kdf) => effort.spend(u64::from(kdf.iteration_count))?,
            pbes2::Kdf::Scrypt(kdf) => {
                let (n, r, p) =
                    (kdf.cost_parameter, u64::from(kdf.block_size), u64::from(kdf.parallelization));
                let memory = n.saturating_mul(r).saturating_mul(128);
                if memory > MOST_MEMORY {
                    return Err(OpenError::TooCostly);
                }
                effort.spend(n.saturating_mul(r).saturating_mul(p).saturating_mul(2))?;
            }
            _ => return Err(OpenError::UnsupportedCipher),
        }
        let plain = parameters.decrypt(self.utf8.as_bytes(), data).map_err(|error| match error {
            pkcs5::Error::UnsupportedAlgorithm { .. } => OpenError::UnsupportedCipher,
            _ => broken,
        })?;
        Ok(Zeroizing::new(plain))
    }
}

/// The octets that a typed password may stand for.
fn forms(passphrase: &str) -> Vec<Zeroizing<Vec<u8>>> {
    let wide = |units: &mut dyn Iterator<Item = u16>| {
        let octets: Vec<u8> = units.chain([0]).flat_map(u16::to_be_bytes).collect();
        Zeroizing::new(octets)
    };
    let mut forms = vec![wide(&mut passphrase.encode_utf16())];
    if passphrase.is_empty() {
        // No password at all: not even the final zero.
        forms.push(Zeroizing::new(Vec::new()));
    } else if !passphrase.is_ascii() {
        // OpenSSL before 1.1 widened each octet of UTF-8.
        forms.push(wide(&mut passphrase.bytes().map(u16::from)));
    }
    forms
}

fn old_cipher<C>(key: &[u8], vector: &[u8], data: &[u8]) -> Option<Zeroizing<Vec<u8>>>
where
    C: KeyInit + BlockCipherDecrypt,
{
    let cipher = cbc::Decryptor::<C>::new_from_slices(key, vector).ok()?;
    cipher.decrypt_padded_vec::<Pkcs7>(data).ok().map(Zeroizing::new)
}

fn salt_and_rounds(parameters: &[u8]) -> Option<(&[u8], i32)> {
    let (SEQUENCE, body, []) = split(parameters)? else { return None };
    let (OCTETS, salt, rest) = split(body)? else { return None };
    let (INTEGER, rounds, []) = split(rest)? else { return None };
    Some((salt, number(rounds)?))
}

/// A positive number of rounds; what does not fit into 31 bits is as good as endless.
fn number(octets: &[u8]) -> Option<i32> {
    octets.first().filter(|first| **first < 0x80)?;
    let value = octets.iter().fold(0_u64, |sum, octet| sum.saturating_mul(256) | u64::from(*octet));
    (value > 0).then(|| i32::try_from(value).unwrap_or(i32::MAX))
}

/// The check value of a container.
struct Check<'a> {
    hash: &'a [u8],
    value: &'a [u8],
    salt: &'a [u8],
    rounds: i32,
}

impl<'a> Check<'a> {
    fn read(check: &'a [u8]) -> Option<Self> {
        let (SEQUENCE, digest, rest) = split(check)? else { return None };
        let (SEQUENCE, algorithm, value) = split(digest)? else { return None };
        let (OID, hash, _) = split(algorithm)? else { return None };
        let (OCTETS, value, []) = split(value)? else { return None };
        let (OCTETS, salt, rest) = split(rest)? else { return None };
        let rounds = match rest {
            [] => 1,
            _ => match split(rest)? {
                (INTEGER, rounds, []) => number(rounds)?,
                _ => return None,
            },
        };
        Some(Check { hash, value, salt, rounds })
    }

    fn fits(&self, form: &[u8], content: &[u8]) -> Result<bool, OpenError> {
        macro_rules! with {
            ($hash:ty, $octets:literal) => {{
                let key = derive_key::<$hash>(form, self.salt, Pkcs12KeyType::Mac, self.rounds, $octets);
                let key = Zeroizing::new(key);
                let mut mac = Hmac::<$hash>::new_from_slice(&key).expect("a key of any length is taken");
                mac.update(content);
                Ok(mac.verify_slice(self.value).is_ok())
            }};
        }
        match (self.hash, self.hash.strip_prefix(SHA2)) {
            (SHA1, _) => with!(sha1::Sha1, 20),
            (_, Some([1])) => with!(sha2::Sha256, 32),
            (_, Some([2])) => with!(sha2::Sha384, 48),
            (_, Some([3])) => with!(sha2::Sha512, 64),
            (_, Some([4])) => with!(sha2::Sha224, 28),
            (SM3, _) => with!(sm3::Sm3, 32),
            _ => Err(OpenError::UnsupportedCipher),
        }
    }
}
