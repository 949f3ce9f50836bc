//! The values of one order or line: one text for all of them, and the place of each.

use serde::{Deserialize, Serialize};

use super::field::Field;
use crate::sheet::CellPos;

/// The cell that a value came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Which sheet, counted in [`super::Order::sources`].
    pub sheet: u16,
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub column: u16,
}

impl Place {
    /// The place without its sheet.
    #[must_use]
    pub fn cell(self) -> CellPos {
        CellPos { row: self.row, column: self.column }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Slot {
    field: Field,
    end: u32,
    place: Place,
}

/// Field → text and place. Small and flat, because a day's import holds millions of values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Vec<Stored>", from = "Vec<Stored>")]
pub struct Values {
    text: String,
    slots: Vec<Slot>,
}

impl Values {
    /// The text of a field.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&str> {
        self.position(field).map(|i| self.text_at(i))
    }

    /// The cell of a field.
    #[must_use]
    pub fn place(&self, field: Field) -> Option<Place> {
        self.position(field).map(|i| self.slots[i].place)
    }

    /// The leftmost cell that gave anything.
    #[must_use]
    pub fn first_place(&self) -> Option<Place> {
        self.slots.iter().map(|slot| slot.place).min()
    }

    /// All values, in the order they were read.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &str, Place)> {
        self.slots.iter().enumerate().map(|(i, slot)| (slot.field, self.text_at(i), slot.place))
    }

    /// How many fields have a value.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether no field has a value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Sets a field, also one that has a value already, as after a repair by hand.
    pub fn set(&mut self, field: Field, text: &str, place: Place) {
        let Some(i) = self.position(field) else {
            self.text.push_str(text);
            // A sheet holds less than 4 GiB, so an order does.
            let end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
            self.slots.push(Slot { field, end, place });
            return;
        };
        let mut changed = Values::default();
        for (n, slot) in self.slots.iter().enumerate() {
            let (text, place) = if n == i { (text, place) } else { (self.text_at(n), slot.place) };
            changed.set(slot.field, text, place);
        }
        *self = changed;
    }

    pub(super) fn reserve(&mut self, values: usize, bytes: usize) {
        self.slots.reserve_exact(values);
        self.text.reserve_exact(bytes);
    }

    fn position(&self, field: Field) -> Option<usize> {
        self.slots.iter().position(|slot| slot.field == field)
    }

    fn text_at(&self, i: usize) -> &str {
        let from = if i == 0 { 0 } else { self.slots[i - 1].end as usize };
        &self.text[from..self.slots[i].end as usize]
    }
}

/// The stored form: one entry a value.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Stored {
    field: Field,
    text: String,
    #[serde(default)]
    place: Place,
}

impl From<Values> for Vec<Stored> {
    fn from(values: Values) -> Self {
        let stored =
            |(field, text, place): (Field, &str, Place)| Stored { field, text: text.to_owned(), place };
        values.iter().map(stored).collect()
    }
}

impl From<Vec<Stored>> for Values {
    fn from(stored: Vec<Stored>) -> Self {
        let mut values = Values::default();
        for one in &stored {
            values.set(one.field, &one.text, one.place);
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repaired_value_replaces_only_itself() {
        let mut values = Values::default();
        let place = Place { sheet: 0, row: 1, column: 2 };
        values.set(Field::BuyerName, "李明", place);
        values.set(Field::Origin, "116", place);
        values.set(Field::BuyerName, "王小明", place);
        assert_eq!((values.get(Field::BuyerName), values.get(Field::Origin)), (Some("王小明"), Some("116")));
        let text = serde_json::to_string(&values).expect("values are plain JSON");
        assert_eq!(serde_json::from_str::<Values>(&text).ok(), Some(values));
    }
}
