//! Money and quantities: exact decimals of the wire's N19,5, never floats.
//!
//! Sums and products that no message could carry stop at the largest decimal instead of failing, so that absurd input
//! can be judged like any other.

mod cents;

pub use cents::{CentsTable, cents_of, cents_table, cents_that_add_up};

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Mul, Sub};

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// Reads a plain decimal: digits, an optional point, an optional leading minus. No exponent, plus sign, blank or
/// thousands mark, because the messages allow none.
#[must_use]
pub fn plain_decimal(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    text.parse().ok()
}

macro_rules! decimal {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Decimal);

        impl $name {
            /// Nothing.
            pub const ZERO: $name = $name(Decimal::ZERO);

            /// Reads a plain decimal; see [`plain_decimal`].
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                plain_decimal(text).map($name)
            }

            /// The shortest plain spelling, as the messages carry it.
            #[must_use]
            pub fn to_wire(self) -> String {
                self.0.normalize().to_string()
            }

            /// Rounded half up to 5 decimals, the precision of the wire (N19,5).
            #[must_use]
            pub fn to_wire_precision(self) -> Self {
                $name(self.0.round_dp_with_strategy(5, RoundingStrategy::MidpointAwayFromZero))
            }

            /// Whether it is more than nothing.
            #[must_use]
            pub fn is_positive(self) -> bool {
                self.0 > Decimal::ZERO
            }
        }

        impl Add for $name {
            type Output = $name;
            fn add(self, other: $name) -> $name {
                $name(self.0.saturating_add(other.0))
            }
        }

        impl Sub for $name {
            type Output = $name;
            fn sub(self, other: $name) -> $name {
                $name(self.0.saturating_sub(other.0))
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = $name>>(all: I) -> $name {
                all.fold($name::ZERO, Add::add)
            }
        }
    };
}

decimal! {
    /// An amount in yuan (CNY, currency 142), the only currency of the messages.
    Money
}

decimal! {
    /// A quantity in the unit beside it, or a weight in kg.
    Quantity
}

impl Money {
    /// Rounded half up to the cent, as amounts are printed and paid.
    #[must_use]
    pub fn to_cent(self) -> Self {
        Money(self.0.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
    }
}

impl Mul<Quantity> for Money {
    type Output = Money;
    fn mul(self, quantity: Quantity) -> Money {
        Money(self.0.saturating_mul(quantity.0))
    }
}

impl fmt::Display for Money {
    /// `1234.56`: at least two decimals, more only where they are there.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shortest = self.0.normalize();
        if shortest.scale() > 2 { write!(f, "{shortest}") } else { write!(f, "{shortest:.2}") }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.normalize())
    }
}

#[cfg(feature = "specta")]
mod typescript {
    //! Amounts cross to the screen as text, so that no float ever touches them.
    impl specta::Type for super::Money {
        fn definition(types: &mut specta::Types) -> specta::datatype::DataType {
            String::definition(types)
        }
    }
    impl specta::Type for super::Quantity {
        fn definition(types: &mut specta::Types) -> specta::datatype::DataType {
            String::definition(types)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_decimals_are_read() {
        for (text, good) in [
            ("0", true),
            ("12.5", true),
            ("-3", true),
            ("1e3", false),
            ("+1", false),
            ("1,000", false),
            ("", false),
            (".5", false),
            ("5.", false),
            (" 5", false),
        ] {
            assert_eq!(plain_decimal(text).is_some(), good, "{text}");
        }
    }

    #[test]
    fn absurd_amounts_are_added_without_a_panic() {
        let most = Money::parse("79228162514264337593543950335").expect("the largest decimal");
        let times = Quantity::parse("79228162514264337593543950335").expect("the largest decimal");
        assert_eq!([most + most, most * times], [most, most]);
    }

    #[test]
    fn money_prints_two_decimals_and_travels_short() {
        let m = Money::parse("98.50000").expect("a plain decimal");
        assert_eq!((m.to_string(), m.to_wire()), ("98.50".to_owned(), "98.5".to_owned()));
    }
}
