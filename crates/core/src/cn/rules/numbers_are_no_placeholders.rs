//! Numbers that tie the documents together are real.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{is_placeholder, numbers, the_declaration};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-NUMBER-012",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text { zh: "编号为占位内容", en: "A number is only a placeholder" },
    help: Text {
        zh: "请填写真实编号；回执和比对都以它为索引",
        en: "Fill in the real number: receipts and comparisons are filed by it",
    },
    basis: "海关跨境电商统一版报文规范 202205，orderNo、payTransactionId、logisticsNo、copNo（各在其范围内唯一）",
    customs_code: None,
    check: |case, found| {
        for (place, number) in numbers(case) {
            if is_placeholder(number) || is_one_sign_again(number) {
                found.at_value(place, number);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.waybill_no = "无".to_owned();
    },
};

/// Whether it is four or more times the same sign.
fn is_one_sign_again(text: &str) -> bool {
    let signs = text.as_bytes();
    signs.len() >= 4 && signs.iter().all(|sign| *sign == signs[0])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_number_has_more_than_one_sign() {
        let number = |text: &str| places(&RULE, |case| the_declaration(case).head.order_no = text.to_owned());
        assert_eq!(number("1000000000"), NOWHERE);
        assert_eq!(number("7"), NOWHERE);
        for odd in ["null", "0000000000", "XXXX"] {
            assert_eq!(number(odd), ["Inventory[1]/InventoryHead/orderNo"], "{odd}");
        }
    }
}
