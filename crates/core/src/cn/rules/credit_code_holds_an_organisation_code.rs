//! The organisation code inside a credit code has its own check sign.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{company_codes, the_declaration};
use crate::ids::{CreditCode, credit_code, organisation_code};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CODE-005",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "统一社会信用代码中的组织机构代码校验位不符",
        en: "The organisation code inside the credit code has another check sign",
    },
    help: Text {
        zh: "请按营业执照核对第9至17位", en: "Compare places 9 to 17 with the business licence"
    },
    basis: "GB 32100-2015、GB 11714-1997；海关不计算该校验位，故只提示",
    customs_code: Some("-10102"),
    check: |case, found| {
        for (place, code) in company_codes(case) {
            if credit_code(code) == CreditCode::Right && !organisation_code(&code[8..17]) {
                found.at_value(place, code);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.seller_code = "91350100M000101Y4Q".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_code_that_fails_as_a_whole_is_left_to_its_own_rule() {
        let code =
            |text: &str| places(&RULE, |case| the_declaration(case).head.seller_code = text.to_owned());
        assert_eq!(code("91350100M000100Y43"), NOWHERE);
        assert_eq!(code("91350100M000100Y44"), NOWHERE);
        assert_eq!(code("91350100M000101Y4Q"), ["Inventory[1]/InventoryHead/ebcCode"]);
    }
}
