//! The bags of a container (RFC 7292): keys, certificates and what names them, decrypted.

use zeroize::Zeroizing;

use super::super::der::split;
use super::cipher::{Effort, Password};
use super::{OpenError, ber};

/// What a container holds, as far as signing cares.
#[derive(Default)]
pub(super) struct Bags {
    pub(super) keys: Vec<KeyBag>,
    pub(super) certificates: Vec<CertificateBag>,
}

/// A private key as PKCS#8 DER.
pub(super) struct KeyBag {
    pub(super) pkcs8: Zeroizing<Vec<u8>>,
    pub(super) id: Option<Vec<u8>>,
}

/// A certificate as DER.
pub(super) struct CertificateBag {
    pub(super) der: Vec<u8>,
    pub(super) id: Option<Vec<u8>>,
}

/// More bags than this are no export of one enterprise's keys.
const MOST_BAGS: usize = 200;

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const OID: u8 = 0x06;
const WRAPPED: u8 = 0xa0;
const BARE: u8 = 0x80;

/// 1.2.840.113549.1.7: data is .1, encrypted data .6.
const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
const ENCRYPTED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x06];
/// 1.2.840.113549.1.12.10.1: the kinds of bags, told apart by one more octet.
const BAG: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01];
/// 1.2.840.113549.1.9.21 and .22.1.
const LOCAL_KEY_ID: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x15];
const X509: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x16, 0x01];

/// Checks the container's own check value and decrypts what is in it.
pub(super) fn read(bytes: &[u8], passphrase: &str) -> Result<Bags, OpenError> {
    let whole = ber::definite(bytes).ok_or(OpenError::NotPkcs12)?;
    outer(&whole).ok_or(OpenError::NotPkcs12).and_then(|(safe, check)| {
        let mut effort = Effort::default();
        let password = match check {
            Some(check) => Password::checked(passphrase, check, safe, &mut effort)?,
            None => Password::unchecked(passphrase),
        };
        let broken = if check.is_some() { OpenError::Damaged } else { OpenError::WrongPassword };
        let mut reader = Reader { password, effort, broken, bags: Bags::default(), seen: 0 };
        reader.safes(safe)?;
        Ok(reader.bags)
    })
}

/// The octets that the check value covers, and the check value.
fn outer(whole: &[u8]) -> Option<(&[u8], Option<&[u8]>)> {
    let (SEQUENCE, body, []) = split(whole)? else { return None };
    let (INTEGER, [3], rest) = split(body)? else { return None };
    let (SEQUENCE, info, rest) = split(rest)? else { return None };
    // Containers that are signed with a key instead of a password (.7.2) do not occur here.
    let (DATA, content) = content(info)? else { return None };
    let (OCTETS, safe, []) = split(content)? else { return None };
    match rest {
        [] => Some((safe, None)),
        _ => match split(rest)? {
            (SEQUENCE, check, []) => Some((safe, Some(check))),
            _ => None,
        },
    }
}

/// Type and contents of a content info.
fn content(info: &[u8]) -> Option<(&[u8], &[u8])> {
    let (OID, kind, rest) = split(info)? else { return None };
    let (WRAPPED, contents, []) = split(rest)? else { return None };
    Some((kind, contents))
}

struct Reader {
    password: Password,
    effort: Effort,
    /// What is said of contents that make no sense.
    broken: OpenError,
    bags: Bags,
    seen: usize,
}

impl Reader {
    fn safes(&mut self, safe: &[u8]) -> Result<(), OpenError> {
        let safes = ber::definite(safe).ok_or(self.broken)?;
        let mut rest = self.sequence(&safes)?;
        while !rest.is_empty() {
            let (SEQUENCE, info, next) = split(rest).ok_or(self.broken)? else { return Err(self.broken) };
            let (kind, contents) = content(info).ok_or(self.broken)?;
            let plain = match kind {
                DATA => {
                    let (OCTETS, plain, []) = split(contents).ok_or(self.broken)? else {
                        return Err(self.broken);
                    };
                    Zeroizing::new(plain.to_vec())
                }
                ENCRYPTED_DATA => self.encrypted_data(contents)?,
                _ => return Err(OpenError::UnsupportedCipher),
            };
            self.contents(&plain, 0)?;
            rest = next;
        }
        Ok(())
    }

    fn encrypted_data(&mut self, contents: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let (algorithm, data) = encrypted(contents).ok_or(self.broken)?;
        self.password.decrypt(algorithm, &data, &mut self.effort, self.broken)
    }

