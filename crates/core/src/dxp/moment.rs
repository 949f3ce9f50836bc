//! `xs:dateTime` and `xs:date` as envelopes spell them.

use jiff::civil::Date;

use crate::time::BeijingTime;

/// Reads `yyyy-MM-ddThh:mm:ss`, with fraction and zone or without. A time without a zone is Beijing time; what is finer
/// than a millisecond is dropped. 24:00:00 is the next midnight, as the schema language says.
pub(super) fn date_time(text: &str) -> Option<BeijingTime> {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let plain = text.get(..19)?;
    let (mut rest, mut ms) = (text.get(19..)?, 0);
    let digits: String = shaped(plain, "0000-00-00T00:00:00")?;
    if digits.starts_with("0000") {
        return None;
    }
    if let Some(fraction) = rest.strip_prefix('.') {
        let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 {
            return None;
        }
        ms = format!("{:0<3}", &fraction[..length.min(3)]).parse().ok()?;
        rest = &fraction[length..];
    }
    let (digits, day) = match digits.strip_suffix("240000") {
        Some(day) if ms == 0 => (format!("{day}000000"), 86_400_000),
        Some(_) => return None,
        None => (digits, 0),
    };
    let local = BeijingTime::from_wire(&digits)?.unix_ms() + ms + day;
    let exact = local + zone(rest)?.map_or(0, |minutes| (480 - minutes) * 60_000);
    let at = BeijingTime::from_unix_ms(exact);
    // Past the end of the calendar there is no such time.
    (at.unix_ms() == exact).then_some(at)
}

/// Reads `yyyy-MM-dd`, with or without a zone, which a day does not need.
pub(super) fn date(text: &str) -> Option<Date> {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let digits = shaped(text.get(..10)?, "0000-00-00")?;
    zone(text.get(10..)?)?;
    crate::time::date_from_wire(&digits)
}

/// `yyyy-MM-ddThh:mm:ss` in Beijing time, as clients write it; the milliseconds are dropped.
pub(super) fn write(at: BeijingTime) -> String {
    let digits = at.wire14();
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    format!("{}-{}-{}T{}:{}:{}", part(0, 4), part(4, 6), part(6, 8), part(8, 10), part(10, 12), part(12, 14))
}

/// The digits of a text that looks like the pattern, in which `0` stands for any digit.
fn shaped(text: &str, pattern: &str) -> Option<String> {
    let fits = text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(sign, wanted)| match wanted {
            b'0' => sign.is_ascii_digit(),
            other => sign == other,
        });
    fits.then(|| text.chars().filter(char::is_ascii_digit).collect())
}

/// Minutes east of Greenwich; `Some(None)` when no zone is told.
fn zone(text: &str) -> Option<Option<i64>> {
    match text {
        "" => return Some(None),
        "Z" => return Some(Some(0)),
        _ => {}
    }
    let (sign, clock) = text.split_at_checked(1)?;
    let digits = shaped(clock, "00:00")?;
    let minutes = digits[..2].parse::<i64>().ok()? * 60 + digits[2..].parse::<i64>().ok()?;
    let whole = digits[2..].parse::<i64>().ok()? < 60 && minutes <= 14 * 60;
    match sign {
        "+" if whole => Some(Some(minutes)),
        "-" if whole => Some(Some(-minutes)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_zone_and_fraction_and_without() {
        for (text, wire) in [
            ("2026-11-24T10:42:18", Some("20261124104218000")),
            (" 2026-11-24T10:42:18\n", Some("20261124104218000")),
            ("2026-11-24T02:42:18Z", Some("20261124104218000")),
            ("2026-11-24T10:42:18+08:00", Some("20261124104218000")),
            ("2026-11-23T21:12:18-05:30", Some("20261124104218000")),
            ("2026-11-24T10:42:18.5", Some("20261124104218500")),
            ("2026-11-24T10:42:18.1239999Z", Some("20261124184218123")),
            ("2026-12-31T24:00:00", Some("20270101000000000")),
            ("2026-12-31T24:00:00.001", None),
            ("2026-11-24T10:42:18.", None),
            ("2026-11-24 10:42:18", None),
            ("2026-02-29T10:42:18", None),
            ("2026-11-24T10:42:60", None),
            ("2026-11-24T10:42:18+15:00", None),
            ("2026-11-24T10:42:18+07:60", None),
            ("2026-11-24T10:42:18z", None),
            ("2026-11-24T10:42", None),
            ("0000-11-24T10:42:18", None),
            ("9999-12-31T23:59:59-14:00", None),
            ("２026-11-24T10:42:18", None),
            ("", None),
        ] {
            assert_eq!(date_time(text).map(BeijingTime::wire17).as_deref(), wire, "{text}");
        }
    }

    #[test]
    fn days_are_read_with_and_without_a_zone() {
        for (text, good) in
            [("2026-11-24", true), ("2026-11-24Z", true), ("2026-11-24+08:00", true), ("2026-11-31", false)]
        {
            assert_eq!(date(text).is_some(), good, "{text}");
        }
    }
}
