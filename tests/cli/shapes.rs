//! Comparing JSON with what `docs/cli.md` promises: these fields with these kinds of values, and no text left empty.

use serde_json::Value;

/// A kind of value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Of {
    Text,
    /// May be empty.
    Any,
    Bool,
    Number,
    List,
    Object,
    /// A decimal string.
    Amount,
    /// `YYYY-MM-DD hh:mm:ss`.
    Time,
    /// A text or nothing.
    Maybe,
}

/// An object holds these fields. Fields are only ever added, so others may be there.
#[track_caller]
pub(crate) fn holds(value: &Value, fields: &[(&str, Of)]) {
    for (name, of) in fields {
        let field = value.get(name).unwrap_or_else(|| panic!("{name} is missing in {value}"));
        let text = field.as_str();
        let fits = match of {
            Of::Text => text.is_some_and(|text| !text.is_empty()),
            Of::Any => text.is_some(),
            Of::Bool => field.is_boolean(),
            Of::Number => field.is_u64(),
            Of::List => field.is_array(),
            Of::Object => field.is_object(),
            Of::Amount => text.is_some_and(is_amount),
            Of::Time => text.is_some_and(is_time),
            Of::Maybe => field.is_null() || text.is_some(),
        };
        assert!(fits, "{name} is no {of:?}: {value}");
    }
}

fn is_amount(text: &str) -> bool {
    let (whole, cents) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && digits(cents)
}

fn is_time(text: &str) -> bool {
    let like = "0000-00-00 00:00:00";
    text.len() == like.len()
        && text.bytes().zip(like.bytes()).all(|(b, l)| if l == b'0' { b.is_ascii_digit() } else { b == l })
}

/// The elements of a list.
#[track_caller]
pub(crate) fn all<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().unwrap_or_else(|| panic!("{name} is no list: {value}"))
}

/// One of these words.
#[track_caller]
pub(crate) fn one_of(value: &Value, name: &str, words: &[&str]) {
    let word = value[name].as_str().unwrap_or_else(|| panic!("{name} is no text: {value}"));
    assert!(words.contains(&word), "{name} is {word}, not one of {words:?}");
}

pub(crate) fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..'\u{a000}').contains(&c))
}
