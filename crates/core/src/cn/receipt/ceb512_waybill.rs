//! CEB512 waybill receipt 运单回执.

use super::news;
use crate::cn::fields::waybill as table;
use crate::cn::message::record::{Millis, record};
use crate::status::{News, Subject};

record! {
    /// What customs says of a waybill.
    WaybillReceipt: table::LOGISTICS_RETURN {
        /// Id of the receipt, or of the record that it answers.
        guid: String = "guid",
        /// Carrier.
        carrier_code: String = "logisticsCode",
        /// The waybill.
        waybill_no: String = "logisticsNo",
        /// State.
        status: String = "returnStatus",
        /// When customs answered.
        at: Millis = "returnTime",
        /// Its words.
        info: String = "returnInfo",
    }
}

impl WaybillReceipt {
    /// What it means.
    #[must_use]
    pub fn news(&self) -> News {
        news(
            Subject::waybill(&self.carrier_code, &self.waybill_no),
            &self.status,
            self.at.0,
            &self.info,
            None,
            None,
        )
    }
}
