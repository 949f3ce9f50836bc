//! What the field table says of one value: written anew from the notation of the table, so that it can disagree with
//! the program.

use clearance_core::check::Severity;
use clearance_core::cn::codes::{Codes, Tables};
use clearance_core::cn::fields::{Field, Form, Presence, Side, Values};

/// The rule that is broken and what that means; `None` where the value is good.
pub(crate) type Verdict = Option<(&'static str, Severity)>;

fn stops(rule: &'static str) -> Verdict {
    Some((rule, Severity::Stops))
}

/// What the table says of an element that is not there.
pub(crate) fn absent(row: &Field, side: Side) -> Verdict {
    match (row.presence, side) {
        (Presence::Optional | Presence::Conditional, _) => None,
        (Presence::Advised, Side::Receiver) => Some(("CN-FORM-MISSING", Severity::Warns)),
        (Presence::Required, _) | (Presence::Advised, Side::Sender) => stops("CN-FORM-MISSING"),
    }
}

/// What the table says of a text.
pub(crate) fn verdict(row: &Field, text: &str, tables: &Tables) -> Verdict {
    let signs: Vec<char> = text.chars().collect();
    if signs.is_empty() {
        // Only texts with nothing but a maximum may be empty, and where one is demanded it needs a sign.
        let open_ended = matches!(row.form, Form::Text { min: 0, .. }) && row.presence != Presence::Required;
        let fine = row.or_empty || open_ended || row.form == Form::Open;
        return if fine { None } else { stops("CN-FORM-EMPTY") };
    }
    if signs.iter().any(|sign| forbidden(*sign)) {
        return stops("CN-FORM-CHARACTERS");
    }
    form(row.form, &signs).or_else(|| values(row.values, text, &signs, tables))
}

/// Signs that XML 1.0 cannot carry.
pub(crate) fn forbidden(sign: char) -> bool {
    let n = sign as u32;
    (n < 0x20 && ![0x9, 0xA, 0xD].contains(&n)) || n == 0xFFFE || n == 0xFFFF
}

fn form(form: Form, signs: &[char]) -> Verdict {
    let n = signs.len();
    match form {
        Form::Text { min, max } if n < min || n > max => stops("CN-FORM-LENGTH"),
        Form::Exact(length) if n != length => stops("CN-FORM-LENGTH"),
        Form::Text { .. } | Form::Exact(_) | Form::Open => None,
        Form::Amount => decimal(signs, false),
        Form::Positive => decimal(signs, true),
        Form::Whole { digits } => whole(signs, digits),
        Form::Time => (!moment(signs, 14)).then_some(("CN-FORM-TIME", Severity::Stops)),
        Form::TimeMs => (!moment(signs, 17)).then_some(("CN-FORM-TIME", Severity::Stops)),
        Form::Date => (!moment(signs, 8)).then_some(("CN-FORM-TIME", Severity::Stops)),
    }
}

/// At most 19 digits that count, at most 5 of them behind the point; digits, one point and a leading minus only.
fn decimal(signs: &[char], more_than_nothing: bool) -> Verdict {
    let negative = signs[0] == '-';
    let digits = &signs[usize::from(negative)..];
    let points: Vec<usize> = (0..digits.len()).filter(|n| digits[*n] == '.').collect();
    let point = points.first().copied().unwrap_or(digits.len());
    let whole = &digits[..point];
    let fraction = digits.get(point + 1..).unwrap_or_default();
    let plain = |part: &[char]| !part.is_empty() && part.iter().all(char::is_ascii_digit);
    if points.len() > 1 || !plain(whole) || (points.len() == 1 && !plain(fraction)) {
        return stops("CN-FORM-NUMBER");
    }
    let leading = whole.iter().take_while(|sign| **sign == '0').count();
    let trailing = fraction.iter().rev().take_while(|sign| **sign == '0').count();
    let (before, behind) = (whole.len() - leading, fraction.len() - trailing);
    if behind > 5 || before + behind > 19 {
        return stops("CN-FORM-NUMBER");
    }
    let nothing = before + behind == 0;
    if (nothing && more_than_nothing) || (negative && !nothing) { stops("CN-FORM-SIGN") } else { None }
}

/// A whole number from 1, of at most so many digits that count.
fn whole(signs: &[char], most: usize) -> Verdict {
    let negative = signs[0] == '-';
    let digits = &signs[usize::from(negative)..];
    if digits.is_empty() || digits.iter().any(|sign| !sign.is_ascii_digit()) {
        return stops("CN-FORM-NUMBER");
    }
    let counts = digits.iter().skip_while(|sign| **sign == '0').count();
    if counts > most {
        return stops("CN-FORM-NUMBER");
    }
    if negative || counts == 0 { stops("CN-FORM-SIGN") } else { None }
}

/// A day, or a moment of a day, that exists.
fn moment(signs: &[char], length: usize) -> bool {
    if signs.len() != length || signs.iter().any(|sign| !sign.is_ascii_digit()) {
        return false;
    }
    let n = |from: usize, to: usize| {
        signs[from..to.min(length)].iter().fold(0_u32, |n, sign| n * 10 + (*sign as u32 - '0' as u32))
    };
    let (year, month, day) = (n(0, 4), n(4, 6), n(6, 8));
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    let day_exists = (1..=days).contains(&day);
    day_exists && (length == 8 || (n(8, 10) < 24 && n(10, 12) < 60 && n(12, 14) < 60))
}

fn values(values: Values, text: &str, signs: &[char], tables: &Tables) -> Verdict {
    let good = match values {
        Values::Any => true,
        Values::OneOf(list) => list.contains(&text),
        Values::Digits => signs.iter().all(char::is_ascii_digit),
        Values::Integer => {
            let digits = if signs[0] == '-' { &signs[1..] } else { signs };
            !digits.is_empty() && digits.iter().all(char::is_ascii_digit)
        }
        Values::Table(codes) => tables.name(codes, text).is_some(),
    };
    match values {
        _ if good => None,
        // The tables of countries and packages in hand are old: a code that they do not know may be right.
        Values::Table(Codes::Country | Codes::Wrap) => Some(("CN-FORM-CODE", Severity::Warns)),
        _ => stops("CN-FORM-CODE"),
    }
}

/// A text that the row takes, for elements that the samples leave out.
pub(crate) fn some_value(row: &Field, tables: &Tables) -> String {
    let known = |codes: Codes| {
        (0..10_000)
            .flat_map(|n| [format!("{n}"), format!("{n:03}"), format!("{n:04}")])
            .find(|code| tables.name(codes, code).is_some())
            .expect("every table has a code of digits")
    };
    match (row.values, row.form) {
        (Values::OneOf(list), _) => list[0].to_owned(),
        (Values::Table(codes), _) => known(codes),
        (_, Form::Exact(length)) => "1".repeat(length),
        (_, Form::Date) => "20261124".to_owned(),
        (_, Form::Time) => "20261124093000".to_owned(),
        (_, Form::TimeMs) => "20261124093000123".to_owned(),
        _ => "7".to_owned(),
    }
}
