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
        let flies = case.declaration.as_ref().map(|d| d.head.transport_mode == "5");
        let declared = case.declaration.as_ref().and_then(|d| d.head.bill_no.as_deref());
        if let Some(bill) = declared.filter(|bill| flies == Some(true) && is_wrong(bill)) {
            found.at_value("Inventory[1]/InventoryHead/billNo", bill);
        }
        if let Some(entry) =
            case.entry.as_ref().map(|e| &e.head).filter(|e| e.transport_mode == "5" && is_wrong(&e.bill_no))
        {
            found.at_value("Delivery[1]/DeliveryHead/billNo", entry.bill_no.as_str());
        }
        // A waybill does not say how it travels: alone it is judged only where the hyphen gives the air waybill away.
        let carried = case.waybill.as_ref().and_then(|w| w.bill_no.as_deref());
        let told = |bill: &&str| flies.unwrap_or(bill.as_bytes().get(3) == Some(&b'-'));
        if let Some(bill) = carried.filter(told).filter(|bill| is_wrong(bill)) {
            found.at_value("Logistics[1]/LogisticsHead/billNo", bill);
        }
    },
    counterexample: |case| {
        the_declaration(case).head.bill_no = Some("999-12345676".to_owned());
    },
};

/// A house bill may follow the master bill after an underscore.
fn is_wrong(bill: &str) -> bool {
    air_waybill(bill.split('_').next().unwrap_or(bill)) == Some(false)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_declaration, the_waybill};
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

    #[test]
    fn a_waybill_is_judged_by_itself_too() {
        let alone = |text: &str| {
            places(&RULE, |case| {
                case.declaration = None;
                the_waybill(case).bill_no = Some(text.to_owned());
            })
        };
        assert_eq!(alone("999-12345676"), ["Logistics[1]/LogisticsHead/billNo"]);
        assert_eq!(alone("99912345676"), NOWHERE);
    }
}
