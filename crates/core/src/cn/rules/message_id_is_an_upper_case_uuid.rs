//! The id of a message is a UUID in upper case.

use super::Sending;
use crate::check::{Period, Rule, Severity};
use crate::ids::upper_uuid;
use crate::text::Text;

pub(super) static RULE: Rule<Sending> = Rule {
    id: "CN-SEND-006",
    severity: Severity::Hints,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "报文唯一编号不是大写UUID", en: "The id of the message is not a UUID in upper case"
    },
    help: Text {
        zh: "请使用36位大写UUID，每份报文重新生成",
        en: "Use an upper-case UUID of 36 signs, a new one for every message",
    },
    basis: "海关跨境电商统一版报文规范 202205，根元素guid；实际报文有小写的，故只提示",
    customs_code: None,
    check: |sending, found| {
        if !sending.id.is_empty() && !upper_uuid(&sending.id) {
            found.at_value("@guid", sending.id.as_str());
        }
    },
    counterexample: |sending| {
        sending.id = "4cde1cfd-eded-46b1-946c-b8022e42fc94".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::testing::{NOWHERE, places_of_sending};

    #[test]
    fn an_id_that_is_missing_is_left_to_the_form() {
        assert_eq!(places_of_sending(&RULE, |sending| sending.id = String::new()), NOWHERE);
        assert_eq!(places_of_sending(&RULE, |sending| sending.id.push('F')), ["@guid"]);
    }
}
