//! `orders-messy.xlsx`: one day of a broker's workbook as it really arrives, for the story of the import.
//!
//! Sixty orders below a title, a note and a row of group titles. Some columns carry near names that a person has to decide,
//! thirty rows name a unit that nobody knows (支装, 礼盒) and can be put right together, and a part stays beyond repair.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Formula, Worksheet};

use super::invented::{
    DIAPERS, FACE_CREAM, FISH_OIL, Goods, MILK_POWDER, Order, TOOTHPASTE, WINE, check_digit, legal,
    thousandths, yuan,
};

/// The header, below the group titles.
const HEADER_ROW: u32 = 4;

/// Group title, then its columns. 身份证号, 国别 and 优惠金额 are near names; 备注 stands twice.
const GROUPS: &[(&str, &[&str])] = &[
    ("订单", &["序号", "订单编号（必填）", "下单时间", "客服"]),
    ("客户资料", &["订购人注册号", "订购人姓名", "身份证号", "订购人电话"]),
    ("收件人", &["收件人", "收件人电话", "收件人地址"]),
    (
        "商品",
        &[
            "货号",
            "商品编码",
            "商品名称",
            "规格型号",
            "数量",
            "单位",
            "第一法定数量",
            "第一法定计量单位",
            "第二法定数量",
            "第二法定计量单位",
            "单价(元)",
            "总价（元）",
            "国别",
            "备注",
        ],
    ),
    ("金额", &["运杂费", "优惠金额", "代扣税款", "实际支付金额", "支付流水号", "支付时间"]),
    (
        "物流",
        &[
            "运单号",
            "提运单号",
            "运输方式",
            "运输工具",
            "航班航次号",
            "起运国",
            "运费",
            "保费",
            "毛重KG",
            "净重KG",
            "备注",
        ],
    ),
];

/// What an order buys.
const BASKETS: &[&[(Goods, u64)]] = &[
    &[(FISH_OIL, 1)],
    &[(MILK_POWDER, 2)],
    &[(DIAPERS, 2)],
    &[(FACE_CREAM, 1)],
    &[(FISH_OIL, 2)],
    &[(DIAPERS, 1)],
];
const TOOTHPASTES: &[&[(Goods, u64)]] = &[&[(TOOTHPASTE, 2)], &[(TOOTHPASTE, 4)], &[(TOOTHPASTE, 3)]];
const WINES: &[&[(Goods, u64)]] = &[&[(WINE, 1)], &[(WINE, 2)]];
const TWO_KINDS: &[(Goods, u64)] = &[(TOOTHPASTE, 2), (FISH_OIL, 1)];
const THREE_KINDS: &[(Goods, u64)] = &[(FACE_CREAM, 1), (FISH_OIL, 1), (DIAPERS, 1)];

/// What befell a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Fine,
    /// 支装 for 支.
    SticksInPacks,
    /// 礼盒 for 盒.
    GiftBoxes,
    /// Two goods in the cells of one row, split by `；` or a line break.
    InOneCell(char),
    /// The goods of one row cannot be told apart: three names, two quantities.
    Uneven,
    /// Two rows under one merged head.
    Merged,
    /// The rest of the fates damages one cell of a good row.
    IdAsNumber,
    Masked,
    WrongCheckDigit,
    ScientificWaybill,
    WordForAmount,
    NoSuchDay,
    UnknownCountry,
    FailedFormula,
    NoName,
    ShortCode,
    WaybillAgain,
    WrongSum,
    NoNumber,
    AddressMissing,
    DoubtfulPayment,
}

/// The fate of each of the sixty orders.
fn fate(n: usize) -> Fate {
    match n {
        4 | 31 => Fate::IdAsNumber,
        9 | 23 | 47 => Fate::Masked,
        12 | 50 => Fate::WrongCheckDigit,
        14 => Fate::ScientificWaybill,
        17 => Fate::WordForAmount,
        19 => Fate::NoSuchDay,
        20..=22 => Fate::UnknownCountry,
        25 => Fate::FailedFormula,
        27 => Fate::NoName,
        28 | 29 => Fate::ShortCode,
        34 => Fate::WaybillAgain,
        36 => Fate::WrongSum,
        38 => Fate::InOneCell('；'),
        39 => Fate::InOneCell('\n'),
        41 => Fate::Uneven,
        43 | 44 => Fate::Merged,
        52 => Fate::NoNumber,
        54 => Fate::AddressMissing,
        57 => Fate::DoubtfulPayment,
        n if n % 10 == 6 => Fate::GiftBoxes,
        n if n % 2 == 1 || n % 10 == 8 => Fate::SticksInPacks,
        _ => Fate::Fine,
    }
}

