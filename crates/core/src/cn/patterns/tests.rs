//! Each pattern on both sides of its threshold.

use std::collections::BTreeSet;

use super::{PATTERNS, patterns};
use crate::check::Severity;
use crate::cn::{Case, sample};
use crate::money::Money;
use crate::time::BeijingTime;

/// A buyer's number of its own county and birthday, so that no two buyers look alike.
fn buyer(n: usize) -> String {
    format!("{:06}19{:02}{:02}{:02}00{}X", 110_101 + n, 60 + n % 30, 1 + n % 12, 1 + n % 28, n % 10)
}

/// Orders of different people that have nothing in common.
fn batch(cases: usize) -> Vec<Case> {
    let one = |n: usize| {
        let mut case = sample::case();
        let (id, address) = (buyer(n), format!("浙江省杭州市西湖区文三路{n}号2单元301室"));
        let telephone = format!("138001{:05}", 38_000 + n);
        let name =
            format!("订购人{}", char::from_u32(0x4E00 + u32::try_from(n).expect("small")).expect("a sign"));
        let order = case.order.as_mut().expect("the sample has one");
        order.head.order_no = format!("OK{:08}", 90_000_017 - 7_919 * n);
        order.head.buyer_account = format!("account-{n}");
        order.head.buyer_id_number.clone_from(&id);
        let payment = case.payment.as_mut().expect("the sample has one");
        payment.transaction_id = format!("P{}", 4_200_000_000_001 + 7_907 * (n * n));
        payment.order_no.clone_from(&order.head.order_no);
        payment.payer_id_number.clone_from(&id);
        payment.paid_at =
            BeijingTime::from_unix_ms(payment.paid_at.unix_ms() - 61_000 * i64::try_from(n).expect("small"));
        let declaration = case.declaration.as_mut().expect("the sample has one");
        declaration.head.buyer_id_number = id;
        declaration.head.buyer_name = name;
        declaration.head.buyer_telephone = telephone;
        declaration.head.consignee_address = address;
        case
    };
    (0..cases).map(one).collect()
}

/// How many cases each pattern names after a change to the first `changed` of twenty.
fn named(changed: usize, change: impl Fn(usize, &mut Case)) -> Vec<(String, usize)> {
    let mut cases = batch(20);
    cases.iter_mut().take(changed).enumerate().for_each(|(n, case)| change(n, case));
    let found = patterns(cases.iter());
    let ids: BTreeSet<&str> = found.iter().map(|(_, finding)| finding.rule.as_ref()).collect();
    let count = |id: &str| found.iter().filter(|(_, finding)| finding.rule == id).count();
    ids.into_iter().map(|id| (id.trim_start_matches("CN-PATTERN-").to_owned(), count(id))).collect()
}

fn only(id: &str, cases: usize) -> Vec<(String, usize)> {
    vec![(id.to_owned(), cases)]
}

fn declared(case: &mut Case) -> &mut crate::cn::message::ceb621_inventory::DeclarationHead {
    &mut case.declaration.as_mut().expect("the sample has one").head
}

fn paid(case: &mut Case) -> &mut crate::cn::message::ceb411_payment::Payment {
    case.payment.as_mut().expect("the sample has one")
}

#[test]
fn people_with_nothing_in_common_are_left_alone() {
    assert_eq!(named(0, |_, _| {}), []);
}

#[test]
fn a_family_may_share_an_account_but_not_four_buyers() {
    let share = |_: usize, case: &mut Case| {
        case.order.as_mut().expect("the sample has one").head.buyer_account = "family".to_owned();
    };
    assert_eq!(named(3, share), []);
    assert_eq!(named(4, share), only("001", 4));
}

#[test]
fn a_couple_may_share_a_telephone_in_any_spelling() {
    let spellings = ["13800138001", "+86 138-0013-8001", "0086 13800138001", "138 0013 8001"];
    let share = |n: usize, case: &mut Case| declared(case).buyer_telephone = spellings[n % 4].to_owned();
    assert_eq!(named(3, share), []);
    assert_eq!(named(4, share), only("002", 4));
    assert_eq!(named(9, |_, case| declared(case).buyer_telephone = "138****8001".to_owned()), []);
}

#[test]
fn a_household_may_share_an_address_but_not_six_buyers() {
    let share = |_: usize, case: &mut Case| {
        declared(case).consignee_address = "上海市 浦东新区世纪大道１号".to_owned()
    };
    assert_eq!(named(5, share), []);
    assert_eq!(named(6, share), only("003", 6));
    assert_eq!(
        named(9, |_, case| declared(case).consignee_address = "上海市浦东新区陆家嘴街道".to_owned()),
        []
    );
}

#[test]
fn one_person_may_pay_for_two_others() {
    let pays = |_: usize, case: &mut Case| paid(case).payer_id_number = "110101199003077619".to_owned();
    assert_eq!(named(3, pays), []);
    assert_eq!(named(4, pays), only("004", 4));
}

#[test]
fn an_identity_number_has_one_name() {
    let same = |name: &'static str| {
        move |n: usize, case: &mut Case| {
            declared(case).buyer_id_number = "110101199003077619".to_owned();
            declared(case).buyer_name = if n == 0 { "陈宁".to_owned() } else { name.to_owned() };
        }
    };
    assert_eq!(named(2, same("陈宁")), []);
    assert_eq!(named(2, same("陈甯")), only("005", 2));
}

#[test]
fn twins_may_order_but_not_quadruplets() {
    let born = |n: usize, case: &mut Case| declared(case).buyer_id_number = format!("11010119900307{n:03}X");
    assert_eq!(named(3, born), []);
    assert_eq!(named(4, born), only("006", 4));
}

