//! The summary list of tax bills (税单汇总表): by customs office and guarantor, across an A4 page.

use std::collections::BTreeMap;

use clearance_core::bill::{BillStatus, Summary, in_words};
use clearance_core::time::BeijingTime;
use jiff::civil::Date;

use super::canvas::{Document, Page};
use super::font::Ink;
use super::form::{amount, amount_cell, masked};
use super::grid::{Align, Cell, Line, Row, Style, text};
use super::{Font, PdfFile, PrintError, PrintedBill, finish, naming};

const TITLE: &str = "税单汇总表";
const NOTICE: &str = "本表由企业自行打印，仅供参考，以海关电子数据为准。作废税单不计入合计。";
const LEFT: f32 = 11.0;
const RIGHT: f32 = 286.0;
const BODY_END: f32 = 193.0;

const STYLE: Style = Style { size: 7.0, row: 5.6, leading: 3.2, pad: 1.1 };

/// Head and width of every column, mm.
const COLUMNS: [(&str, f32); 14] = [
    ("序号", 8.0),
    ("税单编号", 29.0),
    ("清单编号", 26.5),
    ("订单编号", 25.5),
    ("运单编号", 28.0),
    ("申报日期", 16.0),
    ("放行日期", 16.0),
    ("完税价格", 19.0),
    ("关税", 14.0),
    ("增值税", 16.0),
    ("消费税", 16.0),
    ("合计", 17.0),
    ("状态", 11.5),
    ("缴款书编号", 32.5),
];

/// How a summary list is printed.
#[derive(Clone, Debug)]
pub struct IndexOptions {
    /// The period it covers, as people read it, such as `2026-11` or `2026-11-01 至 2026-11-15`.
    pub period: String,
    /// File name without `.pdf`.
    pub name: String,
    /// Who prints.
    pub printed_by: String,
    /// When.
    pub printed_at: BeijingTime,
    /// Shortens order and waybill numbers.
    pub masked: bool,
}

/// Prints the summary list of bills. Void bills are shown, struck out, and left out of the sums.
///
/// # Errors
/// Nothing to print, or a font that does not embed.
pub fn print_index(
    bills: &[PrintedBill],
    options: &IndexOptions,
    font: &Font,
) -> Result<PdfFile, PrintError> {
    if bills.is_empty() {
        return Err(PrintError::NothingToPrint);
    }
    let ink = Ink::new(font);
    let mut list = List { options, ink: &ink, pages: Vec::new(), y: 0.0 };
    list.new_page();
    let mut groups: BTreeMap<(String, String), Vec<&PrintedBill>> = BTreeMap::new();
    for bill in bills {
        groups.entry((customs(bill), guarantor(bill))).or_default().push(bill);
    }
    let mut no = 0;
    for ((customs, guarantor), bills) in &groups {
        list.group_head(customs, guarantor, bills.len());
        for bill in bills {
            no += 1;
            list.bill(no, bill);
        }
        list.sums(
            &format!("小计（{} 份）", counted(bills.iter().copied())),
            &sums(bills.iter().copied()),
            false,
        );
    }
    let all = sums(bills.iter());
    list.sums(&format!("总计（{} 份）", counted(bills.iter())), &all, true);
    let pages = list.finish();
    let title = format!("{TITLE} {}", options.period);
    let document = Document {
        title,
        author: options.printed_by.clone(),
        made_at: options.printed_at,
        pages,
        bookmarks: Vec::new(),
        facts: Vec::new(),
    };
    finish(format!("{}.pdf", naming::safe(&options.name)), &document, ink, font)
}

fn counts(bill: &PrintedBill) -> bool {
    bill.bill.status != BillStatus::Void
}

fn counted<'a>(bills: impl Iterator<Item = &'a PrintedBill>) -> usize {
    bills.filter(|bill| counts(bill)).count()
}

/// What the bills that count print, added up, and what they state.
fn sums<'a>(bills: impl Iterator<Item = &'a PrintedBill>) -> Summary {
    Summary::of(bills.map(|printed| &printed.bill))
}

fn named(code: Option<&String>, name: Option<&String>) -> String {
    match (code, name) {
        (Some(code), Some(name)) => format!("{code} {name}"),
        (one, other) => one.or(other).cloned().unwrap_or_else(|| "—".to_owned()),
    }
}

fn customs(bill: &PrintedBill) -> String {
    named(bill.bill.customs_code.as_ref(), bill.names.customs.as_ref())
}

fn guarantor(bill: &PrintedBill) -> String {
    named(bill.bill.assure_code.as_ref(), bill.names.assure.as_ref())
}

struct List<'a> {
    options: &'a IndexOptions,
    ink: &'a Ink<'a>,
    pages: Vec<Page>,
    y: f32,
}

