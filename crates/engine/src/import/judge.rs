//! Everything that is to be said about the orders of an import: the cells' problems and the findings of the check.

use std::borrow::Cow;
use std::collections::HashMap;

use clearance_core::check::{Finding, Severity};
use clearance_core::cn::declare::{Stamp, declare, sheet_field};
use clearance_core::cn::patterns::{Trace, patterns_of};
use clearance_core::cn::{self, Case};
use clearance_core::money::Money;
use clearance_core::order::{Field, Order, Orders, Place};
use clearance_core::sheet::{CellPos, Sheet};
use clearance_core::text::Text;
use clearance_core::time::BeijingTime;

use super::correction::corrects;
use super::fields::twins;
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::facts;
use crate::profile::Client;
use crate::store::Store;
use crate::store::declarations;
use crate::work::Work;

/// How many orders are judged between two looks at the progress.
const STEP: usize = 500;

/// Something found in an import.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) rule: Cow<'static, str>,
    pub(crate) severity: Severity,
    pub(crate) zh: Cow<'static, str>,
    pub(crate) en: Cow<'static, str>,
    pub(crate) help_zh: Cow<'static, str>,
    pub(crate) help_en: Cow<'static, str>,
    /// The order, counted in the import; none for a column or a whole sheet.
    pub(crate) order: Option<usize>,
    /// The cell that gave the value.
    pub(crate) cell: Option<(usize, CellPos)>,
    /// The row to show it in.
    pub(crate) row: Option<(usize, u32)>,
    /// The field, where the check names one.
    pub(crate) field: Option<Field>,
}

/// A judged import.
pub(crate) struct Judged {
    pub(crate) orders: Orders,
    pub(crate) found: Vec<Found>,
    /// Which sheet each [`Place::sheet`] of an order means.
    pub(crate) mapped: Vec<usize>,
    /// For each order, the first rule that stops it.
    pub(crate) stops: Vec<Option<String>>,
    /// Orders that have a declaration already: neither made anew nor kept for later.
    pub(crate) known: Vec<bool>,
}

impl Judged {
    /// Orders in which nothing stops.
    pub(crate) fn good(&self) -> usize {
        self.stops.iter().filter(|stop| stop.is_none()).count()
    }

    /// Orders that wait for a repair.
    pub(crate) fn kept(&self) -> usize {
        self.stops.iter().zip(&self.known).filter(|(stop, known)| stop.is_some() && !**known).count()
    }
}

/// What an earlier order of the same import adds to the facts of a later one.
#[derive(Clone, Copy, Default)]
struct Before {
    bought: Money,
}

/// The documents of an order with all facts; `bought` is what the buyer has in earlier orders of the same import.
pub(crate) fn in_documents(
    store: &Store,
    client: &Client,
    order: &Order,
    stamp: &Stamp,
    any_stored: bool,
    bought: Money,
) -> Result<Case> {
    let mut case =
        declare(order, &client.profile, &client.goods, stamp, facts::bare(store.tables(), stamp.now));
    if any_stored {
        store.read(|c| {
            let own = corrects(c, &client.id, &mut case)?;
            facts::gather(c, own, &mut case)
        })?;
    }
    let stored = case.facts.bought_this_year.unwrap_or(Money::ZERO);
    case.facts.bought_this_year = Some(stored + bought);
    Ok(case)
}

/// Judges every order; on two threads, because the check is the longest part of an import.
pub(super) fn judge(
    store: &Store,
    client: &Client,
    sheets: &[Sheet],
    mapped: Vec<usize>,
    orders: Orders,
    work: Work<'_>,
) -> Result<Judged> {
    let now = clock::now();
    let any_stored = store.read(declarations::any)?;
    let before = before(&orders.orders);
    let total = orders.orders.len();
    let half = total.div_ceil(2).max(1);
    let part = |from: usize, to: usize, tell: bool| -> Result<Vec<(Vec<Found>, bool, Trace)>> {
        let mut all = Vec::with_capacity(to - from);
        for (n, (order, before)) in orders.orders.iter().zip(&before).enumerate().take(to).skip(from) {
            if tell && (n - from).is_multiple_of(STEP) {
                work.at((n - from) * 2, total, Text { zh: "正在检查", en: "Checking" })?;
            } else if work.stopped() {
                return Err(Error::new(&fault::CANCELLED));
            }
            let case = in_documents(store, client, order, &placeholder(now), any_stored, before.bought)?;
            let report = cn::check(&case);
            let found = report.findings.into_iter().map(|f| placed(order, &mapped, n, f)).collect();
            all.push((found, case.facts.taken.order, Trace::of(&case)));
        }
        Ok(all)
    };
    let (first, second) = std::thread::scope(|scope| {
        let second = scope.spawn(|| part(half.min(total), total, false));
        let first = part(0, half.min(total), true);
        (first, second.join())
    });
    let second = second.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    let mut judged = Vec::with_capacity(total);
    let mut traces = Vec::with_capacity(total);
    for (found, known, trace) in first?.into_iter().chain(second?) {
        judged.push((found, known));
        traces.push(trace);
    }
    for (n, finding) in patterns_of(&traces) {
        judged[n].0.push(placed(&orders.orders[n], &mapped, n, finding));
    }
    Ok(put_together(sheets, mapped, orders, judged))
}

