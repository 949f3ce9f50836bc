//! Orders that a person holds back, values that the client's own books know, and companies chosen for one import.

use super::{Table, sample};
use crate::desk::Desk;
use crate::view::{
    ChoiceKind, ClientChoice, ClientForm, Edit, GoodsForm, HoldBack, Mapping, PersonForm, Review, ReviewQuery,
};
use crate::work::Work;

const CLIENT: &str = "晴川";
const DIFFERS: &str = "SHEET-BOOK-DIFFERS";

fn opened(desk: &Desk) -> Mapping {
    desk.open_files(&[sample("orders-9610.xlsx")], CLIENT, Work::quiet()).expect("it opens")
}

fn orders(numbers: &[&str]) -> HoldBack {
    HoldBack::Orders { order_nos: numbers.iter().map(|number| (*number).to_owned()).collect() }
}

fn differing(review: &Review) -> (u32, String) {
    let group = review.groups.iter().find(|group| group.rule == DIFFERS);
    let says = group.and_then(|group| group.suggestion.as_ref()).map(|suggestion| suggestion.says.zh.clone());
    (group.map_or(0, |group| group.cells), says.unwrap_or_default())
}

#[test]
fn what_a_person_holds_back_is_not_declared_and_waits_with_that_persons_name() {
    let table = Table::set();
    let desk = table.open();
    let form = PersonForm { name: "林申报".into(), roles: vec!["manager".into()] };
    desk.change_person("1", &form).expect("somebody works here");
    let id = opened(&desk).import_id;
    let before = desk.review(&id).expect("a review");
    let two = orders(&["OK20261124000001", "OK20261124000002"]);
    let held = desk.hold_back(&id, &two, true).expect("held back");
    assert_eq!((held.held_orders, held.good_orders), (2, before.good_orders - 2));
    drop(desk);

    // It outlives the window, and the good ones go on without them.
    let desk = table.open();
    let declared = desk.declare(&id, Work::quiet()).expect("declared");
    assert_eq!((declared.made, declared.kept), (before.good_orders - 2, 2));
    let kept = desk.kept(CLIENT).expect("the work list");
    let lines: Vec<_> = kept.iter().map(|line| (line.rule.as_str(), line.says.zh.as_str())).collect();
    assert_eq!(lines, [("HELD-BACK", "林申报 留待以后"); 2]);

    // Taken up again, they are declared by the same import.
    desk.resume_import(&id, Work::quiet()).expect("opened again");
    desk.hold_back(&id, &orders(&["OK20261124000002"]), false).expect("taken up");
    let declared = desk.declare(&id, Work::quiet()).expect("declared");
    assert_eq!((declared.made, declared.kept), (1, 1));
    let kept = desk.kept(CLIENT).expect("the work list");
    assert_eq!(kept.iter().map(|line| line.order_no.as_str()).collect::<Vec<_>>(), ["OK20261124000001"]);
}

#[test]
fn what_the_goods_book_knows_otherwise_is_suggested_and_taken_over_in_one_step() {
    let table = Table::set();
    let desk = table.open();
    let article = GoodsForm {
        item_no: "HX-FO-400".into(),
        name: "深海鱼油软胶囊".into(),
        hs_code: "2106909090".into(),
        unit: "瓶".into(),
        origin: "新西兰".into(),
        ..GoodsForm::default()
    };
    desk.put_goods(CLIENT, &[article]).expect("an article");
    let id = opened(&desk).import_id;
    let before = desk.review(&id).expect("a review");
    let (cells, says) = differing(&before);
    assert!(cells > 0, "the sheet says that it comes from Australia: {:?}", before.groups);
    assert_eq!(says, format!("取自商品资料，{cells} 格"));
    let edit = Edit::Suggestion { rule: DIFFERS.into(), values: Vec::new() };
    let preview = desk.preview_edit(&id, &edit).expect("a preview");
    assert_eq!((preview.cells, preview.samples[0].after.as_str()), (cells, "新西兰"));
    assert_eq!(differing(&desk.edit(&id, &edit).expect("taken over")).0, 0);
    assert_eq!(differing(&desk.undo(&id).expect("taken back")), (cells, says));

    // What cannot be read at all is known by the article's number, too.
    let query = || ReviewQuery { find: "HX-FO-400".into(), ..ReviewQuery::default() };
    let unit = before.sheets[0].columns.iter().find(|column| column.field == "unit").expect("a unit").column;
    let spoilt = Edit::Set { column: unit, value: "若干".into(), query: query() };
    let spoilt = desk.edit(&id, &spoilt).expect("spoilt");
    let group = spoilt.groups.iter().find(|group| group.rule == "SHEET-UNIT-UNKNOWN").expect("it is found");
    let suggestion = group.suggestion.as_ref().expect("the goods book knows it");
    assert!(suggestion.from_book);
    assert_eq!((suggestion.cells, suggestion.values[0].to.as_str()), (group.cells, "瓶"));

    // Where the text itself says something, the goods book is the other choice.
    let packed = Edit::Set { column: unit, value: "盒装".into(), query: query() };
    let packed = desk.edit(&id, &packed).expect("a packing");
    let group = packed.groups.iter().find(|group| group.rule == "SHEET-UNIT-UNKNOWN").expect("it is found");
    let suggestion = group.suggestion.as_ref().expect("a unit in other words");
    assert_eq!((suggestion.from_book, suggestion.values[0].to.as_str()), (false, "盒"));
    assert_eq!(group.book, group.cells);
    let edit = Edit::GoodsBook { rule: group.rule.clone() };
    let preview = desk.preview_edit(&id, &edit).expect("a preview");
    assert_eq!((preview.cells, preview.samples[0].after.as_str()), (group.cells, "瓶"));
    let after = desk.edit(&id, &edit).expect("taken over");
    assert!(after.groups.iter().all(|group| group.rule != "SHEET-UNIT-UNKNOWN"));
}

