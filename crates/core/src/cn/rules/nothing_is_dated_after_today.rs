//! No document is dated after today.

use super::Case;
use super::places::{app_times, later_times, the_declaration, today};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-TIME-001",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text { zh: "单证日期晚于今天", en: "A document is dated after today" },
    help: Text {
        zh: "请核对日期和电脑时钟（北京时间）",
        en: "Look at the date, and at the clock of the computer (Beijing time)",
    },
    basis: "海关跨境电商统一版报文规范 202205，appTime、declTime；海关以接受申报的日期为准，故只提示",
    customs_code: None,
    check: |case, found| {
        let Some(today) = today(case) else { return };
        for (place, time) in app_times(case).chain(later_times(case)) {
            if time.date() > today {
                found.at_value(place, time.to_string());
            }
        }
        if let Some(payment) = case.payment.as_ref().filter(|p| p.paid_at.date() > today) {
            found.at_value("Payment[1]/PaymentHead/payTime", payment.paid_at.to_string());
        }
        if let Some(declaration) = case.declaration.as_ref().filter(|d| d.head.declared_on > today) {
            found.at_value("Inventory[1]/InventoryHead/declTime", declaration.head.declared_on.to_string());
        }
    },
    counterexample: |case| {
        case.facts.today = Some(jiff::civil::date(2026, 11, 24));
        the_declaration(case).head.declared_on = jiff::civil::date(2026, 11, 25);
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::testing::{NOWHERE, places};
    use jiff::civil::date;

    #[test]
    fn today_itself_is_allowed() {
        assert_eq!(places(&RULE, |case| case.facts.today = Some(date(2026, 11, 24))), NOWHERE);
        assert_eq!(places(&RULE, |case| case.facts.today = Some(date(2026, 11, 23))).len(), 6);
    }
}
