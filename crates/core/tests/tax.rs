//! The table of tax cases: every amount, and the explanations that `docs/tax.md` shows of them.

#![allow(clippy::disallowed_methods, reason = "tests look at files; the library does not")]

use std::fmt::Write as _;
use std::path::Path;

use clearance_core::cn::rates::Rates;
use clearance_core::cn::tax::formulas::net_of_inclusive;
use clearance_core::cn::tax::{Assessment, Content, Discount, TaxCase, TaxLine, TaxRegime, assess};
use clearance_core::money::{Money, Quantity};
use rust_decimal::Decimal;

const TABLE: &str = include_str!("../src/cn/tax/cases.tsv");

fn money(text: &str) -> Money {
    Money::parse(text).unwrap_or_else(|| panic!("a plain decimal: {text}"))
}

fn quantity(text: &str) -> Quantity {
    Quantity::parse(text).unwrap_or_else(|| panic!("a quantity: {text}"))
}

struct Row<'a> {
    id: &'a str,
    what: &'a str,
    case: TaxCase,
    regime: &'a str,
    unit_price: &'a str,
    taxes: [&'a str; 3],
    total: &'a str,
}

impl Row<'_> {
    fn assessed(&self) -> Assessment {
        assess(&self.case, Rates::built_in())
    }
}

fn rows() -> Vec<Row<'static>> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#')).skip(1);
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [id, what, day, goods, freight, insured, before, regime, unit_price, duty, ct, vat, total] =
                cells[..]
            else {
                panic!("thirteen columns: {line}");
            };
            let case = TaxCase {
                date: day.parse().expect("a day"),
                lines: goods.split("; ").zip(1..).map(|(text, gnum)| line_of(gnum, text)).collect(),
                freight: money(freight),
                insured_fee: money(insured),
                discount: Discount::None,
                year_total_before: Some(money(before)),
                one_indivisible_item: None,
            };
            Row { id, what, case, regime, unit_price, taxes: [duty, ct, vat], total }
        })
        .collect()
}

/// `3304990039 425 1 20ml` or `3304990029 500 1 0.05:035+1:011`.
fn line_of(gnum: u32, text: &str) -> TaxLine {
    let words: Vec<&str> = text.split(' ').collect();
    let mut line = TaxLine {
        gnum,
        gcode: words[0].to_owned(),
        total_price: money(words[1]),
        qty: quantity(words[2]),
        unit: "008".to_owned(),
        ..TaxLine::default()
    };
    let Some(content) = words.get(3) else { return line };
    if content.contains(':') {
        let mut legal = content.split('+').map(|one| one.split_once(':').expect("a quantity and its unit"));
        let (first, unit1) = legal.next().expect("a first legal quantity");
        (line.qty1, line.unit1) = (quantity(first), unit1.to_owned());
        if let Some((second, unit2)) = legal.next() {
            (line.qty2, line.unit2) = (Some(quantity(second)), Some(unit2.to_owned()));
        }
        return line;
    }
    let at = content.find(|c: char| c.is_ascii_alphabetic()).expect("a unit of content");
    let n = quantity(&content[..at]);
    line.content = Some(match &content[at..] {
        "ml" => Content::Ml(n),
        "l" => Content::Ml(Quantity(n.0 * Decimal::ONE_THOUSAND)),
        "g" => Content::Gram(n),
        "pcs" => Content::Piece(n),
        other => panic!("no unit of content: {other}"),
    });
    line
}

#[test]
fn every_case_of_the_table_comes_out_to_the_cent() {
    let rows = rows();
    assert!(rows.len() > 75, "{}", rows.len());
    for row in &rows {
        let (got, name) = (row.assessed(), format!("{} {}", row.id, row.what));
        assert_eq!(serde_json::to_value(got.regime).expect("a name"), row.regime, "{name}");
        let [duty, consumption_tax, vat] = row.taxes.map(money);
        assert_eq!(got.exact(), (duty, consumption_tax, vat), "{name}: duty, consumption tax, VAT");
        assert_eq!(got.total, money(row.total), "{name}: total");
        assert_eq!(got.duty + got.consumption_tax + got.vat, got.total, "{name}: it adds up to the cent");
        if row.unit_price != "-" {
            assert_eq!(got.lines[0].unit_price, Some(money(row.unit_price)), "{name}: unit price");
        }
    }
}