#[test]
fn a_company_that_the_profile_does_not_know_is_named_with_the_one_that_is_near() {
    let table = Table::set();
    let desk = table.open();
    carriers(&desk);
    let id = opened(&desk).import_id;
    desk.add_column(&id, 0, "logisticsName").expect("a column");
    let review = desk.review(&id).expect("a review");
    let column = review.sheets[0].columns.iter().find(|c| c.field == "logisticsName").expect("it").column;
    let set = |value: &str| {
        let edit = Edit::Set { column, value: value.to_owned(), query: ReviewQuery::default() };
        let review = desk.edit(&id, &edit).expect("it is set");
        let group = review.groups.into_iter().find(|group| group.rule == "SHEET-COMPANY-UNKNOWN");
        group.and_then(|group| group.suggestion).map(|suggestion| suggestion.values[0].to.clone())
    };
    assert_eq!(set("白鹭"), None, "a short name of the profile");
    assert_eq!(set("白鹭快运"), Some("宁波白鹭快运有限公司".to_owned()));
}

/// Two carriers, the first of them the usual one.
fn carriers(desk: &Desk) {
    let choice = |label: &str, code: &str, name: &str, usual| ClientChoice {
        kind: ChoiceKind::Carrier,
        label: label.into(),
        values: [("logisticsCode", code), ("logisticsName", name)]
            .into_iter()
            .map(|(element, value)| (element.to_owned(), value.to_owned()))
            .collect(),
        also: String::new(),
        usual,
    };
    let choices = vec![
        choice("飞燕", "3301960A01", "杭州飞燕速递有限公司", true),
        choice("白鹭", "3302961A02", "宁波白鹭快运有限公司", false),
    ];
    let form = ClientForm { choices: Some(choices), ..ClientForm::default() };
    desk.change_client(CLIENT, &form).expect("two carriers");
}

#[test]
fn a_company_chosen_for_one_import_is_remembered_by_it_and_by_no_other() {
    let table = Table::set();
    let desk = table.open();
    carriers(&desk);
    let used = |mapping: &Mapping| {
        let of = mapping.companies.iter().find(|of| of.kind == ChoiceKind::Carrier).expect("carriers");
        (of.options[of.used as usize].code.clone(), of.other)
    };
    let mapping = opened(&desk);
    assert_eq!(used(&mapping), ("3301960A01".to_owned(), false));
    let chosen = desk.choose_for_import(&mapping.import_id, ChoiceKind::Carrier, "白鹭").expect("chosen");
    assert_eq!(used(&chosen), ("3302961A02".to_owned(), true));
    drop(desk);
    let desk = table.open();
    let again = desk.resume_import(&mapping.import_id, Work::quiet()).expect("opened again");
    assert_eq!(used(&again), ("3302961A02".to_owned(), true));
    assert_eq!(used(&opened(&desk)), ("3301960A01".to_owned(), false), "the next import has the usual one");
}
