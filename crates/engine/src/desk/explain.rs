//! The words of customs, in words.

use clearance_core::status::{News, State};
use clearance_core::text::Text;

use crate::view::{Explanation, Said};

/// A state in a word, as customs says it.
pub(super) const fn state(state: State) -> Text {
    match state {
        State::Draft => Text { zh: "草稿", en: "draft" },
        State::ToSign => Text { zh: "待签名", en: "to sign" },
        State::Waiting => Text { zh: "已签名，待发送", en: "signed, waiting to be sent" },
        State::Received => Text { zh: "服务已收到", en: "taken by the service" },
        State::Refused => Text { zh: "服务未接收", en: "not taken by the service" },
        State::Staged => Text { zh: "电子口岸已暂存", en: "staged at the e-port" },
        State::Declaring => Text { zh: "电子口岸申报中", en: "the e-port is declaring" },
        State::SentOn => Text { zh: "发送海关成功", en: "sent to customs" },
        State::SendFailed => Text { zh: "发送海关失败", en: "sending to customs failed" },
        State::Error => Text { zh: "电子口岸处理异常", en: "error at the e-port" },
        State::Rejected => Text { zh: "海关退单", en: "rejected by customs" },
        State::Stored => Text { zh: "海关入库", en: "stored by customs" },
        State::Review => Text { zh: "人工审核", en: "manual review" },
        State::Approved => Text { zh: "海关审结", en: "approved" },
        State::AwaitingArrival => Text { zh: "待运抵", en: "waiting for arrival" },
        State::Inspection => Text { zh: "查验", en: "inspection" },
        State::Suspended => Text { zh: "挂起", en: "suspended" },
        State::Detained => Text { zh: "扣留", en: "detained" },
        State::ShipBack => Text { zh: "退运", en: "to be shipped back" },
        State::Released => Text { zh: "放行", en: "released" },
        State::Closed => Text { zh: "结关", en: "closed" },
        State::Unknown => Text { zh: "未知状态", en: "a state that no table knows" },
    }
}

/// A receipt in a sentence: the state in both languages, the words of customs whole.
pub(super) fn receipt(news: &News) -> Said {
    let word = state(news.state);
    Said::new(format!("{} {}", word.zh, news.text), format!("{}: {}", word.en, news.text))
}

/// One code of customs: cause, fields, remedy.
struct Code {
    code: &'static str,
    title: Text,
    cause: Text,
    fields: &'static [&'static str],
    remedy: Text,
}

