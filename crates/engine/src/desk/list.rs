//! The list of declarations: pages from anywhere, tabs with their counts, and what may be done with a selection.

use std::collections::{BTreeMap, HashSet};

use clearance_core::cn::codes::Codes;
use clearance_core::money::Money;
use clearance_core::time::BeijingTime;

use super::Desk;
use super::declarations::line;
use crate::clock;
use crate::error::Result;
use crate::people::Right;
use crate::store::declarations::ListRow;
use crate::store::listing::{SortBy, TABS, Wanted, choices};
use crate::store::{clients, to_u32};
use crate::view::{
    Chosen, ChosenSummary, CodeName, DeclarationLine, DeclarationPage, DeclarationQuery, DeclarationTabs,
    Sending, Tab,
};
use crate::work::Work;

/// Lines of a page when the caller does not say.
const PAGE: u32 = 1_000;

/// The tab of what can be signed.
pub(super) const TO_SIGN: &str = "to-sign";
/// The tab of what waits for another person to approve it.
pub(super) const TO_REVIEW: &str = "to-review";

impl Desk {
    /// A page of declarations; the newest first unless another order is asked for.
    ///
    /// # Errors
    /// The store.
    pub fn declarations(&self, query: &DeclarationQuery) -> Result<DeclarationPage> {
        let _acting = self.may(Right::Look)?;
        let now = clock::now().unix_ms();
        let limit = if query.limit == 0 { PAGE } else { query.limit };
        let Some(wanted) = wanted(query) else {
            return Ok(DeclarationPage { total: 0, lines: Vec::new() });
        };
        self.store().list(|readers, listing| {
            let (rows, total) = listing.page(readers, &wanted, now, query.from as usize, limit as usize)?;
            let names = clients::names(readers.c)?;
            let named = |row| DeclarationLine { client: name_of(&names, row), ..line(row, now) };
            Ok(DeclarationPage { total: to_u32(total), lines: rows.iter().map(named).collect() })
        })
    }

    /// How many declarations each tab holds under a query, and by which codes they may be filtered.
    ///
    /// # Errors
    /// The store.
    pub fn declaration_tabs(&self, query: &DeclarationQuery) -> Result<DeclarationTabs> {
        let _acting = self.may(Right::Look)?;
        let now = clock::now().unix_ms();
        let wanted = wanted(query);
        let (counts, customs, modes) = self.store().list(|readers, listing| {
            let counts = match &wanted {
                Some(wanted) => listing.tab_counts(readers, wanted, now)?,
                None => vec![0; TABS.len()],
            };
            let (customs, modes) = choices(readers.c, &query.client_id)?;
            Ok((counts, customs, modes))
        })?;
        let tables = self.store().tables();
        let tables = tables.on(clock::now().date());
        let named = |codes: Codes, all: Vec<String>| {
            let name = |code: &String| tables.name(codes, code).map(str::to_owned);
            all.into_iter()
                .map(|code| CodeName { name: name(&code).unwrap_or_else(|| code.clone()), code })
                .collect()
        };
        let tab = |((key, _), count): (&(&str, &[&str]), &i64)| Tab {
            key: (*key).to_owned(),
            count: to_u32(*count),
        };
        Ok(DeclarationTabs {
            // Where nobody has to look twice, nothing is said of it.
            tabs: TABS
                .iter()
                .zip(&counts)
                .map(tab)
                .filter(|tab| tab.key != "to-review" || tab.count > 0 || tab.key == query.tab)
                .collect(),
            customs: named(Codes::District, customs),
            modes: named(Codes::Trade, modes),
        })
    }

    /// What may be done with selected declarations.
    ///
    /// # Errors
    /// The store.
    pub fn chosen(&self, chosen: &Chosen) -> Result<ChosenSummary> {
        let _acting = self.may(Right::Look)?;
        let all = self.ids_of(chosen, "")?.len();
        let to_sign = self.ids_of(chosen, TO_SIGN)?.len();
        let to_review = self.ids_of(chosen, TO_REVIEW)?.len();
        Ok(ChosenSummary { count: count(all), to_sign: count(to_sign), to_review: count(to_review) })
    }

    /// Signs those of the selected declarations that can be signed, and wakes the courier.
    ///
    /// # Errors
    /// As [`Desk::sign`].
    pub fn sign_chosen(
        &self,
        client: &str,
        keys: &BTreeMap<String, String>,
        chosen: &Chosen,
        work: Work<'_>,
    ) -> Result<Sending> {
        let _acting = self.may(Right::Sign)?;
        let ids = self.ids_of(chosen, TO_SIGN)?;
        self.sign_batch(client, keys, Some(&ids), work)
    }

    /// The ids of a selection, those in one tab only unless it is empty.
    pub(super) fn ids_of(&self, chosen: &Chosen, tab: &str) -> Result<Vec<String>> {
        let named: HashSet<i64> = chosen.ids.iter().filter_map(|id| id.parse().ok()).collect();
        let of = |query: &DeclarationQuery| match wanted(query) {
            Some(wanted) => {
                let now = clock::now().unix_ms();
                self.store().list(|readers, listing| listing.ids(readers, &wanted, now))
            }
            None => Ok(Vec::new()),
        };
        let mut ids = match &chosen.query {
            Some(query) => of(query)?.into_iter().filter(|id| !named.contains(id)).collect(),
            None => named.into_iter().collect::<Vec<_>>(),
        };
        ids.sort_unstable();
        if !tab.is_empty() {
            let client_id = chosen.query.as_ref().map(|query| query.client_id.clone()).unwrap_or_default();
            let within =
                of(&DeclarationQuery { tab: tab.to_owned(), client_id, ..DeclarationQuery::default() })?;
            ids.retain(|id| within.binary_search(id).is_ok());
        }
        Ok(ids.into_iter().map(|id| id.to_string()).collect())
    }
}

fn name_of(names: &BTreeMap<String, String>, row: &ListRow) -> String {
    names.get(&row.client).cloned().unwrap_or_default()
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// What the store is asked. `None`: a day or an amount that is none, so nothing is found.
fn wanted(query: &DeclarationQuery) -> Option<Wanted> {
    let day = |text: &str, more: i64| match text.trim() {
        "" => Some(None),
        text => {
            let date: jiff::civil::Date = text.parse().ok()?;
            let date = date.checked_add(jiff::Span::new().days(more)).ok()?;
            Some(Some(BeijingTime::new(date.at(0, 0, 0, 0)).unix_ms()))
        }
    };
    let amount = |text: &str| match text.trim() {
        "" => Some(None),
        text => Money::parse(text).map(|_| Some(text.to_owned())),
    };
    let order = SortBy::WORDS.iter().find(|(word, _)| *word == query.sort).map(|(_, order)| *order);
    Some(Wanted {
        client: query.client_id.clone(),
        tab: query.tab.clone(),
        find: query.find.trim().to_owned(),
        customs: query.customs.trim().to_owned(),
        mode: query.mode.trim().to_owned(),
        import: query.import_id.clone(),
        made: (day(&query.day_from, 0)?, day(&query.day_to, 1)?),
        value: (amount(&query.value_from)?, amount(&query.value_to)?),
        descending: query.descending || order.is_none(),
        order: order.unwrap_or_default(),
    })
}
