//! How sure the meaning of a column is, in percent, and which unused column might fill a field that is missing.

use std::collections::HashSet;

use super::clean::Cleaner;
use super::codes::Codes;
use super::field::{Field, Kind};
use super::header::{names_of, normalise};
use super::mapping::{Column, Confidence, Mapping};
use crate::sheet::{Cell, Sheet, Stored};

/// How many values of a column are looked at.
const LOOKED_AT: usize = 50;
/// A column less likely than this is not proposed.
const WORTH_SAYING: u32 = 35;

/// A column that nobody uses yet and that may fill a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Which of the mappings.
    pub mapping: usize,
    /// Which column of its sheet.
    pub column: u16,
    /// How likely, 0 to 100.
    pub percent: u8,
}

/// How sure the meaning of a column is, 0 to 100: its name's word (an official name 100, a known one 90, a near one 60),
/// of which up to half is taken off by values that do not look like the field. 0 for a column without a meaning.
#[must_use]
pub fn percent(sheet: &Sheet, mapping: &Mapping, column: &Column, codes: &dyn Codes) -> u8 {
    let word = match column.confidence {
        Confidence::Sure => 100,
        Confidence::Likely => 90,
        Confidence::Ask => 60,
        Confidence::None => 0,
    };
    let Some(field) = column.field else { return 0 };
    let fit = fit(sheet, mapping, column.index, field, codes).unwrap_or(100);
    small(word * (50 + fit / 2) / 100)
}

/// The unused column that is most likely to fill a field: by its name, as far as it shares signs with the field's known
/// names, and by its values. None where nothing speaks for any.
#[must_use]
pub fn candidate(
    sheets: &[Sheet],
    mappings: &[Mapping],
    field: Field,
    codes: &dyn Codes,
) -> Option<Candidate> {
    let mut best: Option<Candidate> = None;
    for (number, mapping) in mappings.iter().enumerate() {
        let same = |sheet: &&Sheet| sheet.file == mapping.file && sheet.name == mapping.sheet;
        let Some(sheet) = sheets.iter().find(same) else { continue };
        for column in mapping.columns.iter().filter(|column| column.used().is_none()) {
            let name = if column.field == Some(field) { 100 } else { name_likeness(&column.header, field) };
            let likely = match fit(sheet, mapping, column.index, field, codes) {
                // Values of the wrong form speak against any name.
                Some(fit) if fit < 50 => continue,
                Some(fit) if is_telling(field) => name * 6 / 10 + fit * 4 / 10,
                _ if name >= 50 => name * 8 / 10,
                _ => continue,
            };
            let found = Candidate { mapping: number, column: column.index, percent: small(likely) };
            if likely >= WORTH_SAYING && best.is_none_or(|best| found.percent > best.percent) {
                best = Some(found);
            }
        }
    }
    best
}

/// Whether the form of a value says what it is: many columns hold numbers, few hold identity numbers.
fn is_telling(field: Field) -> bool {
    matches!(
        field.kind(),
        Kind::Identity | Kind::Phone | Kind::Address | Kind::Country | Kind::Unit | Kind::Moment | Kind::Day
    )
}

/// How many of a hundred values look like the field; `None` where any text would, or there are none.
fn fit(sheet: &Sheet, mapping: &Mapping, column: u16, field: Field, codes: &dyn Codes) -> Option<u32> {
    let mut cleaner = Cleaner::new(codes);
    let below = sheet.rows().filter(|row| row.number() > mapping.header_row).map(|row| row.cell(column));
    let looks: Vec<bool> = below
        .filter(|cell| !cell.is_blank())
        .take(LOOKED_AT)
        .filter_map(|cell| looks_like(&mut cleaner, field, cell, sheet.epoch_1904))
        .collect();
    let good = looks.iter().filter(|good| **good).count();
    (!looks.is_empty()).then(|| u32::try_from(good * 100 / looks.len()).unwrap_or_default())
}

fn looks_like(cleaner: &mut Cleaner<'_>, field: Field, cell: Cell<'_>, epoch_1904: bool) -> Option<bool> {
    let cleaned = cleaner.clean(field, cell, epoch_1904);
    let text = cleaned.text?;
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let signs = text.chars().count();
    Some(match field.kind() {
        Kind::Text => return None,
        Kind::Person => digits == 0 && (2..=30).contains(&signs),
        Kind::Address => signs >= 6 && digits < signs,
        Kind::Number => text.is_ascii() && signs >= 4,
        Kind::Code(0) => text.is_ascii(),
        Kind::Code(length) => digits == signs && signs == usize::from(length),
        Kind::Identity => (15..=18).contains(&signs) && digits + 1 >= signs,
        Kind::Phone => (7..=15).contains(&digits) && text.is_ascii() && cell.stored != Stored::Date,
        // What is damaged or unknown is named elsewhere; here it only says that the column may be another.
        _ => cleaned.problem.is_none(),
    })
}

/// How many of a hundred pairs of signs a header shares with the best of the field's names.
fn name_likeness(header: &str, field: Field) -> u32 {
    let pairs = |name: &str| -> HashSet<(char, char)> { name.chars().zip(name.chars().skip(1)).collect() };
    let own = pairs(&normalise(header));
    let share = |name: &str| {
        let other = pairs(name);
        let common = own.intersection(&other).count();
        u32::try_from(200 * common / (own.len() + other.len()).max(1)).unwrap_or_default()
    };
    names_of(field).map(share).max().unwrap_or_default()
}

fn small(percent: u32) -> u8 {
    u8::try_from(percent.min(100)).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::super::{map, mappings};
    use super::*;
    use crate::cn::codes::Tables;
    use crate::sheet::CellPos;

    fn sheet(rows: &[&str]) -> Sheet {
        let mut sheet = Sheet::new("a.xlsx", "a");
        for (row, cells) in (0_u32..).zip(rows) {
            for (column, cell) in (0_u16..).zip(cells.split('|')) {
                assert!(sheet.push(CellPos { row, column }, cell, Stored::Text));
            }
        }
        sheet
    }

    #[test]
    fn values_that_do_not_fit_make_a_name_less_sure() {
        let tables = Tables::built_in();
        let sheet = sheet(&[
            "订单编号|订购人姓名|订购人证件号码|身份证号|商品名称|数量|闲话",
            "OK001|林晓岚|林晓岚|110101199003077619|牙膏|1|x",
            "OK002|周子墨|周子墨|110101199003077619|鱼油|两|y",
        ]);
        let mapping = map(&sheet, &[]).expect("a header");
        let of = |n: usize| percent(&sheet, &mapping, &mapping.columns[n], &*tables);
        assert_eq!([of(0), of(1), of(2), of(3), of(4), of(5), of(6)], [100, 100, 50, 60, 100, 75, 0]);
    }

    #[test]
    fn the_best_unused_column_is_proposed_for_a_missing_field() {
        let tables = Tables::built_in();
        let sheets = [sheet(&[
            "订单编号|收件人|收件人身份证号|联系方式|寄往何处|实收金额|闲话",
            "OK001|林晓岚|110101199003077619|13800138001|北京市东城区东直门外大街 18 号|120.5|x",
        ])];
        let mappings = mappings(&sheets, &[]);
        let best =
            |field| candidate(&sheets, &mappings, field, &*tables).map(|found| (found.column, found.percent));
        assert_eq!(best(Field::BuyerId), Some((2, 100)));
        assert_eq!(best(Field::ConsigneePhone).map(|(column, _)| column), Some(3));
        assert_eq!(best(Field::Address).map(|(column, _)| column), Some(4));
        assert_eq!(best(Field::Spec), None);
    }
}
