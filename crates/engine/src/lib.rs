//! What the desk does, without a window: the stations of the line that touch files, store, keys and network.

mod acting;
pub mod bench;
pub mod bill;
pub mod clock;
mod courier;
pub mod desk;
pub mod error;
mod facts;
pub mod files;
mod folder;
pub mod hs;
mod import;
mod inbox;
mod keys;
pub mod line;
pub mod load;
mod outbox;
mod payment_data;
mod people;
mod profile;
mod sandbox;
pub mod sheet;
mod store;
pub mod tables;
mod vault;
pub mod view;
pub mod work;

pub use folder::default_data_folder;
