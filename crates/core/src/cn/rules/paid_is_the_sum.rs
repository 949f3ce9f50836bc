//! What the buyer paid is goods + freight + tax withheld − deductions.

use super::Case;
use super::places::{CENT, the_order};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-AMOUNT-001",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "实际支付金额不等于商品价格＋运杂费＋代扣税款−非现金抵扣金额",
        en: "The amount paid is not goods + freight + tax withheld − deductions",
    },
    help: Text {
        zh: "请核对这五个金额；没有的项目填0",
        en: "Look at the five amounts again; an item that does not apply is 0",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB311 acturalPaid",
    customs_code: None,
    check: |case, found| {
        let Some(order) = &case.order else { return };
        let head = &order.head;
        if head.paid != head.goods_value + head.freight + head.tax_withheld - head.discount {
            found.at_value("Order[1]/OrderHead/acturalPaid", head.paid.to_string());
        }
    },
    counterexample: |case| {
        the_order(case).head.paid = the_order(case).head.paid + CENT;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{CENT, the_order};
    use crate::cn::rules::testing::{NOWHERE, places};
    use crate::money::Money;

    #[test]
    fn a_deduction_is_taken_off() {
        let ten = Money::parse("10").expect("a decimal");
        let deduct = |case: &mut _, more| {
            let head = &mut the_order(case).head;
            head.discount = ten;
            head.paid = head.paid - ten - more;
        };
        assert_eq!(places(&RULE, |case| deduct(case, Money::ZERO)), NOWHERE);
        assert_eq!(places(&RULE, |case| deduct(case, CENT)), ["Order[1]/OrderHead/acturalPaid"]);
    }
}