const SURNAMES: [&str; 10] = ["林", "周", "陈", "许", "沈", "唐", "顾", "宋", "何", "梁"];
const GIVEN: [&str; 6] = ["晓禾", "子衿", "嘉言", "知夏", "若木", "景行"];
/// District code, and an address there.
const PLACES: [(&str, &str); 6] = [
    ("110101", "北京市东城区安定门外大街"),
    ("310101", "上海市黄浦区淮海中路"),
    ("440305", "广东省深圳市南山区后海大道"),
    ("330102", "浙江省杭州市上城区清泰街"),
    ("510104", "四川省成都市锦江区东大街"),
    ("350203", "福建省厦门市思明区莲前西路"),
];

struct Person {
    name: String,
    id: String,
    phone: String,
    address: String,
}

fn person(n: usize) -> Person {
    let (district, street) = PLACES[n % PLACES.len()];
    let stem = format!("{district}19{}{:02}{:02}{:03}", 70 + n % 30, n % 12 + 1, n % 27 + 1, 100 + n * 7);
    Person {
        name: format!("{}{}", SURNAMES[n % 10], GIVEN[n / 10]),
        id: check_digit(&stem),
        phone: format!("138001380{n:02}"),
        address: format!("{street} {} 号 {} 幢 {} 室", n * 3 + 8, n % 9 + 1, 101 + n % 18 * 100),
    }
}

fn basket(n: usize, fate: Fate) -> &'static [(Goods, u64)] {
    match fate {
        Fate::SticksInPacks => TOOTHPASTES[n % TOOTHPASTES.len()],
        Fate::GiftBoxes => WINES[n % WINES.len()],
        Fate::InOneCell(_) | Fate::Merged => TWO_KINDS,
        Fate::Uneven => THREE_KINDS,
        _ => BASKETS[n % BASKETS.len()],
    }
}

/// Where a header stands; the second of two by `turn` 1.
fn column(header: &str, turn: usize) -> u16 {
    let mut all = GROUPS.iter().flat_map(|(_, headers)| *headers).zip(0_u16..);
    let found = all.by_ref().filter(|(name, _)| **name == header).nth(turn);
    found.expect("a header of the sheet").1
}

struct Formats {
    title: Format,
    group: Format,
    header: Format,
    top: Format,
}

fn formats() -> Formats {
    let boxed = Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::Center);
    Formats {
        title: Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center),
        group: boxed.clone().set_bold().set_background_color(Color::RGB(0xDD_EB_F7)),
        header: boxed.set_bold().set_text_wrap().set_background_color(Color::RGB(0xF2_F2_F2)),
        top: Format::new().set_align(FormatAlign::Top),
    }
}

fn head_rows(sheet: &mut Worksheet, formats: &Formats) {
    let last = column("备注", 1);
    sheet
        .merge_range(0, 0, 0, last, "跨境电商订单汇总（11 月 24 日 第 2 批）", &formats.title)
        .expect("a title");
    sheet
        .merge_range(
            1,
            0,
            1,
            last,
            "金额单位：元；重量单位：公斤。请勿改动表头，有问题联系客服。",
            &formats.top,
        )
        .expect("a note");
    let mut at = 0;
    for (group, headers) in GROUPS {
        let end = at + u16::try_from(headers.len()).expect("few columns") - 1;
        sheet.merge_range(HEADER_ROW - 1, at, HEADER_ROW - 1, end, group, &formats.group).expect("a group");
        for (column, header) in (at..).zip(*headers) {
            let width = if header.contains("地址") || header.contains("型号") { 38 } else { 15 };
            sheet.set_column_width(column, width).expect("a column");
            sheet.write_string_with_format(HEADER_ROW, column, *header, &formats.header).expect("a header");
        }
        at = end + 1;
    }
}

/// The cells of one row, by header.
struct Cells<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
}

