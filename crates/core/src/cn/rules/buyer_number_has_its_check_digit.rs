//! The resident identity number of the buyer has its shape and check digit.

use super::Case;
use super::places::{Identity, buyers, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::ids::{ResidentId, resident_id};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-BUYER-001",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "订购人身份证号码位数或校验位不正确",
        en: "The identity number of the buyer is not 18 signs with the right check digit",
    },
    help: Text {
        zh: "请向订购人核对18位身份证号码，末位X用大写",
        en: "Ask the buyer for the 18 signs again; a final X is upper case",
    },
    basis: "GB 11643-1999；海关跨境电商统一版报文规范 202205，buyerIdNumber",
    customs_code: Some("1300"),
    check: |case, found| {
        for buyer in buyers(case).filter(Identity::is_resident) {
            if matches!(resident_id(buyer.number.1), ResidentId::Shape | ResidentId::CheckDigit) {
                found.at(buyer.number.0);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.buyer_id_number = "110101199003077618".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_declaration, the_order};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn numbers_of_both_documents_are_looked_at() {
        let give = |number: &str| {
            places(&RULE, |case| {
                the_order(case).head.buyer_id_number = number.to_owned();
                the_declaration(case).head.buyer_id_number = number.to_owned();
            })
        };
        let both = ["Order[1]/OrderHead/buyerIdNumber", "Inventory[1]/InventoryHead/buyerIdNumber"];
        assert_eq!(give("11010519491231002X"), NOWHERE);
        assert_eq!(give("11010519491231002x"), both);
        assert_eq!(give("110101900307761"), both);
    }

    #[test]
    fn another_kind_of_document_has_no_check() {
        assert_eq!(
            places(&RULE, |case| {
                let head = &mut the_declaration(case).head;
                head.buyer_id_type = "2".to_owned();
                head.buyer_id_number = "G12345678".to_owned();
            }),
            NOWHERE
        );
    }
}
