//! What stands in an annotated workbook, read from its parts.

use std::io::Read as _;
use std::ops::ControlFlow;

use super::*;
use crate::sheet::{ReadOptions, read};

const IMPORT: &str = "3F2A9C01-1111-4111-8111-111111111111";

fn at(row: u32, column: u16) -> CellPos {
    CellPos { row, column }
}

fn sheet() -> Sheet {
    let mut sheet = Sheet::new("orders.xlsx", "订单");
    for (row, column, text, stored) in [
        (0, 0, "十一月订单", Stored::Text),
        (2, 0, "订单编号", Stored::Text),
        (2, 1, "数量", Stored::Text),
        (2, 2, "身份证号", Stored::Text),
        (2, 3, "下单时间", Stored::Text),
        (3, 0, "00123", Stored::Text),
        (3, 1, "12.5", Stored::Number),
        (3, 2, "330203199001014127", Stored::Text),
        (3, 3, "2026-11-24 10:15:00", Stored::Date),
        (4, 0, "=1+1", Stored::Text),
        (4, 2, "330203199001014000", Stored::Number),
        (5, 0, " two  spaces ", Stored::Text),
        (5, 1, "TRUE", Stored::Bool),
        (5, 3, "#N/A", Stored::Error),
    ] {
        assert!(sheet.push(at(row, column), text, stored));
    }
    sheet
}

fn page(sheet: &Sheet) -> Page<'_> {
    let lines = vec![
        Said::new("停 · 校验位不符 [X-1]", "Stops · The check digit is wrong [X-1]"),
        Said::new("请核对", "Ask again"),
    ];
    let remarks = BTreeMap::from([
        (at(3, 2), Remark { mark: Mark::Stops, lines: lines.clone() }),
        (at(4, 1), Remark { mark: Mark::Warns, lines: lines.clone() }),
        (at(5, 0), Remark { mark: Mark::Fixed, lines }),
    ]);
    Page { number: 0, sheet, header_row: 2, rows: None, codes: BTreeSet::from([0, 2]), remarks }
}

fn written(pages: &[Page<'_>]) -> (tempfile::TempDir, std::path::PathBuf, Written) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bad.xlsx");
    let done = write(IMPORT, 1, pages, &path, Work::quiet()).expect("it is written");
    (folder, path, done)
}

fn back(path: &Path) -> Vec<Sheet> {
    read(path, &ReadOptions::default(), &mut |_| ControlFlow::Continue(())).expect("a workbook")
}

fn part(path: &Path, name: &str) -> String {
    let mut book = zip::ZipArchive::new(std::fs::File::open(path).expect("a file")).expect("a workbook");
    let mut text = String::new();
    book.by_name(name).expect("the part").read_to_string(&mut text).expect("text");
    text
}

#[test]
fn every_cell_is_as_it_was_and_each_row_has_its_key() {
    let sheet = sheet();
    let (_folder, path, done) = written(&[page(&sheet)]);
    assert_eq!(done, Written { rows: 3, cells: 3 });
    let back = &back(&path)[0];
    assert_eq!(&*back.name, "订单");
    for row in sheet.rows() {
        for column in 0..row.width() {
            let at = CellPos { row: row.number(), column };
            assert_eq!(back.cell(at).text, sheet.cell(at).text, "{at}");
        }
    }
    assert_eq!(back.cell(at(3, 2)).stored, Stored::Text, "no digit may be lost");
    assert_eq!(back.cell(at(4, 2)).stored, Stored::Text, "a number column of names is text");
    assert_eq!((back.cell(at(3, 1)).stored, back.cell(at(3, 3)).stored), (Stored::Number, Stored::Date));
    assert_eq!(back.cell(at(4, 0)).stored, Stored::Text, "what looks like a formula is none");
    assert_eq!(back.cell(at(2, 4)).text, row_key::HEADER);
    let key = RowKey { export: 1, sheet: 0, row: 4 };
    assert_eq!(RowKey::read(back.cell(at(4, 4)).text, IMPORT), row_key::Read::Ours(key));
}

#[test]
fn only_the_asked_rows_are_there_one_below_the_other_with_titles_and_headers() {
    let sheet = sheet();
    let page = Page { rows: Some(BTreeSet::from([3, 5])), ..page(&sheet) };
    let (_folder, path, done) = written(&[page]);
    assert_eq!(done, Written { rows: 2, cells: 2 });
    let back = &back(&path)[0];
    let first: Vec<&str> = back.rows().map(|row| row.cell(0).text).collect();
    assert_eq!(first, ["十一月订单", "订单编号", "00123", " two  spaces "]);
    assert_eq!(back.rows().last().expect("a row").number(), 4);
}

#[test]
fn marked_cells_have_the_colours_of_the_desk_and_a_comment_in_both_languages() {
    let sheet = sheet();
    let (_folder, path, _) = written(&[page(&sheet)]);
    let comments = part(&path, "xl/comments1.xml");
    for (cell, words) in [("C4", "校验位不符 [X-1]"), ("B5", "Ask again"), ("A6", "The check digit is wrong")]
    {
        let from =
            comments.find(&format!("ref=\"{cell}\"")).unwrap_or_else(|| panic!("{cell} has a comment"));
        let of_cell = comments[from..].split("</comment>").next().expect("its end");
        assert!(of_cell.contains(words), "{cell}: {of_cell}");
    }
    assert_eq!(comments.matches("<comment ref=").count(), 3);
    let styles = part(&path, "xl/styles.xml");
    for colour in ["FFFCE6E4", "FFB0221B", "FFFBECCF", "FF834C00", "FFDDF0F2", "FF0A636C"] {
        assert!(styles.contains(colour), "{colour}");
    }
    let sheet = part(&path, "xl/worksheets/sheet1.xml");
    let style_of = |cell: &str| {
        let from = sheet.find(&format!("r=\"{cell}\"")).expect("the cell");
        sheet[from..].split("s=\"").nth(1).and_then(|s| s.split('"').next()).expect("a style").to_owned()
    };
    let mut all = [style_of("C4"), style_of("B5"), style_of("A6")];
    all.sort();
    assert!(all[0] != all[1] && all[1] != all[2], "three marks, three looks");
}

#[test]
fn a_workbook_that_cannot_be_finished_leaves_nothing_behind() {
    let sheet = sheet();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("no such folder").join("bad.xlsx");
    assert!(write(IMPORT, 1, &[page(&sheet)], &path, Work::quiet()).is_err());
    std::fs::create_dir(folder.path().join("taken.xlsx")).expect("a folder of that name");
    assert!(write(IMPORT, 1, &[page(&sheet)], &folder.path().join("taken.xlsx"), Work::quiet()).is_err());
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").collect();
    assert_eq!(left.len(), 1, "no half of a file is left: {left:?}");
}

#[test]
fn sheets_of_one_name_and_names_that_cannot_be_are_told_apart() {
    let mut taken = BTreeSet::new();
    let name = |file: &str, name: &str, taken: &mut BTreeSet<String>| named(&Sheet::new(file, name), taken);
    assert_eq!(name("a.xlsx", "Sheet1", &mut taken), "Sheet1");
    assert_eq!(name("b.xlsx", "sheet1", &mut taken), "sheet1 b.xlsx");
    assert_eq!(name("b.xlsx", "sheet1", &mut taken), "sheet1 2");
    assert_eq!(name("c.csv", "订单[1]/2", &mut taken), "订单_1__2");
    assert_eq!(name("c.csv", "", &mut taken), "Sheet");
}
