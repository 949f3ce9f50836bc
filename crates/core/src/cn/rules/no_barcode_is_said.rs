//! Goods without a barcode say so.

use super::Case;
use super::places::{filled, inventory_line, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-GOODS-002",
    severity: Severity::Hints,
    in_force: Period::since(2014, 2, 10),
    says: Text { zh: "没有条码时填“无”", en: "Where there is no barcode, write 无" },
    help: Text {
        zh: "请填写条码，没有则填“无”", en: "Fill in the barcode, or 无 where there is none"
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB621 barCode",
    customs_code: None,
    check: |case, found| {
        let Some(declaration) = &case.declaration else { return };
        for (n, line) in declaration.lines.iter().enumerate() {
            if !filled(line.barcode.as_ref()) {
                found.at(inventory_line(n, "barCode"));
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).lines[1].barcode = None;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn the_word_itself_is_enough() {
        assert_eq!(
            places(&RULE, |case| the_declaration(case).lines[1].barcode = Some("无".to_owned())),
            NOWHERE
        );
        assert_eq!(
            places(&RULE, |case| the_declaration(case).lines[0].barcode = Some(String::new())),
            ["Inventory[1]/InventoryList[1]/barCode"]
        );
    }
}
