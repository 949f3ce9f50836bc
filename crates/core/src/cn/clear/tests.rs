//! The decision: every order of arrival, every code, every officer.

use proptest::prelude::*;

use super::*;
use crate::cn::{rules, sample};

fn statuses(decision: &Decision) -> Vec<&str> {
    decision.words.iter().map(|word| word.status.as_str()).collect()
}

fn decided(case: &Case) -> Decision {
    decide(case, Stage::New, &Officer::Passes)
}

#[test]
fn four_documents_that_agree_are_stored_and_released() {
    let decision = decided(&sample::case());
    assert_eq!(statuses(&decision), ["2", "120", "800"]);
    assert_eq!(decision.stage, Stage::Released);
    assert_eq!(decision.words[1].info, "[Code:1800;Desc:逻辑校验通过]");
    assert_eq!(decision.words[2].info, "[Code:2600;Desc:放行]");
    let closed = proceed(decision.stage);
    assert_eq!((statuses(&closed), closed.stage), (vec!["899"], Stage::Closed));
    assert_eq!(proceed(Stage::Closed), Decision { words: vec![], stage: Stage::Closed });
}

#[test]
fn what_is_missing_is_named_in_the_words_of_the_eport() {
    let mut case = sample::case();
    let order = case.order.take();
    let payment = case.payment.take();
    case.waybill = None;
    let decision = decided(&case);
    let ours = "清单新增申报成功[9D6F3081-45CA-4EB9-8F74-3CA1805EBD44]\
                [电商企业编码：33019649X2订单编号：OK20261124000001]";
    assert_eq!(
        decision.words[0].info,
        format!(
            "{ours} 对应电商企业为[33019649X2]订单号为[OK20261124000001]的订单信息不存在 \
             对应物流企业为[3302460066]物流单号为[HX77202611240001]的运单信息不存在 \
             对应电商平台为[3301961Q43]订单号为[OK20261124000001]支付信息不存在"
        )
    );
    assert_eq!(decide(&case, decision.stage, &Officer::Passes).words, [], "nothing new, no word");
    (case.order, case.payment) = (order, payment);
    let fewer = decide(&case, decision.stage, &Officer::Passes);
    assert_eq!(
        fewer.words[0].info,
        format!("{ours} 对应物流企业为[3302460066]物流单号为[HX77202611240001]的运单信息不存在")
    );
}

#[test]
fn officers_have_their_say() {
    let rejects = Officer::Rejects("订购人身份证号码有误".into());
    for (officer, words, stage, then) in [
        (Officer::Passes, vec!["2", "120", "800"], Stage::Released, vec!["899"]),
        (Officer::Inspects, vec!["2", "120", "500"], Stage::Inspected, vec!["800"]),
        (Officer::Reviews, vec!["2", "120", "300"], Stage::Reviewed, vec!["399", "800"]),
        (rejects.clone(), vec!["2", "120", "100"], Stage::Refused, vec![]),
        (Officer::Quota, vec!["2", "100"], Stage::Refused, vec![]),
        (Officer::Guarantee, vec!["2", "100"], Stage::Refused, vec![]),
    ] {
        let decision = decide(&sample::case(), Stage::New, &officer);
        assert_eq!((statuses(&decision), decision.stage), (words, stage), "{officer:?}");
        assert_eq!(statuses(&proceed(stage)), then, "{officer:?}");
        assert_eq!(decide(&sample::case(), stage, &officer).words, [], "{officer:?}");
    }
    let last = |officer| decide(&sample::case(), Stage::New, &officer).words.pop().expect("a word").info;
    assert_eq!(last(rejects), "[Code:1300;Desc:人工退单，订购人身份证号码有误]");
    assert_eq!(last(Officer::Guarantee), "[Code:1311;Desc:担保金额不足,担保金额不足]");
    assert_eq!(last(Officer::Quota), "[Code:1313;Desc:订购人购买超过年度限额,超过个人年度购买额度]");
}

/// Rules about what follows a declaration are not asked when an inventory is decided.
fn rules_of_the_four_documents() -> impl Iterator<Item = &'static Rule<Case>> {
    rules::RULES.iter().copied().filter(|rule| {
        let (mut case, mut found) = (sample::case(), Vec::new());
        (rule.counterexample)(&mut case);
        rule.run(&case, &mut found);
        let four = ["Order[", "Payment[", "Logistics[", "Inventory["];
        found.iter().all(|finding| four.iter().any(|entity| finding.at.starts_with(entity)))
    })
}

