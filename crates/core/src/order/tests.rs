//! Sheets as people have them, and the orders that come out.

use super::*;
use crate::cn::codes::Tables;
use crate::sheet::{CellPos, Sheet, Stored};

/// A sheet of text cells, one string a row, cells apart by `|`. A cell that begins with `#` is a number cell.
fn sheet(file: &str, rows: &[&str]) -> Sheet {
    let mut sheet = Sheet::new(file, "Sheet1");
    for (row, cells) in (0_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(cells.split('|')) {
            let (text, stored) = match cell.strip_prefix('#') {
                Some(number) => (number, Stored::Number),
                None => (cell, Stored::Text),
            };
            assert!(sheet.push(CellPos { row, column }, text, stored));
        }
    }
    sheet
}

fn import(sheets: &[Sheet]) -> Orders {
    orders(sheets, &mappings(sheets, &[]), &*Tables::built_in())
}

/// Problems as `A3 MASKED`, without those about missing columns.
fn problems(orders: &Orders) -> Vec<String> {
    let told = orders.problems.iter().filter(|problem| problem.id() != "SHEET-COLUMN-MISSING");
    told.map(|p| format!("{} {}", p.cell.at, p.id().trim_start_matches("SHEET-"))).collect()
}

fn fields(header: &str) -> Vec<(String, Confidence)> {
    let sheet = sheet("a.xlsx", &[header]);
    let mapping = map(&sheet, &[]).expect("a header");
    let of = |c: &Column| (c.field.map_or("-", Field::element).to_owned(), c.confidence);
    mapping.columns.iter().map(of).collect()
}

#[test]
fn every_known_sheet_is_recognised_by_its_own_header() {
    for layout in layouts::ALL {
        let header = layout.columns.iter().map(|(header, _)| *header).collect::<Vec<_>>().join("|");
        let sheet = sheet("a.xlsx", &[&header]);
        let mapping = map(&sheet, &[]).expect("a header");
        assert_eq!(mapping.layout.map(|found| found.id), Some(layout.id));
        for (column, (_, means)) in mapping.columns.iter().zip(layout.columns) {
            let (field, confidence) = match means {
                layouts::Means::Is(field) => (Some(*field), Confidence::Sure),
                layouts::Means::Ask(field) => (Some(*field), Confidence::Ask),
                layouts::Means::Nothing => (None, Confidence::None),
            };
            assert_eq!(
                (column.field, column.confidence),
                (field, confidence),
                "{} {}",
                layout.id,
                column.header
            );
        }
    }
}

#[test]
fn a_name_that_stands_twice_is_told_apart_by_its_turn_or_asked_about() {
    let courier = "报关单号|总运单号|袋号|快件单号|发件人|发件人地址|电话号码|收件人|电话号码|城市|邮编|收件人地址|内件名称|数量|\
        总价（元）|毛重（KG）|税号|物品名称|品牌|数量|单位|单价|币别|备注";
    let fields_of = fields(courier);
    assert_eq!(fields_of[6], ("-".to_owned(), Confidence::None));
    assert_eq!(fields_of[8], ("consigneeTelephone".to_owned(), Confidence::Sure));
    assert_eq!(fields_of[13].1, Confidence::None);
    assert_eq!(fields_of[19], ("qty".to_owned(), Confidence::Sure));
    let unknown = fields("订单编号|数量|商品名称|数量");
    assert_eq!(unknown[1], ("qty".to_owned(), Confidence::Ask));
    assert_eq!(unknown[3], ("qty".to_owned(), Confidence::Ask));
}

#[test]
fn the_header_is_found_below_titles_and_blank_rows() {
    let sheet = sheet("a.xlsx", &["十一月订单", "", "制表：王", "订单编号|商品名称|数量", "A1|牙膏|1"]);
    assert_eq!(map(&sheet, &[]).map(|mapping| mapping.header_row), Some(3));
    let notes = super::tests::sheet("b.xlsx", &["说明|请勿修改|谢谢", "个|007|x"]);
    assert!(map(&notes, &[]).is_none());
    let lost = import(std::slice::from_ref(&notes));
    assert_eq!(problems(&lost), ["A1 NO-ORDER-COLUMN"]);
}

