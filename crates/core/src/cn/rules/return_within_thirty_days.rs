//! A return is applied for within 30 days of the release.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::life::clocks::Clock;
use crate::cn::rules::places::the_return;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-RETURN-012",
    severity: Severity::Stops,
    in_force: Period::since(2020, 3, 28),
    says: Text {
        zh: "已超过放行之日起30天的退货申请期限",
        en: "The 30 days after the release in which a return may be applied for have passed",
    },
    help: Text {
        zh: "过期不能申请退货；请按一般退运或其他规定办理",
        en: "It is too late for a return: ask the customs office about other ways",
    },
    basis: "海关总署公告2020年第45号（放行之日起30日内申请）；放行当日为第0天",
    customs_code: None,
    check: |case, found| {
        let Some(head) = case.return_.as_ref().map(|r| &r.head).filter(|head| head.app_type == "1") else {
            return;
        };
        let Some(released) = case.facts.released_on else { return };
        if !Clock::new(released, head.app_time.date()).may_apply() {
            found.at_value("InvtRefund[1]/InvtRefundHead/appTime", head.app_time.to_string());
        }
    },
    counterexample: |case| {
        the_return(case);
        case.facts.released_on = Some(jiff::civil::date(2026, 11, 3));
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_return;
    use crate::cn::rules::testing::{NOWHERE, places};
    use jiff::civil::date;

    #[test]
    fn the_thirtieth_day_is_in_time() {
        let released = |day, kind: &str| {
            places(&RULE, |case| {
                the_return(case).head.app_type = kind.to_owned();
                case.facts.released_on = Some(day);
            })
        };
        assert_eq!(released(date(2026, 11, 24), "1"), NOWHERE);
        assert_eq!(released(date(2026, 11, 4), "1"), NOWHERE);
        assert_eq!(released(date(2026, 11, 3), "1"), ["InvtRefund[1]/InvtRefundHead/appTime"]);
        assert_eq!(released(date(2026, 11, 3), "2"), NOWHERE);
    }
}
