//! A resident identity number begins with a county of the table.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{Identity, identities, the_declaration};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-BUYER-010",
    severity: Severity::Hints,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "身份证号码前六位不在现行区划表中",
        en: "The identity number does not begin with a county of the present table",
    },
    help: Text {
        zh: "旧区划长期有效；如号码为新录入，请再核对一次",
        en: "Old counties stay valid; if the number was typed, look at it once more",
    },
    basis: "GB/T 2260；旧区划长期有效，故只提示",
    customs_code: None,
    check: |case, found| {
        for person in identities(case).filter(Identity::is_resident) {
            let county = person.number.1.get(..6).filter(|county| county.bytes().all(|b| b.is_ascii_digit()));
            if county.is_some_and(|county| case.tables().area(county).is_none()) {
                found.at(person.number.0);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.buyer_id_number = "330103199003077619".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn only_a_county_that_was_given_up_is_told() {
        let number =
            |text: &str| places(&RULE, |case| the_declaration(case).head.buyer_id_number = text.to_owned());
        assert_eq!(number("310101198501011236"), NOWHERE);
        assert_eq!(number("13068"), NOWHERE);
        assert_eq!(number("330103198501011236"), ["Inventory[1]/InventoryHead/buyerIdNumber"]);
    }
}
