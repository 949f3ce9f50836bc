//! The form of one bill: head, lines, sums, words and foot on as many A4 pages as it needs.

use clearance_core::bill::{BillCents, BillStatus, BillSums, TaxBillLine, in_words};
use clearance_core::money::Money;

use super::canvas::{Colour, Mark, Page, TINT, Text, Weight};
use super::font::Ink;
use super::grid::{Align, Cell, Line, Row, Style, text};
use super::{PrintOptions, PrintedBill, qr, verify};

pub(super) const TITLE: &str = "跨境电子商务零售进口电子税单";
/// Printed where the lines do not add up to the head that customs stated.
const ROUNDING: &str = "注：表头与各项之和不一致，均按报文原值显示。";
const NOTICE: &str = "本页由企业自行打印，仅供参考，以海关电子数据为准。";

/// Margins and the column that everything stands in, mm.
const LEFT: f32 = 14.0;
const RIGHT: f32 = 196.0;
const WIDTH: f32 = RIGHT - LEFT;
/// Where the foot begins; the body ends a little above.
const FOOT: f32 = 257.0;
const BODY_END: f32 = FOOT - 4.0;
const QR_SIDE: f32 = 24.0;

const STYLE: Style = Style { size: 9.0, row: 7.0, leading: 4.4, pad: 1.7 };

/// Widths of 序号, 商品编码, 商品名称, 完税总价, 关税, 增值税, 消费税.
const COLUMNS: [f32; 7] = [11.0, 24.0, 57.0, 26.0, 20.0, 22.0, 22.0];

/// Draws a bill.
pub(super) fn pages(printed: &PrintedBill, options: &PrintOptions, ink: &Ink<'_>) -> Vec<Page> {
    let bill = &printed.bill;
    let cents = bill.cents();
    let mut form = Form { printed, cents: &cents, options, ink, pages: Vec::new(), y: 0.0 };
    form.new_page();
    form.head();
    form.y += 5.0;
    form.column_heads();
    for (line, amounts) in bill.lines.iter().zip(&cents.lines) {
        let row = Row::new(line_cells(line, amounts), STYLE, ink);
        if form.y + row.height > BODY_END {
            form.new_page();
            form.column_heads();
        }
        form.draw(&row);
    }
    form.sums();
    form.remark();
    let count = form.pages.len();
    let code = qr::content(bill, &printed.message_sha256);
    let mut pages = form.pages;
    for (i, page) in pages.iter_mut().enumerate() {
        foot(page, printed, options, ink, (i + 1, count));
        qr::draw(page, &code, (RIGHT - QR_SIDE, FOOT + 2.6), QR_SIDE);
        if bill.status == BillStatus::Void {
            void(page, ink);
        }
    }
    pages
}

struct Form<'a> {
    printed: &'a PrintedBill,
    cents: &'a BillCents,
    options: &'a PrintOptions,
    ink: &'a Ink<'a>,
    pages: Vec<Page>,
    /// The lower edge of what is drawn.
    y: f32,
}

