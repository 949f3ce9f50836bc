//! CEB900 format receipt 报文格式校验回执: the message as a whole was not taken.

use crate::cn::fields::tax as table;
use crate::cn::message::record::{Millis, record};

record! {
    /// Why a message was refused before any of its records was looked at.
    FormatReceipt: table::MESSAGE_RETURN {
        /// Id of the receipt.
        guid: String = "guid",
        /// A negative number.
        status: String = "returnStatus",
        /// Details; may be empty.
        info: String = "returnInfo",
        /// When customs answered.
        at: Millis = "returnTime",
        /// Id of the envelope that was refused.
        message_id: String = "oriCopMsgId",
        /// Kind of the message that was refused, or `Unknown`.
        message_kind: String = "oriMessageType",
        /// The message that was refused.
        message: String = "oriBizMessage",
    }
}
