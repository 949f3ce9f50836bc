//! Whole imports: left and taken up again, taken back, handed out and merged back.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clearance_core::sheet::{CellPos, Sheet};

use super::{Table, sample, sign};
use crate::desk::Desk;
use crate::profile::Client;
use crate::sheet::{ReadOptions, read};
use crate::store::activity;
use crate::view::{CellEdit, Edit, Review};
use crate::work::Work;

fn opened(desk: &Desk, path: &Path, client: &str) -> String {
    desk.open_files(&[path.to_owned()], client, Work::quiet()).expect("it opens").import_id
}

/// A copy of the damaged sample that may be deleted.
fn damaged(table: &Table) -> PathBuf {
    let path = table.folder.path().join("十一月.xlsx");
    std::fs::copy(sample("orders-damaged.xlsx"), &path).expect("a copy");
    path
}

/// The good sample with one order that nothing can be made of.
pub(super) fn mixed(path: &Path) {
    let good = cells_of(&sample("orders-9610.xlsx"));
    let heads = good.rows().find_map(|row| {
        let quantity = (0..row.width()).find(|column| row.cell(*column).text.contains("数量"))?;
        Some((row.number(), quantity))
    });
    let (_, quantity) = heads.expect("a header");
    let last = good.rows().last().expect("a row").number();
    rewritten(&good, path, |at, _| (at.row == last && at.column == quantity).then(|| "两三个".to_owned()));
}

fn mixed_in(table: &Table) -> PathBuf {
    let path = table.folder.path().join("混合.xlsx");
    mixed(&path);
    path
}

fn set(desk: &Desk, import: &str, row: u32, column: u32, value: &str) -> Review {
    let cells = vec![CellEdit { sheet: 0, row, column, value: value.to_owned() }];
    desk.edit(import, &Edit::Cells { cells }).expect("it is changed")
}

/// What a person sees of a review; its version counts looks, not content.
fn seen(review: &Review) -> String {
    format!("{:?}", Review { version: 0, ..review.clone() })
}

fn other_client(desk: &Desk) -> String {
    let mut form = Client::practice(String::new()).form();
    form.insert("name".into(), "别家".into());
    desk.add_client(&form).expect("a client").id
}

fn state(desk: &Desk, import: &str) -> String {
    let all = desk.imports("").expect("imports");
    all.into_iter().find(|line| line.id == import).map_or_else(String::new, |line| line.state)
}

#[test]
fn a_closed_desk_opens_an_import_where_it_was_left_though_its_file_is_gone() {
    let table = Table::set();
    let desk = table.open();
    let path = damaged(&table);
    let id = opened(&desk, &path, "晴川");
    desk.map_column(&id, 0, "orderNo").expect("a column");
    set(&desk, &id, 4, 3, "奶粉 900g");
    set(&desk, &id, 5, 3, "面膜");
    let before = desk.undo(&id).expect("a step back");
    assert!(before.undo.is_some() && before.redo.is_some());
    let mapped = desk.mapping(&id).expect("columns");
    drop(desk);
    std::fs::remove_file(&path).expect("it was there");

    let desk = table.open();
    assert_eq!(state(&desk, &id), "open");
    let again = desk.resume_import(&id, Work::quiet()).expect("it is opened again");
    assert_eq!(again.columns, mapped.columns);
    assert_eq!(seen(&desk.review(&id).expect("a review")), seen(&before));
    let forward = desk.redo(&id).expect("what was taken back is there");
    assert_eq!(forward.changed, before.changed + 1);
    drop(desk);
    let desk = table.open();
    assert_eq!(seen(&desk.review(&id).expect("without a word of resuming")), seen(&forward));
    set(&desk, &id, 6, 3, "口红");
    desk.undo(&id).expect("a step back");
    desk.undo(&id).expect("another");
    set(&desk, &id, 7, 3, "护手霜");
    drop(desk);
    let last = table.open().review(&id).expect("a review");
    assert!(last.redo.is_none(), "what was taken back gave way to a new step");
    assert_eq!(last.changed, before.changed + 1);
}

