//! CEB712 warehouse-entry receipt 入库明细单回执.

use super::news;
use crate::cn::fields::after as table;
use crate::cn::message::record::{Millis, record};
use crate::status::{News, Subject};

record! {
    /// What customs says of a warehouse entry.
    EntryReceipt: table::DELIVERY_RETURN {
        /// Id of the receipt, or of the record that it answers.
        guid: String = "guid",
        /// Customs office.
        customs_code: Option<String> = "customsCode",
        /// Operator of the supervised site.
        operator_code: Option<String> = "operatorCode",
        /// The operator's own number, the key; the schema allows absence.
        cop_no: Option<String> = "copNo",
        /// Given by the e-port.
        pre_no: Option<String> = "preNo",
        /// Warehouse-entry number, given by customs.
        entry_no: Option<String> = "rkdNo",
        /// State.
        status: String = "returnStatus",
        /// When customs answered.
        at: Millis = "returnTime",
        /// Its words.
        info: String = "returnInfo",
    }
}

impl EntryReceipt {
    /// What it means. A receipt without our own number is filed under the number of the e-port.
    #[must_use]
    pub fn news(&self) -> News {
        let key = self.cop_no.as_deref().or(self.pre_no.as_deref()).unwrap_or_default();
        let news = news(Subject::entry(key), &self.status, self.at.0, &self.info, self.pre_no.as_ref(), None);
        News { guid: Some(self.guid.clone()), ..news }
    }
}
