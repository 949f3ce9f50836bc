//! What comes back has the name under which it was declared.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{return_line, returned_lines, the_return};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-RETURN-005",
    severity: Severity::Warns,
    in_force: Period::since(2020, 3, 28),
    says: Text {
        zh: "退货商品名称与原清单不一致",
        en: "The name of the goods differs from that of the declaration",
    },
    help: Text {
        zh: "退回的须为原商品，请按原清单的商品名称填写",
        en: "The original goods must come back: take their name from the declaration",
    },
    basis: "海关总署公告2020年第45号（须为原商品）；海关跨境电商统一版报文规范 202205，CEB625 gname；名称是否逐字比对未公布，故只提示",
    customs_code: Some("-625010"),
    check: |case, found| {
        for (n, line, declared) in returned_lines(case) {
            if declared.is_some_and(|declared| declared.name != line.name) {
                found.at_value(return_line(n, "gname"), line.name.as_str());
            }
        }
    },
    counterexample: |case| {
        the_return(case).lines[0].name = "牙刷".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_return;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn the_same_name_passes() {
        assert_eq!(places(&RULE, |case| the_return(case).lines[0].name = "牙膏".to_owned()), NOWHERE);
    }
}
