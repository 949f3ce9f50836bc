//! What is true about a cross-border declaration, in the order of the line.
//!
//! This crate reads no clock, file, network or environment: time, identifiers, facts and randomness are handed in.

pub mod text;
pub mod time;
pub mod money;
pub mod ids;

pub mod sheet;
pub mod order;
pub mod check;
pub mod cn;
pub mod signing;
pub mod exchange;
pub mod status;
pub mod bill;
