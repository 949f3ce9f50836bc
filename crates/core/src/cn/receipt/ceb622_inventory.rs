//! CEB622 inventory receipt 清单回执.

use super::news;
use crate::cn::fields::inventory as table;
use crate::cn::message::record::{Millis, record};
use crate::status::{News, Subject};

record! {
    /// What customs says of a declaration.
    InventoryReceipt: table::INVENTORY_RETURN {
        /// Id of the receipt, or of the record that it answers.
        guid: String = "guid",
        /// Customs office.
        customs_code: Option<String> = "customsCode",
        /// Platform.
        platform_code: Option<String> = "ebpCode",
        /// Seller.
        seller_code: Option<String> = "ebcCode",
        /// Declarant.
        declarant_code: Option<String> = "agentCode",
        /// Our own number, the key.
        cop_no: String = "copNo",
        /// Given by the e-port.
        pre_no: Option<String> = "preNo",
        /// Given by customs with state 120.
        invt_no: Option<String> = "invtNo",
        /// State.
        status: String = "returnStatus",
        /// When customs answered.
        at: Millis = "returnTime",
        /// Its words.
        info: String = "returnInfo",
    }
}

impl InventoryReceipt {
    /// What it means.
    #[must_use]
    pub fn news(&self) -> News {
        let news = news(
            Subject::declaration(&self.cop_no),
            &self.status,
            self.at.0,
            &self.info,
            self.pre_no.as_ref(),
            self.invt_no.as_ref(),
        );
        News { guid: Some(self.guid.clone()), ..news }
    }
}
