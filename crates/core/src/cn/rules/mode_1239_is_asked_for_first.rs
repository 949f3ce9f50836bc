//! Trade mode 1239 stands in policy, not in the message specification.

use super::Case;
use super::places::the_declaration;
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MODE-008",
    severity: Severity::Hints,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "监管方式1239未在报文规范中列出",
        en: "Trade mode 1239 is not named by the message specification",
    },
    help: Text {
        zh: "请先向申报海关确认是否接受1239",
        en: "Ask the customs office first whether it takes 1239",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB621 tradeMode 仅列9610、1210",
    customs_code: None,
    check: |case, found| {
        let Some(declaration) = &case.declaration else { return };
        if declaration.head.trade_mode == "1239" {
            found.at_value("Inventory[1]/InventoryHead/tradeMode", "1239");
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
    fn mode_1210_is_named() {
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
