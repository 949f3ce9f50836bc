//! Beijing time (UTC+8, no summer time since 1991) and its three spellings on the wire.

use std::fmt;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// A moment in Beijing time, to the millisecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct BeijingTime(DateTime);

impl BeijingTime {
    /// From a civil date and time; what is finer than a millisecond is dropped.
    #[must_use]
    pub fn new(at: DateTime) -> Self {
        let ns = at.subsec_nanosecond() / 1_000_000 * 1_000_000;
        BeijingTime(
            at.with().subsec_nanosecond(ns).build().expect("whole milliseconds are valid nanoseconds"),
        )
    }

    /// From milliseconds since 1970-01-01T00:00:00Z, as a clock gives them.
    #[must_use]
    pub fn from_unix_ms(ms: i64) -> Self {
        let epoch = jiff::civil::datetime(1970, 1, 1, 8, 0, 0, 0);
        let span = jiff::Span::new().milliseconds(ms);
        BeijingTime(epoch.checked_add(span).unwrap_or(epoch))
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn unix_ms(self) -> i64 {
        let epoch = jiff::civil::datetime(1970, 1, 1, 8, 0, 0, 0);
        let days = i64::from((self.0.date() - epoch.date()).get_days());
        let t = self.0.time();
        (days * 24 + i64::from(t.hour()) - 8) * 3_600_000
            + i64::from(t.minute()) * 60_000
            + i64::from(t.second()) * 1_000
            + i64::from(t.millisecond())
    }

    /// Reads `YYYYMMDDhhmmss` (14) or `YYYYMMDDhhmmssSSS` (17). The day must exist; 24:00:00 and second 60 do not.
    #[must_use]
    pub fn from_wire(text: &str) -> Option<Self> {
        if !matches!(text.len(), 14 | 17) || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let n = |from: usize, to: usize| text[from..to].parse::<i16>().ok();
        let small = |from: usize, to: usize| text[from..to].parse::<i8>().ok();
        let ms = if text.len() == 17 { text[14..17].parse::<i32>().ok()? } else { 0 };
        DateTime::new(
            n(0, 4)?,
            small(4, 6)?,
            small(6, 8)?,
            small(8, 10)?,
            small(10, 12)?,
            small(12, 14)?,
            ms * 1_000_000,
        )
        .ok()
        .map(BeijingTime)
    }

    /// `YYYYMMDDhhmmss`, as in `appTime`.
    #[must_use]
    pub fn wire14(self) -> String {
        let t = self.0;
        format!(
            "{:04}{:02}{:02}{:02}{:02}{:02}",
            t.year(),
            t.month(),
            t.day(),
            t.hour(),
            t.minute(),
            t.second()
        )
    }

    /// `YYYYMMDDhhmmssSSS`, as in `returnTime`.
    #[must_use]
    pub fn wire17(self) -> String {
        format!("{}{:03}", self.wire14(), self.0.millisecond())
    }

    /// The day.
    #[must_use]
    pub fn date(self) -> Date {
        self.0.date()
    }

    /// The civil date and time.
    #[must_use]
    pub fn civil(self) -> DateTime {
        self.0
    }
}

/// Reads a wire date `YYYYMMDD`; the day must exist.
#[must_use]
pub fn date_from_wire(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Date::new(text[0..4].parse().ok()?, text[4..6].parse().ok()?, text[6..8].parse().ok()?).ok()
}

/// `YYYYMMDD`, as in `declTime`.
#[must_use]
pub fn date_to_wire(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

impl fmt::Display for BeijingTime {
    /// `2026-11-24 10:42:18`, as people read it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let t = self.0;
        write!(
            f,
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
            t.year(),
            t.month(),
            t.day(),
            t.hour(),
            t.minute(),
            t.second()
        )
    }
}

impl From<BeijingTime> for String {
    fn from(at: BeijingTime) -> Self {
        at.wire17()
    }
}

impl TryFrom<String> for BeijingTime {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        BeijingTime::from_wire(&text).ok_or_else(|| format!("not a Beijing time of 14 or 17 digits: {text}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_does_not_exist_is_no_time() {
        for (text, good) in [
            ("20221124101530", true),
            ("20240229000000", true),
            ("20221124101530123", true),
            ("20230229101530", false),
            ("20221124240000", false),
            ("20221124101560", false),
            ("2022112410153", false),
        ] {
            assert_eq!(BeijingTime::from_wire(text).is_some(), good, "{text}");
        }
    }

    #[test]
    fn the_clock_and_the_wire_agree() {
        let at = BeijingTime::from_unix_ms(1_763_950_938_123);
        assert_eq!(at.wire17(), "20251124102218123");
        assert_eq!(at.unix_ms(), 1_763_950_938_123);
        assert_eq!(BeijingTime::from_wire(&at.wire17()), Some(at));
    }
}
