//! A supervised site is named after its customs office.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::codes::Codes;
use crate::cn::rules::places::the_declaration;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CODE-007",
    severity: Severity::Hints,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "监管场所代码前四位不是关区代码",
        en: "The site code does not begin with a customs office",
    },
    help: Text {
        zh: "请按海关公布的监管场所代码填写；无需填写时留空",
        en: "Use the code that customs has published; leave it out where none is needed",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB621 loctNo；编码规则未公布，故只提示",
    customs_code: None,
    check: |case, found| {
        let site = case.declaration.as_ref().and_then(|d| d.head.site_code.as_deref()).unwrap_or_default();
        let office = site.get(..4).unwrap_or(site);
        if !site.is_empty() && !case.tables().knows(Codes::District, office) {
            found.at_value("Inventory[1]/InventoryHead/loctNo", site);
        }
    },
    counterexample: |case| {
        the_declaration(case).head.site_code = Some("CZ0001".to_owned());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn the_office_comes_first() {
        let site =
            |text: &str| places(&RULE, |case| the_declaration(case).head.site_code = Some(text.to_owned()));
        assert_eq!(site("299101"), NOWHERE);
        assert_eq!(site(""), NOWHERE);
        assert_eq!(site("299"), ["Inventory[1]/InventoryHead/loctNo"]);
    }
}
