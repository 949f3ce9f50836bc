//! CEB511 waybill 运单: which parcel carries the order to whom.

use super::record::record;
use crate::cn::fields::waybill as table;
use crate::money::{Money, Quantity};
use crate::time::BeijingTime;

record! {
    /// A waybill; weights in kg, amounts in yuan.
    Waybill: table::LOGISTICS_HEAD {
        /// Id of this submission of the record.
        guid: String = "guid",
        /// 1 new, 2 change, 3 delete.
        app_type: String = "appType",
        /// When it was made, Beijing time.
        app_time: BeijingTime = "appTime",
        /// 1 staged, 2 declared.
        app_status: String = "appStatus",
        /// Carrier.
        carrier_code: String = "logisticsCode",
        /// Its registered name.
        carrier_name: String = "logisticsName",
        /// Unique for six months within the carrier.
        waybill_no: String = "logisticsNo",
        /// Master bill; direct purchase only.
        bill_no: Option<String> = "billNo",
        /// The order it carries.
        order_no: String = "orderNo",
        /// Freight; the schema allows absence.
        freight: Option<Money> = "freight",
        /// Declared-value fee; the schema allows absence.
        insured_fee: Option<Money> = "insuredFee",
        /// `142`.
        currency: String = "currency",
        /// Gross weight, kg.
        weight: Quantity = "weight",
        /// Parcels: 1.
        pieces: u32 = "packNo",
        /// Main goods.
        goods: Option<String> = "goodsInfo",
        /// Who receives the parcel.
        consignee: String = "consignee",
        /// Their address.
        consignee_address: String = "consigneeAddress",
        /// Their telephone.
        consignee_telephone: String = "consigneeTelephone",
        /// Remark.
        note: Option<String> = "note",
    }
}
