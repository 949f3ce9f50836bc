//! Enterprises come and go: enrolment, further certificates, and revocation, inside the transaction of the book.
//!
//! # Invariants
//! - Without the key of the port nobody puts a second certificate beside the first.
//! - A certificate that is revoked never comes back.
//! - What changed is known to everybody before whoever asked for it is answered.

use std::sync::Arc;

use crate::auth::fingerprint;
use crate::book::{Batch, Book};
use crate::error::{Reason, Refused};
use crate::store::{Enterprise, EnterpriseId, Result, Revoked};

/// An enterprise as it asks to be known.
pub(crate) struct Enrols {
    /// With one certificate.
    pub(crate) enterprise: Enterprise,
    /// The codes that the certificate may declare for; nothing where they stay as they are.
    pub(crate) codes: Option<Vec<String>>,
    /// Whether the port asks, with its key.
    pub(crate) port: bool,
}

type Answer<T> = std::result::Result<T, Refused>;

impl Book {
    /// Makes an enterprise known, or gives it new particulars and, for the port, a further certificate.
    pub(crate) fn enrol(&mut self, batch: &mut Batch, asked: Enrols) -> Result<Answer<EnterpriseId>> {
        let known = self.store.enterprise(&asked.enterprise.code)?;
        let mut enterprise = match settled(known, asked) {
            Ok(enterprise) => enterprise,
            Err(reason) => return Ok(Err(reason.into())),
        };
        enterprise.id = self.store.put_enterprise(&enterprise)?;
        let id = enterprise.id;
        let registry = Arc::clone(&self.registry);
        batch.then(move || registry.learn(enterprise));
        Ok(Ok(id))
    }

    /// Revokes a certificate by its fingerprint, or the enterprise where none is named.
    pub(crate) fn revoke(
        &mut self,
        batch: &mut Batch,
        code: &str,
        certificate: Option<[u8; 32]>,
        by: &str,
        reason: &str,
    ) -> Result<Answer<()>> {
        let Some(known) = self.store.enterprise(code)? else { return Ok(Err(Reason::NotEnrolled.into())) };
        let certificate = match certificate {
            None => None,
            Some(named) => match known.certificates.into_iter().find(|one| fingerprint(&one.der) == named) {
                Some(bound) => Some(bound.der),
                None => return Ok(Err(Reason::NoCertificate.into())),
            },
        };
        let at = batch.now.unix_ms();
        let revoked =
            Revoked { enterprise: known.id, certificate, at, by: by.to_owned(), reason: reason.to_owned() };
        self.store.revoke(&revoked)?;
        if let Some(now) = self.store.enterprise(code)? {
            let registry = Arc::clone(&self.registry);
            batch.then(move || registry.learn(now));
        }
        Ok(Ok(()))
    }
}

/// What is known from now on, of what was known and what is asked.
fn settled(known: Option<Enterprise>, asked: Enrols) -> std::result::Result<Enterprise, Reason> {
    let Enrols { mut enterprise, codes, port } = asked;
    let Some(first) = enterprise.certificates.first_mut() else { return Err(Reason::Certificate) };
    first.codes = codes.clone().unwrap_or_default();
    let Some(known) = known else { return Ok(enterprise) };
    if known.own_key.is_some() {
        // A party that the sandbox plays gives way to the real one.
        return Ok(enterprise);
    }
    let der = first.der.clone();
    let before = known.certificates.iter().position(|one| one.der == der);
    if enterprise.own_key.is_some() || !port && before.is_none() {
        return Err(Reason::Enrolled);
    }
    if !port && known.revoked.is_some() || before.is_some_and(|n| known.certificates[n].revoked.is_some()) {
        return Err(Reason::Revoked);
    }
    let mut certificates = known.certificates;
    match before {
        Some(n) => {
            if let Some(codes) = codes {
                certificates[n].codes = codes;
            }
        }
        None => certificates.append(&mut enterprise.certificates),
    }
    // The port takes an enterprise back by enrolling it anew.
    Ok(Enterprise { certificates, id: known.id, revoked: None, ..enterprise })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Bound;

    fn enterprise(ders: &[&str]) -> Enterprise {
        Enterprise {
            id: 0,
            code: "3301964J31".into(),
            name: "杭州练习报关有限公司".into(),
            dxp_id: "DXPENT0000099001".into(),
            roles: Vec::new(),
            certificates: ders.iter().map(|der| Bound::new(der.as_bytes().to_vec(), 0)).collect(),
            own_key: None,
            revoked: None,
        }
    }

    fn asks(
        known: &Enterprise,
        der: &str,
        codes: Option<&[&str]>,
        port: bool,
    ) -> std::result::Result<Enterprise, Reason> {
        let codes = codes.map(|codes| codes.iter().map(|code| (*code).to_owned()).collect());
        settled(Some(known.clone()), Enrols { enterprise: enterprise(&[der]), codes, port })
    }

    #[test]
    fn only_the_port_adds_a_certificate_and_the_first_one_stays() {
        let known = enterprise(&["a"]);
        assert_eq!(asks(&known, "b", None, false), Err(Reason::Enrolled));
        assert_eq!(asks(&known, "a", None, false).map(|now| now.certificates.len()), Ok(1));
        let both = asks(&known, "b", None, true).expect("the port may");
        assert_eq!(both.certificates.iter().map(|one| one.der.as_slice()).collect::<Vec<_>>(), [b"a", b"b"]);
    }

    #[test]
    fn codes_stay_where_nothing_is_said_of_them() {
        let mut known = enterprise(&["a"]);
        known.certificates[0].codes = vec!["3301960001".into()];
        let codes = |now: Enterprise| now.certificates[0].codes.clone();
        assert_eq!(asks(&known, "a", None, true).map(codes), Ok(vec!["3301960001".to_owned()]));
        assert_eq!(asks(&known, "a", Some(&[]), true).map(codes), Ok(vec![]));
    }

    #[test]
    fn what_is_revoked_comes_back_by_the_port_only_and_a_certificate_never() {
        let mut known = enterprise(&["a", "b"]);
        known.revoked = Some(1);
        assert_eq!(asks(&known, "a", None, false), Err(Reason::Revoked));
        assert_eq!(asks(&known, "a", None, true).map(|now| now.revoked), Ok(None));
        known.certificates[0].revoked = Some(1);
        for port in [false, true] {
            assert_eq!(asks(&known, "a", None, port), Err(Reason::Revoked));
        }
    }

    #[test]
    fn a_played_party_gives_way_and_never_takes_a_place() {
        let mut played = enterprise(&["p"]);
        played.own_key = Some(vec![1]);
        let real = asks(&played, "a", None, false).expect("it gives way");
        assert_eq!((real.certificates.len(), real.own_key), (1, None));
        let taken =
            settled(Some(enterprise(&["a"])), Enrols { enterprise: played, codes: None, port: false });
        assert_eq!(taken, Err(Reason::Enrolled));
    }
}
