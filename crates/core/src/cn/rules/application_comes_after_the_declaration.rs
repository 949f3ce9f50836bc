//! A cancel or return is made after its declaration.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{the_cancel, the_order};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CANCEL-005",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text { zh: "申请单早于原清单", en: "The application is dated before its declaration" },
    help: Text { zh: "请核对报送时间", en: "Look at the submission time again" },
    basis: "海关跨境电商统一版报文规范 202205，CEB623、CEB625 appTime；先后顺序未写入规范，故只提示",
    customs_code: None,
    check: |case, found| {
        let Some(declared) = case.declaration.as_ref().map(|d| d.head.app_time) else { return };
        let applied = [
            case.cancel.as_ref().map(|c| ("InvtCancel[1]/appTime", c.app_time)),
            case.return_.as_ref().map(|r| ("InvtRefund[1]/InvtRefundHead/appTime", r.head.app_time)),
        ];
        for (place, time) in applied.into_iter().flatten().filter(|(_, time)| *time < declared) {
            found.at_value(place, time.to_string());
        }
    },
    counterexample: |case| {
        the_cancel(case).app_time = the_order(case).head.app_time;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_cancel, the_declaration};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn the_same_second_is_allowed() {
        assert_eq!(
            places(&RULE, |case| the_cancel(case).app_time = the_declaration(case).head.app_time),
            NOWHERE
        );
    }
}
