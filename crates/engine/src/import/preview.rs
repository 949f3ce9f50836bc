//! What a change would do, before it is done.

use std::collections::{BTreeSet, HashMap};

use super::edit::Planned;
use super::page::sample;
use super::{Import, lay};
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
        let judged = self.judged(store, Work::quiet())?;
        let before = counts(judged);
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
        // The change is done and taken back: nothing else tells as surely what it solves.
        let shown = self.shown.take();
        lay(&mut self.sheets, &changes, true);
        self.bring_up_to_date(store, &changes, Work::quiet());
        let after = self.judged(store, Work::quiet()).map(counts);
        lay(&mut self.sheets, &changes, false);
        self.bring_up_to_date(store, &changes, Work::quiet());
        self.shown = shown;
        let after = after?;
        let of = |counts: &HashMap<String, usize>, rule: &str| counts.get(rule).copied().unwrap_or_default();
        let gone = before.iter().map(|(rule, n)| n.saturating_sub(of(&after, rule))).sum();
        let new = after.iter().map(|(rule, n)| n.saturating_sub(of(&before, rule))).sum();
        (preview.solves, preview.adds) = (count(gone), count(new));
        Ok(preview)
    }
}

/// How often each rule found something.
fn counts(judged: &super::Judged) -> HashMap<String, usize> {
    judged.index().rules().map(|of| (of.face.rule.clone().into_owned(), of.count)).collect()
}
