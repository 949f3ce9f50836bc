//! What crosses between desk and service, and nothing else. Both sides compile against this file.
//!
//! | call | what |
//! |---|---|
//! | `POST /v1/messages` | a signed message as its bytes; answer [`Admitted`] (202, or 200 when it was there already) or [`Refusal`] (422) |
//! | `GET /v1/receipts?after=CURSOR&wait=SECONDS` | [`ReceiptPage`]: what came after the cursor; waits when there is nothing |
//! | `GET /v1/receipts/stream?after=CURSOR` | the same as server-sent events; the id of an event is its cursor, and `last-event-id` resumes |
//! | `GET /v1/rules?day=YYYYMMDD` | [`published::Published`]: the rules and tables that judge a day; anyone may ask |
//! | `GET /v1/tables`, `GET /v1/tables/NAME/VERSION` | [`published::TableVersion`]s; a package of a table as its text |
//! | `POST /v1/enterprises` | [`Enrolment`]: an enterprise makes itself known (a sandbox takes anyone, a port only with its key) |
//! | `POST /v1/challenges` | [`ChallengeRequest`] → [`Challenge`]: what to sign in order to sign in |
//! | `POST /v1/sessions` | [`SignIn`] → [`Session`] |
//! | `GET /v1/health` | [`Health`] |
//! | `POST /v1/payment-demands` | [`PaymentDemandAsked`]: customs asks for original payment data; the demand travels in the feed |
//! | `GET /v1/payment-demands` | [`PaymentDemandLine`]s of the enterprise that is signed in |
//!
//! What officers of the port are served stands in [`officer`]; what is said about money, in [`money`]; how enterprises and
//! certificates stand, in [`enterprise`].
//! A message may be packed (`content-encoding: gzip` or `zstd`) and may stand in its transport envelope (`DxpMsg`).
//!
//! Every call but enrolment, challenge, session, health, rules and tables carries `authorization: Bearer TOKEN`.
//! Sending the same message twice is harmless: the id decides, and the same id with other bytes is refused.

pub mod enterprise;
pub mod money;
pub mod officer;
pub mod published;

use serde::{Deserialize, Serialize};

use crate::check::Finding;
use crate::cn::notice179::Pace;
use crate::text::Sentence;
use crate::time::BeijingTime;

/// Paths of the service.
pub mod path {
    /// Messages in.
    pub const MESSAGES: &str = "/v1/messages";
    /// Receipts out.
    pub const RECEIPTS: &str = "/v1/receipts";
    /// Receipts out, as server-sent events.
    pub const RECEIPT_STREAM: &str = "/v1/receipts/stream";
    /// The rules and tables that judge.
    pub const RULES: &str = "/v1/rules";
    /// The packages of tables.
    pub const TABLES: &str = "/v1/tables";
    /// Enrolment.
    pub const ENTERPRISES: &str = "/v1/enterprises";
    /// Sign-in, first step.
    pub const CHALLENGES: &str = "/v1/challenges";
    /// Sign-in, second step.
    pub const SESSIONS: &str = "/v1/sessions";
    /// Demands for original payment data (announcement 179).
    pub const PAYMENT_DEMANDS: &str = "/v1/payment-demands";
    /// Officers are made known.
    pub const OFFICERS: &str = "/v1/officers";
    /// Cases in the hands of officers.
    pub const CASES: &str = "/v1/officer/cases";
    /// What officers propose.
    pub const PROPOSALS: &str = "/v1/officer/proposals";
    /// Guarantee accounts.
    pub const GUARANTEES: &str = "/v1/guarantees";
    /// Payment books.
    pub const PAYMENT_BOOKS: &str = "/v1/payment-books";
    /// Whether the service is up, and which.
    pub const HEALTH: &str = "/v1/health";
}

/// Request header with the id of the message, so that it can be told apart before it is parsed.
pub const MESSAGE_ID_HEADER: &str = "x-message-id";

/// The service has stored the message; it will not be lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Admitted {
    /// The message.
    pub message: String,
    /// How many records it holds.
    pub records: usize,
    /// When it was stored.
    pub at: BeijingTime,
    /// Whether it was there already.
    pub again: bool,
}

/// The service did not take the message, or did not serve the call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Stable code: an official number such as `-621029` where one fits, else a word such as `too-large`.
    pub code: String,
    /// Why.
    pub says: Sentence,
    /// What to do.
    pub help: Sentence,
    /// Whether the same bytes may succeed later.
    pub retry: bool,
    /// What was found in the message.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// The format receipt (CEB900) that customs would send.
    #[serde(default)]
    pub receipt: Option<String>,
}

