//! A direct purchase crosses the border by a means of transport.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{is_direct, the_declaration};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MODE-010",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "直购进口（9610）的运输方式不应是特殊监管区域",
        en: "The means of transport of a direct purchase (9610) should not be a special zone",
    },
    help: Text {
        zh: "请填写跨境段的运输方式，如水路2、铁路3、公路4、航空5、邮件6",
        en: "Fill in how the goods crossed the border, such as 2 sea, 3 rail, 4 road, 5 air, 6 mail",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB621、CEB711 trafMode（直购进口为跨境段）；官方样例有填0的，故只提示",
    customs_code: None,
    check: |case, found| {
        let declared = case.declaration.as_ref().filter(|d| is_direct(d)).map(|d| &d.head.transport_mode);
        let entered = case.entry.as_ref().map(|e| &e.head.transport_mode);
        for (place, mode) in [
            ("Inventory[1]/InventoryHead/trafMode", declared),
            ("Delivery[1]/DeliveryHead/trafMode", entered),
        ] {
            let zone = |mode: &&String| {
                matches!(mode.as_str(), "0" | "1" | "7" | "8" | "H" | "P" | "S" | "T" | "W" | "X" | "Y" | "Z")
            };
            if let Some(mode) = mode.filter(zone) {
                found.at_value(place, mode.as_str());
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.transport_mode = "Y".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn every_way_across_the_border_is_allowed() {
        let by =
            |mode: &str| places(&RULE, |case| the_declaration(case).head.transport_mode = mode.to_owned());
        for mode in ["2", "3", "4", "5", "6", "9", "L", "G", ""] {
            assert_eq!(by(mode), NOWHERE, "{mode}");
        }
        assert_eq!(by("7"), ["Inventory[1]/InventoryHead/trafMode"]);
    }

    #[test]
    fn bonded_goods_leave_a_zone() {
        let bonded = |mode: &str| {
            places(&RULE, |case| {
                let head = &mut the_declaration(case).head;
                head.trade_mode = "1210".to_owned();
                head.transport_mode = mode.to_owned();
            })
        };
        assert_eq!(bonded("Y"), NOWHERE);
    }
}
