//! Everything that is to be said about the orders of an import: the cells' problems and the findings of the check.
//!
//! # Invariant
//! After [`Judged::update`] everything is as if it had been judged from the beginning.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::OnceLock;

use clearance_core::check::{Finding, Severity};
use clearance_core::cn::codes::Tables;
use clearance_core::cn::declare::{Stamp, declare, sheet_field};
use clearance_core::cn::patterns::{Trace, patterns_of};
use clearance_core::cn::{self, Case};
use clearance_core::money::Money;
use clearance_core::order::{Cleaner, Field, Mapping, Order, Place, Problem, Rows, Table};
use clearance_core::sheet::Sheet;
use clearance_core::text::Text;
use clearance_core::time::BeijingTime;

use super::correction::corrects;
use super::fields::twins;
use super::found::{Face, Faces, Found, Index};
use super::known::differs;
use super::parallel::{Answers, in_parts};
use crate::clock;
use crate::error::Result;
use crate::facts;
use crate::profile::Client;
use crate::store::Store;
use crate::store::declarations;
use crate::work::Work;

/// What judging looks at.
pub(super) struct Bench<'a> {
    pub(super) store: &'a Store,
    pub(super) client: &'a Client,
    pub(super) tables: &'a Tables,
    pub(super) sheets: &'a [Sheet],
    pub(super) mappings: &'a [Mapping],
}

/// What one order amounts to.
#[derive(Clone, Debug)]
struct Verdict {
    /// What is wrong with its cells.
    problems: Box<[Found]>,
    /// What the check found. A damaged cell gives no value; that its field is then missing needs no second word.
    findings: Box<[Found]>,
    /// It has a declaration already: neither made anew nor kept for later.
    known: bool,
}

impl Verdict {
    fn found(&self) -> impl Iterator<Item = &Found> {
        self.problems.iter().chain(&self.findings)
    }
}

/// An order that was read and checked.
struct New {
    order: Order,
    trace: Trace,
    verdict: Verdict,
}

/// An order by its place, and what is wrong with its cells.
type ReadOrder = (usize, Order, Box<[Found]>);

/// What an order adds to its buyer's year.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Spent {
    /// The buyer; 0 where none is named.
    buyer: u64,
    value: Money,
}

/// A judged import.
pub(crate) struct Judged {
    pub(crate) orders: Vec<Order>,
    /// Which sheet each [`Place::sheet`] of an order means.
    pub(crate) mapped: Vec<usize>,
    rows: Rows,
    verdicts: Vec<Verdict>,
    traces: Vec<Trace>,
    spent: Vec<Spent>,
    /// What its buyer spent in earlier orders of the import.
    before: Vec<Money>,
    /// About columns, with what is missing or meant.
    pub(crate) columns: Vec<(Found, String)>,
    /// Rows of no order.
    lone: Vec<Found>,
    /// Columns whose numbers are stored in two ways.
    numbers: Vec<Found>,
    /// Waybills that an earlier order has; with the order.
    waybills: Vec<(u32, Found)>,
    /// What shows across orders only; with the order.
    patterns: Vec<(u32, Found)>,
    pub(crate) faces: Faces,
    at: BeijingTime,
    index: OnceLock<Index>,
}

impl Judged {
    /// Judges every order; on all cores, because this is the longest part of an import.
    pub(super) fn of(bench: &Bench<'_>, work: Work<'_>) -> Result<Judged> {
        Judged::at(bench, clock::now(), work)
    }

    fn at(bench: &Bench<'_>, now: BeijingTime, work: Work<'_>) -> Result<Judged> {
        let table = Table::new(bench.sheets, bench.mappings);
        let has_mapping = |sheet: &Sheet| {
            bench.mappings.iter().any(|mapping| mapping.file == sheet.file && mapping.sheet == sheet.name)
        };
        let mapped = (0..bench.sheets.len()).filter(|n| has_mapping(&bench.sheets[*n])).collect();
        let mut judged = Judged {
            orders: Vec::new(),
            mapped,
            rows: Rows::default(),
            verdicts: Vec::new(),
            traces: Vec::new(),
            spent: Vec::new(),
            before: Vec::new(),
            columns: Vec::new(),
            lone: Vec::new(),
            numbers: Vec::new(),
            waybills: Vec::new(),
            patterns: Vec::new(),
            faces: Faces::default(),
            at: now,
            index: OnceLock::new(),
        };
        let columns = table.columns();
        judged.columns = columns
            .into_iter()
            .map(|problem| (judged.of_problem(bench.sheets, &problem), problem.value))
            .collect();
        judged.anew(bench, &table, &[], work)?;
        Ok(judged)
    }

