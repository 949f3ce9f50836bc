//! Who declared applies for the cancel or return.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::the_cancel;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CANCEL-006",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "申请企业不是原清单的申报企业或电商企业",
        en: "Neither the declarant nor the seller of the declaration applies",
    },
    help: Text {
        zh: "请由电商企业的境内代理人或其委托的报关企业申请",
        en: "Let the domestic agent of the seller, or the broker it has entrusted, apply",
    },
    basis: "海关总署公告2020年第45号（退货申请人）；海关跨境电商统一版报文规范 202205，CEB623、CEB625 agentCode；委托关系不在报文中，故只提示",
    customs_code: None,
    check: |case, found| {
        let Some(declared) = case.declaration.as_ref().map(|d| &d.head) else { return };
        let applicants = [
            case.cancel.as_ref().map(|c| ("InvtCancel[1]/agentCode", &c.declarant_code)),
            case.return_.as_ref().map(|r| ("InvtRefund[1]/InvtRefundHead/agentCode", &r.head.declarant_code)),
        ];
        for (place, code) in applicants.into_iter().flatten() {
            if *code != declared.declarant_code && *code != declared.seller_code {
                found.at_value(place, code.as_str());
            }
        }
    },
    counterexample: |case| {
        the_cancel(case).declarant_code = "330766K00Q".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_declaration, the_return};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn the_seller_may_apply_itself() {
        assert_eq!(
            places(&RULE, |case| {
                let seller = the_declaration(case).head.seller_code.clone();
                the_return(case).head.declarant_code = seller;
            }),
            NOWHERE
        );
        assert_eq!(
            places(&RULE, |case| the_return(case).head.declarant_code = "330766K00Q".to_owned()),
            ["InvtRefund[1]/InvtRefundHead/agentCode"]
        );
    }
}
