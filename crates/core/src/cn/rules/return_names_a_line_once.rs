//! A return names a line once.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{return_line, the_return};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-RETURN-006",
    severity: Severity::Warns,
    in_force: Period::since(2020, 3, 28),
    says: Text { zh: "同一序号在退货申请单中出现多次", en: "A line is named more than once" },
    help: Text { zh: "请合并为一项", en: "Join them to one line" },
    basis: "海关跨境电商统一版报文规范 202205，CEB625 gnum；重复序号如何处理未公布，故只提示",
    customs_code: None,
    check: |case, found| {
        let Some(lines) = case.return_.as_ref().map(|r| &r.lines) else { return };
        for (n, line) in lines.iter().enumerate() {
            if lines[..n].iter().any(|before| before.gnum == line.gnum) {
                found.at_value(return_line(n, "gnum"), line.gnum.to_string());
            }
        }
    },
    counterexample: |case| {
        let again = the_return(case).lines.clone();
        the_return(case).lines.extend(again);
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_return;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn different_lines_may_come_back_together() {
        assert_eq!(
            places(&RULE, |case| {
                let lines = &mut the_return(case).lines;
                lines.extend(lines.clone());
                lines[0].gnum = 1;
            }),
            NOWHERE
        );
    }
}
