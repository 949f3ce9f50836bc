//! A signing certificate as the e-port issues them: X.509 with an RSA or SM2 key.

use der::{Decode, Encode};
use serde::{Serialize, Serializer};

use super::crypto::PublicKey;
use super::name::{Attribute, masked, name, private_text, written};
use super::profile::{Algorithm, KeyKind};
use super::{der as pieces, hex};
use crate::text::Text;
use crate::time::BeijingTime;

/// Why bytes are no certificate that we use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Not exactly one DER certificate.
    #[error("not a certificate in DER")]
    Unreadable,
    /// The key is neither RSA nor SM2, or its point is not on the curve.
    #[error("the key of the certificate is neither RSA nor SM2")]
    UnsupportedKey,
    /// A revocation list that none of the imported authorities has signed.
    #[error("no imported authority has signed the revocation list")]
    ForeignList,
}

impl CertificateError {
    /// Stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            CertificateError::Unreadable => "certificate-unreadable",
            CertificateError::UnsupportedKey => "certificate-unsupported-key",
            CertificateError::ForeignList => "revocation-list-foreign",
        }
    }

    /// The sentence.
    #[must_use]
    pub const fn text(self) -> Text {
        match self {
            CertificateError::Unreadable => {
                Text { zh: "证书无法读取", en: "The certificate cannot be read" }
            }
            CertificateError::UnsupportedKey => Text {
                zh: "证书的密钥既非 RSA 也非 SM2",
                en: "The key of the certificate is neither RSA nor SM2",
            },
            CertificateError::ForeignList => Text {
                zh: "吊销列表不是由已导入的签发机构签发的",
                en: "No imported authority has signed the revocation list",
            },
        }
    }
}

/// A certificate, read once. What it says about people stays inside; print [`Certificate::masked_subject`].
#[derive(Clone)]
pub struct Certificate {
    der: Vec<u8>,
    serial: String,
    subject: Vec<(Attribute, String)>,
    issuer: Vec<(Attribute, String)>,
    subject_der: Vec<u8>,
    issuer_der: Vec<u8>,
    not_before: BeijingTime,
    not_after: BeijingTime,
    public_key: PublicKey,
    usage: Option<u8>,
    authority: bool,
    path_length: Option<usize>,
    unknown_critical: bool,
    enterprise_name: Option<String>,
    enterprise_code: Option<String>,
    organisation_code: Option<String>,
}

/// Private extensions of the e-port. 5.8 (identity number of the holder) is never read.
mod eport {
    pub(super) const ARC: &str = "1.3.6.1.4.1.5315.100.";
    pub(super) const ENTERPRISE_NAME: &str = "1.3.6.1.4.1.5315.100.5.1";
    pub(super) const ENTERPRISE_CODE: &str = "1.3.6.1.4.1.5315.100.5.9";
    pub(super) const ORGANISATION_CODE: &str = "1.3.6.1.4.1.5315.100.5.11";
}

