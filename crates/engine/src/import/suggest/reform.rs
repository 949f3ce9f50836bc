//! Values in other words: what people write for a unit, a country, a date or a number, as the desk reads it.

use clearance_core::cn::codes::{Codes, Tables};
use clearance_core::order::Field;
use jiff::civil::DateTime;
use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization as _;

/// What people call units and is neither in the table nor part of a name in it; in lower case and the singular.
const UNITS: &[(&str, &str)] = &[
    ("bottle", "瓶"),
    ("btl", "瓶"),
    ("box", "盒"),
    ("boxe", "盒"),
    ("bx", "盒"),
    ("case", "箱"),
    ("carton", "箱"),
    ("ctn", "箱"),
    ("piece", "件"),
    ("pc", "件"),
    ("each", "个"),
    ("ea", "个"),
    ("unit", "个"),
    ("bag", "袋"),
    ("can", "罐"),
    ("tin", "罐"),
    ("jar", "罐"),
    ("tube", "支"),
    ("stick", "支"),
    ("pack", "包"),
    ("pack.", "包"),
    ("pkg", "包"),
    ("pkt", "包"),
    ("set", "套"),
    ("pair", "双"),
    ("roll", "卷"),
    ("sheet", "张"),
    ("gram", "克"),
    ("kilo", "千克"),
    ("kilogram", "千克"),
    ("litre", "升"),
    ("liter", "升"),
];

/// English names of countries, in lower case.
const COUNTRIES: &[(&str, &str)] = &[
    ("japan", "日本"),
    ("korea", "韩国"),
    ("south korea", "韩国"),
    ("united states", "美国"),
    ("u.s.a.", "美国"),
    ("u.s.", "美国"),
    ("america", "美国"),
    ("australia", "澳大利亚"),
    ("new zealand", "新西兰"),
    ("germany", "德国"),
    ("france", "法国"),
    ("italy", "意大利"),
    ("spain", "西班牙"),
    ("united kingdom", "英国"),
    ("england", "英国"),
    ("u.k.", "英国"),
    ("canada", "加拿大"),
    ("netherlands", "荷兰"),
    ("holland", "荷兰"),
    ("denmark", "丹麦"),
    ("switzerland", "瑞士"),
    ("thailand", "泰国"),
    ("singapore", "新加坡"),
    ("malaysia", "马来西亚"),
    ("china", "中国"),
];

/// Names and codes of the tables.
pub(super) struct Words<'a> {
    tables: &'a Tables,
    units: Vec<&'a str>,
    countries: Vec<&'a str>,
}

impl<'a> Words<'a> {
    pub(super) fn new(tables: &'a Tables) -> Words<'a> {
        Words { tables, units: names(tables, Codes::Unit), countries: names(tables, Codes::Country) }
    }

    /// `瓶装`, `盒子`, `Bottles`: a name of the table in other clothes.
    pub(super) fn unit(&self, text: &str) -> Option<String> {
        let plain = plain(text);
        let word = plain.trim_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '(' | ')' | '/'));
        let one = word.strip_suffix('s').unwrap_or(word);
        let english = UNITS.iter().find(|(name, _)| *name == one || *name == word).map(|(_, name)| *name);
        english.or_else(|| held(&self.units, &plain)).map(str::to_owned)
    }

    /// `日本产`, `Made in Japan`.
    pub(super) fn country(&self, text: &str) -> Option<String> {
        let plain = plain(text);
        let word = plain.trim_start_matches("madein").trim_start_matches("from");
        let of = |name: &str| name.replace(' ', "") == word;
        let english = COUNTRIES.iter().find(|(name, _)| of(name)).map(|(_, name)| *name);
        // A single sign is in too many words.
        let chinese = || held(&self.countries, &plain).filter(|name| name.chars().count() > 1);
        english.or_else(chinese).map(str::to_owned)
    }

    /// A code by its name, where a column wants the code.
    pub(super) fn code(&self, field: Field, text: &str) -> Option<String> {
        let codes = match field {
            Field::TransportMode => Codes::Transport,
            Field::Packing => Codes::Wrap,
            Field::DeclarationPort | Field::EntryPort => Codes::District,
            _ => return None,
        };
        let plain = plain(text);
        if plain.is_ascii() {
            return None;
        }
        let alike = |(_, name): &(String, &str)| {
            *name == plain || (plain.chars().count() > 1 && name.contains(&*plain)) || plain.contains(name)
        };
        let all = coded(self.tables, codes);
        let mut found = all.iter().filter(|one| alike(one));
        let (code, _) = found.next()?;
        // Two that are alike are none.
        found.next().is_none().then(|| code.clone())
    }
}

