//! What happened to a key, in sentences.

use clearance_core::signing::SignError;

use crate::error::fault;
use crate::store::key_log::Entry;
use crate::view::Said;

/// An entry of the key's own log in words. Where it failed, why stands behind it, in words where the code has any.
pub(super) fn says(entry: &Entry) -> Said {
    let n = entry.n;
    let told = match entry.what.as_str() {
        "added" => Said::new("登记到通关台", "Registered"),
        "pin" => Said::new("输入了 PIN，只在本次运行中使用", "PIN typed, for this session"),
        "pin-kept" => Said::new("输入了 PIN，并保存在钥匙串", "PIN typed and kept in the keyring"),
        "pin-refused" => Said::new("PIN 没有通过", "PIN refused"),
        "signed" => Said::new(format!("签名 {n} 票"), format!("Signed {n} declarations")),
        "paused" if n > 0 => {
            Said::new(format!("签了 {n} 票后暂停"), format!("Paused after signing {n} declarations"))
        }
        "paused" => Said::new("签名暂停，一票未签", "Paused before anything was signed"),
        "went-on" => Said::new("从暂停处继续签名", "Went on from where it was paused"),
        "examined" => Said::new("检查了证书", "Examined"),
        "renewed" => Said::new("由新证书接替", "Taken over by a new key"),
        other => Said::same(other),
    };
    match why(&entry.code) {
        None => told,
        Some(why) => Said::new(format!("{}：{}", told.zh, why.zh), format!("{}: {}", told.en, why.en)),
    }
}

/// The sentence of a code.
fn why(code: &str) -> Option<Said> {
    if code.is_empty() {
        return None;
    }
    let ours = fault::ALL.iter().find(|fault| fault.code == code).map(|fault| fault.says);
    let signing =
        || SIGNING.iter().find(|error| error.code() == code).map(|error| Said::from(error.sentence()));
    // How many attempts were left then is not known any more.
    Some(ours.map(Said::from).or_else(signing).unwrap_or_else(|| Said::same(code)))
}

/// What can be wrong with a key.
const SIGNING: &[SignError] = &[
    SignError::KeyMismatch,
    SignError::WrongSignature,
    SignError::KeyGone,
    SignError::WrongPin { left: None },
    SignError::PinLocked,
    SignError::Declined,
    SignError::Busy,
    SignError::PinNeeded,
    SignError::OtherKey,
    SignError::NoSuchKey,
    SignError::NotOffered,
    SignError::NoAnswer,
    SignError::BadAnswer,
    SignError::WholeOnly,
    SignError::OtherMessage,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(what: &str, code: &str, n: i64) -> Entry {
        Entry { at: 0, what: what.into(), code: code.into(), n, ms: 0 }
    }

    #[test]
    fn every_event_is_told_in_both_languages_and_shows_no_code() {
        let all =
            ["added", "pin", "pin-kept", "pin-refused", "signed", "paused", "went-on", "examined", "renewed"];
        for what in all {
            let said = says(&entry(what, "", 3));
            assert!(said.zh.chars().any(|c| c > '\u{4e00}'), "{what}");
            assert!(said.en.is_ascii() && said.en != what, "{what}");
        }
    }

    #[test]
    fn why_a_key_failed_is_told_in_words() {
        let said = says(&entry("paused", "sign-key-gone", 7));
        assert!(said.zh.starts_with("签了 7 票后暂停：") && !said.zh.contains("sign-"), "{}", said.zh);
        assert!(said.en.starts_with("Paused after signing 7 declarations: ") && !said.en.contains("sign-"));
        let refused = says(&entry("pin-refused", "sign-wrong-pin", 0));
        assert!(!refused.zh.contains("sign-") && !refused.en.contains("sign-"), "{}", refused.zh);
        assert!(says(&entry("paused", "a-code-of-tomorrow", 0)).zh.ends_with("a-code-of-tomorrow"));
    }
}
