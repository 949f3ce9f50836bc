//! A parcel is reported after it was signed for.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{the_order, the_status};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-PARCEL-001",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "签收时间晚于报送时间", en: "The parcel was reported before it was signed for"
    },
    help: Text { zh: "请填写实际签收时间", en: "Fill in when it was really signed for" },
    basis: "海关跨境电商统一版报文规范 202205，CEB513 logisticsTime（实际发生时间）、appTime；先后顺序未写入规范，故只提示",
    customs_code: None,
    check: |case, found| {
        if let Some(status) = case.waybill_status.as_ref().filter(|s| s.happened_at > s.app_time) {
            found.at_value("LogisticsStatus[1]/logisticsTime", status.happened_at.to_string());
        }
    },
    counterexample: |case| {
        the_status(case).app_time = the_order(case).head.app_time;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_status;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn the_same_second_is_allowed() {
        assert_eq!(places(&RULE, |case| the_status(case).happened_at = the_status(case).app_time), NOWHERE);
    }
}
