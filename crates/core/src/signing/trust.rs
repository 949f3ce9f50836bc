//! Whom the verifier believes: authorities, pinned certificates, revocation lists. Handed in, never from the document.
//!
//! A pinned certificate is believed as it is. Any other needs a chain to the topmost authority that was imported, and
//! every step of it is judged: issued by that key, allowed to issue, valid at the moment asked for, not revoked.

use serde::Serialize;

use super::certificate::{Certificate, CertificateError};
use super::crl::RevocationList;
use crate::text::Text;
use crate::time::BeijingTime;

/// Longest chain above a leaf, and most steps tried while looking for one.
const LONGEST: usize = 8;
const MOST_STEPS: usize = 64;

/// Certificates and lists that were imported by an administrator.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    authorities: Vec<Certificate>,
    pinned: Vec<Certificate>,
    revoked: Vec<(Vec<u8>, String)>,
    lists: Vec<RevocationList>,
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
    /// It stood on no list, and the list should have been renewed since.
    Stale,
    /// It stands on a list.
    Revoked,
}

impl Revocation {
    /// The sentence.
    #[must_use]
    pub const fn text(self) -> Text {
        match self {
            Revocation::Unknown => Text {
                zh: "没有吊销列表，吊销状态未知",
                en: "There is no revocation list: revocation is unknown",
            },
            Revocation::NotRevoked => Text { zh: "未被吊销", en: "Not revoked" },
            Revocation::Stale => Text {
                zh: "吊销列表已过期，请导入新的列表",
                en: "The revocation list is out of date: import a new one",
            },
            Revocation::Revoked => Text { zh: "已被吊销", en: "Revoked" },
        }
    }
}

/// Why a certificate is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// Neither pinned nor issued by an authority that was imported.
    #[error("no imported authority has issued the certificate")]
    UnknownIssuer,
    /// The issuer is there but may not issue certificates, or not so many steps below itself.
    #[error("the issuer may not issue this certificate")]
    MayNotIssue,
    /// A step of the chain was not valid at that moment.
    #[error("an authority of the chain is not valid at this time")]
    NotValidThen,
    /// A step of the chain is revoked.
    #[error("an authority of the chain is revoked")]
    Revoked,
}

