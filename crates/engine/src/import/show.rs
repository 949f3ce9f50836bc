//! The columns of an import as the screens show them.

use clearance_core::cn::codes::Tables;
use clearance_core::mask;
use clearance_core::order::{self, Field, Kind, Table};
use clearance_core::sheet::Sheet;

use super::edit::letter;
use super::fields::{REQUIRED, name, part, twins};
use super::found::Face;
use super::{Import, Judged, Start};
use crate::view::{ColumnLine, Confidence, FieldChoice, Mapping, MissingField, Said, SheetLine, count};

/// How many values of a column are shown.
const SAMPLES: usize = 3;
impl Import {
    /// The columns and what they mean.
    pub(crate) fn mapping(&mut self) -> Mapping {
        let (orders, rows) = self.counted();
        let first = self.mappings.iter().find(|m| m.has_orders()).or_else(|| self.mappings.first());
        let sheet = self.tables().find(|(m, _)| first.is_some_and(|first| std::ptr::eq(*m, first)));
        let columns = self.tables().flat_map(|(mapping, sheet)| {
            let number = self.sheets.iter().position(|other| std::ptr::eq(other, sheet)).unwrap_or_default();
            mapping.columns.iter().map(move |column| (mapping, (number, sheet), column))
        });
        let columns: Vec<ColumnLine> =
            columns.enumerate().map(|(n, (m, s, c))| column_line(n, m, s, c, &self.tables)).collect();
        Mapping {
            import_id: self.id.clone(),
            undo: self.can_undo(),
            redo: self.can_redo(),
            sheets: self.sheet_lines(),
            file_name: self.file_name.clone(),
            sheet: first.map_or_else(String::new, |m| m.sheet.to_string()),
            header_row: first.map_or(0, |m| m.header_row + 1),
            encoding: sheet.and_then(|(_, s)| s.encoding).unwrap_or_default().to_owned(),
            layout: first.and_then(|m| m.layout).map(|layout| layout.name.into()),
            rows: count(rows),
            orders: count(orders),
            fields: choices(),
            missing: self.missing(),
            companies: self.companies(),
            columns,
        }
    }

    /// Whether a column fills the field.
    fn has(&self, field: Field) -> bool {
        self.mappings.iter().any(|mapping| mapping.has(field))
    }

    fn missing(&self) -> Vec<MissingField> {
        let lacks = |field: Field| !self.has(field) && !twins(field).iter().any(|twin| self.has(*twin));
        let rows = REQUIRED.iter().filter(|(field, _)| lacks(*field));
        rows.map(|(field, known)| MissingField {
            field: name(*field),
            name: field.label().into(),
            from_client: known.map_or_else(String::new, |known| known(&self.client.profile).to_owned()),
            candidate: self.candidate(*field),
        })
        .collect()
    }

    /// The unused column that is most likely to fill a field, counted over all sheets that are read.
    fn candidate(&self, field: Field) -> Option<u32> {
        let found = order::candidate(&self.sheets, &self.mappings, field, &*self.tables)?;
        let of = self.mappings.get(found.mapping)?;
        let columns =
            self.tables().flat_map(|(mapping, _)| mapping.columns.iter().map(move |c| (mapping, c)));
        let mut columns = columns.enumerate();
        let is = |(m, c): (&order::Mapping, &order::Column)| std::ptr::eq(m, of) && c.index == found.column;
        columns.find(|(_, one)| is(*one)).map(|(n, _)| count(n))
    }

    /// Orders and goods lines, as the columns are now.
    pub(crate) fn counted(&mut self) -> (usize, usize) {
        if let Some(judged) = &self.judged {
            return (judged.orders.len(), self.rows_counted(judged));
        }
        if let Some(counted) = self.counted {
            return counted;
        }
        let table = Table::new(&self.sheets, &self.mappings);
        let (rows, ..) = table.rows(&*self.tables);
        let counted = (rows.orders(), table.row_counts(&rows).sum());
        self.counted = Some(counted);
        counted
    }

