//! The words of customs, in words.

use clearance_core::cn::receipt::dictionary;
use clearance_core::status::{News, State};
use clearance_core::text::Text;

use crate::view::{Explanation, Said};

/// A state in a word, as customs says it.
pub(super) const fn state(state: State) -> Text {
    state.name()
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
