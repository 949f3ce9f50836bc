//! Bonded goods that come back to another district are a pilot.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{is_bonded, the_declaration, the_return};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-RETURN-010",
    severity: Severity::Hints,
    in_force: Period::since(2024, 12, 1),
    says: Text {
        zh: "保税退货跨关区申报（试点）",
        en: "Bonded goods come back to another customs office (a pilot)",
    },
    help: Text {
        zh: "请先向退入地海关确认是否开展跨关区退货",
        en: "Ask the office they come back to whether it takes part",
    },
    basis: "2024年底起保税进口（1210）跨关区退货试点；范围以各关公告为准，故只提示",
    customs_code: None,
    check: |case, found| {
        let (Some(back), Some(declaration)) = (&case.return_, &case.declaration) else { return };
        if is_bonded(declaration) && back.head.customs_code != declaration.head.customs_code {
            found.at_value("InvtRefund[1]/InvtRefundHead/customsCode", back.head.customs_code.as_str());
        }
    },
    counterexample: |case| {
        the_declaration(case).head.trade_mode = "1210".to_owned();
        the_return(case).head.customs_code = "3119".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_declaration, the_return};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn the_same_office_needs_no_word() {
        assert_eq!(
            places(&RULE, |case| {
                the_declaration(case).head.trade_mode = "1210".to_owned();
                the_return(case);
            }),
            NOWHERE
        );
    }
}
