//! The generated pages, `docs/rules.md`, `docs/fields.md` and `docs/life.md`: compared on every run, written when `UPDATE_DOCS=1`.
#![allow(clippy::disallowed_methods, reason = "a test of files reads and writes them")]

use std::fmt::Write as _;
use std::path::Path;

use clearance_core::check::{Period, Rule, Severity};
use clearance_core::cn::codes::Codes;
use clearance_core::cn::fields::{FAULTS, Field, Form, Group, Presence, Values, frame};
use clearance_core::cn::message::layout::{Kind, SignatureNeed};
use clearance_core::cn::patterns::PATTERNS;
use clearance_core::cn::rules::{RETIRED, RULES, SENDING_RULES};
use clearance_core::text::Text;

fn settle(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(file);
    if std::env::var("UPDATE_DOCS").is_ok_and(|value| value == "1") {
        std::fs::write(&path, text).expect("docs can be written");
        return;
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        there == text,
        "docs/{file} is stale: run `UPDATE_DOCS=1 cargo test -p clearance-core --test docs`, read the difference, commit it"
    );
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Stops => "stops 拦截",
        Severity::Warns => "warns 警告",
        Severity::Hints => "hints 提示",
    }
}

fn period(period: Period) -> String {
    match period.until {
        None => format!("since {}", period.since),
        Some(last) => format!("{} to {last}", period.since),
    }
}

/// What the gallery tells of a rule, whatever it looks at.
struct Told {
    id: &'static str,
    severity: Severity,
    in_force: Period,
    says: Text,
    help: Text,
    basis: &'static str,
    customs_code: Option<&'static str>,
}

fn told<C>(rule: &'static Rule<C>) -> Told {
    Told {
        id: rule.id,
        severity: rule.severity,
        in_force: rule.in_force,
        says: rule.says,
        help: rule.help,
        basis: rule.basis,
        customs_code: rule.customs_code,
    }
}

#[test]
fn the_gallery_of_rules_is_fresh() {
    let mut out = String::from(
        "# Rules 校验规则\n\nEverything that station 4 can say about a declaration and its three documents. This page is written by a test \
         (`crates/core/tests/docs.rs`); the rules stand in `crates/core/src/cn/rules/`, one file a rule.\n\n\
         - *stops*: customs would refuse it, so it cannot be signed. *warns*: it is taken, but look twice. *hints*: good to know.\n\
         - *customs answers*: the receipt code that a breach comes back with, where one is known.\n\n",
    );
    let mut rules: Vec<Told> =
        RULES.iter().map(|rule| told(rule)).chain(SENDING_RULES.iter().map(|rule| told(rule))).collect();
    rules.sort_by_key(|rule| rule.id);
    let stops = rules.iter().filter(|rule| rule.severity == Severity::Stops).count();
    let warns = rules.iter().filter(|rule| rule.severity == Severity::Warns).count();
    let _ = writeln!(
        out,
        "{} rules: {stops} stop, {warns} warn, {} hint. {} faults of form.\n",
        rules.len(),
        rules.len() - stops - warns,
        FAULTS.len()
    );
    out.push_str("| rule | severity | 问题 | what is wrong |\n|---|---|---|---|\n");
    for rule in &rules {
        let _ = writeln!(
            out,
            "| [{}](#{}) | {} | {} | {} |",
            rule.id,
            rule.id.to_lowercase(),
            severity(rule.severity),
            rule.says.zh,
            rule.says.en
        );
    }
    out.push_str("\n## Faults of form 格式问题\n\nOne field alone is judged by the field table ([fields.md](fields.md)); these are the ways to fail it.\n\n");
    out.push_str("| id | 问题 | what is wrong | 处理 | what to do |\n|---|---|---|---|---|\n");
    for fault in FAULTS {
        let (says, help) = (fault.says(), fault.help());
        let _ = writeln!(out, "| {} | {} | {} | {} | {} |", fault.id(), says.zh, says.en, help.zh, help.en);
    }
    out.push_str("\n## Rules one by one 逐条说明\n");
    for rule in &rules {
        let _ = writeln!(
            out,
            "\n### {}\n\n{} · {} · customs answers {}\n\n{}  \n{}\n\n→ {}  \n→ {}\n\n依据 basis: {}",
            rule.id,
            severity(rule.severity),
            period(rule.in_force),
            rule.customs_code.map_or("—".to_owned(), |code| format!("`{code}`")),
            rule.says.zh,
            rule.says.en,
            rule.help.zh,
            rule.help.en,
            rule.basis
        );
    }
    out.push_str("\n## Patterns across a batch 批次可疑模式\n\nWhat no single case shows. They warn wherever many cases are judged together: in an import and in a message.\n");
    for pattern in PATTERNS {
        let _ = writeln!(
            out,
            "\n### {}\n\n{}\n\n{}  \n{}\n\n→ {}  \n→ {}\n\n起报 told: {}; {}\n\n不报 not told: {}; {}",
            pattern.id,
            severity(pattern.severity),
            pattern.says.zh,
            pattern.says.en,
            pattern.help.zh,
            pattern.help.en,
            pattern.from.zh,
            pattern.from.en,
            pattern.innocent.zh,
            pattern.innocent.en
        );
    }
    if !RETIRED.is_empty() {
        let _ = writeln!(out, "\n## Retired 停用\n\n{}", RETIRED.join(", "));
    }
    settle("rules.md", &out);
}