#[test]
fn more_imports_than_fit_into_memory_all_keep_their_steps() {
    let table = Table::set();
    let desk = table.open();
    let other = other_client(&desk);
    let ids: Vec<String> = (0..6)
        .map(|n| {
            let client = if n % 2 == 0 { "晴川" } else { other.as_str() };
            let id = opened(&desk, &sample("orders-9610.xlsx"), client);
            set(&desk, &id, 4, 3, &format!("商品 {n}"));
            id
        })
        .collect();
    for id in &ids {
        let review = desk.review(id).expect("it is there");
        assert_eq!((review.changed, review.undo.is_some()), (1, true));
    }
    let threads: Vec<_> = ids
        .iter()
        .cloned()
        .map(|id| {
            let desk = desk.clone();
            std::thread::spawn(move || {
                for n in 0..4 {
                    set(&desk, &id, 5, 3, &format!("又 {n}"));
                }
                desk.review(&id).expect("a review").changed
            })
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().expect("no panic"), 2);
    }
}

#[test]
fn a_full_disk_takes_back_the_step_that_could_not_be_saved() {
    let table = Table::set();
    let desk = table.open();
    let id = opened(&desk, &damaged(&table), "晴川");
    let before = set(&desk, &id, 4, 3, "奶粉 900g");
    desk.store().fill_disk(2);
    let cells = (4..9).map(|row| CellEdit { sheet: 0, row, column: 3, value: "长".repeat(8_000) }).collect();
    let failed = desk.edit(&id, &Edit::Cells { cells }).expect_err("there is no room");
    assert_eq!(failed.code(), "disk-full");
    assert_eq!(seen(&desk.review(&id).expect("a review")), seen(&before));
    let failed = desk.open_files(&[sample("orders-9610.xlsx")], "晴川", Work::quiet()).expect_err("no room");
    assert_eq!(failed.code(), "disk-full");
    assert_eq!(desk.imports("晴川").expect("imports").len(), 1, "nothing half opened is listed");
}

#[test]
fn a_step_that_cannot_be_done_changes_nothing_and_is_not_saved() {
    let table = Table::set();
    let desk = table.open();
    let id = opened(&desk, &damaged(&table), "晴川");
    let before = set(&desk, &id, 4, 3, "奶粉 900g");
    let cells = vec![CellEdit { sheet: 0, row: 9_999, column: 3, value: "x".into() }];
    assert!(desk.edit(&id, &Edit::Cells { cells }).is_err());
    assert_eq!(seen(&desk.review(&id).expect("a review")), seen(&before));
    drop(desk);
    assert_eq!(seen(&table.open().review(&id).expect("a review")), seen(&before));
}

#[test]
fn a_whole_import_is_taken_back_and_declared_again() {
    let table = Table::set();
    let desk = table.open();
    let id = opened(&desk, &mixed_in(&table), "晴川");
    let repaired = set(&desk, &id, 4, 1, "奶粉 900g");
    let declared = desk.declare(&id, Work::quiet()).expect("declarations");
    assert!(declared.made > 0 && declared.kept > 0, "{declared:?}");
    assert_eq!(declared.import_id, id);
    let work_list = desk.kept("晴川").expect("a work list");
    assert_eq!(work_list.len(), declared.kept as usize);
    assert!(work_list.iter().all(|line| line.says.zh != line.rule && line.import_id == id));
    let line = desk.imports("晴川").expect("imports").remove(0);
    assert_eq!(
        (line.state.as_str(), line.made, line.kept, line.can_undo),
        ("declared", declared.made, declared.kept, true)
    );

    let undone = desk.undo_import(&id).expect("it is taken back");
    assert_eq!((undone.removed, undone.sent), (declared.made, 0));
    assert!(desk.statuses(&[]).expect("statuses").is_empty());
    assert!(desk.kept("晴川").expect("a work list").is_empty());
    assert_eq!(desk.today("").expect("today").declarations, 0);
    assert_eq!(state(&desk, &id), "undone");
    assert_eq!(seen(&desk.review(&id).expect("open again")), seen(&repaired));
    assert_eq!(desk.undo_import(&id).expect_err("twice").code(), "import-not-declared");
    drop(desk);

    let desk = table.open();
    let again = desk.redo_import(&id, Work::quiet()).expect("declared again");
    assert_eq!((again.made, again.kept), (declared.made, declared.kept));
    assert_eq!(desk.statuses(&[]).expect("statuses").len(), declared.made as usize);
    assert_eq!(desk.redo_import(&id, Work::quiet()).expect_err("twice").code(), "import-not-declared");
    desk.rebuild().expect("from the events alone");
    assert_eq!(super::states(&desk), ["to-sign"]);
    assert_eq!(desk.store().read(|c| Ok(activity::count(c, "import-undone"))).expect("the log"), 1);
}

