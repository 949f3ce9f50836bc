//! One row a field: element, labels, presence, form and code table, in the order that the schema demands.
//!
//! The rows are the single source of what a message may carry. The same check runs over what the desk is about to
//! write and over what the service has received, so what the desk calls well-formed is never refused for its form.
//! Source: interface document and schema of the unified system, edition 202205, checked against edition 2018.

use crate::cn::codes::Codes;

pub mod after;
mod check;
mod fault;
pub mod frame;
pub mod inventory;
pub mod order;
pub mod payment;
pub mod payment_data;
pub mod tax;
mod value;
pub mod waybill;

pub(super) use check::day_of;
pub(crate) use check::{Judge, check_record, check_single};
pub use check::{Side, check_entity, check_frame};
pub use fault::{FAULTS, Fault};
pub use value::judge;
pub(crate) use value::{judge_decimal, judge_whole};

/// Whether an element must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// The schema demands it.
    Required,
    /// The sources disagree: required when sending, optional when reading.
    Advised,
    /// May be left out.
    Optional,
    /// Demanded by a business rule in some cases.
    Conditional,
}

/// The shape of a value, lengths in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `C..n` and `Cm..n`.
    Text {
        /// At least.
        min: usize,
        /// At most.
        max: usize,
    },
    /// `Cn`.
    Exact(usize),
    /// `N19,5`: at most 19 digits in all, 5 of them after the point; not below nothing.
    Amount,
    /// `N19,5` and more than nothing.
    Positive,
    /// A whole number of at most so many digits.
    Whole {
        /// At most.
        digits: usize,
    },
    /// `YYYYMMDDhhmmss`.
    Time,
    /// `YYYYMMDDhhmmssSSS`.
    TimeMs,
    /// `YYYYMMDD`.
    Date,
    /// Any XML.
    Open,
}

/// Which values a field of the right shape may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// Any.
    Any,
    /// One of a short list.
    OneOf(&'static [&'static str]),
    /// Digits only.
    Digits,
    /// A whole number with an optional minus.
    Integer,
    /// A code of a customs table.
    Table(Codes),
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The authority's name.
    pub element: &'static str,
    /// Label, Chinese: the official one.
    pub zh: &'static str,
    /// Label, English.
    pub en: &'static str,
    /// Whether it must be there.
    pub presence: Presence,
    /// Its shape.
    pub form: Form,
    /// Its values.
    pub values: Values,
    /// An empty element is taken although the form would not allow it, as the official samples show.
    pub or_empty: bool,
    /// Whether we write it; real files carry elements that the schema does not know, and those are only read.
    pub written: bool,
}

/// The fields below one element, in order.
#[derive(Debug)]
pub struct Group {
    /// The element that holds them.
    pub element: &'static str,
    /// The rows.
    pub fields: &'static [Field],
}

impl Group {
    /// The row of an element and its place.
    #[must_use]
    pub fn find(&self, element: &str) -> Option<(usize, &'static Field)> {
        self.fields.iter().enumerate().find(|(_, f)| f.element == element)
    }
}

const TIME: Form = Form::Time;
const TIME_MS: Form = Form::TimeMs;
const DATE: Form = Form::Date;
const AMOUNT: Form = Form::Amount;
const POSITIVE: Form = Form::Positive;
const OPEN: Form = Form::Open;

const fn upto(max: usize) -> Form {
    Form::Text { min: 0, max }
}

const fn exactly(length: usize) -> Form {
    Form::Exact(length)
}

const fn field(
    element: &'static str,
    zh: &'static str,
    en: &'static str,
    presence: Presence,
    form: Form,
) -> Field {
    Field { element, zh, en, presence, form, values: Values::Any, or_empty: false, written: true }
}

const fn required(element: &'static str, zh: &'static str, en: &'static str, form: Form) -> Field {
    field(element, zh, en, Presence::Required, form)
}

const fn advised(element: &'static str, zh: &'static str, en: &'static str, form: Form) -> Field {
    field(element, zh, en, Presence::Advised, form)
}

const fn optional(element: &'static str, zh: &'static str, en: &'static str, form: Form) -> Field {
    field(element, zh, en, Presence::Optional, form)
}

const fn conditional(element: &'static str, zh: &'static str, en: &'static str, form: Form) -> Field {
    field(element, zh, en, Presence::Conditional, form)
}

impl Field {
    const fn values(mut self, values: Values) -> Field {
        self.values = values;
        self
    }

    const fn or_empty(mut self) -> Field {
        self.or_empty = true;
        self
    }

    const fn only_read(mut self) -> Field {
        self.written = false;
        self
    }

    /// Whether an empty element may stand here.
    #[must_use]
    pub fn may_be_empty(&self) -> bool {
        match self.form {
            Form::Text { min: 0, .. } => self.or_empty || self.presence != Presence::Required,
            Form::Open => true,
            _ => self.or_empty,
        }
    }
}
