//! The declaration has the identity number of the order.

use super::Case;
use super::places::the_declaration;
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MATCH-005",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "清单上的订购人证件号码与订单上的不一致",
        en: "The buyer identity number of the declaration differs from that of the order",
    },
    help: Text { zh: "请核对订购人证件号码", en: "Compare the identity numbers" },
    basis: "三单比对；海关跨境电商统一版报文规范 202205，buyerIdNumber",
    customs_code: Some("13127"),
    check: |case, found| {
        let (Some(order), Some(declaration)) = (&case.order, &case.declaration) else { return };
        if order.head.buyer_id_number != declaration.head.buyer_id_number {
            found.at("Inventory[1]/InventoryHead/buyerIdNumber");
        }
    },
    counterexample: |case| {
        the_declaration(case).head.buyer_id_number = "310101198501011236".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_order;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn an_order_alone_is_not_compared() {
        assert_eq!(
            places(&RULE, |case| {
                case.declaration = None;
                the_order(case).head.buyer_id_number = "310101198501011236".to_owned();
            }),
            NOWHERE
        );
    }
}
