//! Barcodes of the shape of a GTIN have its check digit.

use super::Case;
use super::places::{inventory_line, order_line, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::ids::{Barcode, barcode};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-GOODS-001",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text { zh: "条形码校验位不正确", en: "The check digit of the barcode is wrong" },
    help: Text { zh: "请按商品包装核对条形码", en: "Compare it with the package of the goods" },
    basis: "GS1 通用规范；海关跨境电商统一版报文规范 202205，barCode",
    customs_code: None,
    check: |case, found| {
        let wrong = |code: Option<&String>| code.is_some_and(|code| barcode(code) == Barcode::CheckDigit);
        for (n, line) in case.order.iter().flat_map(|order| order.lines.iter().enumerate()) {
            if wrong(line.barcode.as_ref()) {
                found.at_value(order_line(n, "barCode"), line.barcode.clone().unwrap_or_default());
            }
        }
        for (n, line) in case.declaration.iter().flat_map(|declaration| declaration.lines.iter().enumerate())
        {
            if wrong(line.barcode.as_ref()) {
                found.at_value(inventory_line(n, "barCode"), line.barcode.clone().unwrap_or_default());
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).lines[0].barcode = Some("6901234567893".to_owned());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_declaration, the_order};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn free_text_is_no_gtin() {
        assert_eq!(
            places(&RULE, |case| the_declaration(case).lines[0].barcode = Some("2345123".to_owned())),
            NOWHERE
        );
        assert_eq!(
            places(&RULE, |case| the_order(case).lines[0].barcode = Some("6901234567892".to_owned())),
            NOWHERE
        );
        assert_eq!(
            places(&RULE, |case| the_order(case).lines[1].barcode = Some("6901234567893".to_owned())),
            ["Order[1]/OrderList[2]/barCode"]
        );
    }
}
