//! Keys in full, and what the key doctor found.

use serde::Serialize;

use super::{KeyLine, Said};

/// A key, and where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyEntry {
    /// What its certificate says, and how it is.
    #[serde(flatten)]
    pub line: KeyLine,
    /// `file`, `token`, `eport` or `folder`.
    pub kind: String,
    /// Where it is: a token's label, an address, a folder; empty for a file, which is kept here.
    pub place: String,
    /// Whether its password or PIN is kept.
    pub keeps_pin: bool,
}

/// What the key doctor found about one key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyReport {
    /// The key.
    #[serde(flatten)]
    pub key: KeyEntry,
    /// Whether nothing was found that keeps it from signing.
    pub healthy: bool,
    /// What was looked at, in order.
    pub checks: Vec<KeyCheck>,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyCheck {
    /// `reach`, `control`, `certificate`, `validity`, `clock`, `algorithm`, `chain`, `revocation`, `signature` or `folder`.
    pub what: String,
    /// `good`, `warns`, `bad`, or `open` when it could not be looked at.
    pub state: String,
    /// Stable code where it is not good; else empty.
    pub code: String,
    /// What was found.
    pub says: Said,
    /// What to do; empty when there is nothing to do.
    pub help: Said,
}
