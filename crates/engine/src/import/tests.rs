//! An open import as a person works on it.

use std::path::{Path, PathBuf};

use clearance_core::cn::codes::Tables;

use super::session::Kept;
use super::*;
use crate::store::Store;
use crate::view::{CellEdit, Correction, Edit, Mark, Review, ReviewPage, ReviewQuery};

/// A store without anything in it, and a folder for files.
pub(super) struct Desk {
    folder: tempfile::TempDir,
    pub(super) store: Store,
}

impl Desk {
    pub(super) fn set() -> Desk {
        let (folder, store) = crate::store::testing::store();
        Desk { folder, store }
    }

    pub(super) fn csv(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path
    }

    pub(super) fn open(&self, paths: &[PathBuf]) -> Import {
        let client = Client::practice("c1".into());
        Import::open(paths, client, &[], Tables::built_in(), Work::quiet()).expect("it opens")
    }
}

pub(super) fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/samples").join(name)
}

const SHEET: &str = "订单编号,企业商品名称,数量,计量单位,单价,订购人姓名,毛重\n\
    A1,鱼油,1,瓶装,10,陈宁,0.5\n\
    A2,面霜,两个,大概,20,李明,1\n\
    A2,牙膏,3,瓶装,5,李明,1\n\
    A3,奶粉,2,罐,100,王小明,3\n";

impl Import {
    fn review_now(&mut self, store: &Store) -> Review {
        self.review(store, Work::quiet()).expect("a review")
    }

    fn edit_now(&mut self, store: &Store, edit: &Edit) -> Review {
        self.edit(store, edit).expect("it can be done");
        self.review_now(store)
    }

    fn page_of(&mut self, store: &Store, query: ReviewQuery) -> ReviewPage {
        self.page(store, &ReviewQuery { count: 100, ..query }).expect("a page")
    }

    /// What a column says, row by row, as the query shows them.
    fn says(&mut self, store: &Store, column: u32, query: ReviewQuery) -> Vec<String> {
        let page = self.page_of(store, query);
        let of = |row: &crate::view::ReviewRow| {
            row.cells.iter().find(|cell| cell.column == column).map(|cell| cell.value.clone())
        };
        page.rows.iter().filter_map(of).collect()
    }
}

fn all() -> ReviewQuery {
    ReviewQuery::default()
}

fn rule(rule: &str) -> ReviewQuery {
    ReviewQuery { rule: rule.to_owned(), ..all() }
}

#[test]
fn rows_are_filtered_sorted_and_searched_and_what_is_personal_is_masked() {
    let desk = Desk::set();
    let mut import = desk.open(&[desk.csv("a.csv", SHEET)]);
    let store = &desk.store;
    assert_eq!(import.page_of(store, all()).total, 4);
    assert_eq!(import.says(store, 3, rule("SHEET-UNIT-UNKNOWN")), ["瓶装", "大概", "瓶装"]);
    assert_eq!(import.says(store, 0, ReviewQuery { sort: Some(4), ..all() }), ["A2", "A1", "A2", "A3"]);
    let descending = ReviewQuery { sort: Some(4), descending: true, ..all() };
    assert_eq!(import.says(store, 4, descending), ["100", "20", "10", "5"]);
    assert_eq!(import.says(store, 0, ReviewQuery { find: "李明".into(), ..all() }), ["A2", "A2"]);
    assert_eq!(import.says(store, 0, ReviewQuery { find: "a3".into(), ..all() }), ["A3"]);
    assert_eq!(import.says(store, 5, all()), ["陈*", "李*", "李*", "王*明"]);
    let page = import.page_of(store, ReviewQuery { from: 1, ..rule("SHEET-UNIT-UNKNOWN") });
    let bad = page.rows[0].cells.iter().find(|cell| cell.column == 3).expect("the unit");
    assert_eq!((page.rows[0].row, bad.mark, bad.before.clone()), (3, Some(Mark::Stops), None));
    assert_eq!(import.says(store, 0, ReviewQuery { changed: true, ..all() }), [""; 0]);
    assert!(import.page(store, &ReviewQuery { sheet: 7, ..all() }).is_err());
}

