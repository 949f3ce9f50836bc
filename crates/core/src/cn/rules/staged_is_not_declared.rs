//! What is staged waits at the e-port.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::the_declaration;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-STATE-002",
    severity: Severity::Hints,
    in_force: Period::since(2014, 2, 10),
    says: Text { zh: "暂存的单证不会自动申报", en: "What is staged is not declared by itself" },
    help: Text {
        zh: "需要申报时请改用业务状态2，或在电子口岸操作员卡上申报",
        en: "Send it with status 2, or let the operator declare it at the e-port",
    },
    basis: "海关跨境电商统一版报文规范 202205，appStatus（1暂存、2申报）",
    customs_code: None,
    check: |case, found| {
        if case.declaration.as_ref().is_some_and(|d| d.head.app_status == "1") {
            found.at_value("Inventory[1]/InventoryHead/appStatus", "1");
        }
    },
    counterexample: |case| {
        the_declaration(case).head.app_status = "1".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn what_is_declared_is_fine() {
        assert_eq!(places(&RULE, |case| the_declaration(case).head.app_status = "2".to_owned()), NOWHERE);
    }
}
