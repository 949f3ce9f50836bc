//! CEB623 cancel application 撤销申请单: a declaration is to be withdrawn.

use super::record::record;
use crate::cn::fields::after as table;
use crate::time::BeijingTime;

record! {
    /// An application to withdraw one declaration. Parties and buyer repeat the declaration.
    Cancel: table::INVT_CANCEL {
        /// Id of this submission of the record.
        guid: String = "guid",
        /// `1`: a cancel application is only ever new.
        app_type: String = "appType",
        /// When it was made, Beijing time.
        app_time: BeijingTime = "appTime",
        /// 1 staged, 2 declared.
        app_status: String = "appStatus",
        /// Customs office of the declaration.
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
        /// The declaration to withdraw.
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
        /// Why it is withdrawn.
        reason: String = "reason",
        /// Remark.
        note: Option<String> = "note",
    }
}
