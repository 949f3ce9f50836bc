//! What officers of the port and the service say to each other.
//!
//! | call | what |
//! |---|---|
//! | `POST /v1/officers` | [`OfficerEnrolment`], with the key of the port |
//! | `GET /v1/officer/cases?stage=…&after=…` | [`CasePage`]: the cases that an officer has in hand |
//! | `GET /v1/officer/cases/{case}` | [`CaseLine`] |
//! | `POST /v1/officer/proposals` | [`Proposed`] → [`ProposalLine`] |
//! | `GET /v1/officer/proposals` | [`ProposalLine`]s, the open ones first |
//! | `POST /v1/officer/proposals/{id}/decision` | [`Settles`] → [`ProposalLine`] |
//!
//! An officer signs in like an enterprise, under the code `officer:` and the officer's id. Nothing that an officer proposes
//! takes effect before another officer has approved it.

use serde::{Deserialize, Serialize};

use crate::cn::clear::{Action, Stage};
use crate::time::BeijingTime;

/// How the code of an officer begins at sign-in.
pub const OFFICER: &str = "officer:";

/// An officer is made known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OfficerEnrolment {
    /// Id within the port: letters, digits and hyphens.
    pub id: String,
    /// Certificate, base64 of DER.
    pub certificate: String,
}

/// What an officer proposes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum Proposed {
    /// To act on a case.
    Act {
        /// The case.
        case: i64,
        /// How.
        action: Action,
    },
    /// To put rules of risk in force.
    Rules {
        /// The rules.
        rules: serde_json::Value,
    },
    /// To watch a party.
    WatchParty {
        /// `platform`, `seller`, `carrier`, `declarant` or `guarantor`.
        who: String,
        /// Its code.
        code: String,
        /// `inspect` or `review`.
        measure: String,
        /// Why. It never holds a name or a number of a person.
        reason: String,
    },
    /// To watch a buyer. The identity number is turned into its keyed hash at once and kept nowhere.
    WatchBuyer {
        /// The identity number; in answers the first six signs of the hash.
        id_number: String,
        /// `inspect` or `review`.
        measure: String,
        /// Why. It never holds a name or a number of a person.
        reason: String,
    },
    /// To revoke a certificate, or an enterprise with all of them.
    Revoke {
        /// The enterprise.
        code: String,
        /// SHA-256 of the certificate's DER, in hexadecimal; nothing revokes the enterprise.
        #[serde(default)]
        certificate: Option<String>,
        /// Why. It never holds a name or a number of a person.
        reason: String,
    },
    /// To watch somebody no longer.
    Unwatch {
        /// Id of the entry.
        entry: String,
    },
}

/// How a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Nobody has decided.
    Open,
    /// Another officer approved, and it took effect.
    Approved,
    /// Another officer refused, or the proposer took it back.
    Refused,
}

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProposalLine {
    /// Its id.
    pub id: i64,
    /// What is proposed.
    pub proposed: Proposed,
    /// By whom.
    pub by: String,
    /// When.
    pub at: BeijingTime,
    /// How it stands.
    pub standing: Standing,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<BeijingTime>,
}

/// What another officer makes of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settles {
    /// Whether it takes effect.
    pub approve: bool,
}

/// A case as officers see it: numbers and reasons, no person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CaseLine {
    /// The case.
    pub case: i64,
    /// Declarant and its own number of the declaration.
    pub declaration: (String, String),
    /// Platform and order number.
    pub order: (String, String),
    /// Carrier and waybill number.
    pub waybill: (String, String),
    /// Where it stands.
    pub stage: Stage,
    /// Pre-entry number.
    pub pre_no: Option<String>,
    /// Declaration number.
    pub invt_no: Option<String>,
    /// Which rules it met, and why it was stopped.
    pub why: Option<serde_json::Value>,
}

/// Cases in the order in which they came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CasePage {
    /// The cases.
    pub cases: Vec<CaseLine>,
    /// Ask on from here.
    pub next: i64,
}
