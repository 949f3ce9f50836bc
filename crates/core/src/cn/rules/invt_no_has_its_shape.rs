//! A declaration number has the shape that customs gives.

use super::Case;
use super::places::the_declaration;
use crate::check::{Period, Rule, Severity};
use crate::ids::{Direction, declaration_no};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-NUMBER-002",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "清单编号不是“关区＋年份＋I＋9位数字”",
        en: "The declaration number is not office, year, I and nine digits",
    },
    help: Text {
        zh: "清单编号由海关生成，不要自编", en: "Customs gives this number: do not make one up"
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB621 invtNo",
    customs_code: None,
    check: |case, found| {
        let Some(number) = case.declaration.as_ref().and_then(|d| d.head.invt_no.as_ref()) else { return };
        if !number.is_empty() && declaration_no(number) != Some(Direction::Import) {
            found.at_value("Inventory[1]/InventoryHead/invtNo", number.as_str());
        }
    },
    counterexample: |case| {
        the_declaration(case).head.invt_no = Some("Invt20180507000001".to_owned());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn an_export_number_is_no_import_number() {
        assert_eq!(
            places(&RULE, |case| the_declaration(case).head.invt_no = Some("31192022I123456789".to_owned())),
            NOWHERE
        );
        assert_eq!(
            places(&RULE, |case| the_declaration(case).head.invt_no = Some("31192022E000000001".to_owned())),
            ["Inventory[1]/InventoryHead/invtNo"]
        );
    }
}
