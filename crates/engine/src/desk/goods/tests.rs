//! The goods book as a clerk uses it.

use std::path::{Path, PathBuf};

use rust_xlsxwriter::Workbook;
use secrecy::SecretString;

use crate::desk::{Desk, KeySource, Options};
use crate::profile::Client;
use crate::view::{GoodsForm, GoodsLine, GoodsQuery, Mark};
use crate::work::Work;

/// A desk in a folder of its own with two clients.
struct Site {
    folder: tempfile::TempDir,
    desk: Desk,
}

fn site() -> Site {
    let folder = tempfile::tempdir().expect("a folder");
    let light =
        r#"{"version":1,"salt":"00112233445566778899aabbccddeeff","memory_kib":64,"passes":1,"lanes":1}"#;
    std::fs::write(folder.path().join("vault.json"), light).expect("a vault");
    let key = KeySource::Passphrase(SecretString::from("correct horse".to_owned()));
    let desk = Desk::open_with(folder.path(), &key, Options::default()).expect("the desk opens");
    for name in ["晴川", "南风"] {
        let mut form = Client::practice(String::new()).form();
        form.insert("name".into(), name.into());
        desk.add_client(&form).expect("a client");
    }
    Site { folder, desk }
}

fn article(item_no: &str, name: &str, hs_code: &str) -> GoodsForm {
    GoodsForm {
        item_no: item_no.into(),
        name: name.into(),
        hs_code: hs_code.into(),
        unit: "千克".into(),
        origin: "日本".into(),
        ..GoodsForm::default()
    }
}

fn all(desk: &Desk, client: &str) -> Vec<GoodsLine> {
    desk.goods(client, &GoodsQuery::default()).expect("a page").lines
}

fn sheet(folder: &Path, rows: &[&[&str]]) -> PathBuf {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (number, row) in (0_u32..).zip(rows) {
        for (column, text) in (0_u16..).zip(*row) {
            sheet.write_string(number, column, *text).expect("a cell");
        }
    }
    let path = folder.join("goods.xlsx");
    book.save(&path).expect("a workbook");
    path
}

#[test]
fn what_is_typed_is_stored_by_code_and_found_and_a_twin_is_refused() {
    let Site { desk, folder: _folder } = site();
    let line = desk
        .put_goods("晴川", &[article(" A-001 ", "红酒", "2204.2100.00")])
        .expect("it is stored")
        .remove(0);
    assert_eq!((line.goods.item_no.as_str(), line.goods.hs_code.as_str()), ("A-001", "2204210000"));
    assert_eq!((line.goods.unit.as_str(), line.goods.origin.as_str()), ("035", "116"));
    assert!(line.notes.is_empty() && !line.unit1.is_empty(), "{line:?}");
    let twin = article("A-001", "白酒", "2204210000");
    assert_eq!(
        desk.put_goods("晴川", std::slice::from_ref(&twin)).expect_err("a twin").code(),
        "goods-wrong"
    );
    let told = desk.check_goods("晴川", &twin).expect("notes");
    assert!(told.notes.iter().any(|note| note.field == "itemNo" && note.mark == Mark::Stops));
    desk.put_goods("南风", &[twin]).expect("another client has a book of its own");
    let changed = GoodsForm { name: "干红".into(), ..line.goods };
    desk.put_goods("晴川", &[changed]).expect("it is changed in place");
    assert_eq!(all(&desk, "晴川").iter().map(|l| l.goods.name.clone()).collect::<Vec<_>>(), ["干红"]);
}

#[test]
fn goods_without_a_code_in_force_are_flagged_and_can_be_listed_alone() {
    let Site { desk, folder: _folder } = site();
    let goods = [
        article("1", "有编码", "2204210000"),
        article("2", "没有编码", ""),
        article("3", "编码不存在", "9999999999"),
        article("4", "编码太短", "2204"),
        GoodsForm { unit: "一大把".into(), ..article("5", "单位不对", "2204210000") },
    ];
    desk.put_goods("晴川", &goods).expect("they are stored");
    let flagged = desk.goods("晴川", &GoodsQuery { flagged: true, ..GoodsQuery::default() }).expect("a page");
    assert_eq!((flagged.total, flagged.flagged), (4, 4));
    assert!(flagged.lines.iter().all(|line| line.goods.item_no != "1" && !line.notes.is_empty()));
    let found = GoodsQuery {
        find: "编码".into(),
        sort: "name".into(),
        descending: true,
        count: 2,
        ..GoodsQuery::default()
    };
    let page = desk.goods("晴川", &found).expect("a page");
    assert_eq!((page.total, page.lines.len()), (4, 2));
}

