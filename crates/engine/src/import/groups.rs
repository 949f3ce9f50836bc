//! What was found, by rule, with the repair that is known.

use std::collections::HashMap;
use std::sync::Arc;

use super::edit::letter;
use super::found::OfRule;
use super::page::{is_personal, used};
use super::show::note;
use super::suggest::{Proposer, Values, lost};
use super::{Import, Judged};
use crate::error::{Error, Result, fault};
use crate::store::Store;
use crate::view::{FindingGroup, GroupSheet, Review, ReviewColumn, ReviewSheet, Said, count};
use crate::work::Work;

use clearance_core::order::Kind;

impl Import {
    /// What the import amounts to.
    ///
    /// # Errors
    /// The store; that it was stopped.
    pub(crate) fn review(&mut self, store: &Store, work: Work<'_>) -> Result<Review> {
        self.judged(store, work)?;
        let judged = self.judged.as_ref().ok_or_else(|| Error::new(&fault::NO_IMPORT))?;
        let stopped = judged.stopped();
        let held = self.held_orders(judged);
        let waits = |(n, stopped): &(usize, &bool)| (**stopped || held.contains_key(n)) && !judged.known(*n);
        let goes_on = |(n, stopped): &(usize, &bool)| !**stopped && !held.contains_key(n);
        let sheets = self.review_sheets(judged);
        Ok(Review {
            import_id: self.id.clone(),
            version: self.version,
            undo: self.can_undo(),
            redo: self.can_redo(),
            rows: sheets.iter().map(|sheet| sheet.rows).sum(),
            orders: count(judged.orders.len()),
            good_orders: count(stopped.iter().enumerate().filter(goes_on).count()),
            kept_orders: count(stopped.iter().enumerate().filter(waits).count()),
            held_orders: count(held.len()),
            changed: count(self.changed_goods()),
            sheets,
            groups: self.groups(judged, &held),
            offered: self.offered(store, judged)?,
        })
    }

    /// Changed cells; the header of an added column is none.
    fn changed_goods(&self) -> usize {
        let of = |sheet: &clearance_core::sheet::Sheet| {
            let header = self.mapping_of(sheet).map(|mapping| mapping.header_row);
            sheet.all_laid().filter(|(at, _)| header.is_none_or(|header| at.row > header)).count()
        };
        self.sheets.iter().map(of).sum()
    }

    fn review_sheets(&self, judged: &Judged) -> Vec<ReviewSheet> {
        let sheets = self.sheets.iter().enumerate();
        let read = sheets.filter_map(|(index, sheet)| Some((index, sheet, self.mapping_of(sheet)?)));
        read.map(|(index, sheet, mapping)| ReviewSheet {
            index: count(index),
            file: sheet.file.to_string(),
            name: sheet.name.to_string(),
            rows: count(judged.rows_of(&self.sheets, index, mapping.header_row)),
            columns: used(mapping)
                .map(|(column, field)| ReviewColumn {
                    column: column.into(),
                    letter: letter(column),
                    header: self.header(index, column),
                    field: super::fields::name(field),
                    label: field.label().into(),
                    personal: is_personal(field),
                    number: matches!(field.kind(), Kind::Amount | Kind::Quantity),
                })
                .collect(),
        })
        .collect()
    }

    fn groups(&self, judged: &Judged, held: &HashMap<usize, Arc<str>>) -> Vec<FindingGroup> {
        let faces = judged.faces.all();
        let mut proposer = Proposer::new(self, judged);
        let mut book: HashMap<u16, usize> = HashMap::new();
        let mut values: HashMap<&str, Values<'_>> = HashMap::new();
        for (order, found) in judged.all().filter(|(_, found)| found.cell().is_some()) {
            if proposer.of_book(order, found).is_some() {
                *book.entry(found.face).or_default() += 1;
            }
            if let Some(proposed) = proposer.propose(order, found) {
                values.entry(&*faces[usize::from(found.face)].rule).or_default().add(proposed);
            }
        }
        let mut groups: Vec<FindingGroup> = judged
            .index()
            .rules()
            .map(|of| {
                let suggestion = values.remove(&*of.face.rule).and_then(Values::suggestion);
                let of_rule = |(face, _): &(&u16, &usize)| faces[usize::from(**face)].rule == of.face.rule;
                let book = book.iter().filter(of_rule).map(|(_, cells)| cells).sum();
                FindingGroup { book: count(book), ..self.group(judged, of, suggestion, held) }
            })
            .collect();
        groups.sort_by(|a, b| (a.mark, b.count, &a.rule).cmp(&(b.mark, a.count, &b.rule)));
        groups
    }

    fn group(
        &self,
        judged: &Judged,
        of: &OfRule,
        suggestion: Option<crate::view::Suggestion>,
        held: &HashMap<usize, Arc<str>>,
    ) -> FindingGroup {
        let face = &of.face;
        let header_of = |sheet: usize| self.sheets.get(sheet).and_then(|of| self.mapping_of(of));
        let sheets = (0..self.sheets.len()).filter_map(|sheet| {
            let rows = of.rows(sheet, header_of(sheet)?.header_row).count();
            (rows > 0).then_some(GroupSheet { sheet: count(sheet), rows: count(rows) })
        });
        let sheets: Vec<GroupSheet> = sheets.collect();
        let is_held = |sheet: usize, row: u32| {
            judged.order_of(&self.sheets, sheet, row).is_some_and(|order| held.contains_key(&order))
        };
        let held_rows = |sheet: usize| {
            let header = header_of(sheet).map_or(0, |mapping| mapping.header_row);
            of.rows(sheet, header).filter(|row| is_held(sheet, *row)).count()
        };
        let held = if held.is_empty() { 0 } else { (0..self.sheets.len()).map(held_rows).sum() };
        let faces = judged.faces.all();
        let about =
            judged.columns.iter().filter(|(found, _)| faces[usize::from(found.face)].rule == face.rule);
        FindingGroup {
            rule: face.rule.clone().into_owned(),
            mark: face.severity.into(),
            says: note(face),
            help: Said::new(face.help_zh.clone(), face.help_en.clone()),
            basis: basis(&face.rule).to_owned(),
            count: count(of.count),
            cells: count(of.places.iter().filter(|place| place.column().is_some()).count()),
            rows: sheets.iter().map(|sheet| sheet.rows).sum(),
            sheets,
            book: 0,
            held: count(held),
            columns: about.map(|(_, what)| what.clone()).filter(|what| !what.is_empty()).collect(),
            suggestion,
            lost: lost(&face.rule),
        }
    }
}

fn basis(rule: &str) -> &'static str {
    clearance_core::cn::rules::RULES.iter().find(|known| known.id == rule).map_or("", |known| known.basis)
}
