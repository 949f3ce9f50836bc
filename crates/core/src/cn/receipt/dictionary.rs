//! What a receipt means, in words: title, cause, fields, remedy, and the rule of ours that would have caught it.
//!
//! `dictionary.tsv` holds the official numbers and words, `remedies.tsv` our causes and remedies, one for each family of
//! codes. A code that stands in neither is explained by its own whole text.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::codes_in;
use crate::status::News;
use crate::text::Sentence;

/// What comes after a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum Next {
    /// Something must be corrected or asked first.
    Correct,
    /// The same document may be sent again as it is.
    Again,
    /// Nothing: more receipts come by themselves.
    Wait,
    /// Nothing: this is the end of the way.
    Done,
}

/// A receipt in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Explanation {
    /// The code that is explained: one of the words (`1332`), else the state (`-621005`, `100`).
    pub code: String,
    /// What it says; for an unknown code the words of the receipt, unshortened.
    pub title: Sentence,
    /// Why it says so.
    pub cause: Sentence,
    /// The elements it is about, such as `OrderHead/acturalPaid`.
    pub fields: Vec<String>,
    /// What to do.
    pub remedy: Sentence,
    /// What comes next.
    pub next: Next,
    /// The rule that finds this before anything is sent, if there is one.
    pub rule: Option<String>,
}

struct Row {
    title: Sentence,
    family: &'static str,
    fields: &'static str,
    rule: &'static str,
}

struct Family {
    next: Next,
    cause: Sentence,
    remedy: Sentence,
}

struct Dictionary {
    /// By number, or `status:` and number.
    rows: HashMap<&'static str, Row>,
    /// By words in the text, in the order of the table.
    words: Vec<(&'static str, Row)>,
    families: HashMap<&'static str, Family>,
}

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| {
    fn cells<const N: usize>(text: &'static str) -> impl Iterator<Item = [&'static str; N]> {
        let rows = text.lines().filter(|line| !line.starts_with('#')).skip(1);
        rows.map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            cells.try_into().expect("a test reads every line of the tables")
        })
    }
    let (mut rows, mut words) = (HashMap::new(), Vec::new());
    for [code, zh, en, family, fields, rule] in cells(include_str!("dictionary.tsv")) {
        let row = Row { title: Sentence::new(zh, en), family, fields, rule };
        match code.strip_prefix('~') {
            Some(part) => words.push((part, row)),
            None => {
                rows.insert(code, row);
            }
        }
    }
    let families = cells(include_str!("remedies.tsv"))
        .map(|[family, next, cause_zh, cause_en, remedy_zh, remedy_en]| {
            let next = match next {
                "again" => Next::Again,
                "wait" => Next::Wait,
                "done" => Next::Done,
                _ => Next::Correct,
            };
            let (cause, remedy) = (Sentence::new(cause_zh, cause_en), Sentence::new(remedy_zh, remedy_en));
            (family, Family { next, cause, remedy })
        })
        .collect();
    Dictionary { rows, words, families }
});

impl Dictionary {
    fn explanation(&self, code: &str, row: &Row) -> Explanation {
        let family = &self.families[row.family];
        Explanation {
            code: code.to_owned(),
            title: row.title.clone(),
            cause: family.cause.clone(),
            fields: row.fields.split(',').filter(|f| !f.is_empty()).map(str::to_owned).collect(),
            remedy: family.remedy.clone(),
            next: family.next,
            rule: (!row.rule.is_empty()).then(|| row.rule.to_owned()),
        }
    }

    fn unknown(&self, code: &str, text: &str) -> Explanation {
        let family = &self.families["unknown"];
        let title = if text.is_empty() { code } else { text };
        Explanation {
            code: code.to_owned(),
            title: Sentence::new(title, title),
            cause: family.cause.clone(),
            fields: Vec::new(),
            remedy: family.remedy.clone(),
            next: family.next,
            rule: None,
        }
    }
}

/// Explains a piece of news.
#[must_use]
pub fn explain_news(news: &News) -> Explanation {
    explain(&news.code, news.reason.as_deref(), &news.text)
}

/// Explains a receipt by its state, the first code in its words, and the words: the most telling of them.
#[must_use]
pub fn explain(state: &str, reason: Option<&str>, text: &str) -> Explanation {
    let dictionary = &*DICTIONARY;
    if let Some(code) = reason {
        return match dictionary.rows.get(code) {
            Some(row) => dictionary.explanation(code, row),
            None => dictionary.unknown(code, text),
        };
    }
    if let Some(row) = dictionary.rows.get(state).filter(|_| state.starts_with('-')) {
        return dictionary.explanation(state, row);
    }
    if let Some((_, row)) = dictionary.words.iter().find(|(part, _)| text.contains(part)) {
        return dictionary.explanation(state, row);
    }
    match dictionary.rows.get(format!("status:{state}").as_str()) {
        // Words of an officer stand without a code: they are the title, the state gives the rest.
        Some(row) if state == "100" && !text.is_empty() => {
            Explanation { title: Sentence::new(text, text), ..dictionary.explanation(state, row) }
        }
        Some(row) => dictionary.explanation(state, row),
        None => dictionary.unknown(state, text),
    }
}

