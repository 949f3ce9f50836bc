//! The certificates of the parties that the sandbox plays, made at first sight of their codes.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use clearance_core::exchange::Role;
use clearance_core::signing::{Certificate, Practice, PracticeRandom, PracticeSubject, SoftKey};
use clearance_core::time::BeijingTime;
use zeroize::Zeroizing;

use crate::auth::{Known, Registry};
use crate::book::Job;
use crate::config::Clock;
use crate::enrol::Enrols;
use crate::random;
use crate::store::{Bound, Enterprise};

/// Sends orders for platforms that have enrolled themselves, as an entrusted operator.
const OPERATOR: (&str, &str) = ("3301969Z01", "杭州练习数据传输有限公司");

/// A party that can sign.
pub(crate) struct Identity {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) dxp_id: String,
    pub(crate) signer: SoftKey,
}

/// All parties that were played so far.
pub(crate) struct Identities {
    registry: Arc<Registry>,
    jobs: SyncSender<Job>,
    clock: Clock,
    open: HashMap<String, Arc<Identity>>,
}

impl Identities {
    pub(crate) fn new(registry: Arc<Registry>, jobs: SyncSender<Job>, clock: Clock) -> Self {
        Identities { registry, jobs, clock, open: HashMap::new() }
    }

    /// An enterprise as everybody knows it.
    pub(crate) fn known(&self, code: &str) -> Option<Arc<Known>> {
        self.registry.by_code(code)
    }

    /// Who sends the orders of a platform: the platform, or an operator where it has enrolled itself.
    pub(crate) fn platform(&mut self, code: &str, name: &str) -> Option<Arc<Identity>> {
        self.of(code, name, Role::Platform).or_else(|| self.of(OPERATOR.0, OPERATOR.1, Role::Platform))
    }

    /// The party of a code. `None` where somebody else has enrolled under it: nobody is played behind their back.
    pub(crate) fn of(&mut self, code: &str, name: &str, role: Role) -> Option<Arc<Identity>> {
        match self.registry.by_code(code) {
            Some(known) => {
                let key = known.enterprise.own_key.as_ref()?;
                if let Some(open) = self.open.get(code)
                    && known.certificates.iter().any(|c| c == signer_certificate(open))
                {
                    return Some(Arc::clone(open));
                }
                let certificate = known.certificates.first()?.clone();
                let signer = SoftKey::from_pkcs8(key, certificate).ok()?;
                Some(self.keep(&known.enterprise, signer))
            }
            None => self.make(code, name, role),
        }
    }

    fn make(&mut self, code: &str, name: &str, role: Role) -> Option<Arc<Identity>> {
        let now = (self.clock)().unix_ms();
        let year = 365 * 24 * 3_600_000_i64;
        let subject = PracticeSubject {
            enterprise_name: name,
            enterprise_code: code,
            not_before: BeijingTime::from_unix_ms(now - year),
            not_after: BeijingTime::from_unix_ms(now + 10 * year),
        };
        let random = PracticeRandom { key: Zeroizing::new(random::octets()), serial: random::octets() };
        let practice = Practice::make(random, subject).ok()?;
        let signer = practice.signer();
        let serial = random::octets::<4>();
        let enterprise = Enterprise {
            id: 0,
            code: code.to_owned(),
            name: name.to_owned(),
            dxp_id: format!("DXPENT{:010}", u32::from_be_bytes(serial)),
            roles: vec![role],
            certificates: vec![Bound::new(practice.certificate().der().to_vec(), now)],
            own_key: Some(practice.to_pkcs8().ok()?.to_vec()),
            revoked: None,
        };
        let (reply, answer) = tokio::sync::oneshot::channel();
        let enrols = Enrols { enterprise: enterprise.clone(), codes: None, port: false };
        self.jobs.send(Job::Enrol(Box::new(enrols), reply)).ok()?;
        answer.blocking_recv().ok()?.ok()?;
        Some(self.keep(&enterprise, signer))
    }

    fn keep(&mut self, enterprise: &Enterprise, signer: SoftKey) -> Arc<Identity> {
        let identity = Arc::new(Identity {
            code: enterprise.code.clone(),
            name: enterprise.name.clone(),
            dxp_id: enterprise.dxp_id.clone(),
            signer,
        });
        self.open.insert(enterprise.code.clone(), Arc::clone(&identity));
        identity
    }
}

fn signer_certificate(identity: &Identity) -> &Certificate {
    use clearance_core::signing::Signer;
    identity.signer.certificate()
}