#[test]
fn rows_of_one_number_are_one_order_with_the_head_repeated_or_only_once() {
    let repeated = import(&[sheet(
        "a.xlsx",
        &[
            "订单编号|订购人姓名|商品名称|数量",
            "A1|林晓岚|牙膏|1",
            "A1|林晓岚|鱼油|2",
            "A2|周子墨|牙膏|1",
            "A1|林晓岚|面霜|1",
        ],
    )]);
    assert_eq!(problems(&repeated), [] as [String; 0]);
    let shape: Vec<_> =
        repeated.orders.iter().map(|order| (order.order_no.as_str(), order.lines.len())).collect();
    assert_eq!(shape, [("A1", 3), ("A2", 1)]);
    let once = import(&[sheet(
        "a.csv",
        &[
            "Name|Email|Total|Lineitem name|Lineitem quantity|Lineitem price|Shipping Name",
            "#1001|a@example.com|30.00|Tea|2|10.00|Lin",
            "#1001||| Cup|1|10.00|",
        ],
    )]);
    assert_eq!((once.orders.len(), once.orders[0].lines.len()), (1, 2));
    assert_eq!(once.orders[0].get(Field::Paid), Some("30.00"));
    let merged =
        import(&[sheet("a.xlsx", &["订单编号|订购人姓名|商品名称|数量", "A1|林晓岚|牙膏|1", "||鱼油|2"])]);
    assert_eq!(merged.orders[0].lines.len(), 2);
}

#[test]
fn rows_that_disagree_are_a_problem_and_the_first_value_stays() {
    let read = import(&[sheet(
        "a.xlsx",
        &["订单编号|订购人姓名|运杂费|商品名称|数量", "A1|林晓岚|10|牙膏|1", "A1|周子墨|10.00|鱼油|2"],
    )]);
    assert_eq!(problems(&read), ["B3 CONFLICT"]);
    assert_eq!(read.orders[0].get(Field::BuyerName), Some("林晓岚"));
    assert_eq!(read.stopped(), [true]);
}

#[test]
fn totals_headers_and_remarks_are_no_orders() {
    let read = import(&[sheet(
        "a.xlsx",
        &[
            "订单编号|商品名称|数量|总价",
            "A1|牙膏|1|10",
            "订单编号|商品名称|数量|总价",
            "A2|鱼油|1|20",
            "合计||2|30",
            "|||30",
            "注：以上均为试运行",
        ],
    )]);
    assert_eq!(problems(&read), [] as [String; 0]);
    assert_eq!((read.orders.len(), read.line_count()), (2, 2));
    let lost = import(&[sheet(
        "a.xlsx",
        &["订单编号|订购人姓名|商品名称|数量", "A1|林晓岚|牙膏|1", "|周子墨|鱼油|1"],
    )]);
    assert_eq!(problems(&lost), ["A3 NO-ORDER-NUMBER"]);
}

#[test]
fn goods_payments_and_waybills_meet_by_order_number() {
    let order = sheet(
        "o.xlsx",
        &["订单编号|企业商品名称|数量|总价|收货人姓名", "A1|牙膏|1|10|林晓岚", "A1|鱼油|2|258|林晓岚"],
    );
    let list = sheet(
        "l.xlsx",
        &[
            "订单编号|商品名称|商品编码|数量|总价|毛重",
            "A1|鱼油|2106909090|2|258.00|0.9",
            "A1|牙膏|3306101090|1|10|0.9",
        ],
    );
    let payment = sheet(
        "p.xlsx",
        &[
            "订单编号|支付企业代码|支付交易编码|支付金额|支付人姓名|支付时间|备注",
            "A1|440316T001|P001|268|林晓岚|2026-11-20 10:15:00|已付",
        ],
    );
    let waybill = sheet(
        "w.xlsx",
        &[
            "订单编号|物流运单编号|物流企业代码|物流企业名称|收货人姓名|收货人电话|收件地址|运费|保价费|毛重|备注",
            "A1|QH1|C|N|周子墨|1|x|0|0|1|",
        ],
    );
    let read = import(&[order, list, payment, waybill]);
    assert_eq!(problems(&read), ["E2 CONFLICT"]);
    let one = &read.orders[0];
    let code = |line: usize| one.lines[line].get(Field::TariffCode);
    assert_eq!((one.lines.len(), code(0), code(1)), (2, Some("3306101090"), Some("2106909090")));
    assert_eq!(one.get(Field::PaymentNo), Some("P001"));
    assert_eq!(one.get(Field::PayTime), Some("20261120101500"));
    assert_eq!((one.get(Field::GrossWeight), one.get(Field::Weight)), (Some("0.9"), Some("1")));
    assert_eq!(one.line_cell(1, Field::TariffCode).as_deref(), Some("Sheet1!C2"));
}

#[test]
fn a_report_of_items_replaces_the_summed_goods_of_a_report_of_orders() {
    let header = layouts::ALL.iter().find(|layout| layout.id == "taobao-orders").expect("it is known");
    let names: Vec<&str> = header.columns.iter().map(|(name, _)| *name).collect();
    let mut row = vec![""; names.len()];
    row[0] = "T1";
    row[19] = "牙膏,鱼油";
    row[24] = "3";
    let summed = sheet("t.csv", &[&names.join("|"), &row.join("|")]);
    let items = sheet(
        "i.csv",
        &["主订单编号|子订单编号|标题|价格|购买数量|商家编码", "T1|1|牙膏|39.5|1|A", "T1|2|鱼油|129|2|B"],
    );
    for sheets in [[summed.clone(), items.clone()], [items, summed]] {
        let read = import(&sheets);
        let names: Vec<_> = read.orders[0].lines.iter().map(|line| line.get(Field::ItemName)).collect();
        assert_eq!(names, [Some("牙膏"), Some("鱼油")]);
    }
}

