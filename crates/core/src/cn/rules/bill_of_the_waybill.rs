//! The declaration names the master bill of the waybill.

use super::Case;
use super::places::the_waybill;
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MATCH-016",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "清单与运单的提运单号不一致",
        en: "Declaration and waybill name different master bills",
    },
    help: Text { zh: "请核对提运单号", en: "Compare the bill numbers" },
    basis: "海关跨境电商统一版报文规范 202205，billNo；分单写法各口岸不同，故只提示",
    customs_code: None,
    check: |case, found| {
        let (Some(waybill), Some(declaration)) = (&case.waybill, &case.declaration) else { return };
        let (Some(bill), Some(declared)) = (&waybill.bill_no, &declaration.head.bill_no) else { return };
        if bill.is_empty() || declared.is_empty() {
            return;
        }
        if bill != declared {
            found.at_value("Inventory[1]/InventoryHead/billNo", declared.as_str());
        }
    },
    counterexample: |case| {
        the_waybill(case).bill_no = Some("999-76543213".to_owned());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_waybill;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_waybill_without_a_bill_says_nothing() {
        assert_eq!(places(&RULE, |case| the_waybill(case).bill_no = None), NOWHERE);
    }
}
