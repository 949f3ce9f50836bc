//! Officers of the port: they sign in with certificates of their own, look at cases, and propose; another officer decides.
//!
//! # Invariants
//! - Nothing that is proposed takes effect before another officer has approved it.
//! - The token of an officer opens no feed of an enterprise, and that of an enterprise nothing of officers.
//! - An identity number that is to be watched is turned into its keyed hash before anything is kept.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use clearance_core::cn::clear::{Action, act};
use clearance_core::exchange::officer::{OFFICER, ProposalLine, Proposed, Standing};
use clearance_core::signing::Certificate;
use serde::de::DeserializeOwned;

use crate::auth::{fingerprint, hash};
use crate::book::{Batch, Book};
use crate::clear::Turn;
use crate::error::{Reason, Refused};
use crate::random;
use crate::risk::{RuleSet, Watched};
use crate::store::{Result, WatchEntry};

/// A reason is at most so long.
const MOST_REASON: usize = 200;

/// Who is an officer, and who is signed in.
#[derive(Default)]
pub(crate) struct Officers {
    certificates: RwLock<HashMap<String, Arc<Certificate>>>,
    /// In memory only: after a restart an officer signs in again.
    sessions: RwLock<HashMap<[u8; 32], (String, i64)>>,
}

impl Officers {
    /// Knows an officer from now on.
    pub(crate) fn learn(&self, id: &str, certificate: &[u8]) {
        if let Ok(certificate) = Certificate::from_der(certificate) {
            let mut all = self.certificates.write().unwrap_or_else(PoisonError::into_inner);
            all.insert(id.to_owned(), Arc::new(certificate));
        }
    }

    /// The certificate behind a code of a sign-in, where it is that of an officer.
    pub(crate) fn certificate(&self, code: &str) -> Option<Arc<Certificate>> {
        let id = code.strip_prefix(OFFICER)?;
        self.certificates.read().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    /// Opens a session.
    pub(crate) fn open(&self, token: [u8; 32], id: &str, until: i64, now: i64) {
        let mut sessions = self.sessions.write().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, (_, until)| *until > now);
        sessions.insert(token, (id.to_owned(), until));
    }

    /// Whose session a token opens.
    pub(crate) fn signed_in(&self, token: &str, now: i64) -> Option<String> {
        let sessions = self.sessions.read().unwrap_or_else(PoisonError::into_inner);
        let (id, until) = sessions.get(&hash(token))?;
        (*until > now).then(|| id.clone())
    }
}

type Answer<T> = std::result::Result<T, Refused>;

fn word<T: DeserializeOwned>(text: &str) -> Answer<T> {
    serde_json::from_value(text.into()).map_err(|_| Reason::Unreadable.into())
}

/// Whether a reason is one: not empty, not long, and without the number of a person.
pub(crate) fn reason_fits(reason: &str) -> Answer<()> {
    let fits = !reason.trim().is_empty() && reason.chars().count() <= MOST_REASON;
    // Seventeen digits in a row are an identity number, whatever else they were meant to be.
    let digits = reason.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() >= 15);
    if fits && !digits { Ok(()) } else { Err(Reason::Unreadable.into()) }
}

impl Book {
    /// Keeps what an officer proposes.
    pub(crate) fn propose(
        &mut self,
        batch: &Batch,
        by: &str,
        proposed: Proposed,
    ) -> Result<Answer<ProposalLine>> {
        let proposed = match self.sound(proposed)? {
            Ok(proposed) => proposed,
            Err(refused) => return Ok(Err(refused)),
        };
        let mut line = ProposalLine {
            id: 0,
            proposed,
            by: by.to_owned(),
            at: batch.now,
            standing: Standing::Open,
            decided_by: None,
            decided_at: None,
        };
        line.id = self.store.put_proposal(&line)?;
        Ok(Ok(line))
    }

    /// Whether it could take effect as things stand, with a buyer's number turned into its hash.
    fn sound(&self, proposed: Proposed) -> Result<Answer<Proposed>> {
        let checked = match &proposed {
            Proposed::Act { case, action } => {
                if let Action::Reject { reason } = action
                    && let Err(refused) = reason_fits(reason)
                {
                    return Ok(Err(refused));
                }
                match self.store.clearance(*case)? {
                    None => Err(Reason::NoCase.into()),
                    Some(known) if act(known.stage, action).is_none() => Err(Reason::NotInHand.into()),
                    Some(_) => Ok(()),
                }
            }
            Proposed::Rules { rules } => match RuleSet::read(rules.to_string().as_bytes()) {
                Ok(_) => Ok(()),
                Err(fault) => Err(Refused::of_rules(&fault.to_string())),
            },
            Proposed::WatchParty { who, code, measure, reason } => watched(who, code)
                .and_then(|_| word::<crate::risk::Measure>(measure))
                .and_then(|_| reason_fits(reason)),
            Proposed::WatchBuyer { id_number, measure, reason } => {
                let fits = word::<crate::risk::Measure>(measure).and_then(|_| reason_fits(reason));
                if let Err(refused) = fits {
                    return Ok(Err(refused));
                }
                if clearance_core::ids::resident_id(id_number) != clearance_core::ids::ResidentId::Right {
                    return Ok(Err(Reason::Unreadable.into()));
                }
                let id_number = random::hex(&self.buyer(id_number));
                let (measure, reason) = (measure.clone(), reason.clone());
                return Ok(Ok(Proposed::WatchBuyer { id_number, measure, reason }));
            }
            Proposed::Revoke { code, certificate, reason } => {
                let named = certificate.as_deref().map(random::from_hex::<32>);
                match self.store.enterprise(code)? {
                    _ if named == Some(None) => Err(Reason::Unreadable.into()),
                    None => Err(Reason::NotEnrolled.into()),
                    Some(known) => {
                        let bound =
                            |one: &[u8; 32]| known.certificates.iter().any(|b| fingerprint(&b.der) == *one);
                        if named.flatten().is_none_or(|one| bound(&one)) {
                            reason_fits(reason)
                        } else {
                            Err(Reason::NoCertificate.into())
                        }
                    }
                }
            }
            Proposed::Unwatch { entry } => {
                let known = self.store.watch()?.iter().any(|known| known.id == *entry);
                if known { Ok(()) } else { Err(Reason::NoCase.into()) }
            }
        };
        Ok(checked.map(|()| proposed))
    }

