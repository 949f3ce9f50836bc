//! The payer is the buyer.

use super::Case;
use super::places::the_payment;
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-MATCH-010",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "支付人姓名或证件号码与订单订购人不一致",
        en: "Name or identity number of the payer differs from the buyer",
    },
    help: Text {
        zh: "订购人与支付人须为同一人；请核对双方信息",
        en: "Buyer and payer must be one person: compare both",
    },
    basis: "海关总署公告2018年第194号；海关跨境电商统一版报文规范 202205，payerName、payerIdNumber",
    customs_code: Some("1327"),
    check: |case, found| {
        let (Some(order), Some(payment)) = (&case.order, &case.payment) else { return };
        for (one, other, place) in [
            (&order.head.buyer_name, &payment.payer_name, "Payment[1]/PaymentHead/payerName"),
            (&order.head.buyer_id_number, &payment.payer_id_number, "Payment[1]/PaymentHead/payerIdNumber"),
        ] {
            if one != other {
                found.at(place);
            }
        }
    },
    counterexample: |case| {
        the_payment(case).payer_name = "林安".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::{the_declaration, the_payment};
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn a_declaration_is_not_asked() {
        assert_eq!(places(&RULE, |case| the_declaration(case).head.buyer_name = "林安".to_owned()), NOWHERE);
        assert_eq!(
            places(&RULE, |case| the_payment(case).payer_id_number = "310101198501011236".to_owned()),
            ["Payment[1]/PaymentHead/payerIdNumber"]
        );
    }
}
