//! The words of customs, in words.

use clearance_core::cn::receipt::dictionary;
use clearance_core::status::{News, State};
use clearance_core::text::Text;

use crate::view::{Explanation, Said};

/// A state in a word, as customs says it.
pub(super) const fn state(state: State) -> Text {
    match state {
        State::Draft => Text { zh: "草稿", en: "Draft" },
        State::ToSign => Text { zh: "待签名", en: "To sign" },
        State::Waiting => Text { zh: "已签名，待发送", en: "Signed, waiting to be sent" },
        State::Received => Text { zh: "服务已收到", en: "Taken by the service" },
        State::Refused => Text { zh: "服务未接收", en: "Not taken by the service" },
        State::Staged => Text { zh: "电子口岸已暂存", en: "Staged at the e-port" },
        State::Declaring => Text { zh: "电子口岸申报中", en: "The e-port is declaring" },
        State::SentOn => Text { zh: "发送海关成功", en: "Sent to customs" },
        State::SendFailed => Text { zh: "发送海关失败", en: "Sending to customs failed" },
        State::Error => Text { zh: "电子口岸处理异常", en: "Error at the e-port" },
        State::Rejected => Text { zh: "海关退单", en: "Rejected by customs" },
        State::Stored => Text { zh: "海关入库", en: "Stored by customs" },
        State::Review => Text { zh: "人工审核", en: "Manual review" },
        State::Approved => Text { zh: "海关审结", en: "Approved" },
        State::AwaitingArrival => Text { zh: "待运抵", en: "Waiting for arrival" },
        State::Inspection => Text { zh: "查验", en: "Inspection" },
        State::Suspended => Text { zh: "挂起", en: "Suspended" },
        State::Detained => Text { zh: "扣留", en: "Detained" },
        State::ShipBack => Text { zh: "退运", en: "To be shipped back" },
        State::Released => Text { zh: "放行", en: "Released" },
        State::Closed => Text { zh: "结关", en: "Closed" },
        State::Unknown => Text { zh: "未知状态", en: "A state that no table knows" },
    }
}

/// A receipt in a sentence: the state in both languages, the words of customs whole.
pub(super) fn receipt(news: &News) -> Said {
    let word = state(news.state);
    if news.text == word.zh {
        return word.into();
    }
    Said::new(format!("{} {}", word.zh, news.text), format!("{}: {}", word.en, news.text))
}

/// Why someone must act, where someone must: the dictionary's words for what customs said.
pub(super) fn refusal(state: State, code: &str, reason: &str, words: &str) -> Option<Explanation> {
    if !state.needs_you() {
        return None;
    }
    let known = dictionary::explain(code, Some(reason).filter(|reason| !reason.is_empty()), words);
    Some(Explanation {
        code: known.code,
        title: known.title.into(),
        cause: known.cause.into(),
        fields: known.fields,
        remedy: known.remedy.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_code_is_explained_and_an_unknown_one_shown_whole() {
        let known = refusal(State::Rejected, "100", "1327", "[Code:1327;Desc:x]").expect("it needs you");
        assert_eq!(known.code, "1327");
        assert!(!known.fields.is_empty());
        let words = "[Code:99999;Desc:全部原文]";
        let unknown = refusal(State::Rejected, "100", "99999", words).expect("it needs you");
        assert!(format!("{unknown:?}").contains("全部原文"), "{unknown:?}");
        assert_eq!(refusal(State::Released, "800", "2600", ""), None);
    }
}
