//! A warehouse-entry number is the office and fourteen digits.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::the_entry;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-NUMBER-014",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "入库单编号不是“关区＋14位数字”",
        en: "The warehouse-entry number is not the office and fourteen digits",
    },
    help: Text {
        zh: "入库单编号由海关生成，不要自编", en: "Customs gives this number: do not make one up"
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB711 rkdNo；规则见于样例，故只提示",
    customs_code: None,
    check: |case, found| {
        let number = case.entry.as_ref().and_then(|e| e.head.entry_no.as_deref()).unwrap_or_default();
        let fits = number.len() == 18 && number.bytes().all(|b| b.is_ascii_digit());
        if !number.is_empty() && !fits {
            found.at_value("Delivery[1]/DeliveryHead/rkdNo", number);
        }
    },
    counterexample: |case| {
        the_entry(case).head.entry_no = Some("RK20261123000001".to_owned());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_entry;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn eighteen_digits_are_a_number() {
        let number = |text: &str| places(&RULE, |case| the_entry(case).head.entry_no = Some(text.to_owned()));
        assert_eq!(number("010220160308000008"), NOWHERE);
        assert_eq!(number("01022016030800000"), ["Delivery[1]/DeliveryHead/rkdNo"]);
    }
}
