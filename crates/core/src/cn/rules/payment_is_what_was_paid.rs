//! The payment is as large as what the order says was paid.

use super::Case;
use super::places::{CENT, the_payment};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-AMOUNT-006",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "支付单支付金额与订单实际支付金额不一致",
        en: "The amount of the payment differs from the amount paid of the order",
    },
    help: Text {
        zh: "请与支付企业核对支付金额，或更正订单",
        en: "Ask the payment company for the amount, or correct the order",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB411 amountPaid",
    customs_code: Some("1332"),
    check: |case, found| {
        let (Some(order), Some(payment)) = (&case.order, &case.payment) else { return };
        if payment.amount != order.head.paid {
            found.at_value("Payment[1]/PaymentHead/amountPaid", payment.amount.to_string());
        }
    },
    counterexample: |case| {
        the_payment(case).amount = the_payment(case).amount + CENT;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_payment;
    use crate::cn::rules::testing::{NOWHERE, places};
    use crate::money::Money;

    #[test]
    fn trailing_noughts_make_no_difference() {
        let same = Money::parse("519.32000").expect("a decimal");
        assert_eq!(places(&RULE, |case| the_payment(case).amount = same), NOWHERE);
    }
}
