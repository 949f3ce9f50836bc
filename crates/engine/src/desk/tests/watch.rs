//! Watched folders: whole files become imports once, whatever they are called, and nothing is moved.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::{Table, sample};
use crate::desk::{Desk, KeySource, Options};
use crate::profile::Client;
use crate::view::{CellEdit, Edit, FourEyes, PersonForm, ReviewQuery, WatchHow};
use crate::work::Work;

const DECLARING: WatchHow = WatchHow { declare: true, fixes: false };

/// A desk that takes files for whole after a moment.
fn open(table: &Table) -> Desk {
    let key = KeySource::Passphrase(secrecy::SecretString::from("correct horse".to_owned()));
    let options = Options { settled: Some(Duration::from_millis(40)), ..Options::default() };
    Desk::open_with(table.folder.path(), &key, options).expect("the desk opens")
}

fn put(folder: &Path, name: &str, of: &str) {
    std::fs::copy(sample(of), folder.join(name)).expect("a copy");
}

fn look(desk: &Desk) -> Vec<crate::view::TakenIn> {
    desk.look_into_folders("", Work::quiet()).expect("a look")
}

#[test]
fn a_file_is_taken_in_once_whatever_it_is_called_and_stays_as_it_is() {
    let table = Table::set();
    let folder = tempfile::tempdir().expect("a folder");
    let desk = open(&table);
    desk.watch_folder("晴川", folder.path(), WatchHow::default()).expect("it is watched");
    put(folder.path(), "orders.xlsx", "orders-9610.xlsx");
    std::fs::write(folder.path().join("~$orders.xlsx"), "lock").expect("a lock");
    std::fs::write(folder.path().join("half.xlsx.part"), "half").expect("half a download");
    let taken = look(&desk);
    assert_eq!(taken.len(), 1, "{taken:?}");
    assert_eq!((taken[0].files.as_slice(), taken[0].made), (["orders.xlsx".to_owned()].as_slice(), 0));
    let line = desk.imports("晴川").expect("imports").remove(0);
    assert!(line.state == "open" && line.rows > 0 && line.orders > 0, "{line:?}");
    assert!(look(&desk).is_empty());
    put(folder.path(), "the same.xlsx", "orders-9610.xlsx");
    assert!(look(&desk).is_empty(), "the same octets under another name");
    drop(desk);
    let desk = open(&table);
    assert!(look(&desk).is_empty(), "also after the desk was closed");
    let lines = desk.watched("").expect("folders");
    assert_eq!((lines.len(), lines[0].found, lines[0].trouble.clone()), (1, 1, None));
    let mut names: Vec<_> =
        std::fs::read_dir(folder.path()).expect("a folder").map(|e| e.expect("a file").file_name()).collect();
    names.sort();
    assert_eq!(names, ["half.xlsx.part", "orders.xlsx", "the same.xlsx", "~$orders.xlsx"]);
    assert_eq!(
        std::fs::read(folder.path().join("orders.xlsx")).expect("the file"),
        std::fs::read(sample("orders-9610.xlsx")).expect("the sample")
    );
}

#[test]
fn a_torn_or_foreign_file_is_told_once_and_taken_when_it_is_whole() {
    let table = Table::set();
    let folder = tempfile::tempdir().expect("a folder");
    let desk = open(&table);
    desk.watch_folder("晴川", folder.path(), WatchHow::default()).expect("it is watched");
    let whole = std::fs::read(sample("orders-9610.xlsx")).expect("the sample");
    std::fs::write(folder.path().join("a.xlsx"), &whole[..whole.len() / 2]).expect("half a file");
    std::fs::write(folder.path().join("b.pdf"), b"%PDF-1.7").expect("a foreign file");
    put(folder.path(), "c.xlsx", "orders-1210.xlsx");
    let taken = look(&desk);
    let good: Vec<_> = taken.iter().filter(|one| one.trouble.is_none()).collect();
    assert_eq!((good.len(), good[0].files.as_slice()), (1, ["c.xlsx".to_owned()].as_slice()));
    assert_eq!(taken.len(), 3, "each of the others once: {taken:?}");
    assert!(look(&desk).is_empty());
    let line = desk.watched("").expect("folders").remove(0);
    assert!(line.trouble.is_some());
    let names: Vec<&str> = line.failed.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    std::fs::write(folder.path().join("a.xlsx"), &whole).expect("the whole file");
    std::fs::remove_file(folder.path().join("b.pdf")).expect("it was there");
    assert_eq!(look(&desk).len(), 1);
    let line = desk.watched("").expect("folders").remove(0);
    assert_eq!((line.found, line.trouble, line.failed.len()), (2, None, 0));
}

