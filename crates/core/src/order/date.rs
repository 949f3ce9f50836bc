//! Days and moments as people and spreadsheets write them.

use jiff::civil::{DateTime, Time, date};
use jiff::{Span, ToSpan};

use crate::sheet::{Cell, Stored};

/// Bare day numbers are believed between 1954 and 2119 only; others are something else.
const SERIALS: std::ops::Range<u32> = 20_000..80_000;

/// Reads `20261124`, `20261124101500`, `2026-11-24 10:15:00`, `2026/5/3 22:02`, `2026年5月3日 下午 3:05`, `2026-5-3 3:05 PM`,
/// with or without the day of the week, ISO 8601 with or without an offset, and, in number cells only, the day count of a spreadsheet. An offset is turned into Beijing time; without one
/// the time is Beijing's.
pub(super) fn read(cell: Cell<'_>, text: &str, epoch_1904: bool) -> Option<DateTime> {
    if text.bytes().all(|b| b.is_ascii_digit()) && matches!(text.len(), 8 | 12 | 14 | 17) {
        return from_digits(text);
    }
    if cell.stored == Stored::Number {
        return from_serial(text, epoch_1904);
    }
    from_words(text)
}

fn from_digits(text: &str) -> Option<DateTime> {
    let n = |from: usize, to: usize| text.get(from..to).map_or(Some(0), |part| part.parse::<i8>().ok());
    let time = |from: usize| if text.len() >= from + 2 { n(from, from + 2) } else { Some(0) };
    DateTime::new(text[0..4].parse().ok()?, n(4, 6)?, n(6, 8)?, time(8)?, time(10)?, time(12)?, 0).ok()
}

