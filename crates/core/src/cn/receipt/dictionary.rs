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
    /// The rule or fault of form that finds this before anything is sent, if there is one: the first of `rules`.
    pub rule: Option<String>,
    /// All that find it.
    #[serde(default)]
    pub rules: Vec<String>,
    /// Why nothing at the desk can find it, where nothing can.
    #[serde(default)]
    pub why_none: Option<Sentence>,
}

struct Row {
    title: Sentence,
    family: &'static str,
    fields: &'static str,
    caught: &'static str,
}

impl Row {
    /// Rules and faults of form that would have caught it.
    fn rules(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.caught.split(',').filter(|id| !id.is_empty() && !id.starts_with('-'))
    }
}

struct Family {
    next: Next,
    cause: Sentence,
    remedy: Sentence,
}

struct Dictionary {
    /// By number, or `status:` and number.
    rows: HashMap<&'static str, Row>,
    /// What a code means beside these words, where it means two things.
    variants: Vec<(&'static str, String, Row)>,
    /// By words in the text, in the order of the table.
    words: Vec<(String, Row)>,
    /// Why no rule can catch it.
    reasons: HashMap<&'static str, Sentence>,
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
    let (mut rows, mut variants, mut words) = (HashMap::new(), Vec::new(), Vec::new());
    for [code, zh, en, family, fields, caught] in cells(include_str!("dictionary.tsv")) {
        let row = Row { title: Sentence::new(zh, en), family, fields, caught };
        match code.split_once('~') {
            Some(("", part)) => words.push((plain(part), row)),
            Some((code, part)) => variants.push((code, plain(part), row)),
            None => {
                rows.insert(code, row);
            }
        }
    }
    let reasons =
        cells(include_str!("reasons.tsv")).map(|[reason, zh, en]| (reason, Sentence::new(zh, en))).collect();
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
    Dictionary { rows, variants, words, reasons, families }
});

