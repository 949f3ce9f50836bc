//! Judges single values: as text of a message, or as what a document holds before it is written.

use rust_decimal::Decimal;

use super::{Fault, Field, Form, Values};
use crate::check::Severity;
use crate::cn::codes::{Codes, Tables};
use crate::money::plain_decimal;
use crate::time::{BeijingTime, date_from_wire};

/// Judges one value that stands in the message. `None` means that it is fine.
#[must_use]
pub fn judge(field: &Field, text: &str, tables: &Tables) -> Option<(Fault, Severity)> {
    let stops = |fault| Some((fault, Severity::Stops));
    if text.is_empty() {
        return if field.may_be_empty() { None } else { stops(Fault::Empty) };
    }
    let ascii = text.is_ascii();
    if !carried(text, ascii) {
        return stops(Fault::Characters);
    }
    // Characters are never more than octets, so short texts need no count.
    let length = || if ascii { text.len() } else { text.chars().count() };
    let fault = match field.form {
        Form::Text { min: 0 | 1, max } if text.len() <= max => None,
        Form::Text { min, max } => (!(min..=max).contains(&length())).then_some(Fault::Length),
        Form::Exact(n) => (length() != n).then_some(Fault::Length),
        Form::Amount | Form::Positive => judge_amount(text, field.form == Form::Positive),
        Form::Whole { digits } => judge_whole_text(text, digits),
        Form::Time => (text.len() != 14 || BeijingTime::from_wire(text).is_none()).then_some(Fault::Time),
        Form::TimeMs => (text.len() != 17 || BeijingTime::from_wire(text).is_none()).then_some(Fault::Time),
        Form::Date => date_from_wire(text).is_none().then_some(Fault::Time),
        Form::Open => None,
    };
    if let Some(fault) = fault {
        return stops(fault);
    }
    match field.values {
        Values::Any => None,
        Values::OneOf(list) if list.contains(&text) => None,
        Values::Digits if text.bytes().all(|b| b.is_ascii_digit()) => None,
        Values::Integer if is_integer(text) => None,
        Values::Table(codes) if tables.knows(codes, text) => None,
        // The country table in hand ends in 2006; a code after it may be right.
        Values::Table(Codes::Country | Codes::Wrap) => Some((Fault::Code, Severity::Warns)),
        Values::OneOf(_) | Values::Digits | Values::Integer | Values::Table(_) => stops(Fault::Code),
    }
}

fn judge_amount(text: &str, more_than_nothing: bool) -> Option<Fault> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let significant = whole.trim_start_matches('0').len() + fraction.trim_end_matches('0').len();
    if significant > 19 || fraction.trim_end_matches('0').len() > 5 {
        return Some(Fault::Number);
    }
    let Some(value) = plain_decimal(text) else { return Some(Fault::Number) };
    let negative = value.is_sign_negative() && !value.is_zero();
    (negative || (more_than_nothing && value.is_zero())).then_some(Fault::Sign)
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a message can carry all of its characters: XML 1.0 `Char`.
fn carried(text: &str, ascii: bool) -> bool {
    let no_control = text.bytes().all(|b| b >= b' ' || matches!(b, b'\t' | b'\n' | b'\r'));
    no_control && (ascii || !text.contains(['\u{FFFE}', '\u{FFFF}']))
}

fn judge_whole_text(text: &str, digits: usize) -> Option<Fault> {
    let (negative, bare) = text.strip_prefix('-').map_or((false, text), |bare| (true, bare));
    let significant = bare.trim_start_matches('0');
    if bare.is_empty() || !bare.bytes().all(|b| b.is_ascii_digit()) || significant.len() > digits {
        return Some(Fault::Number);
    }
    (negative || significant.is_empty()).then_some(Fault::Sign)
}

/// Judges a decimal as it would be written.
pub(crate) fn judge_decimal(value: Decimal, more_than_nothing: bool) -> Option<Fault> {
    const NINETEEN_DIGITS: u128 = 10_u128.pow(19);
    if value.is_zero() {
        return more_than_nothing.then_some(Fault::Sign);
    }
    let fits = |value: Decimal| value.scale() <= 5 && value.mantissa().unsigned_abs() < NINETEEN_DIGITS;
    if !fits(value) && !fits(value.normalize()) {
        return Some(Fault::Number);
    }
    value.is_sign_negative().then_some(Fault::Sign)
}

/// Judges a whole number as it would be written.
pub(crate) fn judge_whole(value: u32, digits: usize) -> Option<Fault> {
    if value == 0 {
        return Some(Fault::Sign);
    }
    let most = u32::try_from(digits).ok().and_then(|digits| 10_u32.checked_pow(digits));
    most.is_some_and(|most| value >= most).then_some(Fault::Number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cn::fields::{AMOUNT, POSITIVE, exactly, required, upto};

    fn verdict(form: Form, text: &str) -> Option<Fault> {
        judge(&required("x", "某", "some", form), text, &Tables::built_in()).map(|(fault, _)| fault)
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        assert_eq!(verdict(upto(3), "通关台"), None);
        assert_eq!(verdict(upto(3), "通关台了"), Some(Fault::Length));
        assert_eq!(verdict(exactly(2), "甲乙"), None);
        assert_eq!(verdict(exactly(2), "甲"), Some(Fault::Length));
        assert_eq!(verdict(upto(3), ""), Some(Fault::Empty));
        assert_eq!(verdict(Form::Text { min: 2, max: 3 }, "甲"), Some(Fault::Length));
    }

    #[test]
    fn amounts_hold_nineteen_digits_and_five_decimals() {
        for (text, expected) in [
            ("12345678901234.12345", None),
            ("123456789012345.12345", Some(Fault::Number)),
            ("1.123456", Some(Fault::Number)),
            ("1.1234500", None),
            ("000.5", None),
            ("-0.01", Some(Fault::Sign)),
            ("0", None),
            ("1e3", Some(Fault::Number)),
            ("1,000", Some(Fault::Number)),
        ] {
            assert_eq!(verdict(AMOUNT, text), expected, "{text}");
        }
        assert_eq!(verdict(POSITIVE, "0.00"), Some(Fault::Sign));
    }

    #[test]
    fn control_characters_are_refused() {
        assert_eq!(verdict(upto(9), "a\u{1}b"), Some(Fault::Characters));
    }
}
