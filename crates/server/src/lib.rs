//! The clearance service: admits, matches, decides, taxes and answers. Station 10.
//!
//! [`Service::start`] opens the store and starts the writer; [`router`] is the service over HTTP; [`serve`] runs it on a
//! listener. Without HTTP, [`Service::admit`] and [`Service::receipts`] are the same way in and out.

pub mod admit;
mod applications;
pub mod auth;
mod bell;
pub mod bench;
mod book;
mod case;
mod clear;
pub mod config;
mod documents;
mod enrol;
mod envelope;
pub mod error;
mod format;
mod intake;
pub mod log;
mod mail;
pub mod money;
mod officers;
mod parallel;
mod published;
pub mod random;
pub mod rate;
pub mod risk;
mod routes;
pub mod sandbox;
mod serve;
mod service;
pub mod store;
mod streams;
pub mod tables;
mod unpack;

pub use self::config::Config;
pub use self::error::{Error, Refused};
pub use self::routes::router;
pub use self::serve::serve;
pub use self::service::Service;

/// Version of the service.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
