//! A return tells the day on which the goods must be back.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::life::clocks::{BACK_WITHIN, Clock};
use crate::cn::rules::places::the_return;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-RETURN-014",
    severity: Severity::Hints,
    in_force: Period::since(2020, 3, 28),
    says: Text {
        zh: "退货须在放行之日起45天内运抵原监管场所",
        en: "The goods must be back at the supervised place within 45 days of the release",
    },
    help: Text { zh: "请在所示日期前运抵", en: "Bring them back by the day that is shown" },
    basis: "海关总署公告2020年第45号（放行之日起45日内运抵）",
    customs_code: None,
    check: |case, found| {
        let (Some(back), Some(released)) = (&case.return_, case.facts.released_on) else { return };
        let clock = Clock::new(released, back.head.app_time.date());
        if clock.goods_in_time() {
            found.at_value("InvtRefund[1]/InvtRefundHead/appTime", clock.on(BACK_WITHIN).to_string());
        }
    },
    counterexample: |case| {
        the_return(case);
        case.facts.released_on = Some(jiff::civil::date(2026, 11, 24));
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_return;
    use crate::cn::rules::testing::{NOWHERE, places};
    use jiff::civil::date;

    #[test]
    fn without_a_release_there_is_no_such_day() {
        assert_eq!(places(&RULE, |case| _ = the_return(case)), NOWHERE);
        assert_eq!(
            places(&RULE, |case| {
                the_return(case);
                case.facts.released_on = Some(date(2026, 10, 19));
            }),
            NOWHERE
        );
    }
}