impl Certificate {
    /// Reads one certificate in DER, nothing behind it.
    ///
    /// # Errors
    /// See [`CertificateError`]. Validity and usage are judged by the verifier, not here.
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        let unreadable = |_| CertificateError::Unreadable;
        let read = x509_cert::Certificate::from_der(der).map_err(unreadable)?;
        let body = read.tbs_certificate();
        let time = |time: &x509_cert::time::Time| {
            let ms =
                i64::try_from(time.to_unix_duration().as_millis()).map_err(|_| CertificateError::Unreadable);
            ms.map(BeijingTime::from_unix_ms)
        };
        let mut certificate = Certificate {
            der: der.to_vec(),
            serial: serial(body.serial_number().as_bytes()),
            subject: name(body.subject()),
            issuer: name(body.issuer()),
            subject_der: body.subject().to_der().map_err(unreadable)?,
            issuer_der: body.issuer().to_der().map_err(unreadable)?,
            not_before: time(&body.validity().not_before)?,
            not_after: time(&body.validity().not_after)?,
            public_key: public_key(body.subject_public_key_info()).ok_or(CertificateError::UnsupportedKey)?,
            usage: None,
            authority: false,
            path_length: None,
            unknown_critical: false,
            enterprise_name: None,
            enterprise_code: None,
            organisation_code: None,
        };
        let mut seen: Vec<der::asn1::ObjectIdentifier> = Vec::new();
        for extension in body.extensions().into_iter().flatten() {
            if seen.contains(&extension.extn_id) {
                return Err(CertificateError::Unreadable);
            }
            seen.push(extension.extn_id);
            certificate.extension(extension)?;
        }
        Ok(certificate)
    }

    /// Reads one certificate as a file holds it: DER, or PEM with its armour.
    ///
    /// # Errors
    /// See [`Certificate::from_der`].
    pub fn from_file(bytes: &[u8]) -> Result<Self, CertificateError> {
        match Self::all_from_file(bytes)?.as_slice() {
            [one] => Ok(one.clone()),
            _ => Err(CertificateError::Unreadable),
        }
    }

    /// Reads every certificate of a file: one in DER, or any number in PEM.
    ///
    /// # Errors
    /// One of them cannot be read, or there is none.
    pub fn all_from_file(bytes: &[u8]) -> Result<Vec<Self>, CertificateError> {
        const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
        const END: &str = "-----END CERTIFICATE-----";
        let Some(text) = std::str::from_utf8(bytes).ok().filter(|text| text.contains(BEGIN)) else {
            return Ok(vec![Self::from_der(bytes)?]);
        };
        let blocks = text.split(BEGIN).skip(1);
        blocks
            .map(|block| {
                let (body, _) = block.split_once(END).ok_or(CertificateError::Unreadable)?;
                Self::from_der(&base64_of(body).ok_or(CertificateError::Unreadable)?)
            })
            .collect()
    }

    fn extension(&mut self, extension: &x509_cert::ext::Extension) -> Result<(), CertificateError> {
        let value = extension.extn_value.as_bytes();
        let id = extension.extn_id.to_string();
        match id.as_str() {
            "2.5.29.15" => {
                let Some((0x03, [_unused, bits @ ..], [])) = pieces::split(value) else {
                    return Err(CertificateError::Unreadable);
                };
                self.usage = Some(bits.first().copied().unwrap_or(0));
            }
            "2.5.29.19" => {
                let Some((0x30, body, [])) = pieces::split(value) else {
                    return Err(CertificateError::Unreadable);
                };
                if let Some((0x01, [flag], rest)) = pieces::split(body) {
                    self.authority = *flag != 0;
                    self.path_length = match pieces::split(rest) {
                        Some((0x02, [most @ 0..=0x7f], [])) => Some(usize::from(*most)),
                        None if rest.is_empty() => None,
                        _ => return Err(CertificateError::Unreadable),
                    };
                }
            }
            eport::ENTERPRISE_NAME => self.enterprise_name = private_text(value),
            eport::ENTERPRISE_CODE => self.enterprise_code = private_text(value),
            eport::ORGANISATION_CODE => self.organisation_code = private_text(value),
            // Names, policies, key identifiers, revocation points, extended usage: nothing that we judge by.
            "2.5.29.14" | "2.5.29.17" | "2.5.29.18" | "2.5.29.31" | "2.5.29.32" | "2.5.29.35"
            | "2.5.29.37" => {}
            other if extension.critical && !other.starts_with(eport::ARC) => self.unknown_critical = true,
            _ => {}
        }
        Ok(())
    }

    /// The octets.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The serial number: hexadecimal of its octets, lower case, two digits an octet. It is the `KeyName`.
    #[must_use]
    pub fn serial(&self) -> &str {
        &self.serial
    }

    /// The subject with its names in clear: for the owner of the certificate only.
    #[must_use]
    pub fn subject(&self) -> String {
        written(&self.subject, |_, value| value.to_owned())
    }

    /// The subject with personal names reduced to their first character and company names to their ends.
    #[must_use]
    pub fn masked_subject(&self) -> String {
        written(&self.subject, |attribute, value| match attribute {
            Attribute::Country | Attribute::State | Attribute::Locality => value.to_owned(),
            Attribute::Organisation | Attribute::Unit | Attribute::CommonName => masked(value),
            Attribute::Other => "*".repeat(value.chars().count().min(8)),
        })
    }

    /// The issuer.
    #[must_use]
    pub fn issuer(&self) -> String {
        written(&self.issuer, |_, value| value.to_owned())
    }

    /// The common name of the subject.
    #[must_use]
    pub fn common_name(&self) -> Option<&str> {
        self.subject
            .iter()
            .find(|(attribute, _)| *attribute == Attribute::CommonName)
            .map(|(_, value)| value.as_str())
    }

    /// The name of the enterprise: the private extension, or the organisation of the subject.
    #[must_use]
    pub fn enterprise_name(&self) -> Option<&str> {
        let organisation =
            || self.subject.iter().find(|(attribute, _)| *attribute == Attribute::Organisation);
        self.enterprise_name.as_deref().or_else(|| organisation().map(|(_, value)| value.as_str()))
    }

    /// The enterprise or card number of the private extension 5.9.
    #[must_use]
    pub fn enterprise_code(&self) -> Option<&str> {
        self.enterprise_code.as_deref()
    }

    /// The organisation code of the private extension 5.11.
    #[must_use]
    pub fn organisation_code(&self) -> Option<&str> {
        self.organisation_code.as_deref()
    }

    /// First moment of validity.
    #[must_use]
    pub fn not_before(&self) -> BeijingTime {
        self.not_before
    }

    /// Last moment of validity.
    #[must_use]
    pub fn not_after(&self) -> BeijingTime {
        self.not_after
    }

    /// What the key is.
    #[must_use]
    pub fn key(&self) -> KeyKind {
        self.public_key.kind()
    }

    /// Whether the certificate may issue others.
    #[must_use]
    pub fn is_authority(&self) -> bool {
        self.authority
    }

    /// Whether a signature over a message fits this certificate's key: the same strict check as for messages.
    #[must_use]
    pub fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        self.public_key.verify(algorithm, message, signature)
    }

    /// The digest that an SM2 device signs when it does not hash by itself; none for other keys.
    #[must_use]
    pub fn sm2_digest(&self, message: &[u8]) -> Option<[u8; 32]> {
        self.public_key.sm2_digest(message)
    }

    /// The modulus of an RSA key without leading zeros, as tokens name their keys.
    #[must_use]
    pub fn rsa_modulus(&self) -> Option<Vec<u8>> {
        self.public_key.modulus()
    }

    /// The point of an SM2 key, uncompressed.
    #[must_use]
    pub fn sm2_point(&self) -> Option<Vec<u8>> {
        self.public_key.point()
    }

    /// Whether a signer may use the certificate at all, apart from time and trust: it may sign, it is no authority, and
    /// its key is strong enough for the algorithm.
    ///
    /// # Errors
    /// The first thing that keeps it from signing.
    pub fn fit_to_sign(&self, algorithm: Algorithm) -> Result<(), Text> {
        if self.authority {
            return Err(Text {
                zh: "这是签发机构的证书，不能用于签名",
                en: "It is the certificate of an authority and may not sign messages",
            });
        }
        if !self.may_sign() {
            return Err(Text {
                zh: "证书的密钥用途不含数字签名",
                en: "The key usage of the certificate does not include signing",
            });
        }
        if self.unknown_critical {
            return Err(Text {
                zh: "证书含有无法识别的关键扩展",
                en: "The certificate makes a critical demand that is not known",
            });
        }
        if !algorithm.fits(self.key()) || !self.public_key.strong_enough_for(algorithm) {
            return Err(Text {
                zh: "密钥与签名算法不符或长度不足",
                en: "The key does not fit the signature algorithm or is too short",
            });
        }
        Ok(())
    }

    pub(super) fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// digitalSignature or nonRepudiation; a certificate without the extension is not restricted (RFC 5280, 4.2.1.3).
    #[must_use]
    pub fn may_sign(&self) -> bool {
        self.usage.is_none_or(|bits| bits & 0xc0 != 0)
    }

    /// keyCertSign, bit 5.
    pub(super) fn may_certify(&self) -> bool {
        self.authority && self.usage.is_none_or(|bits| bits & 0x04 != 0)
    }

    /// Whether it holds a critical extension that is not known here.
    #[must_use]
    pub fn has_unknown_critical(&self) -> bool {
        self.unknown_critical
    }

    pub(super) fn subject_der(&self) -> &[u8] {
        &self.subject_der
    }

    pub(super) fn issuer_der(&self) -> &[u8] {
        &self.issuer_der
    }

    /// cRLSign, bit 6.
    pub(super) fn may_revoke(&self) -> bool {
        self.authority && self.usage.is_none_or(|bits| bits & 0x02 != 0)
    }

    /// How many authorities may stand between this one and a leaf, where it says so (RFC 5280, 4.2.1.9).
    pub(super) fn path_length(&self) -> Option<usize> {
        self.path_length
    }

    /// Whether `issuer`'s key signed this certificate. Whether it may is asked elsewhere.
    pub(super) fn is_signed_by(&self, issuer: &Certificate) -> bool {
        self.issuer_der == issuer.subject_der && fits_issuer(&self.der, issuer).unwrap_or(false)
    }
}

