//! The transport identity has the usual shape.

use super::Sending;
use crate::check::{Period, Rule, Severity};
use crate::ids::dxp_id;
use crate::text::Text;

pub(super) static RULE: Rule<Sending> = Rule {
    id: "CN-SEND-001",
    severity: Severity::Warns,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "传输编号不是DXPENT或DXPLGS加10位数字",
        en: "The transport id is not DXPENT or DXPLGS and ten digits",
    },
    help: Text {
        zh: "请按电子口岸数据中心分配的编号填写",
        en: "Use the id that the e-port data centre has given",
    },
    basis: "海关跨境电商统一版报文规范 202205，BaseTransfer dxpId；样例另有其他写法，故只提示",
    customs_code: None,
    check: |sending, found| {
        let id = &sending.transfer.dxp_id;
        if !id.is_empty() && !dxp_id(id) {
            found.at_value("BaseTransfer/dxpId", id.as_str());
        }
    },
    counterexample: |sending| sending.transfer.dxp_id = "DXPENTCEB70101".to_owned(),
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::testing::{NOWHERE, places_of_sending};

    #[test]
    fn carriers_have_their_own_beginning() {
        let found = |id: &str| places_of_sending(&RULE, |sending| sending.transfer.dxp_id = id.to_owned());
        assert_eq!(found("DXPLGS0000000001"), NOWHERE);
        assert_eq!(found("EXP2016522002580001"), ["BaseTransfer/dxpId"]);
    }
}