    /// Another officer approves or refuses. Whoever proposed may take it back, and nothing else.
    pub(crate) fn settle(
        &mut self,
        batch: &mut Batch,
        by: &str,
        id: i64,
        approve: bool,
    ) -> Result<Answer<ProposalLine>> {
        let Some(mut line) = self.store.proposal(id)? else { return Ok(Err(Reason::NoCase.into())) };
        if line.standing != Standing::Open {
            return Ok(Err(Reason::Decided.into()));
        }
        if approve && line.by == by {
            return Ok(Err(Reason::FourEyes.into()));
        }
        if approve && let Err(refused) = self.carry_out(batch, &line)? {
            return Ok(Err(refused));
        }
        line.standing = if approve { Standing::Approved } else { Standing::Refused };
        self.store.settle_proposal(id, line.standing, by, batch.now.unix_ms())?;
        (line.decided_by, line.decided_at) = (Some(by.to_owned()), Some(batch.now));
        Ok(Ok(line))
    }

    fn carry_out(&mut self, batch: &mut Batch, line: &ProposalLine) -> Result<Answer<()>> {
        let now = batch.now.unix_ms();
        match &line.proposed {
            Proposed::Act { case, action } => {
                let Some(known) = self.store.clearance(*case)? else { return Ok(Err(Reason::NoCase.into())) };
                // It may have moved on since it was proposed.
                if act(known.stage, action).is_none() {
                    return Ok(Err(Reason::NotInHand.into()));
                }
                batch.acts.insert(*case, action.clone());
                batch.turn(*case, Turn::Act);
            }
            Proposed::Rules { rules } => {
                let rules = match RuleSet::read(rules.to_string().as_bytes()) {
                    Ok(rules) => rules,
                    Err(fault) => return Ok(Err(Refused::of_rules(&fault.to_string()))),
                };
                if !self.store.put_risk_rules(&rules, now)? {
                    return Ok(Err(Reason::VersionUsed.into()));
                }
                batch.new_risk = true;
            }
            Proposed::WatchParty { who, code, measure, reason } => {
                let who = match watched(who, code) {
                    Ok(who) => who,
                    Err(refused) => return Ok(Err(refused)),
                };
                return self.watch(batch, line.id, who, measure, reason);
            }
            Proposed::WatchBuyer { id_number, measure, reason } => {
                let Some(index) = random::from_hex(id_number) else {
                    return Ok(Err(Reason::Unreadable.into()));
                };
                return self.watch(batch, line.id, Watched::Buyer { index }, measure, reason);
            }
            Proposed::Revoke { code, certificate, reason } => {
                let named = certificate.as_deref().and_then(random::from_hex);
                let by = format!("proposal {}", line.id);
                return self.revoke(batch, code, named, &by, reason);
            }
            Proposed::Unwatch { entry } => {
                if !self.store.end_watch(entry, now)? {
                    return Ok(Err(Reason::NoCase.into()));
                }
                batch.new_risk = true;
            }
        }
        Ok(Ok(()))
    }

    fn watch(
        &mut self,
        batch: &mut Batch,
        proposal: i64,
        who: Watched,
        measure: &str,
        reason: &str,
    ) -> Result<Answer<()>> {
        let measure = match word(measure) {
            Ok(measure) => measure,
            Err(refused) => return Ok(Err(refused)),
        };
        let since = batch.now.unix_ms();
        let entry =
            WatchEntry { id: format!("W-{proposal}"), who, measure, reason: reason.to_owned(), since };
        self.store.put_watch(&entry)?;
        batch.new_risk = true;
        Ok(Ok(()))
    }
}

fn watched(who: &str, code: &str) -> Answer<Watched> {
    let sound = (1..=18).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric());
    let who = word(who)?;
    if sound { Ok(Watched::Party { who, code: code.to_owned() }) } else { Err(Reason::Unreadable.into()) }
}
