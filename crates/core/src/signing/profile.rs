//! The signature profile of the e-port: names of algorithms, messages that carry a signature.

use serde::{Deserialize, Serialize};

/// Namespace of every message of the unified cross-border system.
pub const CEB: &str = "http://www.chinaport.gov.cn/ceb";
/// Namespace of XML signatures.
pub(super) const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
/// Namespace that every message declares beside its own.
pub(super) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// Inclusive Canonical XML 1.0 without comments, the only canonical form of the profile.
pub(super) const C14N: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
/// The only transform of the profile: the signature is not part of what it signs.
pub(super) const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
/// The user identity that is hashed into every SM2 signature (GM/T 0009).
pub const SM2_IDENTITY: &str = "1234567812345678";

/// SM2 signatures of an open-source signing service carry this name; read with a warning, never written.
pub(super) const SM2_SM3_W3C_STYLE: &str = "http://www.w3.org/2000/09/xmldsig#sm2-sm3";

/// Messages whose schema has a place for a signature (interface specification 202205, import and export).
const SIGNED_MESSAGES: [&str; 19] = [
    "CEB213Message",
    "CEB215Message",
    "CEB303Message",
    "CEB311Message",
    "CEB403Message",
    "CEB411Message",
    "CEB505Message",
    "CEB507Message",
    "CEB509Message",
    "CEB511Message",
    "CEB513Message",
    "CEB603Message",
    "CEB605Message",
    "CEB607Message",
    "CEB621Message",
    "CEB623Message",
    "CEB625Message",
    "CEB701Message",
    "CEB711Message",
];

/// Whether the schema of this root element has a place for a signature.
#[must_use]
pub fn may_be_signed(root: &str) -> bool {
    SIGNED_MESSAGES.binary_search(&root).is_ok()
}

/// A row of the profile: signature and digest always come from the same row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Algorithm {
    /// RSA with SHA-1: the old cards, and the only RSA row of the 202205 edition.
    RsaSha1,
    /// RSA with SHA-256: named by the 2018 edition only; for tests and internal use.
    RsaSha256,
    /// SM2 with SM3: first choice of the 202205 edition.
    Sm2Sm3,
}

impl Algorithm {
    /// All rows, for tables and tests.
    pub const ALL: [Algorithm; 3] = [Algorithm::RsaSha1, Algorithm::RsaSha256, Algorithm::Sm2Sm3];

    /// The algorithm that customs expects of a key: the card decides, not the user.
    #[must_use]
    pub const fn default_for(key: KeyKind) -> Self {
        match key {
            KeyKind::Rsa { .. } => Algorithm::RsaSha1,
            KeyKind::Sm2 => Algorithm::Sm2Sm3,
        }
    }

    /// Whether a key of this kind can sign with this row.
    #[must_use]
    pub const fn fits(self, key: KeyKind) -> bool {
        matches!(
            (self, key),
            (Algorithm::RsaSha1 | Algorithm::RsaSha256, KeyKind::Rsa { .. })
                | (Algorithm::Sm2Sm3, KeyKind::Sm2)
        )
    }

    /// `Algorithm` of `ds:SignatureMethod`.
    #[must_use]
    pub const fn signature_uri(self) -> &'static str {
        match self {
            Algorithm::RsaSha1 => "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
            Algorithm::RsaSha256 => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            Algorithm::Sm2Sm3 => "http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3",
        }
    }

    /// The digest of the same row.
    #[must_use]
    pub const fn digest(self) -> Digest {
        match self {
            Algorithm::RsaSha1 => Digest::Sha1,
            Algorithm::RsaSha256 => Digest::Sha256,
            Algorithm::Sm2Sm3 => Digest::Sm3,
        }
    }

    /// The short name, as in settings and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Algorithm::RsaSha1 => "rsa-sha1",
            Algorithm::RsaSha256 => "rsa-sha256",
            Algorithm::Sm2Sm3 => "sm2-sm3",
        }
    }

    /// The algorithm of a short name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|row| row.name() == name)
    }
}

/// The digests of the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digest {
    /// 20 octets.
    Sha1,
    /// 32 octets.
    Sha256,
    /// 32 octets (GB/T 32905).
    Sm3,
}

impl Digest {
    pub(super) const ALL: [Digest; 3] = [Digest::Sha1, Digest::Sha256, Digest::Sm3];

    /// `Algorithm` of `ds:DigestMethod`.
    #[must_use]
    pub const fn uri(self) -> &'static str {
        match self {
            Digest::Sha1 => "http://www.w3.org/2000/09/xmldsig#sha1",
            Digest::Sha256 => "http://www.w3.org/2001/04/xmlenc#sha256",
            Digest::Sm3 => "http://www.chinaport.gov.cn/2022/04/xmldsig#sm3",
        }
    }

    /// Length in octets.
    #[must_use]
    pub const fn octets(self) -> usize {
        match self {
            Digest::Sha1 => 20,
            Digest::Sha256 | Digest::Sm3 => 32,
        }
    }

    /// The digest of some octets.
    #[must_use]
    pub fn of(self, octets: &[u8]) -> Vec<u8> {
        self.of_parts(&[octets])
    }

    /// The digest of the parts, one after the other.
    pub(super) fn of_parts(self, parts: &[&[u8]]) -> Vec<u8> {
        use aws_lc_rs::digest;
        let quick = |algorithm| {
            let mut context = digest::Context::new(algorithm);
            parts.iter().for_each(|part| context.update(part));
            context.finish().as_ref().to_vec()
        };
        match self {
            Digest::Sha1 => quick(&digest::SHA1_FOR_LEGACY_USE_ONLY),
            Digest::Sha256 => quick(&digest::SHA256),
            Digest::Sm3 => {
                use sm3::Digest as _;
                let mut hash = sm3::Sm3::new();
                parts.iter().for_each(|part| hash.update(part));
                hash.finalize().to_vec()
            }
        }
    }
}

/// What a key is, as far as the profile cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum KeyKind {
    /// RSA with a modulus of so many bits.
    Rsa {
        /// Length of the modulus.
        bits: u32,
    },
    /// The SM2 curve.
    Sm2,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_sorted_so_that_the_search_finds_them() {
        assert!(SIGNED_MESSAGES.is_sorted());
        for (root, may) in
            [("CEB621Message", true), ("CEB213Message", true), ("CEB622Message", false), ("Message", false)]
        {
            assert_eq!(may_be_signed(root), may, "{root}");
        }
    }

    #[test]
    fn digests_give_the_known_answers() {
        let hex = |digest: Digest| super::super::hex(&digest.of(b"abc"));
        assert_eq!(hex(Digest::Sha1), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(hex(Digest::Sha256), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        // GB/T 32905, example 1
        assert_eq!(hex(Digest::Sm3), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    }

    #[test]
    fn short_names_and_stored_names_are_the_same() {
        for row in Algorithm::ALL {
            assert_eq!(serde_json::to_string(&row).expect("a plain name"), format!("\"{}\"", row.name()));
            assert_eq!(Algorithm::from_name(row.name()), Some(row));
        }
    }
}
