//! The header texts of a row, also where a second row above it groups the columns: 收件人 over 姓名, 电话 and 地址.

use super::field::Field;
use super::header::{meaning, normalise};
use super::mapping::{Confidence, turns};
use crate::sheet::{CellPos, Row, Sheet};

/// A group's title says nothing more with these words behind it.
const EMPTY_WORDS: [&str; 7] = ["基本信息", "信息", "资料", "明细", "情况", "部分", "栏"];

/// The columns of a header row from the left, each with its header: the cell of the row; with the title of its group where
/// only both together say what is meant; the cell above where the two rows are merged.
pub(super) fn of(sheet: &Sheet, row: Row<'_>) -> Vec<(u16, String)> {
    let above = row.number().checked_sub(1).and_then(|number| sheet.row(number)).filter(|above| {
        // One cell alone is a title of the whole sheet.
        above.cells().filter(|cell| !cell.is_blank()).count() > 1
    });
    let names = turns(row.cells().map(|cell| normalise(cell.text)));
    let twice = |name: &str| names.iter().any(|(other, turn)| other == name && *turn > 0);
    let width = row.width().max(above.map_or(0, |above| above.width()));
    let mut heads = Vec::with_capacity(usize::from(width));
    let mut known = 0;
    for column in 0..width {
        let cell = row.cell(column);
        if cell.is_blank() {
            continue;
        }
        let name = normalise(cell.text);
        let sure = matches!(meaning(&name), Some((_, Confidence::Sure | Confidence::Likely)));
        let group =
            if sure && !twice(&name) { None } else { above.and_then(|above| group(sheet, above, column)) };
        let joined = group.map(|group| with_group(&group, cell.text)).filter(|both| says_more(both, &name));
        let head = joined.unwrap_or_else(|| cell.text.trim().to_owned());
        known += usize::from(meaning(&normalise(&head)).is_some());
        heads.push((column, head));
    }
    if let (Some(above), true) = (above, known > 1) {
        for column in (0..width).filter(|column| row.cell(*column).is_blank()) {
            let over = above.cell(column);
            let at = CellPos { row: row.number(), column };
            let reaches = sheet.merges.is_empty()
                || sheet.merges.origin(at) == Some(CellPos { row: above.number(), column });
            if reaches && meaning(&normalise(over.text)).is_some() {
                heads.push((column, over.text.trim().to_owned()));
            }
        }
        heads.sort_by_key(|(column, _)| *column);
    }
    heads
}

/// The title of the group that a column belongs to.
fn group(sheet: &Sheet, above: Row<'_>, column: u16) -> Option<String> {
    let at = CellPos { row: above.number(), column };
    let cell = sheet.merged_cell(at);
    let found = if cell.is_blank() && sheet.merges.is_empty() {
        // Text files and old workbooks do not say what was merged: a title reaches to the next one.
        (0..column).rev().map(|left| above.cell(left)).find(|cell| !cell.is_blank())?
    } else {
        cell
    };
    (!found.is_blank()).then(|| found.text.trim().to_owned())
}

/// `收件人` and `姓名` as one header.
fn with_group(group: &str, header: &str) -> String {
    let bare = EMPTY_WORDS.iter().find_map(|word| group.strip_suffix(word)).unwrap_or(group);
    format!("{bare} {}", header.trim())
}

/// Whether the header with its group is a known name, or stands apart from another of the same name.
fn says_more(both: &str, alone: &str) -> bool {
    let name = normalise(both);
    meaning(&name).is_some_and(|found| Some(found) != meaning(alone))
        || is_sender(&name)
        || super::wide::indexed(&name)
            .is_some_and(|(base, _)| meaning(&base).is_some_and(|(f, _)| f.is_of_line()))
}

/// Whether a name speaks of who sends the goods: nobody that a declaration asks for.
pub(super) fn is_sender(name: &str) -> bool {
    ["发件", "寄件", "发货人", "寄方", "sender"].iter().any(|sender| name.starts_with(sender))
}

/// How many columns of a row, taken as the header, are known.
pub(super) fn known(sheet: &Sheet, row: Row<'_>, also: impl Fn(&str) -> bool) -> usize {
    let mut names: Vec<String> = of(sheet, row).iter().map(|(_, head)| normalise(head)).collect();
    names.sort_unstable();
    names.dedup();
    let indexed = |name: &str| {
        super::wide::indexed(name)
            .is_some_and(|(base, _)| meaning(&base).is_some_and(|(f, _): (Field, _)| f.is_of_line()))
    };
    names.iter().filter(|name| meaning(name).is_some() || also(name) || indexed(name)).count()
}
