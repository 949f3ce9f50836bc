//! A waybill status is about the waybill in hand.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::the_status;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-PARCEL-003",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "运单状态与运单的物流企业代码或运单号不一致",
        en: "The waybill status differs from the waybill in carrier or number",
    },
    help: Text {
        zh: "请核对物流企业代码和运单号", en: "Compare carrier code and waybill number"
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB513 logisticsCode、logisticsNo（与运单一致）",
    customs_code: None,
    check: |case, found| {
        let (Some(status), Some(waybill)) = (&case.waybill_status, &case.waybill) else { return };
        for (one, other, place) in [
            (&status.carrier_code, &waybill.carrier_code, "LogisticsStatus[1]/logisticsCode"),
            (&status.waybill_no, &waybill.waybill_no, "LogisticsStatus[1]/logisticsNo"),
        ] {
            if one != other {
                found.at_value(place, one.as_str());
            }
        }
    },
    counterexample: |case| {
        the_status(case).waybill_no = "HX77202611240002".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_status;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn alone_it_is_about_any_waybill() {
        assert_eq!(
            places(&RULE, |case| {
                case.waybill = None;
                the_status(case).waybill_no = "HX77202611240002".to_owned();
            }),
            NOWHERE
        );
    }
}
