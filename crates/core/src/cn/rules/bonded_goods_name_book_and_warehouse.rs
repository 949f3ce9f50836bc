//! Bonded goods name their account book and warehouse.

use super::Case;
use super::places::{filled, is_bonded, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MODE-003",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "保税进口须填账册编号、区内企业代码和名称",
        en: "Bonded goods need account book, and code and name of the warehouse company",
    },
    help: Text {
        zh: "请在客户资料中补填账册和区内企业",
        en: "Fill in book and warehouse company in the client profile",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB621 emsNo、areaCode、areaName",
    customs_code: None,
    check: |case, found| {
        let Some(declaration) = case.declaration.as_ref().filter(|d| is_bonded(d)) else { return };
        let head = &declaration.head;
        for (value, place) in [
            (&head.account_book, "Inventory[1]/InventoryHead/emsNo"),
            (&head.area_code, "Inventory[1]/InventoryHead/areaCode"),
            (&head.area_name, "Inventory[1]/InventoryHead/areaName"),
        ] {
            if !filled(value.as_ref()) {
                found.at(place);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.trade_mode = "1210".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_whole_bonded_head_is_fine() {
        assert_eq!(
            places(&RULE, |case| {
                let declaration = the_declaration(case);
                let head = &mut declaration.head;
                head.trade_mode = "1210".to_owned();
                head.account_book = Some("L9013B19A008".to_owned());
                head.area_code = Some("33189630GS".to_owned());
                head.area_name = Some("宁波保税仓储有限公司".to_owned());
                head.departure = "142".to_owned();
                head.vehicle = None;
                head.voyage_no = None;
                head.bill_no = None;
                declaration.lines.iter_mut().for_each(|line| line.record_no = Some("20".to_owned()));
            }),
            NOWHERE
        );
        assert_eq!(
            places(&RULE, |case| {
                let declaration = the_declaration(case);
                let head = &mut declaration.head;
                head.trade_mode = "1210".to_owned();
                head.account_book = Some("L9013B19A008".to_owned());
                head.area_code = Some("33189630GS".to_owned());
                head.area_name = Some("宁波保税仓储有限公司".to_owned());
                head.departure = "142".to_owned();
                head.vehicle = None;
                head.voyage_no = None;
                head.bill_no = None;
                declaration.lines.iter_mut().for_each(|line| line.record_no = Some("20".to_owned()));
                head.area_name = None;
            }),
            ["Inventory[1]/InventoryHead/areaName"]
        );
    }
}
