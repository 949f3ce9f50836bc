//! The desk against a service that misbehaves, and against being killed at any point.

mod imports;
mod watch;

use std::path::{Path, PathBuf};
use std::time::Duration;

use clearance_core::cn::message::ceb621_inventory::Declaration;
use clearance_core::cn::message::record::Millis;
use clearance_core::cn::receipt::ceb622_inventory::InventoryReceipt;
use clearance_core::cn::receipt::ceb816_tax::{TaxBillHead, TaxBillLine, TaxBillMessage};
use clearance_core::cn::receipt::{Answer, Body};
use clearance_core::money::Money;
use clearance_core::status::Subject;
use clearance_core::time::BeijingTime;
use secrecy::SecretString;

use super::fake::{Fake, Mood};
use super::{Desk, KeySource, Options};
use crate::profile::Client;
use crate::store::{activity, carried, declarations, receipts};
use crate::view::{CellEdit, DeclarationQuery, Edit, ReviewQuery, SaveBills};
use crate::work::Work;
use crate::{clock, keys};

mod four_eyes;
mod held;
mod leaks;
mod people;

/// A data folder with a client whose service is the fake one. The desk in it can be dropped and opened again.
struct Table {
    folder: tempfile::TempDir,
    fake: Fake,
}

impl Table {
    fn set() -> Table {
        let folder = tempfile::tempdir().expect("a folder");
        // A light lock: what is tested here is not how long a passphrase takes.
        let light =
            r#"{"version":1,"salt":"00112233445566778899aabbccddeeff","memory_kib":64,"passes":1,"lanes":1}"#;
        std::fs::write(folder.path().join("vault.json"), light).expect("a vault");
        let table = Table { folder, fake: Fake::start() };
        let desk = table.open();
        let mut form = Client::practice(String::new()).form();
        form.insert("name".into(), "晴川".into());
        form.insert("serviceUrl".into(), table.fake.address());
        let client = desk.add_client(&form).expect("a client");
        let inner = desk.inner();
        keys::practice(&inner.store, &inner.secrets, &client.id, "杭州晴川报关有限公司", "3301964J31")
            .expect("a key");
        table
    }

    fn open(&self) -> Desk {
        let key = KeySource::Passphrase(SecretString::from("correct horse".to_owned()));
        let options = Options { answer: Some(Duration::from_millis(500)), ..Options::default() };
        Desk::open_with(self.folder.path(), &key, options).expect("the desk opens")
    }

    /// With the sample workbook declared.
    fn declared() -> (Table, Desk) {
        let table = Table::set();
        let desk = table.open();
        declare(&desk);
        (table, desk)
    }
}

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/samples").join(name)
}

fn declare(desk: &Desk) -> u32 {
    let mapping = desk.open_files(&[sample("orders-9610.xlsx")], "晴川", Work::quiet()).expect("the sample");
    desk.declare(&mapping.import_id, Work::quiet()).expect("declarations").made
}

fn sign(desk: &Desk) {
    desk.sign("", "", None, Work::quiet()).expect("it signs");
}

fn states(desk: &Desk) -> Vec<String> {
    let mut all: Vec<String> =
        desk.statuses(&[]).expect("statuses").into_iter().map(|status| status.state).collect();
    all.sort();
    all.dedup();
    all
}

fn declarations_in(table: &Table) -> Vec<Declaration> {
    let mut all = Vec::new();
    for (_, xml) in table.fake.stored() {
        let tree = clearance_core::cn::message::parse(&xml).expect("XML");
        let frame = clearance_core::cn::message::frame::Frame::read(&tree.document).expect("a message");
        let message = clearance_core::cn::message::Message::read(&frame).expect("ours");
        if let clearance_core::cn::message::Body::Declarations(of_message) = message.body {
            all.extend(of_message);
        }
    }
    all
}

fn at(second: i64) -> BeijingTime {
    BeijingTime::from_unix_ms(clock::now().unix_ms() + second * 1_000)
}