fn put_together(
    sheets: &[Sheet],
    mapped: Vec<usize>,
    orders: Orders,
    judged: Vec<(Vec<Found>, bool)>,
) -> Judged {
    let mut found: Vec<Found> = orders.problems.iter().map(|problem| of_problem(sheets, problem)).collect();
    let damaged: HashMap<(usize, CellPos), ()> = found
        .iter()
        .filter(|one| one.severity == Severity::Stops && one.order.is_some())
        .filter_map(|one| Some((one.cell?, ())))
        .collect();
    let mut known = Vec::with_capacity(judged.len());
    for (of_order, is_known) in judged {
        known.push(is_known);
        // A damaged cell gives no value; that its field is then missing needs no second word.
        found.extend(
            of_order.into_iter().filter(|one| one.cell.is_none_or(|cell| !damaged.contains_key(&cell))),
        );
    }
    let mut stops: Vec<Option<String>> = vec![None; orders.orders.len()];
    for one in found.iter().filter(|one| one.severity == Severity::Stops) {
        if let Some(stop) = one.order.and_then(|order| stops.get_mut(order)) {
            stop.get_or_insert_with(|| one.rule.clone().into_owned());
        }
    }
    Judged { orders, found, mapped, stops, known }
}

/// What the earlier orders of the same import mean for each order.
fn before(orders: &[Order]) -> Vec<Before> {
    let mut bought: HashMap<&str, Money> = HashMap::new();
    let of_order = |order| {
        let order: &Order = order;
        let Some(buyer) = order.get(Field::BuyerId) else { return Before::default() };
        let sum = bought.entry(buyer).or_default();
        let before = Before { bought: *sum };
        *sum = *sum + order.goods_value().unwrap_or(Money::ZERO);
        before
    };
    orders.iter().map(of_order).collect()
}

/// Ids that are only there to be well-formed: the real ones are given when the order is declared.
fn placeholder(now: BeijingTime) -> Stamp {
    let guid = || "00000000-0000-4000-8000-000000000000".to_owned();
    Stamp { now, cop_no: "00000000000000000".to_owned(), guids: [guid(), guid(), guid()] }
}

fn of_problem(sheets: &[Sheet], problem: &clearance_core::order::Problem) -> Found {
    let sheet = sheets.iter().position(|s| s.file == problem.file && s.name == problem.cell.sheet);
    Found {
        rule: Cow::Borrowed(problem.id()),
        severity: problem.severity(),
        zh: Cow::Borrowed(problem.rule.says.zh),
        en: Cow::Borrowed(problem.rule.says.en),
        help_zh: Cow::Borrowed(problem.rule.help.zh),
        help_en: Cow::Borrowed(problem.rule.help.en),
        order: problem.order.map(|order| order as usize),
        cell: sheet.map(|sheet| (sheet, problem.cell.at)),
        row: sheet.map(|sheet| (sheet, problem.cell.at.row)),
        field: None,
    }
}

/// A finding of the check with the cell that it comes from.
fn placed(order: &Order, mapped: &[usize], number: usize, finding: Finding) -> Found {
    let named = sheet_field(&finding.at);
    let place = named.and_then(|(field, line)| {
        let of = |field: Field| match line {
            Some(line) => order.lines.get(line).and_then(|line| line.values.place(field)),
            None => order.head.place(field),
        };
        of(field).or_else(|| twins(field).iter().find_map(|twin| of(*twin)))
    });
    let line = named.and_then(|(_, line)| order.lines.get(line?)).and_then(|line| line.values.first_place());
    let row = place.or(line).or_else(|| order.head.place(Field::OrderNo));
    let sheet = |place: Place| mapped.get(usize::from(place.sheet)).copied();
    Found {
        rule: finding.rule,
        severity: finding.severity,
        zh: finding.zh,
        en: finding.en,
        help_zh: finding.help_zh,
        help_en: finding.help_en,
        order: Some(number),
        cell: place.and_then(|place| Some((sheet(place)?, place.cell()))),
        row: row.and_then(|place| Some((sheet(place)?, place.row))),
        field: named.map(|(field, _)| field),
    }
}
