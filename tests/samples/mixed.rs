//! Random combinations of everything that is messy, by a fixed seed: known orders are written into a workbook in one of
//! thousands of ways, and the same orders must come out.

use std::fmt::Write as _;
use std::ops::ControlFlow;

use clearance_core::cn::codes::Tables;
use clearance_core::order::{Field, Order, apart, mappings, orders};
use clearance_core::sheet::Sheet;
use clearance_engine::sheet::{ReadOptions, read_bytes};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

use super::invented::{DIAPERS, FISH_OIL, Goods, MILK_POWDER, PEOPLE, TOOTHPASTE, WINE, yuan};

/// A small generator of numbers: the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % sides
    }

    fn coin(&mut self) -> bool {
        self.roll(2) == 0
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

/// One order, as it is to come out.
struct Known {
    number: String,
    person: usize,
    freight: u64,
    lines: Vec<(&'static Goods, u64)>,
}

const SHELF: [&Goods; 5] = [&FISH_OIL, &MILK_POWDER, &TOOTHPASTE, &WINE, &DIAPERS];

fn known(dice: &mut Dice) -> Vec<Known> {
    (0..3 + dice.roll(6))
        .map(|n| {
            let first = dice.roll(SHELF.len());
            let count = 1 + dice.roll(3);
            Known {
                number: format!(
                    "0{}{:05}",
                    ["2611", "DD26-", "OK20261124"][n % 3],
                    dice.roll(90_000) + n * 7
                ),
                person: dice.roll(PEOPLE.len()),
                freight: [0, 600, 1_250][dice.roll(3)],
                lines: (0..count)
                    .map(|i| (SHELF[(first + i) % SHELF.len()], 1 + dice.roll(9) as u64))
                    .collect(),
            }
        })
        .collect()
}

/// How the goods of an order stand in the sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    /// One row for each, the head repeated.
    Repeated,
    /// One row for each, the head in the first only.
    FirstOnly,
    /// One row for each, the head merged over them.
    Merged,
    /// `sku1`, `qty1`, `sku2`, …
    Wide,
    /// Lists in the cells of one row.
    Listed,
    /// A sheet of orders and a sheet of goods.
    TwoSheets,
}

/// A table of texts with the merged ranges of its first column block.
#[derive(Default)]
struct Grid {
    rows: Vec<Vec<String>>,
    /// First row, last row, column.
    merged: Vec<(usize, usize, usize)>,
}

const HEAD: usize = 6;

fn head_names(dice: &mut Dice) -> Vec<String> {
    let mark = |dice: &mut Dice, name: &str| match dice.roll(6) {
        0 => format!("*{name}"),
        1 => format!("{name}（必填）"),
        2 => format!(" {name} "),
        3 => format!("{name}\u{a0}"),
        _ => name.to_owned(),
    };
    let names = [
        dice.pick(&["订单编号", "订单号", "主订单编号"]),
        dice.pick(&["订购人姓名", "购买人姓名", "订购人 姓名"]),
        dice.pick(&["订购人证件号码", "订购人身份证号码", "订购人身份证号"]),
        dice.pick(&["收货人电话", "收件人电话", "收件人手机号\n（11位数）"]),
        dice.pick(&["收件地址", "收货地址", "收件人地址"]),
        dice.pick(&["运杂费", "运杂费(元)", "运杂费（元）"]),
    ];
    names.into_iter().map(|name| mark(dice, name)).collect()
}

fn head_cells(dice: &mut Dice, order: &Known) -> Vec<String> {
    let person = &PEOPLE[order.person];
    let number = match dice.roll(4) {
        0 => format!("=\"{}\"", order.number),
        1 => format!("\t{}", order.number),
        2 => format!("'{}", order.number),
        _ => order.number.clone(),
    };
    let id = if dice.coin() { person.id() } else { format!("{} ", person.id().to_lowercase()) };
    let phone = match dice.roll(4) {
        0 => format!("{}.0", person.phone),
        1 => format!("{} {} {}", &person.phone[..3], &person.phone[3..7], &person.phone[7..]),
        2 => person
            .phone
            .chars()
            .map(|c| char::from_u32(u32::from(c) + 0xFEE0).expect("a wide digit"))
            .collect(),
        _ => person.phone.to_owned(),
    };
    let freight = match dice.roll(3) {
        0 => format!("{}元", yuan(order.freight)),
        1 => format!("¥{}", yuan(order.freight)),
        _ => yuan(order.freight),
    };
    vec![number, person.name.to_owned(), id, phone, format!("{}\u{3000}", person.address), freight]
}

fn goods_names(dice: &mut Dice) -> [&'static str; 5] {
    [
        dice.pick(&["企业商品名称", "商品名称", "宝贝标题"]),
        dice.pick(&["数量", "购买数量", "申报数量"]),
        dice.pick(&["单价", "商品单价", "单价(元)"]),
        dice.pick(&["计量单位", "单位"]),
        dice.pick(&["原产国", "原产国代码"]),
    ]
}

fn goods_cells(goods: &Goods, qty: u64) -> Vec<String> {
    vec![
        goods.name.to_owned(),
        qty.to_string(),
        yuan(goods.price),
        goods.unit.to_owned(),
        goods.origin.to_owned(),
    ]
}

fn grids(dice: &mut Dice, shape: Shape, orders: &[Known]) -> Vec<Grid> {
    let (heads, names) = (head_names(dice), goods_names(dice));
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut grid = Grid::default();
    let header = |more: &[String]| heads.iter().chain(more).cloned().collect::<Vec<_>>();
    match shape {
        Shape::Repeated | Shape::FirstOnly | Shape::Merged => {
            grid.rows.push(header(&names));
            for order in orders {
                let first = grid.rows.len();
                let head = head_cells(dice, order);
                for (i, (goods, qty)) in order.lines.iter().enumerate() {
                    let own = if shape == Shape::Repeated || i == 0 {
                        head.clone()
                    } else {
                        vec![String::new(); HEAD]
                    };
                    grid.rows.push(own.into_iter().chain(goods_cells(goods, *qty)).collect());
                }
                if shape == Shape::Merged && order.lines.len() > 1 {
                    let last = grid.rows.len() - 1;
                    grid.merged.extend((0..HEAD).map(|column| (first, last, column)));
                }
            }
        }
        Shape::Wide => {
            let most = orders.iter().map(|order| order.lines.len()).max().unwrap_or(1).max(2);
            let way = dice.roll(3);
            let numbered = |n: usize| {
                names.iter().map(move |name| match way {
                    0 => format!("{name}{n}"),
                    1 => format!("{name}_{n}"),
                    _ => name.clone(),
                })
            };
            grid.rows.push(header(&(1..=most).flat_map(numbered).collect::<Vec<_>>()));
            for order in orders {
                let goods = order.lines.iter().flat_map(|(goods, qty)| goods_cells(goods, *qty));
                grid.rows.push(head_cells(dice, order).into_iter().chain(goods).collect());
            }
        }
        Shape::Listed => {
            grid.rows.push(header(&names));
            let mark = dice.pick(&["；", ";", "\n", "|"]);
            for order in orders {
                let lines: Vec<Vec<String>> =
                    order.lines.iter().map(|(goods, qty)| goods_cells(goods, *qty)).collect();
                let listed = (0..names.len()).map(|column| {
                    lines.iter().map(|line| line[column].clone()).collect::<Vec<_>>().join(mark)
                });
                grid.rows.push(head_cells(dice, order).into_iter().chain(listed).collect());
            }
        }
        Shape::TwoSheets => {
            grid.rows.push(heads.clone());
            let mut goods_grid = Grid::default();
            goods_grid.rows.push(std::iter::once("订单编号".to_owned()).chain(names).collect());
            for order in orders {
                grid.rows.push(head_cells(dice, order));
                for (goods, qty) in &order.lines {
                    let cells = goods_cells(goods, *qty);
                    goods_grid.rows.push(std::iter::once(order.number.clone()).chain(cells).collect());
                }
            }
            return if dice.coin() { vec![grid, goods_grid] } else { vec![goods_grid, grid] };
        }
    }
    vec![grid]
}

/// What stands around a table: titles above, a total and remarks below.
fn surround(dice: &mut Dice, grid: &mut Grid) -> usize {
    let above = [0, 1, 3, 7, 18][dice.roll(5)];
    let width = grid.rows[0].len();
    if dice.coin() {
        let mut total = vec![String::new(); width];
        (total[0], total[width - 1]) = ("合计".to_owned(), "1234.5".to_owned());
        grid.rows.push(total);
    }
    if dice.coin() {
        grid.rows.push(vec![String::new(), String::new()]);
        grid.rows.push(vec!["备注：以上数据已核对，如有疑问请联系客服".to_owned()]);
    }
    above
}

fn write(dice: &mut Dice, sheet: &mut Worksheet, mut grid: Grid) {
    let above = surround(dice, &mut grid);
    let top = Format::new().set_bold();
    if above > 0 {
        let last = u16::try_from(grid.rows[0].len() - 1).expect("few columns");
        sheet.merge_range(0, 0, 0, last, "跨境订单汇总", &top).expect("a title");
    }
    if above > 1 {
        sheet
            .write_string(u32::try_from(above).expect("few") - 1, 0, "制表：小方 2026-11-24")
            .expect("a note");
    }
    for (row, cells) in grid.rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let (row, column) =
                (u32::try_from(row + above).expect("few"), u16::try_from(column).expect("few"));
            let plain: Option<f64> = cell.parse().ok().filter(|_| cell.len() < 8 && !cell.starts_with('0'));
            match plain.filter(|_| dice.coin()) {
                Some(number) => sheet.write_number(row, column, number).expect("a cell"),
                None => sheet.write_string(row, column, cell).expect("a cell"),
            };
        }
    }
    for (first, last, column) in &grid.merged {
        let at = |row: usize| u32::try_from(row + above).expect("few");
        let text = grid.rows[*first][*column].as_str();
        sheet
            .merge_range(
                at(*first),
                u16::try_from(*column).expect("few"),
                at(*last),
                u16::try_from(*column).expect("few"),
                text,
                &top,
            )
            .expect("a range");
    }
    let end = u32::try_from(grid.rows.len() + above + 3).expect("few");
    for row in end..end + 40 {
        sheet.write_blank(row, 0, &top).expect("a blank cell");
    }
}

