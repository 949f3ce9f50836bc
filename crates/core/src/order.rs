//! Rows become orders: station 2.
