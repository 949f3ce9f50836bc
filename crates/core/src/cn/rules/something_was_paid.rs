//! An order costs something.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::the_payment;
use crate::money::Money;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-AMOUNT-011",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "商品价格、实际支付金额或支付金额为0", en: "Goods value or amount paid is nothing"
    },
    help: Text {
        zh: "请核对金额；全额用积分或券抵扣的订单请先咨询申报海关",
        en: "Look at the amounts; ask the customs office about an order paid by points or vouchers alone",
    },
    basis: "海关跨境电商统一版报文规范 202205，goodsValue、acturalPaid、amountPaid；零价订单是否受理未公布，故只提示",
    customs_code: None,
    check: |case, found| {
        if let Some(order) = &case.order {
            for (amount, place) in [
                (order.head.goods_value, "Order[1]/OrderHead/goodsValue"),
                (order.head.paid, "Order[1]/OrderHead/acturalPaid"),
            ] {
                if !amount.is_positive() {
                    found.at_value(place, amount.to_string());
                }
            }
        }
        if let Some(payment) = case.payment.as_ref().filter(|p| !p.amount.is_positive()) {
            found.at_value("Payment[1]/PaymentHead/amountPaid", payment.amount.to_string());
        }
    },
    counterexample: |case| {
        the_payment(case).amount = Money::ZERO;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{CENT, the_order};
    use crate::cn::rules::testing::{NOWHERE, places};
    use crate::money::Money;

    #[test]
    fn a_cent_is_enough() {
        assert_eq!(places(&RULE, |case| the_order(case).head.paid = CENT), NOWHERE);
        assert_eq!(
            places(&RULE, |case| the_order(case).head.paid = Money::ZERO),
            ["Order[1]/OrderHead/acturalPaid"]
        );
    }
}
