//! What every store must keep to: each implementation runs the same stories.

use std::path::Path;

use clearance_core::cn::clear::{Missing, Stage};
use clearance_core::exchange::Role;
use clearance_core::exchange::officer::{ProposalLine, Proposed, Standing};
use clearance_core::status::State;
use clearance_core::time::BeijingTime;

use super::{
    Application, Applies, BankOrder, Bill, BookState, Bound, Clearance, Enterprise, Guarantee, Key,
    OpenSession, OrderState, PaymentBook, PaymentDemand, Place, Plan, Posting, Record, Revoked, Store,
    WatchEntry,
};
use crate::risk::{Measure, Party, RuleSet, Watched};

/// Opens the store of a folder, and makes it where there is none.
pub(crate) type Open<'a> = &'a dyn Fn(&Path) -> Box<dyn Store>;

const AT: i64 = 1_763_950_938_123;

/// All stories, each in a folder of its own.
pub(crate) fn all(open: Open<'_>) {
    for story in [
        what_is_rolled_back_never_was,
        what_is_committed_survives_a_restart,
        readers_see_what_is_committed_and_nothing_else,
        an_order_has_one_live_submission,
        submissions_are_found_by_each_of_their_numbers,
        a_partner_document_is_found_by_its_key_and_replaced,
        cursors_grow_and_leave_no_gap_within_a_feed,
        a_page_holds_at_least_one_envelope,
        the_agenda_gives_what_is_due_once_and_in_order,
        totals_add_up_by_buyer_and_year,
        a_bill_has_one_number_and_is_void_once,
        money_stands_as_it_was_put_and_a_posting_sums_to_nothing,
        the_last_of_an_application_stands,
        a_proposal_is_decided_once,
        an_enterprise_is_one_row_however_often_it_enrols,
        payment_data_are_taken_once,
        sessions_end,
        what_is_revoked_keeps_its_first_date,
        rules_and_watch_list_stand_as_they_were_put,
        numbers_and_the_secret_stay,
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        story(open, folder.path());
    }
}

/// Does something in one transaction.
fn within<T>(store: &mut dyn Store, work: impl FnOnce(&mut dyn Store) -> T) -> T {
    store.begin().expect("a transaction");
    let done = work(store);
    store.commit().expect("it is durable");
    done
}

fn pair(one: &str, two: impl std::fmt::Display) -> (String, String) {
    (one.to_owned(), two.to_string())
}

fn submission(n: i64) -> Clearance {
    Clearance {
        id: 0,
        place: Place { message: n, position: 3 },
        enterprise: 4,
        declaration: pair("3301964J31", format!("QC{n}")),
        order: pair("3301961Q43", format!("OK{n}")),
        waybill: pair("3302460066", format!("HX{n}")),
        stage: Stage::New,
        pre_no: None,
        invt_no: None,
        buyer: [7; 16],
        year: 2026,
        released: None,
        why: None,
        guarantee: None,
        held: 0,
    }
}

fn what_is_rolled_back_never_was(open: Open<'_>, folder: &Path) {
    let mut store = open(folder);
    let kept = within(store.as_mut(), |store| store.put_clearance(&submission(1)).expect("kept"));
    store.begin().expect("a transaction");
    store.put_clearance(&submission(2)).expect("kept for now");
    store.drop_clearance(kept).expect("gone for now");
    store.add_to_year(&[7; 16], 2026, 5).expect("added for now");
    store.push(4, "CEB622Message", AT, "<a/>").expect("said for now");
    store.set_number("last_number", 9).expect("set for now");
    assert_eq!(store.number("last_number").expect("it reads"), 9, "the writer sees what it does");
    store.rollback();
    assert!(store.clearance(kept).expect("it reads").is_some());
    assert_eq!(store.live_by_order(&submission(2).order).expect("it reads"), None);
    assert_eq!(store.year_total(&[7; 16], 2026).expect("it reads"), 0);
    assert_eq!(store.number("last_number").expect("it reads"), 0);
    assert!(store.reader().expect("a reader").receipts(4, 0, 10, 100).expect("it reads").is_empty());
    store.rollback();
    within(store.as_mut(), |store| store.set_number("last_number", 1).expect("it goes on"));
}

