//! What is set on this desk, for the screen of the settings.

use super::Desk;
use crate::error::Result;
use crate::people::Right;
use crate::store::settings;
use crate::vault::Secrets;
use crate::view::{Settings, TableVersion, count};

impl Desk {
    /// What is set, and where the data stands.
    ///
    /// # Errors
    /// The store.
    pub fn settings(&self) -> Result<Settings> {
        let _acting = self.may(Right::Look)?;
        let service = self.store().read(|c| settings::get(c, settings::SERVICE))?;
        let opened_by = match self.inner().secrets {
            Secrets::Keyring => "keyring",
            Secrets::Inside => "passphrase",
        };
        let used = self.tables().into_iter().filter(|table| table.in_use);
        Ok(Settings {
            folder: self.store().folder().display().to_string(),
            opened_by: opened_by.to_owned(),
            service: service.unwrap_or_default(),
            tables: used
                .map(|table| TableVersion {
                    name: table.name,
                    says: table.says,
                    version: table.version,
                    since: table.since,
                    own_rows: count(table.own_rows),
                })
                .collect(),
        })
    }
}