#[test]
fn what_was_signed_stays_when_its_import_is_taken_back() {
    let table = Table::set();
    let desk = table.open();
    let id = opened(&desk, &sample("orders-9610.xlsx"), "晴川");
    let made = desk.declare(&id, Work::quiet()).expect("declarations").made;
    let ids = desk.ids_of_import(&id).expect("ids");
    desk.sign("", "", Some(&ids[..2]), Work::quiet()).expect("two are signed");
    let undone = desk.undo_import(&id).expect("it is taken back");
    assert_eq!((undone.removed, undone.sent), (made - 2, 2));
    assert_eq!(super::states(&desk), ["waiting"]);
    assert_eq!(desk.discard_import(&id).expect_err("two are on their way").code(), "import-not-declared");
    let again = desk.redo_import(&id, Work::quiet()).expect("the others");
    assert_eq!(again.made, made - 2);
    sign(&desk);
    assert_eq!(desk.undo_import(&id).expect("nothing is left to take back").removed, 0);
    assert_eq!(desk.statuses(&[]).expect("statuses").len(), made as usize);
    let messages = desk.sending("").expect("sending").outbox;
    assert!(messages.iter().all(|message| message.state == "waiting"), "nothing signed was touched");
}

#[test]
fn an_order_kept_for_later_leaves_the_list_when_it_is_declared_and_comes_back_with_its_age() {
    let table = Table::set();
    let desk = table.open();
    let first = opened(&desk, &mixed_in(&table), "晴川");
    let declared = desk.declare(&first, Work::quiet()).expect("declarations");
    assert!(declared.kept > 0 && declared.made > 0, "{declared:?}");
    let review = desk.review(&first).expect("a declared import opens again");
    assert_eq!(review.kept_orders, declared.kept, "what was declared is known, the rest is the work");
    assert_eq!(
        desk.declare(&first, Work::quiet()).expect("again").kept,
        declared.kept,
        "nothing is kept twice"
    );
    let since = desk.kept("").expect("a work list")[0].at.clone();
    // The same orders from the source once more, whole this time.
    let second = opened(&desk, &sample("orders-9610.xlsx"), "晴川");
    assert_eq!(desk.declare(&second, Work::quiet()).expect("declarations").made, declared.kept);
    assert!(desk.kept("").expect("a work list").is_empty());
    let lines = desk.imports("晴川").expect("imports");
    let of = |id: &str| lines.iter().find(|line| line.id == id).expect("it is listed").clone();
    assert_eq!((of(&first).kept, of(&first).made, of(&second).made), (0, declared.made, declared.kept));
    desk.undo_import(&second).expect("it is taken back");
    let back = desk.kept("").expect("a work list");
    assert_eq!(back.len(), declared.kept as usize);
    assert!(back.iter().all(|line| line.import_id == first && line.at == since && !line.age.is_empty()));
    // Repaired on the desk, it leaves the list as well.
    let bad = desk
        .review_page(&first, &crate::view::ReviewQuery { rule: "*".into(), count: 50, ..Default::default() });
    let row = bad.expect("rows").rows.into_iter().find(|row| row.cells.iter().any(|c| c.value == "两三个"));
    let row = row.expect("the bad row");
    let column = row.cells.iter().find(|cell| cell.value == "两三个").expect("the bad cell").column;
    set(&desk, &first, row.row, column, "1");
    let last = desk.declare(&first, Work::quiet()).expect("the rest");
    assert!(last.made + last.kept <= declared.kept);
    assert_eq!(desk.kept("").expect("a work list").len(), last.kept as usize);
}

