//! What is set on this desk, and where it stands.

use serde::Serialize;

use super::Said;

/// A table that judges the declarations of today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TableVersion {
    /// Its name.
    pub name: String,
    /// What stands in it.
    pub says: Said,
    /// Its version.
    pub version: String,
    /// From which day of declaration on.
    pub since: String,
    /// Rows of the broker's own that are used beside it.
    pub own_rows: u32,
}

/// What is set on this desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// The data folder.
    pub folder: String,
    /// What opens the data: `keyring` or `passphrase`.
    pub opened_by: String,
    /// Address of the clearance service, for clients without one of their own; may be empty.
    pub service: String,
    /// The tables in use.
    pub tables: Vec<TableVersion>,
}