impl Cells<'_> {
    fn text(&mut self, header: &str, text: &str) -> &mut Self {
        self.sheet.write_string(self.row, column(header, 0), text).expect("a cell");
        self
    }

    fn clear(&mut self, header: &str) -> &mut Self {
        // A blank cell without any format would leave the text before it.
        let format = Format::new().set_align(FormatAlign::Top);
        self.sheet.write_blank(self.row, column(header, 0), &format).expect("a cell");
        self
    }

    fn amount(&mut self, header: &str, cents: u64) -> &mut Self {
        self.sheet.write_number(self.row, column(header, 0), cents as f64 / 100.0).expect("a cell");
        self
    }
}

/// The cells of an order's head.
fn head(cells: &mut Cells<'_>, n: usize, order: &Order) {
    let buyer = person(n);
    let number = format!("OK202611249{n:05}");
    cells
        .text("序号", &(n + 1).to_string())
        .text("订单编号（必填）", &number)
        .text("下单时间", &format!("2026/11/23 {:02}:{:02}", 8 + n / 6, n % 6 * 9))
        .text("客服", ["小方", "小圆"][n % 2])
        .text("订购人注册号", &format!("u{:05}", 31_000 + n * 17))
        .text("订购人姓名", &buyer.name)
        .text("身份证号", &buyer.id)
        .text("订购人电话", &buyer.phone)
        .text("收件人", &buyer.name)
        .text("收件人电话", &buyer.phone)
        .text("收件人地址", &buyer.address)
        .amount("运杂费", order.freight)
        .amount("优惠金额", order.discount)
        .amount("代扣税款", order.tax())
        .amount("实际支付金额", order.paid())
        .text("支付流水号", &format!("P20261123{:08}", 52_000_000 + n * 137))
        .text("支付时间", &format!("2026/11/23 {:02}:{:02}", 8 + n / 6, n % 6 * 9 + 1))
        .text("运单号", &format!("QH202611249{n:05}"))
        .text("提运单号", "999-12345675")
        .text("运输方式", "5")
        .text("运输工具", "QH0986")
        .text("航班航次号", "QH0986/20261124")
        .text("起运国", "日本")
        .amount("运费", order.freight)
        .amount("保费", 0)
        .text("毛重KG", &thousandths(order.grams() + 180))
        .text("净重KG", &thousandths(order.grams()));
}

/// The cells of goods; of several in one row, their values one after the other.
fn goods(cells: &mut Cells<'_>, lines: &[(Goods, u64)], mark: char) {
    let all = |value: &dyn Fn(&Goods, u64) -> String| {
        let values: Vec<String> = lines.iter().map(|(goods, qty)| value(goods, *qty)).collect();
        if values.iter().all(String::is_empty) { String::new() } else { values.join(&mark.to_string()) }
    };
    cells
        .text("货号", &all(&|g, _| g.sku.to_owned()))
        .text("商品编码", &all(&|g, _| g.code.to_owned()))
        .text("商品名称", &all(&|g, _| g.name.to_owned()))
        .text("规格型号", &all(&|g, _| g.spec.to_owned()))
        .text("数量", &all(&|_, qty| qty.to_string()))
        .text("单位", &all(&|g, _| g.unit.to_owned()))
        .text("第一法定数量", &all(&|g, qty| legal(g, 0, qty).0))
        .text("第一法定计量单位", &all(&|g, qty| legal(g, 0, qty).1))
        .text("第二法定数量", &all(&|g, qty| legal(g, 1, qty).0))
        .text("第二法定计量单位", &all(&|g, qty| legal(g, 1, qty).1))
        .text("单价(元)", &all(&|g, _| yuan(g.price)))
        .text("总价（元）", &all(&|g, qty| yuan(g.price * qty)))
        .text("国别", &all(&|g, _| g.origin.to_owned()));
}

