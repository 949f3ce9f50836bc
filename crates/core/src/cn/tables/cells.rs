//! Single cells of a package: what may stand in them.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::schema::Form;
use crate::money::plain_decimal;

/// No cell is longer, in signs.
pub(super) const MOST_SIGNS: usize = 500;

/// Whether the text holds a sign that is not to be seen, or that turns the direction of what stands beside it.
pub(super) fn hides(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(is_hidden)
        || text.bytes().any(|b| (b < 0x20 && b != b'\t') || b == 0x7f)
}

/// Controls, separators, joiners, direction marks, variation selectors, tags, private and unassigned ends.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{fffe}'..='\u{ffff}' | '\u{e0000}'..)
}

/// Whether a cell that is not empty holds what its column asks for.
pub(super) fn fits(form: Form, text: &str) -> bool {
    let count = |from: usize, to: usize, of: fn(&u8) -> bool| {
        (from..=to).contains(&text.len()) && text.as_bytes().iter().all(of)
    };
    match form {
        Form::Digits(from, to) => count(from, to, u8::is_ascii_digit),
        Form::Signs(from, to) => count(from, to, |b| b.is_ascii_digit() || b.is_ascii_uppercase()),
        Form::Word => count(1, 40, |b| b.is_ascii_lowercase() || *b == b'_'),
        Form::OneOf(words) => words.contains(&text),
        Form::Text => {
            text.trim() == text && text.len() <= MOST_SIGNS * 4 && text.chars().count() <= MOST_SIGNS
        }
        Form::Percent => decimal(text).is_some_and(|number| number <= Decimal::from(999)),
        Form::Amount => decimal(text).is_some_and(|number| number <= Decimal::from(999_999_999)),
        Form::Day => day(text).is_some(),
    }
}

/// A plain decimal that is not negative, with at most eight decimals.
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    let fraction = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    plain_decimal(text).filter(|_| text.len() <= 20 && fraction <= 8 && !text.starts_with('-'))
}

/// A day as packages write it, `2026-11-24`, from 1990 to 2199.
pub(super) fn day(text: &str) -> Option<Date> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(n, b)| match n {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        });
    text.parse::<Date>().ok().filter(|day| shape && (1990..2200).contains(&day.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_takes_its_own_and_nothing_else() {
        for (form, good, bad) in [
            (Form::Digits(3, 3), &["035"][..], &["35", "0355", "０３５", "03a", "-35"][..]),
            (Form::Digits(2, 10), &["22", "2203000000"], &["2", "22030000001"]),
            (Form::Signs(1, 1), &["9", "A"], &["a", "", "10"]),
            (Form::Word, &["cosmetics_ml"], &["Beer", "", "beer-x"]),
            (Form::OneOf(&["seen"]), &["seen"], &["Seen", ""]),
            (Form::Text, &["千克", "a b"], &[" 千克", "千克\u{3000}"]),
            (Form::Percent, &["13", "0", "9.1"], &["13%", "-1", "1e2", "1000", ".5", "1.123456789"]),
            (Form::Amount, &["999999999", "0.2227"], &["1000000000", "1,000", "+1"]),
            (Form::Day, &["2026-11-24"], &["2026-02-30", "20261124", "2026-1-1", "1889-01-01", "+2026-1-01"]),
        ] {
            assert!(good.iter().all(|text| fits(form, text)), "{form:?}");
            bad.iter().for_each(|text| assert!(!fits(form, text), "{form:?} takes {text:?}"));
        }
        assert!(!fits(Form::Text, &"一".repeat(501)));
    }

    #[test]
    fn what_is_not_to_be_seen_is_found() {
        for text in
            ["千\u{202e}克", "\u{200b}", "a\u{7}", "\u{feff}x", "x\u{2066}", "\u{e0041}", "a\rb", "\u{85}"]
        {
            assert!(hides(text), "{text:?}");
        }
        for text in ["千克", "Crème brûlée", "a\tb", "〇", "“引号”", "①", "″"] {
            assert!(!hides(text), "{text:?}");
        }
    }
}
