//! A declaration has one cancel application.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::the_cancel;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CANCEL-004",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "该清单已有撤销申请单",
        en: "Another application to withdraw the declaration is under way or approved",
    },
    help: Text {
        zh: "请等待前一份申请的回执；退回后可重新申请",
        en: "Wait for the receipt of the first one; after a rejection apply again",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB623 invtNo；电子口岸不受理重复撤单",
    customs_code: Some("-623009"),
    check: |case, found| {
        if let Some(cancel) = case.cancel.as_ref().filter(|_| case.facts.taken.cancel) {
            found.at_value("InvtCancel[1]/invtNo", cancel.invt_no.as_str());
        }
    },
    counterexample: |case| {
        the_cancel(case);
        case.facts.taken.cancel = true;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_cancel;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn the_first_application_is_taken() {
        assert_eq!(places(&RULE, |case| _ = the_cancel(case)), NOWHERE);
        assert_eq!(places(&RULE, |case| case.facts.taken.cancel = true), NOWHERE);
    }
}
