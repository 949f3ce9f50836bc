//! Messages are of version 1.0.

use super::Sending;
use crate::check::{Period, Rule, Severity};

use crate::text::Text;

pub(super) static RULE: Rule<Sending> = Rule {
    id: "CN-SEND-005",
    severity: Severity::Hints,
    in_force: Period::since(2014, 2, 10),
    says: Text { zh: "报文版本不是1.0", en: "The version of the message is not 1.0" },
    help: Text { zh: "请写1.0", en: "Write 1.0 there" },
    basis: "海关跨境电商统一版报文规范 202205，version；实际报文有写v1.0的，故只提示",
    customs_code: None,
    check: |sending, found| {
        if sending.version != "1.0" {
            found.at_value("@version", sending.version.as_str());
        }
    },
    counterexample: |sending| {
        sending.version = "v1.0".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::testing::{NOWHERE, places_of_sending};

    #[test]
    fn the_bare_number_is_expected() {
        assert_eq!(places_of_sending(&RULE, |sending| sending.version = "1.0".to_owned()), NOWHERE);
        assert_eq!(places_of_sending(&RULE, |sending| sending.version = "1".to_owned()), ["@version"]);
    }
}
