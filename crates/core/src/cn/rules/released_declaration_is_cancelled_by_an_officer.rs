//! A released declaration is cancelled only with the consent of an officer.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::the_cancel;
use crate::status::State;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CANCEL-009",
    severity: Severity::Warns,
    in_force: Period::since(2019, 1, 1),
    says: Text {
        zh: "清单已放行，撤销须经海关同意",
        en: "The declaration is released: an officer must consent to its cancellation",
    },
    help: Text {
        zh: "请先与申报海关沟通；货物已交付的请申请退货",
        en: "Speak with the customs office first; goods that were delivered are returned instead",
    },
    basis: "海关总署公告2018年第194号（修撤单）；细则未公布，故只提示",
    customs_code: None,
    check: |case, found| {
        if case.cancel.is_some() && case.facts.declared_state == Some(State::Released) {
            found.at("InvtCancel[1]/invtNo");
        }
    },
    counterexample: |case| {
        the_cancel(case);
        case.facts.declared_state = Some(State::Released);
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_cancel;
    use crate::cn::rules::testing::{NOWHERE, places};
    use crate::status::State;

    #[test]
    fn before_the_release_nobody_is_asked() {
        assert_eq!(
            places(&RULE, |case| {
                the_cancel(case);
                case.facts.declared_state = Some(State::Stored);
            }),
            NOWHERE
        );
    }
}
