//! A barcode is not one that a shop made for itself.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{inventory_line, the_declaration};
use crate::ids::{Barcode, barcode};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-GOODS-005",
    severity: Severity::Hints,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "条形码为店内码（以2开头）", en: "The barcode is one of a shop (it begins with 2)"
    },
    help: Text {
        zh: "店内码各店不同；请填商品包装上的条码，没有则填“无”",
        en: "Every shop has its own: use the barcode on the package, or 无 where there is none",
    },
    basis: "GS1 通用规范（20至29为店内码）；海关跨境电商统一版报文规范 202205，CEB621 barCode",
    customs_code: None,
    check: |case, found| {
        let Some(declaration) = &case.declaration else { return };
        for (n, line) in declaration.lines.iter().enumerate() {
            let Some(code) = line.barcode.as_deref().filter(|code| barcode(code) == Barcode::Gtin) else {
                continue;
            };
            if (code.len() == 13 || code.len() == 12) && code.starts_with('2') {
                found.at_value(inventory_line(n, "barCode"), code);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).lines[0].barcode = Some("2012345678903".to_owned());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_maker_has_another_prefix() {
        let code =
            |text: &str| places(&RULE, |case| the_declaration(case).lines[0].barcode = Some(text.to_owned()));
        assert_eq!(code("6901234567892"), NOWHERE);
        assert_eq!(code("2345123"), NOWHERE);
        assert_eq!(code("2012345678903"), ["Inventory[1]/InventoryList[1]/barCode"]);
    }
}
