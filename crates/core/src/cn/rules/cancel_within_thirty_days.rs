//! A cancel application is made within 30 days of the release.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::life::clocks::Clock;
use crate::cn::rules::places::the_cancel;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CANCEL-010",
    severity: Severity::Warns,
    in_force: Period::since(2019, 1, 1),
    says: Text { zh: "放行已超过30天", en: "More than 30 days have passed since the release" },
    help: Text {
        zh: "请向申报海关确认是否仍可撤销",
        en: "Ask the customs office whether it can still be cancelled",
    },
    basis: "海关总署公告2018年第194号（放行后30日内退货或修撤单）；撤单期限未单独写明，故只提示",
    customs_code: None,
    check: |case, found| {
        let (Some(cancel), Some(released)) = (&case.cancel, case.facts.released_on) else { return };
        if !Clock::new(released, cancel.app_time.date()).may_apply() {
            found.at_value("InvtCancel[1]/appTime", cancel.app_time.to_string());
        }
    },
    counterexample: |case| {
        the_cancel(case);
        case.facts.released_on = Some(jiff::civil::date(2026, 10, 24));
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_cancel;
    use crate::cn::rules::testing::{NOWHERE, places};
    use jiff::civil::date;

    #[test]
    fn the_thirtieth_day_is_in_time() {
        let released = |day| {
            places(&RULE, |case| {
                the_cancel(case);
                case.facts.released_on = Some(day);
            })
        };
        assert_eq!(released(date(2026, 10, 25)), NOWHERE);
        assert_eq!(released(date(2026, 10, 24)), ["InvtCancel[1]/appTime"]);
    }
}
