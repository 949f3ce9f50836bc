//! What holds for every order. The table of cases is read by `tests/tax.rs`.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn money(text: &str) -> Money {
    Money::parse(text).expect("a plain decimal")
}

/// `3304990039 425 1 20ml`: code, line price, quantity, content.
fn goods(gnum: usize, text: &str) -> TaxLine {
    let mut words = text.split(' ');
    let mut next = || words.next().expect("code, price and quantity");
    let (gcode, price, qty) =
        (next().to_owned(), money(next()), Quantity::parse(next()).expect("a quantity"));
    let content = words.next().map(|text| {
        let at = text.find(|c: char| c.is_ascii_alphabetic()).expect("a unit");
        let n = Quantity::parse(&text[..at]).expect("a quantity");
        match &text[at..] {
            "ml" => Content::Ml(n),
            "l" => Content::Ml(Quantity(n.0 * Decimal::ONE_THOUSAND)),
            "g" => Content::Gram(n),
            "pcs" => Content::Piece(n),
            other => panic!("no unit of content: {other}"),
        }
    });
    let gnum = u32::try_from(gnum + 1).expect("few lines");
    TaxLine { gnum, gcode, total_price: price, qty, unit: "008".to_owned(), content, ..TaxLine::default() }
}

fn case(lines: Vec<TaxLine>) -> TaxCase {
    TaxCase {
        date: date(2026, 11, 24),
        lines,
        freight: Money::ZERO,
        insured_fee: Money::ZERO,
        discount: Discount::None,
        year_total_before: None,
        one_indivisible_item: None,
    }
}

fn assessed(case: &TaxCase) -> Assessment {
    assess(case, Rates::built_in())
}

#[test]
fn freight_is_shared_by_price_and_the_last_line_takes_the_rest() {
    let mut case =
        case(["1901101090 100 1", "1901101090 100 1", "1901101090 100 1"].map(|t| goods(0, t)).to_vec());
    case.freight = money("10");
    let got = assessed(&case);
    let freight: Vec<String> = got.lines.iter().map(|line| line.freight.to_wire()).collect();
    assert_eq!(freight, ["3.33333", "3.33333", "3.33334"]);
    assert_eq!(got.base, money("310"));
}

#[test]
fn a_promotion_lowers_the_base_and_a_voucher_does_not() {
    let mut case = case(vec![goods(0, "1901101090 200 1")]);
    for (discount, base, warned) in [
        (Discount::Promotion(money("20")), "180", true),
        (Discount::Promotion(money("500")), "0", true),
        (Discount::Voucher(money("20")), "200", false),
    ] {
        case.discount = discount;
        let got = assessed(&case);
        assert_eq!(got.base, money(base), "{discount:?}");
        let warnings = got.warnings.iter().any(|w| w.kind == WarningKind::PromotionUnsure);
        assert_eq!(warnings, warned, "{discount:?}");
    }
}

#[test]
fn what_is_unknown_is_named_and_still_assessed() {
    let with_units = |text: &str, qty1: &str, unit1: &str, qty2: &str, unit2: &str| TaxLine {
        qty1: Quantity::parse(qty1).expect("a quantity"),
        unit1: unit1.to_owned(),
        qty2: Quantity::parse(qty2),
        unit2: Some(unit2.to_owned()),
        ..goods(0, text)
    };
    for (line, kind, consumption_tax) in [
        (goods(0, "9999999999 100 1"), Some(WarningKind::CodeUnknown), "0"),
        (goods(0, "1901101000 100 1"), Some(WarningKind::RateUnsure), "0"),
        (goods(0, "8517120000 5500 1"), Some(WarningKind::DutyUnknown), "0"),
        (goods(0, "3304990029 85 1"), Some(WarningKind::ContentUnknown), "10.5"),
        (goods(0, "2208300000 80 1"), Some(WarningKind::QuantityUnknown), "14"),
        (with_units("3304990029 85 1", "0.05", "035", "1", "011"), None, "0"),
        (with_units("3304990029 85 1", "0.0085", "035", "1", "011"), None, "10.5"),
        (
            with_units("3304990041 85 1", "0.05", "035", "1", "011"),
            Some(WarningKind::ContentByPackages),
            "10.5",
        ),
        (with_units("3304990041 85 1", "0.05", "035", "10", "020"), None, "0"),
        (with_units("3304990041 85 1", "0.05", "035", "0.05", "044"), None, "10.5"),
        (with_units("2204290000 90 1", "0.75", "095", "0.75", "035"), None, "7"),
        (with_units("2203000000 6 1", "3", "095", "1", "011"), None, "0.47"),
        (with_units("2203000000 6 1", "0.003", "063", "1", "011"), None, "0.47"),
        (
            with_units("2203000000 6 1", "3.0364", "035", "1", "011"),
            Some(WarningKind::LitresByWeight),
            "0.47",
        ),
        // 0.912 kg at 1 CNY/kg, as 1 l at 0.912 CNY/l.
        (with_units("2208300000 80 1", "1", "095", "1", "011"), None, "14.80"),
        (
            with_units("2208300000 80 1", "0.912", "035", "1", "011"),
            Some(WarningKind::LitresByWeight),
            "14.80",
        ),
        (with_units("2208300000 80 1", "912", "036", "1", "011"), Some(WarningKind::LitresByWeight), "14.80"),
    ] {
        let got = assessed(&case(vec![line.clone()]));
        if let Some(kind) = kind {
            assert!(got.warnings.iter().any(|w| w.kind == kind), "{kind:?}");
        } else {
            assert_eq!(got.warnings, [], "{line:?}");
        }
        assert_eq!(got.consumption_tax, money(consumption_tax), "{line:?}");
    }
}

