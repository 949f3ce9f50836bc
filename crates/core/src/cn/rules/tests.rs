//! The whole table at once.

use std::collections::BTreeSet;

use super::*;
use crate::check::Severity;
use crate::cn::fields::frame::BASE_TRANSFER;
use crate::cn::message::layout::Kind;
use crate::cn::{check, sample};

fn findings_of(rule: &Rule<Case>) -> Vec<Finding> {
    let mut case = sample::whole();
    (rule.counterexample)(&mut case);
    let mut findings = Vec::new();
    rule.run(&case, &mut findings);
    findings
}

/// Path segments without their numbers name an entity, a group and a row of the field table.
fn is_known_place(at: &str) -> bool {
    let bare: Vec<&str> = at.split('/').map(|segment| segment.split('[').next().unwrap_or(segment)).collect();
    Kind::ALL.iter().map(|kind| kind.layout()).any(|layout| match bare.as_slice() {
        [entity, element] if *entity == layout.entity && !layout.wrapped => {
            layout.head.find(element).is_some()
        }
        [entity, group] => *entity == layout.entity && layout.list.is_some_and(|list| list.element == *group),
        [entity, group, element] if *entity == layout.entity => [Some(layout.head), layout.list]
            .into_iter()
            .flatten()
            .any(|fields| fields.element == *group && fields.find(element).is_some()),
        _ => false,
    })
}

#[test]
fn the_sample_meets_every_rule() {
    assert_eq!(check(&sample::case()).findings, []);
    assert_eq!(check(&sample::whole()).findings, []);
    for rule in RULES {
        let mut findings = Vec::new();
        rule.run(&sample::whole(), &mut findings);
        assert_eq!(findings, [], "{}", rule.id);
    }
    assert_eq!(check(&sample::whole()).findings, []);
}

#[test]
fn every_counterexample_is_caught_by_its_rule() {
    for rule in RULES {
        assert!(!findings_of(rule).is_empty(), "{} does not catch its counterexample", rule.id);
    }
}

#[test]
fn every_place_stands_in_the_field_table() {
    for rule in RULES {
        for finding in findings_of(rule) {
            assert!(is_known_place(&finding.at), "{}: {}", rule.id, finding.at);
        }
    }
}

#[test]
fn the_rules_about_sending_keep_the_same_promises() {
    for rule in SENDING_RULES {
        let mut sending = testing::sending();
        let mut findings = Vec::new();
        rule.run(&sending, &mut findings);
        assert_eq!(findings, [], "{}", rule.id);
        (rule.counterexample)(&mut sending);
        rule.run(&sending, &mut findings);
        assert!(!findings.is_empty(), "{}", rule.id);
        for finding in findings {
            let element = finding.at.strip_prefix("BaseTransfer/");
            let known = element.is_some_and(|element| BASE_TRANSFER.find(element).is_some());
            assert!(known || matches!(&*finding.at, "@guid" | "@version"), "{}", finding.at);
        }
    }
}

#[test]
fn ids_are_well_formed_unique_sorted_and_not_retired() {
    let ids: Vec<&str> =
        RULES.iter().map(|rule| rule.id).chain(SENDING_RULES.iter().map(|rule| rule.id)).collect();
    assert!(RULES.is_sorted_by_key(|rule| rule.id) && SENDING_RULES.is_sorted_by_key(|rule| rule.id));
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "none twice");
    for id in ids {
        let parts: Vec<&str> = id.split('-').collect();
        let well_formed = matches!(parts.as_slice(), ["CN", topic, number]
            if topic.bytes().all(|b| b.is_ascii_uppercase())
                && number.len() == 3
                && number.bytes().all(|b| b.is_ascii_digit()));
        assert!(well_formed, "{id}");
        assert!(!RETIRED.contains(&id), "{id} is retired");
    }
}

#[test]
fn both_languages_and_a_basis_are_there() {
    let chinese = |text: &str| text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    let cases = RULES.iter().map(|rule| (rule.id, [rule.says, rule.help], rule.basis));
    let sendings = SENDING_RULES.iter().map(|rule| (rule.id, [rule.says, rule.help], rule.basis));
    for (id, texts, basis) in cases.chain(sendings) {
        for text in texts {
            assert!(chinese(text.zh), "{id}: {}", text.zh);
            assert!(text.en.len() > 10 && !chinese(&text.en.replace('无', "")), "{id}: {}", text.en);
        }
        assert!(!basis.is_empty(), "{id}");
    }
}

#[test]
fn every_case_is_judged_without_a_panic() {
    for rule in RULES {
        let mut case = sample::whole();
        (rule.counterexample)(&mut case);
        // What follows a declaration stands alone, all together, or not at all.
        for there in (0..=u8::MAX).filter(|there| matches!(there >> 4, 0 | 1 | 2 | 4 | 8 | 15)) {
            let mut part = case.clone();
            part.order = part.order.filter(|_| there & 1 != 0);
            part.payment = part.payment.filter(|_| there & 2 != 0);
            part.waybill = part.waybill.filter(|_| there & 4 != 0);
            part.declaration = part.declaration.filter(|_| there & 8 != 0);
            part.waybill_status = part.waybill_status.filter(|_| there & 16 != 0);
            part.cancel = part.cancel.filter(|_| there & 32 != 0);
            part.return_ = part.return_.filter(|_| there & 64 != 0);
            part.entry = part.entry.filter(|_| there & 128 != 0);
            let _ = check(&part);
        }
    }
}

#[test]
fn no_finding_shows_who_the_buyer_is() {
    for finding in RULES.iter().flat_map(|rule| findings_of(rule)) {
        let value = finding.value.unwrap_or_default();
        for private in ["陈", "林安", "1101011990", "13800138", "文三路", "文二路"] {
            assert!(!value.contains(private), "{} shows {value}", finding.rule);
        }
    }
}

#[test]
fn a_later_record_is_named_by_its_number() {
    let mut case = sample::case();
    case.payment.as_mut().expect("the sample has one").pay_code = "33189630GS".to_owned();
    let mut findings = Vec::new();
    run_at(&case, Numbers { payment: 7, ..Numbers::all(3) }, &mut findings);
    let stops: Vec<&str> =
        findings.iter().filter(|f| f.severity == Severity::Stops).map(|f| f.at.as_str()).collect();
    assert_eq!(stops, ["Payment[7]/PaymentHead/payCode"]);
}

#[test]
fn a_rule_is_silent_before_its_day() {
    for (day, rules) in [(29, &[][..]), (30, &["CN-MATCH-006"])] {
        let mut case = sample::case();
        let head = &mut case.declaration.as_mut().expect("the sample has one").head;
        head.declared_on = jiff::civil::date(2018, 9, day);
        head.imported_on = None;
        head.buyer_telephone = "13800138002".to_owned();
        let mut findings = Vec::new();
        run(&case, &mut findings);
        let matching = findings.iter().map(|f| f.rule.as_ref()).filter(|rule| rule.starts_with("CN-MATCH"));
        assert_eq!(matching.collect::<Vec<_>>(), rules);
    }
}
