//! Four eyes: whose hands were in a declaration, what is asked after it, and the verdicts held against the log.

use super::people::{CLIENT, always, code, form, ids, staffed, works};
use super::*;
use crate::error::Error;
use crate::store::people;
use crate::store::reviews::{self, tampering};
use crate::view::{CellEdit, Edit, Reviewed};

fn approve(desk: &Desk, ids: &[String]) -> Result<Reviewed, Error> {
    desk.approve(ids, CLIENT, Work::quiet())
}

/// A desk of several people whose client wants two of them to look.
fn four() -> (Table, Desk) {
    let table = Table::set();
    let desk = table.open();
    staffed(&desk);
    desk.add_person(&form("郑两全", &["declarant", "reviewer"]), None).expect("another one");
    desk.set_four_eyes(CLIENT, &always()).expect("four eyes");
    (table, desk)
}

/// All declared by 吴两全, approved by 周复核, signed and answered by customs with `status`; their ids.
fn answered(table: &Table, desk: &Desk, status: &str) -> Vec<String> {
    works(desk, "吴两全");
    declare(desk);
    let all = ids(desk, "to-review");
    works(desk, "周复核");
    approve(desk, &all).expect("approved");
    sign(desk);
    desk.send().expect("sent");
    for declaration in declarations_in(table) {
        table.fake.says("CEB622Message", &receipt(&declaration, status, 2));
    }
    desk.sync(Duration::ZERO).expect("receipts");
    works(desk, "吴两全");
    all
}

fn to_the_letter() -> Vec<(String, String)> {
    vec![("consigneeAddress".into(), "广东省深圳市福田区深南大道1号".into())]
}

#[test]
fn whoever_repaired_the_import_does_not_approve_what_another_declared_of_it() {
    let (_table, desk) = four();
    works(&desk, "吴两全");
    let opened = desk.open_files(&[sample("orders-9610.xlsx")], CLIENT, Work::quiet()).expect("the sample");
    let page = desk.review(&opened.import_id).expect("a review");
    let row = page.sheets[0].columns.iter().find(|column| column.field == "name").map(|column| column.column);
    let column = row.unwrap_or(page.sheets[0].columns[0].column);
    let cells = vec![CellEdit { sheet: 0, row: 4, column, value: "婴儿奶粉 900g".into() }];
    desk.edit(&opened.import_id, &Edit::Cells { cells }).expect("a repair");
    works(&desk, "林申报");
    desk.declare(&opened.import_id, Work::quiet()).expect("declarations");
    let all = ids(&desk, "to-review");
    assert!(!all.is_empty());

    works(&desk, "吴两全");
    assert!(desk.review_of(&all[0]).expect("a state").own);
    assert_eq!(code(approve(&desk, &all)), "own-work");
    works(&desk, "郑两全");
    assert!(!desk.review_of(&all[0]).expect("a state").own);
    assert_eq!(approve(&desk, &all).expect("he had no hand in it").done as usize, all.len());
}

#[test]
fn whoever_made_it_first_does_not_approve_it_after_another_asked_again() {
    let (_table, desk) = four();
    works(&desk, "吴两全");
    declare(&desk);
    let all = ids(&desk, "to-review");
    works(&desk, "周复核");
    desk.send_back(&all[..1], CLIENT, "品名与备案不符", Work::quiet()).expect("a reason");
    works(&desk, "林申报");
    desk.ask_review(&all[..1]).expect("again");
    works(&desk, "吴两全");
    assert_eq!(code(approve(&desk, &all[..1])), "own-work");
    works(&desk, "周复核");
    assert_eq!(approve(&desk, &all[..1]).expect("another person").done, 1);
}

