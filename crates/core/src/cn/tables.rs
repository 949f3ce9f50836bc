//! Tables are data: packages with version, source, period and hash, and which of them judge a day.
//!
//! The packages that are compiled in are read as any other. A newer one is taken after its seal is judged; all that are
//! held stay, so an old declaration is judged by the tables of its own date.

mod built_in;
mod cells;
mod error;
mod held;
mod marks;
mod own;
mod package;
mod schema;
mod seal;
#[cfg(test)]
mod tests;
mod version;

pub use error::TablesError;
pub(super) use held::named;
pub use held::{Chosen, Held, Taken};
pub(super) use marks::{hint, marks_of};
pub use own::{Correction, OwnRow, OwnState};
pub(super) use package::Cell;
pub use package::{MOST_BYTES, MOST_ROWS, Package, Row};
pub use schema::{Column, Form, TABLES, Table};
pub use seal::Seal;
pub use version::Version;
