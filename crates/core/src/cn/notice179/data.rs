//! The payment data itself: head, orders and goods, written member by member in the order of the announcement.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::money::{Money, plain_decimal};

/// Everything about one payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentData {
    /// The payment.
    pub head: PaymentHead,
    /// All orders that it paid.
    pub orders: Vec<PaidOrder>,
}

/// `payExchangeInfoHead`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentHead {
    /// The platform's unique number, an upper-case UUID.
    pub guid: String,
    /// What the platform sent to the payment company, octet by octet.
    pub request: String,
    /// What the payment company answered, octet by octet.
    pub response: String,
    /// Platform.
    pub platform_code: String,
    /// Payment company.
    pub pay_code: String,
    /// Transaction number.
    pub transaction_id: String,
    /// What was really paid, yuan.
    pub total: Money,
    /// Customs' code of the currency.
    pub currency: String,
    /// Who can verify it: 1 UnionPay, 2 NetsUnion, 3 other.
    pub verifier: String,
    /// Where it was paid: 1 app, 2 PC, 3 QR code, 4 other; may be empty.
    pub pay_type: String,
    /// When it was paid, `yyyyMMddHHmmss`, Beijing time.
    pub traded_at: String,
    /// Remark; may be empty.
    pub note: String,
}

/// One of `payExchangeInfoLists`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaidOrder {
    /// The declared order.
    pub order_no: String,
    /// What was bought.
    pub goods_info: Vec<Goods>,
    /// The account that received the money.
    pub recp_account: String,
    /// Credit code of the receiver; empty for a foreign one.
    pub recp_code: String,
    /// Name of the receiver.
    pub recp_name: String,
}

/// One of `goodsInfo`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Goods {
    /// Name.
    pub gname: String,
    /// Page of the goods; several are joined by `;`.
    pub item_link: String,
}

/// A text as JSON: non-ASCII signs and slashes stay as they are.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl PaymentHead {
    /// The head as JSON. The amount is a number without trailing zeros.
    #[must_use]
    pub fn write(&self) -> String {
        let total = self.total.0.normalize();
        format!(
            "{{\"guid\":{},\"initalRequest\":{},\"initalResponse\":{},\"ebpCode\":{},\"payCode\":{},\
             \"payTransactionId\":{},\"totalAmount\":{total},\"currency\":{},\"verDept\":{},\"payType\":{},\
             \"tradingTime\":{},\"note\":{}}}",
            quoted(&self.guid),
            quoted(&self.request),
            quoted(&self.response),
            quoted(&self.platform_code),
            quoted(&self.pay_code),
            quoted(&self.transaction_id),
            quoted(&self.currency),
            quoted(&self.verifier),
            quoted(&self.pay_type),
            quoted(&self.traded_at),
            quoted(&self.note),
        )
    }

    /// Reads a head. Members may stand in any order and optional ones may be missing.
    pub(super) fn read(text: &str) -> Result<PaymentHead, &'static str> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Wire<'a> {
            guid: String,
            inital_request: String,
            inital_response: String,
            ebp_code: String,
            pay_code: String,
            pay_transaction_id: String,
            #[serde(borrow)]
            total_amount: &'a RawValue,
            currency: String,
            ver_dept: String,
            #[serde(default)]
            pay_type: String,
            trading_time: String,
            #[serde(default)]
            note: String,
        }
        let wire: Wire<'_> = serde_json::from_str(text).map_err(|_| "payExchangeInfoHead")?;
        // A number, as the announcement says; a text is what careless clients send and customs refuses.
        let total = plain_decimal(wire.total_amount.get()).ok_or("totalAmount")?;
        Ok(PaymentHead {
            guid: wire.guid,
            request: wire.inital_request,
            response: wire.inital_response,
            platform_code: wire.ebp_code,
            pay_code: wire.pay_code,
            transaction_id: wire.pay_transaction_id,
            total: Money(total),
            currency: wire.currency,
            verifier: wire.ver_dept,
            pay_type: wire.pay_type,
            traded_at: wire.trading_time,
            note: wire.note,
        })
    }
}

impl PaymentData {
    /// The orders as JSON.
    #[must_use]
    pub fn write_orders(&self) -> String {
        let goods = |all: &[Goods]| {
            let each = |g: &Goods| {
                format!("{{\"gname\":{},\"itemLink\":{}}}", quoted(&g.gname), quoted(&g.item_link))
            };
            all.iter().map(each).collect::<Vec<_>>().join(",")
        };
        let each = |order: &PaidOrder| {
            format!(
                "{{\"orderNo\":{},\"goodsInfo\":[{}],\"recpAccount\":{},\"recpCode\":{},\"recpName\":{}}}",
                quoted(&order.order_no),
                goods(&order.goods_info),
                quoted(&order.recp_account),
                quoted(&order.recp_code),
                quoted(&order.recp_name),
            )
        };
        format!("[{}]", self.orders.iter().map(each).collect::<Vec<_>>().join(","))
    }
}