fn what_is_committed_survives_a_restart(open: Open<'_>, folder: &Path) {
    let mut store = open(folder);
    let mut one = submission(1);
    one.id = within(store.as_mut(), |store| store.put_clearance(&one).expect("kept"));
    store.begin().expect("a transaction");
    store.put_clearance(&submission(2)).expect("kept for now");
    drop(store);
    let store = open(folder);
    assert_eq!(store.clearance(one.id).expect("it reads"), Some(one));
    assert_eq!(store.live_by_order(&submission(2).order).expect("it reads"), None, "it was never committed");
}

fn readers_see_what_is_committed_and_nothing_else(open: Open<'_>, folder: &Path) {
    let mut store = open(folder);
    let reader = store.reader().expect("a reader");
    store.begin().expect("a transaction");
    let id = store.put_clearance(&submission(1)).expect("kept");
    let cursor = store.push(4, "CEB622Message", AT, "<a/>").expect("said");
    assert_eq!(reader.clearance(id).expect("it reads beside a writer"), None);
    assert!(reader.receipts(4, 0, 10, 100).expect("it reads").is_empty());
    store.commit().expect("it is durable");
    assert!(reader.clearance(id).expect("it reads").is_some());
    let page = reader.receipts(4, 0, 10, 100).expect("it reads");
    let said = (page[0].cursor, page[0].kind.as_str(), page[0].body.as_str(), page[0].at.unix_ms());
    assert_eq!(said, (cursor, "CEB622Message", "<a/>", AT));
}

fn an_order_has_one_live_submission(open: Open<'_>, folder: &Path) {
    let mut store = open(folder);
    let mut first = submission(1);
    first.id = within(store.as_mut(), |store| store.put_clearance(&first).expect("kept"));
    let second = Clearance { declaration: pair("3301964J31", "OTHER"), ..submission(1) };
    store.begin().expect("a transaction");
    store.put_clearance(&second).expect_err("the order has one that lives");
    store.rollback();
    assert!(store.waybill_taken(&first.waybill, 0).expect("it reads"));
    assert!(!store.waybill_taken(&first.waybill, first.id).expect("it reads"), "by itself it is not taken");
    for dead in [Stage::Refused, Stage::Cancelled] {
        within(store.as_mut(), |store| {
            store.update_clearance(&Clearance { stage: dead, ..first.clone() }).expect("kept");
        });
        assert_eq!(store.live_by_order(&first.order).expect("it reads"), None, "{dead:?}");
        assert!(!store.waybill_taken(&first.waybill, 0).expect("it reads"), "{dead:?}");
    }
    let id = within(store.as_mut(), |store| store.put_clearance(&second).expect("the order is free again"));
    let live = store.live_by_order(&first.order).expect("it reads").map(|one| one.id);
    assert_eq!(live, Some(id));
}

