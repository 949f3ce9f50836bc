//! Numbers are written in letters, digits and marks of one byte.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{holds_full_width, numbers, the_declaration};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-NUMBER-013",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "编号含有汉字等非ASCII字符", en: "A number holds Chinese or other signs beyond ASCII"
    },
    help: Text {
        zh: "请核对编号；编号一般只含字母、数字和连字符",
        en: "Look at the number again: it is usually letters, digits and hyphens",
    },
    basis: "海关跨境电商统一版报文规范 202205，orderNo、payTransactionId、logisticsNo、copNo、emsNo；字符集未公布，故只提示",
    customs_code: None,
    check: |case, found| {
        for (place, number) in numbers(case) {
            if !number.is_ascii() && !number.contains(['＊', '*']) && !holds_full_width(number) {
                found.at_value(place, number);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.waybill_no = "顺丰123456789012".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn full_width_signs_are_left_to_the_rule_that_stops() {
        let number = |text: &str| places(&RULE, |case| the_declaration(case).head.order_no = text.to_owned());
        assert_eq!(number("OK-2026_11#24"), NOWHERE);
        assert_eq!(number("ＯＫ20261124"), NOWHERE);
        assert_eq!(number("订单20261124"), ["Inventory[1]/InventoryHead/orderNo"]);
    }
}
