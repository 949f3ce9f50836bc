//! One waybill and one declaration are one parcel.

use super::Case;
use super::places::the_declaration;
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-PACK-001",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text { zh: "件数必须为1", en: "The number of parcels must be 1" },
    help: Text {
        zh: "一份清单对应一个包裹；多个包裹请分别下单申报",
        en: "One declaration is one parcel: declare several parcels one by one",
    },
    basis: "海关跨境电商统一版报文规范 202205，packNo（须为1；官方样例未遵守，仍以规范文字为准）",
    customs_code: None,
    check: |case, found| {
        if let Some(waybill) = case.waybill.as_ref().filter(|w| w.pieces != 1) {
            found.at_value("Logistics[1]/LogisticsHead/packNo", waybill.pieces.to_string());
        }
        if let Some(declaration) = case.declaration.as_ref().filter(|d| d.head.pieces != 1) {
            found.at_value("Inventory[1]/InventoryHead/packNo", declaration.head.pieces.to_string());
        }
    },
    counterexample: |case| {
        the_declaration(case).head.pieces = 2;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_waybill;
    use crate::cn::rules::testing::places;

    #[test]
    fn the_waybill_too() {
        assert_eq!(
            places(&RULE, |case| the_waybill(case).pieces = 6000),
            ["Logistics[1]/LogisticsHead/packNo"]
        );
    }
}