fn submissions_are_found_by_each_of_their_numbers(open: Open<'_>, folder: &Path) {
    let mut store = open(folder);
    let waits = Stage::Waiting(Missing { order: false, payment: true, waybill: true });
    let mut one = Clearance { stage: waits, ..submission(1) };
    one.id = within(store.as_mut(), |store| store.put_clearance(&one).expect("kept"));
    assert_eq!(store.waiting().expect("it reads"), [one.id]);
    assert_eq!(store.waiting_for_waybill(&one.waybill).expect("it reads"), [one.id]);
    one.stage = Stage::Released;
    (one.pre_no, one.invt_no) = (Some("B20261124000000001".into()), Some("292020261000000001".into()));
    (one.released, one.why) = (Some(AT), Some("{}".into()));
    within(store.as_mut(), |store| store.update_clearance(&one).expect("kept"));
    for found in [
        store.clearance(one.id),
        store.live_by_order(&one.order),
        store.last_by_declaration(&one.declaration),
        store.clearance_by_invt_no("292020261000000001"),
    ] {
        assert_eq!(found.expect("it reads").as_ref(), Some(&one));
    }
    assert!(store.waiting().expect("it reads").is_empty());
    assert!(store.waiting_for_waybill(&one.waybill).expect("it reads").is_empty());
    // Of two submissions under one number the last counts.
    within(store.as_mut(), |store| {
        store.update_clearance(&Clearance { stage: Stage::Refused, ..one.clone() }).expect("kept");
    });
    let again = within(store.as_mut(), |store| store.put_clearance(&submission(1)).expect("kept"));
    let last = store.last_by_declaration(&one.declaration).expect("it reads").map(|last| last.id);
    assert_eq!(last, Some(again));
    assert!(again > one.id, "rows grow");
    let hand = within(store.as_mut(), |store| {
        let held = Clearance { stage: Stage::Inspected, ..submission(8) };
        store.put_clearance(&held).expect("kept")
    });
    let reader = store.reader().expect("a reader");
    let ids =
        |after| reader.in_hand(after, 10).expect("it reads").iter().map(|one| one.id).collect::<Vec<_>>();
    assert_eq!((ids(0), ids(hand)), (vec![hand], vec![]));
}

fn a_partner_document_is_found_by_its_key_and_replaced(open: Open<'_>, folder: &Path) {
    let mut store = open(folder);
    let (owner, number) = pair("OWNER", "N1");
    let keys = [Key::Order, Key::Payment, Key::PaymentOf, Key::Waybill, Key::WaybillStatus]
        .map(|key| key(owner.clone(), number.clone()));
    let record =
        |n: i64| Record { place: Place { message: n, position: 2 }, app_time: AT + n, own: n % 2 == 0 };
    within(store.as_mut(), |store| {
        for (n, key) in (0..).zip(&keys) {
            store.put_record(key, &record(n)).expect("kept");
        }
    });
    for (n, key) in (0..).zip(&keys) {
        assert_eq!(store.record(key).expect("it reads"), Some(record(n)), "kinds are apart: {key:?}");
    }
    within(store.as_mut(), |store| {
        store.put_record(&keys[0], &record(9)).expect("in the place of the older");
        store.drop_record(&keys[1]).expect("gone");
        store.drop_record(&keys[1]).expect("gone already");
    });
    assert_eq!(store.record(&keys[0]).expect("it reads"), Some(record(9)));
    assert_eq!(store.record(&keys[1]).expect("it reads"), None);
}

fn cursors_grow_and_leave_no_gap_within_a_feed(open: Open<'_>, folder: &Path) {
    let mut store = open(folder);
    let mut ours = Vec::new();
    for n in 0..30 {
        ours.push(within(store.as_mut(), |store| {
            store.push(5, "CEB312Message", AT, "<theirs/>").expect("said");
            store.push(4, "CEB622Message", AT, &format!("<a n=\"{n}\"/>")).expect("said")
        }));
        if n == 15 {
            store = {
                drop(store);
                open(folder)
            };
        }
    }
    assert!(ours.is_sorted_by(|one, next| one < next), "{ours:?}");
    let reader = store.reader().expect("a reader");
    let (mut read, mut bodies, mut after) = (Vec::new(), Vec::new(), 0);
    loop {
        let page = reader.receipts(4, after, 7, 1 << 20).expect("it reads");
        let Some(last) = page.last() else { break };
        assert!(page.len() <= 7);
        after = last.cursor;
        read.extend(page.iter().map(|one| one.cursor));
        bodies.extend(page.into_iter().map(|one| one.body));
    }
    assert_eq!(read, ours, "all of ours, in their order, and nothing of others");
    assert_eq!(bodies, (0..30).map(|n| format!("<a n=\"{n}\"/>")).collect::<Vec<_>>());
    assert_eq!(
        reader.receipts(4, ours[10], 1, 100).expect("it reads")[0].cursor,
        ours[11],
        "read again from anywhere"
    );
    assert!(reader.receipts(6, 0, 10, 100).expect("it reads").is_empty());
}

