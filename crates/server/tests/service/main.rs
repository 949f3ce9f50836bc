//! The service over HTTP, as a desk meets it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod admit;
mod audit;
mod auth;
mod bodies;
mod certificates;
mod clear;
mod doors;
mod faults;
mod life;
mod money;
mod office;
mod officers;
mod payment_data;
mod practice;
mod published;
mod pressure;
mod receipts;
mod restart;
mod stories;
mod stream;
mod under_load;
