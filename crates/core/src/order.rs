//! Rows become orders: station 2.
//!
//! A [`Mapping`] says what each column means; [`orders`] reads the rows with it. Rows of one order number are one
//! order, over all sheets and files handed in. Broken cells are no failure: each one is a [`Problem`] with its place,
//! and the order keeps everything that could be read.

mod apart;
mod assemble;
mod clean;
mod codes;
mod date;
mod field;
mod fill;
mod header;
mod heads;
mod join;
mod layouts;
mod likeness;
mod mapping;
mod number;
mod problem;
mod recipe;
mod rows;
mod split;
mod values;
mod wide;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::money::{Money, Quantity};
use crate::time::BeijingTime;

pub use apart::apart;
pub use assemble::{Table, orders};
pub use clean::Cleaner;
pub use codes::Codes;
pub use field::{Field, FieldId, Kind, Part, Several};
pub use header::normalise;
pub use layouts::{Layout, LayoutId};
pub use likeness::{Candidate, candidate, percent};
pub use mapping::{Column, Confidence, Mapping, map, mappings};
pub use problem::{PROBLEMS, Problem, ProblemRule};
pub use recipe::{Choice, Recipe};
pub use rows::Rows;
pub use values::{Place, Values};

/// One order as its sheets give it: no company of the client's profile, no goods book, no check beyond the cell.
///
/// # Invariant
/// Each field of the head is in [`Order::head`] at most once, each field of a line in its line at most once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The order number, cleaned. Never empty.
    pub order_no: String,
    /// Everything that stands once an order: order, payment, waybill and declaration head.
    pub head: Values,
    /// The goods, in the order of the rows.
    pub lines: Vec<Line>,
    /// The sheets that [`Place::sheet`] counts; all orders of one import share them.
    #[serde(default)]
    pub sources: Sources,
}

/// One goods line of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What the row says about the goods.
    pub values: Values,
}

/// A sheet that orders came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Source {
    /// The file's name.
    pub file: String,
    /// The sheet's name.
    pub sheet: String,
}

/// The sheets of one import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Vec<Source>", from = "Vec<Source>")]
pub struct Sources(Arc<[Source]>);

impl Sources {
    /// One of them.
    #[must_use]
    pub fn get(&self, sheet: u16) -> Option<&Source> {
        self.0.get(usize::from(sheet))
    }
}

impl From<Arc<[Source]>> for Sources {
    fn from(sources: Arc<[Source]>) -> Self {
        Sources(sources)
    }
}

impl From<Vec<Source>> for Sources {
    fn from(sources: Vec<Source>) -> Self {
        Sources(sources.into())
    }
}

impl From<Sources> for Vec<Source> {
    fn from(sources: Sources) -> Self {
        sources.0.to_vec()
    }
}

/// All orders of a set of sheets, and everything that was wrong with them.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    /// In order of first appearance.
    pub orders: Vec<Order>,
    /// In order of file, sheet, row and column.
    pub problems: Vec<Problem>,
}

impl Orders {
    /// For each order, whether a problem of its own stops it: the others can go on.
    #[must_use]
    pub fn stopped(&self) -> Vec<bool> {
        let mut stopped = vec![false; self.orders.len()];
        for order in
            self.problems.iter().filter(|problem| problem.stops()).filter_map(|problem| problem.order)
        {
            stopped[order as usize] = true;
        }
        stopped
    }

    /// How many goods lines in all.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.orders.iter().map(|order| order.lines.len()).sum()
    }
}

impl Order {
    /// The text of a field of the head; `None` when no cell gave it.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&str> {
        self.head.get(field)
    }

    /// The first of several fields that a cell gave, as for gross weight, which stands in lists or waybills.
    #[must_use]
    pub fn first_of(&self, fields: &[Field]) -> Option<&str> {
        fields.iter().find_map(|field| self.get(*field))
    }

    /// An amount of the head.
    #[must_use]
    pub fn money(&self, field: Field) -> Option<Money> {
        Money::parse(self.get(field)?)
    }

    /// A weight or count of the head.
    #[must_use]
    pub fn quantity(&self, field: Field) -> Option<Quantity> {
        Quantity::parse(self.get(field)?)
    }

    /// A moment of the head.
    #[must_use]
    pub fn time(&self, field: Field) -> Option<BeijingTime> {
        BeijingTime::from_wire(self.get(field)?)
    }

    /// The price of the goods: as a cell gave it, or the sum of the lines.
    #[must_use]
    pub fn goods_value(&self) -> Option<Money> {
        self.money(Field::GoodsValue).or_else(|| self.lines.iter().map(Line::total).sum())
    }

    /// The cell that gave a field of the head, as `Sheet1!C12`.
    #[must_use]
    pub fn cell(&self, field: Field) -> Option<String> {
        self.name_of(self.head.place(field)?)
    }

    /// The cell that gave a field of a line, counted from 0; for a field that no cell gave, the line's first cell.
    #[must_use]
    pub fn line_cell(&self, line: usize, field: Field) -> Option<String> {
        let values = &self.lines.get(line)?.values;
        self.name_of(values.place(field).or_else(|| values.first_place())?)
    }

    /// The cell to point at when a field is missing: the order number's.
    #[must_use]
    pub fn own_cell(&self) -> Option<String> {
        self.cell(Field::OrderNo)
    }

    fn name_of(&self, place: Place) -> Option<String> {
        let source = self.sources.get(place.sheet)?;
        Some(format!("{}!{}", source.sheet, place.cell()))
    }
}

impl Line {
    /// The text of a field; `None` when no cell gave it.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&str> {
        self.values.get(field)
    }

    /// The first of several fields that a cell gave, as for the goods name.
    #[must_use]
    pub fn first_of(&self, fields: &[Field]) -> Option<&str> {
        fields.iter().find_map(|field| self.get(*field))
    }

    /// An amount.
    #[must_use]
    pub fn money(&self, field: Field) -> Option<Money> {
        Money::parse(self.get(field)?)
    }

    /// A quantity.
    #[must_use]
    pub fn quantity(&self, field: Field) -> Option<Quantity> {
        Quantity::parse(self.get(field)?)
    }

    /// The price of the whole line: as a cell gave it, or unit price times quantity.
    #[must_use]
    pub fn total(&self) -> Option<Money> {
        let given = self.money(Field::LineTotal).or_else(|| self.money(Field::PriceOfAll));
        given.or_else(|| Some((self.money(Field::Price)? * self.quantity(Field::Qty)?).to_wire_precision()))
    }

    /// The price of one: as a cell gave it, or the line's price divided by the quantity, to 5 decimals.
    #[must_use]
    pub fn unit_price(&self) -> Option<Money> {
        if let Some(given) = self.money(Field::Price) {
            return Some(given);
        }
        Some(Money(self.total()?.0.checked_div(self.quantity(Field::Qty)?.0)?).to_wire_precision())
    }
}

#[cfg(test)]
mod tests;
