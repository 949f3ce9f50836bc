//! The index of the tariff: names by pairs of signs, in a database of its own in memory.
//!
//! It is made anew from the table, so it is never stale, needs no migration and no disk. Chinese has no blanks between
//! words: each name is stored as its overlapping pairs of signs with the last sign alone, so that one sign is found as the
//! beginning of a pair, two as a pair, and more as pairs in a row.

use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use clearance_core::cn::hs::folded;
use rusqlite::{Connection, params};

use super::{to_i64, to_u32};
use crate::error::Result;

const TABLES: &str = "
CREATE TABLE names (id INTEGER PRIMARY KEY, code TEXT NOT NULL, folded TEXT NOT NULL) STRICT;
CREATE INDEX names_code ON names (code);
CREATE VIRTUAL TABLE grams USING fts5 (pairs, content = '', prefix = '1 2', tokenize = 'unicode61 remove_diacritics 0');
";

/// The index of one version of the tariff.
pub(crate) struct HsIndex {
    connection: Mutex<Connection>,
}

/// How a code was found, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Found {
    ExactCode,
    CodeBegins,
    NameBegins,
    NameHolds,
    NameHoldsParts,
    Similar,
}

/// As the query numbers them.
const FOUND: [Found; 5] =
    [Found::ExactCode, Found::CodeBegins, Found::NameBegins, Found::NameHolds, Found::NameHoldsParts];

/// Codes that were found, and how many there are in all.
pub(crate) struct Hits {
    pub(crate) codes: Vec<(String, Found)>,
    pub(crate) total: u32,
}

impl HsIndex {
    /// Makes the index of these codes and names.
    pub(crate) fn of<'a>(rows: impl Iterator<Item = (&'a str, &'a str)>) -> Result<HsIndex> {
        let mut connection = Connection::open_in_memory()?;
        connection.execute_batch(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;",
        )?;
        let transaction = connection.transaction()?;
        transaction.execute_batch(TABLES)?;
        {
            let mut name = transaction.prepare("INSERT INTO names (id, code, folded) VALUES (?1, ?2, ?3)")?;
            let mut gram = transaction.prepare("INSERT INTO grams (rowid, pairs) VALUES (?1, ?2)")?;
            for (id, (code, text)) in (1_i64..).zip(rows) {
                let words = folded(text);
                gram.execute(params![id, grams(&words)])?;
                name.execute(params![id, code, words])?;
            }
        }
        transaction.commit()?;
        connection.set_prepared_statement_cache_capacity(8);
        Ok(HsIndex { connection: Mutex::new(connection) })
    }

    /// Codes whose number begins with `code`, or whose name holds all words of `text`; both where both are given.
    pub(crate) fn search(&self, code: Option<&str>, text: &str, most: usize) -> Result<Hits> {
        let words = folded(text);
        let all = all_of(&words).unwrap_or_default();
        let code = code.unwrap_or_default();
        if code.is_empty() && all.is_empty() {
            return Ok(Hits { codes: Vec::new(), total: 0 });
        }
        let words = if all.is_empty() { "" } else { words.trim() };
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let mut query = connection.prepare_cached(
            "SELECT code, count(*) OVER (), CASE
                WHEN code = ?1 THEN 0
                WHEN ?2 = '' THEN 1
                WHEN substr(folded, 1, length(?2)) = ?2 THEN 2
                WHEN instr(folded, ?2) > 0 THEN 3
                ELSE 4 END AS found
             FROM names
             WHERE (?1 = '' OR (code >= ?1 AND code < ?1 || ':'))
               AND (?3 = '' OR id IN (SELECT rowid FROM grams WHERE grams MATCH ?3))
             ORDER BY found, iif(found < 2, 0, length(folded)), code LIMIT ?4",
        )?;
        let rows = query.query_map(params![code, words, all, to_i64(most)], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, u16>(2)?))
        })?;
        let mut hits = Hits { codes: Vec::new(), total: 0 };
        for row in rows {
            let (code, total, found) = row?;
            hits.total = to_u32(total);
            hits.codes.push((code, FOUND[usize::from(found)]));
        }
        Ok(hits)
    }

    /// Codes whose names share pairs of signs with the text, the most alike first.
    pub(crate) fn similar(&self, text: &str, most: usize) -> Result<Hits> {
        let Some(any) = any_of(&folded(text)) else { return Ok(Hits { codes: Vec::new(), total: 0 }) };
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let mut query = connection.prepare_cached(
            "SELECT n.code FROM grams JOIN names n ON n.id = grams.rowid WHERE grams MATCH ?1
             ORDER BY bm25(grams), length(n.folded), n.code LIMIT ?2",
        )?;
        let rows = query.query_map(params![any, to_i64(most)], |row| Ok((row.get(0)?, Found::Similar)))?;
        let codes: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
        Ok(Hits { total: u32::try_from(codes.len()).unwrap_or(u32::MAX), codes })
    }
}