fn receipt(declaration: &Declaration, status: &str, second: i64) -> String {
    let head = &declaration.head;
    let cop_no = head.cop_no.clone().expect("our number");
    let one = InventoryReceipt {
        guid: clock::guid().expect("randomness"),
        customs_code: Some(head.customs_code.clone()),
        platform_code: Some(head.platform_code.clone()),
        seller_code: Some(head.seller_code.clone()),
        declarant_code: Some(head.declarant_code.clone()),
        pre_no: None,
        invt_no: matches!(status, "120" | "800").then(|| format!("29912026I{}", &cop_no[cop_no.len() - 9..])),
        cop_no,
        status: status.to_owned(),
        at: Millis(at(second)),
        info: format!("[Code:{};Desc:x]", if status == "100" { "1327" } else { "2600" }),
    };
    Answer { id: one.guid.clone(), body: Body::Declarations(vec![one]) }.write()
}

fn bill(declaration: &Declaration) -> String {
    let cop_no = declaration.head.cop_no.clone().expect("our number");
    let invt_no = format!("29912026I{}", &cop_no[cop_no.len() - 9..]);
    let vat = Money::parse("9.1").expect("an amount");
    let head = TaxBillHead {
        guid: clock::guid().expect("randomness"),
        at: Millis(at(5)),
        tax_no: format!("{invt_no}_0"),
        invt_no,
        duty: Money::ZERO,
        vat,
        consumption_tax: Money::ZERO,
        status: "1".into(),
        duty_no: None,
        note: None,
        guarantor_code: None,
        seller_code: Some(declaration.head.seller_code.clone()),
        carrier_code: None,
        declarant_code: None,
        customs_code: Some("2991".into()),
        order_no: None,
        waybill_no: None,
    };
    let base = Money::parse("100").expect("an amount");
    let line = TaxBillLine {
        gnum: 1,
        gcode: declaration.lines[0].gcode.clone(),
        base,
        duty: Money::ZERO,
        vat,
        consumption_tax: Money::ZERO,
    };
    let id = head.guid.clone();
    Answer { id, body: Body::TaxBills(vec![TaxBillMessage { head, lines: vec![line] }]) }.write()
}

#[test]
fn whatever_the_service_does_each_message_arrives_once_with_its_octets() {
    for mood in [
        Mood::Fails,
        Mood::Busy(0),
        Mood::Garbage,
        Mood::Never,
        Mood::ClosesHalfway,
        Mood::StoresAndDies,
        Mood::SignedOut,
        Mood::RefusesInGarbage,
    ] {
        let (table, desk) = Table::declared();
        sign(&desk);
        let signed: Vec<String> =
            desk.sending("").expect("sending").outbox.into_iter().map(|m| m.guid).collect();
        table.fake.will([mood.clone(), mood.clone()]);
        for _ in 0..20 {
            let synced = desk.send().expect("the desk itself is well");
            assert_eq!(synced.refused, 0, "{mood:?}");
            if synced.waiting == 0 {
                break;
            }
            assert_ne!(states(&desk), ["received"], "{mood:?}");
            // Where the service asked for time, the message is due a little later by itself.
            std::thread::sleep(Duration::from_millis(300));
        }
        let mut arrived: Vec<String> = table.fake.stored().into_iter().map(|(id, _)| id).collect();
        arrived.reverse();
        assert_eq!(arrived, signed, "{mood:?}");
        assert_eq!(table.fake.forged(), 0, "{mood:?}");
        assert_eq!(states(&desk), ["received"], "{mood:?}");
    }
}

