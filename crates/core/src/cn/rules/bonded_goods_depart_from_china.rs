//! Bonded goods depart from China.

use super::Case;
use super::places::{is_bonded, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MODE-005",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "保税进口的起运国应为中国（142）", en: "Bonded goods depart from China (142)"
    },
    help: Text { zh: "请将起运国改为142", en: "Set the country of departure to 142" },
    basis: "海关跨境电商统一版报文规范 202205，CEB621 country",
    customs_code: None,
    check: |case, found| {
        let Some(declaration) = case.declaration.as_ref().filter(|d| is_bonded(d)) else { return };
        let head = &declaration.head;
        if !head.departure.is_empty() && head.departure != "142" {
            found.at_value("Inventory[1]/InventoryHead/country", head.departure.as_str());
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
    fn origin_is_another_matter() {
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
