//! A cancel or return says why.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{is_placeholder, the_cancel};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CANCEL-003",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text { zh: "撤单或退货原因为占位内容", en: "The reason is only a placeholder" },
    help: Text { zh: "请写明原因，海关凭此审核", en: "Say why: customs decides by it" },
    basis: "海关跨境电商统一版报文规范 202205，CEB623、CEB625 reason；内容不作格式要求，故只提示",
    customs_code: Some("-623012"),
    check: |case, found| {
        let reasons = [
            case.cancel.as_ref().map(|c| ("InvtCancel[1]/reason", &c.reason)),
            case.return_.as_ref().map(|r| ("InvtRefund[1]/InvtRefundHead/reason", &r.head.reason)),
        ];
        for (place, reason) in reasons.into_iter().flatten() {
            if !reason.is_empty() && is_placeholder(reason) {
                found.at(place);
            }
        }
    },
    counterexample: |case| {
        the_cancel(case).reason = "无".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_cancel, the_return};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_short_reason_is_a_reason() {
        assert_eq!(places(&RULE, |case| the_cancel(case).reason = "错报".to_owned()), NOWHERE);
        assert_eq!(
            places(&RULE, |case| the_return(case).head.reason = " ".to_owned()),
            ["InvtRefund[1]/InvtRefundHead/reason"]
        );
    }
}
