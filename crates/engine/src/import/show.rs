//! An import as the screens show it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use clearance_core::mask;
use clearance_core::order::{self, Field, Kind};
use clearance_core::sheet::{CellPos, Sheet};

use super::fields::{REQUIRED, name, part, twins};
use super::judge::{Found, Judged};
use super::{At, Import};
use crate::error::Result;
use crate::store::Store;
use crate::view::{
    ColumnLine, Confidence, FieldChoice, FindingGroup, Mapping, Mark, MissingField, Review, ReviewCell,
    ReviewRow, Said, count,
};
use crate::work::Work;

/// How many values of a column are shown.
const SAMPLES: usize = 3;
/// How many rows of a group are shown at most; more are fixed by the file, not by hand.
const ROWS: usize = 5_000;
/// What a row shows beside the cell in question, as far as it is there.
const SHOWN: [Field; 5] = [Field::BuyerName, Field::BuyerId, Field::ItemName, Field::GoodsName, Field::Paid];

impl Import {
    /// The columns and what they mean.
    pub(crate) fn mapping(&mut self) -> Mapping {
        let orders = self.orders();
        let (rows, orders) = (count(orders.line_count()), count(orders.orders.len()));
        let sheets = self.sheets();
        let first = self.mappings.iter().find(|m| m.has_orders()).or_else(|| self.mappings.first());
        let sheet = first.and_then(|m| sheets.iter().find(|s| s.file == m.file && s.name == m.sheet));
        let columns = self.mappings.iter().flat_map(|mapping| {
            let sheet = sheets.iter().find(|s| s.file == mapping.file && s.name == mapping.sheet);
            mapping.columns.iter().map(move |column| (mapping, sheet, column))
        });
        Mapping {
            import_id: self.id.clone(),
            file_name: self.file_name.clone(),
            sheet: first.map_or_else(String::new, |m| m.sheet.to_string()),
            header_row: first.map_or(0, |m| m.header_row + 1),
            encoding: sheet.and_then(|s| s.encoding).unwrap_or_default().to_owned(),
            layout: first.and_then(|m| m.layout).map(|layout| layout.name.into()),
            rows,
            orders,
            columns: columns.enumerate().map(|(n, (m, s, c))| column_line(n, m, s, c)).collect(),
            fields: choices(),
            missing: self.missing(),
        }
    }

    fn missing(&self) -> Vec<MissingField> {
        let lacks = |field: Field| !self.has(field) && !twins(field).iter().any(|twin| self.has(*twin));
        let rows = REQUIRED.iter().filter(|(field, _)| lacks(*field));
        rows.map(|(field, known)| MissingField {
            field: name(*field),
            name: field.label().into(),
            from_client: known.map_or_else(String::new, |known| known(&self.client.profile).to_owned()),
        })
        .collect()
    }

    /// What the import amounts to.
    pub(crate) fn review(&mut self, store: &Store, work: Work<'_>) -> Result<Review> {
        let (id, can_undo) = (self.id.clone(), !self.steps.is_empty());
        let changed = self.edits().map_or(0, BTreeMap::len);
        let judged = self.judged(store, work)?;
        Ok(Review {
            import_id: id,
            can_undo,
            rows: count(judged.orders.line_count()),
            orders: count(judged.orders.orders.len()),
            good_orders: count(judged.good()),
            kept_orders: count(judged.kept()),
            changed: count(changed),
            groups: groups(judged),
        })
    }

    /// The rows in which a rule found something; all rows with findings for an empty rule.
    pub(crate) fn rows(&mut self, store: &Store, rule: &str) -> Result<Vec<ReviewRow>> {
        self.judged(store, Work::quiet())?;
        let Some(judged) = &self.judged else { return Ok(Vec::new()) };
        let mut rows: BTreeMap<(usize, u32), Vec<&Found>> = BTreeMap::new();
        for one in judged.found.iter().filter(|one| rule.is_empty() || one.rule == rule) {
            if let Some(row) = one.row {
                rows.entry(row).or_default().push(one);
            }
        }
        let order_of: HashMap<(usize, u32), usize> = order_of_rows(judged);
        let rows = rows.into_iter().take(ROWS);
        Ok(rows.map(|(row, found)| self.row(judged, row, &found, order_of.get(&row).copied())).collect())
    }

