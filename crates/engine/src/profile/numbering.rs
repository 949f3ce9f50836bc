//! Own document numbers of a client: a pattern with the client's mark, the day and a running number.

use clearance_core::text::Text;
use clearance_core::time::BeijingTime;

/// What is used where a client has no pattern of its own: client and day at a glance.
pub(crate) const USUAL: &str = "{client}{date}{n:7}";
/// The most signs of an own number (`copNo`, C..20).
const LONGEST: usize = 20;
/// Numbers grow beyond their width rather than start anew; so many digits must fit.
const DIGITS: usize = 7;

/// A pattern that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Fixed(String),
    Client,
    Date,
    Number(usize),
}

impl Pattern {
    /// What is used where a client has no pattern of its own.
    pub(crate) fn usual() -> Pattern {
        Pattern(vec![Part::Client, Part::Date, Part::Number(DIGITS)])
    }

    /// Reads a pattern; an empty one is the usual one.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn read(text: &str) -> Result<Pattern, Text> {
        let text = if text.trim().is_empty() { USUAL } else { text.trim() };
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let unknown = Text {
                zh: "只能用 {client}、{date} 和 {n:7} 三种占位",
                en: "Only {client}, {date} and {n:7} stand for something",
            };
            let close = rest[open..].find('}').ok_or(unknown)? + open;
            parts.push(Part::Fixed(rest[..open].to_owned()));
            parts.push(match &rest[open + 1..close] {
                "client" | "客户" => Part::Client,
                "date" | "日期" => Part::Date,
                word => {
                    let (name, width) = word.split_once(':').unwrap_or((word, "7"));
                    let width: usize =
                        width.parse().ok().filter(|width| (1..=12).contains(width)).ok_or(unknown)?;
                    if !matches!(name, "n" | "序号") {
                        return Err(unknown);
                    }
                    Part::Number(width)
                }
            });
            rest = &rest[close + 1..];
        }
        parts.push(Part::Fixed(rest.to_owned()));
        parts.retain(|part| !matches!(part, Part::Fixed(text) if text.is_empty()));
        let pattern = Pattern(parts);
        pattern.judge()?;
        Ok(pattern)
    }

    fn judge(&self) -> Result<(), Text> {
        let numbers = self.0.iter().filter(|part| matches!(part, Part::Number(_))).count();
        if numbers != 1 {
            return Err(Text {
                zh: "须有且只有一个序号 {n:7}",
                en: "One running number {n:7} is needed, and one only",
            });
        }
        let fixed = self.0.iter().filter_map(|part| match part {
            Part::Fixed(text) => Some(text.as_str()),
            _ => None,
        });
        if !fixed
            .clone()
            .all(|text| text.chars().all(|sign| sign.is_ascii_alphanumeric() || "-_".contains(sign)))
        {
            return Err(Text {
                zh: "只能用字母、数字、- 和 _", en: "Letters, digits, - and _ only"
            });
        }
        let length: usize = self
            .0
            .iter()
            .map(|part| match part {
                Part::Fixed(text) => text.len(),
                Part::Client => 4,
                Part::Date => 6,
                Part::Number(width) => (*width).max(DIGITS),
            })
            .sum();
        if length > LONGEST {
            return Err(Text {
                zh: "超过 20 位：序号至少按 7 位计",
                en: "More than 20 signs, with at least 7 for the running number",
            });
        }
        Ok(())
    }

    /// Whether its numbers tell the client apart from others on this and on other desks.
    pub(crate) fn tells_client(&self) -> bool {
        self.0.contains(&Part::Client)
    }

    /// One number.
    pub(crate) fn write(&self, client: &str, now: BeijingTime, number: i64) -> String {
        let tag: String = client.chars().filter(char::is_ascii_alphanumeric).take(4).collect();
        self.0
            .iter()
            .map(|part| match part {
                Part::Fixed(text) => text.clone(),
                Part::Client => tag.clone(),
                Part::Date => now.wire14()[2..8].to_owned(),
                Part::Number(width) => format!("{number:0width$}"),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(pattern: &str, number: i64) -> String {
        let now = BeijingTime::from_unix_ms(1_795_500_000_000);
        Pattern::read(pattern).expect("a pattern").write("9f3c-aa", now, number)
    }

    #[test]
    fn numbers_have_client_day_and_a_number_that_grows() {
        for (pattern, number, expected) in [
            ("", 42, "9f3c2611240000042"),
            ("XJ-{date}-{n:5}", 7, "XJ-261124-00007"),
            ("XJ{n:3}", 12345, "XJ12345"),
            ("{客户}{序号}", 1, "9f3c0000001"),
        ] {
            assert_eq!(written(pattern, number), expected, "{pattern}");
        }
    }

    #[test]
    fn a_pattern_without_a_number_with_odd_signs_or_too_long_is_told() {
        for pattern in
            ["XJ{date}", "{n}{n}", "XJ{n", "{who}{n}", "橘{n}", "ABCDEFGHIJKLMN{n:7}", "{n:0}", "{n:x}"]
        {
            assert!(Pattern::read(pattern).is_err(), "{pattern}");
        }
        assert!(Pattern::read("ABCDEFGHIJKLM{n:7}").is_ok(), "the limit itself is allowed");
        assert!(Pattern::read("{client}{n}").expect("one").tells_client());
        assert!(!Pattern::read("X{n}").expect("one").tells_client());
    }
}
