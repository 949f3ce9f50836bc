//! Only released goods come back.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::the_return;
use crate::status::State;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-RETURN-011",
    severity: Severity::Stops,
    in_force: Period::since(2020, 3, 28),
    says: Text {
        zh: "原清单未放行，不能申请退货",
        en: "The declaration is not released: nothing can be returned",
    },
    help: Text {
        zh: "未放行的请申请撤销清单；已放行的请刷新状态",
        en: "Apply for a cancellation instead, or look at its state again",
    },
    basis: "海关总署公告2020年第45号（已放行的清单）",
    customs_code: None,
    check: |case, found| {
        let (Some(back), Some(state)) = (&case.return_, case.facts.declared_state) else { return };
        if !state.is_release() {
            found.at_value("InvtRefund[1]/InvtRefundHead/invtNo", back.head.invt_no.as_str());
        }
    },
    counterexample: |case| {
        the_return(case);
        case.facts.declared_state = Some(State::Stored);
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_return;
    use crate::cn::rules::testing::{NOWHERE, places};
    use crate::status::State;

    #[test]
    fn released_and_closed_ones_are_fine() {
        let standing = |state| {
            places(&RULE, |case| {
                the_return(case);
                case.facts.declared_state = state;
            })
        };
        for state in [None, Some(State::Released), Some(State::Closed)] {
            assert_eq!(standing(state), NOWHERE, "{state:?}");
        }
        for state in [State::Draft, State::Stored, State::Inspection, State::Cancelled, State::ShipBack] {
            assert_eq!(standing(Some(state)), ["InvtRefund[1]/InvtRefundHead/invtNo"], "{state:?}");
        }
    }
}
