//! What comes back is counted as it was declared.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{return_line, returned_lines, the_return};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-RETURN-004",
    severity: Severity::Stops,
    in_force: Period::since(2020, 3, 28),
    says: Text {
        zh: "退货计量单位与原清单不一致", en: "The unit differs from that of the declaration"
    },
    help: Text {
        zh: "请按原清单该项的计量单位填写", en: "Take the unit of the line of the declaration"
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB625 unit（与原清单一致）",
    customs_code: Some("-625012"),
    check: |case, found| {
        for (n, line, declared) in returned_lines(case) {
            if declared.is_some_and(|declared| declared.unit != line.unit) {
                found.at_value(return_line(n, "unit"), line.unit.as_str());
            }
        }
    },
    counterexample: |case| {
        the_return(case).lines[0].unit = "035".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_return;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_line_that_does_not_exist_is_left_to_its_own_rule() {
        assert_eq!(
            places(&RULE, |case| {
                let line = &mut the_return(case).lines[0];
                line.gnum = 9;
                line.unit = "035".to_owned();
            }),
            NOWHERE
        );
    }
}
