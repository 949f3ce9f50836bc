//! A pre-entry number has the shape that the e-port gives.

use super::Case;
use super::places::{pre_entry_numbers, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::ids::pre_entry_no;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-NUMBER-001",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "预录入编号不是“字母＋日期＋9位数字”",
        en: "The pre-entry number is not a letter, a date and nine digits",
    },
    help: Text {
        zh: "预录入编号由电子口岸生成，不要自编",
        en: "The e-port gives this number: do not make one up",
    },
    basis: "海关跨境电商统一版报文规范 202205，preNo",
    customs_code: None,
    check: |case, found| {
        for (place, number) in pre_entry_numbers(case) {
            if !pre_entry_no(number) {
                found.at_value(place, number);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.pre_no = Some("pre-20261124-00001".to_owned());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn the_day_must_exist() {
        assert_eq!(
            places(&RULE, |case| the_declaration(case).head.pre_no = Some("B20200229102400001".to_owned())),
            NOWHERE
        );
        assert_eq!(
            places(&RULE, |case| the_declaration(case).head.pre_no = Some("B20210229102400001".to_owned())),
            ["Inventory[1]/InventoryHead/preNo"]
        );
    }
}
