//! The declaration names the waybill and its carrier.

use super::Case;
use super::places::the_declaration;
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MATCH-011",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "清单与运单的物流企业代码或运单号不一致",
        en: "Declaration and waybill differ in carrier or number",
    },
    help: Text {
        zh: "请核对物流企业代码和运单号", en: "Compare carrier code and waybill number"
    },
    basis: "三单比对；海关跨境电商统一版报文规范 202205，logisticsCode、logisticsNo",
    customs_code: None,
    check: |case, found| {
        let (Some(waybill), Some(declaration)) = (&case.waybill, &case.declaration) else { return };
        for (one, other, place) in [
            (
                &waybill.carrier_code,
                &declaration.head.carrier_code,
                "Inventory[1]/InventoryHead/logisticsCode",
            ),
            (&waybill.waybill_no, &declaration.head.waybill_no, "Inventory[1]/InventoryHead/logisticsNo"),
        ] {
            if one != other {
                found.at(place);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.waybill_no = "HX77202611240002".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_waybill;
    use crate::cn::rules::testing::places;

    #[test]
    fn the_carrier_counts_too() {
        assert_eq!(
            places(&RULE, |case| the_waybill(case).carrier_code = "33189630GS".to_owned()),
            ["Inventory[1]/InventoryHead/logisticsCode"]
        );
    }
}