    /// Brings everything up to date after these rows of the import's sheets have changed.
    ///
    /// # Errors
    /// The store; that it was stopped. What is judged is then not to be used any more.
    pub(super) fn update(
        &mut self,
        bench: &Bench<'_>,
        changed: &[(usize, u32)],
        work: Work<'_>,
    ) -> Result<()> {
        if clock::now().date() != self.at.date() {
            *self = Judged::of(bench, work)?;
            return Ok(());
        }
        let table = Table::new(bench.sheets, bench.mappings);
        let changed = self.reached(bench, changed);
        self.index = OnceLock::new();
        if !table.still(&self.rows, &self.orders, bench.tables, changed.iter().copied()) {
            return self.anew(bench, &table, &changed, work);
        }
        let orders = self.orders_of(bench, &changed);
        let numbers: Vec<(usize, String)> =
            orders.iter().map(|n| (*n, std::mem::take(&mut self.orders[*n].order_no))).collect();
        let (mut waybills, mut patterns) = (false, false);
        for (n, new) in self.judge(bench, &table, numbers, work)? {
            waybills |= self.moves_waybill(n, &new.order);
            patterns |= self.traces[n] != new.trace;
            self.spent[n] = Spent::of(&new.order);
            self.orders[n] = new.order;
            self.traces[n] = new.trace;
            self.verdicts[n] = new.verdict;
        }
        let before = before_each(&self.spent);
        let again: Vec<usize> = (0..before.len()).filter(|n| before[*n] != self.before[*n]).collect();
        self.before = before;
        patterns |= self.check(bench, &again, work)?;
        self.across(bench, &table, patterns, waybills);
        Ok(())
    }

    /// What would be found if these rows were as they are now: for each rule how many more, or fewer. Nothing is kept of
    /// it. `None` when that cannot be told from the orders of these rows.
    ///
    /// # Errors
    /// As for [`Judged::update`].
    pub(super) fn foresee(
        &self,
        bench: &Bench<'_>,
        changed: &[(usize, u32)],
        work: Work<'_>,
    ) -> Result<Option<HashMap<String, i64>>> {
        let table = Table::new(bench.sheets, bench.mappings);
        let changed = self.reached(bench, changed);
        if clock::now().date() != self.at.date()
            || !table.still(&self.rows, &self.orders, bench.tables, changed.iter().copied())
        {
            return Ok(None);
        }
        let orders = self.orders_of(bench, &changed);
        let numbers = orders.iter().map(|n| (*n, self.orders[*n].order_no.clone())).collect();
        let told = |n: usize, new: New| {
            let alone = !self.moves_waybill(n, &new.order)
                && self.traces[n] == new.trace
                && self.spent[n] == Spent::of(&new.order);
            let faces: Box<[u16]> = new.verdict.found().map(|found| found.face).collect();
            (n, faces, alone)
        };
        let mut more: HashMap<u16, i64> = HashMap::new();
        for (n, faces, alone) in self.judge_each(bench, &table, numbers, work, told)? {
            if !alone {
                return Ok(None);
            }
            faces.iter().for_each(|face| *more.entry(*face).or_default() += 1);
            self.verdicts[n].found().for_each(|found| *more.entry(found.face).or_default() -= 1);
        }
        for problem in table.numbers(&self.rows) {
            *more.entry(self.faces.of_problem(&problem)).or_default() += 1;
        }
        self.numbers.iter().for_each(|found| *more.entry(found.face).or_default() -= 1);
        let faces = self.faces.all();
        let mut by_rule: HashMap<String, i64> = HashMap::new();
        for (face, more) in more {
            *by_rule.entry(faces[usize::from(face)].rule.clone().into_owned()).or_default() += more;
        }
        Ok(Some(by_rule))
    }

