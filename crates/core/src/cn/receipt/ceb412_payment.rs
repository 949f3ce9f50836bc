//! CEB412 payment receipt 支付单回执.

use super::news;
use crate::cn::fields::payment as table;
use crate::cn::message::record::{Millis, record};
use crate::status::{News, Subject};

record! {
    /// What customs says of a payment.
    PaymentReceipt: table::PAYMENT_RETURN {
        /// Id of the receipt, or of the record that it answers.
        guid: String = "guid",
        /// Payment company.
        pay_code: String = "payCode",
        /// The payment.
        transaction_id: String = "payTransactionId",
        /// State.
        status: String = "returnStatus",
        /// When customs answered.
        at: Millis = "returnTime",
        /// Its words.
        info: String = "returnInfo",
    }
}

impl PaymentReceipt {
    /// What it means.
    #[must_use]
    pub fn news(&self) -> News {
        news(
            Subject::payment(&self.pay_code, &self.transaction_id),
            &self.status,
            self.at.0,
            &self.info,
            None,
            None,
        )
    }
}
