//! Who is who: enterprises, their certificates, challenges and sessions.
//!
//! # Invariants
//! - A token opens the feed of one enterprise and no other.
//! - Tokens are kept as hashes only.
//! - A challenge is good once, and for a minute.
//! - A session ends with its certificate: nothing is let in that is revoked, however it came in before.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use clearance_core::exchange::officer::OFFICER;
use clearance_core::exchange::{Challenge, SignIn};
use clearance_core::signing::{Algorithm, Certificate};
use sha2::{Digest, Sha256};
use tokio::sync::watch;

use crate::error::Reason;
use crate::random;
use crate::store::{Bound, Enterprise, EnterpriseId, OpenSession};

/// A challenge is good for so long, milliseconds.
const CHALLENGE_MS: i64 = 60_000;
/// So many challenges may be open at once; more than that is an attack.
const MOST_CHALLENGES: usize = 10_000;

/// An enterprise with its certificates read.
pub struct Known {
    /// As it is stored.
    pub enterprise: Enterprise,
    /// Its certificates that are in force: none where it is revoked.
    pub certificates: Vec<Certificate>,
    /// All its certificates, also those that are revoked.
    pub cards: Vec<Card>,
}

/// A certificate with what it is bound to.
pub struct Card {
    /// The certificate.
    pub certificate: Certificate,
    /// SHA-256 of its DER.
    pub fingerprint: [u8; 32],
    /// Codes of other enterprises that it may declare for.
    pub codes: Vec<String>,
    /// Since when it is revoked, milliseconds since 1970.
    pub revoked: Option<i64>,
}

impl Known {
    fn new(enterprise: Enterprise) -> Self {
        let card = |bound: &Bound| {
            Some(Card {
                certificate: Certificate::from_der(&bound.der).ok()?,
                fingerprint: fingerprint(&bound.der),
                codes: bound.codes.clone(),
                revoked: bound.revoked,
            })
        };
        let cards: Vec<Card> = enterprise.certificates.iter().filter_map(card).collect();
        let in_force = cards.iter().filter(|card| card.revoked.is_none() && enterprise.revoked.is_none());
        let certificates = in_force.map(|card| card.certificate.clone()).collect();
        Known { enterprise, certificates, cards }
    }

    /// What a certificate is bound to here, where it is bound at all.
    #[must_use]
    pub fn card(&self, certificate: &Certificate) -> Option<&Card> {
        self.cards.iter().find(|card| card.certificate == *certificate)
    }

    /// Whether a session that this certificate opened still stands.
    fn lets_in(&self, certificate: &[u8; 32], now: i64) -> bool {
        let good = |card: &Card| card.revoked.is_none() && card.certificate.not_after().unix_ms() >= now;
        self.enterprise.revoked.is_none()
            && self.cards.iter().any(|card| card.fingerprint == *certificate && good(card))
    }
}

/// What a certificate is named by.
#[must_use]
pub fn fingerprint(der: &[u8]) -> [u8; 32] {
    Sha256::digest(der).into()
}

/// Who has signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// An enterprise, and the fingerprint of the certificate that it signed in with.
    Enterprise(EnterpriseId, [u8; 32]),
    /// An officer of the port.
    Officer(String),
}

/// Everything about who is who, in memory; the store holds the same.
#[derive(Default)]
pub struct Registry {
    enterprises: RwLock<HashMap<String, Arc<Known>>>,
    codes: RwLock<HashMap<EnterpriseId, String>>,
    sessions: RwLock<HashMap<[u8; 32], OpenSession>>,
    challenges: Mutex<HashMap<String, OpenChallenge>>,
    changes: watch::Sender<()>,
}

struct OpenChallenge {
    code: String,
    text: String,
    until: i64,
}

impl Registry {
    /// Knows an enterprise from now on, in the place of what was known of it.
    pub fn learn(&self, enterprise: Enterprise) {
        let known = Arc::new(Known::new(enterprise));
        let (id, code) = (known.enterprise.id, known.enterprise.code.clone());
        self.codes.write().unwrap_or_else(PoisonError::into_inner).insert(id, code.clone());
        self.enterprises.write().unwrap_or_else(PoisonError::into_inner).insert(code, known);
        self.changes.send_replace(());
    }

    /// Hears whenever something else is known of an enterprise: whoever waits in a call looks whether they still may.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
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
        if let (Some(certificate), Some(id)) = (officer(&open.code), open.code.strip_prefix(OFFICER)) {
            return if signed(&certificate) {
                Ok(Who::Officer(id.to_owned()))
            } else {
                Err(Reason::Signature)
            };
        }
        let known = self.by_code(&open.code).ok_or(Reason::NotEnrolled)?;
        let card = known.cards.iter().find(|card| signed(&card.certificate)).ok_or(Reason::Signature)?;
        if card.revoked.is_some() || known.enterprise.revoked.is_some() {
            return Err(Reason::Revoked);
        }
        let good = card.certificate.not_before().unix_ms()..=card.certificate.not_after().unix_ms();
        if !good.contains(&now) {
            return Err(Reason::Expired);
        }
        Ok(Who::Enterprise(known.enterprise.id, card.fingerprint))
    }

    /// Opens a session.
    pub fn open(&self, session: OpenSession, now: i64) {
        let mut sessions = self.sessions.write().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, session| session.until > now);
        sessions.insert(session.token, session);
    }

    /// Whose session a token opens. It ends with the certificate that opened it, and with the enterprise.
    #[must_use]
    pub fn signed_in(&self, token: &str, now: i64) -> Option<Arc<Known>> {
        let session = *self.sessions.read().unwrap_or_else(PoisonError::into_inner).get(&hash(token))?;
        let known = self.by_id(session.enterprise)?;
        (session.until > now && known.lets_in(&session.certificate, now)).then_some(known)
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
