//! Single repairs by the name of a cell, and the rows of a rule with what stands around its cells.

use std::collections::{BTreeMap, BTreeSet};

use clearance_core::order::{self, Field};
use clearance_core::sheet::CellPos;

use super::Import;
use super::found::Found;
use super::page::used;
use super::show::{masked, note};
use crate::error::{Error, Result, fault};
use crate::store::Store;
use crate::view::{CellEdit, Edit, Fix, FoundCell, FoundRow, Mark};
use crate::work::Work;

/// How many rows of a group are shown at most; more are fixed by the file, not by hand.
const ROWS: usize = 5_000;
/// What a row shows beside the cell in question, as far as it is there.
const SHOWN: [Field; 5] = [Field::BuyerName, Field::BuyerId, Field::ItemName, Field::GoodsName, Field::Paid];

/// What was found in a row, and its order.
type InRow<'a> = (Option<usize>, Vec<&'a Found>);

impl Import {
    /// Repairs cells; all of them are one step. Nothing is changed if one of them is not there.
    pub(crate) fn fix(&mut self, store: &Store, fixes: &[Fix]) -> Result<()> {
        let cells = fixes.iter().map(|fix| self.place_of(fix)).collect::<Result<Vec<CellEdit>>>()?;
        self.edit(store, &Edit::Cells { cells })
    }

    fn place_of(&self, fix: &Fix) -> Result<CellEdit> {
        let missing =
            || Error::new(&fault::NO_CELL).on(if fix.cell.is_empty() { &fix.header } else { &fix.cell });
        let (sheet, row) = fix.row.split_once(':').ok_or_else(missing)?;
        let sheet: u32 = sheet.parse().map_err(|_| missing())?;
        let row: u32 = row.parse().map_err(|_| missing())?;
        let source = self.sheets.get(sheet as usize).ok_or_else(missing)?;
        let cell = fix.cell.rsplit_once('!').map_or(fix.cell.as_str(), |(_, cell)| cell);
        let at = if cell.is_empty() {
            let mapping = self.mapping_of(source).ok_or_else(missing)?;
            let column =
                mapping.columns.iter().find(|column| column.header == fix.header).ok_or_else(missing)?;
            CellPos { row, column: column.index }
        } else {
            cell_named(cell).ok_or_else(missing)?
        };
        Ok(CellEdit { sheet, row: at.row + 1, column: at.column.into(), value: fix.value.clone() })
    }

    /// The rows in which a rule found something; all rows with findings for an empty rule.
    pub(crate) fn found_rows(&mut self, store: &Store, rule: &str) -> Result<Vec<FoundRow>> {
        self.judged(store, Work::quiet())?;
        let Some(judged) = &self.judged else { return Ok(Vec::new()) };
        let faces = judged.faces.all();
        let mut rows: BTreeMap<(usize, u32), InRow<'_>> = BTreeMap::new();
        for (order, one) in judged.all() {
            if let Some(row) = one.row()
                && (rule.is_empty() || faces[usize::from(one.face)].rule == rule)
            {
                let (of, found) = rows.entry(row).or_default();
                *of = of.or(order);
                found.push(one);
            }
        }
        let row = |((sheet, row), (order, found)): ((usize, u32), InRow<'_>)| {
            let of = &self.sheets[sheet];
            let mapping = self.mapping_of(of);
            let order = judged.order_of(&self.sheets, sheet, row).or(order);
            let mut columns: BTreeSet<u16> = BTreeSet::new();
            for field in SHOWN {
                columns.extend(mapping.into_iter().flat_map(|m| m.of(field)).map(|column| column.index));
            }
            columns.extend(found.iter().filter_map(|one| one.cell()).map(|(_, at)| at.column));
            let cell = |column: u16| {
                let at = CellPos { row, column };
                let here = found.iter().filter(|one| one.cell() == Some((sheet, at)));
                let face = here.map(|one| &faces[usize::from(one.face)]).min_by_key(|face| face.severity);
                let fixed = of.laid(at).is_some().then_some(Mark::Fixed);
                let mark = face.map(|face| Mark::from(face.severity)).or(fixed);
                let field = mapping.and_then(|m| used(m).find(|(index, _)| *index == column));
                let text = of.cell(at).text;
                FoundCell {
                    header: self.header(sheet, column),
                    cell: at.to_string(),
                    value: match field.filter(|_| mark.is_none()) {
                        Some((_, field)) => masked(field, text),
                        None => text.to_owned(),
                    },
                    mark,
                    note: face.map(note),
                }
            };
            let mut cells: Vec<FoundCell> = columns.into_iter().map(cell).collect();
            // What no cell gives still has a place on the screen.
            for one in found.iter().filter(|one| one.cell().is_none()) {
                let header = one.field.map(|field| field.label().zh.to_owned()).unwrap_or_default();
                let face = &faces[usize::from(one.face)];
                let (mark, note) = (Some(Mark::from(face.severity)), Some(note(face)));
                cells.push(FoundCell { header, cell: String::new(), value: String::new(), mark, note });
            }
            let order_no =
                order.and_then(|n| judged.orders.get(n)).map(|order: &order::Order| order.order_no.clone());
            FoundRow {
                key: format!("{sheet}:{row}"),
                row: row + 1,
                order_no: order_no.unwrap_or_default(),
                cells,
            }
        };
        Ok(rows.into_iter().take(ROWS).map(row).collect())
    }
}

/// `C12` as a place.
fn cell_named(name: &str) -> Option<CellPos> {
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
}