    /// Rows of orders, of all sheets that are read.
    pub(crate) fn rows_counted(&self, judged: &Judged) -> usize {
        let of = |(number, sheet): (usize, &Sheet)| {
            let mapping = self.mapping_of(sheet)?;
            Some(judged.rows_of(&self.sheets, number, mapping.header_row))
        };
        self.sheets.iter().enumerate().filter_map(of).sum()
    }

    fn sheet_lines(&self) -> Vec<SheetLine> {
        let table = Table::new(&self.sheets, &self.mappings);
        let (rows, ..) = table.rows(&*self.tables);
        // The sheets that are read come in the same order there.
        let mut read = table.row_counts(&rows);
        let mut line = |(index, (sheet, start)): (usize, (&Sheet, &Start))| {
            let mapping = self.mapping_of(sheet);
            let header = mapping.map(|mapping| mapping.header_row);
            let header = header.or_else(|| start.meaning.as_ref().map(|meaning| meaning.header_row));
            let under =
                |row: &clearance_core::sheet::Row<'_>| header.is_none_or(|header| row.number() > header);
            SheetLine {
                index: count(index),
                file: sheet.file.to_string(),
                file_index: count(self.file_of(index).unwrap_or_default()),
                name: sheet.name.to_string(),
                header_row: header.map_or(0, |row| row + 1),
                used: mapping.is_some(),
                encoding: sheet.encoding.unwrap_or_default().to_owned(),
                layout: mapping.and_then(|m| m.layout).map(|layout| layout.name.into()),
                rows: match mapping {
                    Some(_) => count(read.next().unwrap_or_default()),
                    None => count(sheet.rows().filter(under).count()),
                },
                hidden: sheet.unseen.sheet,
                recipe: start.recipe.clone(),
                recipe_at: start.recipe_at.clone(),
            }
        };
        self.sheets.iter().zip(&self.start).enumerate().map(&mut line).collect()
    }
}

/// What a finding says.
pub(super) fn note(face: &Face) -> Said {
    Said::new(face.zh.clone(), face.en.clone())
}

fn column_line(
    index: usize,
    mapping: &order::Mapping,
    (number, sheet): (usize, &Sheet),
    column: &order::Column,
    tables: &Tables,
) -> ColumnLine {
    let rows = || {
        let rows = sheet.rows().filter(|row| row.number() > mapping.header_row);
        rows.map(|row| row.cell(column.index)).filter(|cell| !cell.is_blank())
    };
    let filled = rows().count();
    let shown = |text: &str| column.field.map_or_else(|| text.to_owned(), |field| masked(field, text));
    let effect = match (column.confidence, column.used()) {
        (order::Confidence::Ask, _) => Some(Said::new("含义相近，请确认", "A near name: confirm")),
        (_, Some(_)) => Some(Said::new(format!("{filled} 行有值"), format!("{filled} rows filled"))),
        _ => None,
    };
    ColumnLine {
        index: count(index),
        sheet: count(number),
        letter: letter(column.index),
        header: column.header.clone(),
        samples: rows().take(SAMPLES).map(|cell| shown(cell.text)).collect(),
        field: column.field.map(name).unwrap_or_default(),
        confidence: match column.confidence {
            order::Confidence::Sure => Confidence::Sure,
            order::Confidence::Likely => Confidence::Likely,
            order::Confidence::Ask => Confidence::Ask,
            order::Confidence::None => Confidence::None,
        },
        percent: u32::from(order::percent(sheet, mapping, column, tables)),
        filled: count(filled),
        effect,
    }
}

fn choices() -> Vec<FieldChoice> {
    let required = |field: Field| REQUIRED.iter().any(|(other, known)| *other == field && known.is_none());
    Field::ALL
        .iter()
        .map(|field| FieldChoice {
            field: name(*field),
            name: field.label().into(),
            required: required(*field),
            document: part(*field).to_owned(),
        })
        .collect()
}

/// What may be shown of a field's value.
pub(crate) fn masked(field: Field, text: &str) -> String {
    match field.kind() {
        Kind::Person => mask::name(text),
        Kind::Identity => mask::id_number(text),
        Kind::Phone => mask::phone(text),
        Kind::Address => mask::address(text),
        _ => text.to_owned(),
    }
}
