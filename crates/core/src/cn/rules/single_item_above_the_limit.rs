//! One item above the single limit is taxed in full.

use super::Case;
use super::places::{dutiable, inventory_line, is_one_item, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::money::{Money, Quantity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-LIMIT-002",
    severity: Severity::Warns,
    in_force: Period::since(2019, 1, 1),
    says: Text {
        zh: "单件商品超过单次交易限值，将按全额征税",
        en: "One item above the single-transaction limit: it is taxed in full",
    },
    help: Text {
        zh: "关税、增值税和消费税按全额征收，请先告知订购人",
        en: "Duty, VAT and consumption tax are due in full: tell the buyer first",
    },
    basis: "财关税〔2018〕49号第二条",
    customs_code: Some("-621005"),
    check: |case, found| {
        let Some(declaration) = &case.declaration else { return };
        let value = dutiable(declaration);
        if is_one_item(declaration) && value > case.tables().rates().limits(case.day()).single.value {
            found.at_value(inventory_line(0, "totalPrice"), value.to_string());
        }
    },
    counterexample: |case| {
        let declaration = the_declaration(case);
        declaration.lines.truncate(1);
        declaration.lines[0].qty = Quantity(1.into());
        declaration.lines[0].total = Money(5000.into());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};
    use crate::money::Money;

    #[test]
    fn two_pieces_of_it_are_several_items() {
        assert_eq!(
            places(&RULE, |case| {
                let declaration = the_declaration(case);
                declaration.lines.truncate(1);
                declaration.lines[0].total = Money(5000.into());
            }),
            NOWHERE
        );
    }
}
