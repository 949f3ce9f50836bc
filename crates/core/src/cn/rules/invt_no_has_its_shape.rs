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
    basis: "海关跨境电商统一版报文规范 202205，invtNo",
    customs_code: Some("-623003"),
    check: |case, found| {
        let numbers = [
            case.declaration
                .as_ref()
                .and_then(|d| Some(("Inventory[1]/InventoryHead/invtNo", d.head.invt_no.as_ref()?))),
            case.cancel.as_ref().map(|c| ("InvtCancel[1]/invtNo", &c.invt_no)),
            case.return_.as_ref().map(|r| ("InvtRefund[1]/InvtRefundHead/invtNo", &r.head.invt_no)),
        ];
        for (place, number) in numbers.into_iter().flatten().filter(|(_, number)| !number.is_empty()) {
            if declaration_no(number) != Some(Direction::Import) {
                found.at_value(place, number.as_str());
            }
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