#[test]
fn sheets_with_different_goods_keep_the_first() {
    let one = sheet("a.xlsx", &["订单编号|商品名称|数量", "A1|牙膏|1"]);
    let two = sheet("b.xlsx", &["订单编号|商品名称|数量", "A1|牙膏|1", "A1|鱼油|1"]);
    let read = import(&[one, two]);
    assert_eq!((problems(&read), read.line_count()), (vec!["B2 LINES-DIFFER".to_owned()], 1));
}

#[test]
fn addresses_are_put_together_from_the_province_to_the_door() {
    for (header, row, address) in [
        (
            "关联单号|城市|省份|收件人地址|物品名称",
            "A1|杭州市|浙江省|解放路 77 号|x",
            "浙江省杭州市解放路 77 号",
        ),
        (
            "关联单号|城市|省份|收件人地址|物品名称",
            "A1|杭州市|浙江省|浙江省杭州市解放路 77 号|x",
            "浙江省杭州市解放路 77 号",
        ),
        (
            "order-id|ship-address-1|ship-city|ship-postal-code|sku",
            "A1|18 High St|Leeds|LS1|x",
            "18 High St Leeds LS1",
        ),
    ] {
        let read = import(&[sheet("a.xlsx", &[header, row])]);
        assert_eq!(read.orders[0].get(Field::Address), Some(address));
    }
}

#[test]
fn a_report_whose_amounts_are_shares_is_added_up() {
    let header = "order-id|buyer-name|sku|product-name|quantity-purchased|currency|item-price|item-tax|shipping-price|shipping-tax";
    let read = import(&[sheet(
        "a.txt",
        &[header, "A1|Lin|S1|Tea|2|CNY|20|1.82|5|0.46", "A1|Lin|S2|Cup|1|CNY|10|0.91|2.5|0.23"],
    )]);
    assert_eq!(problems(&read), [] as [String; 0]);
    let one = &read.orders[0];
    assert_eq!((one.get(Field::TaxTotal), one.get(Field::Freight)), (Some("3.42"), Some("7.5")));
    assert_eq!(one.lines[0].unit_price().map(|m| m.to_string()).as_deref(), Some("10.00"));
    assert_eq!(one.goods_value().map(|m| m.to_string()).as_deref(), Some("30.00"));
}

#[test]
fn the_number_for_clearance_counts_before_the_platforms_own() {
    let read =
        import(&[sheet("a.csv", &["商品|订单号|商品数量(件)|海淘清关订单号", "茶|P1|1|HT1", "茶|P2|1|"])]);
    let numbers: Vec<_> = read.orders.iter().map(|order| order.order_no.as_str()).collect();
    assert_eq!(numbers, ["HT1", "P2"]);
}

#[test]
fn a_consignees_number_is_the_buyers_only_when_a_person_says_so() {
    let sheets = [sheet(
        "a.xlsx",
        &["订单编号|收件人姓名|收件人身份证号|商品名称", "A1|林晓岚|110101199003077619|牙膏"],
    )];
    let mut mappings = mappings(&sheets, &[]);
    let unasked = orders(&sheets, &mappings, &*Tables::built_in());
    assert_eq!(
        (problems(&unasked), unasked.orders[0].get(Field::BuyerId)),
        (vec!["C1 COLUMN-ASK".to_owned()], None)
    );
    mappings[0].choose(2, Some(Field::BuyerId));
    let asked = orders(&sheets, &mappings, &*Tables::built_in());
    assert_eq!((problems(&asked), asked.orders[0].get(Field::BuyerId)), (vec![], Some("110101199003077619")));
    // The answer is kept, and fits the same columns in another order.
    let text = serde_json::to_string(&Recipe::of(&mappings[0], "每日订单", "晴川")).expect("plain JSON");
    let recipe: Recipe = serde_json::from_str(&text).expect("its own JSON");
    let moved = sheet(
        "b.xlsx",
        &["收件人身份证号|订单编号|商品名称|收件人姓名", "110101199003077619|A1|牙膏|林晓岚"],
    );
    let mapping = map(&moved, std::slice::from_ref(&recipe)).expect("a header");
    assert_eq!(mapping.columns[0].used(), Some(Field::BuyerId));
    let other = sheet("c.xlsx", &["收件人身份证号|订单编号|商品名称", "1|A1|牙膏"]);
    assert_eq!(map(&other, &[recipe]).and_then(|m| m.columns[0].used()), None);
}