    /// The rows that a change of these reaches, as they are read: what stands in a merged range speaks for all its rows.
    fn reached(&self, bench: &Bench<'_>, changed: &[(usize, u32)]) -> Vec<(usize, u32)> {
        let mut all = Vec::with_capacity(changed.len());
        for (sheet, row) in changed {
            let Some(of) = bench.sheets.get(*sheet) else { continue };
            let Some(number) = self.mapped.iter().position(|mapped| mapped == sheet) else { continue };
            let last = of.merges.reach(*row).unwrap_or(*row);
            all.extend((*row..=last).filter(|row| of.place_of(*row).is_some()).map(|row| (number, row)));
        }
        all
    }

    /// The orders of rows, each once.
    fn orders_of(&self, bench: &Bench<'_>, rows: &[(usize, u32)]) -> Vec<usize> {
        let order_of = |(number, row): &(usize, u32)| {
            let sheet = bench.sheets.get(*self.mapped.get(*number)?)?;
            self.rows.order_of(*number, sheet.place_of(*row)?)
        };
        let mut orders: Vec<usize> = rows.iter().filter_map(order_of).collect();
        orders.sort_unstable();
        orders.dedup();
        orders
    }

    fn moves_waybill(&self, n: usize, new: &Order) -> bool {
        let old = &self.orders[n];
        old.get(Field::WaybillNo) != new.get(Field::WaybillNo)
            || old.head.place(Field::WaybillNo) != new.head.place(Field::WaybillNo)
    }

    /// Tells the rows apart anew. An order all of whose rows are as before is taken over as it is.
    fn anew(
        &mut self,
        bench: &Bench<'_>,
        table: &Table<'_>,
        changed: &[(usize, u32)],
        work: Work<'_>,
    ) -> Result<()> {
        let (rows, numbers, lone) = table.rows(bench.tables);
        self.lone = lone.iter().map(|problem| self.of_problem(bench.sheets, problem)).collect();
        let mut touched: Vec<bool> = vec![false; self.orders.len()];
        for (number, row) in changed {
            let nth = self.mapped.get(*number).and_then(|sheet| bench.sheets.get(*sheet)?.place_of(*row));
            if let Some(order) = nth.and_then(|nth| self.rows.order_of(*number, nth)) {
                touched[order] = true;
            }
        }
        let known: HashMap<&str, usize> =
            self.orders.iter().enumerate().map(|(n, order)| (order.order_no.as_str(), n)).collect();
        let stays = |(n, number): (usize, &std::borrow::Cow<'_, str>)| {
            let was = *known.get(&**number)?;
            (!touched[was] && rows.same(n, &self.rows, was)).then_some(was)
        };
        // Rows that came to an order are in `changed`, or their order has other rows than before.
        let from: Vec<Option<usize>> = numbers.iter().enumerate().map(stays).collect();
        drop(known);
        self.rows = rows;
        let new: Vec<(usize, String)> = numbers
            .into_iter()
            .enumerate()
            .filter(|(n, _)| from[*n].is_none())
            .map(|(n, number)| (n, number.into_owned()))
            .collect();
        let (orders, verdicts): (Vec<Order>, Vec<Verdict>) = self
            .read(bench, table, new, work)?
            .map(|(_, order, problems)| (order, Verdict { problems, findings: Box::default(), known: false }))
            .unzip();
        // One after the other, so that nothing but one of them is there twice.
        let old_before = std::mem::take(&mut self.before);
        let before: Vec<Option<Money>> =
            from.iter().map(|from| from.and_then(|was| old_before.get(was).copied())).collect();
        self.spent = {
            let mut new = orders.iter().map(Spent::of);
            from.iter()
                .filter_map(|from| from.map_or_else(|| new.next(), |was| Some(self.spent[was])))
                .collect()
        };
        self.orders = placed_anew(std::mem::take(&mut self.orders), &from, orders.into_iter());
        self.verdicts = placed_anew(std::mem::take(&mut self.verdicts), &from, verdicts.into_iter());
        self.traces = placed_anew(
            std::mem::take(&mut self.traces),
            &from,
            std::iter::repeat_with(|| Trace::of(&Case::empty())),
        );
        self.before = before_each(&self.spent);
        let differs = |n: &usize| before[*n] != Some(self.before[*n]);
        let again: Vec<usize> = (0..before.len()).filter(differs).collect();
        self.check(bench, &again, work)?;
        self.across(bench, table, true, true);
        Ok(())
    }