#[test]
fn every_rule_that_stops_is_answered_with_its_code() {
    for rule in rules_of_the_four_documents().filter(|rule| rule.severity == Severity::Stops) {
        let mut case = sample::case();
        (rule.counterexample)(&mut case);
        if case.declaration.is_none() {
            let word = refusal(&case).expect("a document by itself is refused too");
            assert_eq!(Some(word.status.as_str()), rule.customs_code, "{}", rule.id);
            continue;
        }
        let alone = Case { order: None, payment: None, waybill: None, ..case.clone() };
        let decision = decided(&case);
        assert_eq!(decision.stage, Stage::Refused, "{}", rule.id);
        let last = decision.words.last().expect("a refusal is a word");
        match rule.customs_code {
            Some(code) if code.starts_with("-621") || code == "-10102" => {
                assert_eq!(last.status, code, "{}", rule.id);
            }
            Some(code) if code.starts_with('-') => assert_eq!(last.status, "-621001", "{}", rule.id),
            // What breaks a rule by itself too never comes as far as the comparison.
            Some(_) if refusal(&alone).is_some() => assert!(last.status.starts_with("-621"), "{}", rule.id),
            Some(code) => {
                assert_eq!(last.status, "100", "{}", rule.id);
                assert!(last.info.contains(&format!("[Code:{code};")), "{}: {}", rule.id, last.info);
            }
            None => assert!(last.status == "100" || last.status.starts_with("-621"), "{}", rule.id),
        }
        assert!(!last.info.contains("11010119"), "{}: no identity number in a text", rule.id);
    }
}

#[test]
fn the_paid_amounts_stand_in_the_text_as_customs_writes_them() {
    let case = sample::case();
    assert_eq!(
        Word::coded("1332", &case).info,
        "[Code:1332;Desc:支付单支付金额与订单支付金额不一致],\
         [OrderHead.acturalPaid:519.32,PaymentHead.amountPaid519.32]"
    );
    assert_eq!(
        Word::coded("1320", &case).info,
        "[Code:1320;Desc:清单表体商品项与订单表体商品项的项数不一致],\
         [InventoryHead.orderNo:OK20261124000001,OrderHead.orderNo:OK20261124000001]"
    );
}

#[test]
fn the_yearly_limit_shows_the_sum() {
    let mut case = sample::case();
    case.facts.bought_this_year = crate::money::Money::parse("25638.44");
    assert_eq!(
        Word::coded("1313", &case).info,
        "[Code:1313;Desc:订购人购买超过年度限额,超过个人年度购买额度;totalPrice：26,114.44 > limitPrice: 26,000;]"
    );
}

#[test]
fn a_bill_states_the_tax_of_every_line() {
    let case = sample::case();
    let declaration = case.declaration.as_ref().expect("the sample has all four");
    let rates = crate::cn::rates::Rates::built_in();
    let assessment = crate::cn::tax::assess_declaration(declaration, None, rates);
    let at = declaration.head.app_time;
    let bill = tax_bill(declaration, &assessment, "29912026I000000001", "G", at);
    assert_eq!(bill.head.tax_no, "29912026I000000001_0");
    assert_eq!(bill.head.status, "1");
    let vat: crate::money::Money = bill.lines.iter().map(|line| line.vat).sum();
    assert_eq!(vat, bill.head.vat);
    assert_eq!(bill.lines.len(), 2);
}

fn arrive(case: &mut Case, whole: &Case, document: usize) {
    match document {
        0 => case.order.clone_from(&whole.order),
        1 => case.payment.clone_from(&whole.payment),
        2 => case.waybill.clone_from(&whole.waybill),
        _ => case.declaration.clone_from(&whole.declaration),
    }
}

proptest! {
    /// The four documents in any order, agreeing or with the counterexample of any rule: the last word is the same.
    #[test]
    fn the_order_of_arrival_does_not_change_the_last_word(
        order in Just(vec![0_usize, 1, 2, 3]).prop_shuffle(),
        broken in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let mut whole = sample::case();
        if let Some(at) = broken {
            let all: Vec<_> = rules_of_the_four_documents().collect();
            (all[at.index(all.len())].counterexample)(&mut whole);
        }
        let facts = whole.facts.clone();
        let mut case = Case { facts, ..Case::empty() };
        let (mut stage, mut last) = (Stage::New, None);
        for document in order {
            arrive(&mut case, &whole, document);
            let decision = decide(&case, stage, &Officer::Passes);
            stage = decision.stage;
            last = decision.words.last().cloned().or(last);
        }
        let at_once = decided(&whole);
        prop_assert_eq!(stage, at_once.stage);
        prop_assert_eq!(last.as_ref(), at_once.words.last());
    }
}
