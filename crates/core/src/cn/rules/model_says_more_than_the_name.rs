//! The model says more than the name.

use super::Case;
use super::places::{inventory_line, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-GOODS-004",
    severity: Severity::Hints,
    in_force: Period::since(2018, 9, 30),
    says: Text { zh: "规格型号与商品名称相同", en: "The model repeats the name" },
    help: Text {
        zh: "规格型号应写明品牌、规格、成分等",
        en: "The model should give brand, size, composition",
    },
    basis: "海关总署公告2018年第113号；海关跨境电商统一版报文规范 202205，gmodel",
    customs_code: None,
    check: |case, found| {
        let Some(declaration) = &case.declaration else { return };
        for (n, line) in declaration.lines.iter().enumerate() {
            if !line.model.is_empty() && line.model == line.name {
                found.at(inventory_line(n, "gmodel"));
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).lines[0].model = the_declaration(case).lines[0].name.clone();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_model_that_begins_with_the_name_says_more() {
        assert_eq!(
            places(&RULE, |case| the_declaration(case).lines[0].model = "鱼油胶囊 180粒/瓶".to_owned()),
            NOWHERE
        );
    }
}
