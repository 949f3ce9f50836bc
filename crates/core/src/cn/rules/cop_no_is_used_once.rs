//! Our own number of the declaration is used once.

use super::Case;
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-DUP-002",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "企业内部编号已用于另一份清单",
        en: "The own document number was used for another declaration",
    },
    help: Text {
        zh: "请换一个企业内部编号，回执以它为索引",
        en: "Give it another number: every receipt is filed by it",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB621 copNo",
    customs_code: Some("-621004"),
    check: |case, found| {
        let Some(declaration) = &case.declaration else { return };
        if case.facts.taken.cop_no && declaration.head.app_type == "1" {
            found.at_value(
                "Inventory[1]/InventoryHead/copNo",
                declaration.head.cop_no.as_deref().unwrap_or_default(),
            );
        }
    },
    counterexample: |case| {
        case.facts.taken.cop_no = true;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_change_keeps_its_number() {
        assert_eq!(
            places(&RULE, |case| {
                case.facts.taken.cop_no = true;
                the_declaration(case).head.app_type = "2".to_owned();
            }),
            NOWHERE
        );
    }
}
