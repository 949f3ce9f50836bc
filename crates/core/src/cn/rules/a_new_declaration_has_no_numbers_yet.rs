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
        zh: "新增单证不填电子口岸和海关生成的编号",
        en: "A new document leaves the numbers of e-port and customs out",
    },
    help: Text {
        zh: "首次申报请留空；修改请用报送类型2",
        en: "Leave them out at first; a change is submission type 2",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB621、CEB623、CEB711 preNo，CEB621 invtNo，CEB711 rkdNo",
    customs_code: None,
    check: |case, found| {
        let declaration = case.declaration.as_ref().map(|d| &d.head).filter(|head| head.app_type == "1");
        let entry = case.entry.as_ref().map(|e| &e.head).filter(|head| head.app_type == "1");
        for (value, place) in [
            (declaration.and_then(|d| d.pre_no.as_ref()), "Inventory[1]/InventoryHead/preNo"),
            (declaration.and_then(|d| d.invt_no.as_ref()), "Inventory[1]/InventoryHead/invtNo"),
            (case.cancel.as_ref().and_then(|c| c.pre_no.as_ref()), "InvtCancel[1]/preNo"),
            (entry.and_then(|e| e.pre_no.as_ref()), "Delivery[1]/DeliveryHead/preNo"),
            (entry.and_then(|e| e.entry_no.as_ref()), "Delivery[1]/DeliveryHead/rkdNo"),
        ] {
            if filled(value) {
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
