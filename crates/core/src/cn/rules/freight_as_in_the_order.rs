//! The freight of the declaration is that of the order.

use super::Case;
use super::places::{CENT, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-AMOUNT-007",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "清单运费与订单运杂费不一致",
        en: "The freight of the declaration differs from that of the order",
    },
    help: Text {
        zh: "请核对运费与保费；订单运杂费可含保费",
        en: "Compare freight and insurance; the order may hold both in one amount",
    },
    basis: "海关跨境电商统一版报文规范 202205，CEB311 freight、CEB621 freight；公差未公布，故只提示",
    customs_code: None,
    check: |case, found| {
        let (Some(order), Some(declaration)) = (&case.order, &case.declaration) else { return };
        let (charged, head) = (order.head.freight, &declaration.head);
        if head.freight != charged && head.freight + head.insured_fee != charged {
            found.at_value("Inventory[1]/InventoryHead/freight", head.freight.to_string());
        }
    },
    counterexample: |case| {
        the_declaration(case).head.freight = the_declaration(case).head.freight + CENT;
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{CENT, the_declaration};
    use crate::cn::rules::testing::{NOWHERE, places};
    use crate::money::Money;

    #[test]
    fn insurance_may_be_inside_the_freight_of_the_order() {
        let ten = Money::parse("10").expect("a decimal");
        assert_eq!(
            places(&RULE, |case| {
                let head = &mut the_declaration(case).head;
                head.insured_fee = CENT;
                head.freight = ten - CENT;
            }),
            NOWHERE
        );
    }
}
