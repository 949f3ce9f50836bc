//! A declaration number begins with the office of the declaration.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::the_declaration;
use crate::ids::{Direction, declaration_no};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-NUMBER-008",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "清单编号前四位不是申报海关",
        en: "The declaration number begins with another customs office",
    },
    help: Text {
        zh: "请核对清单编号和申报海关代码", en: "Compare the number with the customs office"
    },
    basis: "海关跨境电商统一版报文规范 202205，invtNo（4位关区＋4位年份＋I＋9位流水）、customsCode；是否比对未公布，故只提示",
    customs_code: None,
    check: |case, found| {
        let Some(head) = case.declaration.as_ref().map(|d| &d.head) else { return };
        let Some(number) = head.invt_no.as_deref() else { return };
        if declaration_no(number) == Some(Direction::Import) && !number.starts_with(&head.customs_code) {
            found.at_value("Inventory[1]/InventoryHead/invtNo", number);
        }
    },
    counterexample: |case| {
        the_declaration(case).head.invt_no = Some("31192026I123456789".to_owned());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn the_same_office_passes() {
        let number =
            |text: &str| places(&RULE, |case| the_declaration(case).head.invt_no = Some(text.to_owned()));
        assert_eq!(number("29912026I123456789"), NOWHERE);
        assert_eq!(number("Invt20180507000001"), NOWHERE);
        assert_eq!(number("29922026I123456789"), ["Inventory[1]/InventoryHead/invtNo"]);
    }
}
