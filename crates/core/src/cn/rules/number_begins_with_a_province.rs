//! A resident identity number begins with a province.

use super::Case;
use super::places::{Identity, identities, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-BUYER-005",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "身份证号码前两位不是省级行政区划",
        en: "The identity number does not begin with a province",
    },
    help: Text {
        zh: "请核对号码；港澳台居民居住证和外国人永久居留证是否受理，请先向申报海关确认",
        en: "Look at the number again; ask the customs office whether it takes residence permits of Hong Kong, Macao, Taiwan or foreigners",
    },
    basis: "GB/T 2260；旧区划长期有效，故只看前两位",
    customs_code: None,
    check: |case, found| {
        let known = |number: &str| {
            let Some(province) = number.get(..2) else { return true };
            let mut code = *b"000000";
            code[..2].copy_from_slice(province.as_bytes());
            std::str::from_utf8(&code).is_ok_and(|code| case.tables().area(code).is_some())
        };
        for person in identities(case).filter(Identity::is_resident) {
            if !known(person.number.1) || matches!(person.number.1.get(..2), Some("71" | "81" | "82" | "83"))
            {
                found.at(person.number.0);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.buyer_id_number = "990101199003077619".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn an_old_county_is_fine() {
        assert_eq!(
            places(&RULE, |case| the_declaration(case).head.buyer_id_number =
                "130681199003077619".to_owned()),
            NOWHERE
        );
        assert_eq!(
            places(&RULE, |case| the_declaration(case).head.buyer_id_number =
                "830000199003077619".to_owned()),
            ["Inventory[1]/InventoryHead/buyerIdNumber"]
        );
    }
}
