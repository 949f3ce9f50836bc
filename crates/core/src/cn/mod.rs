//! China: the unified cross-border e-commerce system.

pub mod rates;
pub mod seal;
pub mod tax;
