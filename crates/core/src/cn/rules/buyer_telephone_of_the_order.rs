//! The declaration has the telephone of the order.

use super::Case;
use super::places::the_declaration;
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MATCH-006",
    severity: Severity::Stops,
    in_force: Period::since(2018, 9, 30),
    says: Text {
        zh: "清单上的订购人电话号码与订单上的不一致",
        en: "The buyer telephone of the declaration differs from that of the order",
    },
    help: Text {
        zh: "请核对订购人电话，写法也须一致",
        en: "Compare the telephones; they must be written alike",
    },
    basis: "三单比对；海关跨境电商统一版报文规范 202205，buyerTelephone",
    customs_code: Some("130126"),
    check: |case, found| {
        let (Some(order), Some(declaration)) = (&case.order, &case.declaration) else { return };
        if order.head.buyer_telephone != declaration.head.buyer_telephone {
            found.at("Inventory[1]/InventoryHead/buyerTelephone");
        }
    },
    counterexample: |case| {
        the_declaration(case).head.buyer_telephone = "13800138002".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::places;

    #[test]
    fn another_way_of_writing_is_a_difference() {
        assert_eq!(
            places(&RULE, |case| the_declaration(case).head.buyer_telephone = "138 0013 8001".to_owned()),
            ["Inventory[1]/InventoryHead/buyerTelephone"]
        );
    }
}
