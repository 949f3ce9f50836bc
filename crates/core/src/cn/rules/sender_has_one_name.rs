//! The sender has the name under which it declares.

use super::Company;
use super::Sending;
use crate::check::{Period, Rule, Severity};
use crate::text::Text;

pub(super) static RULE: Rule<Sending> = Rule {
    id: "CN-SEND-004",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "传输企业名称与申报企业名称不一致",
        en: "The sending company has another name as declaring company",
    },
    help: Text {
        zh: "请统一使用海关备案名称，须与证书一致",
        en: "Use the registered name everywhere: it must be that of the certificate",
    },
    basis: "海关跨境电商统一版报文规范 202205，BaseTransfer copName、CEB621 agentName（须与卡或证书一致）；传输企业名称是否比对未公布，故只提示",
    customs_code: Some("-625013"),
    check: |sending, found| {
        let transfer = &sending.transfer;
        let other = |one: &Company| one.code == transfer.company_code && one.name != transfer.company_name;
        if !transfer.company_code.is_empty() && sending.declarants.iter().any(other) {
            found.at_value("BaseTransfer/copName", transfer.company_name.as_str());
        }
    },
    counterexample: |sending| {
        sending.transfer.company_name = "杭州晴川".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::testing::{NOWHERE, places_of_sending};

    #[test]
    fn another_code_may_have_another_name() {
        assert_eq!(
            places_of_sending(&RULE, |sending| {
                sending.transfer.company_code = "1101180326".to_owned();
                sending.transfer.company_name = "北京另一家报关有限公司".to_owned();
            }),
            NOWHERE
        );
        assert_eq!(
            places_of_sending(&RULE, |sending| sending.transfer.company_name = "晴川".to_owned()),
            ["BaseTransfer/copName"]
        );
    }
}
