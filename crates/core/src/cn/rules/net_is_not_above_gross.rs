//! The net weight is not above the gross weight.

use super::Case;
use super::places::the_declaration;
use crate::check::{Period, Rule, Severity};
use crate::money::Quantity;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-WEIGHT-001",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text { zh: "净重大于毛重", en: "The net weight is above the gross weight" },
    help: Text { zh: "请核对毛重和净重（公斤）", en: "Look at gross and net weight in kg" },
    basis: "海关跨境电商统一版报文规范 202205，CEB621 netWeight、grossWeight",
    customs_code: None,
    check: |case, found| {
        let Some(declaration) = &case.declaration else { return };
        let head = &declaration.head;
        if head.net_weight > head.gross_weight {
            found.at_value("Inventory[1]/InventoryHead/netWeight", head.net_weight.to_string());
        }
    },
    counterexample: |case| {
        the_declaration(case).head.net_weight = Quantity(1.into());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn equal_weights_are_allowed() {
        assert_eq!(
            places(&RULE, |case| the_declaration(case).head.net_weight =
                the_declaration(case).head.gross_weight),
            NOWHERE
        );
    }
}
