//! Keys, what waits for them, and the messages on their way.

use serde::Serialize;

use super::{KeyEntry, Said};

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
    /// The key that signs for it unless another one is named; empty while it has none that can.
    pub key_id: String,
}

/// A batch of signatures that is under way or paused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct BatchLine {
    /// Its id.
    pub id: String,
    /// Whose declarations these are.
    pub client_id: String,
    /// The name of that client.
    pub client: String,
    /// The key that signs; empty when it was removed.
    pub key_id: String,
    /// Its name.
    pub key: String,
    /// Whether that key waits for its PIN.
    pub needs_pin: bool,
    /// `running` or `paused`.
    pub state: String,
    /// Declarations when it began.
    pub total: u32,
    /// Signed, and in the outbox.
    pub done: u32,
    /// Still to be signed.
    pub left: u32,
    /// Stable code of what paused it; else empty.
    pub code: String,
    /// What paused it.
    pub says: Said,
    /// What to do.
    pub help: Said,
    /// When it began, or was paused.
    pub at: String,
}

/// Messages that lie in a hand-over folder until another program has signed them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct HandedLine {
    /// The client.
    pub client_id: String,
    /// Its name.
    pub client: String,
    /// The key whose folder it is.
    pub key: String,
    /// Messages.
    pub messages: u32,
    /// Records in them.
    pub records: u32,
    /// Since when the oldest lies there.
    pub since: String,
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
    /// The keys of all clients.
    pub keys: Vec<KeyEntry>,
    /// Batches that are under way or paused.
    pub batches: Vec<BatchLine>,
    /// What another program has to sign.
    pub handed: Vec<HandedLine>,
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
