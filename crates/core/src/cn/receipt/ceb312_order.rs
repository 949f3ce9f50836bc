//! CEB312 order receipt 订单回执.

use super::news;
use crate::cn::fields::order as table;
use crate::cn::message::record::{Millis, record};
use crate::status::{News, Subject};

record! {
    /// What customs says of an order.
    OrderReceipt: table::ORDER_RETURN {
        /// Id of the receipt, or of the record that it answers.
        guid: String = "guid",
        /// Platform.
        platform_code: String = "ebpCode",
        /// Seller.
        seller_code: String = "ebcCode",
        /// The order.
        order_no: String = "orderNo",
        /// State.
        status: String = "returnStatus",
        /// When customs answered.
        at: Millis = "returnTime",
        /// Its words.
        info: String = "returnInfo",
    }
}

impl OrderReceipt {
    /// What it means.
    #[must_use]
    pub fn news(&self) -> News {
        news(
            Subject::order(&self.platform_code, &self.order_no),
            &self.status,
            self.at.0,
            &self.info,
            None,
            None,
        )
    }
}
