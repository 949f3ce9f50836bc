//! What the desk does, without a window: the stations of the line that touch files, store, keys and network.

pub mod bill;
pub mod clock;
pub mod desk;
pub mod error;
pub mod sheet;
pub mod view;
pub mod work;