impl List<'_> {
    fn new_page(&mut self) {
        let mut page = Page::across();
        let middle = (LEFT + RIGHT) / 2.0;
        text(&mut page, self.ink, Line::new(middle, 17.0, 15.0, TITLE).align(Align::Centre).bold());
        let period = format!("期间：{}", self.options.period);
        text(&mut page, self.ink, Line::new(LEFT, 23.5, 8.0, &period));
        text(&mut page, self.ink, Line::new(RIGHT, 23.5, 8.0, "币制：人民币（元）").align(Align::Right));
        let heads = COLUMNS.iter().map(|(name, width)| Cell::label(*width, *name).align(Align::Centre));
        self.y = Row::new(heads.collect(), STYLE, self.ink).draw(&mut page, LEFT, 26.0, self.ink);
        self.pages.push(page);
    }

    fn draw(&mut self, row: &Row, keep_with_next: f32) {
        if self.y + row.height + keep_with_next > BODY_END {
            self.new_page();
        }
        let page = self.pages.last_mut().expect("new_page() comes first");
        self.y = row.draw(page, LEFT, self.y, self.ink);
    }

    fn group_head(&mut self, customs: &str, guarantor: &str, bills: usize) {
        let text = format!("申报海关：{customs}    担保企业：{guarantor}    共 {bills} 份");
        let row = Row::new(vec![Cell::label(RIGHT - LEFT, text).bold()], STYLE, self.ink);
        self.draw(&row, STYLE.row);
    }

    fn bill(&mut self, no: usize, printed: &PrintedBill) {
        let bill = &printed.bill;
        let cents = bill.cents().sums;
        let void = !counts(printed);
        let number = |no: &Option<String>| match no {
            Some(no) if self.options.masked => masked(no),
            no => no.clone().unwrap_or_default(),
        };
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let width = |column: usize| COLUMNS[column].1;
        let plain = |column: usize, text: String| Cell::value(width(column), text);
        let centred = |column: usize, text: String| plain(column, text).align(Align::Centre);
        let sum = |column: usize, amount| amount_cell(width(column), amount).struck(void);
        let cells = vec![
            centred(0, no.to_string()),
            plain(1, bill.tax_no.clone()),
            plain(2, bill.invt_no.clone()),
            plain(3, number(&bill.order_no)),
            plain(4, number(&bill.logistics_no)),
            centred(5, day(printed.declared_on)),
            centred(6, day(printed.released_on)),
            sum(7, cents.tax_price),
            sum(8, cents.customs_tax),
            sum(9, cents.value_added_tax),
            sum(10, cents.consumption_tax),
            sum(11, cents.tax()),
            centred(12, bill.status.label().zh.to_owned()),
            plain(13, bill.ent_duty_no.clone().unwrap_or_default()),
        ];
        let row = Row::new(cells, STYLE, self.ink);
        self.draw(&row, 0.0);
    }

    fn sums(&mut self, title: &str, summary: &Summary, in_words_too: bool) {
        let sums = &summary.cents;
        let width: f32 = COLUMNS[..7].iter().map(|(_, width)| width).sum();
        let amounts =
            [sums.tax_price, sums.customs_tax, sums.value_added_tax, sums.consumption_tax, sums.tax()];
        let mut cells = vec![Cell::value(width, title).align(Align::Right).bold()];
        cells.extend(
            amounts.into_iter().zip(&COLUMNS[7..]).map(|(sum, (_, width))| amount_cell(*width, sum).bold()),
        );
        cells.push(Cell::value(COLUMNS[12].1 + COLUMNS[13].1, ""));
        let row = Row::new(cells, STYLE, self.ink);
        self.draw(&row, if in_words_too { STYLE.row } else { 0.0 });
        if in_words_too {
            let exact = summary.exact.tax().to_cent();
            let mut words = format!("税额总计  ￥{}  人民币{}", amount(sums.tax()), in_words(sums.tax()));
            if exact != sums.tax() {
                words.push_str(&format!("  （各税单舍入前合计 {}）", amount(exact)));
            }
            let row = Row::new(vec![Cell::value(RIGHT - LEFT, words).bold()], STYLE, self.ink);
            self.draw(&row, 0.0);
        }
    }

    /// Writes the foot of every page.
    fn finish(mut self) -> Vec<Page> {
        let count = self.pages.len();
        let by = format!("打印人：{}    打印时间：{}", self.options.printed_by, self.options.printed_at);
        for (i, page) in self.pages.iter_mut().enumerate() {
            let number = format!("第 {} 页 共 {count} 页", i + 1);
            text(page, self.ink, Line::new(LEFT, 200.0, 7.5, &by));
            text(
                page,
                self.ink,
                Line::new((LEFT + RIGHT) / 2.0 + 20.0, 200.0, 7.5, NOTICE).align(Align::Centre).dim(),
            );
            text(page, self.ink, Line::new(RIGHT, 200.0, 7.5, &number).align(Align::Right));
        }
        self.pages
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_width() {
        let width: f32 = COLUMNS.iter().map(|(_, width)| width).sum();
        assert!((width - (RIGHT - LEFT)).abs() < 0.001, "{width}");
    }
}
