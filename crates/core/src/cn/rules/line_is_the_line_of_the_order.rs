//! Line n of the declaration is line n of the order: quantity, price and total.

use super::Case;
use super::places::{CENT, inventory_line, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MATCH-008",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "清单表体商品项与订单表体商品项不一致",
        en: "Quantity, price or total of a line differs from the order",
    },
    help: Text {
        zh: "请使清单第n项与订单第n项为同一商品，数量、单价、总价一致",
        en: "Make line n of both the same goods with the same quantity, price and total",
    },
    basis: "三单比对；海关跨境电商统一版报文规范 202205，gnum、qty、price、totalPrice",
    customs_code: Some("1322"),
    check: |case, found| {
        let (Some(order), Some(declaration)) = (&case.order, &case.declaration) else { return };
        for (n, (ordered, declared)) in order.lines.iter().zip(&declaration.lines).enumerate() {
            if ordered.qty != declared.qty {
                found.at_value(inventory_line(n, "qty"), declared.qty.to_string());
            }
            if ordered.price != declared.price {
                found.at_value(inventory_line(n, "price"), declared.price.to_string());
            }
            if ordered.total != declared.total {
                found.at_value(inventory_line(n, "totalPrice"), declared.total.to_string());
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).lines[1].price = the_declaration(case).lines[1].price + CENT;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn lines_in_another_order_are_other_goods() {
        let found = places(&RULE, |case| the_declaration(case).lines.reverse());
        assert_eq!(found.len(), 4, "price and total of both lines: {found:?}");
    }

    #[test]
    fn lines_without_a_partner_are_another_rule() {
        assert_eq!(places(&RULE, |case| the_declaration(case).lines.truncate(1)), NOWHERE);
    }
}