#[test]
fn freight_that_decides_the_threshold_is_pointed_out() {
    let mut case = case(vec![goods(0, "3304990029 495 1 50g")]);
    case.freight = money("10");
    let got = assessed(&case);
    assert_eq!(got.consumption_tax, Money::ZERO);
    assert!(got.warnings.iter().any(|w| w.kind == WarningKind::ThresholdByFreight));
}

#[test]
fn an_explanation_shows_the_numbers_in_both_languages() {
    let case = TaxCase { freight: money("10"), ..case(vec![goods(0, "2208300000 290 1 0.7l")]) };
    let got = assessed(&case);
    let lines = got.explain(0, &case, Rates::built_in());
    let zh: Vec<&str> = lines.iter().map(|s| s.zh.as_str()).collect();
    assert_eq!(zh[0], "完税价格 = 货价 + 运费 + 保费 = 290.00 + 10.00 + 0.00 = 300.00");
    let sum = "消费税 = (300.00 + 0.00 + 0.6384) ÷ (1 − 20%) × 20% + 0.6384 = 75.798; × 70% = 53.0586（";
    assert!(zh[2].starts_with(sum) && zh[2].ends_with("；从量 0.912 元/升 × 0.7 = 0.6384）"), "{}", zh[2]);
    assert!(zh[2].contains("2016-04-08 起"), "{}", zh[2]);
    assert!(
        zh[3].starts_with("增值税 = (300.00 + 0.00 + 75.798) × 13% = 48.85374; × 70% = 34.19762"),
        "{}",
        zh[3]
    );
    assert!(lines.iter().all(|s| !s.en.is_empty()));
    assert!(got.explain(1, &case, Rates::built_in()).is_empty());
}

#[test]
fn an_assessment_crosses_as_text_amounts() {
    let got = assessed(&case(vec![goods(0, "1901101090 100 1")]));
    let json = serde_json::to_value(&got).expect("it serialises");
    assert_eq!((json["regime"].as_str(), json["total"].as_str()), (Some("reduced"), Some("9.10")));
    assert_eq!(json["lines"][0]["vat"].as_str(), Some("9.10000"));
    assert_eq!(serde_json::from_value::<Assessment>(json).expect("it reads"), got);
}

proptest! {
    #[test]
    fn lines_sum_to_the_order_whatever_comes_in(
        prices in prop::collection::vec(any::<i64>(), 0..6),
        scale in 0_u32..9,
        freight in any::<i64>(),
        insured in 0_i64..10_000_000,
        codes in prop::collection::vec(0_usize..6, 6),
        quantity in any::<i64>(),
    ) {
        let kinds = ["1901101090", "3304990029", "2208300000", "2203000000", "9102210090", "x"];
        let lines = prices.iter().enumerate().map(|(i, price)| TaxLine {
            gnum: 1,
            gcode: kinds[codes[i]].to_owned(),
            total_price: Money(Decimal::new(*price, scale)),
            qty: Quantity(Decimal::new(quantity, scale * 3)),
            unit: "095".to_owned(),
            ..TaxLine::default()
        }).collect();
        let case = TaxCase {
            freight: Money(Decimal::new(freight, scale)),
            insured_fee: Money(Decimal::new(insured, 2)),
            ..case(lines)
        };
        let got = assessed(&case);
        prop_assert_eq!(got.base, got.lines.iter().map(|line| line.base).sum());
        prop_assert_eq!(got.total, got.lines.iter().map(LineAssessment::tax).sum::<Money>().to_cent());
        prop_assert_eq!(got.total, got.duty + got.consumption_tax + got.vat);
        let cents = got.cents();
        prop_assert_eq!(cents.heads, [got.duty, got.consumption_tax, got.vat]);
        prop_assert_eq!(cents.lines.iter().flatten().copied().sum::<Money>(), got.total);
        if !got.lines.is_empty() {
            let freight: Decimal = got.lines.iter().map(|line| line.freight.0).sum();
            prop_assert_eq!(freight, shares::bounded(case.freight).0.round_dp_with_strategy(5, RoundingStrategy::MidpointAwayFromZero));
        }
        let _ = got.explain(0, &case, Rates::built_in());
    }
}
