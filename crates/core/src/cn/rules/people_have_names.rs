//! Names and addresses of people are real, not a placeholder.

use super::Case;
use super::places::{addresses, is_placeholder, person_names, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-BUYER-007",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "姓名或地址为空值或占位内容", en: "A name or address is only a placeholder"
    },
    help: Text {
        zh: "请填写真实姓名和完整地址", en: "Fill in the real name and the whole address"
    },
    basis: "海关跨境电商统一版报文规范 202205，buyerName、payerName、consignee、consigneeAddress",
    customs_code: Some("1300"),
    check: |case, found| {
        for (place, text) in person_names(case).chain(addresses(case)) {
            if is_placeholder(text) {
                found.at_value(place, text);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.buyer_name = "无".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_order, the_waybill};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_name_that_holds_such_a_word_is_a_name() {
        assert_eq!(places(&RULE, |case| the_order(case).head.buyer_name = "无名氏".to_owned()), NOWHERE);
        assert_eq!(
            places(&RULE, |case| the_waybill(case).consignee = "NULL".to_owned()),
            ["Logistics[1]/LogisticsHead/consignee"]
        );
        assert_eq!(
            places(&RULE, |case| the_order(case).head.buyer_name = " ".to_owned()),
            ["Order[1]/OrderHead/buyerName"]
        );
    }
}
