//! CEB311 order 订单: what was bought, by whom, for how much.

use serde::{Deserialize, Serialize};

use super::record::record;
use crate::cn::fields::order as table;
use crate::money::{Money, Quantity};
use crate::time::BeijingTime;

/// An order with its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Parties, amounts and buyer.
    pub head: OrderHead,
    /// Goods, in order.
    pub lines: Vec<OrderLine>,
}

/// The head of an order.
pub use head::OrderHead;
/// A line of an order.
pub use line::OrderLine;

mod head {
    use super::{BeijingTime, Money, record, table};
    record! {
        /// Parties, amounts in yuan, and the buyer.
        OrderHead: table::ORDER_HEAD {
            /// Id of this submission of the record.
            guid: String = "guid",
            /// 1 new, 2 change, 3 delete.
            app_type: String = "appType",
            /// When it was made, Beijing time.
            app_time: BeijingTime = "appTime",
            /// 1 staged, 2 declared.
            app_status: String = "appStatus",
            /// `I`.
            order_type: String = "orderType",
            /// Unique within the platform.
            order_no: String = "orderNo",
            /// Platform 电商平台.
            platform_code: String = "ebpCode",
            /// Its registered name.
            platform_name: String = "ebpName",
            /// Seller 电商企业.
            seller_code: String = "ebcCode",
            /// Its registered name.
            seller_name: String = "ebcName",
            /// Sum of the lines before deductions.
            goods_value: Money = "goodsValue",
            /// Freight and sundry charges.
            freight: Money = "freight",
            /// Points and vouchers, not negative.
            discount: Money = "discount",
            /// Tax withheld in advance.
            tax_withheld: Money = "taxTotal",
            /// What the buyer paid (the element's misspelling is official).
            paid: Money = "acturalPaid",
            /// `142`.
            currency: String = "currency",
            /// The buyer's account on the platform.
            buyer_account: String = "buyerRegNo",
            /// The buyer's name.
            buyer_name: String = "buyerName",
            /// The buyer's telephone.
            buyer_telephone: String = "buyerTelephone",
            /// `1`, resident identity card.
            buyer_id_type: String = "buyerIdType",
            /// Resident identity number.
            buyer_id_number: String = "buyerIdNumber",
            /// Payment company.
            pay_code: Option<String> = "payCode",
            /// Its name.
            pay_name: Option<String> = "payName",
            /// Payment transaction.
            pay_transaction_id: Option<String> = "payTransactionId",
            /// Batch of the goods.
            batch_numbers: Option<String> = "batchNumbers",
            /// Who receives the parcel.
            consignee: String = "consignee",
            /// Their telephone.
            consignee_telephone: String = "consigneeTelephone",
            /// Their address.
            consignee_address: String = "consigneeAddress",
            /// Administrative division of the address, six digits.
            consignee_district: Option<String> = "consigneeDistrict",
            /// Remark.
            note: Option<String> = "note",
        }
    }
}

mod line {
    use super::{Money, Quantity, record, table};
    record! {
        /// One kind of goods.
        OrderLine: table::ORDER_LIST {
            /// From 1, step 1.
            gnum: u32 = "gnum",
            /// The seller's own number of the goods.
            item_no: Option<String> = "itemNo",
            /// Name on the platform.
            name: String = "itemName",
            /// Specification and model.
            model: String = "gmodel",
            /// Description.
            description: Option<String> = "itemDescribe",
            /// Barcode.
            barcode: Option<String> = "barCode",
            /// Unit of sale.
            unit: String = "unit",
            /// Quantity in that unit.
            qty: Quantity = "qty",
            /// Yuan a unit; nothing for a gift.
            price: Money = "price",
            /// Quantity times price.
            total: Money = "totalPrice",
            /// `142`.
            currency: String = "currency",
            /// Country of origin.
            origin: String = "country",
            /// Remark.
            note: Option<String> = "note",
        }
    }
}