    /// Reads orders by their places and numbers.
    fn read(
        &self,
        bench: &Bench<'_>,
        table: &Table<'_>,
        orders: Vec<(usize, String)>,
        work: Work<'_>,
    ) -> Result<Answers<ReadOrder>> {
        let what = Text { zh: "正在读取订单", en: "Reading the orders" };
        in_parts(
            orders,
            work,
            what,
            || Cleaner::new(bench.tables),
            |cleaner, (n, number)| {
                let (order, problems) = table.order(&self.rows, n, number, cleaner);
                let problems =
                    problems.iter().map(|problem| self.of_problem(bench.sheets, problem)).collect();
                Ok((n, order, problems))
            },
        )
    }

    /// Reads and checks orders by their places and numbers, as if what comes before them were as it is.
    fn judge(
        &self,
        bench: &Bench<'_>,
        table: &Table<'_>,
        orders: Vec<(usize, String)>,
        work: Work<'_>,
    ) -> Result<Answers<(usize, New)>> {
        self.judge_each(bench, table, orders, work, |n, new| (n, new))
    }

    /// As [`Judged::judge`], and keeps of each order only what is wanted.
    fn judge_each<A: Send>(
        &self,
        bench: &Bench<'_>,
        table: &Table<'_>,
        orders: Vec<(usize, String)>,
        work: Work<'_>,
        keep: impl Fn(usize, New) -> A + Sync,
    ) -> Result<Answers<A>> {
        let checking = self.checking(bench)?;
        in_parts(
            orders,
            work,
            Text { zh: "正在检查", en: "Checking" },
            || Cleaner::new(bench.tables),
            |cleaner, (n, number)| {
                let (order, problems) = table.order(&self.rows, n, number, cleaner);
                let problems: Box<[Found]> =
                    problems.iter().map(|problem| self.of_problem(bench.sheets, problem)).collect();
                let (findings, known, trace) = checking.of(&order, &problems, self.before[n])?;
                Ok(keep(n, New { order, trace, verdict: Verdict { problems, findings, known } }))
            },
        )
    }

    /// Checks orders as they were read, with all facts. Tells whether any left another trace than before.
    fn check(&mut self, bench: &Bench<'_>, orders: &[usize], work: Work<'_>) -> Result<bool> {
        let checking = self.checking(bench)?;
        let this = &*self;
        let checked = in_parts(
            orders.to_vec(),
            work,
            Text { zh: "正在检查", en: "Checking" },
            || (),
            |(), n| {
                let (order, problems) = (&this.orders[n], &this.verdicts[n].problems);
                let (findings, known, trace) = checking.of(order, problems, this.before[n])?;
                let trace = (this.traces[n] != trace).then_some(trace);
                Ok((n, findings, known, trace))
            },
        )?;
        let mut traced = false;
        for (n, findings, known, trace) in checked {
            self.verdicts[n].findings = findings;
            self.verdicts[n].known = known;
            if let Some(trace) = trace {
                traced = true;
                self.traces[n] = trace;
            }
        }
        Ok(traced)
    }

