//! The own number of a cancel application is used once.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::life::Document;
use crate::cn::rules::places::{answer, the_cancel};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-DUP-009",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "企业内部编号已用于另一份撤销申请单",
        en: "The own number was used for another cancel application",
    },
    help: Text {
        zh: "请换一个企业内部编号，回执以它为索引",
        en: "Give it another number: every receipt is filed by it",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB623 copNo",
    customs_code: Some("-623009"),
    check: |case, found| {
        let own = case.cancel.as_ref().map(|c| &c.cop_no);
        if let Some(number) =
            own.filter(|_| case.facts.taken.cop_no || answer(case, Document::Cancel) == Some("-623009"))
        {
            found.at_value("InvtCancel[1]/copNo", number.as_deref().unwrap_or_default());
        }
    },
    counterexample: |case| {
        the_cancel(case);
        case.facts.taken.cop_no = true;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_cancel;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_number_that_nobody_has_is_new() {
        assert_eq!(places(&RULE, |case| _ = the_cancel(case)), NOWHERE);
        assert_eq!(places(&RULE, |case| case.facts.taken.cop_no = true), NOWHERE);
    }
}
