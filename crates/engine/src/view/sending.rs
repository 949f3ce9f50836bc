//! Keys, what waits for them, and the messages on their way.

use serde::Serialize;

use super::Said;

/// A key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct KeyLine {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub owner: String,
    /// `SM2 / SM3`, `RSA-SHA1`, …
    pub algorithm: String,
    /// Serial number of its certificate.
    pub serial: String,
    /// Last moment of its certificate.
    pub not_after: String,
    /// Whether it can sign now.
    pub usable: bool,
    /// Whether it was made here, for practice.
    pub practice: bool,
    /// How it is, in words.
    pub says: Said,
}

/// Declarations of one client that wait for a signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ToSign {
    /// The client.
    pub client_id: String,
    /// Its name.
    pub client: String,
    /// How many.
    pub count: u32,
}

/// A message on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct OutboxLine {
    /// Its id, to open its XML.
    pub id: String,
    /// Its kind, such as `CEB621`.
    pub kind: String,
    /// Its kind in words.
    pub name: Said,
    /// Whose it is, by name.
    pub client: String,
    /// Its running number.
    pub batch: String,
    /// Records in it.
    pub records: u32,
    /// `waiting`, `sending`, `received`, or `needs-you` when the service refused it.
    pub state: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried again; empty when it is not.
    pub next: String,
    /// Its id on the wire.
    pub guid: String,
    /// When it was signed, or delivered.
    pub at: String,
}

/// The sending screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Sending {
    /// Declarations that can be signed now.
    pub ready: u32,
    /// Declarations signed.
    pub signed: u32,
    /// Declarations in all.
    pub total: u32,
    /// What waits, by client.
    pub to_sign: Vec<ToSign>,
    /// The keys.
    pub keys: Vec<KeyLine>,
    /// The messages, newest first.
    pub outbox: Vec<OutboxLine>,
    /// Delivered declarations without an answer for longer than usual.
    pub silent: u32,
    /// Since when the oldest of them is silent.
    pub silent_since: String,
    /// Declarations that wait for another person to approve them.
    pub to_review: u32,
}

/// What one round of the courier brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Synced {
    /// Messages that the service took.
    pub delivered: u32,
    /// Messages that the service refused for good.
    pub refused: u32,
    /// Messages that still wait.
    pub waiting: u32,
    /// Receipts that were new.
    pub receipts: u32,
    /// Tax bills among them.
    pub bills: u32,
    /// Receipts that cannot be read: they are kept, and a person must look.
    pub unread: u32,
}
