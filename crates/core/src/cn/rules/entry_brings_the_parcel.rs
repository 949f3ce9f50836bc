//! A warehouse entry lists the parcel of the declaration under its bill.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::message::ceb711_entry::EntryLine;
use crate::cn::rules::places::{is_direct, the_entry};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-ENTRY-002",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "入库明细单与清单的运输工具、航次、提运单号、物流企业或运单号不一致",
        en: "The warehouse entry differs from the declaration in transport, bill, carrier or parcel",
    },
    help: Text {
        zh: "请按舱单核对；分批到货时请以实际入库为准",
        en: "Compare both with the manifest; goods may arrive in parts",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB711 与 CEB621 以 logisticsNo、billNo、voyageNo 对应；比对规则未公布，故只提示",
    customs_code: None,
    check: |case, found| {
        let (Some(entry), Some(declaration)) = (&case.entry, &case.declaration) else { return };
        if !is_direct(declaration) {
            return;
        }
        let (own, declared) = (&entry.head, &declaration.head);
        for (one, other, place) in [
            (&own.vehicle, declared.vehicle.as_ref(), "Delivery[1]/DeliveryHead/trafNo"),
            (&own.voyage_no, declared.voyage_no.as_ref(), "Delivery[1]/DeliveryHead/voyageNo"),
            (&own.bill_no, declared.bill_no.as_ref(), "Delivery[1]/DeliveryHead/billNo"),
            (&own.carrier_code, Some(&declared.carrier_code), "Delivery[1]/DeliveryHead/logisticsCode"),
        ] {
            if other.is_some_and(|other| !other.is_empty() && other != one) {
                found.at_value(place, one.as_str());
            }
        }
        let listed = |line: &EntryLine| line.waybill_no == declared.waybill_no;
        if !entry.lines.is_empty() && !entry.lines.iter().any(listed) {
            found.at("Delivery[1]/DeliveryList");
        }
    },
    counterexample: |case| {
        the_entry(case).lines.remove(0);
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_entry;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn the_parcel_is_among_the_lines() {
        assert_eq!(places(&RULE, |case| _ = the_entry(case)), NOWHERE);
        assert_eq!(
            places(&RULE, |case| the_entry(case).head.bill_no = "999-76543213".to_owned()),
            ["Delivery[1]/DeliveryHead/billNo"]
        );
        assert_eq!(places(&RULE, |case| the_entry(case).lines.truncate(1)), NOWHERE);
    }
}