impl Form<'_> {
    fn page(&mut self) -> &mut Page {
        self.pages.last_mut().expect("new_page() comes first")
    }

    fn draw(&mut self, row: &Row) {
        let (y, ink) = (self.y, self.ink);
        self.y = row.draw(self.page(), LEFT, y, ink);
    }

    /// Title and the line below it.
    fn new_page(&mut self) {
        let bill = &self.printed.bill;
        let (ink, middle) = (self.ink, (LEFT + RIGHT) / 2.0);
        let mut page = Page::upright();
        text(&mut page, ink, Line::new(middle, 24.0, 17.0, TITLE).align(Align::Centre).bold());
        let number = format!("税单编号：{}", bill.tax_no);
        let made = format!("生成时间：{}", bill.return_time);
        let status = format!("状态：{}", bill.status.label().zh);
        text(&mut page, ink, Line::new(LEFT, 35.0, 9.0, &number));
        text(&mut page, ink, Line::new(middle, 35.0, 9.0, &made).align(Align::Centre));
        text(&mut page, ink, Line::new(RIGHT, 35.0, 9.0, &status).align(Align::Right));
        self.pages.push(page);
        self.y = 38.0;
    }

    /// Numbers and parties.
    fn head(&mut self) {
        let bill = &self.printed.bill;
        let names = &self.printed.names;
        let number = |no: &Option<String>| match no {
            Some(no) if self.options.masked => masked(no),
            Some(no) => no.clone(),
            None => "—".to_owned(),
        };
        let certificate = match (&bill.ent_duty_no, bill.status) {
            (Some(no), _) if !no.is_empty() => no.clone(),
            (_, BillStatus::Made) => "汇总后生成".to_owned(),
            _ => "—".to_owned(),
        };
        let customs = match (&bill.customs_code, &names.customs) {
            (Some(code), Some(name)) => format!("{code} {name}"),
            (code, name) => code.clone().or_else(|| name.clone()).unwrap_or_else(|| "—".to_owned()),
        };
        let rows = [
            [("清单编号", bill.invt_no.clone()), ("申报海关", customs)],
            [("订单编号", number(&bill.order_no)), ("物流运单编号", number(&bill.logistics_no))],
            [
                ("电商企业", party(&bill.ebc_code, &names.ebc)),
                ("物流企业", party(&bill.logistics_code, &names.logistics)),
            ],
            [
                ("申报企业", party(&bill.agent_code, &names.agent)),
                ("担保企业", party(&bill.assure_code, &names.assure)),
            ],
        ];
        let (label, value) = (24.0, WIDTH / 2.0 - 24.0);
        for pairs in rows {
            let cells = pairs
                .into_iter()
                .flat_map(|(name, text)| [Cell::label(label, name), Cell::value(value, text)])
                .collect();
            self.draw(&Row::new(cells, STYLE, self.ink));
        }
        let cells = vec![Cell::label(label, "缴款书编号"), Cell::value(WIDTH - label, certificate)];
        self.draw(&Row::new(cells, STYLE, self.ink));
    }

    fn column_heads(&mut self) {
        let names = ["序号", "商品编码", "商品名称", "完税总价", "关税", "增值税", "消费税"];
        let cells =
            names.into_iter().zip(COLUMNS).map(|(name, width)| Cell::label(width, name).align(Align::Centre));
        self.draw(&Row::new(cells.collect(), STYLE, self.ink));
    }

    /// Sum line and total; they stay together.
    fn sums(&mut self) {
        let sums = &self.cents.sums;
        let title = Cell::value(COLUMNS[..3].iter().sum(), "合计").align(Align::Centre).bold();
        let amounts = [sums.tax_price, sums.customs_tax, sums.value_added_tax, sums.consumption_tax];
        let cells =
            amounts.into_iter().zip(&COLUMNS[3..]).map(|(sum, width)| amount_cell(*width, sum).bold());
        let sum_row = Row::new([title].into_iter().chain(cells).collect(), STYLE, self.ink);
        let total = vec![
            Cell::label(COLUMNS[0] + COLUMNS[1], "税额合计（小写）"),
            Cell::value(38.0, format!("￥{}", amount(sums.tax()))).bold(),
            Cell::label(19.0, "（大写）").align(Align::Centre),
            Cell::value(WIDTH - COLUMNS[0] - COLUMNS[1] - 57.0, format!("人民币{}", in_words(sums.tax())))
                .bold(),
        ];
        let total_row = Row::new(total, STYLE, self.ink);
        if self.y + sum_row.height + total_row.height > BODY_END {
            self.new_page();
            self.column_heads();
        }
        self.draw(&sum_row);
        self.draw(&total_row);
    }

    fn remark(&mut self) {
        let note = self.printed.bill.note.as_deref().unwrap_or_default().trim();
        let label = "备注：";
        let indent = self.ink.width(label, STYLE.size);
        let lines = self.ink.wrap(note, STYLE.size, WIDTH - indent);
        self.y += 7.0;
        for (i, line) in lines.iter().enumerate() {
            if self.y > BODY_END {
                self.new_page();
                self.y += 7.0;
            }
            let (y, ink) = (self.y, self.ink);
            if i == 0 {
                text(self.page(), ink, Line::new(LEFT, y, STYLE.size, label).dim());
            }
            text(self.page(), ink, Line::new(LEFT + indent, y, STYLE.size, line));
            self.y += STYLE.leading;
        }
        if !self.cents.adds_up {
            if self.y > BODY_END {
                self.new_page();
                self.y += 7.0;
            }
            let (y, ink) = (self.y + 1.0, self.ink);
            text(self.page(), ink, Line::new(LEFT, y, 7.5, ROUNDING).dim());
        }
    }
}

fn line_cells(line: &TaxBillLine, amounts: &BillSums) -> Vec<Cell> {
    let name = line.name.as_deref().unwrap_or("—");
    let [no, code, name_width, price, duty, vat, consumption] = COLUMNS;
    vec![
        Cell::value(no, line.gnum.to_string()).align(Align::Centre),
        Cell::value(code, line.gcode.as_str()).align(Align::Centre),
        Cell::value(name_width, name),
        amount_cell(price, amounts.tax_price),
        amount_cell(duty, amounts.customs_tax),
        amount_cell(vat, amounts.value_added_tax),
        amount_cell(consumption, amounts.consumption_tax),
    ]
}

