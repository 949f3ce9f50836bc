//! Unified social credit codes have their check sign.

use super::Case;
use super::places::{company_codes, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::ids::{CreditCode, credit_code};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CODE-002",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "统一社会信用代码校验位不符",
        en: "The check sign of the unified social credit code differs",
    },
    help: Text {
        zh: "请按营业执照核对；少数早期代码校验位不同，属实可忽略",
        en: "Compare it with the business licence; a few early codes were issued with another sign",
    },
    basis: "GB 32100-2015；少数早期发放的代码校验位不同，故只提示",
    customs_code: Some("-10102"),
    check: |case, found| {
        for (place, code) in company_codes(case) {
            if credit_code(code) == CreditCode::CheckSign {
                found.at_value(place, code);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.seller_code = "91350100M000100Y44".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_customs_code_has_no_check_sign() {
        assert_eq!(
            places(&RULE, |case| the_declaration(case).head.seller_code = "33189630GS".to_owned()),
            NOWHERE
        );
    }
}