#[test]
fn good_orders_become_declarations_at_once_where_that_was_asked_for() {
    let table = Table::set();
    let folder = tempfile::tempdir().expect("a folder");
    let desk = open(&table);
    desk.watch_folder("晴川", folder.path(), DECLARING).expect("it is watched");
    super::imports::mixed(&folder.path().join("orders.xlsx"));
    let taken = look(&desk);
    assert!(taken[0].made > 0 && taken[0].kept > 0, "{taken:?}");
    assert_eq!(desk.statuses(&[]).expect("statuses").len(), taken[0].made as usize);
    assert_eq!(desk.kept("晴川").expect("a work list").len(), taken[0].kept as usize);
    desk.review(&taken[0].import_id).expect("the rest is there to be repaired");
    let undone = desk.undo_import(&taken[0].import_id).expect("it may be taken back as any other");
    assert_eq!(undone.removed, taken[0].made);
    assert!(look(&desk).is_empty(), "what was taken back is not taken in again");
}

#[test]
fn a_folder_belongs_to_one_client() {
    let table = Table::set();
    let folder = tempfile::tempdir().expect("a folder");
    let desk = open(&table);
    let mut form = Client::practice(String::new()).form();
    form.insert("name".into(), "别家".into());
    let other = desk.add_client(&form).expect("a client").id;
    desk.watch_folder("晴川", folder.path(), WatchHow::default()).expect("it is watched");
    let roundabout = folder.path().join("..").join(folder.path().file_name().expect("a name"));
    let refused = desk.watch_folder(&other, &roundabout, WatchHow::default()).expect_err("of another client");
    assert_eq!(refused.code(), "folder-of-another-client");
    put(folder.path(), "orders.xlsx", "orders-9610.xlsx");
    look(&desk);
    assert!(desk.imports(&other).expect("imports").is_empty());
    assert_eq!(
        desk.stop_watching(&other, &folder.path().display().to_string()).expect_err("not theirs").code(),
        "no-such-folder"
    );
    desk.stop_watching("晴川", &folder.path().display().to_string()).expect("it is not watched any more");
    desk.watch_folder(&other, folder.path(), WatchHow::default()).expect("now it may be theirs");
    let gone = desk
        .watch_folder(&other, &folder.path().join("nowhere"), WatchHow::default())
        .expect_err("no folder");
    assert_eq!(gone.code(), "no-such-folder");
}

#[test]
fn a_folder_that_is_gone_is_told_until_it_is_back() {
    let table = Table::set();
    let above = tempfile::tempdir().expect("a folder");
    let folder = above.path().join("in");
    std::fs::create_dir(&folder).expect("a folder");
    let desk = open(&table);
    desk.watch_folder("晴川", &folder, WatchHow::default()).expect("it is watched");
    std::fs::remove_dir(&folder).expect("it was there");
    look(&desk);
    assert!(desk.watched("").expect("folders")[0].trouble.is_some());
    std::fs::create_dir(&folder).expect("it is back");
    put(&folder, "orders.xlsx", "orders-9610.xlsx");
    assert_eq!(look(&desk).len(), 1);
    assert_eq!(desk.watched("").expect("folders")[0].trouble, None);
}