/// Damages a good row.
fn damage(cells: &mut Cells<'_>, n: usize, fate: Fate) {
    match fate {
        Fate::SticksInPacks => cells.text("单位", "支装"),
        Fate::GiftBoxes => cells.text("单位", "礼盒"),
        Fate::Uneven => cells.text("数量", "1；2"),
        Fate::IdAsNumber => {
            // A 64-bit float: what a spreadsheet program keeps of eighteen digits.
            let digits = person(n).id.replace('X', "0").parse::<f64>().expect("digits");
            cells.sheet.write_number(cells.row, column("身份证号", 0), digits).expect("a cell");
            cells
        }
        Fate::Masked => {
            let name = person(n).name;
            let first: String = name.chars().take(1).collect();
            let phone = person(n).phone;
            cells
                .text("订购人姓名", &format!("{first}**"))
                .text("收件人", &format!("{first}**"))
                .text("收件人电话", &format!("{}****{}", &phone[..3], &phone[7..]))
        }
        Fate::WrongCheckDigit => {
            let id = person(n).id;
            let last = if id.ends_with('3') { '4' } else { '3' };
            cells.text("身份证号", &format!("{}{last}", &id[..17]))
        }
        Fate::ScientificWaybill => cells.text("运单号", "2.02611E+14"),
        Fate::WordForAmount => cells.text("总价（元）", "一百二十九"),
        Fate::NoSuchDay => cells.text("支付时间", "2026-11-31 10:20:00"),
        Fate::UnknownCountry => cells.text("国别", "霓虹"),
        Fate::FailedFormula => {
            let failed = Formula::new("=NA()").set_result("#N/A");
            cells.sheet.write_formula(cells.row, column("总价（元）", 0), failed).expect("a formula");
            cells
        }
        Fate::NoName => cells.text("订购人姓名", "无"),
        Fate::ShortCode => cells.text("商品编码", "210690909"),
        Fate::WaybillAgain => cells.text("运单号", &format!("QH202611249{:05}", n - 1)),
        Fate::WrongSum => cells.amount("实际支付金额", 99_900),
        Fate::NoNumber => cells.clear("订单编号（必填）"),
        Fate::AddressMissing => cells.clear("收件人地址"),
        Fate::DoubtfulPayment => cells.text("支付流水号", "P2026112352007809000000"),
        Fate::Fine | Fate::InOneCell(_) | Fate::Merged => cells,
    };
}

fn orders(sheet: &mut Worksheet, formats: &Formats) -> u32 {
    let mut row = HEADER_ROW + 1;
    for n in 0..60 {
        let fate = fate(n);
        let lines = basket(n, fate);
        let freight = [0, 600, 1_000][n % 3];
        let discount = if n % 7 == 2 { 500 } else { 0 };
        let order = Order { number: "", buyer: 0, lines, freight, discount };
        if fate == Fate::Merged {
            let first = row;
            head(&mut Cells { sheet, row }, n, &order);
            for line in lines {
                goods(&mut Cells { sheet, row }, std::slice::from_ref(line), '；');
                row += 1;
            }
            // The number of a merged order stands in its upper left cell alone.
            let (at, number) = (column("订单编号（必填）", 0), format!("OK202611249{n:05}"));
            sheet.merge_range(first, at, row - 1, at, &number, &formats.top).expect("a merged head");
            continue;
        }
        let mut cells = Cells { sheet, row };
        head(&mut cells, n, &order);
        goods(&mut cells, lines, if let Fate::InOneCell(mark) = fate { mark } else { '；' });
        damage(&mut cells, n, fate);
        row += 1;
    }
    row
}

pub(crate) fn workbook() -> Vec<u8> {
    let mut book = super::workbook();
    let formats = formats();
    let sheet = book.add_worksheet();
    sheet.set_name("11月24日").expect("a short name");
    head_rows(sheet, &formats);
    let end = orders(sheet, &formats);
    sheet.write_string(end + 1, column("订单编号（必填）", 0), "合计").expect("a total");
    sheet.write_string(end + 1, column("数量", 0), "112").expect("a total");
    sheet.write_string(end + 3, 0, "注：标黄的为加急单，请优先申报。").expect("a note");
    // Hundreds of formatted rows without anything in them.
    for row in end + 5..end + 205 {
        sheet.write_blank(row, 0, &formats.header).expect("a blank cell");
    }
    sheet.set_freeze_panes(HEADER_ROW + 1, 2).expect("panes");
    let units = book.add_worksheet();
    units.set_name("填写说明").expect("a short name");
    for (row, cells) in (0_u32..).zip([["计量单位", "代码"], ["支", "012"], ["瓶", "142"], ["盒", "140"]])
    {
        for (column, text) in (0_u16..).zip(cells) {
            units.write_string(row, column, text).expect("a cell");
        }
    }
    book.save_to_buffer().expect("a workbook in memory")
}
