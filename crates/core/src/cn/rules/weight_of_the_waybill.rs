//! The gross weight is that of the waybill.

use super::Case;
use super::places::the_waybill;
use crate::check::{Period, Rule, Severity};
use crate::money::Quantity;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-WEIGHT-002",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "清单毛重与运单毛重不一致", en: "The gross weight differs from that of the waybill"
    },
    help: Text { zh: "请与物流企业核对毛重", en: "Ask the carrier for the gross weight" },
    basis: "海关跨境电商统一版报文规范 202205，CEB511 weight、CEB621 grossWeight；公差未公布，故只提示",
    customs_code: None,
    check: |case, found| {
        let (Some(waybill), Some(declaration)) = (&case.waybill, &case.declaration) else { return };
        if declaration.head.gross_weight != waybill.weight {
            found.at_value(
                "Inventory[1]/InventoryHead/grossWeight",
                declaration.head.gross_weight.to_string(),
            );
        }
    },
    counterexample: |case| {
        the_waybill(case).weight = Quantity(1.into());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_waybill;
    use crate::cn::rules::testing::{NOWHERE, places};
    use crate::money::Quantity;

    #[test]
    fn trailing_noughts_make_no_difference() {
        let same = Quantity::parse("0.90000").expect("a decimal");
        assert_eq!(places(&RULE, |case| the_waybill(case).weight = same), NOWHERE);
    }
}
