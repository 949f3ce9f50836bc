//! Bonded goods leave vehicle, voyage and bill out.

use super::Case;
use super::places::{filled, is_bonded, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MODE-006",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "保税进口不填运输工具编号、航班航次号和提运单号",
        en: "Bonded goods leave vehicle, voyage and bill number out",
    },
    help: Text { zh: "请删除这些字段", en: "Remove these fields" },
    basis: "海关跨境电商统一版报文规范 202205，CEB621 trafNo、voyageNo、billNo；实际报文有填写的，故只提示",
    customs_code: None,
    check: |case, found| {
        let Some(declaration) = case.declaration.as_ref().filter(|d| is_bonded(d)) else { return };
        let head = &declaration.head;
        for (value, place) in [
            (&head.vehicle, "Inventory[1]/InventoryHead/trafNo"),
            (&head.voyage_no, "Inventory[1]/InventoryHead/voyageNo"),
            (&head.bill_no, "Inventory[1]/InventoryHead/billNo"),
        ] {
            if filled(value.as_ref()) {
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
    fn empty_elements_are_left_out() {
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
                head.vehicle = Some(String::new());
            }),
            NOWHERE
        );
    }
}
