//! Repaired files come home: sorted, cut, without keys, from other imports, ruined.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use proptest::prelude::*;

use super::super::annotate::{Page, write};
use super::*;
use crate::sheet::{ReadOptions, read};
use crate::work::Work;

const IMPORT: &str = "3F2A9C01-1111-4111-8111-111111111111";
const OTHER: &str = "AAAAAAAA-1111-4111-8111-111111111111";

/// The import as it stands: nothing was repaired since the export.
struct Now;

impl Before for Now {
    fn cell(&self, _: u32, _: At) -> Option<String> {
        None
    }
}

fn at(row: u32, column: u16) -> CellPos {
    CellPos { row, column }
}

fn sheet(rows: &[[&str; 4]]) -> Sheet {
    let mut sheet = Sheet::new("orders.xlsx", "订单");
    assert!(sheet.push(at(0, 0), "十一月", Stored::Text));
    for (column, header) in (0..).zip(["订单编号", "商品名称", "数量", "身份证号"]) {
        assert!(sheet.push(at(1, column), header, Stored::Text));
    }
    for (row, cells) in (2..).zip(rows) {
        for (column, text) in (0..).zip(cells) {
            let stored = if column == 2 { Stored::Number } else { Stored::Text };
            assert!(sheet.push(at(row, column), text, stored));
        }
    }
    sheet
}

fn home() -> Sheet {
    sheet(&[
        ["A1", "奶粉", "2", "330203199001014127"],
        ["A1", "面膜", "1.50", "330203199001014127"],
        ["B2", "奶粉", "3", "012345678901234567"],
        ["C3", "口红", "1", "11010119900307100X"],
    ])
}

fn original(sheet: &Sheet) -> Vec<Original<'_>> {
    vec![Original { number: 0, sheet, header_row: 1, order_column: Some(0), codes: HashSet::from([0, 3]) }]
}

/// The export of a sheet, as the desk reads it again.
fn exported(sheet: &Sheet) -> Sheet {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bad.xlsx");
    let page = Page {
        number: 0,
        sheet,
        header_row: 1,
        rows: None,
        codes: BTreeSet::from([0, 3]),
        remarks: BTreeMap::new(),
    };
    write(IMPORT, 1, &[page], &path, Work::quiet()).expect("it is written");
    read(&path, &ReadOptions::default(), &mut |_| ControlFlow::Continue(())).expect("a workbook").remove(0)
}

/// What hands and programs did to it: for each row of the result the row it was, each with some cells changed.
fn remade(
    sheet: &Sheet,
    rows: &[u32],
    columns: &[u16],
    change: impl Fn(u32, u16, &str) -> Option<(String, Stored)>,
) -> Sheet {
    let mut made = Sheet::new("home.xlsx", sheet.name.clone());
    for (to, from) in (0..).zip(rows) {
        for (to_column, column) in (0..).zip(columns) {
            let cell = sheet.cell(at(*from, *column));
            let (text, stored) =
                change(*from, *column, cell.text).unwrap_or((cell.text.to_owned(), cell.stored));
            assert!(made.push(at(to, to_column), &text, stored));
        }
    }
    made
}

fn text(value: &str) -> Option<(String, Stored)> {
    Some((value.to_owned(), Stored::Text))
}

fn merged(home: &Sheet, returned: &Sheet) -> Result<Merge> {
    merge(IMPORT, &original(home), &Now, std::slice::from_ref(returned))
}

fn cells(merge: &Merge) -> Vec<(String, &str)> {
    merge.cells.iter().map(|((_, at), text)| (at.to_string(), text.as_str())).collect()
}

#[test]
fn an_export_that_nobody_touched_changes_nothing() {
    let home = home();
    let merge = merged(&home, &exported(&home)).expect("ours");
    assert_eq!((cells(&merge), merge.unchanged, merge.unknown_count, merge.damaged), (vec![], 4, 0, 0));
    assert!(merge.notes.is_empty(), "{:?}", merge.notes);
}

#[test]
fn sorted_cut_and_moved_rows_are_found_by_their_keys() {
    let home = home();
    // Two rows deleted, the others turned round; columns moved; a title row less; a column of the user's own.
    let returned = remade(&exported(&home), &[1, 5, 2], &[4, 3, 0, 2, 1], |row, column, _| {
        (row == 5 && column == 3).then(|| text("110101199003071000"))?
    });
    let merge = merged(&home, &returned).expect("ours");
    assert_eq!(cells(&merge), [("D6".to_owned(), "110101199003071000")]);
    assert_eq!((merge.unchanged, merge.unknown_count), (1, 0));
}

#[test]
fn rows_without_a_key_column_are_found_by_order_and_likeness() {
    let home = home();
    // The lines of one order changed places, and one of them was repaired.
    let returned = remade(&exported(&home), &[1, 5, 3, 2], &[0, 1, 2, 3], |row, column, _| {
        (row == 3 && column == 2).then(|| text("4"))?
    });
    let merge = merged(&home, &returned).expect("ours");
    assert_eq!(cells(&merge), [("C4".to_owned(), "4")]);
    assert_eq!((merge.unchanged, merge.unknown_count), (2, 0));
    assert_eq!(merge.notes.len(), 1, "it is said that the keys are gone: {:?}", merge.notes);
}