fn presence(field: &Field) -> &'static str {
    match field.presence {
        _ if !field.written => "only read 仅读取",
        Presence::Required => "required 必填",
        Presence::Advised => "advised 应填",
        Presence::Optional => "optional 选填",
        Presence::Conditional => "conditional 条件必填",
    }
}

fn form(field: &Field) -> String {
    let form = match field.form {
        Form::Text { max: usize::MAX, .. } => "C".to_owned(),
        Form::Text { min: 0, max } => format!("C..{max}"),
        Form::Text { min, max } => format!("C{min}..{max}"),
        Form::Exact(length) => format!("C{length}"),
        Form::Amount => "N19,5 ≥ 0".to_owned(),
        Form::Positive => "N19,5 > 0".to_owned(),
        Form::Whole { digits } => format!("N{digits}"),
        Form::Time => "YYYYMMDDhhmmss".to_owned(),
        Form::TimeMs => "YYYYMMDDhhmmssSSS".to_owned(),
        Form::Date => "YYYYMMDD".to_owned(),
        Form::Open => "XML".to_owned(),
    };
    if field.or_empty { format!("{form} or empty") } else { form }
}

fn values(field: &Field) -> String {
    match field.values {
        Values::Any => String::new(),
        Values::OneOf(list) => list.join(", "),
        Values::Digits => "digits 数字".to_owned(),
        Values::Integer => "whole number 整数".to_owned(),
        Values::Table(Codes::Unit) => "units 计量单位".to_owned(),
        Values::Table(Codes::Country) => "countries 国别（地区）".to_owned(),
        Values::Table(Codes::District) => "customs offices 关区".to_owned(),
        Values::Table(Codes::Transport) => "means of transport 运输方式".to_owned(),
        Values::Table(Codes::Wrap) => "kinds of package 包装种类".to_owned(),
        Values::Table(Codes::Currency) => "currencies 币制".to_owned(),
        Values::Table(Codes::Trade) => "supervision modes 监管方式".to_owned(),
        Values::Table(Codes::Area) => "administrative divisions 行政区划".to_owned(),
    }
}

fn group(out: &mut String, group: &Group) {
    let _ = writeln!(out, "\n### {}\n", group.element);
    out.push_str(
        "| # | element | 中文 | English | presence | form | values |\n|---|---|---|---|---|---|---|\n",
    );
    for (n, field) in group.fields.iter().enumerate() {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} |",
            n + 1,
            field.element,
            field.zh,
            field.en,
            presence(field),
            form(field),
            values(field)
        );
    }
}

#[test]
fn the_table_of_fields_is_fresh() {
    let mut out = String::from(
        "# Fields 字段表\n\nEvery element of every message of the import set, in the order of the schema. This page is written by a test \
         (`crates/core/tests/docs.rs`) from `crates/core/src/cn/fields/`.\n\n\
         `C..n` up to n characters, `Cn` exactly n, `C` any text, `N19,5` at most 19 digits with 5 after the point. *Advised*: the sources disagree, so the \
         desk always writes it and the service only warns. *Conditional*: a rule says when. *Only read*: real files \
         carry it though the schema does not know it; it is never written.\n",
    );
    for kind in Kind::ALL {
        let layout = kind.layout();
        let signature = match layout.signature {
            SignatureNeed::Required => "signed",
            SignatureNeed::Optional => "may be signed",
            SignatureNeed::Never => "unsigned",
        };
        let most = if layout.most == usize::MAX {
            "any number of".to_owned()
        } else {
            format!("1 to {}", layout.most)
        };
        let _ = writeln!(out, "\n## {}\n\n{most} `{}`, {signature}.", kind.root(), layout.entity);
        group(&mut out, layout.head);
        if let Some(list) = layout.list {
            group(&mut out, list);
        }
    }
    out.push_str("\n## Around the documents 报文外框\n");
    for part in [&frame::BASE_TRANSFER, &frame::BASE_SUBSCRIBE, &frame::EXTEND_MESSAGE] {
        group(&mut out, part);
    }
    settle("fields.md", &out);
}

#[test]
fn the_life_of_the_documents_is_fresh() {
    settle("life.md", &clearance_core::cn::life::page::page());
}
