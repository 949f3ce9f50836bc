//! A cancel application is made while the declaration allows it.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::life::{Document, Happens, Point, permit};
use crate::cn::rules::places::the_cancel;
use crate::status::State;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CANCEL-008",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "清单当前状态不允许撤销（已结关、扣留或退运）",
        en: "The state of the declaration does not allow a cancellation (closed, detained or shipped back)",
    },
    help: Text {
        zh: "请联系申报海关；已放行的货物请申请退货",
        en: "Call the customs office; goods that were released are returned instead",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB623（清单状态须允许撤单）",
    customs_code: Some("-623005"),
    check: |case, found| {
        let (Some(cancel), Some(state)) = (&case.cancel, case.facts.declared_state) else { return };
        if permit(Document::Inventory, Point::At(state), Happens::Cancel).err() == Some("-623005") {
            found.at_value("InvtCancel[1]/invtNo", cancel.invt_no.as_str());
        }
    },
    counterexample: |case| {
        the_cancel(case);
        case.facts.declared_state = Some(State::Closed);
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
        for state in [State::Stored, State::Review, State::Released, State::Declaring] {
            assert_eq!(standing(Some(state)), NOWHERE, "{state:?}");
        }
        for state in [State::Closed, State::Detained, State::ShipBack] {
            assert_eq!(standing(Some(state)), ["InvtCancel[1]/invtNo"], "{state:?}");
        }
    }
}
