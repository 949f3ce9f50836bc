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
        let states = [
            case.declaration.as_ref().map(|d| ("Inventory[1]/InventoryHead/appStatus", &d.head.app_status)),
            case.cancel.as_ref().map(|c| ("InvtCancel[1]/appStatus", &c.app_status)),
            case.return_.as_ref().map(|r| ("InvtRefund[1]/InvtRefundHead/appStatus", &r.head.app_status)),
            case.entry.as_ref().map(|e| ("Delivery[1]/DeliveryHead/appStatus", &e.head.app_status)),
        ];
        for (place, _) in states.into_iter().flatten().filter(|(_, state)| *state == "1") {
            found.at_value(place, "1");
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
