//! A payment transaction pays one order.

use super::Case;
use super::places::answer;
use crate::check::{Period, Rule, Severity};
use crate::cn::life::Document;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-DUP-004",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "支付交易编号已用于另一张订单",
        en: "The payment transaction pays another order already",
    },
    help: Text {
        zh: "请与支付企业核对支付交易编号",
        en: "Ask the payment company for the transaction number",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB411 payTransactionId（支付企业内唯一）",
    customs_code: Some("-401007"),
    check: |case, found| {
        let Some(payment) = case.payment.as_ref().filter(|p| p.app_type == "1") else { return };
        if case.facts.taken.payment || answer(case, Document::Payment) == Some("-401007") {
            found.at_value("Payment[1]/PaymentHead/payTransactionId", payment.transaction_id.as_str());
        }
    },
    counterexample: |case| {
        case.facts.taken.payment = true;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_payment;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_deletion_names_the_same_payment() {
        assert_eq!(
            places(&RULE, |case| {
                case.facts.taken.payment = true;
                the_payment(case).app_type = "3".to_owned();
            }),
            NOWHERE
        );
    }
}
