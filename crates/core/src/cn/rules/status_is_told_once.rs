//! A parcel is signed for once.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::life::Document;
use crate::cn::rules::places::{answer, the_status};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-DUP-008",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text { zh: "该运单状态已报送", en: "This state of the waybill was told already" },
    help: Text {
        zh: "如需修改请用变更报文（报送类型2）", en: "Send a change (submission type 2) instead"
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB513（物流企业、运单号和状态为主键）",
    customs_code: Some("-505012"),
    check: |case, found| {
        let Some(status) = &case.waybill_status else { return };
        if (status.app_type == "1" && case.facts.taken.status)
            || answer(case, Document::WaybillStatus) == Some("-505012")
        {
            found.at_value("LogisticsStatus[1]/logisticsNo", status.waybill_no.as_str());
        }
    },
    counterexample: |case| {
        the_status(case);
        case.facts.taken.status = true;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_status;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_change_tells_it_again() {
        assert_eq!(
            places(&RULE, |case| {
                case.facts.taken.status = true;
                the_status(case).app_type = "2".to_owned();
            }),
            NOWHERE
        );
    }
}
