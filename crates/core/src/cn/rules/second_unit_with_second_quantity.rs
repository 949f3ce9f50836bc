//! Second quantity and second unit stand together.

use super::Case;
use super::places::{filled, inventory_line, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-TARIFF-004",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "第二数量与第二单位须同时填写或同时不填",
        en: "Second quantity and second unit must both be there or both be left out",
    },
    help: Text { zh: "请补填或删除其中一项", en: "Fill in the missing one or remove the other" },
    basis: "海关跨境电商统一版报文规范 202205，CEB621 qty2、unit2",
    customs_code: Some("-625009"),
    check: |case, found| {
        let Some(declaration) = &case.declaration else { return };
        for (n, line) in declaration.lines.iter().enumerate() {
            match (line.qty2, filled(line.unit2.as_ref())) {
                (Some(_), false) => found.at(inventory_line(n, "unit2")),
                (None, true) => found.at(inventory_line(n, "qty2")),
                _ => {}
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).lines[0].unit2 = Some("035".to_owned());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};
    use crate::money::Quantity;

    #[test]
    fn both_together_are_fine() {
        let one = Quantity::parse("1").expect("a decimal");
        assert_eq!(
            places(&RULE, |case| {
                let line = &mut the_declaration(case).lines[0];
                line.unit2 = Some("007".to_owned());
                line.qty2 = Some(one);
            }),
            NOWHERE
        );
        assert_eq!(
            places(&RULE, |case| the_declaration(case).lines[1].qty2 = Some(one)),
            ["Inventory[1]/InventoryList[2]/unit2"]
        );
    }
}
