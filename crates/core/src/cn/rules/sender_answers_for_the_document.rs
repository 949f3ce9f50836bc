//! Orders, payments and waybills are sent by who answers for them.

use super::Sending;
use crate::check::{Period, Rule, Severity};

use crate::text::Text;

pub(super) static RULE: Rule<Sending> = Rule {
    id: "CN-SEND-003",
    severity: Severity::Hints,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "传输企业不是该单证的责任企业",
        en: "The sending company is not the one that answers for the document",
    },
    help: Text {
        zh: "订单由电商企业或平台传输，支付单由支付企业、运单由物流企业传输；委托邮政、快件传输的可忽略",
        en: "Orders come from seller or platform, payments from the payment company, waybills from the carrier; an entrusted postal or express operator is fine",
    },
    basis: "海关总署公告2018年第113号（各单证的传输责任）；可委托邮政、快件运营人，故只提示",
    customs_code: None,
    check: |sending, found| {
        let sender = &sending.transfer.company_code;
        let strange =
            |codes: &Vec<String>| !codes.contains(sender) && codes.iter().any(|code| !code.is_empty());
        if !sender.is_empty() && sending.liable.iter().any(strange) {
            found.at_value("BaseTransfer/copCode", sender.as_str());
        }
    },
    counterexample: |sending| {
        sending.liable = vec![vec!["31222699S7".to_owned()]];
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::testing::{NOWHERE, places_of_sending};

    #[test]
    fn one_of_the_two_is_enough() {
        let liable = |codes: &[&str]| {
            places_of_sending(&RULE, |sending| {
                sending.liable = vec![codes.iter().map(|code| (*code).to_owned()).collect()];
            })
        };
        assert_eq!(liable(&["3301961Q43", "3301964J31"]), NOWHERE);
        assert_eq!(liable(&["", ""]), NOWHERE);
        assert_eq!(liable(&["3301961Q43", "33019649X2"]), ["BaseTransfer/copCode"]);
    }
}