/// The bytes of one file, and what it is called.
fn file(dice: &mut Dice, shape: Shape, mut grids: Vec<Grid>) -> (String, Vec<u8>) {
    if shape != Shape::Merged && grids.len() == 1 && dice.roll(3) == 0 {
        let (mark, end) = ([",", "\t", ";"][dice.roll(3)], ["\n", "\r\n"][dice.roll(2)]);
        let mut grid = grids.remove(0);
        surround(dice, &mut grid);
        let mut text = String::new();
        for row in &grid.rows {
            let cells: Vec<String> =
                row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            write!(text, "{}{end}", cells.join(mark)).expect("text");
        }
        let bytes = match dice.roll(4) {
            0 => text.into_bytes(),
            1 => format!("\u{feff}{text}").into_bytes(),
            2 => encoding_rs::GB18030.encode(&text).0.into_owned(),
            _ => std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
        };
        return ("orders.csv".to_owned(), bytes);
    }
    let mut book = Workbook::new();
    if dice.coin() {
        let notes = book.add_worksheet();
        notes.set_name("填写说明").expect("a name");
        for (row, text) in (0_u32..).zip(["计量单位", "瓶", "罐"]) {
            notes.write_string(row, 0, text).expect("a cell");
            notes.write_string(row, 1, "代码").expect("a cell");
        }
    }
    for grid in grids {
        let sheet = book.add_worksheet();
        write(dice, sheet, grid);
    }
    ("orders.xlsx".to_owned(), book.save_to_buffer().expect("a workbook"))
}