#[test]
fn an_open_import_is_forgotten_with_its_file_when_it_is_discarded() {
    let table = Table::set();
    let desk = table.open();
    let id = opened(&desk, &damaged(&table), "晴川");
    set(&desk, &id, 4, 3, "奶粉 900g");
    desk.discard_import(&id).expect("it is forgotten");
    assert!(desk.imports("").expect("imports").is_empty());
    assert_eq!(desk.review(&id).expect_err("it is gone").code(), "no-such-import");
    assert_eq!(desk.resume_import(&id, Work::quiet()).expect_err("it is gone").code(), "no-such-import");
    assert_eq!(desk.discard_import(&id).expect_err("it is gone").code(), "no-such-import");
}

#[test]
fn nothing_of_one_client_shows_under_another() {
    let table = Table::set();
    let desk = table.open();
    let other = other_client(&desk);
    let id = opened(&desk, &damaged(&table), "晴川");
    set(&desk, &id, 4, 3, "奶粉 900g");
    let fix = desk.keep_fix(&id, "名称").expect("a fix");
    desk.save_recipe(&id, "我的表").expect("a recipe");
    desk.declare(&id, Work::quiet()).expect("declarations");
    assert!(desk.imports(&other).expect("imports").is_empty());
    assert!(desk.kept(&other).expect("a work list").is_empty());
    assert!(desk.fixes(&other).expect("fixes").is_empty());
    assert!(desk.recipes(&other).expect("recipes").is_empty());
    let theirs = opened(&desk, &sample("orders-damaged.xlsx"), &other);
    assert!(desk.review(&theirs).expect("a review").offered.is_empty());
    assert_eq!(desk.apply_fix(&theirs, &fix.id).expect_err("of another client").code(), "no-such-fix");
    let mapping = desk.mapping(&theirs).expect("columns");
    assert!(mapping.sheets.iter().all(|sheet| sheet.recipe.is_empty()));
    assert_eq!(desk.imports("nobody").expect_err("no client").code(), "no-such-client");
}