#[test]
fn a_change_is_reviewed_like_a_first_declaration() {
    let (table, desk) = four();
    let all = answered(&table, &desk, "100");
    let (before, one) = (table.fake.stored().len(), &all[0]);
    let asked = desk.change(one, &to_the_letter(), "").expect("asked for");
    assert!(asked.to_review && asked.message.is_empty());
    assert_eq!(code(desk.sign("", "", Some(&all[..1]), Work::quiet())), "needs-review");
    desk.sign("", "", None, Work::quiet()).expect("nothing of it");
    assert_eq!(desk.declaration(one, true).expect("one").line.state, "100", "it is as it was");
    assert_eq!(desk.sending("").expect("figures").to_review, 1);

    // Whoever asked does not approve, also where another made the declaration.
    assert_eq!(code(approve(&desk, &all[..1])), "own-work");
    works(&desk, "周复核");
    let state = desk.review_of(one).expect("a state");
    let line = state.asked.expect("a change");
    assert!(line.says.zh.contains("深南大道1号") && line.act == "change" && !state.own_asked);
    assert!(!desk.asked(CLIENT).expect("a list")[0].says.zh.contains("深南大道"), "a list reveals nothing");
    assert_eq!(approve(&desk, &all[..1]).expect("another person").done, 1);
    assert_eq!(code(approve(&desk, &all[..1])), "not-in-review");
    assert_eq!(desk.sending("").expect("figures").ready, 1);
    desk.sign("", "", None, Work::quiet()).expect("it signs");
    desk.send().expect("sent");
    assert_eq!(table.fake.stored().len(), before + 1);
    let sent = declarations_in(&table).pop().expect("the change");
    assert_eq!(
        (sent.head.app_type.as_str(), sent.head.consignee_address.as_str()),
        ("2", "广东省深圳市福田区深南大道1号")
    );
    desk.sign("", "", None, Work::quiet()).expect("once");
    desk.send().expect("sent");
    assert_eq!(table.fake.stored().len(), before + 1, "nothing twice");
    assert!(desk.verify_activity().expect("a log").unbroken);
}

#[test]
fn a_deletion_a_cancellation_and_a_return_are_reviewed_too() {
    let (table, desk) = four();
    let all = answered(&table, &desk, "800");
    let before = table.fake.stored().len();
    assert!(desk.cancel(&all[0], "买家取消订单", "").expect("asked").to_review);
    assert!(desk.return_goods(&all[1], &[], "买家退货", "").expect("asked").to_review);
    assert_eq!(desk.asked(CLIENT).expect("a list").len(), 2);
    works(&desk, "周复核");
    assert_eq!(approve(&desk, &[]).expect("all of the client").done, 2);
    sign(&desk);
    desk.send().expect("sent");
    assert_eq!(table.fake.stored().len(), before + 2);
    assert!(desk.asked(CLIENT).expect("a list").is_empty());
    // An approval of one return is none of the next, be it the same to the letter.
    works(&desk, "吴两全");
    assert_eq!(
        code(desk.return_goods(&all[1], &[], "买家退货", "")),
        "not-allowed-now",
        "all of it is on its way"
    );

    let (table, desk) = four();
    let all = answered(&table, &desk, "100");
    let before = table.fake.stored().len();
    assert!(desk.delete(&all[0], "").expect("asked").to_review);
    works(&desk, "周复核");
    approve(&desk, &all[..1]).expect("approved");
    desk.sign("", "", Some(&all[..1]), Work::quiet()).expect("by its number");
    desk.send().expect("sent");
    assert_eq!(table.fake.stored().len(), before + 1);
}

#[test]
fn what_is_sent_back_is_forgotten_and_a_new_wish_needs_a_new_look() {
    let (table, desk) = four();
    let all = answered(&table, &desk, "100");
    let before = table.fake.stored().len();
    desk.change(&all[0], &to_the_letter(), "").expect("asked");
    works(&desk, "周复核");
    desk.send_back(&all[..1], CLIENT, "地址不对", Work::quiet()).expect("a reason");
    sign(&desk);
    works(&desk, "吴两全");
    desk.change(&all[0], &to_the_letter(), "").expect("asked again");
    works(&desk, "周复核");
    approve(&desk, &all[..1]).expect("approved");
    // Another wish takes the place of the approved one and is not approved with it.
    works(&desk, "吴两全");
    let other = vec![("consigneeAddress".to_owned(), "广东省深圳市南山区1号".to_owned())];
    desk.change(&all[0], &other, "").expect("asked once more");
    sign(&desk);
    assert_eq!(table.fake.stored().len(), before);
    assert_eq!(code(desk.sign("", "", Some(&all[..1]), Work::quiet())), "needs-review");
}

#[test]
fn an_approved_change_of_documents_that_changed_meanwhile_is_not_signed() {
    let (table, desk) = four();
    let all = answered(&table, &desk, "100");
    let before = table.fake.stored().len();
    desk.change(&all[0], &to_the_letter(), "").expect("asked");
    works(&desk, "周复核");
    approve(&desk, &all[..1]).expect("approved");
    let id: i64 = all[0].parse().expect("a number");
    desk.store()
        .write(|tx| {
            let mut documents = declarations::documents(tx, id)?;
            documents.declaration.lines[0].item_name = Some("另一件商品".into());
            declarations::set_documents(tx, id, &documents)
        })
        .expect("a change");
    assert_eq!(code(desk.sign("", "", None, Work::quiet())), "needs-review");
    assert_eq!(table.fake.stored().len(), before);
}

