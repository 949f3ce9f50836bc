//! Search in the tariff: by the beginning of a code, by words of the Chinese name, or by both.

use std::sync::{Arc, Mutex, PoisonError};

use clearance_core::cn::codes::Tables;
use clearance_core::cn::hs::{HsRow, HsWarning, digits, row, warnings};
use clearance_core::cn::tables::Held;
use jiff::civil::Date;
use serde::Serialize;

use crate::error::Result;
use crate::store::hs::{Found, Hits, HsIndex};

/// The most that one search gives.
pub const MOST: usize = 200;
/// What is longer than any name of the tariff is cut off.
const LONGEST: usize = 200;

/// What a search found.
#[derive(Clone, Debug, Serialize)]
pub struct HsFound {
    /// What was asked.
    pub query: String,
    /// The day whose rates are shown.
    pub day: Date,
    /// The version of the tariff table.
    pub tables: String,
    /// The version of the table that puts codes into classes of tax.
    pub rates: String,
    /// How many codes there are; the first of them stand below.
    pub total: u32,
    /// The best first: exact code, codes that begin so, names that begin so, names that hold it.
    pub lines: Vec<HsLine>,
    /// What is odd about what was asked.
    pub warnings: Vec<HsNote>,
}

/// One code.
#[derive(Clone, Debug, Serialize)]
pub struct HsLine {
    /// How it was found: `code`, `code_begins`, `name_begins`, `name_holds`, `name_holds_parts` or `similar`.
    pub found: &'static str,
    /// Units and rates.
    #[serde(flatten)]
    pub row: HsRow,
}

/// A warning.
#[derive(Clone, Debug, Serialize)]
pub struct HsNote {
    /// Stable code.
    pub code: &'static str,
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl HsFound {
    /// Whether the code that was asked for can be declared on the day.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        let bad = [HsWarning::UnknownCode, HsWarning::EndedCode, HsWarning::FutureCode].map(HsWarning::code);
        !self.lines.is_empty() && self.warnings.iter().all(|note| !bad.contains(&note.code))
    }
}

/// The index of the tables that were searched last.
static INDEX: Mutex<Option<(Arc<Tables>, Arc<HsIndex>)>> = Mutex::new(None);

fn index(tables: &Arc<Tables>) -> Result<Arc<HsIndex>> {
    let mut kept = INDEX.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((of, index)) = kept.as_ref()
        && Arc::ptr_eq(of, tables)
    {
        return Ok(Arc::clone(index));
    }
    let rows = tables.tariff_rows().map(|(code, row)| (code, row.name.as_str()));
    let made = Arc::new(HsIndex::of(rows)?);
    *kept = Some((Arc::clone(tables), Arc::clone(&made)));
    Ok(made)
}

/// Searches the tables that hold on a day. `query` is a code or its beginning (`3304.99`), words of a name (化妆品), or both
/// (`3304 化妆品`); at most `most` lines are given. The first search of a table makes its index.
///
/// # Errors
/// The index cannot be made: there is no memory left.
pub fn search(held: &Held, query: &str, day: Date, most: usize) -> Result<HsFound> {
    let tables = held.on(day);
    let index = index(tables)?;
    let most = most.clamp(1, MOST);
    let query: String = query.trim().chars().take(LONGEST).collect();
    let mut odd = Vec::new();
    let hits = match digits(&query) {
        Some(code) => {
            odd = warnings(&code, day, held);
            by_code(&index, &code, most)?
        }
        None => by_words(&index, &query, most, &mut odd)?,
    };
    let lines = hits
        .codes
        .iter()
        .filter_map(|(code, found)| Some(HsLine { found: found_name(*found), row: row(code, day, tables)? }));
    let lines: Vec<HsLine> = lines.collect();
    if lines.is_empty() && odd.contains(&HsWarning::ShortCode) {
        odd = vec![HsWarning::UnknownCode];
    }
    let note = |odd: &HsWarning| HsNote { code: odd.code(), zh: odd.says().zh, en: odd.says().en };
    let warnings = odd.iter().map(note).collect();
    Ok(HsFound {
        query,
        day,
        tables: tables.version("hs").to_owned(),
        rates: tables.version("class").to_owned(),
        total: hits.total,
        lines,
        warnings,
    })
}

