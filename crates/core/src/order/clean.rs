//! One cell becomes a value: what may stand around it is taken off, and damage is named.

use std::borrow::Cow;
use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::codes::Codes;
use super::field::{Field, Kind};
use super::problem::{self, ProblemRule};
use super::{date, number, split};
use crate::sheet::{Cell, Stored};

/// A 64-bit float holds 15 digits without doubt; a number cell with more has lost some.
const TRUSTED_DIGITS: usize = 15;

/// What became of a cell. A damaged text is kept as it stands, so that a person sees it beside the problem.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cleaned<'a> {
    /// The value; none for a blank cell.
    pub(super) text: Option<Cow<'a, str>>,
    /// What is wrong with it.
    pub(super) problem: Option<&'static ProblemRule>,
}

/// Cleans cells, and remembers the codes it has looked up.
pub struct Cleaner<'c> {
    codes: &'c dyn Codes,
    known: HashMap<(Kind2, String), Option<String>>,
}

/// The kinds that are looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind2 {
    Unit,
    Country,
    Currency,
}

impl<'c> Cleaner<'c> {
    /// A cleaner that looks codes up here.
    #[must_use]
    pub fn new(codes: &'c dyn Codes) -> Self {
        Cleaner { codes, known: HashMap::new() }
    }

    /// Cleans the cell of a field.
    pub(super) fn clean<'a>(&mut self, field: Field, cell: Cell<'a>, epoch_1904: bool) -> Cleaned<'a> {
        let kind = field.kind();
        let text = strip(cell.text, matches!(kind, Kind::Text | Kind::Address));
        if text.is_empty() {
            return Cleaned { text: None, problem: None };
        }
        if cell.stored == Stored::Error || is_overflow(text) {
            return damaged(text, problem::ERROR_CELL);
        }
        match kind {
            Kind::Text => good(text),
            Kind::Person if is_masked(text) => damaged(text, problem::MASKED),
            Kind::Person if is_placeholder(text) => damaged(text, problem::PLACEHOLDER),
            Kind::Person => good(text),
            Kind::Address if text.matches(['*', '＊']).count() > 1 => damaged(text, problem::MASKED),
            Kind::Address if text.contains('\r') => Cleaned { text: Some(one_newline(text)), problem: None },
            Kind::Address => good(text),
            Kind::Number => long_number(half_width(text), cell.stored),
            Kind::Phone => phone(half_width(text), cell.stored),
            Kind::Identity => identity(half_width(text), cell.stored),
            Kind::Code(length) => code(field, half_width(text), cell.stored, usize::from(length)),
            Kind::Amount | Kind::Quantity => match number::read(text) {
                Some(read) => Cleaned { text: Some(read), problem: None },
                None if split::numbers(text).is_some() => damaged(text, problem::SEVERAL_GOODS),
                None => damaged(text, problem::NUMBER_UNREADABLE),
            },
            Kind::Day => moment(cell, text, epoch_1904, "%Y%m%d"),
            Kind::Moment => moment(cell, text, epoch_1904, "%Y%m%d%H%M%S"),
            Kind::Unit => self.look_up(Kind2::Unit, text, problem::UNIT_UNKNOWN),
            Kind::Country => self.look_up(Kind2::Country, text, problem::COUNTRY_UNKNOWN),
            Kind::Currency => self.look_up(Kind2::Currency, text, problem::CURRENCY_UNKNOWN),
        }
    }

    /// Whether a text, typed into a cell of the field, is read without a problem. Nothing is read without one.
    #[must_use]
    pub fn accepts(&mut self, field: Field, text: &str) -> bool {
        self.clean(field, Cell { text, stored: Stored::Text }, false).problem.is_none()
    }

    fn look_up<'a>(&mut self, kind: Kind2, text: &'a str, unknown: &'static ProblemRule) -> Cleaned<'a> {
        // Codes have three digits; spreadsheet programs drop the zeros in front (7 for 007).
        let plain = half_width(text);
        // `件；`: a list of one.
        let plain = match plain.trim_matches(|c: char| matches!(c, ';' | '；' | '|') || c.is_whitespace()) {
            bare if bare.len() < plain.len() => Cow::Owned(bare.to_owned()),
            _ => plain,
        };
        let short = plain.len() < 3 && plain.bytes().all(|b| b.is_ascii_digit());
        let plain = if short { Cow::Owned(format!("{plain:0>3}")) } else { plain };
        let codes = self.codes;
        let key = (kind, plain.into_owned());
        let found = self.known.entry(key).or_insert_with_key(|(kind, text)| match kind {
            Kind2::Unit => codes.unit(text),
            Kind2::Country => codes.country(text),
            Kind2::Currency => codes.currency(text),
        });
        match found {
            Some(code) if code == text => good(text),
            Some(code) => Cleaned { text: Some(Cow::Owned(code.clone())), problem: None },
            None => damaged(text, unknown),
        }
    }
}

fn good(text: &str) -> Cleaned<'_> {
    Cleaned { text: Some(Cow::Borrowed(text)), problem: None }
}

