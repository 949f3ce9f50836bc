//! What is true about a cross-border declaration, in the order of the line.
//!
//! This crate reads no clock, file, network or environment: time, identifiers, facts and randomness are handed in.

pub mod ids;
pub mod mask;
pub mod money;
pub mod text;
pub mod time;
pub mod versions;

pub mod bill;
pub mod chain;
pub mod check;
pub mod cn;
pub mod dxp;
pub mod exchange;
pub mod order;
pub mod sheet;
pub mod signing;
pub mod status;
