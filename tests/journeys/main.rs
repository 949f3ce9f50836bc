//! Stories with desk and service together.

mod practice;
