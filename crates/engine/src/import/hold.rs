//! Orders that a person holds back although nothing stops them: they wait on the work list until they are taken up again.
//!
//! What is held is a row, so that the order stays held when its number is repaired.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use clearance_core::order::{Field, Order};

use super::step::{Act, Step};
use super::{Import, Judged};
use crate::acting;
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::store::{Store, activity};
use crate::view::{HoldBack, Said};
use crate::work::Work;

/// Stands in the place of a rule on the work list.
pub(crate) const HELD: &str = "HELD-BACK";

/// The rows that are held, each with the name of the person who did it.
pub(super) type HeldRows = HashMap<(usize, u32), Arc<str>>;

/// What the work list says of an order that a person holds back.
pub(crate) fn reason(by: &str) -> Said {
    if by.is_empty() {
        return Said::new("人工留待以后", "Held back by hand");
    }
    Said::new(format!("{by} 留待以后"), format!("Held back by {by}"))
}

impl Import {
    /// What the steps say that are done.
    pub(super) fn held_rows(&self) -> HeldRows {
        let mut held = HeldRows::new();
        for step in self.done() {
            let Act::Hold { rows, by, on } = &step.act else { continue };
            let by: Arc<str> = by.as_str().into();
            for (sheet, row) in rows {
                let at = (usize::from(*sheet), *row);
                if *on {
                    held.insert(at, Arc::clone(&by));
                } else {
                    held.remove(&at);
                }
            }
        }
        held
    }

    /// The orders that are held back, by their places, and who did it.
    pub(crate) fn held_orders(&self, judged: &Judged) -> HashMap<usize, Arc<str>> {
        let order = |((sheet, row), by): (&(usize, u32), &Arc<str>)| {
            Some((judged.order_of(&self.sheets, *sheet, *row)?, Arc::clone(by)))
        };
        self.held.iter().filter_map(order).collect()
    }

    /// What is judged already, and the orders that are held back.
    ///
    /// # Errors
    /// Nothing is judged yet.
    pub(crate) fn judged_and_held(&self) -> Result<(&Judged, HashMap<usize, Arc<str>>)> {
        let judged = self.judged.as_ref().ok_or_else(|| Error::new(&fault::NO_IMPORT))?;
        Ok((judged, self.held_orders(judged)))
    }

    /// Holds orders back, or takes them up again, as one step; where that changes nothing there is none.
    ///
    /// # Errors
    /// There is no such sheet; the store.
    pub(crate) fn hold(&mut self, store: &Store, what: &HoldBack, on: bool) -> Result<()> {
        let wanted = self.orders_of(store, what)?;
        let judged = self.judged.as_ref().ok_or_else(|| Error::new(&fault::NO_IMPORT))?;
        let (held, mapped) = (self.held_orders(judged), &judged.mapped);
        let mut orders = 0;
        let mut rows: BTreeSet<(u16, u32)> = BTreeSet::new();
        let narrow = |sheet: usize| u16::try_from(sheet).ok();
        if on {
            for n in wanted.iter().filter(|n| !held.contains_key(n) && !judged.known(**n)) {
                let row = judged.orders.get(*n).and_then(|order| first_row(order, mapped));
                let Some((sheet, row)) = row.and_then(|(sheet, row)| Some((narrow(sheet)?, row))) else {
                    continue;
                };
                orders += 1;
                rows.insert((sheet, row));
            }
        } else {
            let of = |(sheet, row): &&(usize, u32)| {
                judged.order_of(&self.sheets, *sheet, *row).is_some_and(|order| wanted.contains(&order))
            };
            rows.extend(self.held.keys().filter(of).filter_map(|(sheet, row)| Some((narrow(*sheet)?, *row))));
            orders = wanted.iter().filter(|n| held.contains_key(n)).count();
        }
        if rows.is_empty() {
            return Ok(());
        }
        let by = acting::now().name;
        let (says, act) = if on {
            (Said::new(format!("{orders} 票留待以后"), format!("{orders} held back")), "orders-held")
        } else {
            (Said::new(format!("{orders} 票不再留待"), format!("{orders} taken up again")), "orders-taken-up")
        };
        let step = Step::new(says, Act::Hold { rows: rows.into_iter().collect(), by, on });
        self.act(store, step, Work::quiet())?;
        let (at, details) = (clock::now().unix_ms(), [("orders", orders.to_string())]);
        store.write(|tx| activity::log_of(tx, at, act, &self.client.id, &self.id, &details).map(drop))
    }

    /// The orders that are meant, by their places.
    fn orders_of(&mut self, store: &Store, what: &HoldBack) -> Result<HashSet<usize>> {
        let in_sheet = match what {
            HoldBack::Rows { query } => Some((query.sheet as usize, self.rows(store, query)?)),
            HoldBack::Group { .. } | HoldBack::Orders { .. } => None,
        };
        self.judged(store, Work::quiet())?;
        let judged = self.judged.as_ref().ok_or_else(|| Error::new(&fault::NO_IMPORT))?;
        Ok(match what {
            HoldBack::Rows { .. } => {
                let (sheet, rows) = in_sheet.unwrap_or_default();
                rows.iter().filter_map(|row| judged.order_of(&self.sheets, sheet, *row)).collect()
            }
            HoldBack::Group { rule } => {
                let faces = judged.faces.all();
                let of_rule = judged.all().filter(|(_, found)| faces[usize::from(found.face)].rule == *rule);
                of_rule.filter_map(|(order, _)| order).collect()
            }
            HoldBack::Orders { order_nos } => {
                let wanted: HashSet<&str> = order_nos.iter().map(String::as_str).collect();
                let orders = judged.orders.iter().enumerate();
                orders.filter(|(_, o)| wanted.contains(o.order_no.as_str())).map(|(n, _)| n).collect()
            }
        })
    }
}

