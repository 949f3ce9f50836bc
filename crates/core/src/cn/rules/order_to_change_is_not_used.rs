//! What a declaration uses is not changed: orders.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::Known;
use crate::cn::life::Document;
use crate::cn::life::Point;
use crate::cn::rules::places::{answer, the_order};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CHANGE-005",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "订单已被申报的清单使用，不能变更或删除",
        en: "A declared inventory uses the order, so it can no longer be changed",
    },
    help: Text {
        zh: "请先撤销清单或等待清单退单，再修改",
        en: "Cancel the declaration or wait for its rejection first",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB311 appType；状态不符时不受理",
    customs_code: Some("-301011"),
    check: |case, found| {
        if answer(case, Document::Order) == Some("-301011") {
            found.at("Order[1]/OrderHead/appType");
        }
    },
    counterexample: |case| {
        the_order(case).head.app_type = "2".to_owned();
        case.facts.known.order = Some(Known { at: Point::Used, sent_at: None });
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::Known;
    use crate::cn::life::Point;
    use crate::cn::rules::places::the_order;
    use crate::cn::rules::testing::{NOWHERE, places};
    use crate::status::State;

    #[test]
    fn what_is_only_stored_may_be_changed() {
        let asked = |kind: &str, at| {
            places(&RULE, |case| {
                the_order(case).head.app_type = kind.to_owned();
                case.facts.known.order = Some(Known { at, sent_at: None });
            })
        };
        assert_eq!(asked("2", Point::At(State::Stored)), NOWHERE);
        assert_eq!(asked("1", Point::Used), NOWHERE);
        assert_eq!(asked("3", Point::Used), ["Order[1]/OrderHead/appType"]);
    }
}
