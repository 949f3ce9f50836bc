//! The birthday in a resident identity number exists and is not to come.

use super::Case;
use super::places::{Identity, identities, the_declaration, today};
use crate::check::{Period, Rule, Severity};
use crate::ids::{ResidentId, resident_birthday, resident_id};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-BUYER-002",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "身份证号码中的出生日期不存在或晚于申报日期",
        en: "The birthday in the identity number does not exist or is still to come",
    },
    help: Text {
        zh: "请核对身份证号码第7至14位", en: "Look at places 7 to 14 of the identity number"
    },
    basis: "GB 11643-1999",
    customs_code: Some("1300"),
    check: |case, found| {
        let day = today(case).unwrap_or_else(|| case.day());
        for person in identities(case).filter(Identity::is_resident) {
            let born = resident_birthday(person.number.1);
            let no_day = resident_id(person.number.1) == ResidentId::Birthday;
            if no_day || born.is_some_and(|born| born > day) {
                found.at(person.number.0);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.buyer_id_number = "110101199002307611".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_payment;
    use crate::cn::rules::testing::{NOWHERE, places};
    use jiff::civil::date;

    #[test]
    fn a_child_of_the_day_is_born_one_of_tomorrow_is_not() {
        let day = |today| {
            places(&RULE, |case| {
                case.facts.today = Some(today);
                the_payment(case).payer_id_number = "110101202402297613".to_owned();
            })
        };
        assert_eq!(day(date(2024, 2, 28)), ["Payment[1]/PaymentHead/payerIdNumber"]);
        assert_eq!(day(date(2024, 2, 29)), NOWHERE);
    }
}