/// Where an order begins: sheet of the import, and row.
fn first_row(order: &Order, mapped: &[usize]) -> Option<(usize, u32)> {
    let line = || order.lines.first().and_then(|line| line.values.first_place());
    let place = order.head.place(Field::OrderNo).or_else(line)?;
    Some((*mapped.get(usize::from(place.sheet))?, place.row))
}

#[cfg(test)]
mod tests {
    use super::super::tests::Desk;
    use super::*;
    use crate::view::{Edit, Review, ReviewQuery};

    const SHEET: &str = "订单编号,企业商品名称,数量,计量单位,单价,订购人姓名,毛重\n\
        A1,鱼油,1,瓶,10,陈宁,0.5\n\
        A2,面霜,2,瓶,20,李明,1\n\
        A2,牙膏,3,瓶,5,李明,1\n\
        A3,奶粉,2,罐,100,王小明,3\n";

    fn rows(rows: &[u32]) -> HoldBack {
        HoldBack::Rows { query: ReviewQuery { rows: Some(rows.to_vec()), ..ReviewQuery::default() } }
    }

    fn held(import: &mut Import, store: &Store) -> (Review, Vec<String>) {
        let review = import.review(store, Work::quiet()).expect("a review");
        let query = ReviewQuery { held: true, count: 9, ..ReviewQuery::default() };
        let page = import.page(store, &query).expect("a page");
        (review, page.rows.into_iter().map(|row| row.order_no).collect())
    }

    #[test]
    fn an_order_is_held_with_all_its_rows_and_taken_up_by_any_of_them() {
        let desk = Desk::set();
        let store = &desk.store;
        let mut import = desk.open(&[desk.csv("a.csv", SHEET)]);
        import.hold(store, &rows(&[4]), true).expect("held");
        let (review, orders) = held(&mut import, store);
        assert_eq!((review.held_orders, orders), (1, vec!["A2".to_owned(), "A2".to_owned()]));
        // Held already: there is nothing to take back twice.
        import.hold(store, &rows(&[3]), true).expect("nothing to do");
        assert_eq!(import.done().len(), 1);
        import.hold(store, &rows(&[3]), false).expect("taken up");
        assert_eq!(held(&mut import, store).1, [""; 0]);
        import.undo(store, Work::quiet()).expect("undone");
        assert_eq!(held(&mut import, store).0.held_orders, 1);
        import.undo(store, Work::quiet()).expect("undone");
        assert_eq!(held(&mut import, store).0.held_orders, 0);
        import.redo(store, Work::quiet()).expect("redone");
        assert_eq!(held(&mut import, store).0.held_orders, 1);
    }

    #[test]
    fn an_order_stays_held_when_its_number_is_repaired_and_the_import_is_opened_again() {
        let desk = Desk::set();
        let store = &desk.store;
        let mut import = desk.open(&[desk.csv("a.csv", SHEET)]);
        let orders = HoldBack::Orders { order_nos: vec!["A3".to_owned(), "none".to_owned()] };
        import.hold(store, &orders, true).expect("held");
        let query = ReviewQuery { rows: Some(vec![5]), ..ReviewQuery::default() };
        import.edit(store, &Edit::Set { column: 0, value: "B9".into(), query }).expect("another number");
        assert_eq!(held(&mut import, store).1, ["B9"]);
        let kept = import.keep();
        let client = import.client.clone();
        let tables = Arc::clone(&import.tables);
        let mut again = Import::restore("i".into(), client, tables, kept, Work::quiet()).expect("opened");
        assert_eq!(held(&mut again, store).1, ["B9"]);
    }

    #[test]
    fn rows_are_named_or_left_out() {
        let desk = Desk::set();
        let store = &desk.store;
        let mut import = desk.open(&[desk.csv("a.csv", SHEET)]);
        let named = |all_but| ReviewQuery { rows: Some(vec![2, 5]), all_but, count: 9, ..Default::default() };
        let rows = |page: crate::view::ReviewPage| page.rows.iter().map(|row| row.row).collect::<Vec<_>>();
        assert_eq!(rows(import.page(store, &named(false)).expect("a page")), [2, 5]);
        assert_eq!(rows(import.page(store, &named(true)).expect("a page")), [3, 4]);
    }

    #[test]
    fn what_is_held_does_not_go_on() {
        let desk = Desk::set();
        let store = &desk.store;
        let mut import = desk.open(&[desk.csv("a.csv", SHEET)]);
        let before = import.review(store, Work::quiet()).expect("a review");
        import.hold(store, &rows(&[2, 3, 4, 5]), true).expect("held");
        let after = import.review(store, Work::quiet()).expect("a review");
        assert_eq!((before.orders, after.held_orders, after.good_orders, after.kept_orders), (3, 3, 0, 3));
    }
}
