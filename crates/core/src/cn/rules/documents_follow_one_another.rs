//! Order, payment, waybill and declaration follow one another.

use super::Case;
use super::places::{app_times, the_order, the_waybill};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-TIME-002",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "订单、支付、运单、清单的时间先后不合常理",
        en: "Order, payment, waybill and declaration are not dated one after another",
    },
    help: Text { zh: "请核对各单证的时间", en: "Look at the times of the documents" },
    basis: "海关总署公告2018年第194号（先传输三单后申报）；先后顺序未写入规范，故只提示",
    customs_code: None,
    check: |case, found| {
        let mut before = None;
        for (place, time) in app_times(case) {
            if before.is_some_and(|earlier| time < earlier) {
                found.at_value(place, time.to_string());
            }
            before = before.max(Some(time));
        }
        if let (Some(payment), Some(declaration)) = (&case.payment, &case.declaration)
            && payment.paid_at > declaration.head.app_time
        {
            found.at_value("Payment[1]/PaymentHead/payTime", payment.paid_at.to_string());
        }
    },
    counterexample: |case| {
        the_waybill(case).app_time = the_order(case).head.app_time;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_declaration, the_order, the_payment};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn the_same_second_is_allowed() {
        assert_eq!(places(&RULE, |case| the_payment(case).app_time = the_order(case).head.app_time), NOWHERE);
        assert_eq!(
            places(&RULE, |case| {
                case.payment = None;
                case.waybill = None;
                the_order(case).head.app_time = the_declaration(case).head.app_time;
                the_declaration(case).head.app_time =
                    crate::cn::sample::case().payment.expect("the sample has one").app_time;
            }),
            ["Inventory[1]/InventoryHead/appTime"]
        );
    }
}
