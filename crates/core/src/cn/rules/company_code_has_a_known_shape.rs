//! Codes of companies are customs registration codes or unified social credit codes.

use super::Case;
use super::places::{company_codes, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::ids::{CreditCode, credit_code, customs_code};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CODE-001",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "企业代码既不是10位海关注册编码也不是18位统一社会信用代码",
        en: "The company code is neither a customs registration code of 10 signs nor a credit code of 18",
    },
    help: Text {
        zh: "请核对企业代码；未注册的平台使用电子口岸公布的平台代码",
        en: "Look at the code again; a platform that is not registered has a code published by the e-port",
    },
    basis: "海关跨境电商统一版报文规范 202205，ebpCode、ebcCode、logisticsCode、agentCode、assureCode、areaCode",
    customs_code: Some("-10102"),
    check: |case, found| {
        for (place, code) in company_codes(case) {
            if !customs_code(code) && credit_code(code) == CreditCode::Shape {
                found.at_value(place, code);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.guarantor_code = "ass201603081155".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_declaration, the_order};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn both_shapes_are_known() {
        assert_eq!(
            places(&RULE, |case| the_declaration(case).head.guarantor_code = "91350100M000100Y43".to_owned()),
            NOWHERE
        );
        assert_eq!(
            places(&RULE, |case| the_order(case).head.pay_code = Some("310526".to_owned())),
            ["Order[1]/OrderHead/payCode"]
        );
    }
}