#[test]
fn rows_that_are_new_stand_twice_or_have_a_counted_up_key_are_told_and_left() {
    let home = home();
    let exported = exported(&home);
    let key = exported.cell(at(2, 4)).text.to_owned();
    let mut returned = remade(&exported, &[1, 2, 2, 3, 5], &[0, 1, 2, 3, 4], |row, column, _| {
        (row == 3 && column == 4).then(|| text(&key.replace("-3-", "-4-")))?
    });
    assert!(returned.push(at(9, 0), "D4", Stored::Text) && returned.push(at(9, 1), "新的", Stored::Text));
    let merge = merged(&home, &returned).expect("ours");
    assert!(merge.cells.is_empty());
    assert_eq!(merge.unknown_count, 3);
    let rows: Vec<u32> = merge.unknown.iter().map(|(_, row)| *row).collect();
    assert_eq!(rows, [3, 4, 10], "as the user counts them");
    assert_eq!(merge.unchanged, 2);
}

#[test]
fn a_file_of_another_import_or_of_none_is_refused() {
    let home = home();
    let exported = exported(&home);
    let refused =
        merge(OTHER, &original(&home), &Now, std::slice::from_ref(&exported)).expect_err("another import");
    assert_eq!(refused.code(), "other-import");
    let strangers = remade(&exported, &[1, 2], &[0, 1, 2, 3], |row, column, _| {
        (row == 2 && column == 0).then(|| text("Z9"))?
    });
    assert_eq!(merged(&home, &strangers).expect_err("no order is known").code(), "other-import");
    let mut letter = Sheet::new("letter.xlsx", "Sheet1");
    assert!(letter.push(at(0, 0), "Dear all", Stored::Text));
    assert_eq!(merged(&home, &letter).expect_err("no table").code(), "other-headers");
    assert_eq!(merge(IMPORT, &original(&home), &Now, &[]).expect_err("nothing").code(), "other-headers");
}

#[test]
fn changed_headers_are_told_and_their_cells_stay() {
    let home = home();
    let returned =
        remade(&exported(&home), &[1, 2], &[0, 1, 2, 3, 4], |row, column, _| match (row, column) {
            (1, 2) => text("件数"),
            (2, 2) => text("9"),
            (2, 1) => text("奶粉 900g"),
            _ => None,
        });
    let merge = merged(&home, &returned).expect("ours");
    assert_eq!(cells(&merge), [("B3".to_owned(), "奶粉 900g")]);
    let told: String = merge.notes.iter().map(|said| said.zh.as_str()).collect();
    assert!(told.contains("数量") && told.contains("件数"), "{told}");
}

#[test]
fn what_a_spreadsheet_program_ruined_is_not_taken_over() {
    let number =
        |text: &str| Cell { text: Box::leak(text.to_owned().into_boxed_str()), stored: Stored::Number };
    let typed = |text: &str| Cell { text: Box::leak(text.to_owned().into_boxed_str()), stored: Stored::Text };
    let day = |text: &str| Cell { text: Box::leak(text.to_owned().into_boxed_str()), stored: Stored::Date };
    for (was, now, code, took) in [
        ("330203199001014127", number("330203199001014140"), true, Took::Ruined),
        ("330203199001014127", typed("3.30203E+17"), true, Took::Ruined),
        ("330203199001014127", number("330203199001014100"), true, Took::Ruined),
        ("00123", number("123"), true, Took::Same),
        ("A", Cell { text: "#REF!", stored: Stored::Error }, false, Took::Ruined),
        ("12.50", number("12.5"), false, Took::Same),
        ("1,200", number("1200"), false, Took::Same),
        ("12.50", number("12.6"), false, Took::Changed("12.6")),
        ("123", number("124"), true, Took::Changed("124")),
        ("2026/11/24", day("2026-11-24 00:00:00"), false, Took::Same),
        ("2026/11/24", day("2026-11-25 00:00:00"), false, Took::Changed("2026-11-25 00:00:00")),
        ("a\r\nb", typed("a\nb"), false, Took::Same),
        ("千克", typed("个 "), false, Took::Changed("个")),
        ("千克", Cell::default(), false, Took::Changed("")),
    ] {
        assert_eq!(compare(was, now, code), took, "{was} → {}", now.text);
    }
}

#[test]
fn repairs_made_on_the_desk_since_the_export_stay() {
    struct Then;
    impl Before for Then {
        fn cell(&self, export: u32, (sheet, pos): At) -> Option<String> {
            (export == 1 && sheet == 0 && pos == at(2, 1)).then(|| "奶粉（旧）".to_owned())
        }
    }
    let home = home();
    let returned = remade(&exported(&home), &[1, 2], &[0, 1, 2, 3, 4], |row, column, _| {
        (row == 2 && column == 1).then(|| text("奶粉（旧）"))?
    });
    let merge = merge(IMPORT, &original(&home), &Then, std::slice::from_ref(&returned)).expect("ours");
    assert!(merge.cells.is_empty(), "the file says what it said when it was exported");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever stands in the cells, an export comes home as it went.
    #[test]
    fn any_text_comes_home_unchanged(texts in proptest::collection::vec("[ -~\u{a0}-\u{24f}订单_x0041\n\t]{0,24}", 8)) {
        let rows: Vec<[&str; 4]> =
            texts.chunks(2).map(|two| ["A1", two[0].as_str(), "1", two[1].as_str()]).collect();
        let home = sheet(&rows);
        let merge = merged(&home, &exported(&home)).expect("ours");
        prop_assert!(merge.cells.is_empty(), "{:?}", merge.cells);
    }

    /// No bytes of a cell make it panic.
    #[test]
    fn no_key_makes_it_panic(keys in proptest::collection::vec("[K0-9A-Fa-f-]{0,30}", 4)) {
        let home = home();
        let exported = exported(&home);
        let returned = remade(&exported, &[1, 2, 3, 4, 5], &[0, 1, 2, 3, 4], |row, column, _| {
            let key = keys.get((row as usize).checked_sub(2)?)?;
            (column == 4).then(|| text(key))?
        });
        let _ = merged(&home, &returned);
    }
}
