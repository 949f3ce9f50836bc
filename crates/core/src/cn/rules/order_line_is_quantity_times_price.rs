//! A line of the order costs quantity times price.

use super::Case;
use super::places::{CENT, is_product, order_line, the_order};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-AMOUNT-003",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "订单商品总价不等于数量×单价", en: "A line total of the order is not quantity × price"
    },
    help: Text {
        zh: "请核对数量、单价和总价；除不尽时单价保留五位小数",
        en: "Look at quantity, price and total again; where the price has no end, give it five decimals",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB311 totalPrice；单价最多五位小数，除不尽时以五位小数的单价为准",
    customs_code: None,
    check: |case, found| {
        let Some(order) = &case.order else { return };
        for (n, line) in order.lines.iter().enumerate() {
            if !is_product(line.qty, line.price, line.total) {
                found.at_value(order_line(n, "totalPrice"), line.total.to_string());
            }
        }
    },
    counterexample: |case| {
        the_order(case).lines[0].total = the_order(case).lines[0].total + CENT;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_order;
    use crate::cn::rules::testing::{NOWHERE, places};
    use crate::money::{Money, Quantity};

    #[test]
    fn a_price_without_end_has_five_decimals() {
        let line = |qty: &str, price: &str, total: &str| {
            places(&RULE, |case| {
                let line = &mut the_order(case).lines[0];
                line.qty = Quantity::parse(qty).expect("a decimal");
                line.price = Money::parse(price).expect("a decimal");
                line.total = Money::parse(total).expect("a decimal");
            })
        };
        assert_eq!(line("3", "33.33333", "100"), NOWHERE);
        assert_eq!(line("3", "33.33", "100"), ["Order[1]/OrderList[1]/totalPrice"]);
        assert_eq!(line("2", "149", "298.01"), ["Order[1]/OrderList[1]/totalPrice"]);
        assert_eq!(line("1", "0", "0"), NOWHERE);
    }
}
