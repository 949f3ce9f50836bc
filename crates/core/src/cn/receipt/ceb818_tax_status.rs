//! CEB818 tax bill status 电子税单状态.

use crate::cn::fields::tax as table;
use crate::cn::message::record::{Millis, record};

record! {
    /// A tax bill was summed into a payment book, or is void.
    TaxBillStatus: table::TAX_HEAD_STATUS {
        /// Id of the receipt.
        guid: String = "guid",
        /// When customs wrote it.
        at: Millis = "returnTime",
        /// The declaration.
        invt_no: String = "invtNo",
        /// The tax bill.
        tax_no: String = "taxNo",
        /// 1 made, 2 summed, 3 void.
        status: String = "status",
        /// Payment book, once summed.
        duty_no: Option<String> = "entDutyNo",
        /// Guarantor.
        guarantor_code: Option<String> = "assureCode",
    }
}