// Codes and texts: receipts replayed in public tests of clearance products, and the interface document of 2018. What
// helps follows from the checks of the interface document of 202205.
const CODES: &[Code] = &[
    Code {
        code: "1327",
        title: Text { zh: "订购人与支付人不一致", en: "Buyer and payer differ" },
        cause: Text {
            zh: "订单的订购人姓名、证件号与支付单的支付人不同",
            en: "Name or identity number of the buyer differ from those of the payer",
        },
        fields: &["buyerName", "buyerIdNumber"],
        remedy: Text {
            zh: "请买家用本人账户支付，或按支付人更正订购人后重新申报",
            en: "Have the buyer pay from an own account, or correct the buyer to the payer, then declare again",
        },
    },
    Code {
        code: "1332",
        title: Text { zh: "实付金额与支付单不一致", en: "Paid amount differs from the payment" },
        cause: Text {
            zh: "订单的实际支付金额不等于支付单的支付金额",
            en: "The amount paid in the order is not that of the payment",
        },
        fields: &["acturalPaid"],
        remedy: Text {
            zh: "核对货款、运杂费、税款和抵扣后重新申报",
            en: "Check goods, freight, tax and discount, then declare again",
        },
    },
    Code {
        code: "13035",
        title: Text { zh: "支付企业不一致", en: "Payment company differs" },
        cause: Text {
            zh: "订单与支付单的支付企业代码不同",
            en: "Order and payment name different payment companies",
        },
        fields: &["payCode"],
        remedy: Text { zh: "更正支付企业代码", en: "Correct the payment company" },
    },
    Code {
        code: "1311",
        title: Text { zh: "担保余额不足", en: "The guarantee does not suffice" },
        cause: Text {
            zh: "担保企业的剩余额度小于本单税款",
            en: "The free balance of the guarantor is smaller than the tax",
        },
        fields: &["assureCode"],
        remedy: Text {
            zh: "请担保企业补足额度，或换用其他担保后重新申报",
            en: "Have the guarantor top it up, or use another one, then declare again",
        },
    },
    Code {
        code: "1313",
        title: Text { zh: "超过年度限额", en: "Over the yearly limit" },
        cause: Text {
            zh: "订购人本年度交易额将超过 26,000 元",
            en: "The buyer's purchases of the year would exceed 26,000 yuan",
        },
        fields: &["buyerIdNumber"],
        remedy: Text {
            zh: "本单不能按跨境零售进口申报，请按一般贸易办理或退款",
            en: "It cannot be declared as retail import: use general trade, or refund",
        },
    },
    Code {
        code: "13127",
        title: Text { zh: "订购人与订单不一致", en: "Buyer differs from the order" },
        cause: Text {
            zh: "清单的订购人与订单不同", en: "Declaration and order name different buyers"
        },
        fields: &["buyerName", "buyerIdNumber"],
        remedy: Text {
            zh: "使清单与订单一致后重新申报", en: "Make them agree, then declare again"
        },
    },
    Code {
        code: "130126",
        title: Text {
            zh: "订购人电话与订单不一致", en: "The buyer's telephone differs from the order"
        },
        cause: Text {
            zh: "清单的订购人电话与订单不同",
            en: "Declaration and order give different telephones",
        },
        fields: &["buyerTelephone"],
        remedy: Text {
            zh: "使清单与订单一致后重新申报", en: "Make them agree, then declare again"
        },
    },
    Code {
        code: "1320",
        title: Text { zh: "商品项数不一致", en: "Different numbers of lines" },
        cause: Text {
            zh: "清单与订单的商品项数不同",
            en: "Declaration and order have different numbers of lines",
        },
        fields: &["gnum"],
        remedy: Text { zh: "按订单逐项申报", en: "Declare the lines of the order, one by one" },
    },
    Code {
        code: "1322",
        title: Text { zh: "商品与订单不一致", en: "Goods differ from the order" },
        cause: Text {
            zh: "清单某项的名称、数量或价格与订单不同",
            en: "Name, quantity or price of a line differ from the order",
        },
        fields: &["gname", "qty", "price"],
        remedy: Text {
            zh: "使该项与订单一致后重新申报", en: "Make the line agree, then declare again"
        },
    },
    Code {
        code: "1300",
        title: Text { zh: "身份信息未通过核验", en: "The identity was not confirmed" },
        cause: Text {
            zh: "订购人姓名与证件号未通过公安信息核验",
            en: "Name and identity number do not agree with the register",
        },
        fields: &["buyerName", "buyerIdNumber"],
        remedy: Text {
            zh: "请买家核对姓名和证件号后重新申报",
            en: "Ask the buyer for the right name and number, then declare again",
        },
    },
    Code {
        code: "-621029",
        title: Text { zh: "验签失败", en: "The signature was not accepted" },
        cause: Text {
            zh: "签名与报文或登记的证书不符",
            en: "The signature does not fit the message or the registered certificate",
        },
        fields: &[],
        remedy: Text {
            zh: "请核对证书是否有效且已登记，再重新签名",
            en: "Check that the certificate is valid and registered, then sign again",
        },
    },
    Code {
        code: "-621004",
        title: Text { zh: "清单已存在", en: "The declaration is there already" },
        cause: Text {
            zh: "同一企业内部编号已申报过", en: "The same own number was declared before"
        },
        fields: &["copNo"],
        remedy: Text {
            zh: "请等待原清单的回执，或用新编号申报",
            en: "Wait for the receipt of the first one, or declare under a new number",
        },
    },
];

/// Why customs or the service refused, where it did. A code that no table knows is shown whole.
pub(super) fn refusal(state: State, code: &str, words: &str) -> Option<Explanation> {
    if !state.needs_you() {
        return None;
    }
    let known = CODES.iter().find(|known| known.code == code);
    let title = self::state(state);
    Some(match known {
        Some(known) => Explanation {
            code: code.to_owned(),
            title: known.title.into(),
            cause: known.cause.into(),
            fields: known.fields.iter().map(|field| (*field).to_owned()).collect(),
            remedy: known.remedy.into(),
        },
        None => Explanation {
            code: code.to_owned(),
            title: title.into(),
            cause: Said::same(words),
            fields: Vec::new(),
            remedy: remedy(state).into(),
        },
    })
}

const fn remedy(state: State) -> Text {
    match state {
        State::Inspection => Text {
            zh: "请联系监管场所安排查验，等待海关结果",
            en: "Arrange the inspection with the supervised site and wait for customs",
        },
        State::Suspended | State::Detained | State::ShipBack => {
            Text { zh: "请联系申报地海关", en: "Contact the customs office" }
        }
        _ => Text {
            zh: "请按回执内容更正后重新申报",
            en: "Correct what the receipt names, then declare again",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_code_is_explained_and_an_unknown_one_shown_whole() {
        let known = refusal(State::Rejected, "1327", "[Code:1327;Desc:x]").expect("it needs you");
        assert_eq!(known.fields, ["buyerName", "buyerIdNumber"]);
        let unknown = refusal(State::Rejected, "99999", "[Code:99999;Desc:全部原文]").expect("it needs you");
        assert_eq!(unknown.cause.zh, "[Code:99999;Desc:全部原文]");
        assert_eq!(refusal(State::Released, "2600", ""), None);
    }
}
