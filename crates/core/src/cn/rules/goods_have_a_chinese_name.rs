//! Goods are named in Chinese.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{holds_chinese, inventory_line, order_line, the_declaration};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-GOODS-006",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text { zh: "商品名称中没有中文", en: "The name of the goods holds no Chinese" },
    help: Text {
        zh: "请填写中文商品名称，外文名称可写入规格型号",
        en: "Give the Chinese name; a foreign one may stand in the model",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB311 itemName、CEB621 gname（中文名称）",
    customs_code: None,
    check: |case, found| {
        for (n, line) in case.order.iter().flat_map(|order| order.lines.iter().enumerate()) {
            if !line.name.is_empty() && !holds_chinese(&line.name) {
                found.at_value(order_line(n, "itemName"), line.name.as_str());
            }
        }
        for (n, line) in case.declaration.iter().flat_map(|declaration| declaration.lines.iter().enumerate())
        {
            if !line.name.is_empty() && !holds_chinese(&line.name) {
                found.at_value(inventory_line(n, "gname"), line.name.as_str());
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).lines[0].name = "Fish oil".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn one_sign_is_enough() {
        let name = |text: &str| places(&RULE, |case| the_declaration(case).lines[1].name = text.to_owned());
        assert_eq!(name("SWISSE 鱼油"), NOWHERE);
        assert_eq!(name("SWISSE"), ["Inventory[1]/InventoryList[2]/gname"]);
    }
}