fn from_serial(text: &str, epoch_1904: bool) -> Option<DateTime> {
    let (days, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let days: u32 = days.parse().ok()?;
    if !SERIALS.contains(&days) {
        return None;
    }
    let epoch = if epoch_1904 { date(1904, 1, 1) } else { date(1899, 12, 30) };
    // 12 decimals of a day are a tenth of a microsecond.
    let digits = &fraction[..fraction.len().min(12)];
    let scale = 10_u64.pow(u32::try_from(digits.len()).ok()?);
    let seconds = (digits.parse::<u64>().ok()? * 86_400 + scale / 2) / scale;
    let span = Span::new().days(i64::from(days)).seconds(i64::try_from(seconds).ok()?);
    epoch.at(0, 0, 0, 0).checked_add(span).ok()
}

fn from_words(text: &str) -> Option<DateTime> {
    let mut rest = text.trim();
    let year = number(&mut rest, 4)?;
    (year >= 1000).then_some(())?;
    one_of(&mut rest, &['-', '/', '.', '年'])?;
    let month = number(&mut rest, 2)?;
    one_of(&mut rest, &['-', '/', '.', '月'])?;
    let day = number(&mut rest, 2)?;
    let day_end = rest;
    rest = rest.strip_prefix(['日', '号']).unwrap_or(rest);
    let at_midnight =
        DateTime::new(i16::try_from(year).ok()?, small(month)?, small(day)?, 0, 0, 0, 0).ok()?;
    let clock = without_weekday(rest.trim_start_matches(['T', 't', ' ']));
    if clock.is_empty() {
        return Some(at_midnight);
    }
    let (before, clock) = Half::at_start(clock);
    // Without anything between the day and the hour nobody knows where one ends.
    (clock.len() < day_end.len()).then_some(())?;
    rest = clock;
    let hour = number(&mut rest, 2)?;
    one_of(&mut rest, &[':', '时'])?;
    let minute = number(&mut rest, 2)?;
    let mut second = 0;
    if one_of(&mut rest, &[':', '分']).is_some() && rest.starts_with(|c: char| c.is_ascii_digit()) {
        second = number(&mut rest, 2)?;
        rest = rest.strip_prefix('秒').unwrap_or(rest);
        if let Some(fraction) = rest.strip_prefix(['.', ',']) {
            rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }
    let (behind, rest) = Half::at_start(rest.trim_start());
    let hour = match (before, behind) {
        (None, None) => hour,
        (Some(half), None) | (None, Some(half)) => half.hour(hour)?,
        (Some(_), Some(_)) => return None,
    };
    let clock = Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()?;
    let at = at_midnight.date().to_datetime(clock);
    // The name of a zone behind its offset says nothing more.
    let zone = rest.trim().split_once('[').map_or(rest.trim(), |(offset, _)| offset);
    match zone {
        "" => Some(at),
        "Z" | "z" | "UTC" | "GMT" => at.checked_add(8.hours()).ok(),
        offset => {
            let offset = offset.strip_prefix("UTC").or(offset.strip_prefix("GMT")).unwrap_or(offset);
            let ahead = offset_minutes(offset)?;
            at.checked_add(Span::new().minutes(8 * 60 - ahead)).ok()
        }
    }
}

/// `星期二`, `(周二)`: says nothing that the day does not say.
fn without_weekday(text: &str) -> &str {
    let inner = text.trim_start_matches(['(', ' ']);
    let named = ["星期", "周", "礼拜"].iter().find_map(|word| inner.strip_prefix(word));
    let after = named.and_then(|rest| rest.strip_prefix(['一', '二', '三', '四', '五', '六', '日', '天']));
    after.map_or(text, |rest| rest.trim_start_matches([')', ' ']))
}

/// Which half of the day a clock of twelve hours speaks of.
#[derive(Clone, Copy)]
enum Half {
    /// Before noon.
    Morning,
    /// Around noon.
    Noon,
    /// After noon.
    Afternoon,
    /// `晚上`, `夜里`: twelve may be either midnight.
    Night,
}

impl Half {
    /// The word at the beginning of a text, and what follows it.
    fn at_start(text: &str) -> (Option<Half>, &str) {
        const WORDS: [(&str, Half); 13] = [
            ("上午", Half::Morning),
            ("早上", Half::Morning),
            ("凌晨", Half::Morning),
            ("中午", Half::Noon),
            ("下午", Half::Afternoon),
            ("晚上", Half::Night),
            ("夜里", Half::Night),
            ("AM", Half::Morning),
            ("am", Half::Morning),
            ("a.m.", Half::Morning),
            ("PM", Half::Afternoon),
            ("pm", Half::Afternoon),
            ("p.m.", Half::Afternoon),
        ];
        let found = WORDS.iter().find_map(|(word, half)| Some((*half, text.strip_prefix(word)?)));
        found.map_or((None, text), |(half, rest)| (Some(half), rest.trim_start()))
    }

    /// The hour of the whole day; `None` where it is none of this half, or could be two.
    fn hour(self, hour: u16) -> Option<u16> {
        match (self, hour) {
            (Half::Morning, 12) => Some(0),
            (Half::Morning, 0..=11) => Some(hour),
            (Half::Noon, 11 | 12) => Some(hour),
            (Half::Noon | Half::Afternoon | Half::Night, 1..=11) => Some(hour + 12),
            (Half::Afternoon, 12..=23) | (Half::Night, 13..=23) => Some(hour),
            _ => None,
        }
    }
}

fn offset_minutes(text: &str) -> Option<i64> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits = text.strip_prefix(['+', '-'])?.replace(':', "");
    (digits.bytes().all(|b| b.is_ascii_digit()) && matches!(digits.len(), 1 | 2 | 4)).then_some(())?;
    let hours: i64 = digits[..digits.len().min(2)].parse().ok()?;
    let minutes: i64 = if digits.len() == 4 { digits[2..].parse().ok()? } else { 0 };
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

fn number(rest: &mut &str, most: usize) -> Option<u16> {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > most {
        return None;
    }
    let (taken, left) = rest.split_at(digits);
    *rest = left;
    taken.parse().ok()
}

fn one_of(rest: &mut &str, marks: &[char]) -> Option<()> {
    *rest = rest.strip_prefix(marks)?;
    Some(())
}

fn small(n: u16) -> Option<i8> {
    i8::try_from(n).ok().filter(|n| *n < 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(text: &str, stored: Stored, epoch_1904: bool) -> Option<String> {
        read(Cell { text, stored }, text, epoch_1904).map(|at| at.strftime("%Y-%m-%d %H:%M:%S").to_string())
    }

    #[test]
    fn dates_have_many_spellings() {
        for (text, at) in [
            ("20240131", Some("2024-01-31 00:00:00")),
            ("20240131101500", Some("2024-01-31 10:15:00")),
            ("202401311015", Some("2024-01-31 10:15:00")),
            ("20240131101500123", Some("2024-01-31 10:15:00")),
            ("2024-01-31 10:15:00", Some("2024-01-31 10:15:00")),
            ("2016/5/23 22:02", Some("2016-05-23 22:02:00")),
            ("2016.5.23", Some("2016-05-23 00:00:00")),
            ("2024年1月31日 10:15", Some("2024-01-31 10:15:00")),
            ("2024年1月31日10时15分00秒", Some("2024-01-31 10:15:00")),
            ("2024-01-31T10:15:00+08:00", Some("2024-01-31 10:15:00")),
            ("2024-01-31T20:15:00.123Z", Some("2024-02-01 04:15:00")),
            ("2024-01-31 10:15:00 -0500", Some("2024-01-31 23:15:00")),
            ("2026年11月3日 下午 3:05", Some("2026-11-03 15:05:00")),
            ("2026年11月3日下午3:05:07", Some("2026-11-03 15:05:07")),
            ("2026年11月3日 星期二 上午 10:15", Some("2026-11-03 10:15:00")),
            ("2026-11-03（星期二）", None),
            ("2026-11-03(周二) 10:15", Some("2026-11-03 10:15:00")),
            ("2026/11/3 3:05 PM", Some("2026-11-03 15:05:00")),
            ("2026/11/3 12:05:09 AM", Some("2026-11-03 00:05:09")),
            ("2026/11/3 下午12:30", Some("2026-11-03 12:30:00")),
            ("2026/11/3 上午12:30", Some("2026-11-03 00:30:00")),
            ("2026/11/3 中午12:30", Some("2026-11-03 12:30:00")),
            ("2026/11/3 下午15:05", Some("2026-11-03 15:05:00")),
            ("2026/11/3 上午15:05", None),
            ("2026/11/3 晚上12:30", None),
            ("2026/11/3 上午 3:05 PM", None),
            ("上午 10:15", None),
            ("2026-11-03T15:05:00+08:00[Asia/Shanghai]", Some("2026-11-03 15:05:00")),
            ("2026-11-03 07:05:00 GMT+0", Some("2026-11-03 15:05:00")),
            ("2026-11-03 15:05 UTC+8", Some("2026-11-03 15:05:00")),
            ("2026-11-0315:05", None),
            ("2023-02-29", None),
            ("20230229", None),
            ("2024-01-31 24:00:00", None),
            ("31/01/2024", None),
            ("1/2/24", None),
            ("2024-01-31x", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(reads(text, Stored::Text, false).as_deref(), at, "{text}");
        }
    }

    #[test]
    fn day_numbers_count_from_either_epoch_and_only_in_number_cells() {
        for (text, stored, epoch_1904, at) in [
            ("45322", Stored::Number, false, Some("2024-01-31 00:00:00")),
            ("45322.4270833333", Stored::Number, false, Some("2024-01-31 10:15:00")),
            ("43860", Stored::Number, true, Some("2024-01-31 00:00:00")),
            ("45322", Stored::Text, false, None),
            ("7", Stored::Number, false, None),
        ] {
            assert_eq!(reads(text, stored, epoch_1904).as_deref(), at, "{text}");
        }
    }
}