fn a_page_holds_at_least_one_envelope(open: Open<'_>, folder: &Path) {
    let mut store = open(folder);
    within(store.as_mut(), |store| {
        for _ in 0..3 {
            store.push(4, "CEB622Message", AT, &"x".repeat(1_000)).expect("said");
        }
    });
    let reader = store.reader().expect("a reader");
    assert_eq!(reader.receipts(4, 0, 10, 10).expect("it reads").len(), 1, "however large");
    assert_eq!(reader.receipts(4, 0, 10, 2_000).expect("it reads").len(), 2);
    assert!(reader.receipts(4, u64::MAX, 10, 10).expect("a cursor of nobody").is_empty());
}

fn the_agenda_gives_what_is_due_once_and_in_order(open: Open<'_>, folder: &Path) {
    let mut store = open(folder);
    assert_eq!(store.next_due().expect("it reads"), None);
    within(store.as_mut(), |store| {
        for (due, plan, id) in [
            (30, Plan::Close, 1),
            (10, Plan::Supply, 2),
            (20, Plan::Officer, 3),
            (20, Plan::Officer, 3),
            (99, Plan::Late, 4),
        ] {
            store.plan(due, plan, id).expect("planned");
        }
    });
    drop(store);
    let mut store = open(folder);
    assert_eq!(store.next_due().expect("it reads"), Some(10));
    let (first, rest) = within(store.as_mut(), |store| {
        (store.take_due(30, 2).expect("due"), store.take_due(30, 10).expect("due"))
    });
    assert_eq!(first, [(Plan::Supply, 2), (Plan::Officer, 3)], "twice planned is planned once");
    assert_eq!(rest, [(Plan::Close, 1)]);
    assert_eq!(store.next_due().expect("it reads"), Some(99));
}

fn totals_add_up_by_buyer_and_year(open: Open<'_>, folder: &Path) {
    let mut store = open(folder);
    let buyers = [[1; 16], [2; 16]];
    within(store.as_mut(), |store| {
        for (buyer, year, value) in
            [(&buyers[0], 2026, 500), (&buyers[0], 2026, 700), (&buyers[0], 2027, 9), (&buyers[1], 2026, 1)]
        {
            store.add_to_year(buyer, year, value).expect("added");
        }
        store.add_to_year(&buyers[0], 2026, -200).expect("given back");
    });
    let total = |buyer, year| store.year_total(buyer, year).expect("it reads");
    assert_eq!(
        [total(&buyers[0], 2026), total(&buyers[0], 2027), total(&buyers[1], 2026), total(&buyers[1], 2027)],
        [1_000, 9, 1, 0]
    );
}

fn a_bill_has_one_number_and_is_void_once(open: Open<'_>, folder: &Path) {
    let mut store = open(folder);
    let bill = |tax_no: &str, clearance| Bill {
        tax_no: tax_no.into(),
        clearance,
        at: AT,
        duty: 0,
        vat: 9_100_000,
        consumption_tax: 1,
        payer: "3301964J31".into(),
        day: 20_000,
        due: 9_100,
    };
    within(store.as_mut(), |store| {
        store.put_bill(&bill("T1", 1)).expect("kept");
        store.put_bill(&bill("T2", 2)).expect("kept");
    });
    store.begin().expect("a transaction");
    store.put_bill(&bill("T1", 3)).expect_err("the number is taken");
    store.rollback();
    let (void, again) = within(store.as_mut(), |store| {
        (store.void_bills(1).expect("void"), store.void_bills(1).expect("void already"))
    });
    assert_eq!((void, again), (vec!["T1".to_owned()], vec![]));
}

