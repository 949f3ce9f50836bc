//! The buyer stays within the yearly limit.

use super::Case;
use super::places::{dutiable, inventory_line};
use crate::check::{Period, Rule, Severity};
use crate::money::Money;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-LIMIT-003",
    severity: Severity::Stops,
    in_force: Period::since(2016, 4, 8),
    says: Text {
        zh: "订购人本年度累计交易将超过年度限值", en: "The buyer would be above the yearly limit"
    },
    help: Text {
        zh: "请按一般贸易申报；余额以海关系统为准",
        en: "Declare it as general trade; what is left is known to customs only",
    },
    basis: "财关税〔2018〕49号（年度26000元，按自然年累计）",
    customs_code: Some("-621018"),
    check: |case, found| {
        let Some(declaration) = &case.declaration else { return };
        let before = case.facts.bought_this_year.unwrap_or_default();
        let value = before + dutiable(declaration);
        if value > case.tables().rates().limits(case.day()).annual.value {
            found.at_value(inventory_line(0, "totalPrice"), value.to_string());
        }
    },
    counterexample: |case| {
        case.facts.bought_this_year = Some(Money(26000.into()));
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::testing::{NOWHERE, places};
    use crate::money::Money;

    #[test]
    fn the_limit_itself_is_allowed() {
        let bought = |yuan: &str| places(&RULE, |case| case.facts.bought_this_year = Money::parse(yuan));
        // This order is worth 476 yuan with its freight.
        assert_eq!(bought("25524"), NOWHERE);
        assert_eq!(bought("25524.01"), ["Inventory[1]/InventoryList[1]/totalPrice"]);
    }

    #[test]
    fn an_unknown_year_counts_as_nothing() {
        assert_eq!(places(&RULE, |case| case.facts.bought_this_year = None), NOWHERE);
    }
}
