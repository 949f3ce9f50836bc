//! A cancel or return names the number of its declaration.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{the_cancel, the_declaration};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-CANCEL-002",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "申请单的清单编号不是原清单的编号",
        en: "The application names another declaration number",
    },
    help: Text {
        zh: "请按海关入库回执中的清单编号填写",
        en: "Take the number from the receipt with which customs stored the declaration",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB623、CEB625 invtNo（原清单编号）",
    customs_code: Some("-623003"),
    check: |case, found| {
        let declared = case.declaration.as_ref().and_then(|d| d.head.invt_no.as_deref()).unwrap_or_default();
        if declared.is_empty() {
            return;
        }
        let named = [
            case.cancel.as_ref().map(|c| ("InvtCancel[1]/invtNo", &c.invt_no)),
            case.return_.as_ref().map(|r| ("InvtRefund[1]/InvtRefundHead/invtNo", &r.head.invt_no)),
        ];
        for (place, number) in named.into_iter().flatten().filter(|(_, number)| *number != declared) {
            found.at_value(place, number.as_str());
        }
    },
    counterexample: |case| {
        let target = the_cancel(case).invt_no.clone();
        the_declaration(case).head.invt_no = Some(target);
        the_cancel(case).invt_no = "29912026I999999999".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_declaration, the_return};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_declaration_without_a_number_says_nothing() {
        assert_eq!(
            places(&RULE, |case| the_return(case).head.invt_no = "29912026I999999999".to_owned()),
            NOWHERE
        );
        assert_eq!(
            places(&RULE, |case| {
                the_return(case).head.invt_no = "29912026I999999999".to_owned();
                the_declaration(case).head.invt_no = Some("29912026I999999998".to_owned());
            }),
            ["InvtRefund[1]/InvtRefundHead/invtNo"]
        );
    }
}
