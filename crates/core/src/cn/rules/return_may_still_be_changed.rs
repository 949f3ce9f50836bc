//! A return application is changed while its state allows it.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::Known;
use crate::cn::life::Document;
use crate::cn::life::Point;
use crate::cn::rules::places::{answer, the_return};
use crate::status::State;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CHANGE-009",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "退货申请单当前状态不允许变更或删除",
        en: "The state of the return application does not allow a change or deletion",
    },
    help: Text {
        zh: "海关已入库或放行的单证不能直接修改；需要时请申请撤销",
        en: "What customs has stored or released cannot be changed: apply for a cancellation where needed",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB625 appType；状态不符时不受理",
    customs_code: Some("-625022"),
    check: |case, found| {
        if answer(case, Document::Return) == Some("-625022") {
            found.at("InvtRefund[1]/InvtRefundHead/appType");
        }
    },
    counterexample: |case| {
        the_return(case).head.app_type = "2".to_owned();
        case.facts.known.return_ = Some(Known { at: Point::At(State::Approved), sent_at: None });
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::Known;
    use crate::cn::life::Point;
    use crate::cn::rules::places::the_return;
    use crate::cn::rules::testing::{NOWHERE, places};
    use crate::status::State;

    #[test]
    fn a_rejected_one_may_be_corrected() {
        let asked = |state: State| {
            places(&RULE, |case| {
                the_return(case).head.app_type = "2".to_owned();
                case.facts.known.return_ = Some(Known { at: Point::At(state), sent_at: None });
            })
        };
        for state in [State::Rejected, State::Declaring] {
            assert_eq!(asked(state), NOWHERE, "{state:?}");
        }
        for state in [State::Approved, State::Stored] {
            assert_eq!(asked(state), ["InvtRefund[1]/InvtRefundHead/appType"], "{state:?}");
        }
    }
}
