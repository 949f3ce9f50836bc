//! What a change would do, before it is done.

use std::collections::{BTreeSet, HashMap};

use super::edit::Planned;
use super::page::sample;
use super::{Changes, Import, lay};
use crate::error::Result;
use crate::store::Store;
use crate::view::{Edit, EditPreview, EditSample, count};
use crate::work::Work;

/// How many cells are shown before and after.
const SAMPLES: usize = 5;

impl Import {
    /// What a change would do. Nothing is changed.
    ///
    /// # Errors
    /// There is no such cell; the store.
    pub(crate) fn preview(&mut self, store: &Store, edit: &Edit) -> Result<EditPreview> {
        let Planned { changes, left, .. } = self.plan(store, edit)?;
        let rows: BTreeSet<(usize, u32)> =
            changes.0.iter().map(|change| (usize::from(change.sheet), change.at.row)).collect();
        self.judged(store, Work::quiet())?;
        let samples = changes.0.iter().take(SAMPLES).map(|change| {
            let sheet = usize::from(change.sheet);
            let of = &self.sheets[sheet];
            let mapping = self.mapping_of(of);
            let column =
                mapping.and_then(|m| m.columns.iter().find(|column| column.index == change.at.column));
            let field = column.and_then(clearance_core::order::Column::used);
            let after = change.after.as_deref().unwrap_or(of.original(change.at).text);
            EditSample {
                sheet: change.sheet.into(),
                row: change.at.row + 1,
                cell: change.at.to_string(),
                header: self.header(sheet, change.at.column),
                before: sample(field, of.cell(change.at).text).into_owned(),
                after: sample(field, after).into_owned(),
            }
        });
        let samples: Vec<EditSample> = samples.collect();
        let orders: BTreeSet<usize> = match &self.judged {
            Some(judged) => {
                rows.iter().filter_map(|(sheet, row)| judged.order_of(&self.sheets, *sheet, *row)).collect()
            }
            None => BTreeSet::new(),
        };
        let mut preview = EditPreview {
            cells: count(changes.0.len()),
            rows: count(rows.len()),
            orders: count(orders.len()),
            samples,
            left: count(left),
            solves: 0,
            adds: 0,
        };
        if changes.0.is_empty() {
            return Ok(preview);
        }
        // The change is laid over the sheets and taken off again: nothing else tells as surely what it solves.
        lay(&mut self.sheets, &changes, true);
        let rows: Vec<(usize, u32)> = rows.into_iter().collect();
        let bench = self.bench(store);
        let foreseen = self.judged.as_ref().map(|judged| judged.foresee(&bench, &rows, Work::quiet()));
        lay(&mut self.sheets, &changes, false);
        let more = match foreseen.transpose()?.flatten() {
            Some(more) => more,
            None => self.tried(store, &changes)?,
        };
        let sum = |all: &mut dyn Iterator<Item = i64>| count(usize::try_from(all.sum::<i64>()).unwrap_or(0));
        preview.solves = sum(&mut more.values().filter(|more| **more < 0).map(|more| -more));
        preview.adds = sum(&mut more.values().copied().filter(|more| *more > 0));
        Ok(preview)
    }

    /// How many more each rule finds, or fewer, where a change reaches beyond the orders that it touches: the change is
    /// done, everything brought up to date, and all of it taken back.
    fn tried(&mut self, store: &Store, changes: &Changes) -> Result<HashMap<String, i64>> {
        let before = counts(self.judged(store, Work::quiet())?);
        let shown = self.shown.take();
        lay(&mut self.sheets, changes, true);
        self.bring_up_to_date(store, changes, Work::quiet());
        let after = self.judged(store, Work::quiet()).map(counts);
        lay(&mut self.sheets, changes, false);
        self.bring_up_to_date(store, changes, Work::quiet());
        self.shown = shown;
        let mut more = after?;
        before.into_iter().for_each(|(rule, n)| *more.entry(rule).or_default() -= n);
        Ok(more)
    }
}

/// How often each rule found something.
fn counts(judged: &super::Judged) -> HashMap<String, i64> {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    judged.index().rules().map(|of| (of.face.rule.clone().into_owned(), count(of.count))).collect()
}
