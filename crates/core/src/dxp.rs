//! The transport envelopes of the e-port: `DxpMsg` read and written, `DxpMsgSv` opened, `DxpRep` read.
//!
//! Source: interface specification 202205, terminal and transmission nodes. Prefixes never matter, only expanded names.
//!
//! # Invariants
//! - What is inside an envelope are the octets that were signed. They are never written anew.
//! - Whatever the schema refuses is refused, but for the deviations that real files carry: an `Id` longer than six
//!   signs, a time with zone or fraction, an empty `MsgType`, additional parts in another order.
//! - Reading costs no more than [`Limits`] allow, and never panics.

use crate::signing::{self, Limits, Parsed};
use crate::time::BeijingTime;

mod error;
mod moment;
mod nodes;
mod read;
mod response;
mod wrap;
mod write;

pub use error::DxpError;
pub use response::{Advice, Answer, Meaning, Outcome, RESPONSES, Response, meaning, read_response};
pub use wrap::{Business, Wrapping, business, receiver_of, wrap};
pub use write::Form;

/// The namespace of all envelopes.
pub const DXP: &str = "http://www.chinaport.gov.cn/dxp";
/// Receives import messages.
pub const IMPORT_CENTRE: &str = "DXPEDCCEB0000002";
/// Receives export messages.
pub const EXPORT_CENTRE: &str = "DXPEDCCEB0000003";

/// An envelope and what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DxpMsg {
    /// Attribute `Id` of the root.
    pub id: Option<String>,
    /// Who sends what to whom.
    pub head: TransInfo,
    /// The complete business file, octet by octet.
    pub data: Vec<u8>,
    /// What else is told about it.
    pub extra: AddInfo,
    /// Whether the envelope carries a signature of its own. It vouches for nothing here: the one inside counts.
    pub signed: bool,
}

/// The head of an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransInfo {
    /// The sender's own id of this transmission; a format receipt names it.
    pub cop_msg_id: String,
    /// DXP id of the sender.
    pub sender: String,
    /// DXP ids of the receivers, one to five.
    pub receivers: Vec<String>,
    /// When it was made. Without a zone it is Beijing time.
    pub created: BeijingTime,
    /// What is inside, by custom the root of the business message; may be empty.
    pub msg_type: String,
}

/// What an envelope tells besides. All of it is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddInfo {
    /// Name of the original file. Never a path.
    pub file_name: Option<String>,
    /// Number of a card.
    pub ic_card: Option<String>,
    /// Business keys: name and value, at most five.
    pub keys: Vec<(String, String)>,
    /// The content is text in this charset.
    pub text_charset: Option<String>,
    /// An id that the receiver maps by.
    pub receiver_map: Option<String>,
}

impl AddInfo {
    fn is_empty(&self) -> bool {
        *self == AddInfo::default()
    }
}

/// Reads an envelope. A `DxpMsgSv` is opened, and what stands in it is read; its own head is dropped.
///
/// # Errors
/// See [`DxpError`]; trying again never helps.
pub fn read(bytes: &[u8]) -> Result<DxpMsg, DxpError> {
    read_within(bytes, &Limits::default())
}

/// As [`read`], within given limits.
///
/// # Errors
/// As [`read`].
pub fn read_within(bytes: &[u8], limits: &Limits) -> Result<DxpMsg, DxpError> {
    read::message(&signing::parse_within(bytes, limits)?)
}

/// What kind of file the exchange of an official client holds, by its root element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// `DxpMsg` or `DxpMsgSv`.
    Message,
    /// `DxpRep`.
    Response,
    /// A business message.
    Business,
    /// Something else.
    Other,
}

/// Which kind a parsed file is of.
#[must_use]
pub fn root_of(parsed: &Parsed<'_>) -> Root {
    let name = parsed.root().tag_name();
    match (name.namespace(), name.name()) {
        (Some(DXP), "DxpMsg" | "DxpMsgSv") => Root::Message,
        (Some(DXP), "DxpRep") => Root::Response,
        (Some(signing::CEB), _) => Root::Business,
        _ => Root::Other,
    }
}

#[cfg(test)]
mod tests;
