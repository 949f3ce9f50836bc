//! A direct purchase leaves account book and warehouse out.

use super::Case;
use super::places::{filled, inventory_line, is_direct, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MODE-007",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "直购进口不填账册编号、区内企业和备案料号",
        en: "A direct purchase leaves account book, warehouse and book numbers out",
    },
    help: Text {
        zh: "请删除这些字段，或改用保税监管方式",
        en: "Remove these fields, or declare it as bonded",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB621 emsNo、areaCode、areaName、itemRecordNo；官方样例有填写的，故只提示",
    customs_code: None,
    check: |case, found| {
        let Some(declaration) = case.declaration.as_ref().filter(|d| is_direct(d)) else { return };
        let head = &declaration.head;
        for (value, place) in [
            (&head.account_book, "Inventory[1]/InventoryHead/emsNo"),
            (&head.area_code, "Inventory[1]/InventoryHead/areaCode"),
            (&head.area_name, "Inventory[1]/InventoryHead/areaName"),
        ] {
            if filled(value.as_ref()) {
                found.at(place);
            }
        }
        for (n, line) in declaration.lines.iter().enumerate() {
            if filled(line.record_no.as_ref()) {
                found.at(inventory_line(n, "itemRecordNo"));
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.account_book = Some("L9013B19A008".to_owned());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn bonded_goods_keep_it() {
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
    }

    #[test]
    fn every_trace_of_a_book_is_named() {
        assert_eq!(
            places(&RULE, |case| {
                let declaration = the_declaration(case);
                declaration.head.area_name = Some("宁波保税仓储有限公司".to_owned());
                declaration.lines[1].record_no = Some("20".to_owned());
            }),
            ["Inventory[1]/InventoryHead/areaName", "Inventory[1]/InventoryList[2]/itemRecordNo"]
        );
    }
}
