//! Nothing is declared before it was ordered and paid.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::the_declaration;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-TIME-005",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "申报日期早于下单或支付日期", en: "The declaration is dated before order or payment"
    },
    help: Text { zh: "请核对申报日期", en: "Look at the date of the declaration" },
    basis: "海关总署公告2018年第194号（先有交易、支付后申报）；海关跨境电商统一版报文规范 202205，declTime；海关以接受申报的日期为准，故只提示",
    customs_code: None,
    check: |case, found| {
        let Some(head) = case.declaration.as_ref().map(|d| &d.head) else { return };
        let ordered = case.order.as_ref().map(|o| o.head.app_time.date());
        let paid = case.payment.as_ref().map(|p| p.paid_at.date());
        if ordered.max(paid).is_some_and(|day| head.declared_on < day) {
            found.at_value("Inventory[1]/InventoryHead/declTime", head.declared_on.to_string());
        }
    },
    counterexample: |case| {
        the_declaration(case).head.declared_on = jiff::civil::date(2026, 11, 23);
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn the_same_day_is_allowed() {
        let on = |day| places(&RULE, |case| the_declaration(case).head.declared_on = day);
        assert_eq!(on(jiff::civil::date(2026, 11, 24)), NOWHERE);
        assert_eq!(on(jiff::civil::date(2026, 11, 23)), ["Inventory[1]/InventoryHead/declTime"]);
    }
}
