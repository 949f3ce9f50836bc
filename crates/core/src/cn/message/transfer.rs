//! BaseTransfer: who physically sends the message.

use super::record::record;
use crate::cn::fields::frame as table;

record! {
    /// The sending company and its transport identity.
    Transfer: table::BASE_TRANSFER {
        /// The company that owns the transport client and signs.
        company_code: String = "copCode",
        /// Its registered name.
        company_name: String = "copName",
        /// `DXP`.
        mode: String = "dxpMode",
        /// Given by the e-port data centre, such as `DXPENT` and ten digits.
        dxp_id: String = "dxpId",
        /// Remark.
        note: Option<String> = "note",
    }
}