/// An envelope on its way back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// Its place in the enterprise's feed; grows.
    pub cursor: u64,
    /// Root element, such as `CEB622Message`.
    pub kind: String,
    /// When it was written.
    pub at: BeijingTime,
    /// The XML as it was written.
    pub body: String,
}

/// Receipts after a cursor, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptPage {
    /// The envelopes.
    pub envelopes: Vec<Envelope>,
    /// Ask on from here.
    pub next: u64,
}

/// What an enterprise is to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Declares, for itself or for others.
    Declarant,
    /// Sends orders.
    Platform,
    /// Sends payments.
    Payment,
    /// Sends waybills.
    Carrier,
}

/// An enterprise makes itself known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// Customs registration code or unified social credit code.
    pub code: String,
    /// Registered name.
    pub name: String,
    /// Transport identity.
    pub dxp_id: String,
    /// What it does.
    pub roles: Vec<Role>,
    /// Its certificate, base64 of DER. With the key of the port an enterprise may have several, one call each.
    pub certificate: String,
    /// Codes of other enterprises that this certificate may declare for, as a broker's; only with the key of the port.
    /// Where nothing is said, nothing is changed.
    #[serde(default, rename = "mayDeclareFor", skip_serializing_if = "Option::is_none")]
    pub may_declare_for: Option<Vec<String>>,
}

/// Asks for something to sign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChallengeRequest {
    /// Who wants to sign in.
    pub code: String,
}

/// Something to sign; good once and for a minute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// Its id.
    pub id: String,
    /// The text whose UTF-8 bytes are signed.
    pub text: String,
}

impl Challenge {
    /// How the text of every challenge begins for an enterprise: it says what it is for.
    #[must_use]
    pub fn opening(code: &str) -> String {
        format!("clearance sign-in\n{code}\n")
    }

    /// Whether a key may sign this to sign an enterprise in. A service chooses the text, and a key that signs whatever a
    /// service sends could be made to sign a declaration.
    #[must_use]
    pub fn may_be_signed(&self, code: &str) -> bool {
        let rest = self.text.strip_prefix(&Challenge::opening(code));
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '\n');
        rest.is_some_and(|rest| !rest.is_empty() && rest.len() <= 200 && rest.chars().all(plain))
    }
}

/// The signed challenge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// The challenge.
    pub id: String,
    /// Base64 of the signature over its text.
    pub signature: String,
    /// Which algorithm: `rsa-sha1`, `rsa-sha256`, `sm2-sm3`.
    pub algorithm: String,
}

/// A token and its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Goes into `authorization: Bearer`.
    pub token: String,
    /// After this it must be asked for again.
    pub until: BeijingTime,
}

/// Customs asks an enterprise for the original payment data of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentDemandAsked {
    /// The enterprise.
    pub code: String,
    /// The order.
    pub order_no: String,
    /// Id of the call; given by the service.
    #[serde(default)]
    pub session: String,
}

/// How a demand stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentDemandLine {
    /// Id of the call.
    pub session: String,
    /// The order.
    pub order_no: String,
    /// When it was asked.
    pub asked: BeijingTime,
    /// When the data came.
    pub done: Option<BeijingTime>,
    /// Where it stands against the limits, by now or when the data came.
    pub pace: Pace,
}

/// The service is up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// Version of the service.
    pub version: String,
    /// Version of the code tables.
    pub tables: String,
    /// How many rules it judges by.
    pub rules: usize,
    /// Whether it plays the other parties too.
    pub sandbox: bool,
    /// Messages that are admitted and wait to be worked on.
    #[serde(default)]
    pub behind: u64,
    /// Messages that a defect kept from being worked on: somebody has to look at them.
    #[serde(default)]
    pub set_aside: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_says_that_it_signs_this_enterprise_in_is_signed() {
        let asked = |text: &str| Challenge { id: "1".into(), text: text.into() }.may_be_signed("3301964J31");
        assert!(asked("clearance sign-in\n3301964J31\n4CDE1CFD-EDED\n0a1b"));
        for text in [
            "",
            "clearance sign-in\n3301964J31\n",
            "clearance sign-in\n3301964J32\n0a1b",
            "clearance sign-in\n3301964J31\n<ds:SignedInfo>",
            "<ds:SignedInfo xmlns:ds=\"x\">clearance sign-in\n3301964J31\n0a",
            "\"sessionID\":\"1\"||",
        ] {
            assert!(!asked(text), "{text}");
        }
    }
}
