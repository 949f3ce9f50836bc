//! The guarantor is one of the four companies of the declaration.

use super::Case;
use super::places::the_declaration;
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CODE-004",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "担保企业不是电商平台、电商企业、申报企业或物流企业",
        en: "The guarantor is none of platform, seller, declarant and carrier",
    },
    help: Text { zh: "请核对担保企业编号", en: "Look at the guarantor code again" },
    basis: "海关跨境电商统一版报文规范 202205，CEB621 assureCode；文档与schema所列企业不同，四者皆可",
    customs_code: Some("1311"),
    check: |case, found| {
        let Some(declaration) = &case.declaration else { return };
        let head = &declaration.head;
        let parties = [&head.platform_code, &head.seller_code, &head.declarant_code, &head.carrier_code];
        if !head.guarantor_code.is_empty() && !parties.contains(&&head.guarantor_code) {
            found.at_value("Inventory[1]/InventoryHead/assureCode", head.guarantor_code.as_str());
        }
    },
    counterexample: |case| {
        the_declaration(case).head.guarantor_code = "330766K00Q".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn the_carrier_may_guarantee() {
        assert_eq!(
            places(&RULE, |case| the_declaration(case).head.guarantor_code =
                the_declaration(case).head.carrier_code.clone()),
            NOWHERE
        );
    }
}
