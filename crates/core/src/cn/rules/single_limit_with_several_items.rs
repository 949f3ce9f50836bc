//! Several items above the single limit are no retail import.

use super::Case;
use super::places::{dutiable, inventory_line, is_one_item, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::money::Money;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-LIMIT-001",
    severity: Severity::Stops,
    in_force: Period::since(2016, 4, 8),
    says: Text {
        zh: "多件商品的单次交易价值超过单次交易限值",
        en: "Several items are worth more than the single-transaction limit",
    },
    help: Text {
        zh: "请按一般贸易申报；不得为避税拆单",
        en: "Declare it as general trade; orders must not be split to avoid it",
    },
    basis: "财关税〔2018〕49号（2019年起单次5000元、年度26000元）；财关税〔2016〕18号",
    customs_code: Some("-621005"),
    check: |case, found| {
        let Some(declaration) = &case.declaration else { return };
        let value = dutiable(declaration);
        if value > case.tables().rates().limits(case.day()).single.value && !is_one_item(declaration) {
            found.at_value(inventory_line(0, "totalPrice"), value.to_string());
        }
    },
    counterexample: |case| {
        the_declaration(case).lines[0].total = Money(5000.into());
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};
    use jiff::civil::date;

    use crate::money::Money;

    #[test]
    fn the_limit_itself_is_allowed() {
        let worth = |yuan: &str| {
            places(&RULE, |case| {
                let total = Money::parse(yuan).expect("a decimal");
                let declaration = the_declaration(case);
                // The second line is worth 168 yuan, the freight 10.
                declaration.lines[0].total = total - Money(178.into());
            })
        };
        assert_eq!(worth("5000"), NOWHERE);
        assert_eq!(worth("5000.01"), ["Inventory[1]/InventoryList[1]/totalPrice"]);
    }

    #[test]
    fn before_2019_the_limit_was_2000() {
        assert_eq!(
            places(&RULE, |case| {
                let declaration = the_declaration(case);
                declaration.head.declared_on = date(2018, 12, 31);
                declaration.lines[0].total = Money(2000.into());
            }),
            ["Inventory[1]/InventoryList[1]/totalPrice"]
        );
    }
}
