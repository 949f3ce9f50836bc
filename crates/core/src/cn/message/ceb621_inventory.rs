//! CEB621 inventory 清单: the declaration.

use serde::{Deserialize, Serialize};

use super::record::record;
use crate::cn::fields::inventory as table;
use crate::money::{Money, Quantity};
use crate::time::BeijingTime;

/// A declaration with its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// Numbers, parties, transport and charges.
    pub head: DeclarationHead,
    /// Goods, in the order of the order's lines.
    pub lines: Vec<DeclarationLine>,
}

/// The head of a declaration.
pub use head::DeclarationHead;
/// A line of a declaration.
pub use line::DeclarationLine;

mod head {
    use super::{BeijingTime, Money, Quantity, record, table};
    use jiff::civil::Date;
    record! {
        /// Numbers, parties, buyer, transport, charges in yuan and weights in kg.
        DeclarationHead: table::INVENTORY_HEAD {
            /// Id of this submission of the record.
            guid: String = "guid",
            /// 1 new, 2 change, 3 delete.
            app_type: String = "appType",
            /// When it was made, Beijing time.
            app_time: BeijingTime = "appTime",
            /// 1 staged, 2 declared.
            app_status: String = "appStatus",
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
            /// Our own number, the key of every receipt; the schema allows absence.
            cop_no: Option<String> = "copNo",
            /// Given by the e-port.
            pre_no: Option<String> = "preNo",
            /// Whose guarantee covers the tax.
            guarantor_code: String = "assureCode",
            /// Account book, bonded only.
            account_book: Option<String> = "emsNo",
            /// Given by customs.
            invt_no: Option<String> = "invtNo",
            /// `I`.
            ie_flag: String = "ieFlag",
            /// Day of declaration.
            declared_on: Date = "declTime",
            /// Customs office that takes the declaration.
            customs_code: String = "customsCode",
            /// Customs office of the border.
            port_code: String = "portCode",
            /// Day of arrival.
            imported_on: Option<Date> = "ieDate",
            /// `1`, resident identity card.
            buyer_id_type: String = "buyerIdType",
            /// Resident identity number.
            buyer_id_number: String = "buyerIdNumber",
            /// The buyer's name.
            buyer_name: String = "buyerName",
            /// The buyer's telephone.
            buyer_telephone: String = "buyerTelephone",
            /// Where the parcel goes.
            consignee_address: String = "consigneeAddress",
            /// Declarant 申报企业.
            declarant_code: String = "agentCode",
            /// Its registered name.
            declarant_name: String = "agentName",
            /// Warehouse company in the zone, bonded only.
            area_code: Option<String> = "areaCode",
            /// Its name.
            area_name: Option<String> = "areaName",
            /// 9610 direct purchase, 1210 bonded.
            trade_mode: String = "tradeMode",
            /// Means of transport.
            transport_mode: String = "trafMode",
            /// The vehicle, direct purchase only.
            vehicle: Option<String> = "trafNo",
            /// Voyage or flight, direct purchase only.
            voyage_no: Option<String> = "voyageNo",
            /// Master bill, direct purchase only.
            bill_no: Option<String> = "billNo",
            /// Supervised site.
            site_code: Option<String> = "loctNo",
            /// Licence.
            licence_no: Option<String> = "licenseNo",
            /// Country of departure; 142 when bonded.
            departure: String = "country",
            /// Freight.
            freight: Money = "freight",
            /// Insurance.
            insured_fee: Money = "insuredFee",
            /// `142`.
            currency: String = "currency",
            /// Kind of package.
            wrap_type: Option<String> = "wrapType",
            /// Parcels: 1.
            pieces: u32 = "packNo",
            /// kg.
            gross_weight: Quantity = "grossWeight",
            /// kg, not above the gross weight.
            net_weight: Quantity = "netWeight",
            /// Remark.
            note: Option<String> = "note",
        }
    }
}

mod line {
    use super::{Money, Quantity, record, table};
    record! {
        /// One kind of goods.
        DeclarationLine: table::INVENTORY_LIST {
            /// From 1, step 1; line n is line n of the order.
            gnum: u32 = "gnum",
            /// Number in the account book, bonded only.
            record_no: Option<String> = "itemRecordNo",
            /// The seller's own number of the goods.
            item_no: Option<String> = "itemNo",
            /// Name on the platform.
            item_name: Option<String> = "itemName",
            /// Tariff code, ten digits.
            gcode: String = "gcode",
            /// True name of the goods.
            name: String = "gname",
            /// Specification and model.
            model: String = "gmodel",
            /// Barcode, or 无.
            barcode: Option<String> = "barCode",
            /// Country of origin.
            origin: String = "country",
            /// Trading country.
            trade_country: Option<String> = "tradeCountry",
            /// `142`.
            currency: String = "currency",
            /// Quantity in the unit of sale.
            qty: Quantity = "qty",
            /// Unit of sale.
            unit: String = "unit",
            /// Quantity in the first legal unit.
            qty1: Quantity = "qty1",
            /// First legal unit.
            unit1: String = "unit1",
            /// Quantity in the second legal unit.
            qty2: Option<Quantity> = "qty2",
            /// Second legal unit.
            unit2: Option<String> = "unit2",
            /// Yuan a unit of sale.
            price: Money = "price",
            /// Quantity times price.
            total: Money = "totalPrice",
            /// Remark.
            note: Option<String> = "note",
        }
    }
}