fn damaged<'a>(text: &'a str, rule: &'static ProblemRule) -> Cleaned<'a> {
    Cleaned { text: Some(Cow::Borrowed(text)), problem: Some(rule) }
}

/// Takes off what protects a value from spreadsheet programs: white space around it, `="…"`, a leading apostrophe.
pub(super) fn strip(text: &str, keep_apostrophe: bool) -> &str {
    let around = |c: char| c.is_whitespace() || c.is_control() || is_invisible(c);
    let mut inner = text.trim_matches(around);
    if let Some(quoted) = inner.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        inner = quoted.trim_matches(around);
    }
    if !keep_apostrophe && let Some(rest) = inner.strip_prefix(['\'', '‘', '’']) {
        inner = rest.trim_matches(around);
    }
    inner
}

/// What programs put into a text that nobody sees: breaks of no width, and marks for the direction of writing.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn half_width(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfkc().filter(|c| !is_invisible(*c)).collect())
}

fn without_spaces(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains(char::is_whitespace) {
        return Cow::Owned(text.chars().filter(|c| !c.is_whitespace()).collect());
    }
    text
}

fn one_newline(text: &str) -> Cow<'_, str> {
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// `####`, what a narrow column shows.
fn is_overflow(text: &str) -> bool {
    text.len() > 2 && text.bytes().all(|b| b == b'#')
}

fn is_masked(text: &str) -> bool {
    text.contains(['*', '＊']) || text.contains("##")
}

/// One port's logic check refuses these names.
fn is_placeholder(text: &str) -> bool {
    matches!(text, "空" | "无" | "/" | "-" | "null" | "NULL")
}

fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    // `1E5` may be an article; with a point or a sign it is none.
    let signed = exponent.strip_prefix(['+', '-']);
    let exponent = signed.or(mantissa.contains('.').then_some(exponent)).filter(|digits| digits.len() <= 3);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    whole.len() == 1 && digits(whole) && digits(fraction) && exponent.is_some_and(digits)
}

/// What all long numbers can have suffered.
fn damage(text: &str, stored: Stored) -> Option<&'static ProblemRule> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if is_scientific(text) {
        Some(problem::SCIENTIFIC)
    } else if stored == Stored::Date {
        Some(problem::NUMBER_AS_DATE)
    } else if stored == Stored::Number && digits > TRUSTED_DIGITS {
        Some(problem::NUMBER_DAMAGED)
    } else if is_masked(text) {
        Some(problem::MASKED)
    } else if digits == text.len()
        && digits > TRUSTED_DIGITS
        && text[TRUSTED_DIGITS..].bytes().all(|b| b == b'0')
    {
        Some(problem::TRAILING_ZEROS)
    } else {
        None
    }
}

