//! The first legal unit is that of the tariff code.

use super::Case;
use super::places::{inventory_line, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-TARIFF-002",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "法定计量单位与商品编码不符",
        en: "The first legal unit is not that of the tariff code",
    },
    help: Text {
        zh: "请按商品编码选择法定第一计量单位", en: "Take the first legal unit of the tariff code"
    },
    basis: "海关税则商品编码表（2019年11月版，后续编码未全）；表非现行，故只提示；海关跨境电商统一版报文规范 202205，unit1",
    customs_code: Some("-625012"),
    check: |case, found| {
        let Some(declaration) = &case.declaration else { return };
        for (n, line) in declaration.lines.iter().enumerate() {
            let row = case.tables().tariff(&line.gcode);
            if !line.unit1.is_empty() && row.is_some_and(|row| row.unit1 != line.unit1) {
                found.at_value(inventory_line(n, "unit1"), line.unit1.as_str());
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).lines[0].unit1 = "007".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn an_unknown_code_has_no_units() {
        assert_eq!(
            places(&RULE, |case| {
                let line = &mut the_declaration(case).lines[0];
                line.gcode = "7700000000".to_owned();
                line.unit1 = "007".to_owned();
            }),
            NOWHERE
        );
    }
}