pub(super) fn amount_cell(width: f32, sum: Money) -> Cell {
    Cell::value(width, amount(sum)).align(Align::Right)
}

/// Who prints, which page, the digest of the message, and what the print is not.
fn foot(
    page: &mut Page,
    printed: &PrintedBill,
    options: &PrintOptions,
    ink: &Ink<'_>,
    (no, of): (usize, usize),
) {
    let right = RIGHT - QR_SIDE - 5.0;
    let digest = verify::hex(&printed.message_sha256);
    let by = format!("打印人：{}", options.printed_by);
    let at = format!("打印时间：{}", options.printed_at);
    let number = format!("第 {no} 页 共 {of} 页");
    let short = format!("报文校验值：{}", verify::grouped(&digest[..16]));
    page.rule((LEFT, FOOT), (RIGHT, FOOT), 0.8);
    text(page, ink, Line::new(LEFT, FOOT + 6.2, 8.0, &by));
    text(page, ink, Line::new((LEFT + right) / 2.0, FOOT + 6.2, 8.0, &at).align(Align::Centre));
    text(page, ink, Line::new(right, FOOT + 6.2, 8.0, &number).align(Align::Right));
    text(page, ink, Line::new(LEFT, FOOT + 13.0, 8.0, &short));
    text(page, ink, Line::new(LEFT, FOOT + 18.2, 6.5, &format!("SHA-256 {digest}")).dim());
    text(page, ink, Line::new(LEFT, FOOT + 25.0, 8.0, NOTICE));
}

/// 作废 across the page, below everything else so that all of it stays readable. No grounds: they would cut the word.
fn void(page: &mut Page, ink: &Ink<'_>) {
    let (size, turn, word) = (185.0_f32, 35.0_f32, "作废");
    let half = ink.width(word, size) / 2.0;
    let (sin, cos) = turn.to_radians().sin_cos();
    let middle = 0.36 * size * 25.4 / 72.0;
    // The middle of the word lies a little above the middle of the page.
    let x = page.width / 2.0 - half * cos + middle * sin;
    let y = page.height / 2.0 - 15.0 + half * sin + middle * cos;
    let text = word.to_owned();
    let word = Text { x, y, size, weight: Weight::Regular, colour: Colour::PaleRed, turn, text };
    page.marks.retain(|mark| !matches!(mark, Mark::Fill { colour, .. } if *colour == TINT));
    page.marks.insert(0, Mark::Text(word));
}

/// Two decimals, thousands mark: `1,234.50`.
pub(super) fn amount(sum: Money) -> String {
    let mut cents = sum.to_cent().0;
    cents.rescale(2);
    let plain = cents.abs().to_string();
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, "00"));
    let mut out = String::from(if cents.is_sign_negative() && !cents.is_zero() { "-" } else { "" });
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{out}.{fraction}")
}

/// A company: its name, and its code below.
fn party(code: &Option<String>, name: &Option<String>) -> String {
    match (name, code) {
        (Some(name), Some(code)) => format!("{name}（{code}）"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => "—".to_owned(),
    }
}

/// The first and last four signs of a number.
pub(super) fn masked(no: &str) -> String {
    let signs: Vec<char> = no.chars().collect();
    if signs.len() <= 8 {
        return "*".repeat(signs.len());
    }
    let (first, last) = (&signs[..4], &signs[signs.len() - 4..]);
    first
        .iter()
        .copied()
        .chain(std::iter::repeat_n('*', signs.len() - 8))
        .chain(last.iter().copied())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_two_decimals_and_thousands_marks() {
        for (sum, printed) in [
            ("0", "0.00"),
            ("42.406", "42.41"),
            ("999.995", "1,000.00"),
            ("1234567.8", "1,234,567.80"),
            ("-1525.8", "-1,525.80"),
            ("-0.001", "0.00"),
        ] {
            assert_eq!(amount(Money::parse(sum).expect("a decimal")), printed);
        }
    }

    #[test]
    fn masked_numbers_keep_their_ends() {
        assert_eq!(masked("XJ20261124001156"), "XJ20********1156");
        assert_eq!(masked("12345678"), "********");
    }

    #[test]
    fn columns_fill_the_width() {
        assert!((COLUMNS.iter().sum::<f32>() - WIDTH).abs() < 0.001);
    }
}
