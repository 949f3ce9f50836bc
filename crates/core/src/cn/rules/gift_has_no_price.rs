//! A line without a price is a gift, which needs a word.

use super::Case;
use super::places::{filled, inventory_line, order_line, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::money::Money;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-AMOUNT-009",
    severity: Severity::Hints,
    in_force: Period::since(2014, 2, 10),
    says: Text { zh: "单价为0，按赠品处理", en: "A price of nothing means a gift" },
    help: Text { zh: "如为赠品，请在备注中说明", en: "Say in the remark that it is a gift" },
    basis: "海关跨境电商统一版报文规范 202205，CEB311 price、note",
    customs_code: None,
    check: |case, found| {
        let Some(declaration) = &case.declaration else {
            for (n, line) in case.order.iter().flat_map(|order| order.lines.iter().enumerate()) {
                if line.price == Money::ZERO && !filled(line.note.as_ref()) {
                    found.at(order_line(n, "price"));
                }
            }
            return;
        };
        for (n, line) in declaration.lines.iter().enumerate() {
            if line.price == Money::ZERO && !filled(line.note.as_ref()) {
                found.at(inventory_line(n, "price"));
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).lines[1].price = Money::ZERO;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_declaration, the_order};
    use crate::cn::rules::testing::{NOWHERE, places};
    use crate::money::Money;

    #[test]
    fn a_remark_is_enough() {
        assert_eq!(
            places(&RULE, |case| {
                let line = &mut the_declaration(case).lines[1];
                line.price = Money::ZERO;
                line.note = Some("赠品".to_owned());
            }),
            NOWHERE
        );
    }

    #[test]
    fn an_order_alone_is_looked_at_too() {
        assert_eq!(
            places(&RULE, |case| {
                case.declaration = None;
                the_order(case).lines[0].price = Money::ZERO;
            }),
            ["Order[1]/OrderList[1]/price"]
        );
    }
}
