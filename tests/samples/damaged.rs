//! `orders-damaged.xlsx`: what spreadsheet programs, platforms and haste do to an order sheet.

use rust_xlsxwriter::{Format, Formula, Worksheet};

use super::invented::{FISH_OIL, Order, PEOPLE};

/// A duplicate header, a consignee's identity number, and no column for the buyer's telephone.
const HEADERS: &[&str] = &[
    "*订单编号",
    "商品名称",
    "规格型号",
    "商品编码",
    "数量",
    "单位",
    "单价",
    "总价",
    "原产国",
    "订购人姓名",
    "订购人证件号码",
    "收件人姓名",
    "收件人电话",
    "收件人身份证号",
    "收件人地址",
    "运杂费",
    "代扣税款",
    "实际支付金额",
    "支付时间",
    "运单号",
    "备注",
    "备注",
];

struct Filler<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
}

impl Filler<'_> {
    fn text(&mut self, header: &str, text: &str) -> &mut Self {
        self.sheet.write_string(self.row, column(header), text).expect("a cell");
        self
    }

    fn number(&mut self, header: &str, number: f64) -> &mut Self {
        self.sheet.write_number(self.row, column(header), number).expect("a cell");
        self
    }
}

fn at(sheet: &mut Worksheet, row: u32) -> Filler<'_> {
    Filler { sheet, row }
}

fn column(header: &str) -> u16 {
    let at = HEADERS.iter().position(|other| other.trim_start_matches('*') == header);
    u16::try_from(at.expect("a header of the sheet")).expect("few columns")
}

/// A good row, to be damaged.
fn good(sheet: &mut Worksheet, row: u32, number: &str, buyer: usize) {
    let order =
        Order { number: "OK20261124900001", buyer, lines: &[(FISH_OIL, 1)], freight: 1_000, discount: 0 };
    let person = &PEOPLE[buyer];
    let waybill = format!("QH2026112490{row:04}");
    let amount = |cents: u64| cents as f64 / 100.0;
    let mut cells = Filler { sheet, row };
    cells
        .text("订单编号", number)
        .text("商品名称", FISH_OIL.name)
        .text("规格型号", FISH_OIL.spec)
        .text("商品编码", FISH_OIL.code)
        .number("数量", 1.0)
        .text("单位", FISH_OIL.unit)
        .number("单价", amount(FISH_OIL.price))
        .number("总价", amount(FISH_OIL.price))
        .text("原产国", FISH_OIL.origin)
        .text("订购人姓名", person.name)
        .text("订购人证件号码", &person.id())
        .text("收件人姓名", person.name)
        .text("收件人电话", person.phone)
        .text("收件人身份证号", &person.id())
        .text("收件人地址", person.address)
        .number("运杂费", amount(order.freight))
        .number("代扣税款", amount(order.tax()))
        .number("实际支付金额", amount(order.paid()))
        .text("支付时间", "2026/11/20 10:15")
        .text("运单号", &waybill);
}

pub(crate) fn workbook() -> Vec<u8> {
    let mut book = super::workbook();
    let sheet = book.add_worksheet();
    sheet.set_name("订单").expect("a short name");
    let last = u16::try_from(HEADERS.len() - 1).expect("few columns");
    sheet.merge_range(0, 0, 0, last, "十一月订单汇总", &Format::new().set_bold()).expect("a title");
    for (column, header) in (0_u16..).zip(HEADERS) {
        sheet.set_column_width(column, 16).expect("a column");
        sheet.write_string(2, column, *header).expect("a header");
    }
    for (row, number, buyer) in [
        (3, "OK20261124900001", 0),
        (4, "OK20261124900002", 1),
        (5, "OK20261124900003", 2),
        (6, "OK20261124900004", 3),
        (7, "OK20261124900005", 4),
        (8, "OK20261124900006", 5),
        (9, "OK20261124900007", 6),
        (10, "OK20261124900008", 7),
        (11, "OK20261124900009", 8),
        (12, "OK20261124900010", 9),
        // One order number for two buyers, then a row that has lost its number.
        (13, "OK20261124900010", 10),
        (14, "", 11),
    ] {
        good(sheet, row, number, buyer);
    }
    // An identity number stored as a number: its last digits are gone.
    at(sheet, 4).number("订购人证件号码", 310_101_198_501_011_200.0);
    // A waybill number pasted after it had turned into scientific notation.
    at(sheet, 5).text("运单号", "2.02611E+15");
    // People masked by the platform.
    at(sheet, 6).text("订购人姓名", "许**").text("收件人电话", "138****8004");
    // A wrong check digit.
    at(sheet, 7).text("订购人证件号码", "320102199308245628");
    // An amount with a word, a total that does not fit, and a tariff code that lost a digit.
    at(sheet, 8).text("总价", "一百二十九").number("实际支付金额", 999.0).text("商品编码", "210690909");
    // Two goods in one cell, and a unit nobody knows.
    at(sheet, 9).text("数量", "1;2").text("单位", "大概");
    // A day that does not exist, a country that does not exist.
    at(sheet, 10).text("支付时间", "2026-02-30 10:00:00").text("原产国", "火星");
    // A name that is none, and a formula that failed.
    at(sheet, 11).text("订购人姓名", "无");
    sheet.write_formula(11, column("总价"), Formula::new("=NA()").set_result("#N/A")).expect("a formula");
    // The waybill of row 4 once more.
    at(sheet, 12).text("运单号", "QH20261124900003");
    // A total under the table.
    at(sheet, 16).text("订单编号", "合计").number("总价", 1548.0);
    book.save_to_buffer().expect("a workbook in memory")
}
