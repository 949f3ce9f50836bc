//! The waybill goes to the consignee of the order.

use super::Case;
use super::places::the_waybill;
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MATCH-012",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "运单收货人、电话或地址与订单不一致",
        en: "Consignee, telephone or address of the waybill differs from the order",
    },
    help: Text {
        zh: "请使运单与订单的收货信息完全一致",
        en: "Make the consignee of waybill and order alike",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB311 consignee、consigneeTelephone、consigneeAddress（须与运单一致）",
    customs_code: None,
    check: |case, found| {
        let (Some(order), Some(waybill)) = (&case.order, &case.waybill) else { return };
        for (one, other, place) in [
            (&order.head.consignee, &waybill.consignee, "Logistics[1]/LogisticsHead/consignee"),
            (
                &order.head.consignee_telephone,
                &waybill.consignee_telephone,
                "Logistics[1]/LogisticsHead/consigneeTelephone",
            ),
            (
                &order.head.consignee_address,
                &waybill.consignee_address,
                "Logistics[1]/LogisticsHead/consigneeAddress",
            ),
        ] {
            if one != other {
                found.at(place);
            }
        }
    },
    counterexample: |case| {
        the_waybill(case).consignee = "林安".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_waybill;
    use crate::cn::rules::testing::places;

    #[test]
    fn each_of_the_three_has_its_place() {
        assert_eq!(
            places(&RULE, |case| the_waybill(case).consignee_telephone = "13800138002".to_owned()),
            ["Logistics[1]/LogisticsHead/consigneeTelephone"]
        );
        assert_eq!(
            places(&RULE, |case| the_waybill(case).consignee_address = "浙江省杭州市文二路1号".to_owned()),
            ["Logistics[1]/LogisticsHead/consigneeAddress"]
        );
    }
}