#[test]
fn a_kill_between_any_two_steps_loses_nothing_and_sends_nothing_twice() {
    let table = Table::set();
    let made = declare(&table.open());
    assert!(made >= 10, "the sample has a dozen clean orders");
    sign(&table.open());
    // Killed after the service stored the message and before the desk heard of it.
    table.fake.will([Mood::StoresAndDies]);
    table.open().send().expect("it waits");
    // Killed with an attempt begun and not ended.
    {
        let desk = table.open();
        let guid = desk.sending("").expect("sending").outbox[0].guid.clone();
        let tomorrow = clock::now().unix_ms() + 86_400_000;
        desk.store().write(|tx| crate::store::messages::attempt(tx, &guid, tomorrow)).expect("an attempt");
    }
    let desk = table.open();
    assert_eq!(desk.send().expect("it sends").waiting, 0);
    drop(desk);
    for declaration in declarations_in(&table) {
        for (status, second) in [("800", 3), ("2", 1), ("120", 2)] {
            table.fake.says("CEB622Message", &receipt(&declaration, status, second));
        }
        table.fake.says("CEB816Message", &bill(&declaration));
    }
    table.open().sync(Duration::ZERO).expect("receipts");
    let desk = table.open();
    assert_eq!(desk.sync(Duration::ZERO).expect("nothing new").receipts, 0);
    assert_eq!(states(&desk), ["800"]);
    let declared = declarations_in(&table);
    let mut numbers: Vec<_> = declared.iter().filter_map(|one| one.head.cop_no.clone()).collect();
    numbers.sort();
    numbers.dedup();
    assert_eq!((numbers.len(), declared.len()), (made as usize, made as usize), "each travelled once");
    assert_eq!(desk.bills("", "").expect("bills").lines.len(), made as usize);
    assert!(desk.bills("", "").expect("bills").lines.iter().all(|line| !line.order_no.is_empty()));
    desk.rebuild().expect("from the events alone");
    assert_eq!(states(&desk), ["800"]);
}

#[test]
fn a_refused_message_is_final_and_its_records_travel_again_under_a_new_id() {
    let (table, desk) = Table::declared();
    sign(&desk);
    table.fake.will([Mood::Refuses, Mood::Refuses]);
    let synced = desk.send().expect("it sends");
    assert_eq!((synced.refused, synced.waiting), (2, 0));
    assert_eq!(states(&desk), ["failed"]);
    assert_eq!(desk.send().expect("nothing is left").refused, 0);
    let first = desk.statuses(&[]).expect("statuses")[0].clone();
    desk.declare_again(&first.cop_no).expect("it may go again");
    let subject = Subject::declaration(&first.cop_no);
    sign(&desk);
    assert_eq!(desk.store().read(|c| Ok(carried::times(c, &subject))).expect("a count"), 2);
    desk.send().expect("it sends");
    assert_eq!(desk.statuses(&[first.order_no]).expect("it is there")[0].state, "received");
    assert!(desk.declare_again(&first.cop_no).is_err(), "now it is on its way");
}

#[test]
fn a_rejected_declaration_goes_again_and_the_late_refusal_of_a_released_one_changes_nothing() {
    let (table, desk) = Table::declared();
    sign(&desk);
    desk.send().expect("it sends");
    let all = declarations_in(&table);
    table.fake.says("CEB622Message", &receipt(&all[0], "100", 2));
    table.fake.says("CEB622Message", &receipt(&all[1], "800", 2));
    table.fake.says("CEB622Message", &receipt(&all[1], "100", 3));
    desk.sync(Duration::ZERO).expect("receipts");
    let number = |n: usize| all[n].head.cop_no.clone().expect("our number");
    let state = |n: usize| desk.statuses(&[number(n)]).expect("a status")[0].state.clone();
    assert_eq!((state(0), state(1)), ("100".to_owned(), "800".to_owned()));
    let detail = desk.declaration(&number(0), false).expect("a detail");
    assert_eq!(detail.explanation.expect("why").code, "1327");
    assert!(desk.declaration(&number(1), false).expect("a detail").timeline.iter().any(|entry| entry.late));
    desk.declare_again(&number(0)).expect("it was rejected");
    assert!(desk.declare_again(&number(1)).is_err(), "it was released");
    sign(&desk);
    desk.send().expect("it sends");
    assert_eq!(state(0), "received");
    let again: Vec<_> =
        declarations_in(&table).into_iter().filter(|d| d.head.order_no == all[0].head.order_no).collect();
    assert_eq!(again.len(), 2);
    assert_ne!(again[0].head.guid, again[1].head.guid);
}

#[test]
fn the_pause_that_the_service_asks_for_is_kept() {
    let (table, desk) = Table::declared();
    sign(&desk);
    table.fake.will([Mood::Busy(60)]);
    desk.send().expect("it waits");
    let asked = table.fake.asked();
    desk.send().expect("it waits still");
    desk.sync(Duration::ZERO).expect("it waits still");
    assert_eq!(table.fake.asked(), asked);
    let waits = desk
        .sending("")
        .expect("sending")
        .outbox
        .into_iter()
        .all(|line| line.state == "waiting" && !line.next.is_empty());
    assert!(waits);
}