/// Careless programs write a phone number as `13800138000.0`.
fn without_float_tail(text: Cow<'_, str>) -> Cow<'_, str> {
    match text.strip_suffix(".0") {
        Some(whole) if whole.len() > 3 && whole.bytes().all(|b| b.is_ascii_digit()) => {
            Cow::Owned(whole.to_owned())
        }
        _ => text,
    }
}

fn long_number(text: Cow<'_, str>, stored: Stored) -> Cleaned<'_> {
    let text = without_float_tail(text);
    let problem = damage(&text, stored);
    Cleaned { text: Some(text), problem }
}

fn phone(text: Cow<'_, str>, stored: Stored) -> Cleaned<'_> {
    let text = without_float_tail(text);
    let digits_and_spaces = text.bytes().all(|b| b.is_ascii_digit() || b == b' ');
    let text = if digits_and_spaces { without_spaces(text) } else { text };
    let problem = damage(&text, stored);
    Cleaned { text: Some(text), problem }
}

fn identity(text: Cow<'_, str>, stored: Stored) -> Cleaned<'_> {
    let mut text = without_spaces(text);
    let mut problem = damage(&text, stored);
    if text.contains('x') && problem.is_none() {
        text = Cow::Owned(text.to_uppercase());
    }
    // Only what has the shape of a resident number has a check digit (GB 11643).
    let digits = text.bytes().take(17).filter(u8::is_ascii_digit).count();
    let resident = text.len() == 18 && digits == 17;
    if resident && problem.is_none_or(|rule| rule == problem::TRAILING_ZEROS) && !check_digit_holds(&text) {
        problem = Some(if problem.is_some() { problem::NUMBER_DAMAGED } else { problem::ID_CHECK });
    }
    Cleaned { text: Some(text), problem }
}

fn check_digit_holds(text: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 =
        text.bytes().zip(WEIGHTS).map(|(b, weight)| u32::from(b.wrapping_sub(b'0')) * weight).sum();
    text.as_bytes().last() == b"10X98765432".get(sum as usize % 11)
}

fn code(field: Field, text: Cow<'_, str>, stored: Stored, length: usize) -> Cleaned<'_> {
    let mut text = without_spaces(without_float_tail(text));
    if field == Field::TariffCode && text.contains('.') {
        text = Cow::Owned(text.replace('.', ""));
    }
    let problem = damage(&text, stored);
    // One zero may have been lost in front; more than one would be guessing.
    if problem.is_none() && text.len() + 1 == length && text.bytes().all(|b| b.is_ascii_digit()) {
        return Cleaned { text: Some(Cow::Owned(format!("0{text}"))), problem: Some(problem::ZERO_RESTORED) };
    }
    Cleaned { text: Some(text), problem }
}

fn moment<'a>(cell: Cell<'a>, text: &'a str, epoch_1904: bool, form: &str) -> Cleaned<'a> {
    match date::read(cell, &half_width(text), epoch_1904) {
        Some(at) => Cleaned { text: Some(Cow::Owned(at.strftime(form).to_string())), problem: None },
        None => damaged(text, problem::DATE_UNREADABLE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cn::codes::Tables;

    fn cleaned(field: Field, text: &str, stored: Stored) -> (String, &'static str) {
        let tables = Tables::built_in();
        let mut cleaner = Cleaner::new(&*tables);
        let Cleaned { text, problem } = cleaner.clean(field, Cell { text, stored }, false);
        (text.unwrap_or_default().into_owned(), problem.map_or("", |rule| rule.id))
    }

    #[test]
    fn what_stands_around_a_value_is_taken_off() {
        for (field, text, value) in [
            (Field::OrderNo, "=\"0012345678901234567\"", "0012345678901234567"),
            (Field::OrderNo, "\t0012 ", "0012"),
            (Field::ConsigneePhone, "'13800138000", "13800138000"),
            (Field::ConsigneePhone, "138 0013 8000", "13800138000"),
            (Field::ConsigneePhone, "13800138000.0", "13800138000"),
            (Field::ConsigneePhone, "010-8888 8888", "010-8888 8888"),
            (Field::BuyerId, "１１０１０５１９４９１２３１００２ｘ ", "11010519491231002X"),
            (Field::TariffCode, "2106.9090.90", "2106909090"),
            (Field::Address, " 解放路  77 号\r\n3 幢(310000)\u{3000}", "解放路  77 号\n3 幢(310000)"),
            (Field::GoodsName, "='茶'", "='茶'"),
            (Field::Freight, "1,200.50 元", "1200.5"),
            (Field::ImportDay, "2026/11/5", "20261105"),
            (Field::Unit, "7", "007"),
            (Field::Unit, "千克", "035"),
            (Field::Origin, "澳大利亚", "601"),
            (Field::Currency, "人民币", "142"),
            (Field::BuyerName, "  ", ""),
        ] {
            assert_eq!(cleaned(field, text, Stored::Text), (value.to_owned(), ""), "{text}");
        }
    }

    #[test]
    fn damage_is_named() {
        for (field, text, stored, rule) in [
            (Field::OrderNo, "123456789012345", Stored::Number, ""),
            (Field::OrderNo, "1234567890123456", Stored::Number, "SHEET-NUMBER-DAMAGED"),
            (Field::BuyerId, "440981198501011260", Stored::Number, "SHEET-NUMBER-DAMAGED"),
            (Field::OrderNo, "4.40981E+17", Stored::Text, "SHEET-SCIENTIFIC"),
            (Field::WaybillNo, "1E10", Stored::Text, ""),
            (Field::OrderNo, "330020261124000000", Stored::Text, "SHEET-TRAILING-ZEROS"),
            (Field::OrderNo, "330020261124000001", Stored::Text, ""),
            (Field::BuyerId, "440981198501011000", Stored::Text, "SHEET-NUMBER-DAMAGED"),
            (Field::BuyerId, "110101199003077618", Stored::Text, "SHEET-ID-CHECK-DIGIT"),
            (Field::BuyerId, "110101199003077619", Stored::Text, ""),
            (Field::BuyerName, "张*", Stored::Text, "SHEET-MASKED"),
            (Field::ConsigneePhone, "138****0000", Stored::Text, "SHEET-MASKED"),
            (Field::Address, "浙江省杭州市****", Stored::Text, "SHEET-MASKED"),
            (Field::Address, "科技园 3*5 栋", Stored::Text, ""),
            (Field::BuyerName, "/", Stored::Text, "SHEET-PLACEHOLDER"),
            (Field::OrderNo, "########", Stored::Text, "SHEET-ERROR-CELL"),
            (Field::Freight, "#N/A", Stored::Error, "SHEET-ERROR-CELL"),
            (Field::Qty, "2;1", Stored::Text, "SHEET-SEVERAL-GOODS"),
            (Field::Qty, "两个", Stored::Text, "SHEET-NUMBER-UNREADABLE"),
            (Field::PayTime, "昨天", Stored::Text, "SHEET-DATE-UNREADABLE"),
            (Field::Unit, "大概", Stored::Text, "SHEET-UNIT-UNKNOWN"),
            (Field::Origin, "火星", Stored::Text, "SHEET-COUNTRY-UNKNOWN"),
            (Field::Currency, "USD", Stored::Text, "SHEET-CURRENCY-UNKNOWN"),
            (Field::TariffCode, "209100000", Stored::Number, "SHEET-ZERO-RESTORED"),
        ] {
            assert_eq!(cleaned(field, text, stored).1, rule, "{text}");
        }
    }
}
