//! A buyer born before 1900 is looked at twice.

use super::Case;
use super::places::{Identity, identities, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::ids::resident_birthday;
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-BUYER-009",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "身份证号码中的出生年份早于1900年",
        en: "The identity number says that its holder was born before 1900",
    },
    help: Text { zh: "请核对身份证号码", en: "Look at the identity number again" },
    basis: "GB 11643-1999",
    customs_code: None,
    check: |case, found| {
        for person in identities(case).filter(Identity::is_resident) {
            if resident_birthday(person.number.1).is_some_and(|born| born.year() < 1900) {
                found.at(person.number.0);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.buyer_id_number = "440524188001010014".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn the_first_of_january_1900_is_allowed() {
        assert_eq!(
            places(&RULE, |case| the_declaration(case).head.buyer_id_number =
                "110101190001010000".to_owned()),
            NOWHERE
        );
        assert_eq!(
            places(&RULE, |case| the_declaration(case).head.buyer_id_number =
                "110101189912310000".to_owned()),
            ["Inventory[1]/InventoryHead/buyerIdNumber"]
        );
    }
}