#[test]
fn codes_that_lost_a_zero_get_it_back_and_numbers_beside_text_are_mentioned() {
    let read = import(&[sheet(
        "a.xlsx",
        &[
            "订单编号|商品名称|商品编码|单位|申报海关代码|物流运单编号",
            "A1|肉|#209100000|#35|#100|0071",
            "A2|肉|0209100000|千克|0100|#72",
        ],
    )]);
    assert_eq!(problems(&read), ["C2 ZERO-RESTORED", "E2 ZERO-RESTORED", "F3 NUMBER-AS-NUMBER"]);
    for order in &read.orders {
        assert_eq!(order.get(Field::DeclarationPort), Some("0100"));
        assert_eq!(order.lines[0].get(Field::TariffCode), Some("0209100000"));
        assert_eq!(order.lines[0].get(Field::Unit), Some("035"));
    }
}

#[test]
fn more_lines_than_a_message_takes_stop_the_order() {
    for (count, found) in [(99, vec![]), (100, vec!["B101 LINES-OVER-99".to_owned()])] {
        let mut rows = vec!["订单编号|商品名称|数量"];
        rows.extend(std::iter::repeat_n("A1|牙膏|1", count));
        assert_eq!(problems(&import(&[sheet("a.xlsx", &rows)])), found);
    }
}

#[test]
fn an_order_is_stored_and_read_again() {
    let read = import(&[sheet("a.xlsx", &["订单编号|原产国|起运国|商品名称", "A1|日本|韩国|牙膏"])]);
    let order = &read.orders[0];
    let text = serde_json::to_string(order).expect("plain JSON");
    assert_eq!(serde_json::from_str::<Order>(&text).ok().as_ref(), Some(order));
    assert_eq!((order.get(Field::Departure), order.lines[0].get(Field::Origin)), (Some("133"), Some("116")));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]

    /// Whatever stands in the cells: no panic, no order without a number, and every problem points into the sheet.
    #[test]
    fn any_cells_become_orders_and_problems(
        cells in proptest::collection::vec(("[ -~年日元０-９*＊E.;/='\\-\u{3000}张]{0,24}", 0_u8..5), 0..60),
        layout in 0_usize..22,
    ) {
        let columns = layouts::ALL[layout].columns;
        let mut sheet = Sheet::new("any.xlsx", "Sheet1");
        for (column, (header, _)) in (0_u16..).zip(columns) {
            sheet.push(CellPos { row: 0, column }, header, Stored::Text);
        }
        for (i, (text, stored)) in cells.iter().enumerate() {
            let stored = [Stored::Text, Stored::Number, Stored::Date, Stored::Bool, Stored::Error][usize::from(*stored)];
            let at = CellPos { row: 1 + (i / 7) as u32, column: (i % 7 * 3) as u16 };
            sheet.push(at, text, stored);
        }
        let read = import(&[sheet]);
        proptest::prop_assert!(read.orders.iter().all(|order| !order.order_no.is_empty()));
        proptest::prop_assert!(read.problems.iter().all(|p| p.cell.at.row <= 9 && usize::from(p.cell.at.column) < columns.len()));
    }
}

#[test]
fn a_formula_that_was_never_calculated_stops_its_order_and_is_not_made_up() {
    let mut sheet = sheet("a.xlsx", &["订单编号|商品名称|数量|单价", "A1|牙膏|2|", "A2|鱼油|1|129"]);
    sheet.unseen.formulas = vec![CellPos { row: 1, column: 3 }];
    let read = import(&[sheet.clone()]);
    assert!(problems(&read).contains(&"D2 FORMULA-EMPTY".to_owned()), "{:?}", problems(&read));
    assert_eq!(read.stopped(), [true, false]);
    sheet.lay(CellPos { row: 1, column: 3 }, Some("39.5".into())).expect("the row is there");
    assert_eq!(import(&[sheet]).stopped(), [false, false], "a person's value counts");
}

#[test]
fn a_second_table_that_was_not_set_apart_is_told_and_never_mixed_in() {
    let rows = ["订单编号|商品名称|数量", "A1|牙膏|2", "订单编号|支付交易编码|支付金额", "A1|P1|79"];
    let read = import(&[sheet("a.xlsx", &rows)]);
    assert!(problems(&read).contains(&"A3 SECOND-TABLE".to_owned()), "{:?}", problems(&read));
    assert_eq!((read.orders.len(), read.line_count()), (1, 1));
}

#[test]
fn a_word_alone_in_a_row_is_told() {
    let rows = ["订单编号|商品名称|数量|备注", "A1|牙膏|2|", "|加急单优先||", "合计||2|"];
    assert!(problems(&import(&[sheet("a.xlsx", &rows)])).contains(&"B3 ROW-LEFT-OUT".to_owned()));
}
