//! A parcel is signed for after it was sent and released.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::the_status;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-PARCEL-002",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "签收时间早于运单报送或海关放行",
        en: "The parcel was signed for before it was sent or released",
    },
    help: Text {
        zh: "请核对签收时间；未放行的货物不得交付",
        en: "Look at the time again: goods may leave only after their release",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB513 logisticsTime（签收之后报送）；比对规则未公布，故只提示",
    customs_code: None,
    check: |case, found| {
        let Some(status) = &case.waybill_status else { return };
        let sent = case.waybill.as_ref().is_some_and(|waybill| status.happened_at < waybill.app_time);
        let released = case.facts.released_on.is_some_and(|day| status.happened_at.date() < day);
        if sent || released {
            found.at_value("LogisticsStatus[1]/logisticsTime", status.happened_at.to_string());
        }
    },
    counterexample: |case| {
        the_status(case);
        case.facts.released_on = Some(jiff::civil::date(2026, 11, 28));
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_status, the_waybill};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn the_day_of_the_release_is_allowed() {
        assert_eq!(
            places(&RULE, |case| {
                case.facts.released_on = Some(the_status(case).happened_at.date());
            }),
            NOWHERE
        );
        assert_eq!(
            places(&RULE, |case| the_waybill(case).app_time = the_status(case).app_time),
            ["LogisticsStatus[1]/logisticsTime"]
        );
    }
}
