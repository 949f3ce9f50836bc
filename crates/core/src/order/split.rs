//! One row that names several goods in its cells: `A*2;B*1`, or lists of equal length in the cells of name, quantity and
//! price. It becomes one line for each of them where nothing has to be guessed.

use std::borrow::Cow;

use super::field::{Field, Kind};
use super::number;

/// More goods than this are not named in one cell.
const MOST: usize = 100;
/// Marks that stand between goods and hardly ever inside a name.
const STRONG: [char; 5] = ['\n', ';', '；', '|', '｜'];
/// Marks that may as well stand inside a name: they count where the number of goods is known.
const WEAK: [char; 8] = ['、', '，', ',', '+', '＋', '/', '&', '／'];

/// A cell of a row's goods that holds something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct GoodsCell<'a> {
    pub(super) column: u16,
    pub(super) field: Field,
    pub(super) text: &'a str,
}

/// What the cells of a row say together.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Goods<'a> {
    /// Of one kind of goods.
    One,
    /// Of several: for each the cells with its own part of the text.
    Several {
        lines: Vec<Vec<(u16, Field, Cow<'a, str>)>>,
        /// The column to point at.
        at: u16,
        /// Columns whose value belongs to all of them together and cannot be divided.
        stuck: Vec<u16>,
    },
    /// Of several, but which is which cannot be told.
    Unclear { at: u16 },
}

/// Whether a text may be of several goods at all; a quick look, so that ordinary rows cost nothing.
pub(super) fn may_be_several(field: Field, text: &str) -> bool {
    match field.kind() {
        Kind::Amount | Kind::Quantity => text.bytes().any(|b| !b.is_ascii_digit() && b != b'.'),
        _ if names_goods(field) => text.contains(['*', '×', '＊', '✕', 'x', 'X']) || text.contains(STRONG),
        _ => false,
    }
}

fn names_goods(field: Field) -> bool {
    matches!(field, Field::ItemName | Field::GoodsName | Field::ItemNo | Field::Barcode)
}

/// Reads the goods cells of one row, each field at most once.
pub(super) fn goods<'a>(cells: &[GoodsCell<'a>]) -> Goods<'a> {
    let numeric = |cell: &&GoodsCell<'_>| matches!(cell.field.kind(), Kind::Amount | Kind::Quantity);
    let lists: Vec<(&GoodsCell<'a>, usize)> =
        cells.iter().filter(numeric).filter_map(|cell| Some((cell, numbers(cell.text)?.len()))).collect();
    let by_name = cells.iter().filter(|cell| names_goods(cell.field)).find_map(|cell| {
        let parts = counted(cell.text)?;
        Some((cell, parts))
    });
    let (count, at) = match (lists.first(), &by_name) {
        (Some((first, count)), _) => {
            if let Some((odd, _)) = lists.iter().find(|(_, other)| other != count) {
                return Goods::Unclear { at: odd.column };
            }
            (*count, first.column)
        }
        (None, Some((cell, parts))) => (parts.len(), cell.column),
        (None, None) => return without_numbers(cells),
    };
    let counts = match &by_name {
        Some((_, parts)) if parts.len() == count => Some(parts.as_slice()),
        _ => None,
    };
    let qty = cells.iter().find(|cell| cell.field == Field::Qty);
    if count == 1 {
        // `A*2` alone: a quantity only where no other is given.
        return match (&by_name, counts, qty) {
            (Some((cell, _)), Some([(name, number)]), None) if !ends_in_measure(name) => {
                one_counted(cells, cell, name, number)
            }
            _ => Goods::One,
        };
    }
    if count > MOST {
        return Goods::Unclear { at };
    }
    if let (Some(parts), Some(cell), true) = (counts, qty, lists.is_empty()) {
        // One quantity beside counted names is their sum, or the cells disagree.
        let sum = parts.iter().try_fold("0".to_owned(), |sum, (_, number)| number::sum(&sum, number));
        if !sum.is_some_and(|sum| number::same(&sum, cell.text)) {
            return Goods::Unclear { at };
        }
    }
    divided(cells, count, at, counts, lists.is_empty())
}

