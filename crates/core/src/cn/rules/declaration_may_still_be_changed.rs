//! A declaration is changed while its state allows it.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::Known;
use crate::cn::life::Document;
use crate::cn::life::Point;
use crate::cn::rules::places::{answer, the_declaration};
use crate::status::State;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CHANGE-008",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "清单当前状态不允许变更或删除",
        en: "The state of the declaration does not allow a change or deletion",
    },
    help: Text {
        zh: "海关已入库或放行的单证不能直接修改；需要时请申请撤销",
        en: "What customs has stored or released cannot be changed: apply for a cancellation where needed",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB621 appType；状态不符时不受理",
    customs_code: Some("-621012"),
    check: |case, found| {
        if answer(case, Document::Inventory) == Some("-621012") {
            found.at("Inventory[1]/InventoryHead/appType");
        }
    },
    counterexample: |case| {
        the_declaration(case).head.app_type = "2".to_owned();
        case.facts.known.declaration = Some(Known { at: Point::At(State::Released), sent_at: None });
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::Known;
    use crate::cn::life::Point;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};
    use crate::status::State;

    #[test]
    fn a_rejected_one_may_be_corrected() {
        let asked = |state: State| {
            places(&RULE, |case| {
                the_declaration(case).head.app_type = "2".to_owned();
                case.facts.known.declaration = Some(Known { at: Point::At(state), sent_at: None });
            })
        };
        for state in [State::Rejected, State::Error] {
            assert_eq!(asked(state), NOWHERE, "{state:?}");
        }
        for state in [State::Released, State::Stored, State::Closed, State::Inspection] {
            assert_eq!(asked(state), ["Inventory[1]/InventoryHead/appType"], "{state:?}");
        }
    }
}
