//! BaseSubscribe: who gets copies.

use super::record::record;
use crate::cn::fields::frame as table;

record! {
    /// A third party that wants copies of the message or of its receipts; at most five a message.
    Subscribe: table::BASE_SUBSCRIBE {
        /// `ALL` data and receipts, `DATA` the message, `RET` its receipts.
        status: String = "status",
        /// `DXP`.
        mode: String = "dxpMode",
        /// Transport identity of whoever gets the copy.
        dxp_id: String = "dxpAddress",
        /// Remark.
        note: Option<String> = "note",
    }
}