/// Names of several goods, but no quantity for each.
fn without_numbers<'a>(cells: &[GoodsCell<'a>]) -> Goods<'a> {
    let count = |cell: &GoodsCell<'_>| strong_parts(cell.text).map(|parts| parts.len());
    let named: Vec<(u16, usize)> = cells
        .iter()
        .filter(|cell| names_goods(cell.field) || cell.field == Field::TariffCode)
        .filter_map(|cell| Some((cell.column, count(cell)?)))
        .collect();
    match named.as_slice() {
        [(at, first), rest @ ..] if rest.iter().any(|(_, other)| other == first) => {
            Goods::Unclear { at: *at }
        }
        _ => Goods::One,
    }
}

fn one_counted<'a>(
    cells: &[GoodsCell<'a>],
    counted: &GoodsCell<'a>,
    name: &'a str,
    number: &'a str,
) -> Goods<'a> {
    let mut line: Vec<(u16, Field, Cow<'a, str>)> = Vec::with_capacity(cells.len() + 1);
    for cell in cells {
        let text = if cell == counted { name } else { cell.text };
        line.push((cell.column, cell.field, Cow::Borrowed(text)));
    }
    line.push((counted.column, Field::Qty, Cow::Borrowed(number)));
    Goods::Several { lines: vec![line], at: counted.column, stuck: Vec::new() }
}

fn divided<'a>(
    cells: &[GoodsCell<'a>],
    count: usize,
    at: u16,
    counts: Option<&[(&'a str, &'a str)]>,
    counted_by_name: bool,
) -> Goods<'a> {
    let mut lines: Vec<Vec<(u16, Field, Cow<'a, str>)>> = vec![Vec::with_capacity(cells.len()); count];
    let mut stuck = Vec::new();
    for cell in cells {
        let mut put = |parts: &[&'a str]| {
            for (line, part) in lines.iter_mut().zip(parts).filter(|(_, part)| !part.is_empty()) {
                line.push((cell.column, cell.field, Cow::Borrowed(*part)));
            }
        };
        if matches!(cell.field.kind(), Kind::Amount | Kind::Quantity) {
            match numbers(cell.text) {
                Some(parts) => put(&parts),
                // The names carry the quantities already; this is their sum.
                None if cell.field == Field::Qty && counted_by_name => {}
                None => stuck.push(cell.column),
            }
            continue;
        }
        match exactly(cell.text, count, cell.field) {
            Some(parts) if names_goods(cell.field) => match names_of(&parts) {
                Some(pairs) if counts.is_some() => {
                    put(&pairs.iter().map(|(name, _)| *name).collect::<Vec<_>>())
                }
                _ if parts.iter().any(|part| part.is_empty()) => return Goods::Unclear { at },
                _ => put(&parts),
            },
            Some(parts) => put(&parts),
            None if is_shared(cell.field) => put(&vec![cell.text; count]),
            None if names_goods(cell.field) => return Goods::Unclear { at },
            None => stuck.push(cell.column),
        }
    }
    if counted_by_name && let Some(parts) = counts {
        for (line, (_, number)) in lines.iter_mut().zip(parts) {
            line.push((at, Field::Qty, Cow::Borrowed(*number)));
        }
    }
    settle_sums(cells, &lines, &mut stuck);
    Goods::Several { lines, at, stuck }
}

