//! The lines of the declaration are numbered from 1 without gaps.

use super::Case;
use super::places::{inventory_line, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-LINE-002",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "清单商品序号须从1起连续且不重复",
        en: "The lines of the declaration are not numbered 1, 2, 3 …",
    },
    help: Text { zh: "请按顺序重新编号", en: "Number the lines again in order" },
    basis: "海关跨境电商统一版报文规范 202205，InventoryList gnum",
    customs_code: Some("-621027"),
    check: |case, found| {
        let Some(declaration) = &case.declaration else { return };
        for (n, line) in declaration.lines.iter().enumerate() {
            if usize::try_from(line.gnum).ok() != Some(n + 1) {
                found.at_value(inventory_line(n, "gnum"), line.gnum.to_string());
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).lines[1].gnum = 1;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::places;

    #[test]
    fn a_gap_and_a_wrong_order_are_found() {
        assert_eq!(
            places(&RULE, |case| the_declaration(case).lines[1].gnum = 3),
            ["Inventory[1]/InventoryList[2]/gnum"]
        );
        assert_eq!(
            places(&RULE, |case| the_declaration(case).lines.reverse()),
            ["Inventory[1]/InventoryList[1]/gnum", "Inventory[1]/InventoryList[2]/gnum"]
        );
    }
}
