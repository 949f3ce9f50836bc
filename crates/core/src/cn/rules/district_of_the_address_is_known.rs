//! The district of the address is an administrative division.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::the_order;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CODE-008",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "收货地址行政区划代码不在区划表中",
        en: "The district code of the address is in no table",
    },
    help: Text {
        zh: "请填写6位行政区划代码；不确定时不填",
        en: "Fill in the six digits of the division, or leave it out",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB311 consigneeDistrict；GB/T 2260，旧区划不在表中，故只提示",
    customs_code: None,
    check: |case, found| {
        let Some(code) = case.order.as_ref().and_then(|o| o.head.consignee_district.as_deref()) else {
            return;
        };
        if !code.is_empty() && case.tables().area(code).is_none() {
            found.at_value("Order[1]/OrderHead/consigneeDistrict", code);
        }
    },
    counterexample: |case| {
        the_order(case).head.consignee_district = Some("990106".to_owned());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_order;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_district_of_the_table_passes() {
        let district = |text: &str| {
            places(&RULE, |case| the_order(case).head.consignee_district = Some(text.to_owned()))
        };
        assert_eq!(district("310101"), NOWHERE);
        assert_eq!(district("3301AB"), ["Order[1]/OrderHead/consigneeDistrict"]);
    }
}
