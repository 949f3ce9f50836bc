//! What the buyer paid is goods + freight + tax withheld − deductions.

use super::Case;
use crate::check::{Period, Rule, Severity};
use crate::money::Money;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-AMOUNT-001",
    severity: Severity::Stops,
    in_force: Period::since(2018, 9, 30),
    says: Text {
        zh: "实际支付金额不等于商品价格＋运杂费＋代扣税款−非现金抵扣金额",
        en: "The amount paid is not goods + freight + tax withheld − deductions",
    },
    help: Text { zh: "请核对这五个金额", en: "Look at the five amounts again" },
    basis: "海关跨境电商统一版报文规范 202205，CEB311 acturalPaid",
    customs_code: None,
    check: |case, found| {
        let Some(order) = &case.order else { return };
        let head = &order.head;
        let sum = head.goods_value + head.freight + head.tax_withheld - head.discount;
        if head.paid != sum {
            found.at_value("Order[1]/OrderHead/acturalPaid", head.paid.to_string());
        }
    },
    counterexample: |case| {
        if let Some(order) = &mut case.order {
            order.head.paid = order.head.paid + Money(rust_decimal::Decimal::new(1, 2));
        }
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cn::{check, sample};

    #[test]
    fn a_deduction_is_taken_off() {
        let mut case = sample::case();
        let order = case.order.as_mut().expect("the sample has an order");
        order.head.discount = Money::parse("10").expect("a decimal");
        order.head.paid = order.head.paid - order.head.discount;
        case.payment.as_mut().expect("the sample has a payment").amount = order.head.paid;
        assert_eq!(check(&case).findings, []);
    }
}
