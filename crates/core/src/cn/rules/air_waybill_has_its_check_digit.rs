//! An air waybill number has its check digit.

use super::Case;
use super::places::the_declaration;
use crate::check::{Period, Rule, Severity};
use crate::ids::air_waybill;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-NUMBER-004",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "航空运单号校验位不正确", en: "The check digit of the air waybill number is wrong"
    },
    help: Text {
        zh: "请按航空主运单核对提运单号", en: "Compare it with the master air waybill"
    },
    basis: "IATA 航空运单编号规则（前七位除以七的余数）",
    customs_code: None,
    check: |case, found| {
        let Some(declaration) = case.declaration.as_ref().filter(|d| d.head.transport_mode == "5") else {
            return;
        };
        let Some(bill) = &declaration.head.bill_no else { return };
        // A house bill may follow the master bill after an underscore.
        if air_waybill(bill.split('_').next().unwrap_or(bill)) == Some(false) {
            found.at_value("Inventory[1]/InventoryHead/billNo", bill.as_str());
        }
    },
    counterexample: |case| {
        the_declaration(case).head.bill_no = Some("999-12345676".to_owned());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn other_shapes_are_left_alone() {
        assert_eq!(
            places(&RULE, |case| the_declaration(case).head.bill_no = Some("EM190411AK01".to_owned())),
            NOWHERE
        );
        assert_eq!(
            places(&RULE, |case| the_declaration(case).head.bill_no = Some("999-12345675_H1".to_owned())),
            NOWHERE
        );
        assert_eq!(
            places(&RULE, |case| {
                let head = &mut the_declaration(case).head;
                head.transport_mode = "2".to_owned();
                head.bill_no = Some("999-12345676".to_owned());
            }),
            NOWHERE
        );
    }
}