#[test]
fn ten_orders_a_day_are_more_than_a_person_needs() {
    let again = |n: usize, case: &mut Case| {
        declared(case).buyer_id_number = buyer(0);
        declared(case).buyer_name = "陈宁".to_owned();
        declared(case).seller_code = format!("33019649X{n}");
    };
    assert_eq!(named(9, again), []);
    assert_eq!(named(10, again), only("007", 10));
}

#[test]
fn orders_that_are_together_above_the_limit_are_told() {
    let worth = |amount: &'static str| {
        move |_: usize, case: &mut Case| {
            declared(case).buyer_id_number = buyer(0);
            declared(case).buyer_name = "陈宁".to_owned();
            declared(case).freight = Money::ZERO;
            let lines = &mut case.declaration.as_mut().expect("the sample has one").lines;
            lines.truncate(1);
            lines[0].total = Money::parse(amount).expect("an amount");
        }
    };
    assert_eq!(named(1, worth("2500.01")), []);
    assert_eq!(named(2, worth("2500")), []);
    assert_eq!(named(2, worth("2500.01")), only("008", 2));
    assert_eq!(named(2, worth("5000.01")), [], "each above the limit is the business of a rule");
    let two_sellers = |n: usize, case: &mut Case| {
        worth("2500.01")(n, case);
        declared(case).seller_code = format!("33019649X{n}");
    };
    assert_eq!(named(2, two_sellers), []);
    let two_days = |n: usize, case: &mut Case| {
        worth("2500.01")(n, case);
        paid(case).paid_at = BeijingTime::from_wire(["20261123235959", "20261124000000"][n]).expect("a time");
    };
    assert_eq!(named(2, two_days), []);
}

#[test]
fn five_payments_of_one_second_are_told_in_a_small_batch() {
    let second = BeijingTime::from_wire("20261124080000").expect("a time");
    let at_once = |_: usize, case: &mut Case| paid(case).paid_at = second;
    assert_eq!(named(4, at_once), []);
    assert_eq!(named(5, at_once), only("009", 5));
    let mut busy = batch(60);
    busy.iter_mut().take(5).for_each(|case| at_once(0, case));
    assert_eq!(patterns(busy.iter()), [], "a busy platform has several a second");
}

#[test]
fn numbers_that_count_on_are_told() {
    let count = |step: usize| {
        move |n: usize, case: &mut Case| {
            paid(case).transaction_id = format!("PAY20261124{:08}", 31 + n * step)
        }
    };
    assert_eq!(named(4, count(1)), []);
    assert_eq!(named(5, count(1)), only("010", 5));
    assert_eq!(named(7, count(10)), only("010", 7));
    assert_eq!(named(7, count(11)), []);
    assert_eq!(named(7, |n, case| paid(case).transaction_id = format!("PAY{:016}", 31 + n * n)), []);
}

#[test]
fn digits_that_a_person_types_are_told() {
    let number = |text: &'static str| named(1, move |_, case| paid(case).transaction_id = text.to_owned());
    for odd in ["2026188888888", "PAY12345678", "98765432A"] {
        assert_eq!(number(odd), only("011", 1), "{odd}");
    }
    for fine in ["2026000000000017", "20261888888821", "1234567A8901"] {
        assert_eq!(number(fine), [], "{fine}");
    }
}

#[test]
fn numbers_made_from_orders_are_told() {
    let copy = |n: usize, case: &mut Case| {
        let order_no = format!("OK-{:08}", 90_000_017 - 7_919 * n);
        case.order.as_mut().expect("the sample has one").head.order_no.clone_from(&order_no);
        paid(case).transaction_id = format!("PAY{}7", order_no.trim_start_matches("OK-"));
    };
    assert_eq!(named(2, copy), []);
    assert_eq!(named(3, copy), only("012", 3));
}

#[test]
fn a_large_group_is_told_by_its_first_hundred() {
    let mut cases = batch(150);
    cases.iter_mut().for_each(|case| declared(case).buyer_telephone = "13800138001".to_owned());
    let found = patterns(cases.iter());
    assert_eq!(found.iter().map(|(number, _)| *number).collect::<Vec<_>>(), (0..100).collect::<Vec<_>>());
    assert!(found.iter().all(|(_, finding)| finding.value.as_deref() == Some("150")));
}

#[test]
fn every_document_alone_is_looked_at_where_it_says_something() {
    let mut cases = batch(4);
    for case in &mut cases {
        case.order = None;
        case.waybill = None;
        case.declaration = None;
        paid(case).payer_id_number = "110101199003077619".to_owned();
    }
    paid(&mut cases[3]).payer_name = "陈甯".to_owned();
    let found: Vec<(String, String)> =
        patterns(cases.iter()).into_iter().map(|(_, f)| (f.rule.into_owned(), f.at)).collect();
    let expected = ("CN-PATTERN-005".to_owned(), "Payment[1]/PaymentHead/payerName".to_owned());
    assert_eq!(found, vec![expected; 4]);
}

#[test]
fn patterns_warn_in_both_languages_and_show_nobody() {
    let chinese = |text: &str| text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    assert!(PATTERNS.is_sorted_by_key(|pattern| pattern.id));
    for pattern in PATTERNS {
        assert_eq!(pattern.severity, Severity::Warns);
        for text in [pattern.says, pattern.help, pattern.from, pattern.innocent] {
            assert!(chinese(text.zh) && !chinese(text.en) && text.en.len() > 10, "{}", pattern.id);
        }
    }
}
