//! Bonded goods have their number in the account book.

use super::Case;
use super::places::{filled, inventory_line, is_bonded, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MODE-004",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "保税进口商品须填账册备案料号",
        en: "Bonded goods need their number in the account book",
    },
    help: Text { zh: "请在商品资料中补填备案料号", en: "Fill in the number in the goods book" },
    basis: "海关跨境电商统一版报文规范 202205，CEB621 itemRecordNo",
    customs_code: None,
    check: |case, found| {
        let Some(declaration) = case.declaration.as_ref().filter(|d| is_bonded(d)) else { return };
        for (n, line) in declaration.lines.iter().enumerate() {
            if !filled(line.record_no.as_ref()) {
                found.at(inventory_line(n, "itemRecordNo"));
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.trade_mode = "1239".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn direct_purchases_have_none() {
        assert_eq!(places(&RULE, |case| the_declaration(case).lines[0].record_no = None), NOWHERE);
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
                declaration.lines[1].record_no = None;
            }),
            ["Inventory[1]/InventoryList[2]/itemRecordNo"]
        );
    }
}
