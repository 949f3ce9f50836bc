//! Messy workbooks, one way of being messy each, and the orders that a person reads in them.

use std::fmt::Write as _;
use std::ops::ControlFlow;

use clearance_core::cn::codes::Tables;
use clearance_core::order::{Field, Order, apart, mappings, orders};
use clearance_engine::sheet::{ReadOptions, read_bytes};
use rust_xlsxwriter::{Format, Workbook};

/// The cells of a sheet, one string a row, apart by `|`; `#` makes a number, `%` a date.
type Rows = &'static [&'static str];

struct Case {
    what: &'static str,
    sheets: &'static [(&'static str, Rows)],
    /// Sheet and range, as `0 A1:B2`.
    merged: &'static [&'static str],
    /// As a person reads it.
    orders: &'static str,
    /// What stops an order, and where.
    problems: &'static str,
}

const fn case(
    what: &'static str,
    sheets: &'static [(&'static str, Rows)],
    merged: &'static [&'static str],
    orders: &'static str,
    problems: &'static str,
) -> Case {
    Case { what, sheets, merged, orders, problems }
}

#[rustfmt::skip]
const CASES: &[Case] = &[
    // Where the header stands.
    case("a header in the twentieth row below notes", &[("Sheet1", &["十一月订单", "", "制表：小方", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "请勿改动", "订单编号|商品名称|数量", "A1|牙膏|2"])], &[], "A1 / 牙膏 2", ""),
    case("a header of two rows", &[("S", &["|收件人|||商品||", "订单编号|姓名|电话|地址|名称|数量|单价", "A1|林晓岚|13800138001|北京市东城区 1 号|牙膏|2|39.5"])], &["0 B1:D1", "0 E1:G1"], "A1 consignee=林晓岚 consigneeTelephone=13800138001 consigneeAddress=北京市东城区 1 号 / 牙膏 2 @39.5", ""),
    case("buyer and consignee under their groups", &[("S", &["订单|订购人信息|||收件人信息||", "订单编号|姓名|证件号码|电话|姓名|电话|地址", "A1|林晓岚|110101199003077619|13800138001|周子墨|13800138002|上海市黄浦区 2 号"])], &["0 B1:D1", "0 E1:G1"], "A1 buyerName=林晓岚 buyerTelephone=13800138001 buyerIdNumber=110101199003077619 consignee=周子墨 consigneeTelephone=13800138002 consigneeAddress=上海市黄浦区 2 号", ""),
    case("an order number merged over both header rows", &[("S", &["订单编号|商品||备注", "|商品名称|数量|", "A1|牙膏|2|急"])], &["0 A1:A2", "0 B1:C1", "0 D1:D2"], "A1 note=急 / 牙膏 2", ""),
    case("the header once more in the middle", &[("S", &["订单编号|商品名称|数量", "A1|牙膏|2", "订单编号|商品名称|数量", "A2|鱼油|1"])], &[], "A1 / 牙膏 2; A2 / 鱼油 1", ""),
    case("a row that says what is needed, and an example", &[("S", &["订单编号|商品名称|数量", "必填|必填|必填", "示例：OK1|牙膏|1", "A1|牙膏|2"])], &[], "A1 / 牙膏 2", ""),
    case("marks and spaces around names", &[("S", &["*订单编号（必填）| 商品名称 |数量\u{a0}*", "A1|牙膏|2"])], &[], "A1 / 牙膏 2", ""),
    case("full-width names", &[("S", &["订单编号|商品名称|净重（ＫＧ）|数量", "A1|牙膏|0.2|2"])], &[], "A1 netWeight=0.2 / 牙膏 2", ""),
    // Heads and goods.
    case("the head in the first row only", &[("S", &["订单编号|订购人姓名|商品名称|数量", "A1|林晓岚|牙膏|2", "||鱼油|1", "A2|周子墨|面霜|3"])], &[], "A1 buyerName=林晓岚 / 牙膏 2 / 鱼油 1; A2 buyerName=周子墨 / 面霜 3", ""),
    case("a merged head, and goods that share their origin", &[("S", &["订单编号|订购人姓名|商品名称|数量|原产国", "A1|林晓岚|牙膏|2|德国", "||鱼油|1|"])], &["0 A2:A3", "0 B2:B3", "0 E2:E3"], "A1 buyerName=林晓岚 / 牙膏 2 from 304 / 鱼油 1 from 304", ""),
    case("a merged total is of both lines and belongs to neither twice", &[("S", &["订单编号|商品名称|数量|总价", "A1|牙膏|2|208", "|鱼油|1|"])], &["0 A2:A3", "0 D2:D3"], "A1 / 牙膏 2 =208 / 鱼油 1", ""),
    case("merged with one column of goods", &[("S", &["订单编号|订购人姓名|商品名称", "A1|林晓岚|牙膏", "||鱼油"])], &["0 A2:A3", "0 B2:B3"], "A1 buyerName=林晓岚 / 牙膏 / 鱼油", ""),
    case("rows of one order far apart", &[("S", &["订单编号|商品名称|数量", "A1|牙膏|2", "A2|面霜|1", "A1|鱼油|1"])], &[], "A1 / 牙膏 2 / 鱼油 1; A2 / 面霜 1", ""),
    case("goods side by side in English", &[("S", &["order no|sku1|qty1|price1|sku2|qty2|price2", "A1|HX-1|2|39.5|HX-2|1|129", "A2|HX-3|1|5|||"])], &[], "A1 / HX-1 2 @39.5 / HX-2 1 @129; A2 / HX-3 1 @5", ""),
    case("goods side by side in Chinese", &[("S", &["订单编号|商品1名称|商品1数量|商品2名称|商品2数量|原产国", "A1|牙膏|2|鱼油|1|德国"])], &[], "A1 / 牙膏 2 from 304 / 鱼油 1 from 304", ""),
    case("goods side by side under equal names", &[("S", &["订单编号|商品名称|数量|商品名称|数量", "A1|牙膏|2|鱼油|1"])], &[], "A1 / 牙膏 2 / 鱼油 1", ""),
    case("goods side by side under numbered groups", &[("S", &["|商品1||商品2|", "订单编号|名称|数量|名称|数量", "A1|牙膏|2|鱼油|1"])], &["0 B1:C1", "0 D1:E1"], "A1 / 牙膏 2 / 鱼油 1", ""),
    case("element names of the messages", &[("S", &["orderNo|gname|qty|unit|qty1|unit1", "A1|牙膏|2|支|0.24|千克"])], &[], "A1 / 牙膏 2 unit 012 legal 0.24", ""),
    case("counted article numbers", &[("S", &["订单编号|货号", "A1|HX-1*2\nHX-2*1", "A2|HX-3*4"])], &[], "A1 / HX-1 2 / HX-2 1; A2 / HX-3 4", ""),
    case("counted names with their sum", &[("S", &["订单编号|商品名称|数量", "A1|牙膏×2；鱼油×1|3"])], &[], "A1 / 牙膏 2 / 鱼油 1", ""),
    case("lists of equal length", &[("S", &["订单编号|商品名称|数量|单价|单位", "A1|牙膏、鱼油|2、1|39.5、129|支、瓶"])], &[], "A1 / 牙膏 2 @39.5 unit 012 / 鱼油 1 @129 unit 142", ""),
    case("more names than quantities", &[("S", &["订单编号|商品名称|数量", "A1|牙膏；鱼油；面霜|2；1"])], &[], "A1 / 牙膏；鱼油；面霜 2；1", "C2 SEVERAL-GOODS"),
    case("one price beside two goods", &[("S", &["订单编号|商品名称|数量|总价", "A1|牙膏;鱼油|2;1|208"])], &[], "A1 / 牙膏 2 / 鱼油 1", "D2 SEVERAL-GOODS"),
    case("a name with a mark is one name", &[("S", &["订单编号|商品名称|数量", "A1|面霜;夜用 60粒*2|2"])], &[], "A1 / 面霜;夜用 60粒*2 2", ""),
    case("numbers in one cell, apart by a space", &[("S", &["订单编号|商品名称|数量", "A1|牙膏|1 2"])], &[], "A1 / 牙膏 1 2", "C2 NUMBER-UNREADABLE"),
    // Twins and near names.
    case("one quantity of the parcel, one of the goods", &[("S", &["订单编号|数量|商品名称|数量", "A1|1|牙膏|2"])], &[], "A1 / 牙膏", ""),
    case("a consignee's number is not the buyer's", &[("S", &["订单编号|收件人|收件人身份证号|商品名称", "A1|林晓岚|110101199003077619|牙膏"])], &[], "A1 consignee=林晓岚 / 牙膏", ""),
    case("two customs offices, two countries, two freights", &[("S", &["订单编号|申报海关代码|口岸海关代码|原产国|起运国|运费|运杂费|商品名称", "A1|0100|2991|日本|韩国|5|6|牙膏"])], &[], "A1 freight=6 customsCode=0100 portCode=2991 country=133 freight=5 / 牙膏 from 116", ""),
    case("the sender is nobody", &[("S", &["|发件人||收件人|", "订单编号|姓名|电话|姓名|电话", "A1|海外仓|02100000000|林晓岚|13800138001"])], &["0 B1:C1", "0 D1:E1"], "A1 consignee=林晓岚 consigneeTelephone=13800138001", ""),
    // Values.
    case("what protects numbers", &[("S", &["订单编号|收货人电话|商品名称", "=\"00012345678901234567\"|'13800138001|牙膏", "\t0002|13800138002.0|鱼油"])], &[], "00012345678901234567 consigneeTelephone=13800138001 / 牙膏; 0002 consigneeTelephone=13800138002 / 鱼油", ""),
    case("numbers as numbers", &[("S", &["订单编号|商品名称|数量|总价", "#20261124|牙膏|#2|#79.10000000000001"])], &[], "20261124 / 牙膏 2 =79.1", ""),
    case("an identity number as a number", &[("S", &["订单编号|订购人证件号码", "A1|#110101199003077619"])], &[], "A1 buyerIdNumber=110101199003077620", "B2 NUMBER-DAMAGED"),
    case("a number in scientific notation", &[("S", &["订单编号|物流运单编号", "A1|4.40981E+17"])], &[], "A1 logisticsNo=4.40981E+17", "B2 SCIENTIFIC"),
    case("masked people", &[("S", &["订单编号|订购人姓名|收货人电话|收件地址", "A1|张*|138****0000|北京市东城区****"])], &[], "A1 buyerName=张* consigneeTelephone=138****0000 consigneeAddress=北京市东城区****", "B2 MASKED C2 MASKED D2 MASKED"),
    case("amounts with words and marks", &[("S", &["订单编号|商品名称|数量|总价", "A1|牙膏|２|￥1,079.50元"])], &[], "A1 / 牙膏 2 =1079.5", ""),
    case("codes that lost their zeros", &[("S", &["订单编号|商品名称|单位|原产国", "A1|牙膏|#7|#116", "A2|米|#35|日本"])], &[], "A1 / 牙膏 from 116 unit 007; A2 / 米 from 116 unit 035", ""),
    case("times of every spelling", &[("S", &["订单编号|支付时间", "A1|20261120101500", "A2|2026/11/20 10:15", "A3|2026-11-20T02:15:00Z", "A4|%46346.427083333336"])], &[], "A1 payTime=20261120101500; A2 payTime=20261120101500; A3 payTime=20261120101500; A4 payTime=20261120101500", ""),
    case("a letter in lower case and in full width", &[("S", &["订单编号|订购人证件号码", "A1|11010519491231002x", "A2|１１０１０５１９４９１２３１００２Ｘ "])], &[], "A1 buyerIdNumber=11010519491231002X; A2 buyerIdNumber=11010519491231002X", ""),
    case("inner spaces and line breaks of an address", &[("S", &["订单编号|收件地址", "A1|解放路  77 号\n3 幢(310000)"])], &[], "A1 consigneeAddress=解放路  77 号\n3 幢(310000)", ""),
    // Several tables.
    case("two sheets meet by order number", &[("Order", &["关联单号|收件人|城市|省份|收件人地址", "A1|林晓岚|杭州市|浙江省|解放路 77 号"]), ("OrderItems", &["关联单号|货号|物品名称|规格 |物品数量|单位|物品单价", "A1|1|牙膏|120g|2|支|39.5"])], &[], "A1 consignee=林晓岚 consigneeAddress=浙江省杭州市解放路 77 号 / 牙膏 2 @39.5 unit 012", ""),
    case("a sheet of payments and one of waybills", &[("订单", &["订单编号|商品名称|数量", "A1|牙膏|2"]), ("支付", &["订单编号|支付交易编码|支付金额", "A1|P1|79"]), ("运单", &["订单编号|物流运单编号|毛重", "A1|W1|0.5"])], &[], "A1 payTransactionId=P1 amountPaid=79 logisticsNo=W1 grossWeight=0.5 / 牙膏 2", ""),
    case("a code list beside the orders", &[("单位", &["计量单位|代码", "个|007"]), ("订单", &["订单编号|商品名称|数量", "A1|牙膏|2"])], &[], "A1 / 牙膏 2", ""),
    case("an example sheet beside the orders", &[("订单", &["订单编号|商品名称|数量", "A1|牙膏|2"]), ("示例", &["订单编号|商品名称|数量", "OK1|牙膏|1"])], &[], "A1 / 牙膏 2", ""),
    case("totals with and without a word", &[("S", &["订单编号|商品名称|数量|总价", "A1|牙膏|2|79", "|||79", "小计||2|79", "共计：|||79"])], &[], "A1 / 牙膏 2 =79", ""),
    case("a row that lost its number", &[("S", &["订单编号|订购人姓名|商品名称|数量", "A1|林晓岚|牙膏|2", "|周子墨|鱼油|1"])], &[], "A1 buyerName=林晓岚 / 牙膏 2", "A3 NO-ORDER-NUMBER"),
    // Several tables on one sheet.
    case("two tables, one below the other", &[("S", &["订单编号|商品名称|数量", "A1|牙膏|2", "A2|鱼油|1", "", "支付明细", "订单编号|支付交易编码|支付金额", "A1|P1|79", "A2|P2|129"])], &[], "A1 payTransactionId=P1 amountPaid=79 / 牙膏 2; A2 payTransactionId=P2 amountPaid=129 / 鱼油 1", ""),
    case("two tables right below each other", &[("S", &["订单编号|商品名称|数量", "A1|牙膏|2", "数量|商品名称|订单编号", "1|鱼油|A2"])], &[], "A1 / 牙膏 2; A2 / 鱼油 1", ""),
    case("two tables side by side", &[("S", &["订单编号|商品名称|数量||订单编号|支付交易编码|支付金额", "A1|牙膏|2||A2|P2|129", "A2|鱼油|1||A1|P1|79"])], &[], "A1 payTransactionId=P1 amountPaid=79 / 牙膏 2; A2 payTransactionId=P2 amountPaid=129 / 鱼油 1", ""),
    case("two tables side by side without a gap, of different length", &[("S", &["订单编号|商品名称|订单编号|支付交易编码", "A1|牙膏|A1|P1", "||A2|P2"])], &[], "A1 payTransactionId=P1 / 牙膏; A2 payTransactionId=P2", ""),
    case("three tables", &[("S", &["订单编号|商品名称||订单编号|支付交易编码", "A1|牙膏||A2|P2", "A2|鱼油||A1|P1", "", "订单编号|物流运单编号|毛重", "A1|W1|0.5", "A2|W2|0.7"])], &[], "A1 payTransactionId=P1 logisticsNo=W1 grossWeight=0.5 / 牙膏; A2 payTransactionId=P2 logisticsNo=W2 grossWeight=0.7 / 鱼油", ""),
    case("a second header in English", &[("S", &["订单编号|商品名称|数量", "orderNo|gname|qty", "A1|牙膏|2"])], &[], "A1 / 牙膏 2", ""),
    case("columns that are counted", &[("S", &["订单编号|商品名称|数量", "(1)|(2)|(3)", "A1|牙膏|2"])], &[], "A1 / 牙膏 2", ""),
    case("goods whose name begins as a total does", &[("S", &["订单编号|订购人姓名|商品名称|数量", "A1|林晓岚|牙膏|2", "||小计算器|1", "|合计金额（元）：||3"])], &[], "A1 buyerName=林晓岚 / 牙膏 2 / 小计算器 1", ""),
    // Numbers that a program ruined, and signs that nobody sees.
    case("scientific notation in all its spellings", &[("S", &["订单编号|物流运单编号", "6.22E+17|W1", "A2|6.22e17", "A3|1E5", "#622000000000000000|W4"])], &[], "6.22E+17 logisticsNo=W1; A2 logisticsNo=6.22e17; A3 logisticsNo=1E5; 622000000000000000 logisticsNo=W4", "A2 SCIENTIFIC B3 SCIENTIFIC A5 NUMBER-DAMAGED"),
    case("a number that became a date", &[("S", &["订单编号|物流运单编号|商品名称", "A1|%46346|牙膏"])], &[], "A1 logisticsNo=2026-11-20 00:00:00 / 牙膏", "B2 NUMBER-AS-DATE"),
    case("signs of no width", &[("S", &["订单编号|收货人电话|数量", "\u{202d}A1\u{202c}|\u{202a}138\u{200b}00138001\u{202c}|２"])], &[], "A1 consigneeTelephone=13800138001 / - 2", ""),
    case("times in words", &[("S", &["订单编号|支付时间", "A1|2026年11月20日 下午 3:05", "A2|2026/11/20 上午10:15:07", "A3|2026-11-20 3:05 PM", "A4|２０２６－１１－２０　１５：０５", "A5|2026-11-20T15:05:00+08:00", "A6|下午3:05"])], &[], "A1 payTime=20261120150500; A2 payTime=20261120101507; A3 payTime=20261120150500; A4 payTime=20261120150500; A5 payTime=20261120150500; A6 payTime=下午3:05", "B7 DATE-UNREADABLE"),
    case("a unit with a mark behind it", &[("S", &["订单编号|商品名称|数量|单位", "A1|牙膏|2|支；"])], &[], "A1 / 牙膏 2 unit 012", ""),
    case("units of goods that cannot be told apart", &[("S", &["订单编号|商品名称|数量|单位", "A1|牙膏；鱼油；面霜|2；1|支；；"])], &[], "A1 / 牙膏；鱼油；面霜 2；1 unit 支；；", "C2 SEVERAL-GOODS"),
    case("one number for two buyers", &[("S", &["订单编号|订购人姓名|商品名称|数量", "A1|林晓岚|牙膏|2", "A1|周子墨|鱼油|1"])], &[], "A1 buyerName=林晓岚 / 牙膏 2 / 鱼油 1", "B3 CONFLICT"),
];

