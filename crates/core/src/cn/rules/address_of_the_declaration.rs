//! The declaration has the address of the order.

use super::Case;
use super::places::the_declaration;
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MATCH-013",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "清单收件地址与订单收货地址不一致",
        en: "The delivery address of the declaration differs from the order",
    },
    help: Text { zh: "请核对收件地址", en: "Compare the addresses" },
    basis: "海关跨境电商统一版报文规范 202205，CEB621 consigneeAddress；是否比对未公布，故只提示",
    customs_code: None,
    check: |case, found| {
        let (Some(order), Some(declaration)) = (&case.order, &case.declaration) else { return };
        if order.head.consignee_address != declaration.head.consignee_address {
            found.at("Inventory[1]/InventoryHead/consigneeAddress");
        }
    },
    counterexample: |case| {
        the_declaration(case).head.consignee_address = "浙江省杭州市文二路1号".to_owned();
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
                the_order(case).head.consignee_address = "浙江省杭州市文二路1号".to_owned();
            }),
            NOWHERE
        );
    }
}
