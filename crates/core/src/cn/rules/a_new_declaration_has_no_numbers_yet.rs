//! A new declaration carries no number of the e-port or customs.

use super::Case;
use super::places::{filled, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-NUMBER-003",
    severity: Severity::Hints,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "新增申报不填预录入编号和清单编号",
        en: "A new declaration leaves pre-entry and declaration number out",
    },
    help: Text {
        zh: "首次申报请留空；修改请用报送类型2",
        en: "Leave them out at first; a change is submission type 2",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB621 appType、preNo、invtNo",
    customs_code: None,
    check: |case, found| {
        let Some(declaration) = case.declaration.as_ref().filter(|d| d.head.app_type == "1") else { return };
        let head = &declaration.head;
        for (value, place) in [
            (&head.pre_no, "Inventory[1]/InventoryHead/preNo"),
            (&head.invt_no, "Inventory[1]/InventoryHead/invtNo"),
        ] {
            if filled(value.as_ref()) {
                found.at(place);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.invt_no = Some("31192022I123456789".to_owned());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_change_carries_them() {
        assert_eq!(
            places(&RULE, |case| {
                let head = &mut the_declaration(case).head;
                head.app_type = "2".to_owned();
                head.invt_no = Some("31192022I123456789".to_owned());
            }),
            NOWHERE
        );
    }
}
