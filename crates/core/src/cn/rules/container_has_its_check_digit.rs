//! A container number has its check digit.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::the_declaration;
use crate::ids::container;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-NUMBER-010",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "集装箱号校验位不正确", en: "The check digit of the container number is wrong"
    },
    help: Text { zh: "请按舱单核对运输工具编号", en: "Compare it with the manifest" },
    basis: "ISO 6346",
    customs_code: None,
    check: |case, found| {
        let Some(vehicle) = case.declaration.as_ref().and_then(|d| d.head.vehicle.as_deref()) else { return };
        if container(vehicle) == Some(false) {
            found.at_value("Inventory[1]/InventoryHead/trafNo", vehicle);
        }
    },
    counterexample: |case| {
        the_declaration(case).head.vehicle = Some("CSQU3054384".to_owned());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn only_what_looks_like_a_container_is_judged() {
        let vehicle =
            |text: &str| places(&RULE, |case| the_declaration(case).head.vehicle = Some(text.to_owned()));
        for fine in ["CSQU3054383", "APZU3990890", "CA1710", "粤ZAB12港"] {
            assert_eq!(vehicle(fine), NOWHERE, "{fine}");
        }
        assert_eq!(vehicle("CSQU3054380"), ["Inventory[1]/InventoryHead/trafNo"]);
    }
}
