//! Returned goods are back within 45 days of the release.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::life::clocks::Clock;
use crate::cn::rules::places::the_return;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-RETURN-013",
    severity: Severity::Warns,
    in_force: Period::since(2020, 3, 28),
    says: Text {
        zh: "已超过放行之日起45天的退货运抵期限",
        en: "The 45 days after the release in which goods must be back have passed",
    },
    help: Text {
        zh: "未按期运抵的退货不退税、不恢复额度，请联系申报海关",
        en: "Goods that are late restore neither tax nor yearly amount: call the customs office",
    },
    basis: "海关总署公告2020年第45号（放行之日起45日内运抵）；放行当日为第0天；运抵时间不在申请单中，故只提示",
    customs_code: None,
    check: |case, found| {
        let (Some(back), Some(released)) = (&case.return_, case.facts.released_on) else { return };
        let day =
            case.facts.today.map_or(back.head.app_time.date(), |today| today.max(back.head.app_time.date()));
        if !Clock::new(released, day).goods_in_time() {
            found.at("InvtRefund[1]/InvtRefundHead/appTime");
        }
    },
    counterexample: |case| {
        the_return(case);
        case.facts.released_on = Some(jiff::civil::date(2026, 10, 19));
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_return;
    use crate::cn::rules::testing::{NOWHERE, places};
    use jiff::civil::date;

    #[test]
    fn the_forty_fifth_day_is_in_time() {
        let released = |day, today| {
            places(&RULE, |case| {
                the_return(case);
                case.facts.released_on = Some(day);
                case.facts.today = today;
            })
        };
        let late = ["InvtRefund[1]/InvtRefundHead/appTime"];
        assert_eq!(released(date(2026, 10, 20), None), NOWHERE);
        assert_eq!(released(date(2026, 10, 19), None), late);
        assert_eq!(released(date(2026, 11, 24), Some(date(2027, 1, 8))), NOWHERE);
        assert_eq!(released(date(2026, 11, 24), Some(date(2027, 1, 9))), late);
    }
}
