//! Name, unit and origin of a line are those of the order.

use super::Case;
use super::places::{inventory_line, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MATCH-017",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "清单商品名称、计量单位或原产国与订单不一致",
        en: "Name, unit or origin of a line differs from the order",
    },
    help: Text { zh: "请核对是否为同一商品", en: "See whether it is the same goods" },
    basis: "三单比对；具体比对字段未公布，故只提示；海关跨境电商统一版报文规范 202205，gname、unit、country",
    customs_code: Some("1322"),
    check: |case, found| {
        let (Some(order), Some(declaration)) = (&case.order, &case.declaration) else { return };
        for (n, (ordered, declared)) in order.lines.iter().zip(&declaration.lines).enumerate() {
            for (one, other, element) in [
                (&ordered.name, &declared.name, "gname"),
                (&ordered.unit, &declared.unit, "unit"),
                (&ordered.origin, &declared.origin, "country"),
            ] {
                if one != other {
                    found.at_value(inventory_line(n, element), other.as_str());
                }
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).lines[0].origin = "502".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_name_on_the_platform_may_differ() {
        assert_eq!(
            places(&RULE, |case| the_declaration(case).lines[0].item_name = Some("深海鱼油".to_owned())),
            NOWHERE
        );
        assert_eq!(
            places(&RULE, |case| the_declaration(case).lines[1].unit = "011".to_owned()),
            ["Inventory[1]/InventoryList[2]/unit"]
        );
    }
}
