//! CEB625 return application 退货申请单: released goods come back, in whole or in part.

use serde::{Deserialize, Serialize};

use super::record::record;
use crate::cn::fields::after as table;
use crate::money::Quantity;
use crate::time::BeijingTime;

/// A return application with its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// Which declaration, whose, and why.
    pub head: ReturnHead,
    /// What comes back.
    pub lines: Vec<ReturnLine>,
}

/// The head of a return application.
pub use head::ReturnHead;
/// A line of a return application.
pub use line::ReturnLine;

mod head {
    use super::{BeijingTime, record, table};
    record! {
        /// An application to take back goods of one declaration. Parties and buyer repeat the declaration.
        ReturnHead: table::INVT_REFUND_HEAD {
            /// Id of this submission of the record.
            guid: String = "guid",
            /// 1 new, 2 change, 3 delete.
            app_type: String = "appType",
            /// When it was made, Beijing time.
            app_time: BeijingTime = "appTime",
            /// 1 staged, 2 declared.
            app_status: String = "appStatus",
            /// Customs office that takes the return; for bonded goods it may be another than that of the declaration.
            customs_code: String = "customsCode",
            /// The order.
            order_no: String = "orderNo",
            /// Platform 电商平台.
            platform_code: String = "ebpCode",
            /// Its registered name.
            platform_name: String = "ebpName",
            /// Seller 电商企业.
            seller_code: String = "ebcCode",
            /// Its registered name.
            seller_name: String = "ebcName",
            /// The waybill.
            waybill_no: String = "logisticsNo",
            /// Carrier 物流企业.
            carrier_code: String = "logisticsCode",
            /// Its registered name.
            carrier_name: String = "logisticsName",
            /// Our own number of the application, not of the declaration; the schema allows absence.
            cop_no: Option<String> = "copNo",
            /// Of the application, given by the e-port.
            pre_no: Option<String> = "preNo",
            /// The released declaration.
            invt_no: String = "invtNo",
            /// `1`, resident identity card.
            buyer_id_type: String = "buyerIdType",
            /// Resident identity number.
            buyer_id_number: String = "buyerIdNumber",
            /// The buyer's name.
            buyer_name: String = "buyerName",
            /// The buyer's telephone.
            buyer_telephone: String = "buyerTelephone",
            /// Declarant 申报企业.
            declarant_code: String = "agentCode",
            /// Its registered name.
            declarant_name: String = "agentName",
            /// Why the goods come back.
            reason: String = "reason",
            /// Remark.
            note: Option<String> = "note",
        }
    }
}

mod line {
    use super::{Quantity, record, table};
    record! {
        /// Goods that come back.
        ReturnLine: table::INVT_REFUND_LIST {
            /// Number of the line in the declaration; never counted anew.
            gnum: u32 = "gnum",
            /// Tariff code of that line.
            gcode: String = "gcode",
            /// Name of the goods in that line.
            name: String = "gname",
            /// How much comes back, in the unit of sale; at most what was declared.
            qty: Quantity = "qty",
            /// Unit of sale of that line.
            unit: String = "unit",
            /// Remark.
            note: Option<String> = "note",
        }
    }
}
