//! What the screens may ask: one file a station, no thoughts of its own.

pub(crate) mod activity;
pub(crate) mod bills;
pub(crate) mod clients;
pub(crate) mod declarations;
pub(crate) mod goods;
pub(crate) mod imports;
pub(crate) mod keys;
pub(crate) mod orders;
pub(crate) mod people;
pub(crate) mod sending;
pub(crate) mod session;
pub(crate) mod settings;
pub(crate) mod tracking;
