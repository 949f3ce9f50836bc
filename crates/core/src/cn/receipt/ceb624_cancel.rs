//! CEB624 cancel receipt 撤销申请单回执.

use super::news;
use crate::cn::fields::after as table;
use crate::cn::message::record::{Millis, record};
use crate::status::{News, Subject};

record! {
    /// What customs says of a cancel application.
    CancelReceipt: table::INVT_CANCEL_RETURN {
        /// Id of the receipt, or of the record that it answers.
        guid: String = "guid",
        /// Customs office.
        customs_code: Option<String> = "customsCode",
        /// Declarant.
        declarant_code: Option<String> = "agentCode",
        /// Platform.
        platform_code: Option<String> = "ebpCode",
        /// Seller.
        seller_code: Option<String> = "ebcCode",
        /// Our own number of the application, the key.
        cop_no: String = "copNo",
        /// Of the application, given by the e-port.
        pre_no: Option<String> = "preNo",
        /// The declaration that the application is about.
        invt_no: Option<String> = "invtNo",
        /// State.
        status: String = "returnStatus",
        /// When customs answered.
        at: Millis = "returnTime",
        /// Its words.
        info: String = "returnInfo",
    }
}

impl CancelReceipt {
    /// What it means for the application.
    #[must_use]
    pub fn news(&self) -> News {
        let (pre_no, invt_no) = (self.pre_no.as_ref(), self.invt_no.as_ref());
        let news = news(Subject::cancel(&self.cop_no), &self.status, self.at.0, &self.info, pre_no, invt_no);
        News { guid: Some(self.guid.clone()), ..news }
    }
}
