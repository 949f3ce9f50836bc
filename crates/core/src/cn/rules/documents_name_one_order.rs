//! All documents name the same order.

use super::Case;
use super::places::the_payment;
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MATCH-001",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text { zh: "各单证的订单编号不一致", en: "The documents name different orders" },
    help: Text {
        zh: "请核对支付单、运单、清单上的订单编号",
        en: "Compare the order numbers of payment, waybill and declaration",
    },
    basis: "海关总署公告2018年第194号（三单比对）；海关跨境电商统一版报文规范 202205，orderNo",
    customs_code: None,
    check: |case, found| {
        let named = [
            case.order.as_ref().map(|o| ("Order[1]/OrderHead/orderNo", &o.head.order_no)),
            case.payment.as_ref().map(|p| ("Payment[1]/PaymentHead/orderNo", &p.order_no)),
            case.waybill.as_ref().map(|w| ("Logistics[1]/LogisticsHead/orderNo", &w.order_no)),
            case.declaration.as_ref().map(|d| ("Inventory[1]/InventoryHead/orderNo", &d.head.order_no)),
        ];
        let mut named = named.into_iter().flatten();
        let Some((_, first)) = named.next() else { return };
        for (place, number) in named {
            if number != first {
                found.at_value(place, number.as_str());
            }
        }
    },
    counterexample: |case| {
        the_payment(case).order_no = "OK20261124000002".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::places;

    #[test]
    fn without_an_order_the_others_are_compared() {
        assert_eq!(
            places(&RULE, |case| {
                case.order = None;
                the_declaration(case).head.order_no = "X".to_owned();
            }),
            ["Inventory[1]/InventoryHead/orderNo"]
        );
    }
}