/// One total beside a price and a quantity for each is only their sum.
fn settle_sums(cells: &[GoodsCell<'_>], lines: &[Vec<(u16, Field, Cow<'_, str>)>], stuck: &mut Vec<u16>) {
    let of = |line: &[(u16, Field, Cow<'_, str>)], field: Field| {
        line.iter().find(|(_, other, _)| *other == field).map(|(.., text)| text.clone().into_owned())
    };
    let sum = lines.iter().try_fold("0".to_owned(), |sum, line| {
        number::sum(&sum, &number::product(&of(line, Field::Price)?, &of(line, Field::Qty)?)?)
    });
    let Some(sum) = sum else { return };
    stuck.retain(|column| {
        let total = cells.iter().find(|cell| cell.column == *column && cell.field == Field::LineTotal);
        !total.and_then(|cell| number::read(cell.text)).is_some_and(|total| number::same(&total, &sum))
    });
}

/// What may be said once for all goods of a row.
fn is_shared(field: Field) -> bool {
    matches!(
        field,
        Field::Unit | Field::Unit1 | Field::Unit2 | Field::Origin | Field::LineCurrency | Field::LineNote
    )
}

/// Whether a text lists several things, whatever they are; some of them may be left out, as in `件；；`.
pub(super) fn is_list(text: &str) -> bool {
    text.contains(STRONG) || numbers(text).is_some()
}

/// The numbers of a list; `None` for one number and for what is none.
pub(super) fn numbers(text: &str) -> Option<Vec<&str>> {
    if number::read(text).is_some() {
        return None;
    }
    STRONG.iter().chain(&WEAK).filter(|mark| text.contains(**mark)).find_map(|mark| {
        let parts = split(text, *mark);
        let all = parts.len() > 1 && parts.iter().all(|part| number::read(part).is_some());
        all.then_some(parts)
    })
}

/// `A*2;B*1`: names and their quantities. One pair alone is a list of one.
fn counted(text: &str) -> Option<Vec<(&str, &str)>> {
    let marks = STRONG.iter().chain(&WEAK).filter(|mark| text.contains(**mark));
    marks
        .map(|mark| split(text, *mark))
        .find_map(|parts| names_of(&parts).filter(|pairs| pairs.len() > 1))
        .or_else(|| names_of(&[text.trim()]))
}

fn names_of<'a>(parts: &[&'a str]) -> Option<Vec<(&'a str, &'a str)>> {
    parts.iter().map(|part| counted_part(part)).collect()
}

/// `A*2` or `A×2瓶`: the name and the quantity. A letter x counts only behind a space, a bracket or a Chinese sign.
fn counted_part(part: &str) -> Option<(&str, &str)> {
    let tail = |c: char| !c.is_ascii_digit();
    let bare = part.trim_end_matches(|c: char| tail(c) && !c.is_ascii() || c == ' ');
    // At most a unit of two signs stands behind the number.
    if part[bare.len()..].chars().filter(|c| !c.is_whitespace()).count() > 2 {
        return None;
    }
    let name = bare.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &bare[name.len()..];
    if number.is_empty() || number.len() > 4 || number.starts_with('0') {
        return None;
    }
    let before = name.trim_end();
    let sign = before.chars().next_back()?;
    let name = before[..before.len() - sign.len_utf8()].trim_end();
    let counts = match sign {
        '*' | '×' | '＊' | '✕' => true,
        'x' | 'X' => {
            let cut = &before[..before.len() - 1];
            cut.chars().next_back().is_some_and(|c| c.is_whitespace() || !c.is_ascii() || c == ')')
        }
        _ => false,
    };
    (counts && !name.is_empty()).then_some((name, number))
}

/// `60粒` or `50ml`: what follows counts pieces of a pack, not packs.
fn ends_in_measure(name: &str) -> bool {
    let unit = name.trim_end_matches(|c: char| !c.is_ascii_digit());
    unit.len() < name.len()
        && name[unit.len()..].chars().count() <= 4
        && unit.ends_with(|c: char| c.is_ascii_digit())
        && name[unit.len()..].chars().all(|c| c.is_alphabetic())
}

fn strong_parts(text: &str) -> Option<Vec<&str>> {
    STRONG.iter().map(|mark| split(text, *mark)).find(|parts| parts.len() > 1)
}

/// The text in exactly so many parts.
fn exactly(text: &str, count: usize, field: Field) -> Option<Vec<&str>> {
    let codes = matches!(field.kind(), Kind::Number | Kind::Code(_));
    let spaces = [' '];
    let marks = STRONG.iter().chain(&WEAK).chain(spaces.iter().filter(|_| codes));
    marks.filter(|mark| text.contains(**mark)).find_map(|mark| {
        let whole: Vec<&str> = text.split(*mark).map(trimmed).collect();
        let parts = split(text, *mark);
        [whole, parts].into_iter().find(|parts| parts.len() == count)
    })
}

/// The parts between a mark; empty ones at the ends are no parts.
fn split(text: &str, mark: char) -> Vec<&str> {
    text.trim_matches(|c: char| c == mark || c.is_whitespace()).split(mark).map(trimmed).collect()
}