#[test]
fn receipts_are_kept_once_and_what_cannot_be_read_is_kept_too() {
    let (table, desk) = Table::declared();
    sign(&desk);
    desk.send().expect("it sends");
    let all = declarations_in(&table);
    let said = receipt(&all[0], "120", 1);
    for body in [said.as_str(), said.as_str(), "<half", "not XML", said.as_str()] {
        table.fake.says("CEB622Message", body);
    }
    table.fake.repeats_itself();
    let synced = desk.sync(Duration::ZERO).expect("receipts");
    assert_eq!(synced.receipts, 3);
    let (read, unread) =
        desk.store().read(|c| Ok((receipts::count(c, true), receipts::count(c, false)))).expect("counts");
    assert_eq!((read, unread), (1, 2));
    let status = desk.statuses(&[all[0].head.order_no.clone()]).expect("a status");
    assert_eq!(status[0].receipts.len(), 1);
}

#[test]
fn a_full_disk_is_said_and_nothing_is_half_signed_or_half_declared() {
    let (_table, desk) = Table::declared();
    desk.store().fill_disk(2);
    let failed = desk.sign("", "", None, Work::quiet()).expect_err("there is no room");
    assert_eq!(failed.code(), "disk-full");
    assert_eq!(states(&desk), ["to-sign"]);
    assert!(desk.sending("").expect("sending").outbox.is_empty());

    let table = Table::set();
    let desk = table.open();
    let mapping = desk.open_files(&[sample("orders-9610.xlsx")], "晴川", Work::quiet()).expect("the sample");
    desk.store().fill_disk(2);
    let failed = desk.declare(&mapping.import_id, Work::quiet()).expect_err("there is no room");
    assert_eq!(failed.code(), "disk-full");
    assert!(desk.statuses(&[]).expect("statuses").is_empty());
}

#[test]
fn a_file_taken_in_twice_declares_nothing_twice() {
    let (_table, desk) = Table::declared();
    let before = desk.statuses(&[]).expect("statuses").len();
    assert_eq!(declare(&desk), 0);
    assert_eq!(desk.statuses(&[]).expect("statuses").len(), before);
    assert_eq!(desk.session().expect("a session").counts.kept, 0);
}

#[test]
fn a_repair_changes_the_finding_and_undo_brings_it_back() {
    let table = Table::set();
    let desk = table.open();
    let mapping =
        desk.open_files(&[sample("orders-damaged.xlsx")], "晴川", Work::quiet()).expect("the sample");
    let id = &mapping.import_id;
    let before = desk.review(id).expect("a review");
    assert!(before.kept_orders > 0 && before.undo.is_none());
    let unit = before
        .groups
        .iter()
        .find(|group| group.rule == "SHEET-UNIT-UNKNOWN")
        .expect("a damaged unit")
        .clone();
    let query = ReviewQuery { rule: unit.rule.clone(), count: 100, ..ReviewQuery::default() };
    let page = desk.review_page(id, &query).expect("rows");
    let units = before.sheets[0].columns.iter().filter(|c| c.header.contains("单位")).map(|c| c.column);
    let units: Vec<u32> = units.collect();
    let cell = |row, column| CellEdit { sheet: 0, row, column, value: "个".to_owned() };
    let in_question = page.rows.iter().flat_map(|row| {
        let marked = row.cells.iter().filter(|cell| cell.mark.is_some() && units.contains(&cell.column));
        marked.map(|marked| cell(row.row, marked.column))
    });
    let cells: Vec<CellEdit> = in_question.collect();
    let changed = cells.len();
    let after = desk.edit(id, &Edit::Cells { cells }).expect("repaired");
    assert!(after.undo.is_some() && after.changed as usize == changed && changed > 0);
    assert!(!after.groups.iter().any(|group| group.rule == unit.rule));
    let nowhere = Edit::Cells { cells: vec![cell(99_999, 0)] };
    assert_eq!(desk.edit(id, &nowhere).expect_err("no such cell").code(), "no-such-cell");
    let undone = desk.undo(id).expect("undone");
    assert_eq!((&undone.groups, undone.kept_orders), (&before.groups, before.kept_orders));
    assert_eq!(desk.redo(id).expect("done again").groups, after.groups);
}