/// Whether the signature around a certificate or a revocation list fits the issuer's key.
pub(super) fn fits_issuer(der: &[u8], issuer: &Certificate) -> Option<bool> {
    const RSA_SHA1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05];
    const RSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];
    const SM2_SM3: &[u8] = &[0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x83, 0x75];
    let (0x30, outer, []) = pieces::split(der)? else { return None };
    let (0x30, _, rest) = pieces::split(outer)? else { return None };
    let body = &outer[..outer.len() - rest.len()];
    let (0x30, algorithm, rest) = pieces::split(rest)? else { return None };
    let (0x03, [0, signature @ ..], []) = pieces::split(rest)? else { return None };
    let (0x06, algorithm, _) = pieces::split(algorithm)? else { return None };
    Some(match algorithm {
        RSA_SHA1 => issuer.verifies(Algorithm::RsaSha1, body, signature),
        RSA_SHA256 => issuer.verifies(Algorithm::RsaSha256, body, signature),
        SM2_SM3 => issuer.verifies(Algorithm::Sm2Sm3, body, &raw_sm2(signature)?),
        _ => false,
    })
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

impl std::fmt::Debug for Certificate {
    /// Serial number only: debug output lands in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificate").field("serial", &self.serial).finish_non_exhaustive()
    }
}