    fn checking<'a>(&'a self, bench: &'a Bench<'a>) -> Result<Checking<'a>> {
        let any_stored = bench.store.read(declarations::any)?;
        Ok(Checking { judged: self, bench, any_stored, stamp: placeholder(self.at) })
    }

    /// What only shows when all orders are looked at together.
    fn across(&mut self, bench: &Bench<'_>, table: &Table<'_>, patterns: bool, waybills: bool) {
        if patterns {
            let found = patterns_of(&self.traces)
                .into_iter()
                .map(|(n, finding)| (n, self.placed(&self.orders[n], finding)));
            let shown = found.filter(|(n, one)| !self.is_damaged(&self.verdicts[*n].problems, one));
            self.patterns = shown.map(|(n, one)| (u32::try_from(n).unwrap_or(u32::MAX), one)).collect();
        }
        if waybills {
            let twice = table.waybills(&self.orders);
            let of = |problem: &Problem| Some((problem.order?, self.of_problem(bench.sheets, problem)));
            self.waybills = twice.iter().filter_map(of).collect();
        }
        let numbers = table.numbers(&self.rows);
        self.numbers = numbers.iter().map(|problem| self.of_problem(bench.sheets, problem)).collect();
    }

    fn is_damaged(&self, problems: &[Found], one: &Found) -> bool {
        one.cell().is_some()
            && problems.iter().any(|problem| {
                problem.cell() == one.cell() && self.faces.severity(problem.face) == Severity::Stops
            })
    }

    fn of_problem(&self, sheets: &[Sheet], problem: &Problem) -> Found {
        let same = |sheet: &&Sheet| std::sync::Arc::ptr_eq(&sheet.file, &problem.file);
        let named = |sheet: &Sheet| sheet.file == problem.file && sheet.name == problem.cell.sheet;
        let exact = sheets.iter().position(|sheet| same(&sheet) && named(sheet));
        let row = exact.or_else(|| sheets.iter().position(named)).map(|sheet| (sheet, problem.cell.at.row));
        Found::new(self.faces.of_problem(problem), row, Some(problem.cell.at.column), None)
    }

    /// A finding of the check with the cell that it comes from.
    fn placed(&self, order: &Order, finding: Finding) -> Found {
        let named = sheet_field(&finding.at);
        self.at_field(order, self.faces.of_finding(finding), named)
    }

    /// Found in a field of an order, or of one of its lines.
    fn at_field(&self, order: &Order, face: u16, named: Option<(Field, Option<usize>)>) -> Found {
        let place = named.and_then(|(field, line)| {
            let of = |field: Field| match line {
                Some(line) => order.lines.get(line).and_then(|line| line.values.place(field)),
                None => order.head.place(field),
            };
            of(field).or_else(|| twins(field).iter().find_map(|twin| of(*twin)))
        });
        let line =
            named.and_then(|(_, line)| order.lines.get(line?)).and_then(|line| line.values.first_place());
        let row = place.or(line).or_else(|| order.head.place(Field::OrderNo));
        let sheet = |place: Place| self.mapped.get(usize::from(place.sheet)).copied();
        let row = row.and_then(|place| Some((sheet(place)?, place.row)));
        let column = place.map(|place| place.column);
        Found::new(face, row, column, named.map(|(field, _)| field))
    }
}

/// What the screens and the declaration ask.
impl Judged {
    /// Rows of a sheet that are of orders or should be.
    pub(crate) fn rows_of(&self, sheets: &[Sheet], sheet: usize, header: u32) -> usize {
        let Some(of) = sheets.get(sheet) else { return 0 };
        let under = of.rows().filter(|row| row.number() > header);
        under.filter(|row| self.counts(sheets, sheet, row.number())).count()
    }

    /// Whether a row is of an order, or should be.
    pub(crate) fn counts(&self, sheets: &[Sheet], sheet: usize, row: u32) -> bool {
        let number = self.mapped.iter().position(|mapped| *mapped == sheet);
        let nth = sheets.get(sheet).and_then(|of| of.place_of(row));
        number.zip(nth).is_some_and(|(number, nth)| self.rows.counts(number, nth))
    }

    /// For each order, what the first rule says that stops it.
    pub(crate) fn first_stops(&self) -> Vec<Option<Face>> {
        let faces = self.faces.all();
        let face = |found: &Found| &faces[usize::from(found.face)];
        let stop =
            |verdict: &Verdict| verdict.found().map(face).find(|face| face.severity == Severity::Stops);
        self.verdicts.iter().map(|verdict| stop(verdict).cloned()).collect()
    }

    /// For each order, whether anything stops it.
    pub(crate) fn stopped(&self) -> Vec<bool> {
        let faces = self.faces.all();
        let stops = |found: &Found| faces[usize::from(found.face)].severity == Severity::Stops;
        self.verdicts.iter().map(|verdict| verdict.found().any(stops)).collect()
    }

    /// Whether an order has a declaration already: it is neither made anew nor kept for later.
    pub(crate) fn known(&self, order: usize) -> bool {
        self.verdicts.get(order).is_some_and(|verdict| verdict.known)
    }

    /// The order of a row: sheet of the import, and the row's number.
    pub(crate) fn order_of(&self, sheets: &[Sheet], sheet: usize, row: u32) -> Option<usize> {
        let number = self.mapped.iter().position(|mapped| *mapped == sheet)?;
        self.rows.order_of(number, sheets.get(sheet)?.place_of(row)?)
    }

