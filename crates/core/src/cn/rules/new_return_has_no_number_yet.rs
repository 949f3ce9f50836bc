//! A new return has no pre-entry number.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::the_return;
use crate::ids::pre_entry_no;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-RETURN-008",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "新增退货申请单不应有预录入编号",
        en: "A new return application should have no pre-entry number",
    },
    help: Text { zh: "请留空；由电子口岸生成", en: "Leave it out: the e-port gives it" },
    basis: "海关跨境电商统一版报文规范 202205，CEB625 appType、preNo；重新报送时带回原编号是否受理未公布，故只提示",
    customs_code: Some("-625008"),
    check: |case, found| {
        let head = case.return_.as_ref().map(|r| &r.head).filter(|head| head.app_type == "1");
        let number = head.and_then(|head| head.pre_no.as_deref()).unwrap_or_default();
        if pre_entry_no(number) {
            found.at_value("InvtRefund[1]/InvtRefundHead/preNo", number);
        }
    },
    counterexample: |case| {
        the_return(case).head.pre_no = Some("T20261204002329381".to_owned());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_return;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_change_names_its_number() {
        assert_eq!(
            places(&RULE, |case| {
                let head = &mut the_return(case).head;
                head.app_type = "2".to_owned();
                head.pre_no = Some("T20261204002329381".to_owned());
            }),
            NOWHERE
        );
    }
}
