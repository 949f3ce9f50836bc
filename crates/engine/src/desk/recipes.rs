//! Saved mappings of a client.

use clearance_core::order::Recipe;

use super::Desk;
use super::orders::RECIPE;
use crate::error::Result;
use crate::people::Right;
use crate::store::{settings, to_json};

impl Desk {
    /// Keeps a recipe for a client; it is used for every file with the same headers.
    ///
    /// # Errors
    /// There is no such client; the disk is full.
    pub fn add_recipe(&self, client: &str, recipe: Recipe) -> Result<()> {
        let _acting = self.may(Right::Import)?;
        let client = self.inner().client(client)?;
        let recipe = Recipe { client: client.id.clone(), ..recipe };
        let stored = to_json(&recipe)?;
        self.store().write(|tx| settings::set(tx, &format!("{RECIPE}{}:{}", client.id, recipe.name), &stored))
    }
}
