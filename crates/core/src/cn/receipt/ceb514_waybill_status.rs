//! CEB514 waybill status receipt 运单状态回执.

use super::news;
use crate::cn::fields::waybill as table;
use crate::cn::message::record::{Millis, record};
use crate::status::{News, Subject};

record! {
    /// What customs says of a waybill status.
    WaybillStatusReceipt: table::LOGISTICS_STATUS_RETURN {
        /// Id of the receipt, or of the record that it answers.
        guid: String = "guid",
        /// Carrier.
        carrier_code: String = "logisticsCode",
        /// The waybill.
        waybill_no: String = "logisticsNo",
        /// What had become of the parcel: `S`.
        waybill_status: String = "logisticsStatus",
        /// State.
        status: String = "returnStatus",
        /// When customs answered.
        at: Millis = "returnTime",
        /// Its words.
        info: String = "returnInfo",
    }
}

impl WaybillStatusReceipt {
    /// What it means.
    #[must_use]
    pub fn news(&self) -> News {
        let subject = Subject::waybill_status(&self.carrier_code, &self.waybill_no);
        news(subject, &self.status, self.at.0, &self.info, None, None)
    }
}
