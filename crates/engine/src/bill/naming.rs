//! File names of prints: a pattern, made safe and unique.

use std::collections::HashSet;

use super::{PrintError, PrintOptions, PrintedBill};

/// Longest name without its ending, in characters: a path of 260 leaves room for folders.
const LONGEST: usize = 120;

#[derive(Clone, Copy)]
enum Placeholder {
    Client,
    Month,
    Day,
    TaxNo,
    InvtNo,
    OrderNo,
}

enum Part {
    Fixed(String),
    Filled(Placeholder),
}

/// The names of one batch.
pub(super) struct Names {
    parts: Vec<Part>,
    used: HashSet<String>,
}

impl Names {
    /// Reads a pattern.
    pub(super) fn new(pattern: &str) -> Result<Names, PrintError> {
        let mut parts = Vec::new();
        let mut rest = pattern;
        while let Some(open) = rest.find('{') {
            parts.push(Part::Fixed(rest[..open].to_owned()));
            let unknown = || PrintError::UnknownPlaceholder(rest[open..].to_owned());
            let close = rest[open..].find('}').ok_or_else(unknown)? + open;
            let placeholder = match &rest[open + 1..close] {
                "client" | "客户" => Placeholder::Client,
                "month" | "月" => Placeholder::Month,
                "day" | "date" | "日" => Placeholder::Day,
                "tax_no" | "bill" | "税单编号" => Placeholder::TaxNo,
                "invt_no" | "inventory" | "清单编号" => Placeholder::InvtNo,
                "order_no" | "order" | "订单编号" => Placeholder::OrderNo,
                _ => return Err(PrintError::UnknownPlaceholder(rest[open..=close].to_owned())),
            };
            parts.push(Part::Filled(placeholder));
            rest = &rest[close + 1..];
        }
        parts.push(Part::Fixed(rest.to_owned()));
        Ok(Names { parts, used: HashSet::new() })
    }

    /// The next name. A file of several bills is named after its first one and their number.
    pub(super) fn of(&mut self, bill: &PrintedBill, options: &PrintOptions, bills: Option<usize>) -> String {
        let bill = &bill.bill;
        let date = bill.return_time.date();
        let mut name = String::new();
        for part in &self.parts {
            match part {
                Part::Fixed(text) => name.push_str(text),
                Part::Filled(Placeholder::Client) => name.push_str(&options.client),
                Part::Filled(Placeholder::Month) => {
                    name.push_str(&format!("{:04}{:02}", date.year(), date.month()))
                }
                Part::Filled(Placeholder::Day) => {
                    name.push_str(&format!("{:04}{:02}{:02}", date.year(), date.month(), date.day()));
                }
                Part::Filled(Placeholder::TaxNo) => name.push_str(&bill.tax_no),
                Part::Filled(Placeholder::InvtNo) => name.push_str(&bill.invt_no),
                Part::Filled(Placeholder::OrderNo) => {
                    name.push_str(bill.order_no.as_deref().unwrap_or_default())
                }
            }
        }
        if let Some(bills) = bills.filter(|n| *n > 1) {
            name.push_str(&format!("等{bills}份"));
        }
        self.unique(&safe(&name))
    }

    fn unique(&mut self, name: &str) -> String {
        let mut candidate = name.to_owned();
        let mut n = 2;
        // Windows and macOS do not tell capitals from small letters.
        while !self.used.insert(candidate.to_lowercase()) {
            candidate = format!("{name}_{n}");
            n += 1;
        }
        format!("{candidate}.pdf")
    }
}

/// A name that every file system takes: no separators or control signs, no reserved word, no dot or blank at the ends.
pub(super) fn safe(name: &str) -> String {
    let forbidden = |c: char| c.is_control() || r#"/\:*?"<>|"#.contains(c);
    let cleaned: String = name.chars().map(|c| if forbidden(c) { '_' } else { c }).take(LONGEST).collect();
    let cleaned = cleaned.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let stem = cleaned.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let numbered = |word: &str| {
        stem.strip_prefix(word).is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit())
    };
    let reserved =
        ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str()) || numbered("COM") || numbered("LPT");
    match cleaned {
        "" => "税单".to_owned(),
        _ if reserved => format!("_{cleaned}"),
        _ => cleaned.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_on_every_system() {
        for (name, expected) in [
            ("小橘_202611_31052026I000418276_0", "小橘_202611_31052026I000418276_0"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("a:b*c?\"<>|\n", "a_b_c______"),
            ("  .hidden. ", "hidden"),
            ("CON", "_CON"),
            ("com1.x", "_com1.x"),
            ("", "税单"),
        ] {
            assert_eq!(safe(name), expected, "{name:?}");
        }
    }

    #[test]
    fn a_name_that_stands_already_gets_a_number() {
        let mut names = Names::new("x").expect("a pattern");
        let all: Vec<String> = ["Bill", "bill", "other"].iter().map(|n| names.unique(n)).collect();
        assert_eq!(all, ["Bill.pdf", "bill_2.pdf", "other.pdf"]);
    }

    #[test]
    fn unknown_placeholders_are_named() {
        for pattern in ["{buyer}", "x_{tax_no", "{}"] {
            assert!(matches!(Names::new(pattern), Err(PrintError::UnknownPlaceholder(_))), "{pattern}");
        }
        assert!(Names::new("{客户}_{月}_{税单编号}").is_ok());
    }
}
