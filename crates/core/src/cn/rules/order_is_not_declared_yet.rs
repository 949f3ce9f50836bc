//! The order has no other declaration.

use super::Case;
use super::places::answer;
use crate::check::{Period, Rule, Severity};
use crate::cn::life::Document;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-DUP-001",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "该订单已有清单申报，请勿重复申报", en: "The order has been declared already"
    },
    help: Text {
        zh: "如需修改请用变更报文，不要重新申报", en: "Send a change instead of a new declaration"
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB621 appType、orderNo",
    customs_code: Some("-621004"),
    check: |case, found| {
        let Some(declaration) = &case.declaration else { return };
        if (case.facts.taken.order && declaration.head.app_type == "1")
            || (!case.facts.taken.cop_no && answer(case, Document::Inventory) == Some("-621004"))
        {
            found.at_value("Inventory[1]/InventoryHead/orderNo", declaration.head.order_no.as_str());
        }
    },
    counterexample: |case| {
        case.facts.taken.order = true;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_change_names_the_same_order() {
        assert_eq!(
            places(&RULE, |case| {
                case.facts.taken.order = true;
                the_declaration(case).head.app_type = "2".to_owned();
            }),
            NOWHERE
        );
    }
}
