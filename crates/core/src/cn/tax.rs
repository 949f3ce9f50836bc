//! The assessment of tax: station 5.
