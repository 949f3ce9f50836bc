//! A direct purchase comes back to the office that released it.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{is_bonded, the_return};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-RETURN-009",
    severity: Severity::Stops,
    in_force: Period::since(2020, 3, 28),
    says: Text {
        zh: "退货申报海关不是原清单的申报海关",
        en: "The return names another customs office than its declaration",
    },
    help: Text {
        zh: "请填写原清单的申报海关；保税进口可以跨关区",
        en: "Name the office of the declaration; bonded goods may come back to another one",
    },
    basis: "海关总署公告2020年第45号（退回原监管作业场所）；2024年底起保税进口（1210）试点跨关区退货，故只限直购",
    customs_code: None,
    check: |case, found| {
        let (Some(back), Some(declaration)) = (&case.return_, &case.declaration) else { return };
        if !is_bonded(declaration) && back.head.customs_code != declaration.head.customs_code {
            found.at_value("InvtRefund[1]/InvtRefundHead/customsCode", back.head.customs_code.as_str());
        }
    },
    counterexample: |case| {
        the_return(case).head.customs_code = "3119".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_declaration, the_return};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn bonded_goods_may_cross_districts() {
        let elsewhere = |mode: &str| {
            places(&RULE, |case| {
                the_declaration(case).head.trade_mode = mode.to_owned();
                the_return(case).head.customs_code = "3119".to_owned();
            })
        };
        assert_eq!(elsewhere("1210"), NOWHERE);
        assert_eq!(elsewhere("9610"), ["InvtRefund[1]/InvtRefundHead/customsCode"]);
    }
}
