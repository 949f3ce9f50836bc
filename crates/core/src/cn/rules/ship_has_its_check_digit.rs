//! A ship is named by its IMO number with the right check digit.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::the_declaration;
use crate::ids::ship;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-NUMBER-011",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "船舶IMO编号校验位不正确",
        en: "The check digit of the IMO number of the ship is wrong",
    },
    help: Text {
        zh: "请按舱单核对运输工具编号（UN加7位IMO编号）",
        en: "Compare it with the manifest (UN and the seven digits of the IMO number)",
    },
    basis: "国际海事组织船舶编号规则；运输工具编号写法未公布，故只提示",
    customs_code: None,
    check: |case, found| {
        let Some(head) = case.declaration.as_ref().map(|d| &d.head).filter(|h| h.transport_mode == "2")
        else {
            return;
        };
        let Some(number) = head.vehicle.as_deref().and_then(|v| v.strip_prefix("UN")) else { return };
        if number.len() == 7 && number.bytes().all(|b| b.is_ascii_digit()) && !ship(number) {
            found.at_value("Inventory[1]/InventoryHead/trafNo", head.vehicle.as_deref().unwrap_or_default());
        }
    },
    counterexample: |case| {
        let head = &mut the_declaration(case).head;
        head.transport_mode = "2".to_owned();
        head.vehicle = Some("UN9074720".to_owned());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn the_seven_digits_behind_un_are_judged() {
        let vehicle = |text: &str| {
            places(&RULE, |case| {
                let head = &mut the_declaration(case).head;
                head.transport_mode = "2".to_owned();
                head.vehicle = Some(text.to_owned());
            })
        };
        for fine in ["UN9074729", "COSCO STAR", "UN907472"] {
            assert_eq!(vehicle(fine), NOWHERE, "{fine}");
        }
        assert_eq!(vehicle("UN9074728"), ["Inventory[1]/InventoryHead/trafNo"]);
    }
}
