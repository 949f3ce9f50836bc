//! All documents name the same platform.

use super::Case;
use super::places::the_declaration;
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MATCH-002",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "各单证的电商平台代码不一致", en: "The documents name different platforms"
    },
    help: Text {
        zh: "请核对订单、支付单、清单上的平台代码",
        en: "Compare the platform codes of order, payment and declaration",
    },
    basis: "海关跨境电商统一版报文规范 202205，ebpCode（与orderNo一起作为比对键）",
    customs_code: None,
    check: |case, found| {
        let named = [
            case.order.as_ref().map(|o| ("Order[1]/OrderHead/ebpCode", &o.head.platform_code)),
            case.payment.as_ref().map(|p| ("Payment[1]/PaymentHead/ebpCode", &p.platform_code)),
            case.declaration.as_ref().map(|d| ("Inventory[1]/InventoryHead/ebpCode", &d.head.platform_code)),
        ];
        let mut named = named.into_iter().flatten();
        let Some((_, first)) = named.next() else { return };
        for (place, code) in named {
            if code != first {
                found.at_value(place, code.as_str());
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.platform_code = "33189630GS".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_declaration_alone_agrees_with_itself() {
        assert_eq!(
            places(&RULE, |case| {
                case.order = None;
                case.payment = None;
                the_declaration(case).head.platform_code = "33189630GS".to_owned();
            }),
            NOWHERE
        );
    }
}