fn money_stands_as_it_was_put_and_a_posting_sums_to_nothing(open: Open<'_>, folder: &Path) {
    let mut store = open(folder);
    let payer = "3301964J31";
    let posting = |entries: [(&str, i64); 2]| Posting {
        at: AT,
        what: "bills",
        about: String::new(),
        entries: entries.map(|(account, amount)| (account.to_owned(), amount)).into(),
    };
    let account = within(store.as_mut(), |store| {
        let account = store.open_guarantee(payer).expect("opened");
        store.set_guarantee(account, 500, 30).expect("kept");
        for n in [1, 2] {
            let one = Clearance {
                guarantee: Some(account),
                held: 15,
                invt_no: Some(format!("I{n}")),
                stage: Stage::Released,
                ..submission(n)
            };
            let clearance = store.put_clearance(&one).expect("kept");
            let bill = Bill {
                tax_no: format!("T{n}"),
                clearance,
                at: AT,
                duty: 0,
                vat: 0,
                consumption_tax: 0,
                payer: payer.to_owned(),
                day: 20_000,
                due: 15,
            };
            store.put_bill(&bill).expect("kept");
        }
        store.post(&posting([("receivable", 30), ("revenue", -30)])).expect("it sums to nothing");
        account
    });
    store.begin().expect("a transaction");
    store.post(&posting([("receivable", 30), ("revenue", -29)])).expect_err("a cent is missing");
    store.rollback();
    let known = Guarantee { id: account, code: payer.to_owned(), balance: 500, held: 30 };
    assert_eq!(store.guarantees().expect("they read"), [known]);
    let open_now = |store: &dyn Store| {
        let open = store.open_bills(20_000, 9).expect("they read");
        open.into_iter().map(|bill| (bill.tax_no, bill.due)).collect::<Vec<_>>()
    };
    within(store.as_mut(), |store| store.lower_bill("T1", 5).expect("lower"));
    assert_eq!(open_now(store.as_ref()), [("T1".to_owned(), 10), ("T2".to_owned(), 15)]);
    let mut book = PaymentBook {
        id: 0,
        duty_no: "29912026L000000001".to_owned(),
        payer: payer.to_owned(),
        day: 20_000,
        at: AT,
        bills: 2,
        amount: 25,
        state: BookState::Due,
    };
    let given = within(store.as_mut(), |store| {
        book.id = store.put_payment_book(&book, &["T1", "T2"]).expect("kept");
        let given = store.give_back_of_book(book.id).expect("given back");
        assert_eq!(store.give_back_of_book(book.id).expect("nothing is left"), []);
        store.set_payment_book(book.id, BookState::Paid).expect("paid");
        given
    });
    assert_eq!((given, open_now(store.as_ref())), (vec![(account, 30)], vec![]));
    book.state = BookState::Paid;
    assert_eq!(store.payment_book(book.id).expect("it reads"), Some(book.clone()));
    let order = BankOrder {
        id: 0,
        key: "K".to_owned(),
        credit: false,
        book: book.id,
        payer: payer.to_owned(),
        amount: 25,
        state: OrderState::Asked,
        tries: 0,
        attempt: 1,
        next: AT,
        why: None,
    };
    within(store.as_mut(), |store| store.put_bank_order(&order).expect("kept"));
    store.begin().expect("a transaction");
    store.put_bank_order(&order).expect_err("the key is taken");
    store.rollback();
    let kept = store.bank_order_by_key("K").expect("it reads").expect("it is there");
    let refused =
        BankOrder { state: OrderState::Refused, why: Some("账户余额不足".to_owned()), ..kept };
    within(store.as_mut(), |store| store.update_bank_order(&refused).expect("kept"));
    assert_eq!(store.bank_orders_of(book.id).expect("they read"), [refused]);
}

fn the_last_of_an_application_stands(open: Open<'_>, folder: &Path) {
    let mut store = open(folder);
    let one = Application {
        applies: Applies::Return,
        number: pair("3301964J31", "R1"),
        clearance: Some(7),
        state: State::Error,
        place: Place { message: 1, position: 0 },
        pre_no: None,
    };
    let next = Application { state: State::Stored, place: Place { message: 2, position: 1 }, ..one.clone() };
    within(store.as_mut(), |store| {
        store.put_application(&one).expect("kept");
        store.put_application(&next).expect("in its place");
    });
    let get = |applies| store.application(applies, &one.number).expect("it reads");
    assert_eq!(get(Applies::Return).as_ref(), Some(&next));
    assert_eq!(get(Applies::Cancel), None, "kinds are apart");
    assert_eq!(store.returns_of(7).expect("it reads"), [next]);
    assert!(store.returns_of(8).expect("it reads").is_empty());
}

