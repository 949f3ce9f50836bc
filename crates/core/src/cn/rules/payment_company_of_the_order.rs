//! The payment comes from the company that the order names.

use super::Case;
use super::places::the_payment;
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MATCH-009",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "订单与支付单的支付企业不一致",
        en: "Order and payment name different payment companies",
    },
    help: Text {
        zh: "请核对支付企业代码；订单可以不填",
        en: "Compare the codes; the order may leave it out",
    },
    basis: "三单比对；海关跨境电商统一版报文规范 202205，payCode",
    customs_code: Some("13035"),
    check: |case, found| {
        let (Some(order), Some(payment)) = (&case.order, &case.payment) else { return };
        let Some(named) = order.head.pay_code.as_ref().filter(|code| !code.is_empty()) else { return };
        if *named != payment.pay_code {
            found.at_value("Payment[1]/PaymentHead/payCode", payment.pay_code.as_str());
        }
    },
    counterexample: |case| {
        the_payment(case).pay_code = "33189630GS".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_order, the_payment};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn an_order_that_names_none_agrees() {
        assert_eq!(
            places(&RULE, |case| {
                the_order(case).head.pay_code = None;
                the_payment(case).pay_code = "33189630GS".to_owned();
            }),
            NOWHERE
        );
    }
}
