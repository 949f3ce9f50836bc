//! Telephones of people are mobile or landline numbers of the mainland.

use super::Case;
use super::places::{telephones, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::ids::{landline, mobile};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-BUYER-008",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "电话不像大陆手机号码或固定电话",
        en: "The telephone does not look like a mainland mobile or landline number",
    },
    help: Text {
        zh: "请核对电话号码，分机和区号用连字符分隔",
        en: "Look at the number again; part area code and extension with hyphens",
    },
    basis: "海关跨境电商统一版报文规范 202205，buyerTelephone；格式无强制规定，故只提示",
    customs_code: None,
    check: |case, found| {
        for (place, text) in telephones(case) {
            let masked = text.contains(['*', '＊']);
            if !masked && !mobile(text) && !landline(text) {
                found.at(place);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.buyer_telephone = "12345678901".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_order, the_payment, the_waybill};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn country_prefix_and_landline_are_fine() {
        assert_eq!(
            places(&RULE, |case| the_order(case).head.buyer_telephone = "+86 138-0013-8001".to_owned()),
            NOWHERE
        );
        assert_eq!(
            places(&RULE, |case| the_waybill(case).consignee_telephone = "0571-12345678".to_owned()),
            NOWHERE
        );
        assert_eq!(
            places(&RULE, |case| the_payment(case).telephone = Some("1380013800".to_owned())),
            ["Payment[1]/PaymentHead/telephone"]
        );
    }
}