fn a_proposal_is_decided_once(open: Open<'_>, folder: &Path) {
    let mut store = open(folder);
    let line = |by: &str| ProposalLine {
        id: 0,
        proposed: Proposed::Unwatch { entry: "W1".into() },
        by: by.into(),
        at: BeijingTime::from_unix_ms(AT),
        standing: Standing::Open,
        decided_by: None,
        decided_at: None,
    };
    let (one, two) = within(store.as_mut(), |store| {
        (store.put_proposal(&line("A")).expect("kept"), store.put_proposal(&line("B")).expect("kept"))
    });
    within(store.as_mut(), |store| {
        store.settle_proposal(two, Standing::Approved, "C", AT + 1).expect("decided");
        store.settle_proposal(two, Standing::Refused, "D", AT + 2).expect("too late");
    });
    let settled = store.proposal(two).expect("it reads").expect("it is there");
    assert_eq!((settled.standing, settled.decided_by.as_deref()), (Standing::Approved, Some("C")));
    let shown = store.reader().expect("a reader").proposals(10).expect("it reads");
    assert_eq!(shown.iter().map(|line| line.id).collect::<Vec<_>>(), [one, two], "the open ones first");
    assert_eq!(store.proposal(99).expect("it reads"), None);
}

fn an_enterprise_is_one_row_however_often_it_enrols(open: Open<'_>, folder: &Path) {
    let mut store = open(folder);
    let one = Enterprise {
        id: 0,
        code: "3301964J31".into(),
        name: "甲".into(),
        dxp_id: "D1".into(),
        roles: vec![Role::Declarant],
        certificates: vec![Bound::new(vec![1, 2], AT)],
        own_key: None,
        revoked: None,
    };
    let other = Enterprise { code: "3301961Q43".into(), ..one.clone() };
    let bound = Bound { codes: vec!["3301960C11".into()], ..Bound::new(vec![3], AT) };
    let renewed = Enterprise { name: "乙".into(), certificates: vec![bound.clone()], ..one.clone() };
    let (id, again, second) = within(store.as_mut(), |store| {
        let mut put = |one| store.put_enterprise(one).expect("kept");
        (put(&one), put(&renewed), put(&other))
    });
    assert_eq!(id, again);
    assert_ne!(id, second);
    let all = store.enterprises().expect("they read");
    let kept = all.iter().find(|kept| kept.id == id).expect("it is there");
    assert_eq!((kept.name.as_str(), &kept.certificates), ("乙", &vec![bound]));
    assert_eq!(all.len(), 2);
    assert_eq!(store.enterprise("3301964J31").expect("it reads").as_ref(), Some(kept));
    assert_eq!(store.enterprise("3301964J99").expect("it reads"), None);
}

fn what_is_revoked_keeps_its_first_date(open: Open<'_>, folder: &Path) {
    let mut store = open(folder);
    let one = Enterprise {
        id: 0,
        code: "3301964J31".into(),
        name: "甲".into(),
        dxp_id: "D1".into(),
        roles: vec![Role::Declarant],
        certificates: vec![Bound::new(vec![1], AT), Bound::new(vec![2], AT + 1)],
        own_key: None,
        revoked: None,
    };
    let id = within(store.as_mut(), |store| store.put_enterprise(&one).expect("kept"));
    let revoke = |store: &mut dyn Store, certificate: Option<Vec<u8>>, at: i64| {
        let (by, reason) = ("port".into(), "密钥遗失".into());
        store.revoke(&Revoked { enterprise: id, certificate, at, by, reason }).expect("kept");
    };
    within(store.as_mut(), |store| {
        revoke(store, Some(vec![2]), AT + 5);
        revoke(store, Some(vec![2]), AT + 9);
    });
    let dates = |store: &dyn Store| {
        let kept = store.enterprise("3301964J31").expect("it reads").expect("it is there");
        (kept.certificates.iter().map(|one| one.revoked).collect::<Vec<_>>(), kept.revoked)
    };
    assert_eq!(dates(store.as_ref()), (vec![None, Some(AT + 5)], None));
    within(store.as_mut(), |store| revoke(store, None, AT + 7));
    drop(store);
    assert_eq!(dates(open(folder).as_ref()), (vec![None, Some(AT + 5)], Some(AT + 7)));
}

