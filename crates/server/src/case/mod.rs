//! What is known of a case beyond its four documents. Station 10.

mod outside;

pub(crate) use self::outside::{Outside, Risk};
