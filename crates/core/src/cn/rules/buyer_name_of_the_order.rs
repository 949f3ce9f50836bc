//! The declaration names the buyer of the order.

use super::Case;
use super::places::the_declaration;
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MATCH-004",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "清单上的订购人姓名与订单上的不一致",
        en: "The buyer name of the declaration differs from that of the order",
    },
    help: Text {
        zh: "请核对订购人姓名，一个字也不能差", en: "Compare the names sign by sign"
    },
    basis: "三单比对；海关跨境电商统一版报文规范 202205，buyerName",
    customs_code: Some("13127"),
    check: |case, found| {
        let (Some(order), Some(declaration)) = (&case.order, &case.declaration) else { return };
        if order.head.buyer_name != declaration.head.buyer_name {
            found.at("Inventory[1]/InventoryHead/buyerName");
        }
    },
    counterexample: |case| {
        the_declaration(case).head.buyer_name = "陈甯".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_declaration, the_order};
    use crate::cn::rules::testing::places;

    #[test]
    fn a_middle_dot_of_another_width_is_another_name() {
        assert_eq!(
            places(&RULE, |case| {
                the_order(case).head.buyer_name = "买买提·艾力".to_owned();
                the_declaration(case).head.buyer_name = "买买提・艾力".to_owned();
            }),
            ["Inventory[1]/InventoryHead/buyerName"]
        );
    }
}
