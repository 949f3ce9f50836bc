//! Repairs of one file on another: moved columns, other headers, other clients' words.

use clearance_core::sheet::Stored;

use super::*;

fn sheet(headers: &[&str], rows: &[&[&str]]) -> Sheet {
    let mut sheet = Sheet::new("a.xlsx", "订单");
    for (row, cells) in std::iter::once(&headers).chain(rows).enumerate() {
        for (column, text) in (0..).zip(cells.iter()) {
            let row = u32::try_from(row).expect("a few rows");
            assert!(sheet.push(CellPos { row, column }, text, Stored::Text));
        }
    }
    sheet
}

fn mapping(sheet: &Sheet) -> Mapping {
    Mapping::at_row(sheet, 0).expect("a header")
}

/// A rule that found something in the second row, in its second column.
struct Second;

impl Places for Second {
    fn found(&self, rule: &str, _: usize, row: u32, column: Option<u16>) -> bool {
        rule == "R" && row == 2 && column.is_none_or(|column| column == 1)
    }
}

fn at(row: u32, column: u16) -> At {
    (0, CellPos { row, column })
}

fn changed<'a>(row: u32, column: u16, before: &'a str, after: &'a str) -> Changed<'a> {
    Changed { at: at(row, column), before, after }
}

fn on(repair: &Repair, sheet: &Sheet) -> Vec<(String, String)> {
    let mapping = mapping(sheet);
    let cells = repair.cells(&[(0, sheet, &mapping)], &Second, usize::MAX);
    cells.into_iter().map(|((_, at), text)| (at.to_string(), text)).collect()
}

fn made(how: Option<&How>, cells: &[Changed<'_>], sheet: &Sheet) -> Option<Repair> {
    let mapping = mapping(sheet);
    let repair = Repair::of(how, cells, &[(0, sheet, &mapping)])?;
    let text = serde_json::to_string(&repair).expect("plain values");
    assert_eq!(serde_json::from_str::<Repair>(&text).expect("its own text"), repair);
    Some(repair)
}

fn first() -> Sheet {
    sheet(
        &["订单编号", "计量单位", "品牌备注"],
        &[&["A1", "只装", "x"], &["A2", "", "y"], &["A3", "个", "z"]],
    )
}

#[test]
fn values_find_their_column_by_field_and_by_header_wherever_it_stands() {
    let cells = [changed(1, 1, "只装", "个"), changed(2, 1, "", "瓶"), changed(1, 2, "x", "无")];
    let repair = made(None, &cells, &first()).expect("two columns");
    let next = sheet(
        &["品牌备注", "单位", "订单编号"],
        &[&["x", "只装", "B1"], &["q", "", "B2"], &["x", "个", "B3"]],
    );
    let unit = mapping(&next).columns[1].used();
    assert_eq!(unit, Some(Field::Unit), "another header of the same field");
    let seen = on(&repair, &next);
    let expected = [("A2", "无"), ("B2", "个"), ("B3", "瓶"), ("A4", "无")];
    assert_eq!(seen, expected.map(|(cell, text)| (cell.to_owned(), text.to_owned())));
    assert!(on(&repair, &sheet(&["订单编号", "商品名称"], &[&["A1", "只装"]])).is_empty());
}

#[test]
fn a_value_that_became_several_others_is_not_repeated() {
    let cells = [changed(1, 1, "只装", "个"), changed(3, 1, "只装", "瓶"), changed(2, 1, "", "盒")];
    let repair = made(None, &cells, &first()).expect("what is certain");
    assert_eq!(on(&repair, &first()), [("B3".to_owned(), "盒".to_owned())]);
    assert_eq!(made(None, &cells[..2], &first()), None);
    assert_eq!(made(None, &[changed(1, 1, "个", "个")], &first()), None, "nothing was changed");
    assert_eq!(made(None, &[], &first()), None);
}

#[test]
fn one_value_for_a_column_is_set_where_the_rule_finds_something() {
    let set = |rule: &str| How::Set { sheet: 0, column: 1, value: "142".into(), rule: rule.into() };
    let everywhere = made(Some(&set("")), &[], &first()).expect("a column");
    assert_eq!(on(&everywhere, &first()).len(), 3);
    let there = made(Some(&set("R")), &[], &first()).expect("a column");
    assert_eq!(on(&there, &first()), [("B3".to_owned(), "142".to_owned())]);
    assert!(on(&made(Some(&set("S")), &[], &first()).expect("a column"), &first()).is_empty());
}

#[test]
fn a_text_is_replaced_inside_the_values_of_one_column_or_of_all() {
    let how = |column, find: &str, whole| How::Replace {
        sheet: 0,
        column,
        find: find.into(),
        with: "件".into(),
        whole,
        rule: String::new(),
    };
    let inside = made(Some(&how(Some(1), "只", false)), &[], &first()).expect("a column");
    assert_eq!(on(&inside, &first()), [("B2".to_owned(), "件装".to_owned())]);
    let whole = made(Some(&how(None, "x", true)), &[], &first()).expect("all columns");
    assert_eq!(on(&whole, &first()), [("C2".to_owned(), "件".to_owned())]);
    let nothing = made(Some(&how(Some(1), "", false)), &[], &first()).expect("a column");
    assert!(on(&nothing, &first()).is_empty(), "nothing to look for is found nowhere");
}

#[test]
fn it_says_what_it_does_and_never_whom_it_concerns() {
    let sheet = sheet(&["订单编号", "计量单位", "订购人姓名"], &[&["A1", "只装", "陈安宁"]]);
    let unit = made(None, &[changed(1, 1, "只装", "个")], &sheet).expect("a column");
    assert_eq!(unit.says().zh, "计量单位：只装 → 个");
    let name = made(None, &[changed(1, 2, "陈安宁", "陈安平")], &sheet).expect("a column").says();
    assert!(!name.zh.contains("安宁") && !name.en.contains("安平"), "{name:?}");
}

#[test]
fn it_looks_no_further_than_it_is_asked() {
    let set = How::Set { sheet: 0, column: 1, value: "142".into(), rule: String::new() };
    let repair = made(Some(&set), &[], &first()).expect("a column");
    let (sheet, most) = (first(), 1);
    let mapping = mapping(&sheet);
    assert_eq!(repair.cells(&[(0, &sheet, &mapping)], &Second, most).len(), 1);
}
