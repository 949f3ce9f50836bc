//! A cancel application names a declaration that customs has.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::life::{Document, Happens, Point, permit};
use crate::cn::rules::places::the_cancel;
use crate::status::State;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CANCEL-007",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "要撤销的清单在海关不存在（未入库、已删除或已撤销）",
        en: "Customs does not have the declaration: it is not stored yet, deleted or cancelled",
    },
    help: Text {
        zh: "请等待海关入库后再申请；未入库的清单可直接变更或删除",
        en: "Wait until customs has stored it; before that it may be changed or deleted",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB623 invtNo（须为海关已接受的清单）",
    customs_code: Some("-623003"),
    check: |case, found| {
        let (Some(cancel), Some(state)) = (&case.cancel, case.facts.declared_state) else { return };
        if permit(Document::Inventory, Point::At(state), Happens::Cancel).err() == Some("-623003") {
            found.at_value("InvtCancel[1]/invtNo", cancel.invt_no.as_str());
        }
    },
    counterexample: |case| {
        the_cancel(case);
        case.facts.declared_state = Some(State::Draft);
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_cancel;
    use crate::cn::rules::testing::{NOWHERE, places};
    use crate::status::State;

    #[test]
    fn every_state_is_told_apart() {
        let standing = |state| {
            places(&RULE, |case| {
                the_cancel(case);
                case.facts.declared_state = state;
            })
        };
        assert_eq!(standing(None), NOWHERE);
        for state in [State::Stored, State::Released, State::Inspection, State::Closed] {
            assert_eq!(standing(Some(state)), NOWHERE, "{state:?}");
        }
        for state in [State::Draft, State::Declaring, State::Rejected, State::Cancelled] {
            assert_eq!(standing(Some(state)), ["InvtCancel[1]/invtNo"], "{state:?}");
        }
    }
}