    fn row(
        &self,
        judged: &Judged,
        (sheet, row): (usize, u32),
        found: &[&Found],
        order: Option<usize>,
    ) -> ReviewRow {
        let mapping = self.sheets().get(sheet).and_then(|s| self.mapping_of(s));
        let order = order.or_else(|| found.iter().find_map(|one| one.order));
        let order_no = order.and_then(|n| judged.orders.orders.get(n)).map(|order| order.order_no.clone());
        let mut columns: BTreeSet<u16> = BTreeSet::new();
        for field in SHOWN {
            columns.extend(mapping.into_iter().flat_map(|m| m.of(field)).map(|column| column.index));
        }
        columns.extend(
            found.iter().filter_map(|one| one.cell).filter(|(s, _)| *s == sheet).map(|(_, at)| at.column),
        );
        let mut cells: Vec<ReviewCell> = columns
            .into_iter()
            .map(|column| self.cell(mapping, (sheet, CellPos { row, column }), found))
            .collect();
        // What no cell gives still has a place on the screen.
        for one in found.iter().filter(|one| one.cell.is_none_or(|(s, at)| s != sheet || at.row != row)) {
            let header = one.field.map(|field| field.label().zh.to_owned()).unwrap_or_default();
            let (mark, note) = (Some(Mark::from(one.severity)), Some(note(one)));
            cells.push(ReviewCell { header, cell: String::new(), value: String::new(), mark, note });
        }
        ReviewRow {
            key: format!("{sheet}:{row}"),
            row: row + 1,
            order_no: order_no.unwrap_or_default(),
            cells,
        }
    }

    fn cell(&self, mapping: Option<&order::Mapping>, at: At, found: &[&Found]) -> ReviewCell {
        let column = mapping.and_then(|m| m.columns.iter().find(|column| column.index == at.1.column));
        let text = self.sheets().get(at.0).map_or("", |sheet| sheet.cell(at.1).text);
        let here =
            found.iter().filter(|one| one.cell == Some(at)).max_by_key(|one| std::cmp::Reverse(one.severity));
        let fixed = self.edits().is_some_and(|edits| edits.contains_key(&at));
        let mark = match here {
            Some(one) => Some(Mark::from(one.severity)),
            None => fixed.then_some(Mark::Fixed),
        };
        // The cell in question is shown as it is, or nobody could put it right; the others are masked.
        let value = match column.and_then(order::Column::used) {
            Some(field) if mark.is_none() => masked(field, text),
            _ => text.to_owned(),
        };
        ReviewCell {
            header: column.map(|column| column.header.clone()).unwrap_or_default(),
            cell: at.1.to_string(),
            value,
            mark,
            note: here.map(|one| note(one)),
        }
    }
}

fn note(found: &Found) -> Said {
    Said::new(found.zh.clone(), found.en.clone())
}

fn order_of_rows(judged: &Judged) -> HashMap<(usize, u32), usize> {
    let mut rows = HashMap::new();
    for (n, order) in judged.orders.orders.iter().enumerate() {
        let places = order.lines.iter().filter_map(|line| line.values.first_place());
        for place in places.chain(order.head.place(Field::OrderNo)) {
            if let Some(sheet) = judged.mapped.get(usize::from(place.sheet)) {
                rows.insert((*sheet, place.row), n);
            }
        }
    }
    rows
}

fn groups(judged: &Judged) -> Vec<FindingGroup> {
    let mut by_rule: BTreeMap<&str, (usize, &Found)> = BTreeMap::new();
    for one in &judged.found {
        by_rule.entry(&one.rule).or_insert((0, one)).0 += 1;
    }
    let mut groups: Vec<FindingGroup> = by_rule
        .into_values()
        .map(|(found, one)| FindingGroup {
            rule: one.rule.clone().into_owned(),
            mark: one.severity.into(),
            says: note(one),
            help: Said::new(one.help_zh.clone(), one.help_en.clone()),
            basis: basis(&one.rule).to_owned(),
            count: count(found),
        })
        .collect();
    groups.sort_by(|a, b| (a.mark, b.count, &a.rule).cmp(&(b.mark, a.count, &b.rule)));
    groups
}

fn basis(rule: &str) -> &'static str {
    clearance_core::cn::rules::RULES.iter().find(|known| known.id == rule).map_or("", |known| known.basis)
}

fn column_line(
    index: usize,
    mapping: &order::Mapping,
    sheet: Option<&Sheet>,
    column: &order::Column,
) -> ColumnLine {
    let rows = || {
        let rows = sheet.into_iter().flat_map(Sheet::rows).filter(|row| row.number() > mapping.header_row);
        rows.map(|row| row.cell(column.index)).filter(|cell| !cell.is_blank())
    };
    let shown = |text: &str| column.field.map_or_else(|| text.to_owned(), |field| masked(field, text));
    let effect = match (column.confidence, column.used()) {
        (order::Confidence::Ask, _) => Some(Said::new("含义相近，请确认", "A near name: confirm")),
        (_, Some(_)) => {
            let filled = rows().count();
            Some(Said::new(format!("{filled} 行有值"), format!("{filled} rows filled")))
        }
        _ => None,
    };
    ColumnLine {
        index: count(index),
        header: column.header.clone(),
        samples: rows().take(SAMPLES).map(|cell| shown(cell.text)).collect(),
        field: column.field.map(name).unwrap_or_default(),
        confidence: match column.confidence {
            order::Confidence::Sure => Confidence::Sure,
            order::Confidence::Likely => Confidence::Likely,
            order::Confidence::Ask => Confidence::Ask,
            order::Confidence::None => Confidence::None,
        },
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
