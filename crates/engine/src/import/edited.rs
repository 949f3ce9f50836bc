//! Sheets with repairs laid over them.

use std::collections::BTreeMap;

use clearance_core::sheet::{CellPos, Sheet, Stored};

use super::At;

/// The sheets with these cells changed.
pub(super) fn sheets(sheets: &[Sheet], edits: Option<&BTreeMap<At, String>>) -> Vec<Sheet> {
    let of_sheet = |number: usize| -> BTreeMap<CellPos, &str> {
        let all = edits.into_iter().flatten().filter(|((sheet, _), _)| *sheet == number);
        all.map(|((_, at), text)| (*at, text.as_str())).collect()
    };
    sheets.iter().enumerate().map(|(number, sheet)| edited(sheet, &of_sheet(number))).collect()
}

fn edited(sheet: &Sheet, edits: &BTreeMap<CellPos, &str>) -> Sheet {
    if edits.is_empty() {
        return sheet.clone();
    }
    let mut changed = Sheet::new(sheet.file.clone(), sheet.name.clone());
    changed.encoding = sheet.encoding;
    changed.epoch_1904 = sheet.epoch_1904;
    for row in sheet.rows() {
        let whole =
            CellPos { row: row.number(), column: 0 }..=CellPos { row: row.number(), column: u16::MAX };
        let last = edits.range(whole).next_back().map_or(0, |(at, _)| at.column.saturating_add(1));
        for column in 0..row.width().max(last) {
            let at = CellPos { row: row.number(), column };
            let cell = row.cell(column);
            let (text, stored) = match edits.get(&at) {
                Some(text) => (*text, Stored::Text),
                None => (cell.text, cell.stored),
            };
            // Cells come in order and are no longer than those of the sheet, which fitted.
            changed.push(at, text, stored);
        }
    }
    changed.shrink();
    changed
}

/// `C12` as a place.
pub(super) fn cell_named(name: &str) -> Option<CellPos> {
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = name.split_at(digits);
    let column = letters.bytes().try_fold(0_u32, |column, letter| {
        letter
            .is_ascii_uppercase()
            .then(|| column.checked_mul(26)?.checked_add(u32::from(letter - b'A') + 1))?
    })?;
    Some(CellPos {
        row: row.parse::<u32>().ok()?.checked_sub(1)?,
        column: u16::try_from(column.checked_sub(1)?).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cells_name_leads_back_to_its_place() {
        for (row, column) in [(0, 0), (11, 2), (9, 701), (0, 16_383)] {
            let at = CellPos { row, column };
            assert_eq!(cell_named(&at.to_string()), Some(at));
        }
        for wrong in ["", "12", "C", "C0", "c12", "C12x", "ZZZZZZZZZ1"] {
            assert_eq!(cell_named(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_repair_changes_its_cell_alone_also_beyond_the_rows_end() {
        let mut sheet = Sheet::new("a.csv", "a");
        for (row, column, text) in [(0, 0, "h"), (2, 0, "1"), (2, 1, "2")] {
            assert!(sheet.push(CellPos { row, column }, text, Stored::Number));
        }
        let edits = BTreeMap::from([
            ((0, CellPos { row: 2, column: 0 }), "x".to_owned()),
            ((0, CellPos { row: 2, column: 4 }), "y".to_owned()),
            ((1, CellPos { row: 0, column: 0 }), "other sheet".to_owned()),
        ]);
        let changed = sheets(std::slice::from_ref(&sheet), Some(&edits));
        let text = |row, column| changed[0].cell(CellPos { row, column }).text.to_owned();
        assert_eq!(
            (text(0, 0), text(2, 0), text(2, 1), text(2, 4)),
            ("h".into(), "x".into(), "2".into(), "y".into())
        );
        assert_eq!(changed[0].cell(CellPos { row: 2, column: 0 }).stored, Stored::Text);
    }
}
