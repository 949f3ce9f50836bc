//! CEB816 electronic tax bill 电子税单.

use serde::{Deserialize, Serialize};

use crate::cn::fields::tax as table;
use crate::cn::message::record::{Millis, record};
use crate::money::Money;

/// A tax bill with its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxBillMessage {
    /// Numbers, amounts and parties.
    pub head: TaxBillHead,
    /// One for each line of the declaration.
    pub lines: Vec<TaxBillLine>,
}

/// The head of a tax bill.
pub use head::TaxBillHead;
/// A line of a tax bill.
pub use line::TaxBillLine;

mod head {
    use super::{Millis, Money, record, table};
    record! {
        /// Numbers, amounts in yuan and parties.
        TaxBillHead: table::TAX_HEAD_RD {
            /// Id of the receipt.
            guid: String = "guid",
            /// When customs wrote it.
            at: Millis = "returnTime",
            /// The declaration.
            invt_no: String = "invtNo",
            /// The tax bill: the declaration's number, `_` and a digit.
            tax_no: String = "taxNo",
            /// Duty; nothing within the limits.
            duty: Money = "customsTax",
            /// Value-added tax.
            vat: Money = "valueAddedTax",
            /// Consumption tax.
            consumption_tax: Money = "consumptionTax",
            /// 1 made, 2 summed, 3 void.
            status: String = "status",
            /// Payment book, once summed.
            duty_no: Option<String> = "entDutyNo",
            /// Remark.
            note: Option<String> = "note",
            /// Guarantor.
            guarantor_code: Option<String> = "assureCode",
            /// Seller.
            seller_code: Option<String> = "ebcCode",
            /// Carrier.
            carrier_code: Option<String> = "logisticsCode",
            /// Declarant.
            declarant_code: Option<String> = "agentCode",
            /// Customs office.
            customs_code: Option<String> = "customsCode",
            /// The order; in real bills, though missing from the schema.
            order_no: Option<String> = "orderNo",
            /// The waybill; in real bills, though missing from the schema.
            waybill_no: Option<String> = "logisticsNo",
        }
    }
}

mod line {
    use super::{Money, record, table};
    record! {
        /// The tax on one line, in yuan.
        TaxBillLine: table::TAX_LIST_RD {
            /// Line of the declaration.
            gnum: u32 = "gnum",
            /// Tariff code.
            gcode: String = "gcode",
            /// Dutiable value of the line.
            base: Money = "taxPrice",
            /// Duty.
            duty: Money = "customsTax",
            /// Value-added tax.
            vat: Money = "valueAddedTax",
            /// Consumption tax.
            consumption_tax: Money = "consumptionTax",
        }
    }
}
