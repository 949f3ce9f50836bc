//! Where a person's data lies when nobody says otherwise.

use std::path::PathBuf;

/// `$XDG_DATA_HOME/clearance-desk`, `%APPDATA%\clearance-desk`, or `~/.local/share/clearance-desk`; the present folder where the
/// system names no home.
#[must_use]
pub fn default_data_folder() -> PathBuf {
    let from = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = from("XDG_DATA_HOME")
        .or_else(|| from("APPDATA"))
        .or_else(|| from("HOME").map(|home| home.join(".local").join("share")))
        .unwrap_or_default();
    base.join("clearance-desk")
}