#[test]
fn a_reviewer_of_one_client_sends_nothing_of_another_back() {
    let (_table, desk) = four();
    let mut other = Client::practice(String::new()).form();
    other.insert("name".into(), "别家".into());
    desk.add_client(&other).expect("a client");
    works(&desk, "林申报");
    declare(&desk);
    let all = ids(&desk, "to-review");
    works(&desk, "周复核");
    let refused = desk.send_back(&all[..1], "别家", "x", Work::quiet());
    assert_eq!(code(refused), "no-such-declaration");
    assert_eq!(code(desk.approve(&all[..1], "别家", Work::quiet())), "no-such-declaration");
    assert_eq!(ids(&desk, "to-review").len(), all.len(), "nothing moved");
}

/// Changes the verdicts as somebody would who has the key of the database.
fn tampered(sql: &str) -> crate::view::LogState {
    let (_table, desk) = four();
    works(&desk, "吴两全");
    declare(&desk);
    let all = ids(&desk, "to-review");
    works(&desk, "周复核");
    approve(&desk, &all[..3]).expect("three");
    desk.send_back(&all[3..4], CLIENT, "品名与备案不符", Work::quiet()).expect("one");
    approve(&desk, &all[4..5]).expect("one more");
    assert!(desk.verify_activity().expect("a log").unbroken);
    desk.store().write(|tx| tampering::run(tx, sql)).expect("it is changed");
    desk.verify_activity().expect("a log")
}

#[test]
fn verdicts_and_log_fit_or_it_is_told_what_does_not() {
    for (sql, found) in tampering::CASES {
        let found = *found;
        let state = tampered(sql);
        let told = (state.verdicts_missing, state.verdicts_extra, state.verdicts_changed);
        assert_eq!(told, found, "{sql}");
        assert_eq!(state.unbroken, found == (0, 0, 0), "{sql}");
        assert_eq!(state.differences.is_empty(), found == (0, 0, 0), "{sql}");
        assert!(state.differences.iter().all(|one| !one.says.zh.is_empty() && one.says.en.is_ascii()));
    }
}

#[test]
fn the_log_replaced_as_a_whole_together_with_its_verdicts_is_found() {
    let state = tampered(tampering::WHOLE_LOG);
    assert!(!state.unbroken && state.verdicts_missing == 0, "{state:?}");
    let state = tampered(tampering::ENTRY_AND_VERDICT);
    assert!(
        !state.unbroken && state.wrong == "missing",
        "the chain shows what the verdicts do not: {state:?}"
    );
}

#[test]
fn verdicts_of_before_they_named_their_entry_are_held_against_it_too() {
    let (_table, desk) = four();
    works(&desk, "林申报");
    declare(&desk);
    let all = ids(&desk, "to-review");
    let reviewer = desk.store().read(people::all).expect("people").into_iter().find(|p| p.name == "周复核");
    let (id, at) = (reviewer.expect("he is there").id, 1_763_950_000_000_i64);
    let _acting = crate::acting::by(crate::acting::Who { id, name: "周复核".into() });
    desk.store()
        .write(|tx| {
            let mut lines = Vec::new();
            for one in &all[..2] {
                let of = reviews::find(tx, one.parse().expect("a number"))?.expect("it is there");
                let digest = reviews::digest(&declarations::documents(tx, of.id)?)?;
                lines.push(format!("{}:{digest}", of.cop_no));
                tampering::of_before(tx, &of.cop_no, (at, id, "周复核"), &digest)?;
            }
            let digest = crate::store::sha256(lines.join("\n").as_bytes());
            let details = [("count", "2".to_owned()), ("digest", digest)];
            activity::log_of(tx, at, "approved", "", "D1 D2", &details).map(|_| ())
        })
        .expect("as an older desk wrote it");
    assert!(desk.verify_activity().expect("a log").unbroken);
    desk.store().write(|tx| tampering::run(tx, tampering::CASES[4].0)).expect("changed");
    assert_eq!(desk.verify_activity().expect("a log").verdicts_changed, 2);
}
