//! What was paid has no part of a cent.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::the_payment;
use crate::money::Money;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-AMOUNT-010",
    severity: Severity::Hints,
    in_force: Period::since(2014, 2, 10),
    says: Text { zh: "支付金额小于一分的尾数", en: "What was paid holds a part of a cent" },
    help: Text {
        zh: "实际支付以分为最小单位，请核对金额",
        en: "A payment ends at the cent: look at the amount again",
    },
    basis: "海关跨境电商统一版报文规范 202205，acturalPaid、amountPaid（最多五位小数）；人民币支付以分为最小单位，规范未禁止，故只提示",
    customs_code: None,
    check: |case, found| {
        if let Some(order) = case.order.as_ref().filter(|o| o.head.paid.to_cent() != o.head.paid) {
            found.at_value("Order[1]/OrderHead/acturalPaid", order.head.paid.to_string());
        }
        if let Some(payment) = case.payment.as_ref().filter(|p| p.amount.to_cent() != p.amount) {
            found.at_value("Payment[1]/PaymentHead/amountPaid", payment.amount.to_string());
        }
    },
    counterexample: |case| {
        the_payment(case).amount = Money(rust_decimal::Decimal::new(519_321, 3));
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_order;
    use crate::cn::rules::testing::{NOWHERE, places};
    use crate::money::Money;

    #[test]
    fn the_cent_itself_is_allowed() {
        let paid = |text: &str| {
            let amount = Money::parse(text).expect("an amount");
            places(&RULE, |case| the_order(case).head.paid = amount)
        };
        assert_eq!(paid("519.32"), NOWHERE);
        assert_eq!(paid("519.32000"), NOWHERE);
        assert_eq!(paid("519.321"), ["Order[1]/OrderHead/acturalPaid"]);
    }
}
