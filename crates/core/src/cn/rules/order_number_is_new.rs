//! A new order has a new number.

use super::Case;
use super::places::answer;
use crate::check::{Period, Rule, Severity};
use crate::cn::life::Document;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-DUP-005",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "该平台已存在相同编号的订单", en: "The platform has an order with this number already"
    },
    help: Text {
        zh: "如需修改请用变更报文（报送类型2）", en: "Send a change (submission type 2) instead"
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB311 orderNo（平台内唯一）",
    customs_code: Some("-301010"),
    check: |case, found| {
        let Some(order) = case.order.as_ref().filter(|o| o.head.app_type == "1") else { return };
        if (case.facts.taken.order && case.declaration.is_none())
            || answer(case, Document::Order) == Some("-301010")
        {
            found.at_value("Order[1]/OrderHead/orderNo", order.head.order_no.as_str());
        }
    },
    counterexample: |case| {
        case.facts.taken.order = true;
        case.declaration = None;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::Known;
    use crate::cn::life::Point;
    use crate::cn::rules::testing::{NOWHERE, places};
    use crate::status::State;

    #[test]
    fn beside_a_declaration_the_declaration_speaks() {
        assert_eq!(places(&RULE, |case| case.facts.taken.order = true), NOWHERE);
    }

    #[test]
    fn what_customs_has_under_this_number_counts_too() {
        let at = |state| {
            places(&RULE, |case| case.facts.known.order = Some(Known { at: Point::At(state), sent_at: None }))
        };
        assert_eq!(at(State::Rejected), NOWHERE);
        assert_eq!(at(State::Stored), ["Order[1]/OrderHead/orderNo"]);
    }
}
