//! The declaration names the seller of the order.

use super::Case;
use super::places::the_declaration;
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MATCH-003",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "清单与订单的电商企业代码不一致", en: "Declaration and order name different sellers"
    },
    help: Text { zh: "请核对电商企业代码", en: "Compare the seller codes" },
    basis: "海关跨境电商统一版报文规范 202205，ebcCode",
    customs_code: None,
    check: |case, found| {
        let (Some(order), Some(declaration)) = (&case.order, &case.declaration) else { return };
        if order.head.seller_code != declaration.head.seller_code {
            found.at_value("Inventory[1]/InventoryHead/ebcCode", declaration.head.seller_code.as_str());
        }
    },
    counterexample: |case| {
        the_declaration(case).head.seller_code = "33189630GS".to_owned();
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
                the_order(case).head.seller_code = "33189630GS".to_owned();
            }),
            NOWHERE
        );
    }
}
