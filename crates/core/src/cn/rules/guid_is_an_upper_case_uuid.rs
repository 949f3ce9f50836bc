//! The id of a record is a UUID in upper case.

use super::Case;
use super::places::the_declaration;
use crate::check::{Period, Rule, Severity};
use crate::ids::upper_uuid;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-NUMBER-006",
    severity: Severity::Hints,
    in_force: Period::since(2014, 2, 10),
    says: Text { zh: "系统唯一序号不是大写UUID", en: "The record id is not a UUID in upper case" },
    help: Text {
        zh: "请使用36位大写UUID，每次报送重新生成",
        en: "Use an upper-case UUID of 36 signs, a new one for every submission",
    },
    basis: "海关跨境电商统一版报文规范 202205，guid；实际报文有小写的，故只提示",
    customs_code: None,
    check: |case, found| {
        let ids = [
            case.order.as_ref().map(|o| ("Order[1]/OrderHead/guid", &o.head.guid)),
            case.payment.as_ref().map(|p| ("Payment[1]/PaymentHead/guid", &p.guid)),
            case.waybill.as_ref().map(|w| ("Logistics[1]/LogisticsHead/guid", &w.guid)),
            case.declaration.as_ref().map(|d| ("Inventory[1]/InventoryHead/guid", &d.head.guid)),
        ];
        for (place, id) in ids.into_iter().flatten() {
            if !id.is_empty() && !upper_uuid(id) {
                found.at_value(place, id.as_str());
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.guid = "9d6f3081-45ca-4eb9-8f74-3ca1805ebd44".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_payment;
    use crate::cn::rules::testing::places;

    #[test]
    fn the_payment_too() {
        assert_eq!(
            places(&RULE, |case| the_payment(case).guid = "CEB303_ZH_GZ_20230309112945042_67622".to_owned()),
            ["Payment[1]/PaymentHead/guid"]
        );
    }
}