/// Explains every code in the words of a receipt; never empty.
#[must_use]
pub fn explain_all(state: &str, text: &str) -> Vec<Explanation> {
    let codes = codes_in(text);
    if codes.is_empty() {
        return vec![explain(state, None, text)];
    }
    codes.iter().map(|code| explain(state, Some(code), text)).collect()
}

/// Explains a code of the envelope, such as `1001`, or of any table, by its number alone.
#[must_use]
pub fn explain_code(code: &str) -> Explanation {
    explain(code, Some(code), "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cn::message::layout::Kind;
    use crate::cn::rules::RULES;

    #[test]
    fn every_row_is_whole() {
        let dictionary = &*DICTIONARY;
        assert!(dictionary.rows.len() > 170, "{}", dictionary.rows.len());
        let all = dictionary.rows.iter().map(|(code, row)| (*code, row));
        for (code, row) in all.chain(dictionary.words.iter().map(|(part, row)| (*part, row))) {
            assert!(dictionary.families.contains_key(row.family), "{code}: {}", row.family);
            assert!(!row.title.zh.is_empty() && !row.title.en.is_empty(), "{code}");
            let known = row.rule.is_empty() || RULES.iter().any(|rule| rule.id == row.rule);
            assert!(known, "{code}: {}", row.rule);
            for field in row.fields.split(',').filter(|f| !f.is_empty()) {
                let (group, element) = field.split_once('/').expect("group and element");
                let there = Kind::ALL.iter().any(|kind| {
                    let layout = kind.layout();
                    [Some(layout.head), layout.list]
                        .into_iter()
                        .flatten()
                        .any(|g| g.element == group && g.find(element).is_some())
                });
                assert!(there, "{code}: {field}");
            }
        }
    }

    #[test]
    fn every_code_that_a_rule_names_is_explained() {
        for rule in RULES {
            if let Some(code) = rule.customs_code {
                assert!(DICTIONARY.rows.contains_key(code), "{}: {code}", rule.id);
            }
        }
    }

    #[test]
    fn the_most_telling_part_is_explained() {
        let title = |state: &str, text: &str| {
            let all = explain_all(state, text);
            all.iter().map(|e| (e.code.clone(), e.title.zh.clone())).collect::<Vec<_>>()
        };
        for (state, text, code, zh) in [
            (
                "100",
                "[Code:1332;Desc:支付单支付金额与订单支付金额不一致]",
                "1332",
                "支付单支付金额与订单支付金额不一致",
            ),
            ("100", "[Code:1300;Desc:人工退单，订购人身份证号码有误]", "1300", "人工退单"),
            ("-621005", "清单[X]的购买金额超过单笔限额", "-621005", "清单的购买金额超过单笔限额"),
            (
                "2",
                "清单新增申报成功[…]; 对应电商平台为[P]订单号为[O]支付信息不存在",
                "2",
                "对应支付单尚未到达",
            ),
            ("2", "新增申报成功[4CDE1CFD]", "2", "电子口岸已接收申报"),
            ("500", "查验", "500", "查验"),
            ("100", "收件地址不详", "100", "收件地址不详"),
            ("100", "请补充价格材料", "100", "请补充价格材料"),
            ("18", "测试文字", "18", "测试文字"),
            ("-7", "", "-7", "-7"),
        ] {
            assert_eq!(title(state, text), [(code.to_owned(), zh.to_owned())], "{state} {text}");
        }
    }

    #[test]
    fn an_unknown_code_keeps_its_whole_text() {
        let text = format!("[Code:9999;Desc:{}]", "很长的说明".repeat(150));
        let explanation = explain("100", Some("9999"), &text);
        assert_eq!((explanation.title.zh, explanation.code), (text, "9999".to_owned()));
        assert_eq!(explanation.next, Next::Correct);
    }

    #[test]
    fn several_codes_are_explained_one_by_one() {
        let codes: Vec<_> = explain_all("100", "[Code:1327;Desc:a],[code:13035;Desc:b]")
            .into_iter()
            .map(|e| (e.code, e.rule))
            .collect();
        let expect = |code: &str, rule: &str| (code.to_owned(), Some(rule.to_owned()));
        assert_eq!(codes, [expect("1327", "CN-MATCH-010"), expect("13035", "CN-MATCH-009")]);
    }

    #[test]
    fn what_comes_next_is_told_apart() {
        for (code, next) in
            [("-621017", Next::Again), ("1800", Next::Wait), ("2600", Next::Done), ("1311", Next::Correct)]
        {
            assert_eq!(explain_code(code).next, next, "{code}");
        }
    }
}
