//! The waybill of a direct purchase names the master bill.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{filled, is_direct, the_waybill};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MODE-009",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "直购进口（9610）的运单应填提运单号",
        en: "The waybill of a direct purchase (9610) should name the master bill",
    },
    help: Text {
        zh: "请物流企业在运单中补填提运单号",
        en: "Ask the carrier to add the bill number to the waybill",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB511 billNo（直购进口填写）；规范列为选填，故只提示",
    customs_code: None,
    check: |case, found| {
        let (Some(waybill), Some(declaration)) = (&case.waybill, &case.declaration) else { return };
        if is_direct(declaration) && !filled(waybill.bill_no.as_ref()) {
            found.at("Logistics[1]/LogisticsHead/billNo");
        }
    },
    counterexample: |case| {
        the_waybill(case).bill_no = None;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_declaration, the_waybill};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn bonded_goods_have_no_master_bill() {
        let without = |mode: &str| {
            places(&RULE, |case| {
                the_waybill(case).bill_no = None;
                the_declaration(case).head.trade_mode = mode.to_owned();
            })
        };
        assert_eq!(without("1210"), NOWHERE);
        assert_eq!(without("9610"), ["Logistics[1]/LogisticsHead/billNo"]);
    }
}
