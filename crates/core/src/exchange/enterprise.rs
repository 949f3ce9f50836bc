//! How enterprises and their certificates stand at a service, and how they are revoked.
//!
//! | call | what |
//! |---|---|
//! | `GET /v1/enterprises/{code}` | [`EnterpriseLine`], for the port with its key and for the enterprise itself |
//! | `POST /v1/enterprises/{code}/revocations` | [`Revocation`] → [`EnterpriseLine`], with the key of the port |
//!
//! A revocation takes effect at once, also for sessions that are open. That of a certificate is final; an enterprise is
//! taken back by enrolling it anew with the key of the port.

use serde::{Deserialize, Serialize};

use super::Role;
use crate::time::BeijingTime;

/// What is revoked, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Revocation {
    /// SHA-256 of the certificate's DER, in hexadecimal; nothing revokes the enterprise with all its certificates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// Why. It never holds a name or a number of a person.
    pub reason: String,
}

/// An enterprise as the service knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EnterpriseLine {
    /// Customs registration code or unified social credit code.
    pub code: String,
    /// Registered name.
    pub name: String,
    /// Transport identity.
    pub dxp_id: String,
    /// What it does.
    pub roles: Vec<Role>,
    /// Since when it is revoked.
    pub revoked: Option<BeijingTime>,
    /// Its certificates, also those that are revoked or have ended.
    pub certificates: Vec<CertificateLine>,
}

/// A certificate that is bound to an enterprise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateLine {
    /// SHA-256 of its DER, in hexadecimal: its name in a [`Revocation`].
    pub fingerprint: String,
    /// Serial number, as its issuer wrote it.
    pub serial: String,
    /// First moment at which it is good.
    pub not_before: BeijingTime,
    /// Last moment at which it is good.
    pub not_after: BeijingTime,
    /// Codes of other enterprises that it may declare for.
    pub may_declare_for: Vec<String>,
    /// Since when it is revoked.
    pub revoked: Option<BeijingTime>,
}
