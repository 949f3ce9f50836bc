//! The value of the goods is the sum of the lines.

use super::Case;
use super::places::{CENT, the_order};
use crate::check::{Period, Rule, Severity};
use crate::money::Money;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-AMOUNT-002",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "商品价格不等于各项商品总价之和",
        en: "The goods value is not the sum of the line totals",
    },
    help: Text {
        zh: "请核对商品价格与每项商品的总价",
        en: "Look at the goods value and the line totals again",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB311 goodsValue、totalPrice",
    customs_code: None,
    check: |case, found| {
        let Some(order) = &case.order else { return };
        let sum: Money = order.lines.iter().map(|line| line.total).sum();
        if !order.lines.is_empty() && order.head.goods_value != sum {
            found.at_value("Order[1]/OrderHead/goodsValue", order.head.goods_value.to_string());
        }
    },
    counterexample: |case| {
        the_order(case).head.goods_value = the_order(case).head.goods_value + CENT;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{CENT, the_order};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn the_cent_decides() {
        let take = |case: &mut _| the_order(case).lines[0].total = the_order(case).lines[0].total - CENT;
        assert_eq!(places(&RULE, |case| take(case)), ["Order[1]/OrderHead/goodsValue"]);
        assert_eq!(
            places(&RULE, |case| {
                take(case);
                the_order(case).head.goods_value = the_order(case).head.goods_value - CENT;
            }),
            NOWHERE
        );
    }
}