#[test]
fn every_kind_of_edit_is_one_step_and_goes_the_way_the_rows_are_shown() {
    let desk = Desk::set();
    let mut import = desk.open(&[desk.csv("a.csv", SHEET)]);
    let store = &desk.store;
    let before = import.review_now(store);

    let replaced =
        Edit::Replace { column: None, find: "瓶装".into(), with: "瓶".into(), whole: true, query: all() };
    assert_eq!(import.edit_now(store, &replaced).changed, 2);
    assert_eq!(import.says(store, 3, all()), ["瓶", "大概", "瓶", "罐"]);

    let query = ReviewQuery { sort: Some(4), ..all() };
    let filled = Edit::FillDown { row: 4, column: 1, to_row: Some(3), query: query.clone() };
    import.edit_now(store, &filled);
    assert_eq!(import.says(store, 1, all()), ["牙膏", "牙膏", "牙膏", "奶粉"]);

    let pasted = Edit::Paste { row: 3, column: 2, text: "5\t盒\n6\t箱\n7\t袋".into(), query };
    import.edit_now(store, &pasted);
    assert_eq!(import.says(store, 2, all()), ["1", "5", "3", "6"]);
    assert_eq!(import.says(store, 3, all()), ["瓶", "盒", "瓶", "箱"]);

    let set =
        Edit::Set { column: 6, value: "9".into(), query: ReviewQuery { find: "牙膏".into(), ..all() } };
    let changed = import.edit_now(store, &set).changed;
    assert_eq!(import.says(store, 6, all()), ["9", "9", "9", "3"]);
    assert!(import.edit(store, &Edit::Set { column: 70_000, value: String::new(), query: all() }).is_err());
    let header = Edit::Cells { cells: vec![CellEdit { sheet: 0, row: 1, column: 0, value: "x".into() }] };
    assert!(import.edit(store, &header).is_err(), "the header is no goods");
    assert_eq!(import.review_now(store).changed, changed, "what cannot be done changes nothing");

    for _ in 0..4 {
        assert!(import.undo(store, Work::quiet()).expect("undone"));
    }
    let undone = import.review_now(store);
    assert_eq!((&undone.groups, undone.changed, &undone.undo), (&before.groups, 0, &None));
    assert!(!import.undo(store, Work::quiet()).expect("nothing is left"));
    for _ in 0..4 {
        assert!(import.redo(store, Work::quiet()).expect("done again"));
    }
    assert_eq!(import.review_now(store).changed, changed);
    assert_eq!(import.says(store, 3, all()), ["瓶", "盒", "瓶", "箱"]);
}

#[test]
fn a_suggestion_names_every_value_and_a_person_may_adjust_each() {
    let desk = Desk::set();
    let mut import = desk.open(&[desk.csv("a.csv", SHEET)]);
    let store = &desk.store;
    let review = import.review_now(store);
    let group = review.groups.iter().find(|group| group.rule == "SHEET-UNIT-UNKNOWN").expect("wrong units");
    let suggestion = group.suggestion.as_ref().expect("one is known");
    assert_eq!((suggestion.cells, suggestion.left, group.cells, group.rows), (2, 1, 3, 3));
    let values: Vec<_> =
        suggestion.values.iter().map(|v| (v.from.as_str(), v.to.as_str(), v.known, v.count)).collect();
    assert_eq!(values, [("瓶装", "瓶", true, 2), ("大概", "", false, 1)]);

    let edit = |values: &[(&str, &str)]| Edit::Suggestion {
        rule: "SHEET-UNIT-UNKNOWN".into(),
        values: values
            .iter()
            .map(|(from, to)| Correction { from: (*from).into(), to: (*to).into() })
            .collect(),
    };
    let preview = import.preview(store, &edit(&[])).expect("a preview");
    assert_eq!((preview.cells, preview.rows, preview.orders, preview.left), (2, 2, 2, 1));
    assert_eq!((preview.solves, preview.samples[0].after.as_str()), (2, "瓶"));
    assert_eq!(import.review_now(store), review, "a preview changes nothing");

    import.edit_now(store, &edit(&[("瓶装", "盒"), ("大概", "个")]));
    assert_eq!(import.says(store, 3, all()), ["盒", "个", "盒", "罐"]);
    import.undo(store, Work::quiet()).expect("undone");
    import.edit_now(store, &edit(&[]));
    assert_eq!(import.says(store, 3, all()), ["瓶", "大概", "瓶", "罐"]);
    let changed: Vec<String> = import.changed().map(|(_, at, text)| format!("{at}={text}")).collect();
    assert_eq!(changed.len(), 2, "{changed:?}");
}