#[test]
fn what_was_dropped_comes_back_as_it_was() {
    let Site { desk, folder: _folder } = site();
    desk.put_goods("晴川", &[article("1", "甲", "2204210000"), article("2", "乙", "")]).expect("two");
    let before = all(&desk, "晴川");
    let ids: Vec<String> = before.iter().map(|line| line.goods.id.clone()).collect();
    assert_eq!(desk.drop_goods("南风", &ids).expect_err("not theirs").code(), "no-such-article");
    let dropped = desk.drop_goods("晴川", &ids).expect("they go");
    assert!(all(&desk, "晴川").is_empty());
    desk.put_goods("晴川", &dropped).expect("they come back");
    assert_eq!(all(&desk, "晴川"), before);
}

#[test]
fn a_book_that_is_written_reads_back_the_same() {
    let Site { desk, folder } = site();
    let full = GoodsForm {
        barcode: "0012345678905".into(),
        model: "750ml*6".into(),
        record_no: "000123".into(),
        qty1: "4.5".into(),
        qty2: "0.75".into(),
        net_weight: "1.2".into(),
        ..article("000123456789012345678", "=红酒+", "2204210000")
    };
    desk.put_goods("晴川", &[full, article("", "只有名称", ""), article("2", "", "")])
        .expect("they are stored");
    let path = folder.path().join("book.xlsx");
    assert_eq!(desk.export_goods("晴川", &path).expect("a workbook"), 3);
    let back = desk.plan_goods("晴川", &path, Work::quiet()).expect("a plan");
    assert_eq!((back.fresh, back.changed, back.same, back.wrong), (0, 0, 3, 0), "{back:?}");
    desk.take_goods("南风", &path, Work::quiet()).expect("it is taken");
    let forms = |client: &str| -> Vec<GoodsForm> {
        let lines = all(&desk, client).into_iter();
        lines.map(|line| GoodsForm { id: String::new(), ..line.goods }).collect()
    };
    assert_eq!(forms("晴川"), forms("南风"));
    let twice = folder.path().join("twice.xlsx");
    desk.export_goods("南风", &twice).expect("a workbook");
    let again = desk.plan_goods("晴川", &twice, Work::quiet()).expect("a plan");
    assert_eq!(again.same, 3);
}

#[test]
fn a_sheet_is_shown_before_it_is_taken_and_empty_cells_change_nothing() {
    let Site { desk, folder } = site();
    desk.put_goods("晴川", &[article("1", "甲", "2204210000"), article("2", "乙", "2204210000")])
        .expect("two");
    let path = sheet(
        folder.path(),
        &[
            &["商品资料"],
            &["企业商品货号", "商品名称", "商品编码", "计量单位", "净重（公斤）", "供应商"],
            &["1", "甲", "2204210000", "", "1.5", "某"],
            &["2", "", "", "", "", ""],
            &["3", "丙", "1234567890", "千克", "", ""],
            &["4", "丁", "2204210000", "千克", "很重", ""],
        ],
    );
    let plan = desk.plan_goods("晴川", &path, Work::quiet()).expect("a plan");
    assert_eq!((plan.fresh, plan.changed, plan.same, plan.wrong, plan.noted), (1, 1, 1, 1, 1), "{plan:?}");
    assert_eq!(plan.unused, ["供应商"]);
    assert_eq!((plan.rows[0].kind.as_str(), plan.rows[0].place.as_str()), ("wrong", "Sheet1 6"));
    assert_eq!(plan.rows[1].notes[0].field, "hsCode");
    let changed = plan.rows.iter().find(|row| row.kind == "changed").expect("one");
    assert_eq!((changed.differences.len(), changed.differences[0].after.as_str()), (1, "1.5"));
    assert_eq!(all(&desk, "晴川").len(), 2, "nothing is taken yet");
    desk.take_goods("晴川", &path, Work::quiet()).expect("it is taken");
    let now = all(&desk, "晴川");
    assert_eq!(now.len(), 3);
    assert_eq!((now[0].goods.unit.as_str(), now[0].goods.net_weight.as_str()), ("035", "1.5"));
}

#[test]
fn a_file_without_goods_is_told() {
    let Site { desk, folder } = site();
    let path = sheet(folder.path(), &[&["日期", "金额"], &["2026-11-24", "1"]]);
    assert_eq!(desk.plan_goods("晴川", &path, Work::quiet()).expect_err("no goods").code(), "no-goods");
}

#[test]
fn the_tariff_is_searched_by_code_and_by_words_with_units_and_rates() {
    let Site { desk, folder: _folder } = site();
    let found = desk.tariff("葡萄酒", 5).expect("a search");
    assert!(found.lines.len() <= 5 && found.total > 0);
    let first = &desk.tariff("2204210000", 1).expect("a search").lines[0];
    assert!(first.unit1.contains("升") && !first.vat.zh.is_empty(), "{first:?}");
}
