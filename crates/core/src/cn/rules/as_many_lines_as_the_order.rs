//! The declaration has as many lines as the order.

use super::Case;
use super::places::the_declaration;
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MATCH-007",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "清单表体商品项与订单表体商品项的项数不一致",
        en: "Declaration and order have different numbers of lines",
    },
    help: Text {
        zh: "请按订单逐项填报清单，不合并、不拆分",
        en: "Declare line by line as ordered: join and split none",
    },
    basis: "三单比对；海关跨境电商统一版报文规范 202205，InventoryList",
    customs_code: Some("1320"),
    check: |case, found| {
        let (Some(order), Some(declaration)) = (&case.order, &case.declaration) else { return };
        if order.lines.len() != declaration.lines.len() {
            found.at_value("Inventory[1]/InventoryList", declaration.lines.len().to_string());
        }
    },
    counterexample: |case| {
        the_declaration(case).lines.truncate(1);
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_declaration, the_order};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn one_line_each_is_fine() {
        assert_eq!(
            places(&RULE, |case| {
                the_order(case).lines.truncate(1);
                the_declaration(case).lines.truncate(1);
            }),
            NOWHERE
        );
    }
}
