//! What is open, and what today has brought.

use serde::Serialize;

use super::{PersonLine, Said};

/// A client in the picker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ClientLine {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Customs code of the seller.
    pub code: String,
    /// Whether it is invented, for practice.
    pub practice: bool,
    /// No longer served: only the clients' own screen shows it.
    pub archived: bool,
}

/// The numbers on the side bar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Orders kept for later because something stops them.
    pub kept: u32,
    /// Declarations in all.
    pub declarations: u32,
    /// Declarations to sign, and signed ones that wait to be sent.
    pub to_send: u32,
    /// Declarations for which someone must act.
    pub needs_you: u32,
    /// Tax bills.
    pub bills: u32,
    /// Keys whose end is near or has come.
    pub keys: u32,
    /// Declarations in batches of signatures that are paused.
    pub paused: u32,
}

/// What is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Version of the desk.
    pub version: String,
    /// Nothing has been imported yet: the first screen offers the practice client.
    pub first_run: bool,
    /// The chosen client; empty when all of them are looked at, or when there is none yet.
    pub client_id: String,
    /// All of them.
    pub clients: Vec<ClientLine>,
    /// How the key is that the chosen client signs with: `ready`, `practice`, `ended`, or `none` when it has none.
    pub key: String,
    /// Days until its last day.
    pub key_days: i32,
    /// `far`, or at most so many days: `60`, `30`, `7`.
    pub key_level: String,
    /// `online`, `sandbox` or `offline`.
    pub service: String,
    /// Since when it is offline; empty while it is not.
    pub service_since: String,
    /// When the last receipt came.
    pub last_receipt: String,
    /// The invented workbook that comes with the desk; empty when it is not there.
    pub sample_path: String,
    /// The numbers on the side bar.
    pub counts: Counts,
    /// Who works now; without a number as long as a desk of several people was not told.
    pub person: PersonLine,
    /// Everybody who works here. One person is asked nothing.
    pub people: Vec<PersonLine>,
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TodoLine {
    /// `signing-paused`, `key-ended`, `key-ends-now`, `key-ends`, `rejected`, `inspection`, `silent`, `unread`, `kept` or
    /// `failed`.
    pub kind: String,
    /// How many.
    pub count: u32,
    /// What most of them have in common.
    pub says: Said,
    /// Age of the oldest.
    pub oldest: String,
}

/// Something that happened a moment ago.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct JustNow {
    /// When.
    pub at: String,
    /// The state it led to.
    pub state: String,
    /// Which order.
    pub order_no: String,
    /// Whose it is, by name.
    pub client: String,
    /// In words.
    pub says: Said,
}

/// The day so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Today {
    /// The day.
    pub date: String,
    /// Orders imported.
    pub orders: u32,
    /// Declarations made.
    pub declarations: u32,
    /// Of them signed.
    pub signed: u32,
    /// Of them delivered.
    pub sent: u32,
    /// Of them answered by customs.
    pub received: u32,
    /// Of them released.
    pub released: u32,
    /// Tax bills that came.
    pub bills: u32,
    /// Their tax.
    pub tax_total: String,
    /// What waits for a person.
    pub todo: Vec<TodoLine>,
    /// The newest events.
    pub just_now: Vec<JustNow>,
}