impl ChainError {
    /// Stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            ChainError::UnknownIssuer => "chain-unknown-issuer",
            ChainError::MayNotIssue => "chain-may-not-issue",
            ChainError::NotValidThen => "chain-not-valid-then",
            ChainError::Revoked => "chain-revoked",
        }
    }

    /// The sentence.
    #[must_use]
    pub const fn text(self) -> Text {
        match self {
            ChainError::UnknownIssuer => Text {
                zh: "证书的签发机构不在受信任列表中",
                en: "No imported authority has issued the certificate",
            },
            ChainError::MayNotIssue => Text {
                zh: "上级证书无权签发此证书",
                en: "The issuer may not issue this certificate",
            },
            ChainError::NotValidThen => Text {
                zh: "证书链中有上级证书不在有效期内",
                en: "An authority of the chain is not valid at this time",
            },
            ChainError::Revoked => Text {
                zh: "证书链中有上级证书已被吊销",
                en: "An authority of the chain is revoked",
            },
        }
    }
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
        let place = if certificate.is_authority() { &mut self.authorities } else { &mut self.pinned };
        if !place.contains(&certificate) {
            place.push(certificate);
        }
    }

    /// Believes in exactly this certificate, whatever issued it.
    pub fn pin(&mut self, certificate: Certificate) {
        if !self.pinned.contains(&certificate) {
            self.pinned.push(certificate);
        }
    }

    /// Records that a certificate was revoked, by the authority that issued it and its serial number in
    /// lower-case hexadecimal.
    pub fn revoke(&mut self, authority: &Certificate, serial: &str) {
        self.revocation_known = true;
        self.revoked.push((authority.subject_der().to_vec(), serial.to_owned()));
    }

    /// Adds a revocation list (PEM or DER). Of two lists of one authority the newer one counts.
    ///
    /// # Errors
    /// It cannot be read; or no authority that was imported has signed it.
    pub fn add_list(&mut self, bytes: &[u8]) -> Result<(), CertificateError> {
        let list = RevocationList::from_file(bytes)?;
        if !self.authorities.iter().any(|authority| list.is_issued_by(authority)) {
            return Err(CertificateError::ForeignList);
        }
        let mut known = self.lists.iter_mut().filter(|known| known.issuer_der() == list.issuer_der());
        match known.next() {
            Some(known) if list.this_update() < known.this_update() => {}
            Some(known) => *known = list,
            None => self.lists.push(list),
        }
        Ok(())
    }

    /// Whether a leaf is pinned, or was issued by one of the authorities, whenever that was.
    #[must_use]
    pub fn believes(&self, leaf: &Certificate) -> bool {
        self.chain(leaf, None).is_ok()
    }

    /// The authorities above a leaf, nearest first; none above a pinned one. With a moment, each of them was valid then.
    ///
    /// # Errors
    /// See [`ChainError`]: the reason of the chain that got furthest.
    pub fn chain(
        &self,
        leaf: &Certificate,
        at: Option<BeijingTime>,
    ) -> Result<Vec<&Certificate>, ChainError> {
        if self.pinned.contains(leaf) {
            return Ok(Vec::new());
        }
        let mut chain = Vec::new();
        let mut steps = MOST_STEPS;
        self.climb(leaf, at, &mut chain, &mut steps)?;
        Ok(chain)
    }

    /// Finds an issuer of `below` and climbs on from it.
    fn climb<'a>(
        &'a self,
        below: &Certificate,
        at: Option<BeijingTime>,
        chain: &mut Vec<&'a Certificate>,
        steps: &mut usize,
    ) -> Result<(), ChainError> {
        let mut reason = ChainError::UnknownIssuer;
        for issuer in &self.authorities {
            let named = below.issuer_der() == issuer.subject_der();
            if !named || chain.contains(&issuer) || chain.len() >= LONGEST || *steps == 0 {
                continue;
            }
            *steps -= 1;
            if !below.is_signed_by(issuer) {
                continue;
            }
            if let Err(refused) = self.may_stand_above(issuer, chain.len(), at) {
                reason = refused;
                continue;
            }
            chain.push(issuer);
            // The topmost certificate that was imported is the anchor, whether it signed itself or not.
            let anchor = issuer.issuer_der() == issuer.subject_der()
                || !self.authorities.iter().any(|above| above.subject_der() == issuer.issuer_der());
            match if anchor { Ok(()) } else { self.climb(issuer, at, chain, steps) } {
                Ok(()) => return Ok(()),
                Err(refused) => reason = refused,
            }
            chain.pop();
        }
        Err(reason)
    }

    fn may_stand_above(
        &self,
        issuer: &Certificate,
        below: usize,
        at: Option<BeijingTime>,
    ) -> Result<(), ChainError> {
        if !issuer.may_certify()
            || issuer.has_unknown_critical()
            || issuer.path_length().is_some_and(|most| below > most)
        {
            return Err(ChainError::MayNotIssue);
        }
        if at.is_some_and(|at| at < issuer.not_before() || at > issuer.not_after()) {
            return Err(ChainError::NotValidThen);
        }
        if self.revocation(issuer) == Revocation::Revoked {
            return Err(ChainError::Revoked);
        }
        Ok(())
    }

    /// What is known about revocation, however old the lists are.
    #[must_use]
    pub fn revocation(&self, leaf: &Certificate) -> Revocation {
        self.revocation_at(leaf, None)
    }

    /// What is known about revocation; with a moment, whether the list was due to be renewed by then.
    #[must_use]
    pub fn revocation_at(&self, leaf: &Certificate, at: Option<BeijingTime>) -> Revocation {
        let noted =
            |(issuer, serial): &(Vec<u8>, String)| issuer == leaf.issuer_der() && serial == leaf.serial();
        let list = self.lists.iter().find(|list| list.issuer_der() == leaf.issuer_der());
        if self.revoked.iter().any(noted) || list.is_some_and(|list| list.names(leaf.serial())) {
            return Revocation::Revoked;
        }
        match list {
            Some(list) if at.is_some_and(|at| list.is_stale(at)) => Revocation::Stale,
            Some(_) => Revocation::NotRevoked,
            None if self.revocation_known => Revocation::NotRevoked,
            None => Revocation::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{at, certificate};
    use super::*;

    macro_rules! chain_file {
        ($name:literal) => {
            key_file!(concat!("chain/", $name))
        };
    }

    fn believing(files: &[&[u8]]) -> Trust {
        let mut trust = Trust::new();
        files.iter().for_each(|file| trust.add(certificate(file)));
        trust
    }

    const ROOT: &[u8] = chain_file!("root.crt");
    const MIDDLE: &[u8] = chain_file!("middle.crt");
    const TWIN: &[u8] = chain_file!("twin.crt");
    const BY_MIDDLE: &[u8] = chain_file!("leaf-middle.crt");
    const BY_ROOT: &[u8] = chain_file!("leaf-root.crt");

    #[test]
    fn chains_are_climbed_step_by_step() {
        use ChainError::{MayNotIssue, NotValidThen, UnknownIssuer};
        let (lower, silent) = (&chain_file!("lower.crt")[..], &chain_file!("silent.crt")[..]);
        let (strange, short) = (&chain_file!("strange.crt")[..], &chain_file!("short.crt")[..]);
        let soon = "20261201000000";
        for (what, leaf, files, when, expected) in [
            ("root and leaf", BY_ROOT, &[ROOT][..], soon, Ok(1)),
            ("one step between", BY_MIDDLE, &[ROOT, MIDDLE], soon, Ok(2)),
            ("in any order, with a twin of the root", BY_MIDDLE, &[MIDDLE, TWIN, ROOT], soon, Ok(2)),
            ("the authority alone is the anchor", BY_MIDDLE, &[MIDDLE], soon, Ok(1)),
            ("the step between is missing", BY_MIDDLE, &[ROOT], soon, Err(UnknownIssuer)),
            ("only the twin of the root", BY_ROOT, &[TWIN], soon, Err(UnknownIssuer)),
            ("only the twin above", BY_MIDDLE, &[MIDDLE, TWIN], soon, Err(UnknownIssuer)),
            ("pinned", BY_MIDDLE, &[BY_MIDDLE], soon, Ok(0)),
            ("another is pinned", BY_MIDDLE, &[BY_ROOT], soon, Err(UnknownIssuer)),
            (
                "too many steps for the middle one",
                chain_file!("leaf-lower.crt"),
                &[ROOT, MIDDLE, lower],
                soon,
                Err(MayNotIssue),
            ),
            (
                "no authority over certificates",
                chain_file!("leaf-silent.crt"),
                &[ROOT, silent],
                soon,
                Err(MayNotIssue),
            ),
            (
                "a demand nobody knows",
                chain_file!("leaf-strange.crt"),
                &[ROOT, strange],
                soon,
                Err(MayNotIssue),
            ),
            (
                "a leaf that issues",
                chain_file!("leaf-posing.crt"),
                &[ROOT, BY_ROOT],
                soon,
                Err(UnknownIssuer),
            ),
            ("an authority of a month", chain_file!("leaf-short.crt"), &[ROOT, short], soon, Ok(2)),
            (
                "and after it",
                chain_file!("leaf-short.crt"),
                &[ROOT, short],
                "20270201000000",
                Err(NotValidThen),
            ),
            ("before all", BY_ROOT, &[ROOT], "20200101000000", Err(NotValidThen)),
            ("nobody", BY_ROOT, &[], soon, Err(UnknownIssuer)),
        ] {
            let trust = believing(files);
            let found = trust.chain(&certificate(leaf), Some(at(when)));
            assert_eq!(found.map(|chain| chain.len()), expected, "{what}");
        }
    }

    #[test]
    fn lists_revoke_leaves_and_whole_branches() {
        let leaf = certificate(BY_MIDDLE);
        let soon = Some(at("20261201000000"));
        let mut trust = believing(&[ROOT, MIDDLE]);
        assert_eq!(trust.revocation_at(&leaf, soon), Revocation::Unknown);
        trust.add_list(chain_file!("middle-clean.crl")).expect("a list of the authority");
        assert_eq!(trust.revocation_at(&leaf, soon), Revocation::NotRevoked);
        assert_eq!(trust.revocation_at(&leaf, Some(at("20270201000000"))), Revocation::Stale);
        assert_eq!(trust.revocation_at(&certificate(BY_ROOT), soon), Revocation::Unknown);
        trust.add_list(chain_file!("middle-leaf.crl")).expect("a list in PEM");
        assert_eq!(trust.revocation_at(&leaf, soon), Revocation::Revoked);
        assert_eq!(trust.chain(&leaf, soon).map(|chain| chain.len()), Ok(2), "the authorities stay");
        trust.add_list(chain_file!("root-middle.crl")).expect("a list of the root");
        assert_eq!(trust.chain(&leaf, soon), Err(ChainError::Revoked));
    }

    #[test]
    fn lists_of_strangers_and_broken_ones_are_refused() {
        let mut trust = believing(&[ROOT, MIDDLE]);
        let foreign = trust.add_list(chain_file!("twin-middle.crl"));
        assert_eq!(foreign, Err(CertificateError::ForeignList));
        assert_eq!(trust.add_list(b"nothing"), Err(CertificateError::Unreadable));
        let good = chain_file!("middle-clean.crl");
        for at in 0..good.len() {
            let mut changed = good.to_vec();
            changed[at] ^= 1;
            assert!(trust.add_list(&changed).is_err(), "changed at {at}");
            assert!(trust.add_list(&good[..at]).is_err(), "cut at {at}");
        }
    }
}