/// A text without blanks, in half-width signs and lower case: every spelling of one sentence is one text.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|sign| !sign.is_whitespace())
        .map(|sign| match sign {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
            '【' => '[',
            '】' => ']',
            '。' => '.',
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

impl Dictionary {
    /// The row of a code, by the words beside it where it means two things.
    fn row(&self, code: &str, text: &str) -> Option<&Row> {
        let of_code = self.variants.iter().filter(|(known, ..)| *known == code).collect::<Vec<_>>();
        if !of_code.is_empty() {
            let text = plain(text);
            if let Some((.., row)) = of_code.iter().find(|(_, part, _)| text.contains(part)) {
                return Some(row);
            }
        }
        self.rows.get(code)
    }

    fn explanation(&self, code: &str, row: &Row) -> Explanation {
        let family = &self.families[row.family];
        Explanation {
            code: code.to_owned(),
            title: row.title.clone(),
            cause: family.cause.clone(),
            fields: row.fields.split(',').filter(|f| !f.is_empty()).map(str::to_owned).collect(),
            remedy: family.remedy.clone(),
            next: family.next,
            rule: row.rules().next().map(str::to_owned),
            rules: row.rules().map(str::to_owned).collect(),
            why_none: row.caught.strip_prefix('-').and_then(|reason| self.reasons.get(reason).cloned()),
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
            rules: Vec::new(),
            why_none: None,
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
        return match dictionary.row(code, text) {
            Some(row) => dictionary.explanation(code, row),
            None => dictionary.unknown(code, text),
        };
    }
    if let Some(row) = dictionary.row(state, text).filter(|_| state.starts_with('-')) {
        return dictionary.explanation(state, row);
    }
    let words = plain(text);
    if let Some((_, row)) = dictionary.words.iter().find(|(part, _)| words.contains(part)) {
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

/// Explains every code in the words of a receipt, or every partner document that they name as missing; never empty.
#[must_use]
pub fn explain_all(state: &str, text: &str) -> Vec<Explanation> {
    let codes = codes_in(text);
    if codes.is_empty() {
        let words = plain(text);
        let missing =
            DICTIONARY.words.iter().filter(|(part, _)| part.ends_with("信息不存在") && words.contains(part));
        let missing: Vec<Explanation> = missing.map(|(_, row)| DICTIONARY.explanation(state, row)).collect();
        return if missing.len() > 1 { missing } else { vec![explain(state, None, text)] };
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
    use crate::cn::fields::FAULTS;
    use crate::cn::message::layout::Kind;
    use crate::cn::patterns::PATTERNS;
    use crate::cn::rules::{RULES, SENDING_RULES};

    #[test]
    fn every_row_is_whole() {
        let dictionary = &*DICTIONARY;
        assert!(dictionary.rows.len() > 170, "{}", dictionary.rows.len());
        let all = dictionary.rows.iter().map(|(code, row)| (*code, row));
        let variants = dictionary.variants.iter().map(|(code, _, row)| (*code, row));
        for (code, row) in
            all.chain(variants).chain(dictionary.words.iter().map(|(part, row)| (part.as_str(), row)))
        {
            assert!(dictionary.families.contains_key(row.family), "{code}: {}", row.family);
            assert!(!row.title.zh.is_empty() && !row.title.en.is_empty(), "{code}");
            match row.caught.strip_prefix('-') {
                Some(reason) => assert!(dictionary.reasons.contains_key(reason), "{code}: {reason}"),
                None => assert!(row.rules().next().is_some(), "{code}: neither a rule nor a reason"),
            }
            for id in row.rules() {
                assert!(ids().contains(&id), "{code}: {id}");
            }
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

    /// Ids of everything that can be found in a message.
    fn ids() -> Vec<&'static str> {
        let rules = RULES.iter().map(|rule| rule.id).chain(SENDING_RULES.iter().map(|rule| rule.id));
        rules
            .chain(PATTERNS.iter().map(|pattern| pattern.id))
            .chain(FAULTS.iter().map(|fault| fault.id()))
            .collect()
    }

    #[test]
    fn a_code_and_the_rules_that_name_it_point_at_each_other() {
        let named = RULES.iter().map(|rule| (rule.id, rule.customs_code));
        for (id, code) in named.chain(SENDING_RULES.iter().map(|rule| (rule.id, rule.customs_code))) {
            let Some(code) = code else { continue };
            let variants =
                DICTIONARY.variants.iter().filter(|(known, ..)| *known == code).map(|(.., row)| row);
            let mut rows = DICTIONARY.rows.get(code).into_iter().chain(variants);
            assert!(rows.any(|row| row.rules().any(|rule| rule == id)), "{code} does not name {id}");
        }
    }

    #[test]
    fn most_refusals_that_a_desk_can_see_are_caught_before_they_are_sent() {
        let share = |name: &str, belongs: &dyn Fn(&str) -> bool| {
            let all: Vec<_> = DICTIONARY.rows.iter().filter(|(code, _)| belongs(code)).collect();
            let caught = all.iter().filter(|(_, row)| row.rules().next().is_some()).count();
            println!("{name}: {caught} of {} codes would have been caught here", all.len());
            (caught, all.len())
        };
        let negative = |code: &str| code.starts_with('-');
        for group in ["-10", "-301", "-401", "-504", "-505", "-621", "-623", "-625", "-800"] {
            let (caught, all) = share(group, &|code| code.starts_with(group));
            assert!(caught > 0 && all > 0, "{group}");
        }
        let (caught, all) = share("all below nothing", &negative);
        assert!(all >= 159 && caught * 100 >= all * 45, "{caught} of {all}");
        // What no desk can see leaves no rule out: the rest is systems, screens, queries and signatures.
        let blind =
            ["-system", "-screen", "-query", "-signature", "-permission", "-registry", "-record", "-unnamed"];
        let unseen = |row: &Row| blind.contains(&row.caught);
        let left = DICTIONARY
            .rows
            .iter()
            .filter(|(code, row)| negative(code) && row.rules().next().is_none() && !unseen(row));
        assert_eq!(left.count(), 0, "every other code has a rule");
        let (caught, all) = share("codes in words", &|code| {
            code.len() >= 4
                && !negative(code)
                && !code.starts_with("status")
                // Between them stand the codes of the envelope.
                && code.parse::<u32>().is_ok_and(|code| matches!(code, 1200..=1998 | 2003..=2600 | 10_000..))
        });
        assert!(caught * 2 >= all, "{caught} of {all}");
    }

    #[test]
    fn a_code_with_two_meanings_is_told_by_its_words() {
        for (code, text, rule) in [
            ("-621027", "请确认表体gnum 无重复！", Some("CN-LINE-002")),
            ("-621027", "请确认表体 GNUM无重复", Some("CN-LINE-002")),
            ("-621027", "保存失败，请确认状态并刷新重试", None),
            ("-625022", "退货申请单[T1]的申报状态不符合改单申报的条件", Some("CN-CHANGE-009")),
            ("-625022", "退货申请单[T1]已经申报过，请勿重复申报", Some("CN-DUP-010")),
        ] {
            assert_eq!(explain(code, None, text).rule.as_deref(), rule, "{text}");
        }
        assert_eq!(explain("2", Some("22001"), "22001:调用加签接口失败").next, Next::Again);
    }

    #[test]
    fn every_spelling_of_a_plain_text_is_one_text() {
        for text in [
            "清单新增申报成功[4CDE1CFD-EDED-46B1-946C-B8022E42FC94][电商企业编码：E订单编号：O]",
            "清单新增申报成功【电商企业编码:E订单编号:O】",
            "清单 新增申报 成功",
        ] {
            assert_eq!(explain("2", None, text).title.en, "The e-port has taken the document", "{text}");
        }
        for (state, text, rule) in [
            ("99", "订单中的订购人姓名和身份证不匹配！", "CN-BUYER-001"),
            ("100", "收件地址　不详", "CN-BUYER-007"),
            ("100", "支付单电商平台名称与订单中的电商平台名称不一致", "CN-MATCH-015"),
        ] {
            assert_eq!(explain(state, None, text).rule.as_deref(), Some(rule), "{text}");
        }
        assert_eq!(explain("800", None, "８００－实货放行").next, Next::Done);
    }

    #[test]
    fn all_missing_partners_are_told() {
        let text = "清单新增申报成功[X] 对应电商企业为[E]订单号为[O]的订单信息不存在 \
                    对应物流企业为[L]物流单号为[W]的运单信息不存在 对应电商平台为[P]订单号为[O]支付信息不存在";
        let all: Vec<_> = explain_all("2", text).into_iter().map(|e| (e.title.en, e.next)).collect();
        let waits = |what: &str| (format!("The {what} has not arrived yet"), Next::Wait);
        assert_eq!(all, [waits("payment"), waits("order"), waits("waybill")]);
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
            (
                "100",
                "[Code:1300;Desc:人工退单，订购人身份证号码有误]",
                "1300",
                "人工退单：订购人身份证号码有误",
            ),
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