#[test]
fn what_is_personal_is_masked_and_revealing_it_is_logged() {
    let (_table, desk) = Table::declared();
    let page = desk.declarations(&DeclarationQuery::default()).expect("a page");
    assert!(page.lines.iter().all(|line| line.buyer.contains('*')));
    let masked = desk.declaration(&page.lines[0].id, false).expect("a detail");
    let shown = desk.declaration(&page.lines[0].id, true).expect("a detail");
    assert!(masked.id_number.contains('*') && !shown.id_number.contains('*'));
    let plain = |detail: &crate::view::DeclarationDetail| {
        detail.sections.iter().flat_map(|s| &s.fields).any(|field| field.value == shown.id_number)
    };
    assert!(plain(&shown) && !plain(&masked));
    assert_eq!(desk.store().read(|c| Ok(activity::count(c, "revealed"))).expect("a count"), 1);
}

#[test]
fn pages_follow_one_another_without_gap_or_repetition() {
    let (_table, desk) = Table::declared();
    let all = desk.declarations(&DeclarationQuery::default()).expect("a page");
    for (sort, _) in crate::store::listing::SortBy::WORDS {
        for descending in [false, true] {
            let mut seen = Vec::new();
            while seen.len() < all.lines.len() {
                let from = u32::try_from(seen.len()).expect("a few");
                let page = desk.declarations(&DeclarationQuery {
                    sort: sort.into(),
                    descending,
                    from,
                    limit: 5,
                    ..DeclarationQuery::default()
                });
                let page = page.expect("a page");
                assert_eq!(page.total, all.total);
                assert!(!page.lines.is_empty());
                seen.extend(page.lines.into_iter().map(|line| line.id));
            }
            let mut ids: Vec<_> = all.lines.iter().map(|line| line.id.clone()).collect();
            seen.sort();
            ids.sort();
            assert_eq!(seen, ids, "{sort} {descending}");
        }
    }
    let find = all.lines[0].order_no[2..].to_owned();
    let found = DeclarationQuery { find, tab: "to-sign".into(), ..DeclarationQuery::default() };
    assert_eq!(desk.declarations(&found).expect("a page").total, 1);
}

