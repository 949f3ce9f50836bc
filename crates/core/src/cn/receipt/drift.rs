//! Whether a refusal says that the desk and the service judge differently: customs refused for form or logic what the desk
//! had passed. Nothing that only others know counts: quotas, guarantees, officers, cards, payments and numbers that are
//! taken.

use super::codes_in;
use super::dictionary::{Explanation, explain, explain_all};
use crate::check::Severity;
use crate::cn::rules::RULES;

/// Rules whose breach may come from what others sent or did, as their ids begin. The desk judged by what it knew.
const OUTSIDE: &[&str] = &[
    // A key that is taken, and what became of a document meanwhile.
    "CN-DUP-",
    "CN-CHANGE-",
    "CN-CANCEL-",
    "CN-RETURN-",
    // What the buyer bought elsewhere in the year; what a company may guarantee; which card signed.
    "CN-LIMIT-003",
    "CN-LIMIT-004",
    "CN-CODE-004",
    "CN-SEND-",
    // What the payment company says.
    "CN-AMOUNT-006",
    "CN-MATCH-009",
    "CN-MATCH-010",
    "CN-BUYER-003",
    // A partner document that is not there.
    "CN-MATCH-001",
    "CN-MATCH-002",
    "CN-MATCH-003",
    "CN-MATCH-011",
];
/// Rules that hold a declaration against its order: our own matter only where we sent the order too.
const AGAINST_THE_ORDER: &[&str] = &["CN-MATCH-", "CN-AMOUNT-005"];
/// Codes of customs that others decide: by hand, by the guarantee, by the year.
const BY_OTHERS: &[&str] = &["1300", "1311", "1313"];
/// How the texts of refused signatures and cards begin or go on.
const KEYS: &[&str] = &["验签", "卡信息", "证书", "签名"];

/// The rules that the desk should have found a refusal by, each once; none where the refusal is no drift. `order_is_ours`
/// says whether the order of the declaration was sent by the desk too.
#[must_use]
pub fn drift(status: &str, text: &str, order_is_ours: bool) -> Vec<String> {
    let refused = status == "100" || status.starts_with('-');
    if !refused || (status.starts_with('-') && KEYS.iter().any(|word| text.contains(word))) {
        return Vec::new();
    }
    // A service of this make names a rule in its own words where no code of customs fits.
    let named = RULES.iter().filter(|rule| rule.severity == Severity::Stops && text.contains(rule.says.zh));
    let mut rules: Vec<String> = named.map(|rule| rule.id.to_owned()).collect();
    if rules.is_empty() {
        let explained: Vec<Explanation> = match status {
            "100" if codes_in(text).is_empty() => Vec::new(),
            "100" => explain_all(status, text),
            _ => vec![explain(status, None, text)],
        };
        let of_logic = explained.into_iter().filter(|one| !BY_OTHERS.contains(&one.code.as_str()));
        rules = of_logic.flat_map(|one| one.rules).collect();
    }
    let begins = |id: &String, with: &[&str]| with.iter().any(|start| id.starts_with(start));
    rules.retain(|id| !begins(id, OUTSIDE) && (order_is_ours || !begins(id, AGAINST_THE_ORDER)));
    rules.sort();
    rules.dedup();
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_for_form_or_logic_is_a_drift() {
        for (status, text, rule) in [
            (
                "-999999",
                "报文格式校验不通过（1处）：Inventory[1]/InventoryHead/packNo 缺少",
                "CN-FORM-MISSING",
            ),
            ("-621001", "清单报文校验失败，[毛重小于净重]", "CN-FORM-MISSING"),
            ("-621005", "清单[QC1]的购买金额超过单笔限额[[5000.01]]", "CN-LIMIT-001"),
            ("100", "[Code:1300;Desc:人工退单，报文编号重复],[Code:1320;Desc:x]", "CN-MATCH-007"),
            ("100", "[Code:1322;Desc:订单清单表体商品项不一致]", "CN-MATCH-008"),
        ] {
            let rules = drift(status, text, true);
            assert!(rules.iter().any(|id| id == rule), "{status} {text}: {rules:?}");
        }
    }

    #[test]
    fn a_rule_in_its_own_words_is_named() {
        let rule = RULES.iter().find(|rule| rule.id == "CN-WEIGHT-001").expect("a rule");
        let text = format!("[Code:1300;Desc:人工退单，{}]", rule.says.zh);
        assert_eq!(drift("100", &text, false), ["CN-WEIGHT-001"]);
    }

    #[test]
    fn what_others_know_or_decide_is_none() {
        for (status, text) in [
            ("100", "[Code:1311;Desc:担保金额不足,担保金额不足]"),
            ("100", "[Code:1313;Desc:订购人购买超过年度限额]"),
            ("100", "[Code:1300;Desc:人工退单，收件地址不详]"),
            ("100", "[Code:1327;Desc:订单购买人与支付单支付人名字或身份证号码不一致]"),
            ("100", "[Code:1332;Desc:支付单支付金额与订单支付金额不一致]"),
            ("100", "[Code:13035;Desc:支付企业不一致]"),
            ("100", "退单"),
            ("-621018", "清单[QC1]中购买人[*]已用购买额度为[26000]，本次购买将超过年度限额[26000]"),
            ("-621004", "清单[QC1]已经申报过，请勿重复申报"),
            ("-621029", "验签失败：签名不匹配"),
            ("-999999", "验签失败：证书已过期"),
            ("-621015", "申报企业[A]与卡信息[B]不匹配，没有权限进行操作"),
            ("800", "[Code:2600;Desc:放行]"),
            ("2", "清单新增申报成功 对应支付信息不存在"),
            ("500", "查验"),
        ] {
            assert_eq!(drift(status, text, true), [] as [&str; 0], "{status} {text}");
        }
    }

    #[test]
    fn an_order_of_others_explains_what_differs_from_it() {
        assert_eq!(drift("100", "[Code:1322;Desc:订单清单表体商品项不一致]", false), [] as [&str; 0]);
    }
}
