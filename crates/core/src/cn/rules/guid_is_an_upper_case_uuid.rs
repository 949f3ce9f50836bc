//! The id of a record is a UUID in upper case.

use super::Case;
use super::places::{record_ids, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::ids::upper_uuid;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-NUMBER-006",
    severity: Severity::Hints,
    in_force: Period::since(2014, 2, 10),
    says: Text { zh: "系统唯一序号不是大写UUID", en: "The record id is not a UUID in upper case" },
    help: Text {
        zh: "请使用36位大写UUID，每次报送重新生成",
        en: "Use an upper-case UUID of 36 signs, a new one for every submission",
    },
    basis: "海关跨境电商统一版报文规范 202205，guid；实际报文有小写的，故只提示",
    customs_code: None,
    check: |case, found| {
        for (place, id) in record_ids(case) {
            if !upper_uuid(id) {
                found.at_value(place, id);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.guid = "9d6f3081-45ca-4eb9-8f74-3ca1805ebd44".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_payment;
    use crate::cn::rules::testing::places;

    #[test]
    fn the_payment_too() {
        assert_eq!(
            places(&RULE, |case| the_payment(case).guid = "CEB303_ZH_GZ_20230309112945042_67622".to_owned()),
            ["Payment[1]/PaymentHead/guid"]
        );
    }
}
