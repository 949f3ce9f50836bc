//! PKCS#12 files (.p12, .pfx) → a key that signs.
//!
//! Containers are read here and not by a library: exports of old systems come in BER, with 128-bit RC2, and with a
//! password that is empty in two different ways, and the work that a container may ask for has to be bounded.

mod bags;
mod ber;
mod cipher;

use super::certificate::{Certificate, CertificateError};
use super::crypto::{KeyError, SoftKey};
use crate::text::Text;

/// Largest container that is opened; real ones have a few kilobytes.
const LARGEST: usize = 1 << 20;

/// Why a container cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Not a PKCS#12 file, or a damaged one.
    #[error("not a PKCS#12 file")]
    NotPkcs12,
    /// The password does not open it.
    #[error("the password of the PKCS#12 file is wrong")]
    WrongPassword,
    /// The password is right, and what it opens makes no sense.
    #[error("the PKCS#12 file is damaged")]
    Damaged,
    /// Encrypted in a way that is not supported.
    #[error("the PKCS#12 file is encrypted in an unsupported way")]
    UnsupportedCipher,
    /// It asks for more rounds of its cipher than any honest export: opening it would hold up the desk.
    #[error("opening the PKCS#12 file would take too much work")]
    TooCostly,
    /// No private key in it.
    #[error("no private key in the PKCS#12 file")]
    NoKey,
    /// Several keys: which one signs is not ours to guess.
    #[error("several private keys in the PKCS#12 file")]
    SeveralKeys,
    /// No certificate that belongs to the key.
    #[error("no certificate for the private key in the PKCS#12 file")]
    NoCertificate,
    /// The certificate cannot be used.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl OpenError {
    /// Stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            OpenError::NotPkcs12 => "p12-unreadable",
            OpenError::WrongPassword => "p12-wrong-password",
            OpenError::Damaged => "p12-damaged",
            OpenError::UnsupportedCipher => "p12-unsupported-cipher",
            OpenError::TooCostly => "p12-too-costly",
            OpenError::NoKey => "p12-no-key",
            OpenError::SeveralKeys => "p12-several-keys",
            OpenError::NoCertificate => "p12-no-certificate",
            OpenError::Certificate(error) => error.code(),
            OpenError::Key(KeyError::Unsupported) => "key-unsupported",
            OpenError::Key(KeyError::OtherCertificate) => "key-other-certificate",
            OpenError::Key(KeyError::TooWeak) => "key-too-weak",
        }
    }

    /// What is wrong.
    #[must_use]
    pub const fn text(self) -> Text {
        match self {
            OpenError::NotPkcs12 => {
                Text { zh: "不是有效的 PKCS#12 证书文件", en: "This is not a readable PKCS#12 file" }
            }
            OpenError::WrongPassword => Text {
                zh: "证书文件的密码错误",
                en: "The password of the certificate file is wrong",
            },
            OpenError::Damaged => Text {
                zh: "证书文件已损坏：密码正确，但内容无法读取",
                en: "The certificate file is damaged: its password is right, its contents cannot be read",
            },
            OpenError::UnsupportedCipher => Text {
                zh: "证书文件的加密方式不受支持",
                en: "The certificate file is encrypted in an unsupported way",
            },
            OpenError::TooCostly => Text {
                zh: "证书文件要求的加密运算次数过多，未予打开",
                en: "The certificate file asks for too many rounds of encryption and was not opened",
            },
            OpenError::NoKey => {
                Text { zh: "证书文件中没有私钥", en: "The certificate file holds no private key" }
            }
            OpenError::SeveralKeys => Text {
                zh: "证书文件中有多个私钥",
                en: "The certificate file holds several private keys",
            },
            OpenError::NoCertificate => Text {
                zh: "证书文件中没有与私钥对应的证书",
                en: "The certificate file holds no certificate for its key",
            },
            OpenError::Certificate(error) => error.text(),
            OpenError::Key(KeyError::Unsupported) => {
                Text { zh: "私钥既非 RSA 也非 SM2", en: "The private key is neither RSA nor SM2" }
            }
            OpenError::Key(KeyError::OtherCertificate) => Text {
                zh: "私钥与证书不匹配",
                en: "The private key does not belong to the certificate",
            },
            OpenError::Key(KeyError::TooWeak) => {
                Text { zh: "私钥长度不足", en: "The private key is too weak" }
            }
        }
    }

    /// What a person can do.
    #[must_use]
    pub const fn help(self) -> Text {
        match self {
            OpenError::WrongPassword => Text {
                zh: "请重新输入导出证书时设置的密码",
                en: "Type the password that was set when the file was exported",
            },
            OpenError::Damaged => Text {
                zh: "请重新复制或重新导出证书文件",
                en: "Copy the certificate file again, or export it again",
            },
            OpenError::UnsupportedCipher | OpenError::TooCostly => Text {
                zh: "请以 AES-256 或 3DES 重新导出证书",
                en: "Export the certificate again with AES-256 or triple DES",
            },
            OpenError::NoKey | OpenError::NoCertificate => Text {
                zh: "导出时请选择包含私钥和证书",
                en: "Export it again with both the private key and its certificate",
            },
            OpenError::SeveralKeys => Text {
                zh: "请只导出一张用于签名的证书",
                en: "Export only the one certificate that signs",
            },
            _ => Text {
                zh: "请选择电子口岸签发的 RSA 或 SM2 证书文件",
                en: "Choose the certificate file with an RSA or SM2 key from the e-port",
            },
        }
    }

    /// Whether trying again can help: only with another password.
    #[must_use]
    pub const fn retry(self) -> bool {
        matches!(self, OpenError::WrongPassword)
    }
}

/// Opens a container with one private key (RSA or SM2) and its certificate.
///
/// Takes AES with PBKDF2 as well as triple DES and RC2 (40 and 128 bits) of older exports; no password and an empty one
/// are the same to the person who types it. The certificate is the one whose public key is that of the private key,
/// whatever the labels say; of several such (a renewed certificate) the one that the key names, else the one that
/// ends last.
///
/// # Errors
/// See [`OpenError`]. A container without a check value tells a wrong password and damage apart only roughly.
pub fn open(bytes: &[u8], passphrase: &str) -> Result<SoftKey, OpenError> {
    if bytes.len() > LARGEST {
        return Err(OpenError::NotPkcs12);
    }
    let bags = bags::read(bytes, passphrase)?;
    let key = match bags.keys.as_slice() {
        [] => return Err(OpenError::NoKey),
        [key] => key,
        _ => return Err(OpenError::SeveralKeys),
    };
    let mut opened: Vec<(bool, SoftKey)> = Vec::new();
    let mut first_problem = OpenError::NoCertificate;
    for bag in &bags.certificates {
        let certificate = Certificate::from_der(&bag.der).map_err(OpenError::from);
        match certificate.and_then(|certificate| Ok(SoftKey::from_pkcs8(&key.pkcs8, certificate)?)) {
            Ok(signer) => opened.push((bag.id.is_some() && bag.id == key.id, signer)),
            // Certificates of the authorities stand in the same file.
            Err(OpenError::Key(KeyError::OtherCertificate | KeyError::Unsupported))
                if bags.certificates.len() > 1 => {}
            Err(problem) if first_problem == OpenError::NoCertificate => first_problem = problem,
            Err(_) => {}
        }
    }
    let best = opened.into_iter().max_by_key(|(named, signer)| (*named, signer.certificate_until()));
    best.map(|(_, signer)| signer).ok_or(first_problem)
}

#[cfg(test)]
mod tests;