#[test]
fn a_filter_finds_what_a_person_would_and_the_tabs_count_it() {
    use crate::view::{Chosen, DeclarationLine};
    let folder = tempfile::tempdir().expect("a folder");
    let key = KeySource::Passphrase(SecretString::from("correct horse".to_owned()));
    let desk = Desk::open(folder.path(), &key).expect("a desk");
    let clients = crate::bench::seed(&desk, 400, &mut |_| ()).expect("seeded");
    let all = desk.declarations(&DeclarationQuery::default()).expect("a page").lines;
    assert_eq!(all.len(), 400);
    let text = str::to_owned;
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let any = |d: &DeclarationLine, part: &str| {
        [&d.order_no, &d.waybill_no, &d.inventory_no].iter().any(|no| no.contains(part))
    };
    type Means<'a> = Box<dyn Fn(&DeclarationLine) -> bool + 'a>;
    let none = DeclarationQuery::default;
    let cases: Vec<(DeclarationQuery, Means)> = vec![
        (DeclarationQuery { customs: text("2992"), ..none() }, Box::new(|d| d.customs == "2992")),
        (DeclarationQuery { mode: text("9610"), ..none() }, Box::new(|d| d.mode == "9610")),
        (DeclarationQuery { find: text("017"), ..none() }, Box::new(move |d| any(d, "017"))),
        (DeclarationQuery { find: text("xj2"), ..none() }, Box::new(move |d| any(d, "XJ2"))),
        (DeclarationQuery { find: text("%_\""), ..none() }, Box::new(|_| false)),
        (DeclarationQuery { value_from: text("500"), value_to: text("900.5"), ..none() }, {
            Box::new(move |d| number(&d.value) >= 500.0 && number(&d.value) <= 900.5)
        }),
        (DeclarationQuery { value_from: text("much"), ..none() }, Box::new(|_| false)),
        (DeclarationQuery { day_to: text("1999-12-31"), ..none() }, Box::new(|_| false)),
        (DeclarationQuery { tab: text("to-sign"), ..none() }, Box::new(|d| d.state == "to-sign")),
        (DeclarationQuery { tab: text("needs-you"), ..none() }, Box::new(|d| d.needs_you)),
        (DeclarationQuery { client_id: clients[1].clone(), customs: text("3105"), ..none() }, {
            let name = desk.client(&clients[1]).expect("a client").name;
            Box::new(move |d| d.client == name && d.customs == "3105")
        }),
    ];
    for (query, means) in cases {
        let page = desk.declarations(&query).expect("a page");
        let wanted: Vec<_> = all.iter().filter(|d| means(d)).collect();
        assert_eq!(page.lines.iter().collect::<Vec<_>>(), wanted, "{query:?}");
        assert_eq!(page.total as usize, wanted.len());
        let tabs = desk.declaration_tabs(&DeclarationQuery { tab: String::new(), ..query.clone() });
        let tabs = tabs.expect("tabs").tabs;
        if query.tab.is_empty() {
            assert_eq!(tabs[0].count as usize, wanted.len(), "{query:?}");
            let to_sign = wanted.iter().filter(|d| d.state == "to-sign").count();
            let tab = tabs.iter().find(|tab| tab.key == "to-sign").expect("a tab");
            assert_eq!(tab.count as usize, to_sign, "{query:?}");
        }
        // Everything that matches but one is selected.
        if let Some(first) = wanted.first() {
            let but = Chosen { query: Some(query), ids: vec![first.id.clone()] };
            let summary = desk.chosen(&but).expect("a summary");
            let rest = wanted.iter().skip(1).filter(|d| d.state == "to-sign").count();
            assert_eq!((summary.count as usize, summary.to_sign as usize), (wanted.len() - 1, rest));
        }
    }
    let by_value = DeclarationQuery { sort: text("value"), ..none() };
    let sorted = desk.declarations(&by_value).expect("a page").lines;
    assert!(sorted.windows(2).all(|two| number(&two[0].value) <= number(&two[1].value)));
    let counted = desk.declaration_tabs(&none()).expect("tabs").tabs;
    desk.rebuild().expect("rebuilt");
    assert_eq!(desk.declaration_tabs(&none()).expect("tabs").tabs, counted);
}

#[test]
fn a_bill_is_printed_and_its_print_is_verified() {
    let (table, desk) = Table::declared();
    sign(&desk);
    desk.send().expect("it sends");
    let all = declarations_in(&table);
    table.fake.says("CEB816Message", &bill(&all[0]));
    table.fake.says("CEB622Message", &receipt(&all[0], "800", 2));
    desk.sync(Duration::ZERO).expect("receipts");
    let bills = desk.bills("", "").expect("bills");
    assert_eq!((bills.lines.len(), bills.total.as_str()), (1, "9.10"));
    assert_eq!(bills.lines[0].order_no, all[0].head.order_no, "the order comes with the receipt");
    let folder = table.folder.path().join("prints");
    let what = SaveBills {
        ids: vec![bills.lines[0].id.clone()],
        folder: folder.display().to_string(),
        pattern: "{month}_{bill}".into(),
        index: true,
        ..SaveBills::default()
    };
    let saved = desk.save_bills(&what).expect("it is saved");
    assert_eq!(saved.files.len(), 2);
    let checked = desk.verify_bills(&[PathBuf::from(&saved.files[0])]).expect("it is read");
    assert!(checked[0].ok, "{:?}", checked[0]);
    assert!(desk.bills("", "").expect("bills").lines[0].printed);
    let other = desk.verify_bills(&[sample("orders-9610.xlsx")]).expect("it is read");
    assert!(!other[0].ok);
}

#[test]
fn silence_is_told_with_its_time() {
    let (_table, desk) = Table::declared();
    sign(&desk);
    desk.send().expect("it sends");
    assert_eq!(desk.sending("").expect("sending").silent, 0);
    let later = clock::now().unix_ms() + declarations::SILENT_AFTER + 60_000;
    let (silent, since) = desk.store().read(|c| declarations::silent(c, "", later)).expect("a count");
    assert!(silent > 0 && since > 0);
}

