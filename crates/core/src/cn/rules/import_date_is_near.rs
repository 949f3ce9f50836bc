//! The import date of a direct purchase is near the declaration.

use super::Case;
use super::places::{is_direct, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-TIME-003",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "进口日期与申报日期相差过大", en: "The import date is far from the declaration date"
    },
    help: Text {
        zh: "请核对运输工具进境日期；未知时不填",
        en: "Look at the day of arrival; leave it out when unknown",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB621 ieDate；界限（提前30天、滞后一年）为经验值，故只提示",
    customs_code: None,
    check: |case, found| {
        let Some(declaration) = case.declaration.as_ref().filter(|d| is_direct(d)) else { return };
        let Some(imported) = declaration.head.imported_on else { return };
        let days = (imported - declaration.head.declared_on).get_days();
        if !(-366..=30).contains(&days) {
            found.at_value("Inventory[1]/InventoryHead/ieDate", imported.to_string());
        }
    },
    counterexample: |case| {
        the_declaration(case).head.imported_on = Some(jiff::civil::date(2025, 1, 1));
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};
    use jiff::civil::date;

    #[test]
    fn thirty_days_ahead_are_allowed() {
        assert_eq!(
            places(&RULE, |case| the_declaration(case).head.imported_on = Some(date(2026, 12, 24))),
            NOWHERE
        );
        assert_eq!(
            places(&RULE, |case| the_declaration(case).head.imported_on = Some(date(2026, 12, 25))),
            ["Inventory[1]/InventoryHead/ieDate"]
        );
    }
}