fn payment_data_are_taken_once(open: Open<'_>, folder: &Path) {
    let mut store = open(folder);
    let demand = PaymentDemand {
        session: "S1".into(),
        enterprise: 4,
        order_no: "OK1".into(),
        asked_at: AT,
        done_at: None,
    };
    let (first, second, unknown) = within(store.as_mut(), |store| {
        store.put_payment_demand(&demand).expect("kept");
        let mut settle =
            |session, upload| store.settle_payment_demand(session, upload, AT + 5).expect("it answers");
        (settle("S1", b"one"), settle("S1", b"two"), settle("S2", b"x"))
    });
    assert_eq!((first, second, unknown), (true, false, false));
    let reader = store.reader().expect("a reader");
    let done = reader.payment_demand("S1").expect("it reads").expect("it is there");
    assert_eq!(done.done_at, Some(AT + 5));
    assert_eq!(reader.payment_demands(4, 10).expect("they read").len(), 1);
    assert!(reader.payment_demands(5, 10).expect("they read").is_empty());
}

fn sessions_end(open: Open<'_>, folder: &Path) {
    let mut store = open(folder);
    let session = OpenSession { token: [2; 32], enterprise: 4, certificate: [7; 32], until: 300 };
    within(store.as_mut(), |store| {
        store.put_session(&OpenSession { token: [1; 32], until: 100, ..session }, 0).expect("kept");
        store.put_session(&session, 0).expect("kept");
    });
    drop(store);
    let store = open(folder);
    assert_eq!(store.sessions(200).expect("they read"), [session]);
}

fn rules_and_watch_list_stand_as_they_were_put(open: Open<'_>, folder: &Path) {
    let mut store = open(folder);
    assert!(store.risk_rules().expect("it reads").is_none());
    let rules = RuleSet { version: "2026-1".into(), rules: Vec::new() };
    let entry = WatchEntry {
        id: "W1".into(),
        who: Watched::Party { who: Party::Declarant, code: "3301964J31".into() },
        measure: Measure::Inspect,
        reason: "抽查".into(),
        since: AT,
    };
    let (new, again) = within(store.as_mut(), |store| {
        store.put_watch(&entry).expect("kept");
        (store.put_risk_rules(&rules, AT).expect("kept"), store.put_risk_rules(&rules, AT).expect("kept"))
    });
    assert_eq!((new, again), (true, false), "a version is put in force once");
    assert_eq!(store.risk_rules().expect("it reads"), Some(rules));
    assert_eq!(store.watch().expect("it reads"), [entry]);
    let (ended, twice) = within(store.as_mut(), |store| {
        (store.end_watch("W1", AT).expect("ended"), store.end_watch("W1", AT).expect("ended already"))
    });
    assert_eq!((ended, twice, store.watch().expect("it reads").len()), (true, false, 0));
}

fn numbers_and_the_secret_stay(open: Open<'_>, folder: &Path) {
    let mut store = open(folder);
    let secret = store.secret().expect("made at the first start");
    assert_ne!(secret, [0; 32]);
    within(store.as_mut(), |store| {
        store.set_number("last_number", 41).expect("set");
        store.set_number("last_number", 42).expect("set again");
        store.set_aside(7, AT, "defect").expect("noted");
        store.set_aside(7, AT, "defect").expect("noted already");
    });
    drop(store);
    let store = open(folder);
    assert_eq!(
        (store.secret().expect("it stays"), store.number("last_number").expect("it stays")),
        (secret, 42)
    );
    assert_eq!(store.reader().expect("a reader").set_aside().expect("a count"), 1);
}