    /// Everything found, with the order it belongs to: what is wrong with columns, then order by order.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Option<usize>, &Found)> {
        let columns = self.columns.iter().map(|(found, _)| (None, found));
        let lone = self.lone.iter().chain(&self.numbers).map(|found| (None, found));
        let of_orders = self.verdicts.iter().enumerate();
        let of_orders = of_orders.flat_map(|(n, verdict)| verdict.found().map(move |found| (Some(n), found)));
        let across = self.waybills.iter().chain(&self.patterns);
        let across = across.map(|(n, found)| (Some(*n as usize), found));
        columns.chain(lone).chain(of_orders).chain(across)
    }

    /// Everything found about one row, and what its order says without a row of its own.
    pub(crate) fn in_row(&self, order: Option<usize>, at: (usize, u32)) -> Vec<&Found> {
        let here = |found: &&Found| found.row() == Some(at);
        let mut all: Vec<&Found> = self.lone.iter().chain(&self.numbers).filter(here).collect();
        if let Some(order) = order {
            all.extend(self.verdicts.get(order).into_iter().flat_map(Verdict::found).filter(here));
            for across in [&self.waybills, &self.patterns] {
                let from = across.partition_point(|(n, _)| (*n as usize) < order);
                let of = across[from..].iter().take_while(|(n, _)| *n as usize == order);
                all.extend(of.map(|(_, found)| found).filter(here));
            }
        }
        all
    }

    /// Everything found, by rule.
    pub(crate) fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(&self.faces.all(), self.all().map(|(_, found)| found)))
    }
}

/// What the check says of an order: its findings, whether it is known, its trace.
type Checked = (Box<[Found]>, bool, Trace);

/// What every check of an order needs.
struct Checking<'a> {
    judged: &'a Judged,
    bench: &'a Bench<'a>,
    any_stored: bool,
    stamp: Stamp,
}

impl Checking<'_> {
    /// Checks one order; these are its problems, and this is what its buyer spent before.
    fn of(&self, order: &Order, problems: &[Found], before: Money) -> Result<Checked> {
        let Checking { judged, bench, any_stored, stamp } = self;
        let case = in_documents(bench.store, bench.client, order, stamp, *any_stored, before)?;
        let findings = cn::check(&case).findings.into_iter().map(|finding| judged.placed(order, finding));
        let differs = differs(bench.client, order).into_iter().map(|(rule, field, line)| {
            judged.at_field(order, judged.faces.of_rule(rule), Some((field, line)))
        });
        let findings = findings.chain(differs).filter(|one| !judged.is_damaged(problems, one)).collect();
        Ok((findings, case.facts.taken.order, Trace::of(&case)))
    }
}

/// What was kept at its new places, between what is new.
fn placed_anew<T>(old: Vec<T>, from: &[Option<usize>], mut new: impl Iterator<Item = T>) -> Vec<T> {
    let mut old: Vec<Option<T>> = old.into_iter().map(Some).collect();
    let one = |from: &Option<usize>| match from {
        Some(was) => old.get_mut(*was).and_then(Option::take),
        None => new.next(),
    };
    from.iter().filter_map(one).collect()
}

/// What its buyer spent in earlier orders, for each order.
fn before_each(spent: &[Spent]) -> Vec<Money> {
    let mut bought: HashMap<u64, Money> = HashMap::with_capacity(spent.len());
    let of_order = |spent: &Spent| {
        if spent.buyer == 0 {
            return Money::ZERO;
        }
        let sum = bought.entry(spent.buyer).or_default();
        let before = *sum;
        *sum = before + spent.value;
        before
    };
    spent.iter().map(of_order).collect()
}

impl Spent {
    fn of(order: &Order) -> Spent {
        let buyer = order.get(Field::BuyerId).map_or(0, |buyer| {
            let mut hasher = DefaultHasher::new();
            buyer.hash(&mut hasher);
            hasher.finish().max(1)
        });
        Spent { buyer, value: order.goods_value().unwrap_or(Money::ZERO) }
    }
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

/// Ids that are only there to be well-formed: the real ones are given when the order is declared.
fn placeholder(now: BeijingTime) -> Stamp {
    let guid = || "00000000-0000-4000-8000-000000000000".to_owned();
    Stamp { now, cop_no: "00000000000000000".to_owned(), guids: [guid(), guid(), guid()] }
}

#[cfg(test)]
mod tests;
