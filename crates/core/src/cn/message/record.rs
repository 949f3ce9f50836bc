//! The bridge between our names and the authority's: one line a field, in the order of the table.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::check::Severity;
use crate::cn::codes::Tables;
use crate::cn::fields::{Fault, Field, Form, judge, judge_decimal, judge_whole};
use crate::money::{Money, Quantity};
use crate::time::{BeijingTime, date_from_wire, date_to_wire};

/// What a value is judged to be by its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Judged {
    /// Good.
    Fine,
    /// It would not be written.
    Absent,
    /// Broken.
    Wrong(Fault, Severity),
}

impl Judged {
    fn of(verdict: Option<(Fault, Severity)>) -> Self {
        verdict.map_or(Judged::Fine, |(fault, severity)| Judged::Wrong(fault, severity))
    }

    fn stops(fault: Option<Fault>) -> Self {
        Judged::of(fault.map(|fault| (fault, Severity::Stops)))
    }
}

/// A value that can stand in an element.
pub(crate) trait Wire: Sized {
    /// Reads it; `None` where it cannot be one.
    fn read(text: Option<&str>) -> Option<Self>;
    /// Writes it; `None` leaves the element out.
    fn write(&self) -> Option<Cow<'_, str>>;
    /// Judges it as it would be written. Most kinds know it without writing.
    fn judge(&self, field: &Field, tables: &Tables) -> Judged {
        match self.write() {
            None => Judged::Absent,
            Some(text) => Judged::of(judge(field, &text, tables)),
        }
    }
}

impl Wire for String {
    fn read(text: Option<&str>) -> Option<Self> {
        text.map(str::to_owned)
    }
    fn write(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self))
    }
    fn judge(&self, field: &Field, tables: &Tables) -> Judged {
        Judged::of(judge(field, self, tables))
    }
}

impl Wire for u32 {
    fn read(text: Option<&str>) -> Option<Self> {
        text?.parse().ok()
    }
    fn write(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Owned(self.to_string()))
    }
    fn judge(&self, field: &Field, tables: &Tables) -> Judged {
        match field.form {
            Form::Whole { digits } => Judged::stops(judge_whole(*self, digits)),
            _ => Judged::of(judge(field, &self.to_string(), tables)),
        }
    }
}

impl Wire for Money {
    fn read(text: Option<&str>) -> Option<Self> {
        Money::parse(text?)
    }
    fn write(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Owned(self.to_wire()))
    }
    fn judge(&self, field: &Field, tables: &Tables) -> Judged {
        match field.form {
            Form::Amount => Judged::stops(judge_decimal(self.0, false)),
            Form::Positive => Judged::stops(judge_decimal(self.0, true)),
            _ => Judged::of(judge(field, &self.to_wire(), tables)),
        }
    }
}

impl Wire for Quantity {
    fn read(text: Option<&str>) -> Option<Self> {
        Quantity::parse(text?)
    }
    fn write(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Owned(self.to_wire()))
    }
    fn judge(&self, field: &Field, tables: &Tables) -> Judged {
        match field.form {
            Form::Amount => Judged::stops(judge_decimal(self.0, false)),
            Form::Positive => Judged::stops(judge_decimal(self.0, true)),
            _ => Judged::of(judge(field, &self.to_wire(), tables)),
        }
    }
}

/// `YYYYMMDDhhmmss`; receipts use [`Millis`].
impl Wire for BeijingTime {
    fn read(text: Option<&str>) -> Option<Self> {
        BeijingTime::from_wire(text?)
    }
    fn write(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Owned(self.wire14()))
    }
    fn judge(&self, field: &Field, tables: &Tables) -> Judged {
        match field.form {
            Form::Time if self.civil().year() >= 0 => Judged::Fine,
            _ => Judged::of(judge(field, &self.wire14(), tables)),
        }
    }
}

/// A time that is written with its milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Millis(pub BeijingTime);

impl Wire for Millis {
    fn read(text: Option<&str>) -> Option<Self> {
        BeijingTime::from_wire(text?).map(Millis)
    }
    fn write(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Owned(self.0.wire17()))
    }
}

impl Wire for Date {
    fn read(text: Option<&str>) -> Option<Self> {
        date_from_wire(text?)
    }
    fn write(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Owned(date_to_wire(*self)))
    }
    fn judge(&self, field: &Field, tables: &Tables) -> Judged {
        match field.form {
            Form::Date if self.year() >= 0 => Judged::Fine,
            _ => Judged::of(judge(field, &date_to_wire(*self), tables)),
        }
    }
}

/// An empty element reads as none, and none or nothing is left out: where an element may be missing it is never written
/// empty.
impl<T: Wire> Wire for Option<T> {
    fn read(text: Option<&str>) -> Option<Self> {
        match text {
            None | Some("") => Some(None),
            Some(text) => T::read(Some(text)).map(Some),
        }
    }
    fn write(&self) -> Option<Cow<'_, str>> {
        self.as_ref().and_then(Wire::write).filter(|text| !text.is_empty())
    }
    fn judge(&self, field: &Field, tables: &Tables) -> Judged {
        match self.as_ref().map(|value| value.judge(field, tables)) {
            // Nothing is not written, so it is not there.
            None | Some(Judged::Wrong(Fault::Empty, _)) => Judged::Absent,
            Some(judged) => judged,
        }
    }
}

/// What every record can do. Made by `record!`.
pub(crate) trait Record: Sized {
    /// The element that holds the fields.
    fn group() -> &'static crate::cn::fields::Group;
    /// The group of this record.
    fn of_group(&self) -> &'static crate::cn::fields::Group {
        Self::group()
    }
    /// Reads a part; gives the first element that cannot be read.
    fn read(part: &super::frame::Part<'_>) -> Result<Self, &'static str>;
    /// Gives each element and its text, in order.
    fn each(&self, give: &mut dyn FnMut(&'static str, Cow<'_, str>));
    /// Judges each value by its row, in order.
    fn judge(&self, by: &mut crate::cn::fields::Judge<'_>);
}

macro_rules! record {
    ($(#[$doc:meta])* $name:ident : $group:path { $($(#[$field_doc:meta])* $field:ident : $type:ty = $element:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        }

        impl crate::cn::message::record::Record for $name {
            fn group() -> &'static crate::cn::fields::Group {
                &$group
            }

            fn read(part: &crate::cn::message::frame::Part<'_>) -> Result<Self, &'static str> {
                let mut values = part.values.iter();
                Ok($name {
                    $($field: {
                        let text = values.next().and_then(Option::as_deref);
                        <$type as crate::cn::message::record::Wire>::read(text).ok_or($element)?
                    },)*
                })
            }

            fn each(&self, give: &mut dyn FnMut(&'static str, std::borrow::Cow<'_, str>)) {
                $(if let Some(text) = crate::cn::message::record::Wire::write(&self.$field) {
                    give($element, text);
                })*
            }

            fn judge(&self, by: &mut crate::cn::fields::Judge<'_>) {
                let mut rows = <Self as crate::cn::message::record::Record>::group().fields.iter();
                $(if let Some(row) = rows.next() {
                    by.value(row, &self.$field);
                })*
            }
        }

        #[cfg(test)]
        mod wire_names {
            #[test]
            fn stand_in_the_order_of_the_field_table() {
                let ours = [$($element),*];
                let group = <super::$name as crate::cn::message::record::Record>::group();
                let table: Vec<&str> = group.fields.iter().map(|f| f.element).collect();
                assert_eq!(ours.as_slice(), table.as_slice());
            }
        }
    };
}
pub(crate) use record;
