//! The carrier does not use a waybill number again within six months.

use super::Case;
use super::places::answer;
use crate::check::{Period, Rule, Severity};
use crate::cn::life::Document;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-DUP-003",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "运单号六个月内已被使用", en: "The waybill number was used within six months"
    },
    help: Text { zh: "请与物流企业核对运单号", en: "Ask the carrier for the waybill number" },
    basis: "海关跨境电商统一版报文规范 202205，CEB511 logisticsNo（同一物流企业六个月内不重复）",
    customs_code: Some("-504015"),
    check: |case, found| {
        if !case.facts.taken.waybill && answer(case, Document::Waybill) != Some("-504015") {
            return;
        }
        if let Some(waybill) = case.waybill.as_ref().filter(|w| w.app_type == "1") {
            found.at_value("Logistics[1]/LogisticsHead/logisticsNo", waybill.waybill_no.as_str());
        } else if let Some(declaration) = case.declaration.as_ref().filter(|d| d.head.app_type == "1") {
            found.at_value("Inventory[1]/InventoryHead/logisticsNo", declaration.head.waybill_no.as_str());
        }
    },
    counterexample: |case| {
        case.facts.taken.waybill = true;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_declaration_alone_is_held_to_it_too() {
        assert_eq!(
            places(&RULE, |case| {
                case.facts.taken.waybill = true;
                case.waybill = None;
            }),
            ["Inventory[1]/InventoryHead/logisticsNo"]
        );
        assert_eq!(
            places(&RULE, |case| {
                case.facts.taken.waybill = true;
                case.waybill = None;
                the_declaration(case).head.app_type = "2".to_owned();
            }),
            NOWHERE
        );
    }
}