#[test]
fn a_named_fix_is_offered_where_it_changes_something_and_done_as_one_step() {
    let table = Table::set();
    let desk = table.open();
    let id = opened(&desk, &damaged(&table), "晴川");
    assert_eq!(desk.keep_fix(&id, "x").expect_err("no step yet").code(), "nothing-to-keep");
    let cell = |desk: &Desk, id: &str| {
        let query = crate::view::ReviewQuery { count: 1, ..Default::default() };
        let row = desk.review_page(id, &query).expect("rows").rows.remove(0);
        let name = row.cells.into_iter().find(|cell| cell.column == 3).expect("a cell");
        (row.row, name.value)
    };
    let (row, was) = cell(&desk, &id);
    let replace = Edit::Replace {
        column: Some(3),
        find: was.clone(),
        with: "换过的名称".into(),
        whole: true,
        query: crate::view::ReviewQuery::default(),
    };
    assert!(row > 0 && desk.edit(&id, &replace).expect("replaced").changed > 0);
    let kept = desk.keep_fix(&id, "改名").expect("a fix");
    assert!(kept.says.zh.contains("换过的名称"), "{kept:?}");
    assert_eq!(desk.keep_fix(&id, "改名").expect_err("the name is taken").code(), "name-not-free");
    assert_eq!(desk.keep_fix(&id, " ").expect_err("no name").code(), "name-not-free");
    assert!(desk.review(&id).expect("a review").offered.is_empty(), "here it is done already");

    let next = opened(&desk, &sample("orders-damaged.xlsx"), "晴川");
    let before = desk.review(&next).expect("a review");
    let offered = before.offered.first().expect("it is offered");
    assert_eq!((offered.name.as_str(), offered.id.as_str()), ("改名", kept.id.as_str()));
    assert!(offered.cells > 0);
    let after = desk.apply_fix(&next, &kept.id).expect("done");
    assert_eq!(after.changed, offered.cells);
    assert!(after.offered.is_empty() && after.undo.as_ref().is_some_and(|said| said.zh.contains("改名")));
    assert_eq!(cell(&desk, &next).1, "换过的名称");
    desk.undo(&next).expect("one step");
    assert_eq!(cell(&desk, &next).1, was);
    assert_eq!(desk.fixes("晴川").expect("fixes")[0].uses, 1);
    desk.rename_fix("晴川", &kept.id, "换名称").expect("renamed");
    assert_eq!(desk.fixes("晴川").expect("fixes")[0].name, "换名称");
    desk.drop_fix("晴川", &kept.id).expect("it is dropped");
    assert_eq!(desk.drop_fix("晴川", &kept.id).expect_err("it is gone").code(), "no-such-fix");
    assert_eq!(desk.rename_fix("晴川", &kept.id, "x").expect_err("it is gone").code(), "no-such-fix");
}

#[test]
fn a_recipe_is_named_used_for_the_next_file_counted_renamed_and_dropped() {
    let table = Table::set();
    let desk = table.open();
    let id = opened(&desk, &sample("orders-9610.xlsx"), "晴川");
    desk.save_recipe(&id, "每日订单").expect("a recipe");
    let next = opened(&desk, &sample("orders-9610.xlsx"), "晴川");
    let sheets = desk.mapping(&next).expect("columns").sheets;
    assert!(sheets.iter().any(|sheet| sheet.recipe == "每日订单"), "{sheets:?}");
    let recipes = desk.recipes("晴川").expect("recipes");
    assert_eq!((recipes[0].name.as_str(), recipes[0].used), ("每日订单", 1));
    assert!(recipes[0].headers > 5 && !recipes[0].at.is_empty());
    assert_eq!(recipes[0].names.len(), recipes[0].headers as usize);
    assert!(recipes[0].names.iter().any(|header| header == "订单编号"), "{:?}", recipes[0].names);
    desk.declare(&next, Work::quiet()).expect("declarations");
    assert_eq!(desk.recipes("晴川").expect("recipes").len(), recipes.len(), "declaring adds no second one");
    desk.rename_recipe("晴川", &recipes[0].id, "新名").expect("renamed");
    assert_eq!(desk.rename_recipe("晴川", "99", "x").expect_err("none").code(), "no-such-recipe");
    assert_eq!(desk.recipes("晴川").expect("recipes")[0].name, "新名");
    desk.drop_recipe("晴川", &recipes[0].id).expect("dropped");
    assert!(desk.recipes("晴川").expect("recipes").iter().all(|line| line.id != recipes[0].id));
}

fn cells_of(path: &Path) -> Sheet {
    read(path, &ReadOptions::default(), &mut |_| ControlFlow::Continue(())).expect("a workbook").remove(0)
}

/// Writes a sheet as a spreadsheet program would, with some cells changed.
fn rewritten(sheet: &Sheet, path: &Path, change: impl Fn(CellPos, &str) -> Option<String>) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let out = book.add_worksheet();
    out.set_name(&*sheet.name).expect("a name");
    for row in sheet.rows() {
        for column in 0..row.width() {
            let at = CellPos { row: row.number(), column };
            let text = change(at, row.cell(column).text).unwrap_or_else(|| row.cell(column).text.to_owned());
            out.write_string(row.number(), column, text).expect("a cell");
        }
    }
    book.save(path).expect("a workbook");
}

