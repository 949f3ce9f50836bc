//! The seal of a package: who vouches for it, since when, and the signature that shows it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::error::TablesError;
use super::package::Package;
use crate::signing::{Algorithm, Certificate, Revocation, SignError, Signer, Trust};
use crate::time::BeijingTime;

/// How far the clock of a publisher may be ahead of ours, in milliseconds.
const AHEAD: i64 = 3_600_000;

/// A signature over the canonical text of a package, and over the seal's own lines above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    signed_at: BeijingTime,
    algorithm: Algorithm,
    certificate: Certificate,
    signature: Vec<u8>,
}

impl Seal {
    /// When the publisher signed, as he says.
    #[must_use]
    pub fn signed_at(&self) -> BeijingTime {
        self.signed_at
    }

    /// The publisher's certificate. It vouches for nothing by itself.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// How it was signed.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// What the signature covers beside the package: all of the seal but the signature itself.
    fn covered(&self) -> String {
        format!(
            "signed\t{}\nalgorithm\t{}\ncertificate\t{}\n",
            self.signed_at.wire14(),
            self.algorithm.name(),
            BASE64.encode(self.certificate.der())
        )
    }

    pub(super) fn write(&self) -> String {
        format!("{}signature\t{}\n", self.covered(), BASE64.encode(&self.signature))
    }
}

/// The hash and the seal behind the rows, where they are there. `read` has taken the empty line before them.
pub(super) fn read<'t>(
    lines: &mut impl Iterator<Item = (usize, &'t str)>,
) -> Result<(Option<&'t str>, Option<Seal>), TablesError> {
    let mut found = [None; 5];
    const KEYS: [&str; 5] = ["hash", "signed", "algorithm", "certificate", "signature"];
    let mut last = 1;
    for (line, text) in lines.filter(|(_, text)| !text.is_empty()) {
        last = line;
        let wrong = TablesError::SealUnreadable { line };
        let (key, value) = text.split_once('\t').ok_or_else(|| wrong.clone())?;
        let place = KEYS.iter().position(|known| *known == key).ok_or_else(|| wrong.clone())?;
        // Nothing may stand twice, nor behind the signature.
        if found[place].replace(value).is_some() || (found[4].is_some() && place != 4) {
            return Err(wrong);
        }
    }
    let [hash, signed_at, algorithm, certificate, signature] = found;
    if [signed_at, algorithm, certificate, signature].iter().all(Option::is_none) {
        return Ok((hash, None));
    }
    let whole = || {
        Some(Seal {
            signed_at: signed_at.filter(|text| text.len() == 14).and_then(BeijingTime::from_wire)?,
            algorithm: Algorithm::from_name(algorithm?)?,
            certificate: Certificate::from_der(&BASE64.decode(certificate?).ok()?).ok()?,
            signature: BASE64.decode(signature?).ok()?,
        })
    };
    whole().map(|seal| (hash, Some(seal))).ok_or(TablesError::SealUnreadable { line: last })
}

impl Package {
    fn signed_octets(&self, seal: &Seal) -> Vec<u8> {
        format!("{}\n{}", self.canonical(), seal.covered()).into_bytes()
    }

    /// The same package with the signature of a publisher.
    ///
    /// # Errors
    /// Whatever keeps the key from signing. RSA with SHA-1 is refused: a table lives longer than a message.
    pub fn sign(self, signer: &dyn Signer, now: BeijingTime) -> Result<Package, SignError> {
        if signer.algorithm() == Algorithm::RsaSha1 {
            return Err(SignError::KeyMismatch);
        }
        // What is written has seconds only.
        let signed_at = BeijingTime::from_wire(&now.wire14()).unwrap_or(now);
        let (algorithm, certificate) = (signer.algorithm(), signer.certificate().clone());
        let mut seal = Seal { signed_at, algorithm, certificate, signature: Vec::new() };
        let octets = self.signed_octets(&seal);
        seal.signature = signer.sign(&octets)?;
        if !seal.certificate.verifies(algorithm, &octets, &seal.signature) {
            return Err(SignError::WrongSignature);
        }
        Ok(self.with_seal(seal))
    }

    /// Judges the seal: the signature, whether the publisher is one of those who are trusted, and his certificate at the
    /// time of signing. A certificate that has expired since is taken.
    ///
    /// # Errors
    /// The first of these that does not hold.
    pub fn judge(&self, publishers: &Trust, now: BeijingTime) -> Result<&Seal, TablesError> {
        let seal = self.seal().ok_or(TablesError::NotSigned)?;
        let certificate = &seal.certificate;
        if seal.algorithm == Algorithm::RsaSha1 || !seal.algorithm.fits(certificate.key()) {
            return Err(TablesError::WeakAlgorithm);
        }
        if !certificate.verifies(seal.algorithm, &self.signed_octets(seal), &seal.signature) {
            return Err(TablesError::WrongSignature);
        }
        if publishers.revocation(certificate) == Revocation::Revoked {
            return Err(TablesError::PublisherRevoked);
        }
        if !publishers.believes(certificate) {
            return Err(TablesError::UnknownPublisher { serial: certificate.serial().to_owned() });
        }
        if !certificate.may_sign() || certificate.has_unknown_critical() {
            return Err(TablesError::PublisherMayNotSign);
        }
        if seal.signed_at < certificate.not_before() || seal.signed_at > certificate.not_after() {
            return Err(TablesError::PublisherNotValid { at: seal.signed_at });
        }
        if seal.signed_at.unix_ms() > now.unix_ms() + AHEAD {
            return Err(TablesError::SignedLater { at: seal.signed_at });
        }
        Ok(seal)
    }
}
