//! The lines of the order are numbered from 1 without gaps.

use super::Case;
use super::places::{order_line, the_order};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-LINE-001",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "订单商品序号须从1起连续且不重复",
        en: "The lines of the order are not numbered 1, 2, 3 …",
    },
    help: Text { zh: "请按顺序重新编号", en: "Number the lines again in order" },
    basis: "海关跨境电商统一版报文规范 202205，OrderList gnum",
    customs_code: Some("-301002"),
    check: |case, found| {
        let Some(order) = &case.order else { return };
        for (n, line) in order.lines.iter().enumerate() {
            if usize::try_from(line.gnum).ok() != Some(n + 1) {
                found.at_value(order_line(n, "gnum"), line.gnum.to_string());
            }
        }
    },
    counterexample: |case| {
        the_order(case).lines[1].gnum = 1;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_order;
    use crate::cn::rules::testing::places;

    #[test]
    fn a_gap_and_a_wrong_order_are_found() {
        assert_eq!(places(&RULE, |case| the_order(case).lines[1].gnum = 3), ["Order[1]/OrderList[2]/gnum"]);
        assert_eq!(
            places(&RULE, |case| the_order(case).lines.reverse()),
            ["Order[1]/OrderList[1]/gnum", "Order[1]/OrderList[2]/gnum"]
        );
    }
}
