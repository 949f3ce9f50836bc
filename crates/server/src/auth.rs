//! Who is who: enterprises, their certificates, challenges and sessions.
//!
//! # Invariants
//! - A token opens the feed of one enterprise and no other.
//! - Tokens are kept as hashes only.
//! - A challenge is good once, and for a minute.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use clearance_core::exchange::officer::OFFICER;
use clearance_core::exchange::{Challenge, SignIn};
use clearance_core::signing::{Algorithm, Certificate};
use sha2::{Digest, Sha256};

use crate::error::Reason;
use crate::random;
use crate::store::{Enterprise, EnterpriseId};

/// A challenge is good for so long, milliseconds.
const CHALLENGE_MS: i64 = 60_000;
/// So many challenges may be open at once; more than that is an attack.
const MOST_CHALLENGES: usize = 10_000;

/// An enterprise with its certificates read.
pub struct Known {
    /// As it is stored.
    pub enterprise: Enterprise,
    /// Its certificates.
    pub certificates: Vec<Certificate>,
}

/// Who has signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// An enterprise.
    Enterprise(EnterpriseId),
    /// An officer of the port.
    Officer(String),
}

/// Everything about who is who, in memory; the store holds the same.
#[derive(Default)]
pub struct Registry {
    enterprises: RwLock<HashMap<String, Arc<Known>>>,
    codes: RwLock<HashMap<EnterpriseId, String>>,
    sessions: RwLock<HashMap<[u8; 32], (EnterpriseId, i64)>>,
    challenges: Mutex<HashMap<String, OpenChallenge>>,
}

struct OpenChallenge {
    code: String,
    text: String,
    until: i64,
}

impl Registry {
    /// Knows an enterprise from now on, in the place of what was known of it.
    pub fn learn(&self, enterprise: Enterprise) {
        let certificates =
            enterprise.certificates.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
        let known = Arc::new(Known { certificates, enterprise });
        let (id, code) = (known.enterprise.id, known.enterprise.code.clone());
        self.codes.write().unwrap_or_else(PoisonError::into_inner).insert(id, code.clone());
        self.enterprises.write().unwrap_or_else(PoisonError::into_inner).insert(code, known);
    }

    /// An enterprise by its code.
    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<Arc<Known>> {
        self.enterprises.read().unwrap_or_else(PoisonError::into_inner).get(code).cloned()
    }

    /// An enterprise by its row.
    #[must_use]
    pub fn by_id(&self, id: EnterpriseId) -> Option<Arc<Known>> {
        let code = self.codes.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()?;
        self.by_code(&code)
    }

    /// Something to sign for an enterprise.
    ///
    /// # Errors
    /// [`Reason::Busy`] where too many are open.
    pub fn challenge(&self, code: &str, now: i64) -> Result<Challenge, Reason> {
        let id = random::guid();
        // The text says what it is for, so that nobody can be made to sign a message by it.
        let text = format!("{}{id}\n{}", Challenge::opening(code), random::hex(&random::octets::<16>()));
        let mut open = self.challenges.lock().unwrap_or_else(PoisonError::into_inner);
        if open.len() >= MOST_CHALLENGES {
            open.retain(|_, challenge| challenge.until > now);
            if open.len() >= MOST_CHALLENGES {
                return Err(Reason::Busy);
            }
        }
        let until = now + CHALLENGE_MS;
        open.insert(id.clone(), OpenChallenge { code: code.to_owned(), text: text.clone(), until });
        Ok(Challenge { id, text })
    }

    /// Checks a signed challenge and tells whose it is. The challenge is used up, whatever comes out.
    ///
    /// # Errors
    /// Which of its parts is wrong.
    pub fn answer(
        &self,
        sign_in: &SignIn,
        now: i64,
        officer: impl Fn(&str) -> Option<Arc<Certificate>>,
    ) -> Result<Who, Reason> {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let open = self.challenges.lock().unwrap_or_else(PoisonError::into_inner).remove(&sign_in.id);
        let open = open.filter(|challenge| challenge.until > now).ok_or(Reason::Challenge)?;
        let algorithm = Algorithm::from_name(&sign_in.algorithm).ok_or(Reason::Unreadable)?;
        let signature = STANDARD.decode(&sign_in.signature).map_err(|_| Reason::Unreadable)?;
        let signed = |certificate: &Certificate| {
            algorithm.fits(certificate.key())
                && certificate.verifies(algorithm, open.text.as_bytes(), &signature)
        };
        let (who, good) = match (officer(&open.code), open.code.strip_prefix(OFFICER)) {
            (Some(certificate), Some(id)) => (Who::Officer(id.to_owned()), signed(&certificate)),
            _ => {
                let known = self.by_code(&open.code).ok_or(Reason::NotEnrolled)?;
                (Who::Enterprise(known.enterprise.id), known.certificates.iter().any(signed))
            }
        };
        if good { Ok(who) } else { Err(Reason::Signature) }
    }

    /// Opens a session under the hash of its token.
    pub fn open(&self, token: [u8; 32], enterprise: EnterpriseId, until: i64, now: i64) {
        let mut sessions = self.sessions.write().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, (_, until)| *until > now);
        sessions.insert(token, (enterprise, until));
    }

    /// Whose session a token opens.
    #[must_use]
    pub fn signed_in(&self, token: &str, now: i64) -> Option<EnterpriseId> {
        let sessions = self.sessions.read().unwrap_or_else(PoisonError::into_inner);
        let (enterprise, until) = sessions.get(&hash(token))?;
        (*until > now).then_some(*enterprise)
    }
}

/// The hash that a token is kept as.
#[must_use]
pub fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Compares secrets in a time that does not tell where they differ.
#[must_use]
pub fn same_secret(one: &str, other: &str) -> bool {
    hash(one).iter().zip(hash(other)).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}
