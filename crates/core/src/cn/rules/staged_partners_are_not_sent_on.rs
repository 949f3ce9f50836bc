//! Orders, payments and waybills are declared, not staged.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::the_payment;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-STATE-001",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "订单、支付单、运单或运单状态为暂存，不会发送海关",
        en: "The order, payment, waybill or its status is only staged: it is not sent to customs",
    },
    help: Text {
        zh: "请将业务状态改为2（申报），否则清单等不到这份单证",
        en: "Set the business status to 2 (declare), or the declaration waits for it in vain",
    },
    basis: "海关跨境电商统一版报文规范 202205，appStatus（订单、支付单、运单、运单状态默认2）；暂存是否受理未写明，故只提示",
    customs_code: None,
    check: |case, found| {
        let states = [
            case.order.as_ref().map(|o| ("Order[1]/OrderHead/appStatus", &o.head.app_status)),
            case.payment.as_ref().map(|p| ("Payment[1]/PaymentHead/appStatus", &p.app_status)),
            case.waybill.as_ref().map(|w| ("Logistics[1]/LogisticsHead/appStatus", &w.app_status)),
            case.waybill_status.as_ref().map(|s| ("LogisticsStatus[1]/appStatus", &s.app_status)),
        ];
        for (place, _) in states.into_iter().flatten().filter(|(_, state)| *state == "1") {
            found.at_value(place, "1");
        }
    },
    counterexample: |case| {
        the_payment(case).app_status = "1".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_order;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn declared_is_as_it_should_be() {
        assert_eq!(places(&RULE, |case| the_order(case).head.app_status = "2".to_owned()), NOWHERE);
        assert_eq!(
            places(&RULE, |case| the_order(case).head.app_status = "1".to_owned()),
            ["Order[1]/OrderHead/appStatus"]
        );
    }
}