#[test]
fn the_open_desk_looks_by_itself() {
    let table = Table::set();
    let folder = tempfile::tempdir().expect("a folder");
    let desk = open(&table);
    let told = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&told);
    let tell = move || {
        count.fetch_add(1, Ordering::Relaxed);
    };
    desk.start_courier(tell).expect("it begins");
    desk.watch_folder("晴川", folder.path(), WatchHow::default()).expect("it is watched");
    put(folder.path(), "orders.xlsx", "orders-9610.xlsx");
    for _ in 0..600 {
        if !desk.imports("晴川").expect("imports").is_empty() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(desk.imports("晴川").expect("imports").len(), 1);
    for _ in 0..600 {
        if told.load(Ordering::Relaxed) > 0 {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("nobody was told");
}

fn csv(folder: &Path, name: &str, order: &str) {
    let text = format!("订单编号,商品名称,数量,计量单位\n{order},牙膏,2,支装\n");
    std::fs::write(folder.join(name), text).expect("a table");
}

/// What the first row says in its column of units.
fn unit(desk: &Desk, import: &str) -> String {
    let query = ReviewQuery { count: 1, ..ReviewQuery::default() };
    let row = desk.review_page(import, &query).expect("rows").rows.remove(0);
    row.cells.into_iter().find(|cell| cell.column == 3).expect("the unit").value
}

#[test]
fn kept_fixes_are_done_only_where_that_was_asked_for_and_can_be_undone() {
    let table = Table::set();
    let folder = tempfile::tempdir().expect("a folder");
    let desk = open(&table);
    csv(folder.path(), "a.csv", "A1");
    let path = [folder.path().join("a.csv")];
    let id = desk.open_files(&path, "晴川", Work::quiet()).expect("it opens").import_id;
    let cells = vec![CellEdit { sheet: 0, row: 2, column: 3, value: "支".into() }];
    desk.edit(&id, &Edit::Cells { cells }).expect("repaired");
    desk.keep_fix(&id, "支装即支").expect("a fix");
    let lines = desk.watch_folder("晴川", folder.path(), WatchHow::default()).expect("it is watched");
    assert!(!lines[0].fixes);
    let plain = look(&desk).remove(0);
    assert!(plain.fixes.is_empty() && unit(&desk, &plain.import_id) == "支装", "{plain:?}");
    let how = WatchHow { fixes: true, declare: false };
    assert!(desk.watch_folder("晴川", folder.path(), how).expect("it is watched")[0].fixes);
    csv(folder.path(), "b.csv", "A2");
    let fixed = look(&desk).remove(0);
    assert_eq!((fixed.fixes.as_slice(), fixed.made), (["支装即支".to_owned()].as_slice(), 0));
    assert_eq!(unit(&desk, &fixed.import_id), "支");
    desk.undo(&fixed.import_id).expect("it is a step as any other");
    assert_eq!(unit(&desk, &fixed.import_id), "支装");
    assert!(look(&desk).is_empty());
}

#[test]
fn what_a_folder_declares_has_a_maker_who_may_not_approve_it() {
    let table = Table::set();
    let folder = tempfile::tempdir().expect("a folder");
    let desk = open(&table);
    let person = |name: &str, roles: &[&str]| {
        let roles = roles.iter().map(|role| (*role).to_owned()).collect();
        desk.add_person(&PersonForm { name: name.into(), roles }, None).expect("a person")
    };
    let both = &["declarant", "reviewer"];
    person("吴两全", both);
    person("周复核", both);
    let always = FourEyes { mode: "always".into(), above: String::new() };
    desk.set_four_eyes("晴川", &always).expect("four eyes");
    desk.sign_in("吴两全", None).expect("he works");
    assert_eq!(desk.watch_folder("晴川", folder.path(), DECLARING).expect("watched")[0].by, "吴两全");
    // Whoever looks into the folders is not the one who makes what comes of them.
    desk.sign_in("周复核", None).expect("he works");
    put(folder.path(), "orders.xlsx", "orders-9610.xlsx");
    let made = look(&desk)[0].made;
    assert!(made > 0);
    desk.sign_in("吴两全", None).expect("he works");
    assert_eq!(desk.approve(&[], "晴川", Work::quiet()).expect_err("his own").code(), "own-work");
    desk.sign_in("周复核", None).expect("he works");
    assert_eq!(desk.approve(&[], "晴川", Work::quiet()).expect("approved").done, made);
}

#[test]
fn a_folder_rests_when_whoever_set_it_up_may_not_import_any_more() {
    let table = Table::set();
    let folder = tempfile::tempdir().expect("a folder");
    let desk = open(&table);
    let form = |roles: &[&str]| PersonForm {
        name: "林申报".into(),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
    };
    desk.add_person(&form(&["declarant"]), None).expect("a person");
    desk.sign_in("林申报", None).expect("he works");
    desk.watch_folder("晴川", folder.path(), WatchHow::default()).expect("it is watched");
    desk.sign_in("1", None).expect("the owner works");
    desk.change_person("林申报", &form(&["archivist"])).expect("another role");
    put(folder.path(), "orders.xlsx", "orders-9610.xlsx");
    assert!(look(&desk).is_empty());
    let trouble = desk.watched("").expect("folders").remove(0).trouble.expect("it says why");
    assert!(trouble.zh.contains("权限") && trouble.en.contains("may not import"), "{trouble:?}");
    desk.watch_folder("晴川", folder.path(), WatchHow::default()).expect("set up by another");
    assert_eq!(look(&desk).len(), 1, "nothing was lost");
    assert_eq!(desk.watched("").expect("folders")[0].trouble, None);
}
