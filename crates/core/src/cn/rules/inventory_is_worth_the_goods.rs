//! The declared goods are worth what the order says.

use super::Case;
use super::places::{CENT, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::money::Money;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-AMOUNT-005",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "清单商品总价之和与订单商品价格不一致",
        en: "The line totals of the declaration do not add up to the goods value of the order",
    },
    help: Text {
        zh: "请核对清单与订单的金额", en: "Compare the amounts of declaration and order"
    },
    basis: "三单比对的推定：报文规范未写明，故只提示",
    customs_code: Some("1322"),
    check: |case, found| {
        let (Some(order), Some(declaration)) = (&case.order, &case.declaration) else { return };
        let sum: Money = declaration.lines.iter().map(|line| line.total).sum();
        if sum != order.head.goods_value {
            found.at_value("Inventory[1]/InventoryList[1]/totalPrice", sum.to_string());
        }
    },
    counterexample: |case| {
        the_declaration(case).lines[0].total = the_declaration(case).lines[0].total + CENT;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn an_order_alone_is_not_compared() {
        assert_eq!(places(&RULE, |case| case.declaration = None), NOWHERE);
    }
}