/// Codes that begin so; of an unknown one its nearest neighbours.
fn by_code(index: &HsIndex, code: &str, most: usize) -> Result<Hits> {
    let code = code.get(..10).unwrap_or(code);
    for digits in [code.len(), 8, 6, 4] {
        let Some(begin) = code.get(..digits) else { continue };
        let hits = index.search(Some(begin), "", most)?;
        if hits.total > 0 {
            return Ok(hits);
        }
    }
    // Names hold numbers too, such as 75 of 75度.
    index.search(None, code, most)
}

/// Names that hold all words; a word of digits is the beginning of the code, if anything is found so.
fn by_words(index: &HsIndex, query: &str, most: usize, odd: &mut Vec<HsWarning>) -> Result<Hits> {
    let words: Vec<&str> = query.split_whitespace().collect();
    if let Some((at, code)) = words.iter().enumerate().find_map(|(at, word)| Some((at, digits(word)?))) {
        let rest: Vec<&str> =
            words.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, word)| *word).collect();
        let hits = index.search(Some(&code), &rest.join(" "), most)?;
        if hits.total > 0 {
            return Ok(hits);
        }
    }
    let hits = index.search(None, query, most)?;
    if hits.total > 0 {
        return Ok(hits);
    }
    let similar = index.similar(query, most)?;
    if similar.total > 0 {
        odd.push(HsWarning::OnlySimilar);
    }
    Ok(similar)
}

const fn found_name(found: Found) -> &'static str {
    match found {
        Found::ExactCode => "code",
        Found::CodeBegins => "code_begins",
        Found::NameBegins => "name_begins",
        Found::NameHolds => "name_holds",
        Found::NameHoldsParts => "name_holds_parts",
        Found::Similar => "similar",
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn ask(query: &str) -> HsFound {
        search(&Held::built_in(), query, date(2026, 11, 24), 20).expect("a search")
    }

    fn odd(found: &HsFound) -> Vec<&str> {
        found.warnings.iter().map(|note| note.code).collect()
    }

    #[test]
    fn codes_and_names_find_their_lines() {
        for (query, first, found) in [
            ("2204290000", "2204290000", "code"),
            ("2204.2900.00", "2204290000", "code"),
            ("220429", "2204290000", "code_begins"),
            ("2204290000999", "2204290000", "code"),
        ] {
            let got = ask(query);
            assert_eq!((got.lines[0].row.code.as_str(), got.lines[0].found), (first, found), "{query}");
        }
        for query in ["酒", "啤酒", "葡萄酒", "化妆品", "维生素", "3304 化妆品", "牙膏"] {
            let got = ask(query);
            assert!(got.total > 0 && got.is_fine(), "{query}: {got:?}");
            assert!(u32::try_from(got.lines.len()).expect("few") <= got.total);
        }
        let under = ask("3304 化妆品");
        assert!(under.lines.iter().all(|line| line.row.code.starts_with("3304")), "{under:?}");
    }

    #[test]
    fn odd_questions_are_answered_with_a_warning() {
        let unknown = ask("2204299999");
        assert_eq!(odd(&unknown), ["unknown_code"]);
        assert!(!unknown.is_fine());
        assert!(unknown.lines.iter().all(|line| line.row.code.starts_with("220429")), "{unknown:?}");
        assert_eq!(odd(&ask("2204")), ["short_code"]);
        assert!(odd(&ask("2204290000999")).contains(&"long_code"));
        let nothing = ask("火星车轮胎补丁");
        assert!(nothing.total == 0 || odd(&nothing) == ["only_similar"]);
        for query in ["", " ", "*", "\"", "？？"] {
            let got = ask(query);
            assert_eq!((got.lines.len(), got.is_fine()), (0, false), "{query:?}");
        }
    }

    #[test]
    fn the_rates_are_those_of_the_day_and_say_since_when() {
        let then = search(&Held::built_in(), "2204290000", date(2018, 5, 1), 1).expect("a search");
        assert_eq!(then.lines[0].row.vat.says.zh, "16%");
        let json = serde_json::to_value(&then).expect("it serialises");
        assert_eq!(json["lines"][0]["vat"]["since"], "2018-05-01");
        assert_eq!(json["lines"][0]["unit1"]["name"], "升");
    }

    #[test]
    fn no_more_is_given_than_was_asked_for_and_all_are_counted() {
        let got = search(&Held::built_in(), "的", date(2026, 11, 24), 5).expect("a search");
        assert_eq!(got.lines.len(), 5);
        assert!(got.total > 500, "{}", got.total);
    }
}