    fn contents(&mut self, plain: &[u8], depth: usize) -> Result<(), OpenError> {
        let plain = Zeroizing::new(ber::definite(plain).ok_or(self.broken)?);
        let mut rest = self.sequence(&plain)?;
        while !rest.is_empty() {
            let (SEQUENCE, bag, next) = split(rest).ok_or(self.broken)? else { return Err(self.broken) };
            self.seen += 1;
            if self.seen > MOST_BAGS || depth > 4 {
                return Err(OpenError::TooCostly);
            }
            self.bag(bag, depth)?;
            rest = next;
        }
        Ok(())
    }

    fn bag(&mut self, bag: &[u8], depth: usize) -> Result<(), OpenError> {
        let (OID, kind, rest) = split(bag).ok_or(self.broken)? else { return Err(self.broken) };
        let (WRAPPED, value, attributes) = split(rest).ok_or(self.broken)? else { return Err(self.broken) };
        let id = local_key_id(attributes);
        match kind.strip_prefix(BAG) {
            // A key in clear.
            Some([1]) => self.key(Zeroizing::new(value.to_vec()), id),
            // A key with its own encryption.
            Some([2]) => {
                let (algorithm, data) = shrouded(value).ok_or(self.broken)?;
                let pkcs8 = self.password.decrypt(algorithm, data, &mut self.effort, self.broken)?;
                self.key(pkcs8, id)
            }
            Some([3]) => {
                if let Some(der) = certificate(value).ok_or(self.broken)? {
                    self.bags.certificates.push(CertificateBag { der, id });
                }
                Ok(())
            }
            // Bags within a bag.
            Some([6]) => self.contents(value, depth + 1),
            // Revocation lists, secrets, what others added.
            _ => Ok(()),
        }
    }

    fn key(&mut self, pkcs8: Zeroizing<Vec<u8>>, id: Option<Vec<u8>>) -> Result<(), OpenError> {
        let pkcs8 = Zeroizing::new(ber::definite(&pkcs8).ok_or(self.broken)?);
        // Some exports hold the same key twice.
        if !self.bags.keys.iter().any(|known| *known.pkcs8 == *pkcs8) {
            self.bags.keys.push(KeyBag { pkcs8, id });
        }
        Ok(())
    }

    fn sequence<'a>(&self, value: &'a [u8]) -> Result<&'a [u8], OpenError> {
        match split(value) {
            Some((SEQUENCE, contents, [])) => Ok(contents),
            _ => Err(self.broken),
        }
    }
}

/// Algorithm and octets of encrypted data; the octets may come in pieces.
fn encrypted(contents: &[u8]) -> Option<(&[u8], Vec<u8>)> {
    let (SEQUENCE, body, []) = split(contents)? else { return None };
    let (INTEGER, _, rest) = split(body)? else { return None };
    let (SEQUENCE, info, _) = split(rest)? else { return None };
    let (OID, DATA, rest) = split(info)? else { return None };
    let (SEQUENCE, algorithm, rest) = split(rest)? else { return None };
    match split(rest)? {
        (BARE, data, []) => Some((algorithm, data.to_vec())),
        (WRAPPED, pieces, []) => Some((algorithm, ber::joined(pieces)?)),
        _ => None,
    }
}

fn shrouded(value: &[u8]) -> Option<(&[u8], &[u8])> {
    let (SEQUENCE, body, []) = split(value)? else { return None };
    let (SEQUENCE, algorithm, rest) = split(body)? else { return None };
    let (OCTETS, data, []) = split(rest)? else { return None };
    Some((algorithm, data))
}

/// The certificate of a bag; none inside when it is of another kind than X.509.
fn certificate(value: &[u8]) -> Option<Option<Vec<u8>>> {
    let (SEQUENCE, body, []) = split(value)? else { return None };
    let (OID, kind, rest) = split(body)? else { return None };
    let (WRAPPED, contents, []) = split(rest)? else { return None };
    if kind != X509 {
        return Some(None);
    }
    let (OCTETS, der, []) = split(contents)? else { return None };
    Some(Some(der.to_vec()))
}

/// The attribute that ties a certificate to its key.
fn local_key_id(attributes: &[u8]) -> Option<Vec<u8>> {
    let (SET, mut rest, []) = split(attributes)? else { return None };
    while let Some((SEQUENCE, attribute, next)) = split(rest) {
        if let Some((OID, LOCAL_KEY_ID, values)) = split(attribute) {
            let (SET, value, []) = split(values)? else { return None };
            let (OCTETS, id, _) = split(value)? else { return None };
            return Some(id.to_vec());
        }
        rest = next;
    }
    None
}