/// Runs of letters and digits: ASCII words whole, all else sign by sign.
fn runs(words: &str) -> impl Iterator<Item = (bool, Vec<char>)> {
    let mut runs: Vec<(bool, Vec<char>)> = Vec::new();
    let mut open = false;
    for sign in words.chars() {
        if !sign.is_alphanumeric() {
            open = false;
            continue;
        }
        let ascii = sign.is_ascii();
        match runs.last_mut() {
            Some((kind, run)) if open && *kind == ascii => run.push(sign),
            _ => runs.push((ascii, vec![sign])),
        }
        open = true;
    }
    runs.into_iter()
}

/// What is stored of a name.
fn grams(words: &str) -> String {
    let mut out = String::with_capacity(words.len() * 3);
    for (ascii, run) in runs(words) {
        if ascii {
            out.extend(&run);
            out.push(' ');
            continue;
        }
        for pair in run.windows(2) {
            out.extend(pair);
            out.push(' ');
        }
        out.extend(run.last());
        out.push(' ');
    }
    out
}

/// The expression that finds every part. Only letters and digits stand in it, each part in quotes, so nothing in it is
/// an operator.
fn all_of(words: &str) -> Option<String> {
    let mut out = String::new();
    for (ascii, run) in runs(words) {
        if !out.is_empty() {
            out.push_str(" AND ");
        }
        let _ = match (ascii, run.as_slice()) {
            (false, [_, _, ..]) => {
                let pairs: Vec<String> = run.windows(2).map(|pair| pair.iter().collect()).collect();
                write!(out, "\"{}\"", pairs.join(" "))
            }
            _ => write!(out, "\"{}\"*", run.iter().collect::<String>()),
        };
    }
    (!out.is_empty()).then_some(out)
}

/// The expression that finds any pair of signs, or any word.
fn any_of(words: &str) -> Option<String> {
    let parts = runs(words).flat_map(|(ascii, run)| {
        let whole = || vec![run.iter().collect::<String>()];
        if ascii { whole() } else { run.windows(2).map(|pair| pair.iter().collect()).collect() }
    });
    let parts: Vec<String> = parts.map(|part| format!("\"{part}\"")).collect();
    (!parts.is_empty()).then(|| parts.join(" OR "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> HsIndex {
        let rows = [
            ("3304990041", "其他包装标注规格为“片”或“张”的美容品（面膜）"),
            ("3304990029", "面膜及护肤品"),
            ("3304100091", "唇用化妆品"),
            ("2203000000", "麦芽酿造的啤酒"),
            ("2204290000", "其他装入2升以上容器的鲜葡萄酿造的酒"),
            ("8517120000", "CDMA数字式手机"),
            ("8517121011", "GSM数字式手持无线电话机"),
        ];
        HsIndex::of(rows.into_iter()).expect("an index")
    }

    fn found(code: Option<&str>, text: &str) -> Vec<(String, Found)> {
        index().search(code, text, 10).expect("a search").codes
    }

    #[test]
    fn one_sign_two_and_more_are_found_wherever_they_stand() {
        for (text, codes) in [
            ("酒", &["2203000000", "2204290000"][..]),
            ("啤酒", &["2203000000"]),
            ("面膜", &["3304990029", "3304990041"]),
            ("酿造的", &["2203000000", "2204290000"]),
            ("鲜葡萄酿造的酒", &["2204290000"]),
            ("ｃｄｍａ", &["8517120000"]),
            ("gs", &["8517121011"]),
            ("数字式 gsm", &["8517121011"]),
            ("酒啤", &[]),
            ("汽车", &[]),
            ("“", &[]),
            ("", &[]),
        ] {
            let got: Vec<String> = found(None, text).into_iter().map(|(code, _)| code).collect();
            assert_eq!(got, codes, "{text}");
        }
    }

    #[test]
    fn what_begins_so_stands_before_what_holds_it() {
        let got = found(None, "面膜");
        assert_eq!(got[0], ("3304990029".to_owned(), Found::NameBegins));
        assert_eq!(got[1], ("3304990041".to_owned(), Found::NameHolds));
        assert_eq!(found(None, "电话机 数字式")[0].1, Found::NameHoldsParts);
        let codes = found(Some("3304990029"), "");
        assert_eq!(codes, [("3304990029".to_owned(), Found::ExactCode)]);
        let under = found(Some("3304"), "");
        assert_eq!((under.len(), under[0].1), (3, Found::CodeBegins));
        assert_eq!(found(Some("3304"), "面膜").len(), 2);
        assert_eq!(found(Some("22"), "面膜").len(), 0);
    }

    #[test]
    fn a_misremembered_name_brings_similar_ones() {
        let got = index().similar("美容面膜贴", 10).expect("a search").codes;
        assert_eq!(got.len(), 2);
        assert!(index().similar("？", 10).expect("a search").codes.is_empty());
    }

    #[test]
    fn nothing_that_is_typed_is_an_operator() {
        for text in [
            "\"",
            "酒\" OR \"手机",
            "NEAR(酒 手)",
            "酒*",
            "grams:酒",
            "-酒",
            "酒 AND",
            "%",
            "_",
            "'; DROP TABLE names",
        ] {
            let _ = index().search(None, text, 10).expect("a search");
            let _ = index().similar(text, 10).expect("a search");
        }
        assert!(found(None, "酒\" OR \"手机").is_empty());
    }
}
