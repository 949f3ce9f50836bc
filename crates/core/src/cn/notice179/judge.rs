//! What can be wrong with payment data, before it is sent and when it arrives.

use super::data::{PaymentData, PaymentHead};
use crate::check::{Finding, Severity};
use crate::cn::codes::Tables;
use crate::cn::fields::{Fault, Group, judge as judge_field, payment_data as table};
use crate::cn::message::ceb311_order::Order;
use crate::text::Text;

/// Judges every field by its row: presence, length, digits and codes.
#[must_use]
pub fn judge(data: &PaymentData, tables: &Tables) -> Vec<Finding> {
    let mut found = Vec::new();
    let PaymentHead { guid, request, response, total, .. } = &data.head;
    let total = total.to_wire();
    let head: [&str; 12] = [
        guid,
        request,
        response,
        &data.head.platform_code,
        &data.head.pay_code,
        &data.head.transaction_id,
        &total,
        &data.head.currency,
        &data.head.verifier,
        &data.head.pay_type,
        &data.head.traded_at,
        &data.head.note,
    ];
    rows(&table::HEAD, &head, table::HEAD.element, tables, &mut found);
    if guid.chars().any(|c| c.is_ascii_lowercase()) {
        let says = Text {
            zh: "系统唯一序号的字母须大写",
            en: "The letters of the unique number must be upper case",
        };
        let help = Text { zh: "请改为大写字母", en: "Write it in upper case" };
        found.push(Finding::new(
            "CN-179-GUID",
            Severity::Stops,
            "payExchangeInfoHead/guid".into(),
            says,
            help,
        ));
    }
    if data.orders.is_empty() {
        let (says, help) = (Fault::Missing.says(), Fault::Missing.help());
        found.push(Finding::new(
            Fault::Missing.id(),
            Severity::Stops,
            table::ORDER.element.into(),
            says,
            help,
        ));
    }
    for (n, order) in (1..).zip(&data.orders) {
        let at = format!("{}[{n}]", table::ORDER.element);
        let values: [&str; 4] = [&order.order_no, &order.recp_account, &order.recp_code, &order.recp_name];
        rows(&table::ORDER, &values, &at, tables, &mut found);
        if order.goods_info.is_empty() {
            let (says, help) = (Fault::Missing.says(), Fault::Missing.help());
            found.push(Finding::new(
                Fault::Missing.id(),
                Severity::Stops,
                format!("{at}/goodsInfo"),
                says,
                help,
            ));
        }
        for (g, goods) in (1..).zip(&order.goods_info) {
            let at = format!("{at}/goodsInfo[{g}]");
            rows(&table::GOODS, &[&goods.gname, &goods.item_link], &at, tables, &mut found);
        }
    }
    found
}

fn rows(group: &'static Group, values: &[&str], at: &str, tables: &Tables, found: &mut Vec<Finding>) {
    for (field, value) in group.fields.iter().zip(values) {
        if let Some((fault, severity)) = judge_field(field, value, tables) {
            let at = format!("{at}/{}", field.element);
            found.push(Finding::new(fault.id(), severity, at, fault.says(), fault.help()));
        }
    }
}

/// Compares payment data with the declared orders that it paid.
#[must_use]
pub fn judge_against(data: &PaymentData, orders: &[&Order]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut differs = |id: &'static str, at: &str, says: Text, help: Text| {
        found.push(Finding::new(id, Severity::Warns, format!("payExchangeInfoHead/{at}"), says, help));
    };
    let paid = orders.iter().map(|order| order.head.paid).sum();
    let complete = data.orders.len() == orders.len();
    if complete && data.head.total != paid {
        differs(
            "CN-179-AMOUNT",
            "totalAmount",
            Text {
                zh: "支付金额与订单实付之和不符",
                en: "The amount is not the sum that the orders say was paid",
            },
            Text {
                zh: "请核对订单实付金额；一笔支付对应的所有订单都要返回",
                en: "Compare the amounts paid; every order of the payment must be told",
            },
        );
    }
    for order in orders {
        let head = &order.head;
        if head.platform_code != data.head.platform_code {
            differs(
                "CN-179-PLATFORM",
                "ebpCode",
                Text { zh: "电商平台代码与订单不符", en: "The platform is not that of the order" },
                Text {
                    zh: "请使用订单申报时的平台代码", en: "Use the platform code of the declared order"
                },
            );
        }
        if head.pay_transaction_id.as_ref().is_some_and(|id| *id != data.head.transaction_id) {
            differs(
                "CN-179-TRANSACTION",
                "payTransactionId",
                Text {
                    zh: "支付交易编号与订单不符", en: "The transaction is not that of the order"
                },
                Text { zh: "请核对支付流水", en: "Look at the payment again" },
            );
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::upload::tests::data;
    use super::*;
    use crate::cn::sample;
    use crate::money::Money;

    fn ids(found: &[Finding]) -> Vec<&str> {
        found.iter().map(|f| f.rule.as_ref()).collect()
    }

    #[test]
    fn good_data_has_nothing_against_it() {
        assert_eq!(judge(&data(), &Tables::built_in()), []);
    }

    #[test]
    fn each_break_of_the_table_is_found_at_its_place() {
        type Break = fn(&mut PaymentData);
        let cases: [(&str, &str, Break); 9] = [
            ("CN-179-GUID", "payExchangeInfoHead/guid", |d| d.head.guid = d.head.guid.to_lowercase()),
            ("CN-FORM-LENGTH", "payExchangeInfoHead/guid", |d| d.head.guid.push('A')),
            ("CN-FORM-EMPTY", "payExchangeInfoHead/initalRequest", |d| d.head.request.clear()),
            ("CN-FORM-LENGTH", "payExchangeInfoHead/initalResponse", |d| d.head.response = "长".repeat(8001)),
            ("CN-FORM-SIGN", "payExchangeInfoHead/totalAmount", |d| d.head.total = Money::ZERO),
            ("CN-FORM-CODE", "payExchangeInfoHead/verDept", |d| d.head.verifier = "4".into()),
            ("CN-FORM-TIME", "payExchangeInfoHead/tradingTime", |d| {
                d.head.traded_at = "20180230000000".into()
            }),
            ("CN-FORM-MISSING", "payExchangeInfoLists", |d| d.orders.clear()),
            ("CN-FORM-EMPTY", "payExchangeInfoLists[1]/goodsInfo[1]/itemLink", |d| {
                d.orders[0].goods_info[0].item_link.clear();
            }),
        ];
        for (id, at, break_it) in cases {
            let mut broken = data();
            break_it(&mut broken);
            let found = judge(&broken, &Tables::built_in());
            assert_eq!((ids(&found), found[0].at.as_str()), (vec![id], at));
        }
    }

    #[test]
    fn amount_platform_and_transaction_are_those_of_the_order() {
        let mut order = sample::case().order.expect("the sample has an order");
        let mut data = data();
        data.head.platform_code = order.head.platform_code.clone();
        data.head.total = order.head.paid;
        order.head.pay_transaction_id = Some(data.head.transaction_id.clone());
        assert_eq!(judge_against(&data, &[&order]), []);
        data.head.total = data.head.total + Money::parse("0.01").expect("a cent");
        data.head.platform_code.push('1');
        data.head.transaction_id.push('1');
        let found = judge_against(&data, &[&order]);
        assert_eq!(ids(&found), ["CN-179-AMOUNT", "CN-179-PLATFORM", "CN-179-TRANSACTION"]);
    }
}
