//! A customs registration code begins with a province.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{company_codes, is_province, the_declaration};
use crate::ids::customs_code;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CODE-006",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "海关注册编码前两位不是省级行政区划",
        en: "The customs registration code does not begin with a province",
    },
    help: Text {
        zh: "请按海关备案信息核对企业代码",
        en: "Compare the code with the registration at customs",
    },
    basis: "海关注册编码规则（前两位为省级行政区划，GB/T 2260）；海关不公布校验规则，故只提示",
    customs_code: Some("-10102"),
    check: |case, found| {
        for (place, code) in company_codes(case) {
            if customs_code(code) && !is_province(case.tables(), code) {
                found.at_value(place, code);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.seller_code = "99019649X2".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_province_is_enough() {
        let code =
            |text: &str| places(&RULE, |case| the_declaration(case).head.seller_code = text.to_owned());
        for known in ["1105910159", "33189630GS", "330766K00Q", "91350100M000100Y43"] {
            assert_eq!(code(known), NOWHERE, "{known}");
        }
        assert_eq!(code("0005910159"), ["Inventory[1]/InventoryHead/ebcCode"]);
    }
}
