//! A direct purchase departs from abroad.

use super::Case;
use super::places::{is_direct, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MODE-002",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "直购进口（9610）的起运国不能是中国",
        en: "A direct purchase (9610) cannot depart from China",
    },
    help: Text {
        zh: "请填写货物实际起运的国家（地区）",
        en: "Fill in the country the goods really departed from",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB621 country",
    customs_code: None,
    check: |case, found| {
        let Some(declaration) = case.declaration.as_ref().filter(|d| is_direct(d)) else { return };
        if declaration.head.departure == "142" {
            found.at_value("Inventory[1]/InventoryHead/country", "142");
        }
    },
    counterexample: |case| {
        the_declaration(case).head.departure = "142".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn bonded_goods_do() {
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
}