#[test]
fn bad_rows_go_out_as_a_workbook_and_what_was_repaired_comes_back_as_one_step() {
    let table = Table::set();
    let desk = table.open();
    let id = opened(&desk, &damaged(&table), "晴川");
    let before = desk.review(&id).expect("a review");
    let path = table.folder.path().join("bad");
    let exported = desk.export_bad(&id, &path, false, Work::quiet()).expect("a workbook");
    assert!(exported.path.ends_with("bad.xlsx") && exported.rows > 0 && exported.cells > 0, "{exported:?}");
    let path = PathBuf::from(exported.path);
    let sheet = cells_of(&path);
    let all =
        desk.export_bad(&id, &table.folder.path().join("all.xlsx"), true, Work::quiet()).expect("all of it");
    assert!(all.rows > exported.rows && all.cells >= exported.cells);

    let same = desk.merge_back(&id, &path, Work::quiet()).expect("ours");
    assert_eq!((same.changed, same.unknown, same.unchanged, same.damaged), (0, 0, exported.rows, 0));
    assert!(same.review.undo.is_none(), "nothing was changed: there is no step");

    let header = sheet.rows().find(|row| row.width() > 5).expect("a header").number();
    let last = sheet.rows().last().expect("a row").number();
    let back = table.folder.path().join("back.xlsx");
    rewritten(&sheet, &back, |at, _| (at.row == last && at.column == 3).then(|| "改好的名称".to_owned()));
    let merged = desk.merge_back(&id, &back, Work::quiet()).expect("ours");
    assert_eq!((merged.changed, merged.unknown), (1, 0), "{:?} {header}", merged.notes);
    assert_eq!(merged.review.changed, 1);
    let undone = desk.undo(&id).expect("one step");
    assert_eq!((undone.changed, undone.groups.len()), (0, before.groups.len()));
    drop(desk);
    let desk = table.open();
    assert_eq!(desk.redo(&id).expect("it is saved as well").changed, 1);
}

#[test]
fn an_export_never_takes_the_place_of_the_original() {
    let table = Table::set();
    let desk = table.open();
    let path = damaged(&table);
    let id = opened(&desk, &path, "晴川");
    let octets = std::fs::read(&path).expect("the file");
    let refused = desk.export_bad(&id, &path, true, Work::quiet()).expect_err("its own file");
    assert_eq!(refused.code(), "would-replace-the-original");
    assert_eq!(std::fs::read(&path).expect("the file"), octets);
}

#[test]
fn a_good_import_has_no_bad_rows_to_hand_out() {
    let table = Table::set();
    let desk = table.open();
    let id = opened(&desk, &sample("orders-9610.xlsx"), "晴川");
    let review = desk.review(&id).expect("a review");
    let path = table.folder.path().join("bad.xlsx");
    let told = desk.export_bad(&id, &path, false, Work::quiet());
    if review.groups.iter().all(|group| group.mark == crate::view::Mark::Hints) {
        assert_eq!(told.expect_err("nothing is bad").code(), "nothing-to-export");
        assert!(!path.exists());
    } else {
        assert!(told.expect("what is warned of").rows > 0);
    }
}

#[test]
fn the_file_itself_merged_back_undoes_no_repair_though_it_was_never_handed_out() {
    let table = Table::set();
    let desk = table.open();
    let file = damaged(&table);
    let id = opened(&desk, &file, "晴川");
    let repaired = set(&desk, &id, 4, 3, "奶粉 900g");
    assert_eq!(repaired.changed, 1);

    let same = desk.merge_back(&id, &file, Work::quiet()).expect("ours");
    assert_eq!((same.changed, same.review.changed), (0, 1), "{same:?}");
    assert_eq!(same.review.undo, repaired.undo, "no step was added");
}

