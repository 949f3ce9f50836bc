//! The tariff code is known.

use super::Case;
use super::places::{inventory_line, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-TARIFF-001",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text { zh: "商品编码不在税则表中", en: "The tariff code is not in the table" },
    help: Text {
        zh: "请按现行税则核对10位商品编码", en: "Look the ten digits up in the tariff of the day"
    },
    basis: "海关税则商品编码表（2019年11月版，后续编码未全）；表非现行，故只提示；海关跨境电商统一版报文规范 202205，gcode",
    customs_code: Some("-625011"),
    check: |case, found| {
        let Some(declaration) = &case.declaration else { return };
        for (n, line) in declaration.lines.iter().enumerate() {
            if !line.gcode.is_empty() && case.tables().tariff(&line.gcode).is_none() {
                found.at_value(inventory_line(n, "gcode"), line.gcode.as_str());
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).lines[0].gcode = "7700000000".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::places;

    #[test]
    fn the_last_two_digits_count() {
        assert_eq!(
            places(&RULE, |case| the_declaration(case).lines[1].gcode = "3306101099".to_owned()),
            ["Inventory[1]/InventoryList[2]/gcode"]
        );
    }
}
