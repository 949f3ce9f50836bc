//! What a change or deletion of an order names is at customs.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::Known;
use crate::cn::life::Document;
use crate::cn::life::Point;
use crate::cn::rules::places::{answer, the_order};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CHANGE-001",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "要变更或删除的订单不存在", en: "The order to change or delete does not exist"
    },
    help: Text {
        zh: "请核对编号；未申报过的请用新增（报送类型1）",
        en: "Look at the number; what was never sent is new (submission type 1)",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB311 appType（2变更、3删除的主键须已存在）",
    customs_code: Some("-301009"),
    check: |case, found| {
        if answer(case, Document::Order) == Some("-301009") {
            found.at("Order[1]/OrderHead/appType");
        }
    },
    counterexample: |case| {
        the_order(case).head.app_type = "2".to_owned();
        case.facts.known.order = Some(Known { at: Point::Absent, sent_at: None });
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
    fn only_what_is_known_to_be_missing_is_told() {
        let asked = |kind: &str, at: Option<Point>| {
            places(&RULE, |case| {
                the_order(case).head.app_type = kind.to_owned();
                case.facts.known.order = at.map(|at| Known { at, sent_at: None });
            })
        };
        let missing = ["Order[1]/OrderHead/appType"];
        assert_eq!(asked("2", None), NOWHERE);
        assert_eq!(asked("1", Some(Point::Absent)), NOWHERE);
        assert_eq!(asked("2", Some(Point::At(State::Declaring))), NOWHERE);
        assert_eq!(asked("2", Some(Point::Absent)), missing);
        assert_eq!(asked("3", Some(Point::At(State::Deleted))), missing);
    }
}