/// Half-width, in lower case, without blanks.
fn plain(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// All codes of a table: customs offices have four digits, the others of these one.
fn coded(tables: &Tables, codes: Codes) -> Vec<(String, &str)> {
    let width = if codes == Codes::District { 4 } else { 1 };
    let code = (0..10_u32.pow(width)).map(|code| format!("{code:0>width$}", width = width as usize));
    code.filter_map(|code| tables.name(codes, &code).map(|name| (code.clone(), name))).collect()
}

fn names(tables: &Tables, codes: Codes) -> Vec<&str> {
    let code = (0..1_000).map(|code| format!("{code:03}"));
    code.filter_map(|code| tables.name(codes, &code)).filter(|name| !name.is_ascii()).collect()
}

/// The longest of the names that a text holds; of equally long ones the first in the text.
fn held<'a>(names: &[&'a str], text: &str) -> Option<&'a str> {
    let found = names.iter().filter_map(|name| Some((text.find(name)?, *name)));
    found.min_by_key(|(at, name)| (std::cmp::Reverse(name.len()), *at)).map(|(_, name)| name)
}

/// Full-width signs become half-width, blanks go.
pub(super) fn half_width(text: &str) -> Option<String> {
    let plain: String =
        text.nfkc().filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{feff}')).collect();
    plain.is_ascii().then_some(plain)
}

/// Blanks around a name go; digits in it may be anything.
pub(super) fn trimmed(text: &str) -> Option<String> {
    let name = text.trim();
    (!name.chars().any(char::is_numeric)).then(|| name.to_owned())
}

/// A code with the zero that it lost, as text.
pub(super) fn with_zero(text: &str) -> Option<String> {
    let digits: String =
        half_width(text)?.trim_end_matches(".0").chars().filter(char::is_ascii_digit).collect();
    Some(format!("0{digits}"))
}

/// A date in another form: day or month first where only one of them can be, a spreadsheet's day count as text, 上午 and
/// 下午, 号. `None` where it may be two days.
pub(super) fn date(text: &str) -> Option<String> {
    let text: String = text.nfkc().collect();
    let text = text.trim();
    if let Some(at) = day_count(text) {
        return Some(at);
    }
    let (afternoon, morning) = (text.contains("下午") || text.contains("晚上"), text.contains("上午"));
    let pm = text.to_ascii_uppercase().contains("PM");
    let am = text.to_ascii_uppercase().contains("AM");
    let numbers: Vec<u16> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let (year, month, day) = match *numbers.get(..3)? {
        [year, month, day] if year >= 1_000 => (year, month, day),
        [day, month, year] if year >= 1_000 && day > 12 => (year, month, day),
        [month, day, year] if year >= 1_000 && (day > 12 || day == month) => (year, month, day),
        _ => return None,
    };
    let clock = |place: usize| numbers.get(place).copied().unwrap_or(0);
    let (mut hour, minute, second) = (clock(3), clock(4), clock(5));
    if numbers.len() > 6 || ((am || pm || morning || afternoon) && numbers.len() < 5) {
        return None;
    }
    if (afternoon || pm) && hour < 12 {
        hour += 12;
    }
    if (morning || am) && hour == 12 {
        hour = 0;
    }
    let small = |n: u16| i8::try_from(n).ok();
    let year = i16::try_from(year).ok()?;
    let at = DateTime::new(year, small(month)?, small(day)?, small(hour)?, small(minute)?, small(second)?, 0)
        .ok()?;
    let form = if numbers.len() > 3 { "%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%d" };
    Some(at.strftime(form).to_string())
}

