//! Freight and insurance of the declaration are those of the waybill.

use super::Case;
use super::places::{CENT, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-AMOUNT-008",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "清单运费或保费与运单不一致",
        en: "Freight or insurance of the declaration differs from the waybill",
    },
    help: Text {
        zh: "请与物流企业核对运费和保价费",
        en: "Ask the carrier for freight and declared-value fee",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB511 freight、insuredFee，CEB621 freight、insuredFee",
    customs_code: None,
    check: |case, found| {
        let (Some(waybill), Some(declaration)) = (&case.waybill, &case.declaration) else { return };
        let head = &declaration.head;
        if waybill.freight.is_some_and(|charged| charged != head.freight) {
            found.at_value("Inventory[1]/InventoryHead/freight", head.freight.to_string());
        }
        if waybill.insured_fee.is_some_and(|charged| charged != head.insured_fee) {
            found.at_value("Inventory[1]/InventoryHead/insuredFee", head.insured_fee.to_string());
        }
    },
    counterexample: |case| {
        the_declaration(case).head.insured_fee = CENT;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{CENT, the_declaration, the_waybill};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_waybill_without_charges_says_nothing() {
        assert_eq!(
            places(&RULE, |case| {
                the_waybill(case).freight = None;
                the_declaration(case).head.freight = CENT;
            }),
            NOWHERE
        );
    }

    #[test]
    fn each_charge_has_its_place() {
        assert_eq!(
            places(&RULE, |case| the_declaration(case).head.freight = CENT),
            ["Inventory[1]/InventoryHead/freight"]
        );
        assert_eq!(
            places(&RULE, |case| the_declaration(case).head.insured_fee = CENT),
            ["Inventory[1]/InventoryHead/insuredFee"]
        );
    }
}
