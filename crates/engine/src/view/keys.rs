//! Keys in full, what the key doctor found, and what the guide looks at before a key is added.

use serde::{Deserialize, Serialize};

use super::{KeyLine, Said};

/// A key, whose it is, where it is and how it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
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
    /// The client that it signs for.
    pub client_id: String,
    /// Its name.
    pub client: String,
    /// Whether it waits for its PIN or password.
    pub needs_pin: bool,
    /// Whether its client signs with it unless another one is named.
    pub main: bool,
    /// The key that has taken over from it; empty while none has.
    pub successor: String,
    /// First moment of its certificate.
    pub not_before: String,
    /// Days until the last day of its certificate, by the calendar in Beijing; negative after it.
    pub days_left: i32,
    /// `far`, `60`, `30`, `7` (at most so many days are left), `ended`, or `ahead` while it is not valid yet.
    pub level: String,
    /// Whether its end is to be pointed out: nothing has taken over from it, and it is no practice key.
    pub warns: bool,
    /// Who holds it, masked.
    pub operator: String,
    /// The code of the enterprise that its certificate names; empty when it names none.
    pub enterprise_code: String,
}

/// What the key doctor found about one key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct KeyReport {
    /// The key.
    #[serde(flatten)]
    pub key: KeyEntry,
    /// Whether nothing was found that keeps it from signing.
    pub healthy: bool,
    /// When it was looked at.
    pub at: String,
    /// What was looked at, in order.
    pub checks: Vec<KeyCheck>,
    /// The same for support: no names, no paths, no whole numbers.
    pub support: Said,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct KeyCheck {
    /// `reach`, `control`, `pin`, `certificate`, `owner`, `validity`, `clock`, `algorithm`, `chain`, `revocation`,
    /// `signature` or `folder`.
    pub what: String,
    /// `good`, `warns`, `bad`, or `open` when it could not be looked at.
    pub state: String,
    /// Stable code where it is not good; else empty.
    pub code: String,
    /// What was found.
    pub says: Said,
    /// What to do; empty when there is nothing to do.
    pub help: Said,
    /// The act that helps: `pin`, `again`, `renew`, `trust`, `client`; else empty.
    pub act: String,
}

/// What a key did lately.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct KeyDay {
    /// Declarations signed today; each was verified with the certificate before it was kept.
    pub signed: u32,
    /// Declarations a second, as in `4.1`; empty before the first.
    pub rate: String,
    /// How often it stood still today.
    pub paused: u32,
    /// Declarations that wait for it in paused batches.
    pub waits: u32,
    /// The newest things that happened to it.
    pub log: Vec<KeyEvent>,
}

/// Something that happened to a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct KeyEvent {
    /// When.
    pub at: String,
    /// The same in a sentence.
    pub says: Said,
    /// `added`, `pin`, `pin-kept`, `pin-refused`, `signed`, `paused`, `went-on`, `renewed`.
    pub what: String,
    /// Code of what failed; else empty.
    pub code: String,
    /// Declarations.
    pub count: u32,
}

/// Whom the key doctor believes: certificates of authorities, and lists of what they revoked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TrustFiles {
    /// Certificates, PEM or DER.
    pub authorities: Vec<String>,
    /// Revocation lists, PEM or DER.
    pub lists: Vec<String>,
}

/// Where the guide shall look for a key.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum KeySought {
    /// A PKCS#12 file.
    File {
        /// Its path.
        path: String,
    },
    /// A PKCS#11 token.
    Token {
        /// The maker's library.
        module: String,
        /// Label or serial number of the token.
        token: String,
        /// Serial number of the certificate; empty when the token has one only.
        serial: String,
        /// How it signs; `auto` finds out.
        mechanism: String,
    },
    /// The e-port's USB key.
    Eport {
        /// Where its control listens; the official place when empty.
        address: String,
    },
    /// A folder in which another program signs.
    Folder {
        /// The folder.
        folder: String,
        /// The certificate that the other program signs with.
        certificate: String,
    },
}

/// A certificate that the guide found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CertificateLine {
    /// Its serial number.
    pub serial: String,
    /// The enterprise, or who holds it (masked) where it names no enterprise.
    pub owner: String,
    /// `SM2` or `RSA`.
    pub algorithm: String,
    /// First day.
    pub not_before: String,
    /// Last day.
    pub not_after: String,
    /// Days until then.
    pub days_left: i32,
    /// Whether it may sign.
    pub fit: bool,
    /// Why it may not, or how it stands.
    pub says: Said,
    /// A key of the client that it could take over from: of the same enterprise, ending earlier. Else empty.
    pub takes_over: String,
}

/// A library of tokens on this computer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ModuleLine {
    /// Where it is.
    pub path: String,
    /// Whose it is.
    pub maker: String,
}

/// A token that is plugged in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TokenLine {
    /// Its label.
    pub label: String,
    /// Its serial number.
    pub serial: String,
    /// Its maker.
    pub maker: String,
    /// Its model.
    pub model: String,
    /// `fine`, `low` (a wrong PIN was typed), `final` (one attempt left), `locked` or `unset`.
    pub pin: String,
}

/// How the guide registers a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct KeyChoice {
    /// What it is called; by where it is, when empty.
    pub name: String,
    /// The client signs with it unless another one is named.
    pub main: bool,
    /// The key that it takes over from; none when empty.
    pub takes_over: String,
    /// Keep its PIN or password in the keyring.
    pub keep_pin: bool,
}

/// What waits for a key that shall be removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct KeyWaits {
    /// Declarations of its client that wait for a signature.
    pub to_sign: u32,
    /// Of them in batches that are paused on it.
    pub paused: u32,
    /// Messages that lie in its folder: they must be taken back first.
    pub handed: u32,
    /// The key that signs instead; empty when none is left.
    pub next: String,
}
