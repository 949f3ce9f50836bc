//! What the lines weigh in legal kilograms fits into the gross weight.

use super::Case;
use super::places::the_declaration;
use crate::check::{Period, Rule, Severity};
use crate::cn::message::ceb621_inventory::DeclarationLine;
use crate::money::Quantity;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-WEIGHT-003",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "各项法定数量（千克）之和大于毛重",
        en: "The legal kilograms of the lines add up to more than the gross weight",
    },
    help: Text { zh: "请核对法定数量和毛重", en: "Compare legal quantities and gross weight" },
    basis: "海关跨境电商统一版报文规范 202205，CEB621 qty1、qty2、grossWeight",
    customs_code: None,
    check: |case, found| {
        let Some(declaration) = &case.declaration else { return };
        let kilograms = |line: &DeclarationLine| {
            if line.unit1 == KILOGRAM {
                line.qty1
            } else if line.unit2.as_deref() == Some(KILOGRAM) {
                line.qty2.unwrap_or_default()
            } else {
                Quantity::ZERO
            }
        };
        let sum: Quantity = declaration.lines.iter().map(kilograms).sum();
        if sum > declaration.head.gross_weight {
            found.at_value(
                "Inventory[1]/InventoryHead/grossWeight",
                declaration.head.gross_weight.to_string(),
            );
        }
    },
    counterexample: |case| {
        the_declaration(case).lines[0].qty1 = Quantity(1.into());
    },
};

/// The code of the kilogram.
const KILOGRAM: &str = "035";

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};
    use crate::money::Quantity;

    #[test]
    fn the_whole_gross_weight_is_allowed() {
        let all = Quantity::parse("0.7").expect("a decimal");
        assert_eq!(places(&RULE, |case| the_declaration(case).lines[0].qty1 = all), NOWHERE);
        assert_eq!(
            places(&RULE, |case| {
                let line = &mut the_declaration(case).lines[0];
                line.unit1 = "007".to_owned();
                line.qty1 = Quantity(100.into());
            }),
            NOWHERE
        );
    }
}
