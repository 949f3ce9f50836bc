//! A payment is reported after it was made.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::the_payment;
use crate::text::Text;
use crate::time::BeijingTime;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-TIME-004",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "支付时间晚于支付单报送时间", en: "The payment was reported before it was made"
    },
    help: Text {
        zh: "请与支付企业核对支付时间", en: "Ask the payment company for the time of the payment"
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB411 payTime、appTime；先后顺序未写入规范，故只提示",
    customs_code: None,
    check: |case, found| {
        if let Some(payment) = case.payment.as_ref().filter(|p| p.paid_at > p.app_time) {
            found.at_value("Payment[1]/PaymentHead/payTime", payment.paid_at.to_string());
        }
    },
    counterexample: |case| {
        the_payment(case).paid_at = BeijingTime::from_wire("20261124093101").expect("a time");
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_payment;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn the_same_second_is_allowed() {
        assert_eq!(places(&RULE, |case| the_payment(case).paid_at = the_payment(case).app_time), NOWHERE);
    }
}
