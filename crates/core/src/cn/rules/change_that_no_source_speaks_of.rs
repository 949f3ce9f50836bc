//! A change of which no source speaks is asked about first.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::Known;
use crate::cn::life::{Document, Happens, Point, article};
use crate::cn::rules::places::{the_declaration, what_is_asked};
use crate::status::State;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CHANGE-010",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "该状态下的变更或删除是否受理，规范未写明",
        en: "No source says whether a change or deletion is taken in this state",
    },
    help: Text {
        zh: "请先向电子口岸或申报海关确认", en: "Ask the e-port or the customs office first"
    },
    basis: "各单证状态表（docs/life.md）中标注为不确定的条目",
    customs_code: Some("-505014"),
    check: |case, found| {
        for (of, place) in [
            (Document::WaybillStatus, "LogisticsStatus[1]/appType"),
            (Document::Inventory, "Inventory[1]/InventoryHead/appType"),
            (Document::Return, "InvtRefund[1]/InvtRefundHead/appType"),
            (Document::Entry, "Delivery[1]/DeliveryHead/appType"),
        ] {
            let Some((at, asked)) = what_is_asked(case, of) else { continue };
            if matches!(asked, Happens::Change | Happens::Delete)
                && article(of, at, asked).is_none_or(|row| !row.sure)
            {
                found.at(place);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.app_type = "2".to_owned();
        case.facts.known.declaration = Some(Known { at: Point::At(State::Rejected), sent_at: None });
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::Known;
    use crate::cn::life::Point;
    use crate::cn::rules::places::{the_declaration, the_status};
    use crate::cn::rules::testing::{NOWHERE, places};
    use crate::status::State;

    #[test]
    fn what_a_source_says_needs_no_word() {
        let declared = |at| {
            places(&RULE, |case| {
                the_declaration(case).head.app_type = "2".to_owned();
                case.facts.known.declaration = Some(Known { at, sent_at: None });
            })
        };
        assert_eq!(declared(Point::At(State::Released)), NOWHERE);
        assert_eq!(declared(Point::At(State::Rejected)), ["Inventory[1]/InventoryHead/appType"]);
    }

    #[test]
    fn a_state_of_a_parcel_that_nobody_told_is_asked_about() {
        let told = |at| {
            places(&RULE, |case| {
                the_status(case).app_type = "2".to_owned();
                case.facts.known.waybill_status = Some(Known { at, sent_at: None });
            })
        };
        assert_eq!(told(Point::At(State::Stored)), NOWHERE);
        assert_eq!(told(Point::Used), ["LogisticsStatus[1]/appType"]);
    }
}