#[test]
fn whatever_is_merged_back_leaves_the_import_as_it_was_unless_it_is_its_own() {
    let table = Table::set();
    let desk = table.open();
    let id = opened(&desk, &damaged(&table), "晴川");
    let other = opened(&desk, &sample("orders-damaged.xlsx"), "晴川");
    let theirs = table.folder.path().join("theirs.xlsx");
    desk.export_bad(&other, &theirs, false, Work::quiet()).expect("a workbook");
    let before = desk.review(&id).expect("a review");
    let file = |name: &str, bytes: &[u8]| {
        let path = table.folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path
    };
    let whole = std::fs::read(&theirs).expect("a file");
    let hostile = [
        (theirs.clone(), "other-import"),
        (file("torn.xlsx", &whole[..whole.len() / 2]), ""),
        (file("empty.xlsx", b""), ""),
        (file("text.csv", "订单编号,数量\nZ9,1\n".as_bytes()), ""),
        (file("page.xls", b"<html><table></table></html>"), ""),
        (file("letter.csv", b"Dear all"), ""),
        (table.folder.path().join("nothing.xlsx"), ""),
        (table.folder.path().to_owned(), ""),
    ];
    for (path, code) in hostile {
        let refused = desk.merge_back(&id, &path, Work::quiet()).expect_err("not ours");
        assert!(code.is_empty() || refused.code() == code, "{path:?}: {refused:?}");
        assert_eq!(seen(&desk.review(&id).expect("a review")), seen(&before), "{path:?}");
    }
}

#[test]
fn a_range_copied_from_a_spreadsheet_is_opened_like_a_file_and_kept_with_the_import() {
    let table = Table::set();
    let desk = table.open();
    let cells = cells_of(&sample("orders-9610.xlsx"));
    let lines = cells.rows().map(|row| row.cells().map(|cell| cell.text).collect::<Vec<_>>().join("\t"));
    let text = lines.collect::<Vec<_>>().join("\r\n");
    let pasted = desk.open_pasted(&text, "晴川", Work::quiet()).expect("it opens").import_id;
    let of_file = opened(&desk, &sample("orders-9610.xlsx"), "晴川");
    let good = |id: &str| desk.review(id).expect("a review").good_orders;
    assert_eq!(good(&pasted), good(&of_file));
    assert!(good(&pasted) > 0);
    drop(desk);
    let again = table.open().resume_import(&pasted, Work::quiet()).expect("nothing else has to be there");
    assert_eq!(again.file_name, "粘贴的表格.txt");

    let none = table.open().open_pasted("买一送一\n", "晴川", Work::quiet());
    assert!(none.is_err(), "a remark holds no orders");
}

#[test]
fn every_screen_counts_the_same_rows() {
    let table = Table::set();
    let desk = table.open();
    for name in ["orders-messy.xlsx", "orders-9610.xlsx", "orders-damaged.xlsx", "orders-taobao.csv"] {
        let mapping = desk.open_files(&[sample(name)], "晴川", Work::quiet()).expect("it opens");
        let used: u32 = mapping.sheets.iter().filter(|s| s.used).map(|s| s.rows).sum();
        let review = desk.review(&mapping.import_id).expect("a review");
        let seen: u32 = review.sheets.iter().map(|sheet| sheet.rows).sum();
        let page = |sheet: u32| {
            let query = crate::view::ReviewQuery { sheet, count: 1, ..Default::default() };
            desk.review_page(&mapping.import_id, &query).expect("rows").total
        };
        let paged: u32 = review.sheets.iter().map(|sheet| page(sheet.index)).sum();
        assert_eq!([mapping.rows, used, review.rows, seen], [paged; 4], "{name}");
        assert_eq!(desk.import(&mapping.import_id).expect("a line").rows, paged, "{name}");
    }
}

