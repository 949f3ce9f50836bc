//! CEB411 payment 支付单: who paid how much for which order.

use super::record::record;
use crate::cn::fields::payment as table;
use crate::money::Money;
use crate::time::BeijingTime;

record! {
    /// A payment, in yuan.
    Payment: table::PAYMENT_HEAD {
        /// Id of this submission of the record.
        guid: String = "guid",
        /// 1 new, 2 change, 3 delete.
        app_type: String = "appType",
        /// When it was made, Beijing time.
        app_time: BeijingTime = "appTime",
        /// 1 staged, 2 declared.
        app_status: String = "appStatus",
        /// Payment company.
        pay_code: String = "payCode",
        /// Its registered name.
        pay_name: String = "payName",
        /// Unique within the payment company.
        transaction_id: String = "payTransactionId",
        /// The order it pays.
        order_no: String = "orderNo",
        /// Platform.
        platform_code: String = "ebpCode",
        /// Its name.
        platform_name: String = "ebpName",
        /// `1`, resident identity card.
        payer_id_type: String = "payerIdType",
        /// Resident identity number of the payer.
        payer_id_number: String = "payerIdNumber",
        /// Name of the payer.
        payer_name: String = "payerName",
        /// Their telephone.
        telephone: Option<String> = "telephone",
        /// Equals what the order says was paid.
        amount: Money = "amountPaid",
        /// `142`.
        currency: String = "currency",
        /// When it was paid, Beijing time.
        paid_at: BeijingTime = "payTime",
        /// Remark.
        note: Option<String> = "note",
    }
}
