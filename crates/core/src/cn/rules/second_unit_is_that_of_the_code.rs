//! The second legal unit is that of the tariff code.

use super::Case;
use super::places::{inventory_line, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-TARIFF-003",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "第二计量单位与商品编码不符",
        en: "The second legal unit is not that of the tariff code",
    },
    help: Text {
        zh: "商品编码有第二单位时填写，没有时删除",
        en: "Fill it in where the code has one, leave it out where it has none",
    },
    basis: "海关税则商品编码表（2019年11月版，后续编码未全）；表非现行，故只提示；海关跨境电商统一版报文规范 202205，unit2",
    customs_code: Some("-625012"),
    check: |case, found| {
        let Some(declaration) = &case.declaration else { return };
        for (n, line) in declaration.lines.iter().enumerate() {
            let Some(row) = case.tables().tariff(&line.gcode) else { continue };
            let declared = line.unit2.as_deref().filter(|unit| !unit.is_empty());
            if declared != row.unit2.as_deref() {
                found.at_value(inventory_line(n, "unit2"), declared.unwrap_or_default());
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).lines[0].unit2 = Some("007".to_owned());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn wine_has_litres_and_kilograms() {
        let wine = |second: Option<&str>| {
            places(&RULE, |case| {
                let line = &mut the_declaration(case).lines[0];
                line.gcode = "2204210000".to_owned();
                line.unit2 = second.map(str::to_owned);
            })
        };
        assert_eq!(wine(Some("035")), NOWHERE);
        assert_eq!(wine(None), ["Inventory[1]/InventoryList[1]/unit2"]);
    }
}