#[test]
fn a_wrong_passphrase_is_told_and_a_wrong_p12_password_has_its_own_code() {
    let table = Table::set();
    let desk = table.open();
    let client = desk.clients().expect("clients")[0].id.clone();
    let row = desk.store().read(|c| crate::store::keys::of(c, &client)).expect("keys").remove(0);
    let path = table.folder.path().join("card.p12");
    std::fs::write(&path, &row.p12).expect("a file");
    let wrong = desk.add_key(&client, &path, &SecretString::from("wrong".to_owned())).expect_err("wrong");
    assert_eq!(wrong.code(), "p12-wrong-password");
    std::fs::write(&path, b"nonsense").expect("a file");
    let torn = desk.add_key(&client, &path, &SecretString::from("wrong".to_owned())).expect_err("torn");
    assert_eq!(torn.code(), "p12-unreadable");
    drop(desk);
    let other = KeySource::Passphrase(SecretString::from("another horse".to_owned()));
    let refused = Desk::open(table.folder.path(), &other).err().expect("another passphrase");
    assert_eq!((refused.code(), refused.retry()), ("wrong-passphrase", true));
}

#[test]
fn in_the_background_everything_goes_by_itself_and_the_screens_are_told() {
    let (table, desk) = Table::declared();
    let (tell, told) = std::sync::mpsc::channel();
    let tell = std::sync::Mutex::new(tell);
    desk.start_courier(move || {
        // Nobody listens any more once the test has heard enough.
        let _ = tell.lock().expect("the channel").send(());
    })
    .expect("it starts");
    desk.sign_batch("", &Default::default(), None, Work::quiet()).expect("it signs");
    told.recv_timeout(Duration::from_secs(20)).expect("it was sent");
    let heard = |state: &str| {
        for _ in 0..200 {
            if states(&desk) == [state] {
                return true;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        false
    };
    assert!(heard("received"), "{:?}", states(&desk));
    for declaration in declarations_in(&table) {
        table.fake.says("CEB622Message", &receipt(&declaration, "800", 2));
    }
    assert!(heard("800"), "{:?}", states(&desk));
    assert_eq!(desk.session().expect("a session").service, "online");
}

#[test]
fn a_sheet_without_orders_in_front_does_not_shift_the_cells() {
    let table = Table::set();
    let path = table.folder.path().join("two-sheets.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let notes = book.add_worksheet().set_name("说明").expect("a name");
    notes.write_string(0, 0, "请勿删除").expect("a cell");
    let orders = book.add_worksheet().set_name("订单").expect("a name");
    for (column, header) in ["订单编号", "企业商品名称", "数量", "计量单位", "单价"].iter().enumerate()
    {
        let column = u16::try_from(column).expect("a few columns");
        orders.write_string(0, column, *header).expect("a cell");
        orders
            .write_string(1, column, ["OK1", "鱼油胶囊", "-2", "瓶", "10"][usize::from(column)])
            .expect("a cell");
    }
    book.save(&path).expect("a workbook");
    let desk = table.open();
    let mapping = desk.open_files(&[path], "晴川", Work::quiet()).expect("it opens");
    let query = ReviewQuery { sheet: 1, rule: "*".into(), count: 100, ..ReviewQuery::default() };
    let rows = desk.review_page(&mapping.import_id, &query).expect("rows").rows;
    let row = rows.iter().find(|row| row.order_no == "OK1" && row.row == 2).expect("the order's row");
    let cell = row.cells.iter().find(|cell| cell.column == 2).expect("the quantity is wrong");
    assert_eq!((cell.value.as_str(), cell.mark.is_some()), ("-2", true));
    let cells = vec![CellEdit { sheet: 1, row: 2, column: 2, value: "2".into() }];
    let before = desk.review(&mapping.import_id).expect("a review");
    assert_ne!(
        desk.edit(&mapping.import_id, &Edit::Cells { cells }).expect("repaired").groups,
        before.groups
    );
}