/// `45620` or `45620.5` as text: days since the end of 1899.
fn day_count(text: &str) -> Option<String> {
    let number: Decimal = text.parse().ok()?;
    let days = number.trunc();
    if !(Decimal::from(30_000)..Decimal::from(60_000)).contains(&days) {
        return None;
    }
    let days: i64 = days.to_string().parse().ok()?;
    let seconds = ((number - number.trunc()) * Decimal::from(86_400)).round();
    let seconds: i64 = seconds.to_string().parse().ok()?;
    let span = jiff::Span::new().days(days).seconds(seconds);
    let at = jiff::civil::date(1899, 12, 30).at(0, 0, 0, 0).checked_add(span).ok()?;
    Some(at.strftime(if seconds == 0 { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M:%S" }).to_string())
}

/// The one number that a text holds: `约2.5kg`, `3 瓶`, `两个`, `1.234,50`. Grams and pounds of two (斤) become kilograms where
/// the field counts these. `None` where there are two numbers, or a foreign currency.
pub(super) fn number(field: Field, text: &str) -> Option<String> {
    let text = plain(text);
    if text.contains(['$', '€', '£', '*', '×', '/', '~', '+', '%'])
        || text.contains("usd")
        || text.contains('至')
    {
        return None;
    }
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let start = text.find(|c: char| c.is_ascii_digit());
    let Some(start) = start else { return counted(&text) };
    let end = text[start..].find(|c| !is_of_number(c)).map_or(text.len(), |end| start + end);
    if text[end..].contains(|c: char| c.is_ascii_digit()) || text[..start].contains('-') {
        return None;
    }
    let number = point(text[start..end].trim_end_matches(['.', ',']))?;
    let unit = text[end..].trim_matches(|c| matches!(c, '(' | ')' | '.'));
    let weight = matches!(field, Field::GrossWeight | Field::NetWeight | Field::Weight);
    let kilograms = match unit {
        "g" | "克" | "gram" | "grams" if weight => number / Decimal::ONE_THOUSAND,
        "斤" | "市斤" if weight => number / Decimal::TWO,
        "mg" | "毫克" | "lb" | "lbs" | "磅" | "oz" | "盎司" | "吨" | "t" if weight => return None,
        "万" | "千" | "百" | "万元" | "千元" => return None,
        _ => number,
    };
    Some(kilograms.normalize().to_string())
}

/// Marks of thousands go, the last comma or point is the decimal one; `None` where that cannot be told.
fn point(text: &str) -> Option<Decimal> {
    let (points, commas) = (text.matches('.').count(), text.matches(',').count());
    let plain = match (points, commas) {
        (0 | 1, 0) => text.to_owned(),
        (1.., 1) if text.rfind(',') > text.rfind('.') => text.replace('.', "").replace(',', "."),
        (0 | 1, _)
            if text.split(',').skip(1).all(|group| group.split('.').next().is_some_and(|g| g.len() == 3)) =>
        {
            text.replace(',', "")
        }
        (0, 1) => text.replace(',', "."),
        _ => return None,
    };
    plain.parse().ok()
}

/// `两个`: a small number in words.
fn counted(text: &str) -> Option<String> {
    const WORDS: [(char, u8); 12] = [
        ('一', 1),
        ('壹', 1),
        ('二', 2),
        ('两', 2),
        ('三', 3),
        ('四', 4),
        ('五', 5),
        ('六', 6),
        ('七', 7),
        ('八', 8),
        ('九', 9),
        ('十', 10),
    ];
    let mut numbers = text.chars().filter_map(|c| WORDS.iter().find(|(word, _)| *word == c));
    let first = numbers.next().filter(|(word, _)| text.starts_with(*word))?;
    (numbers.next().is_none() && !text.contains(['百', '千', '万', '半', '零'])).then(|| first.1.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_found_by_similar_names() {
        let tables = Tables::built_in();
        let words = Words::new(&tables);
        for (text, name) in [
            ("瓶装", Some("瓶")),
            ("盒子", Some("盒")),
            ("１ 瓶", Some("瓶")),
            ("Bottles", Some("瓶")),
            ("箱(12瓶)", Some("箱")),
            ("千克装", Some("千克")),
            ("大概", None),
            ("", None),
        ] {
            assert_eq!(words.unit(text).as_deref(), name, "{text}");
        }
        for (text, name) in [
            ("日本产", Some("日本")),
            ("Made in Japan", Some("日本")),
            ("原产地：澳大利亚", Some("澳大利亚")),
            ("火星", None),
        ] {
            assert_eq!(words.country(text).as_deref(), name, "{text}");
        }
    }

    #[test]
    fn dates_are_turned_only_where_they_can_be_one_day() {
        for (text, day) in [
            ("24/11/2026", Some("2026-11-24")),
            ("11/24/2026", Some("2026-11-24")),
            ("11/11/2026", Some("2026-11-11")),
            ("3/11/2026", None),
            ("26-11-24", None),
            ("2026年11月24号", Some("2026-11-24")),
            ("2026-11-24 下午3:05", Some("2026-11-24 15:05:00")),
            ("2026-11-24 12:05:00 AM", Some("2026-11-24 00:05:00")),
            ("2026-11-24（星期二）", Some("2026-11-24")),
            ("46350", Some("2026-11-24")),
            ("46350.5", Some("2026-11-24 12:00:00")),
            ("2026-02-30", None),
            ("昨天", None),
            ("2026-11-24 10:00 至 2026-11-25 10:00", None),
        ] {
            assert_eq!(date(text).as_deref(), day, "{text}");
        }
    }

    #[test]
    fn numbers_are_taken_out_of_words_but_never_guessed() {
        for (field, text, value) in [
            (Field::GrossWeight, "约2.5kg", Some("2.5")),
            (Field::GrossWeight, "500g", Some("0.5")),
            (Field::GrossWeight, "1斤", Some("0.5")),
            (Field::GrossWeight, "2磅", None),
            (Field::Qty, "3 瓶", Some("3")),
            (Field::Qty, "两个", Some("2")),
            (Field::Qty, "十二个", None),
            (Field::Qty, "2~3", None),
            (Field::Qty, "2瓶3盒", None),
            (Field::Price, "1.234,50", Some("1234.5")),
            (Field::Price, "12,34", Some("12.34")),
            (Field::Price, "人民币1,234.5元整", Some("1234.5")),
            (Field::Price, "$5", None),
            (Field::Price, "3万元", None),
            (Field::Price, "-5元/件", None),
            (Field::Price, "免费", None),
        ] {
            assert_eq!(number(field, text).as_deref(), value, "{text}");
        }
        assert_eq!(with_zero("209100000.0").as_deref(), Some("0209100000"));
        assert_eq!(half_width("ＯＫ 1").as_deref(), Some("OK1"));
    }
}
