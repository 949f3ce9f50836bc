//! An order is paid by one payment.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;

use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-DUP-007",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text { zh: "该订单已有另一张支付单", en: "Another payment pays this order already" },
    help: Text {
        zh: "请核对订单编号；更正支付单请用变更报文（报送类型2）",
        en: "Look at the order number; to correct a payment send a change (submission type 2)",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB411 orderNo、ebpCode（清单以两者查找支付单）；多张支付单如何处理未公布，故只提示",
    customs_code: Some("-401003"),
    check: |case, found| {
        if let Some(payment) =
            case.payment.as_ref().filter(|p| p.app_type == "1" && case.facts.taken.paid_order)
        {
            found.at_value("Payment[1]/PaymentHead/orderNo", payment.order_no.as_str());
        }
    },
    counterexample: |case| {
        case.facts.taken.paid_order = true;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_payment;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_change_pays_the_same_order() {
        assert_eq!(
            places(&RULE, |case| {
                case.facts.taken.paid_order = true;
                the_payment(case).app_type = "2".to_owned();
            }),
            NOWHERE
        );
    }
}
