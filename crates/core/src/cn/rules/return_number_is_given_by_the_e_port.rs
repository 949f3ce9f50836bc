//! The e-port gives a return its pre-entry number.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::the_return;
use crate::ids::pre_entry_no;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-RETURN-007",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "退货申请单的预录入编号不是电子口岸生成的",
        en: "The pre-entry number of the return was not given by the e-port",
    },
    help: Text {
        zh: "首次申报请留空；变更时填回执中的编号（T＋日期＋9位）",
        en: "Leave it out at first; in a change use the number of the receipt (T, date, nine digits)",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB625 preNo（由电子口岸生成，不得自编）",
    customs_code: Some("-625008"),
    check: |case, found| {
        let number = case.return_.as_ref().and_then(|r| r.head.pre_no.as_deref()).unwrap_or_default();
        if !number.is_empty() && !pre_entry_no(number) {
            found.at_value("InvtRefund[1]/InvtRefundHead/preNo", number);
        }
    },
    counterexample: |case| {
        the_return(case).head.pre_no = Some("QT20261204000001".to_owned());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_return;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_number_of_the_e_port_may_be_sent_back() {
        let number = |text: &str| places(&RULE, |case| the_return(case).head.pre_no = Some(text.to_owned()));
        assert_eq!(number(""), NOWHERE);
        assert_eq!(number("T20261204002329381"), NOWHERE);
        for own in ["T2026120400232938", "T20261304002329381", "t20261204002329381", "退货1"] {
            assert_eq!(number(own), ["InvtRefund[1]/InvtRefundHead/preNo"], "{own}");
        }
    }
}