fn workbook(case: &Case) -> Vec<u8> {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    for (number, (name, rows)) in case.sheets.iter().enumerate() {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).expect("a name");
        let mut cells: Vec<(u32, u16, &str)> = Vec::new();
        for (row, text) in (0_u32..).zip(*rows) {
            cells.extend((0_u16..).zip(text.split('|')).map(|(column, cell)| (row, column, cell)));
        }
        for (row, column, cell) in &cells {
            let number = |text: &str| text.parse::<f64>().expect("a number");
            match (cell.strip_prefix('#'), cell.strip_prefix('%')) {
                (Some(text), _) => sheet.write_number(*row, *column, number(text)).expect("a cell"),
                (_, Some(text)) => {
                    sheet.write_number_with_format(*row, *column, number(text), &date).expect("a cell")
                }
                _ if cell.is_empty() => continue,
                _ => sheet.write_string(*row, *column, *cell).expect("a cell"),
            };
        }
        for range in case.merged {
            let (of, range) = range.split_once(' ').expect("a sheet and a range");
            if of.parse() != Ok(number) {
                continue;
            }
            let (from, to) = range.split_once(':').expect("a range");
            let at = |name: &str| {
                let column = u16::from(name.as_bytes()[0] - b'A');
                (name[1..].parse::<u32>().expect("a row") - 1, column)
            };
            let ((top, left), (bottom, right)) = (at(from), at(to));
            let text = cells.iter().find(|(row, column, _)| (*row, *column) == (top, left));
            let text = text.map_or("", |(.., text)| *text);
            sheet.merge_range(top, left, bottom, right, text, &Format::new().set_bold()).expect("a range");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

fn told(order: &Order) -> String {
    let mut text = order.order_no.clone();
    for field in Field::ALL.iter().filter(|field| **field != Field::OrderNo) {
        if let Some(value) = order.get(*field) {
            write!(text, " {}={value}", field.element()).expect("text");
        }
    }
    for line in &order.lines {
        let name = line.first_of(&[Field::GoodsName, Field::ItemName, Field::ItemNo]).unwrap_or("-");
        write!(text, " / {name}").expect("text");
        let said = [
            (Field::Qty, " "),
            (Field::Price, " @"),
            (Field::LineTotal, " ="),
            (Field::Origin, " from "),
            (Field::Unit, " unit "),
            (Field::Qty1, " legal "),
        ];
        for (field, mark) in said {
            if let Some(value) = line.get(field) {
                write!(text, "{mark}{value}").expect("text");
            }
        }
    }
    text
}

#[test]
fn a_messy_workbook_gives_the_orders_that_a_person_reads_in_it() {
    let tables = Tables::built_in();
    let mut wrong = String::new();
    for case in CASES {
        let bytes = workbook(case);
        let quiet = &mut |_| ControlFlow::Continue(());
        let sheets = read_bytes("a.xlsx", &bytes, &ReadOptions::default(), quiet).expect(case.what);
        let sheets = apart(sheets);
        let read = orders(&sheets, &mappings(&sheets, &[]), &*tables);
        let got: Vec<String> = read.orders.iter().map(told).collect();
        let stops = read.problems.iter().filter(|problem| problem.stops());
        let stops: Vec<String> = stops
            .map(|problem| format!("{} {}", problem.cell.at, problem.id().trim_start_matches("SHEET-")))
            .collect();
        let (got, stops) = (got.join("; "), stops.join(" "));
        if got != case.orders || stops != case.problems {
            write!(
                wrong,
                "\n{}\n  got  {got} [{stops}]\n  want {} [{}]",
                case.what, case.orders, case.problems
            )
            .expect("text");
        }
    }
    assert!(CASES.len() >= 40, "{} cases", CASES.len());
    assert!(wrong.is_empty(), "{wrong}");
}

/// A workbook with what the cells alone do not show.
fn with_hidden() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("订单").expect("a name");
    for (row, text) in
        (0_u32..).zip(["订单编号|商品名称|数量|单价", "A1|牙膏|2|79", "A2|鱼油|1|129", "A3|面霜|1|99"])
    {
        for (column, cell) in (0_u16..).zip(text.split('|')).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(row, column, cell).expect("a cell");
        }
    }
    sheet.set_row_hidden(3).expect("a row");
    sheet.set_column_hidden(1).expect("a column");
    let old = book.add_worksheet().set_name("上月").expect("a name").set_hidden(true);
    for (row, text) in (0_u32..).zip(["订单编号|商品名称|数量", "OLD1|牙膏|2"]) {
        for (column, cell) in (0_u16..).zip(text.split('|')) {
            old.write_string(row, column, cell).expect("a cell");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn what_nobody_sees_in_a_workbook_is_said() {
    let quiet = &mut |_| ControlFlow::Continue(());
    let sheets = read_bytes("a.xlsx", &with_hidden(), &ReadOptions::default(), quiet).expect("it reads");
    let sheets = apart(sheets);
    let read = orders(&sheets, &mappings(&sheets, &[]), &*Tables::built_in());
    let numbers: Vec<&str> = read.orders.iter().map(|order| order.order_no.as_str()).collect();
    assert_eq!(numbers, ["A1", "A2", "A3"], "a hidden sheet is nobody's orders");
    let said = |rule: &str| read.problems.iter().find(|p| p.id() == rule).map(|p| p.cell.at.to_string());
    assert_eq!(said("SHEET-HIDDEN-ROWS").as_deref(), Some("A4"));
    assert_eq!(said("SHEET-HIDDEN-COLUMN").as_deref(), Some("B1"));
}