fn told(order: &Order) -> String {
    let head = [Field::BuyerName, Field::BuyerId, Field::ConsigneePhone, Field::Address, Field::Freight];
    let head: Vec<&str> = head.iter().map(|field| order.get(*field).unwrap_or("-")).collect();
    let mut text = format!("{} {}", order.order_no, head.join(" "));
    for line in &order.lines {
        let value = |field: Field| line.get(field).unwrap_or("-").to_owned();
        let name = line.first_of(&[Field::GoodsName, Field::ItemName]).unwrap_or("-");
        write!(
            text,
            " / {name} {} {} {} {}",
            value(Field::Qty),
            value(Field::Price),
            value(Field::Unit),
            value(Field::Origin)
        )
        .expect("text");
    }
    text
}

fn expected(order: &Known, tables: &Tables) -> String {
    let person = &PEOPLE[order.person];
    let mut text = format!(
        "{} {} {} {} {} {}",
        order.number,
        person.name,
        person.id(),
        person.phone,
        person.address,
        yuan(order.freight)
    );
    for (goods, qty) in &order.lines {
        let unit = tables.unit_named(goods.unit).expect("a unit");
        let origin = tables.country_named(goods.origin).expect("a country");
        write!(text, " / {} {qty} {} {unit} {origin}", goods.name, yuan(goods.price)).expect("text");
    }
    text
}

#[test]
fn the_same_orders_come_out_however_they_stand_in_the_file() {
    let tables = Tables::built_in();
    let shapes =
        [Shape::Repeated, Shape::FirstOnly, Shape::Merged, Shape::Wide, Shape::Listed, Shape::TwoSheets];
    for seed in 0..240_u64 {
        let mut dice = Dice(seed * 7_919 + 20_261_124);
        let shape = shapes[usize::try_from(seed).expect("small") % shapes.len()];
        let known = known(&mut dice);
        let grids = grids(&mut dice, shape, &known);
        let (name, bytes) = file(&mut dice, shape, grids);
        let quiet = &mut |_| ControlFlow::Continue(());
        let sheets: Vec<Sheet> = read_bytes(&name, &bytes, &ReadOptions::default(), quiet).expect("it reads");
        let sheets = apart(sheets);
        let mappings = mappings(&sheets, &[]);
        let read = orders(&sheets, &mappings, &*tables);
        let stops: Vec<String> = read
            .problems
            .iter()
            .filter(|problem| problem.stops())
            .map(|problem| format!("{problem:?}"))
            .collect();
        assert_eq!(stops, [] as [String; 0], "seed {seed} {shape:?} {name}");
        let mut got: Vec<String> = read.orders.iter().map(told).collect();
        let mut want: Vec<String> = known.iter().map(|order| expected(order, &tables)).collect();
        got.sort_unstable();
        want.sort_unstable();
        assert_eq!(got, want, "seed {seed} {shape:?} {name}");
    }
}
