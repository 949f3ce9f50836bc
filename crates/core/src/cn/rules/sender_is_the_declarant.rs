//! Who sends a declaration is who declares it.

use super::Sending;
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Sending> = Rule {
    id: "CN-SEND-002",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "传输企业与申报企业不同", en: "The sending company is not the declaring company"
    },
    help: Text {
        zh: "签名证书须属于申报企业，请核对传输企业代码和证书",
        en: "The certificate must belong to the declaring company: look at the sending company and the certificate",
    },
    basis: "海关跨境电商统一版报文规范 202205，BaseTransfer copCode、CEB621 agentCode；官方样例两者不同，故只提示",
    customs_code: Some("-621015"),
    check: |sending, found| {
        let sender = &sending.transfer.company_code;
        if !sender.is_empty()
            && sending.declarants.iter().any(|one| !one.code.is_empty() && one.code != *sender)
        {
            found.at_value("BaseTransfer/copCode", sender.as_str());
        }
    },
    counterexample: |sending| sending.transfer.company_code = "1101180326".to_owned(),
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::testing::{NOWHERE, places_of_sending};

    #[test]
    fn orders_and_payments_have_no_declarant() {
        let change = |sending: &mut crate::cn::rules::Sending| {
            sending.transfer.company_code = "1101180326".to_owned();
            sending.declarants.clear();
        };
        assert_eq!(places_of_sending(&RULE, change), NOWHERE);
    }
}
