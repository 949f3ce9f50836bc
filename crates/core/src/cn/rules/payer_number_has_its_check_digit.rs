//! The resident identity number of the payer has its shape and check digit.

use super::Case;
use super::places::{Identity, payer, the_payment};
use crate::check::{Period, Rule, Severity};
use crate::ids::{ResidentId, resident_id};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-BUYER-003",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "支付人身份证号码位数或校验位不正确",
        en: "The identity number of the payer is not 18 signs with the right check digit",
    },
    help: Text {
        zh: "请与支付企业核对支付人身份证号码",
        en: "Ask the payment company for the identity number of the payer",
    },
    basis: "GB 11643-1999；海关跨境电商统一版报文规范 202205，payerIdNumber",
    customs_code: Some("1327"),
    check: |case, found| {
        let Some(payer) = payer(case).filter(Identity::is_resident) else { return };
        if matches!(resident_id(payer.number.1), ResidentId::Shape | ResidentId::CheckDigit) {
            found.at(payer.number.0);
        }
    },
    counterexample: |case| {
        the_payment(case).payer_id_number = "110101199003077618".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_payment;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_day_that_does_not_exist_is_another_rule() {
        assert_eq!(
            places(&RULE, |case| the_payment(case).payer_id_number = "110101199002307611".to_owned()),
            NOWHERE
        );
        assert_eq!(
            places(&RULE, |case| the_payment(case).payer_id_number = "11010119900307761".to_owned()),
            ["Payment[1]/PaymentHead/payerIdNumber"]
        );
    }
}