impl Serialize for Certificate {
    /// `serial`, `subject` with masked names, `not_after` as people read it.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut out = serializer.serialize_struct("Certificate", 3)?;
        out.serialize_field("serial", &self.serial)?;
        out.serialize_field("subject", &self.masked_subject())?;
        out.serialize_field("not_after", &self.not_after.to_string())?;
        out.end()
    }
}

/// Decodes base64 with white space anywhere; anything else beside the alphabet is refused.
pub(super) fn base64_of(text: &str) -> Option<Vec<u8>> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let text: Vec<u8> = text.bytes().filter(|byte| !super::c14n::is_space(*byte)).collect();
    STANDARD.decode(text).ok()
}

/// The DER form of an SM2 signature, as certificates and some devices give it, as raw r and s.
#[must_use]
pub fn raw_sm2(der: &[u8]) -> Option<[u8; 64]> {
    let (0x30, body, []) = pieces::split(der)? else { return None };
    let (0x02, r, rest) = pieces::split(body)? else { return None };
    let (0x02, s, []) = pieces::split(rest)? else { return None };
    let mut raw = [0; 64];
    for (half, number) in [(0, r), (32, s)] {
        let number = number.strip_prefix(&[0]).unwrap_or(number);
        let from = half + 32_usize.checked_sub(number.len())?;
        raw[from..half + 32].copy_from_slice(number);
    }
    Some(raw)
}

/// The sign octet of a DER integer is no part of the number.
pub(super) fn serial(octets: &[u8]) -> String {
    match octets {
        [0, rest @ ..] if !rest.is_empty() => hex(rest),
        _ => hex(octets),
    }
}

fn public_key(info: &x509_cert::spki::SubjectPublicKeyInfoOwned) -> Option<PublicKey> {
    let key = info.subject_public_key.as_bytes()?;
    match info.algorithm.oid.to_string().as_str() {
        "1.2.840.113549.1.1.1" => PublicKey::rsa(key),
        "1.2.840.10045.2.1" => {
            let curve =
                info.algorithm.parameters.as_ref()?.decode_as::<der::asn1::ObjectIdentifier>().ok()?;
            (curve.to_string() == "1.2.156.10197.1.301").then(|| PublicKey::sm2(key)).flatten()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_keep_their_leading_zeros() {
        assert_eq!(serial(&[0x01, 0xab, 0x0c]), "01ab0c");
        assert_eq!(serial(&[0x00, 0xff]), "ff");
        assert_eq!(serial(&[0x00]), "00");
    }

    #[test]
    fn raw_signatures_are_padded_to_32_octets_each() {
        let der = pieces::tlv(0x30, &[&pieces::unsigned(&[1]), &pieces::unsigned(&[0xff; 32])]);
        let raw = raw_sm2(&der).expect("a signature");
        assert_eq!((raw[30], raw[31], raw[32]), (0, 1, 0xff));
        assert_eq!(raw_sm2(&[0x30, 0]), None);
    }
}