fn trimmed(part: &str) -> &str {
    part.trim_matches(|c: char| c.is_whitespace() || STRONG.contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `name=A;B|qty=1;2` → `A 1 / B 2`.
    fn read(cells: &[(Field, &str)]) -> String {
        let cells: Vec<GoodsCell<'_>> = (0_u16..)
            .zip(cells)
            .map(|(column, (field, text))| GoodsCell { column, field: *field, text })
            .collect();
        match goods(&cells) {
            Goods::One => "one".to_owned(),
            Goods::Unclear { at } => format!("unclear {at}"),
            Goods::Several { lines, stuck, .. } => {
                let line = |line: Vec<(u16, Field, Cow<'_, str>)>| {
                    line.into_iter().map(|(.., text)| text.into_owned()).collect::<Vec<_>>().join(" ")
                };
                let lines: Vec<String> = lines.into_iter().map(line).collect();
                format!(
                    "{}{}",
                    lines.join(" / "),
                    if stuck.is_empty() { String::new() } else { format!(" stuck {stuck:?}") }
                )
            }
        }
    }

    #[test]
    fn several_goods_in_one_cell_are_told_apart_where_nothing_is_guessed() {
        use Field::{GoodsName as Name, ItemNo, LineTotal, Origin, Price, Qty, Spec, Unit};
        for (cells, told) in [
            (&[(Name, "牙膏；鱼油"), (Qty, "2；1")][..], "牙膏 2 / 鱼油 1"),
            (&[(Name, "牙膏\n鱼油"), (Qty, "2\n1"), (Price, "39.5\n129")], "牙膏 2 39.5 / 鱼油 1 129"),
            (&[(Name, "牙膏、鱼油"), (Qty, "2;1"), (Unit, "支")], "牙膏 2 支 / 鱼油 1 支"),
            (
                &[(Name, "牙膏+鱼油"), (Qty, "2+1"), (Origin, "德国+澳大利亚")],
                "牙膏 2 德国 / 鱼油 1 澳大利亚",
            ),
            (&[(Name, "牙膏*2;鱼油*1")], "牙膏 2 / 鱼油 1"),
            (&[(ItemNo, "HX-TP*2\nHX-FO*1"), (Qty, "3")], "HX-TP 2 / HX-FO 1"),
            (&[(ItemNo, "HX-TP×2瓶、HX-FO×1盒")], "HX-TP 2 / HX-FO 1"),
            (&[(Name, "牙膏 x2; 鱼油 X1")], "牙膏 2 / 鱼油 1"),
            (&[(Name, "牙膏*2；鱼油*1"), (Qty, "2；1")], "牙膏 2 / 鱼油 1"),
            (&[(ItemNo, "HX-TP*2")], "HX-TP 2"),
            (
                &[(Name, "牙膏;鱼油"), (Qty, "2;1"), (Price, "39.5;129"), (LineTotal, "208")],
                "牙膏 2 39.5 / 鱼油 1 129",
            ),
            (&[(Name, "牙膏;鱼油"), (Qty, "2;1"), (LineTotal, "208")], "牙膏 2 / 鱼油 1 stuck [2]"),
            (&[(Name, "牙膏;鱼油"), (Qty, "2;1"), (Spec, "120g")], "牙膏 2 / 鱼油 1 stuck [2]"),
            (&[(Name, "牙膏;鱼油"), (Qty, "2;1"), (Spec, ";200粒")], "牙膏 2 / 鱼油 1 200粒"),
            // Too few, too many, or a sum that does not fit.
            (&[(Name, "牙膏;鱼油;面霜"), (Qty, "2;1")], "unclear 1"),
            (&[(Name, "牙膏"), (Qty, "2;1")], "unclear 1"),
            (&[(Name, "牙膏;鱼油"), (Qty, "2;1"), (Price, "1;2;3")], "unclear 2"),
            (&[(Name, "牙膏*2;鱼油*1"), (Qty, "5")], "unclear 0"),
            (&[(Name, "牙膏;鱼油"), (ItemNo, "A;B"), (Qty, "3")], "unclear 0"),
            // One kind of goods, whatever its name looks like.
            (&[(Name, "面霜; 夜用"), (Qty, "2")], "one"),
            (&[(Name, "维生素 60粒*2"), (Qty, "1")], "one"),
            (&[(Name, "维生素 60粒*2")], "one"),
            (&[(Name, "MAX2"), (Qty, "1,234")], "one"),
            (&[(Name, "茶"), (Qty, "两个")], "one"),
        ] {
            assert_eq!(read(cells), told, "{cells:?}");
        }
    }
}
