//! Sugar and rice are taken up to a yearly amount a person.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{inventory_line, the_declaration};
use crate::money::Quantity;
use crate::text::Text;
use rust_decimal::Decimal;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-LIMIT-004",
    severity: Severity::Warns,
    in_force: Period::since(2022, 3, 1),
    says: Text {
        zh: "食糖超过2千克或大米超过20千克（每人每年）",
        en: "More than 2 kg of sugar or 20 kg of rice (a person and year)",
    },
    help: Text {
        zh: "请减少数量；同一人本年度已购数量以海关系统为准",
        en: "Declare less; what this person has bought in the year is known to customs only",
    },
    basis: "跨境电子商务零售进口商品清单（2022年版）备注：食糖每人每年2千克、大米每人每年20千克；只看本单，故只提示",
    customs_code: None,
    check: |case, found| {
        let Some(declaration) = &case.declaration else { return };
        for (heading, most) in [("1701", SUGAR), ("1006", RICE)] {
            let of_heading =
                || declaration.lines.iter().enumerate().filter(|(_, line)| line.gcode.starts_with(heading));
            let kilograms: Quantity =
                of_heading().filter(|(_, line)| line.unit1 == KILOGRAM).map(|(_, line)| line.qty1).sum();
            if kilograms > most
                && let Some((n, _)) = of_heading().next()
            {
                found.at_value(inventory_line(n, "qty1"), kilograms.to_string());
            }
        }
    },
    counterexample: |case| {
        let line = &mut the_declaration(case).lines[0];
        line.gcode = "1701991090".to_owned();
        line.qty1 = Quantity(3.into());
    },
};

/// The code of the kilogram.
const KILOGRAM: &str = "035";
/// Heading 1701, kilograms.
const SUGAR: Quantity = Quantity(Decimal::from_parts(2, 0, 0, false, 0));
/// Heading 1006, kilograms.
const RICE: Quantity = Quantity(Decimal::from_parts(20, 0, 0, false, 0));

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};
    use crate::money::Quantity;

    #[test]
    fn the_amount_itself_is_allowed() {
        let lines = |code: &str, first: &str, second: &str| {
            places(&RULE, |case| {
                for (line, kilograms) in the_declaration(case).lines.iter_mut().zip([first, second]) {
                    line.gcode = code.to_owned();
                    line.qty1 = Quantity::parse(kilograms).expect("a quantity");
                }
            })
        };
        assert_eq!(lines("1701991090", "1.5", "0.5"), NOWHERE);
        assert_eq!(lines("1701991090", "1.5", "0.50001"), ["Inventory[1]/InventoryList[1]/qty1"]);
        assert_eq!(lines("1006302001", "15", "5"), NOWHERE);
        assert_eq!(lines("1006302001", "20.00001", "0"), ["Inventory[1]/InventoryList[1]/qty1"]);
        assert_eq!(lines("1701991090", "1", "0"), NOWHERE);
    }
}
