//! A submission is newer than what customs has.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::Known;
use crate::cn::life::Point;
use crate::cn::rules::places::{the_order, the_payment};
use crate::status::State;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CHANGE-011",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "报送时间早于已报送的同一单证，将作为旧报文不予处理",
        en: "An earlier submission of the same document is newer: this one would be ignored",
    },
    help: Text {
        zh: "如内容确需更新，请用当前时间重新生成后发送",
        en: "If it is really newer, write it again with the present time",
    },
    basis: "海关跨境电商统一版报文规范 202205，appTime；以何时间比较未公布，故只提示",
    customs_code: Some("-301014"),
    check: |case, found| {
        let known = &case.facts.known;
        let all = [
            case.order.as_ref().map(|o| (known.order, o.head.app_time, "Order[1]/OrderHead/appTime")),
            case.payment.as_ref().map(|p| (known.payment, p.app_time, "Payment[1]/PaymentHead/appTime")),
            case.waybill.as_ref().map(|w| (known.waybill, w.app_time, "Logistics[1]/LogisticsHead/appTime")),
            case.declaration
                .as_ref()
                .map(|d| (known.declaration, d.head.app_time, "Inventory[1]/InventoryHead/appTime")),
            case.waybill_status
                .as_ref()
                .map(|s| (known.waybill_status, s.app_time, "LogisticsStatus[1]/appTime")),
            case.return_
                .as_ref()
                .map(|r| (known.return_, r.head.app_time, "InvtRefund[1]/InvtRefundHead/appTime")),
            case.entry.as_ref().map(|e| (known.entry, e.head.app_time, "Delivery[1]/DeliveryHead/appTime")),
        ];
        for (earlier, time, place) in all.into_iter().flatten() {
            if earlier.and_then(|earlier| earlier.sent_at).is_some_and(|sent| time < sent) {
                found.at_value(place, time.to_string());
            }
        }
    },
    counterexample: |case| {
        let sent_at = Some(the_payment(case).app_time);
        the_order(case).head.app_type = "2".to_owned();
        case.facts.known.order = Some(Known { at: Point::At(State::Stored), sent_at });
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::Known;
    use crate::cn::life::Point;
    use crate::cn::rules::places::{the_order, the_payment, the_waybill};
    use crate::cn::rules::testing::{NOWHERE, places};
    use crate::status::State;

    #[test]
    fn the_same_second_is_not_older() {
        let at = Point::At(State::Stored);
        assert_eq!(
            places(&RULE, |case| {
                let sent_at = Some(the_payment(case).app_time);
                case.facts.known.payment = Some(Known { at, sent_at });
                case.facts.known.order = Some(Known { at, sent_at: None });
            }),
            NOWHERE
        );
        assert_eq!(
            places(&RULE, |case| {
                let sent_at = Some(the_waybill(case).app_time);
                the_waybill(case).app_time = the_order(case).head.app_time;
                case.facts.known.waybill = Some(Known { at, sent_at });
            }),
            ["Logistics[1]/LogisticsHead/appTime"]
        );
    }
}