#[test]
fn what_columns_mean_is_undone_like_everything_else() {
    let desk = Desk::set();
    let text = "运营导出\n订单编号,商品,数量,计量单位\nA1,鱼油,1,瓶\n";
    let mut import = desk.open(&[desk.csv("a.csv", text)]);
    let store = &desk.store;
    let start = import.mapping();
    let index = start.columns.iter().find(|column| column.header == "商品").expect("the column").index;
    import.choose(store, index, "itemName").expect("chosen");
    import.add_column(store, 0, "grossWeight").expect("added");
    let edit = Edit::Cells { cells: vec![CellEdit { sheet: 0, row: 3, column: 4, value: "0.5".into() }] };
    let review = import.edit_now(store, &edit);
    assert_eq!(review.changed, 1);
    assert_eq!(
        import.judged(store, Work::quiet()).expect("judged").orders[0]
            .get(clearance_core::order::Field::GrossWeight),
        Some("0.5")
    );
    import.choose_header(store, 0, 3, &[]).expect("there is such a row");
    assert_eq!(import.mapping().header_row, 3);
    import.use_sheet(store, 0, false).expect("left out");
    assert!(import.mapping().columns.is_empty());

    let kept: Kept =
        serde_json::from_str(&serde_json::to_string(&import.keep()).expect("plain")).expect("its own");
    let files = import.files.clone();
    let again = |at: usize| {
        let mut kept = Kept { at, ..kept.clone() };
        for (file, of) in kept.files.iter_mut().zip(&files) {
            file.bytes = Arc::clone(&of.bytes);
        }
        let client = Client::practice("c1".into());
        Import::restore("again".into(), client, Tables::built_in(), kept, Work::quiet()).expect("restored")
    };
    for at in (0..=5).rev() {
        assert_eq!(import.steps().1, at);
        let mut other = again(at);
        other.id.clone_from(&import.id);
        assert_eq!(other.mapping(), import.mapping(), "after {at} steps");
        assert_eq!(other.undo_and_redo(store), import.undo_and_redo(store));
        import.undo(store, Work::quiet()).expect("undone");
    }
    assert_eq!(import.mapping().columns, start.columns);
}

impl Import {
    /// What is found now.
    fn undo_and_redo(
        &mut self,
        store: &Store,
    ) -> (Vec<crate::view::FindingGroup>, Option<crate::view::Said>, Option<crate::view::Said>) {
        let review = self.review_now(store);
        (review.groups, review.undo, review.redo)
    }
}

#[test]
fn another_encoding_reads_the_file_again_and_keeps_the_repairs() {
    let desk = Desk::set();
    let (bytes, ..) = encoding_rs::GB18030.encode(SHEET);
    let path = desk.csv("gbk.csv", "");
    std::fs::write(&path, &bytes).expect("a file");
    let store = &desk.store;
    let mut import = desk.open(&[path]);
    let set = Edit::Set { column: 3, value: "盒".into(), query: all() };
    import.edit_now(store, &set);
    assert_eq!(import.mapping().sheets[0].encoding, "GB18030");
    let refused = import.choose_encoding(store, 0, "UTF-8", &[], Work::quiet()).expect_err("it is not");
    assert_eq!(refused.code(), "sheet.encoding");
    assert_eq!(import.says(store, 3, all()), ["盒"; 4], "nothing has changed");
    assert_eq!(import.says(store, 3, all()), ["盒"; 4]);
    assert_eq!(import.mapping().sheets[0].encoding, "GB18030");
}
