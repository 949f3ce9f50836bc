//! A return names lines of its declaration.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{return_line, returned_lines, the_return};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-RETURN-002",
    severity: Severity::Stops,
    in_force: Period::since(2020, 3, 28),
    says: Text {
        zh: "原清单中没有该序号和商品编码的商品",
        en: "The declaration has no line with this number and tariff code",
    },
    help: Text {
        zh: "退货商品不重新编号，请按原清单的序号和商品编码填写",
        en: "Lines are not numbered anew: take number and code of the declaration",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB625 gnum、gcode（原清单的序号和商品编码）",
    customs_code: Some("-625209"),
    check: |case, found| {
        for (n, line, declared) in returned_lines(case) {
            match declared {
                None => found.at_value(return_line(n, "gnum"), line.gnum.to_string()),
                Some(declared) if declared.gcode != line.gcode => {
                    found.at_value(return_line(n, "gcode"), line.gcode.as_str());
                }
                Some(_) => {}
            }
        }
    },
    counterexample: |case| {
        the_return(case).lines[0].gnum = 3;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_return;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn number_and_code_must_both_be_those_of_the_line() {
        assert_eq!(places(&RULE, |case| _ = the_return(case)), NOWHERE);
        assert_eq!(
            places(&RULE, |case| the_return(case).lines[0].gnum = 1),
            ["InvtRefund[1]/InvtRefundList[1]/gcode"]
        );
        assert_eq!(
            places(&RULE, |case| the_return(case).lines[0].gnum = 3),
            ["InvtRefund[1]/InvtRefundList[1]/gnum"]
        );
    }
}
