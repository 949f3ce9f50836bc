//! Names of people begin and end with a letter and hold no digits.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{person_names, the_declaration};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-BUYER-011",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "姓名首尾有空格或姓名中有数字",
        en: "A name begins or ends with a blank, or holds digits",
    },
    help: Text {
        zh: "姓名须与身份证逐字一致；请删除多余字符",
        en: "The name must be that of the identity card, sign by sign: remove what is too much",
    },
    basis: "海关跨境电商统一版报文规范 202205，buyerName、payerName；海关按姓名与证件号码核对身份，字符规则未公布，故只提示",
    customs_code: None,
    check: |case, found| {
        for (place, name) in person_names(case) {
            if name.trim().len() != name.len() || name.chars().any(char::is_numeric) {
                found.at(place);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.buyer_name = "陈宁 ".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_declaration, the_payment};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn dots_and_inner_blanks_belong_to_names() {
        let name = |text: &str| places(&RULE, |case| the_declaration(case).head.buyer_name = text.to_owned());
        assert_eq!(name("迪丽·买买提"), NOWHERE);
        assert_eq!(name("ANNA LEE"), NOWHERE);
        assert_eq!(name("陈宁1"), ["Inventory[1]/InventoryHead/buyerName"]);
        assert_eq!(
            places(&RULE, |case| the_payment(case).payer_name = "　陈宁".to_owned()),
            ["Payment[1]/PaymentHead/payerName"]
        );
    }
}
