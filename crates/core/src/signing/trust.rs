//! Whom the verifier believes: authorities, pinned certificates, revocations. Handed in, never from the document.

use serde::Serialize;

use super::certificate::{Certificate, CertificateError};

/// Certificates that were imported by an administrator.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    authorities: Vec<Certificate>,
    pinned: Vec<Certificate>,
    revoked: Vec<(Vec<u8>, String)>,
    revocation_known: bool,
}

/// What is known about the revocation of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Revocation {
    /// No list was asked.
    Unknown,
    /// It stands on no list that was imported.
    NotRevoked,
    /// It stands on a list.
    Revoked,
}

impl Trust {
    /// Trusts nobody yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Every certificate of a file (PEM or DER): authorities may issue, all others are pinned.
    ///
    /// # Errors
    /// A certificate cannot be read, or there is none.
    pub fn from_file(bytes: &[u8]) -> Result<Self, CertificateError> {
        let mut trust = Trust::new();
        for certificate in Certificate::all_from_file(bytes)? {
            trust.add(certificate);
        }
        Ok(trust)
    }

    /// Adds one certificate: an authority may issue, any other is pinned.
    pub fn add(&mut self, certificate: Certificate) {
        if certificate.is_authority() {
            self.authorities.push(certificate);
        } else {
            self.pinned.push(certificate);
        }
    }

    /// Records that a certificate was revoked, by the authority that issued it and its serial number in
    /// lower-case hexadecimal.
    pub fn revoke(&mut self, authority: &Certificate, serial: &str) {
        self.revocation_known = true;
        self.revoked.push((authority.subject_der().to_vec(), serial.to_owned()));
    }

    /// Whether a leaf is pinned, or was issued by one of the authorities.
    #[must_use]
    pub fn believes(&self, leaf: &Certificate) -> bool {
        self.pinned.contains(leaf) || self.authorities.iter().any(|authority| leaf.is_issued_by(authority))
    }

    /// What is known about revocation.
    #[must_use]
    pub fn revocation(&self, leaf: &Certificate) -> Revocation {
        let listed =
            |(issuer, serial): &(Vec<u8>, String)| issuer == leaf.issuer_der() && serial == leaf.serial();
        match (self.revoked.iter().any(listed), self.revocation_known) {
            (true, _) => Revocation::Revoked,
            (false, true) => Revocation::NotRevoked,
            (false, false) => Revocation::Unknown,
        }
    }
}