#[test]
fn a_resumed_import_shows_its_first_rows_also_when_its_file_is_gone() {
    let table = Table::set();
    let path = table.folder.path().join("订单.csv");
    let text = "订单编号,订购人姓名,商品名称\nA1,林晓岚,牙膏\n\n订单编号,支付交易编码\nA1,P1\n";
    std::fs::write(&path, text).expect("a file");
    let desk = table.open();
    let before = desk.open_files(std::slice::from_ref(&path), "晴川", Work::quiet()).expect("it opens");
    assert_eq!(before.sheets.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["订单", "订单 #2"]);
    let id = before.import_id.clone();
    drop(desk);
    std::fs::remove_file(&path).expect("it was there");
    let desk = table.open();
    let after = desk.resume_import(&id, Work::quiet()).expect("it is there");
    assert_eq!(after.sheets, before.sheets);
    let seen = desk.preview_sheet(&id, 0).expect("its rows");
    assert_eq!((seen.header_row, seen.encoding.as_str(), seen.more), (1, "UTF-8", false));
    assert_eq!(seen.rows[1].cells, ["A1", "林*岚", "牙膏"]);
    let second = desk.preview_sheet(&id, 1).expect("its rows");
    assert_eq!((second.header_row, second.rows[1].row), (4, 5));
    assert_eq!(desk.preview_sheet(&id, 2).expect_err("no sheet").code(), "no-such-cell");
}

#[test]
fn a_personal_cell_in_question_is_masked_until_somebody_asks_which_is_logged() {
    let table = Table::set();
    let path = table.folder.path().join("订单.csv");
    std::fs::write(&path, "订单编号,订购人证件号码,商品名称\nA1,110101199003077610,牙膏\n").expect("a file");
    let desk = table.open();
    let id = desk.open_files(&[path], "晴川", Work::quiet()).expect("it opens").import_id;
    let cell = |reveal: bool| {
        let query = crate::view::ReviewQuery { count: 1, reveal, ..Default::default() };
        let row = desk.review_page(&id, &query).expect("rows").rows.remove(0);
        row.cells.into_iter().find(|cell| cell.column == 1).expect("the number")
    };
    let masked = cell(false);
    assert!(masked.masked && masked.mark.is_some() && masked.value.contains('*'), "{masked:?}");
    let revealed = || desk.store().read(|c| Ok(crate::store::activity::count(c, "import-revealed")));
    assert_eq!(revealed().expect("a count"), 0);
    let whole = cell(true);
    assert_eq!((whole.value.as_str(), whole.masked), ("110101199003077610", false));
    cell(true);
    assert_eq!(revealed().expect("a count"), 1, "a page after the other is one look");
    // What was shown masked and comes back so was not meant.
    let same = set(&desk, &id, 2, 1, &masked.value);
    assert_eq!((same.changed, cell(true).value.as_str()), (0, "110101199003077610"));
    assert_eq!(set(&desk, &id, 2, 1, "110101199003077619").changed, 1);
    assert!(cell(false).before.expect("it was changed").contains('*'));
}

#[test]
fn a_hidden_sheet_is_left_out_until_somebody_takes_it() {
    let table = Table::set();
    let path = table.folder.path().join("两张表.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, order, hidden) in [("订单", "A1", false), ("上月", "OLD1", true)] {
        let sheet = book.add_worksheet().set_name(name).expect("a name").set_hidden(hidden);
        for (column, (header, cell)) in [("订单编号", order), ("商品名称", "牙膏")].into_iter().enumerate()
        {
            let column = u16::try_from(column).expect("few");
            sheet.write_string(0, column, header).expect("a cell");
            sheet.write_string(1, column, cell).expect("a cell");
        }
    }
    book.save(&path).expect("a workbook");
    let desk = table.open();
    let mapping = desk.open_files(&[path], "晴川", Work::quiet()).expect("it opens");
    let told: Vec<_> = mapping.sheets.iter().map(|s| (s.name.as_str(), s.used, s.hidden)).collect();
    assert_eq!(told, [("订单", true, false), ("上月", false, true)]);
    assert_eq!(mapping.orders, 1);
    assert_eq!(desk.use_sheet(&mapping.import_id, 1, true).expect("it is taken").orders, 2);
}
