//! Names, numbers, telephones and addresses are whole, not masked by a shop.

use super::Case;
use super::places::{addresses, identities, person_names, telephones, the_declaration};
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-BUYER-006",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "姓名、证件号码、电话或地址含有脱敏星号",
        en: "A name, identity number, telephone or address is masked with asterisks",
    },
    help: Text {
        zh: "请从平台导出未脱敏的订单", en: "Export the orders from the platform without masking"
    },
    basis: "海关跨境电商统一版报文规范 202205，buyerName、buyerIdNumber、buyerTelephone、consigneeAddress",
    customs_code: Some("1300"),
    check: |case, found| {
        let masked = |text: &str| text.contains(['*', '＊']);
        let numbers = identities(case).map(|person| person.number);
        for (place, text) in person_names(case).chain(numbers).chain(telephones(case)) {
            if masked(text) {
                found.at(place);
            }
        }
        for (place, text) in addresses(case) {
            if text.contains("**") || text.contains("＊＊") {
                found.at(place);
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).head.buyer_name = "陈*".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_declaration, the_order, the_payment};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn one_asterisk_in_an_address_may_be_meant() {
        assert_eq!(
            places(&RULE, |case| the_declaration(case).head.consignee_address =
                "浙江省杭州市文三路1号*2单元".to_owned()),
            NOWHERE
        );
        assert_eq!(
            places(&RULE, |case| the_declaration(case).head.consignee_address =
                "浙江省杭州市****".to_owned()),
            ["Inventory[1]/InventoryHead/consigneeAddress"]
        );
        assert_eq!(
            places(&RULE, |case| the_order(case).head.buyer_telephone = "138****8001".to_owned()),
            ["Order[1]/OrderHead/buyerTelephone"]
        );
        assert_eq!(
            places(&RULE, |case| the_payment(case).payer_id_number = "110101********7619".to_owned()),
            ["Payment[1]/PaymentHead/payerIdNumber"]
        );
    }
}