#[test]
fn every_published_vector_stands_in_the_table() {
    let rows = rows();
    // V18 and V19 turn a price with tax into one without: the formula is in the page below.
    for no in (1..=33).filter(|no| ![18, 19].contains(no)) {
        let id = format!("V{no:02}");
        assert!(rows.iter().any(|row| row.id == id), "{id}");
    }
}

#[test]
fn every_line_that_is_taxed_explains_every_tax_in_both_languages() {
    for row in rows() {
        let got = row.assessed();
        let said = got.explain_order(&row.case, Rates::built_in());
        assert!(said.last().is_some_and(|sum| sum.zh.contains(&got.total.to_string())), "{}", row.what);
        for (at, line) in got.lines.iter().enumerate() {
            let said = got.explain(at, &row.case, Rates::built_in());
            let (zh, en): (Vec<&str>, Vec<&str>) =
                said.iter().map(|s| (s.zh.as_str(), s.en.as_str())).unzip();
            let (zh, en) = (zh.join("\n"), en.join("\n"));
            assert!(zh.contains(&line.base.to_string()) && en.contains(&line.base.to_string()), "{zh}");
            if got.regime != TaxRegime::Outside {
                for amount in [line.duty, line.consumption_tax, line.vat, line.tax()] {
                    assert!(zh.contains(&amount.to_string()) || amount == Money::ZERO, "{amount}: {zh}");
                    assert!(en.contains(&amount.to_string()) || amount == Money::ZERO, "{amount}: {en}");
                }
                let percent = format!("{}%", line.vat_percent);
                assert!(zh.contains(&percent) && (zh.contains(" 起") || zh.contains(" 至 ")), "{zh}");
            }
        }
    }
}

#[test]
fn the_page_of_worked_examples_is_fresh() {
    let mut out = String::from(
        "# Tax by example 税款算例\n\nEvery case of `crates/core/src/cn/tax/cases.tsv` with the explanation that the program gives: what \
         `clearance tax` prints. This page is written by a test (`crates/core/tests/tax.rs`). `V..` are published or computed cases, the others \
         the edges of rates, limits, thresholds and shares.\n\n\
         Amounts to the cent add up by the largest remainder: the total is the lines' five decimals summed and rounded half up; the three taxes \
         are cut down to whole cents, and the missing cents go to those that lost most; the lines are cut from their tax in the same way. \
         Lists of bills add what the bills print.\n",
    );
    for row in rows() {
        let got = row.assessed();
        let (case, rates) = (&row.case, Rates::built_in());
        let _ = writeln!(out, "\n## {}: {}\n\n{}\n", row.id, row.what, case.date);
        for said in got.explain_order(case, rates) {
            let _ = writeln!(out, "- {}<br>{}", said.zh, said.en);
        }
        for (at, line) in got.lines.iter().enumerate() {
            let _ = writeln!(out, "- **{} {}**", line.gnum, line.gcode);
            for said in got.explain(at, case, rates) {
                let _ = writeln!(out, "  - {}<br>{}", said.zh, said.en);
            }
        }
        for warning in &got.warnings {
            let says = warning.kind.says();
            let _ = writeln!(out, "- ⚠ {}<br>{}", says.zh, says.en);
        }
    }
    out.push_str("\n## V18, V19: price before tax of a price with tax\n\nnet = gross × (1 − c) ÷ (1 − 0.3 c + 0.7 v)\n\n");
    for (gross, tax) in [("109.10", 0), ("123.05", 15)] {
        let vat = Decimal::from(13);
        let net = net_of_inclusive(money(gross), vat, Decimal::from(tax), Decimal::new(7, 1)).to_cent();
        let _ = writeln!(out, "- v 13 %, c {tax} %: {gross} = {net} + {}", money(gross) - net);
    }
    settle("tax.md", &out);
}

/// Writes the page when asked to, else holds it against the one that is there.
fn settle(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(file);
    if std::env::var("UPDATE_DOCS").is_ok_and(|value| value == "1") {
        std::fs::write(&path, text).expect("docs can be written");
        return;
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        there == text,
        "docs/{file} is stale: run `UPDATE_DOCS=1 cargo test -p clearance-core --test tax`, read the difference, commit it"
    );
}
