//! The payment has the transaction that the order names.

use super::Case;
use super::places::the_payment;
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MATCH-014",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "订单与支付单的支付交易编号不一致",
        en: "Order and payment name different transactions",
    },
    help: Text {
        zh: "请核对支付交易编号；订单可以不填",
        en: "Compare the transaction numbers; the order may leave it out",
    },
    basis: "海关跨境电商统一版报文规范 202205，payTransactionId",
    customs_code: None,
    check: |case, found| {
        let (Some(order), Some(payment)) = (&case.order, &case.payment) else { return };
        let Some(named) = order.head.pay_transaction_id.as_ref().filter(|id| !id.is_empty()) else { return };
        if *named != payment.transaction_id {
            found.at_value("Payment[1]/PaymentHead/payTransactionId", payment.transaction_id.as_str());
        }
    },
    counterexample: |case| {
        the_payment(case).transaction_id = "PAY2026112400000002".to_owned();
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
                the_order(case).head.pay_transaction_id = None;
                the_payment(case).transaction_id = "P2".to_owned();
            }),
            NOWHERE
        );
    }
}
