//! Buyer and payer are known by a resident identity card.

use super::Case;
use super::places::{identities, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-BUYER-004",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "证件类型只能为1（身份证）", en: "Only a resident identity card (kind 1) is taken"
    },
    help: Text {
        zh: "请改用订购人本人的居民身份证", en: "Use the resident identity card of the buyer"
    },
    basis: "海关跨境电商统一版报文规范 202205，buyerIdType、payerIdType",
    customs_code: None,
    check: |case, found| {
        for person in identities(case) {
            if person.kind.1 == "2" {
                found.at_value(person.kind.0, person.kind.1);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.buyer_id_type = "2".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_payment;
    use crate::cn::rules::testing::places;

    #[test]
    fn the_payer_too() {
        assert_eq!(
            places(&RULE, |case| the_payment(case).payer_id_type = "2".to_owned()),
            ["Payment[1]/PaymentHead/payerIdType"]
        );
    }
}
