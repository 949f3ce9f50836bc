//! Name and model of the goods say something.

use super::Case;
use super::places::{inventory_line, is_placeholder, order_line, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-GOODS-003",
    severity: Severity::Warns,
    in_force: Period::since(2018, 9, 30),
    says: Text {
        zh: "商品名称或规格型号为占位内容",
        en: "The name or model of the goods is only a placeholder",
    },
    help: Text {
        zh: "请写明品名、品牌、规格型号、成分等归类和审价要素",
        en: "Give name, brand, model, composition and what else classification and valuation need",
    },
    basis: "海关总署公告2018年第113号；海关跨境电商统一版报文规范 202205，gname、gmodel",
    customs_code: None,
    check: |case, found| {
        for (n, line) in case.order.iter().flat_map(|order| order.lines.iter().enumerate()) {
            for (element, text) in [("itemName", &line.name), ("gmodel", &line.model)] {
                if !text.is_empty() && is_placeholder(text) {
                    found.at_value(order_line(n, element), text.as_str());
                }
            }
        }
        for (n, line) in case.declaration.iter().flat_map(|declaration| declaration.lines.iter().enumerate())
        {
            for (element, text) in [("gname", &line.name), ("gmodel", &line.model)] {
                if !text.is_empty() && is_placeholder(text) {
                    found.at_value(inventory_line(n, element), text.as_str());
                }
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).lines[0].model = "无".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_declaration, the_order};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_short_model_is_a_model() {
        assert_eq!(places(&RULE, |case| the_declaration(case).lines[0].model = "44mm".to_owned()), NOWHERE);
        assert_eq!(
            places(&RULE, |case| the_order(case).lines[1].name = "/".to_owned()),
            ["Order[1]/OrderList[2]/itemName"]
        );
    }
}
