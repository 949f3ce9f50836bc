//! What a verification says: a stable code and one sentence in both languages.

use serde::Serialize;

use crate::text::{Sentence, Text};

/// A reason or a warning. The sentence carries no values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Note {
    /// Stable; programs look at this one.
    pub code: &'static str,
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl Note {
    pub(super) const fn new(code: &'static str, zh: &'static str, en: &'static str) -> Self {
        Note { code, zh, en }
    }

    /// The sentence.
    #[must_use]
    pub fn sentence(self) -> Sentence {
        Sentence::new(self.zh, self.en)
    }

    /// The fixed text.
    #[must_use]
    pub const fn text(self) -> Text {
        Text { zh: self.zh, en: self.en }
    }
}

macro_rules! notes {
    ($($name:ident $code:literal $zh:literal $en:literal)*) => {
        $(pub(super) const $name: Note = Note::new($code, $zh, $en);)*
        #[cfg(test)]
        pub(super) const ALL: &[Note] = &[$($name),*];
    };
}

notes! {
    VALID "valid" "签名有效" "The signature is valid"
    NO_SIGNATURE "no-signature" "报文没有签名" "The message carries no signature"
    BODY_CHANGED "body-changed" "签名后报文内容被改动" "The message was changed after it was signed"
    SIGNATURE_WRONG "signature-wrong" "签名值与证书公钥不符" "The signature value does not fit the key of the certificate"
    SIGNATURE_FORM "signature-form" "签名值的编码或长度不对" "The signature value has a wrong encoding or length"

    ROOT "root-unknown" "根元素不是可签名的报文" "The root element is no message that may be signed"
    SIGNATURE_PLACE "signature-place" "签名须唯一，且为根元素的最后一个子元素" "There must be exactly one signature, as the last child of the root"
    STRUCTURE "signature-structure" "签名结构与规范不符" "The structure of the signature is not that of the specification"
    REFERENCE "reference" "签名引用须覆盖整个报文（URI 为空）" "The signature must refer to the whole message (empty URI)"
    CANONICALIZATION "canonicalization" "规范化算法不在允许之列" "The canonicalization method is not on the list"
    TRANSFORM "transform" "转换算法不在允许之列" "The transform is not on the list"
    ALGORITHM "algorithm" "签名算法与摘要算法不在允许之列或不成对" "The signature and digest methods are not on the list, or not a pair"
    KEY_TYPE "key-type" "证书的密钥类型与签名算法不符" "The key of the certificate does not fit the signature method"
    DIGEST_FORM "digest-form" "摘要值的编码或长度不对" "The digest value has a wrong encoding or length"
    NAMESPACE "namespace" "报文使用了相对的命名空间名称" "The message uses a relative namespace name"

    CERTIFICATE_UNREADABLE "certificate-unreadable" "签名证书无法读取" "The signing certificate cannot be read"
    CERTIFICATE_KEY_WEAK "certificate-key-weak" "证书的密钥长度或指数不被接受" "The size or exponent of the certificate's key is not accepted"
    CERTIFICATE_KEY_NAME "certificate-key-name" "KeyName 与证书序列号不一致" "The KeyName is not the serial number of the certificate"
    CERTIFICATE_USAGE "certificate-usage" "证书的密钥用途不允许签名" "The key usage of the certificate does not allow signing"
    CERTIFICATE_CA "certificate-ca" "签名证书是 CA 证书" "The signing certificate is the certificate of an authority"
    CERTIFICATE_CRITICAL "certificate-critical" "证书含有未知的关键扩展" "The certificate has an unknown critical extension"
    CERTIFICATE_NOT_YET "certificate-not-yet-valid" "证书尚未生效" "The certificate is not valid yet"
    CERTIFICATE_EXPIRED "certificate-expired" "证书在签名时已过期" "The certificate had expired when the message was signed"
    CERTIFICATE_NO_TIME "certificate-no-time" "缺少签名时间，无法判断证书有效期" "Without a signing time the validity of the certificate cannot be judged"
    CERTIFICATE_REVOKED "certificate-revoked" "证书已被吊销" "The certificate has been revoked"
    CERTIFICATE_UNTRUSTED "certificate-untrusted" "证书不是由受信任的机构签发" "The certificate does not come from a trusted authority"

    OLD_SM2_NAME "old-sm2-name" "签名算法使用旧式名称" "The signature method is written with an old name"
    SHA1_WITH_SM2 "sha1-digest-with-sm2" "SM2 签名使用了 SHA-1 摘要" "A SHA-1 digest is used with an SM2 signature"
    KEY_NAME_ZEROS "key-name-zeros" "KeyName 的前导零与证书序列号不同" "The leading zeros of the KeyName differ from the serial number"
    EXPIRED_SINCE "certificate-expired-since" "证书在申报之后已过期" "The certificate has expired since the message was made"
    OLDER_THAN_CERTIFICATE "older-than-certificate" "申报时间早于证书生效时间" "The message is dated before the certificate became valid"
    UNKNOWN_ISSUER "unknown-issuer" "未核对证书的签发机构" "The issuer of the certificate was not checked"

    SPACE_IN_SIGNED_INFO "space-in-signed-info" "签名后 SignedInfo 中被加入空白" "White space was put into SignedInfo after signing"
    SPACE_BEFORE_SIGNATURE "space-before-signature" "签名元素之前的空白未计入摘要" "The white space before the signature is not part of the digest"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_both_languages_are_there() {
        for (at, note) in ALL.iter().enumerate() {
            assert!(!note.zh.is_empty() && note.en.is_ascii() && !note.zh.is_ascii(), "{}", note.code);
            assert!(ALL[..at].iter().all(|other| other.code != note.code), "{}", note.code);
        }
    }
}
