//! Amounts and quantities as people write them.

use std::borrow::Cow;

use rust_decimal::{Decimal, RoundingStrategy};
use unicode_normalization::UnicodeNormalization;

use crate::money::plain_decimal;

/// The wire's precision: N19,5 (message specification 202205).
const DECIMALS: u32 = 5;

/// Reads an amount or quantity: thousands marks, a currency mark, 元 or kg may stand around it; more than five decimals,
/// as formulas leave them, are rounded half up. `None` when it is no number, or in a foreign currency.
pub(super) fn read(text: &str) -> Option<Cow<'_, str>> {
    if is_plain(text) {
        return Some(Cow::Borrowed(text));
    }
    // A space inside a number may be a mark between two numbers.
    let digit = |word: &str, last: bool| {
        let mut signs = word.chars();
        if last { signs.next_back() } else { signs.next() }.is_some_and(char::is_numeric)
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.windows(2).any(|pair| digit(pair[0], true) && digit(pair[1], false)) {
        return None;
    }
    let half_width: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let mut digits = half_width.as_str();
    for mark in ["¥", "CNY", "RMB", "cny", "rmb", "人民币"] {
        digits = digits.strip_prefix(mark).unwrap_or(digits);
    }
    for mark in ["人民币", "元", "千克", "公斤", "kg", "KG", "Kg"] {
        digits = digits.strip_suffix(mark).unwrap_or(digits);
    }
    let number = plain_decimal(&without_thousands(digits)?)?;
    let number = number.round_dp_with_strategy(DECIMALS, RoundingStrategy::MidpointAwayFromZero).normalize();
    Some(Cow::Owned(number.to_string()))
}

/// Whether two readable numbers are the same amount, as `98.5` and `98.50`.
pub(super) fn same(one: &str, other: &str) -> bool {
    let value = |text: &str| plain_decimal(text).map(|d: Decimal| d.normalize());
    matches!((value(one), value(other)), (Some(a), Some(b)) if a == b)
}

/// The sum of two readable numbers; `None` when it would not fit.
pub(super) fn sum(one: &str, other: &str) -> Option<String> {
    let (one, other) = (read(one)?, read(other)?);
    Some(plain_decimal(&one)?.checked_add(plain_decimal(&other)?)?.normalize().to_string())
}

/// The product of two readable numbers; `None` when it would not fit.
pub(super) fn product(one: &str, other: &str) -> Option<String> {
    let number = |text: &str| plain_decimal(&read(text)?);
    Some(number(one)?.checked_mul(number(other)?)?.normalize().to_string())
}

fn is_plain(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && digits(fraction) && whole.len() <= 14 && fraction.len() <= DECIMALS as usize
}

/// Commas are thousands marks only where three digits follow each: `1,234.5`, never `1,5`.
fn without_thousands(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains(',') {
        return Some(Cow::Borrowed(text));
    }
    let (whole, fraction) =
        text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut groups = whole.trim_start_matches('-').split(',');
    let first = groups.next()?;
    let good = (1..=3).contains(&first.len())
        && groups.all(|group| group.len() == 3)
        && fraction.is_none_or(|fraction| !fraction.contains(','));
    good.then(|| Cow::Owned(text.replace(',', "")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, number) in [
            ("98.50", Some("98.50")),
            ("0", Some("0")),
            ("1,234.5", Some("1234.5")),
            ("¥1,234,567.00", Some("1234567")),
            ("￥９８．５", Some("98.5")),
            ("98.5元", Some("98.5")),
            ("1.25KG", Some("1.25")),
            ("98.10000000000001", Some("98.1")),
            ("0.000005", Some("0.00001")),
            ("-3", Some("-3")),
            ("1,5", None),
            ("1\n2", None),
            ("1 2", None),
            ("¥ 12.5 元", Some("12.5")),
            ("1.234,50", None),
            ("1.2E+3", None),
            ("$5", None),
            ("abc", None),
            ("", None),
        ] {
            assert_eq!(read(text).as_deref(), number, "{text}");
        }
    }

    #[test]
    fn the_same_amount_has_many_spellings() {
        assert!(same("98.5", "98.50") && !same("98.5", "98.51") && !same("x", "x"));
        assert_eq!(sum("0.1", "0.2").as_deref(), Some("0.3"));
    }
}
