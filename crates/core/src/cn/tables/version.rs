//! The version of a table: the month or day it was put together, and a number where that is not enough.

use std::fmt;

use jiff::civil::Date;

/// `2026-08`, `2026-08-15`, or either with a number behind a point, such as `2026-08.2`. Ordered by time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    year: i16,
    month: i8,
    /// 0 where only the month is said.
    day: i8,
    /// 0 where there is none.
    number: u32,
}

impl Version {
    /// Reads a version in its one spelling; nothing else.
    #[must_use]
    pub fn read(text: &str) -> Option<Version> {
        let (date, number) = match text.split_once('.') {
            None => (text, 0),
            Some((date, number)) => (date, number.parse().ok().filter(|n| (1..1_000_000).contains(n))?),
        };
        let mut parts = date.split('-');
        let year = parts.next()?.parse().ok()?;
        let month = parts.next()?.parse().ok()?;
        let day = parts.next().map_or(Some(0), |day| day.parse().ok().filter(|day| *day > 0))?;
        let in_calendar = Date::new(year, month, day.max(1)).is_ok() && (1990..2200).contains(&year);
        let version = Version { year, month, day, number };
        // Whatever is written in another way (a sign, a missing nought) is no version.
        (in_calendar && version.to_string() == text).then_some(version)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)?;
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        if self.number > 0 {
            write!(f, ".{}", self.number)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_ones_are_greater() {
        let all = ["2019-11", "2026-08", "2026-08.1", "2026-08.10", "2026-08-01", "2026-08-15.2", "2026-09"];
        let read: Vec<Version> = all.iter().map(|text| Version::read(text).expect("a version")).collect();
        assert!(read.windows(2).all(|pair| pair[0] < pair[1]), "{read:?}");
        assert_eq!(read.iter().map(ToString::to_string).collect::<Vec<_>>(), all);
    }

    #[test]
    fn other_spellings_are_none() {
        for text in [
            "2026",
            "2026-8",
            "2026-08.0",
            "2026-08.01",
            "2026-13",
            "2026-02-30",
            "v1",
            "2026-08 ",
            "+2026-08",
            "2026-08-",
            "2026-08.1.2",
            "1026-08",
            "",
        ] {
            assert_eq!(Version::read(text), None, "{text}");
        }
    }
}
