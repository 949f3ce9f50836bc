//! Recipes of a client: what the columns of its files mean, by the set of their headers.

use clearance_core::order::Recipe;

use super::Desk;
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::people::Right;
use crate::store::{activity, moment, recipes, to_u32};
use crate::view::{Mapping, RecipeLine, count};

/// A name is no longer than this.
pub(super) const LONGEST_NAME: usize = 60;

impl Desk {
    /// Keeps a recipe for a client, in the place of the one for the same headers; it is used for every file with them.
    ///
    /// # Errors
    /// There is no such client; the disk is full.
    pub fn add_recipe(&self, client: &str, recipe: Recipe) -> Result<()> {
        let _acting = self.may(Right::Import)?;
        let client = self.inner().client(client)?;
        let recipe = Recipe { client: client.id.clone(), ..recipe };
        self.store().write(|tx| recipes::put(tx, &client.id, &recipe, clock::now().unix_ms()))?;
        Ok(())
    }

    /// Keeps what the columns of an import mean under a name, for the next file with the same headers. Where an import
    /// has several sheets, each has a recipe of its own; they share the name.
    ///
    /// # Errors
    /// There is no such import; the name is empty.
    pub fn save_recipe(&self, import: &str, name: &str) -> Result<Mapping> {
        let _acting = self.may(Right::Import)?;
        let name = proper_name(name)?;
        self.with_import(import, |import, store| {
            let now = clock::now().unix_ms();
            store.write(|tx| {
                for recipe in import.recipes() {
                    let recipe = Recipe { name: name.clone(), ..recipe };
                    recipes::put(tx, &import.client.id, &recipe, now)?;
                }
                activity::log_of(tx, now, "recipe-kept", &import.client.id, &import.id, &[])?;
                Ok(())
            })?;
            Ok(import.mapping())
        })
    }

    /// The recipes of a client, those used last first.
    ///
    /// # Errors
    /// There is no such client.
    pub fn recipes(&self, client: &str) -> Result<Vec<RecipeLine>> {
        let _acting = self.may(Right::Look)?;
        let client = self.inner().client(client)?;
        let rows = self.store().read(|c| recipes::of(c, &client.id))?;
        let line = |row: recipes::RecipeRow| RecipeLine {
            id: row.id.to_string(),
            name: row.name,
            headers: count(row.recipe.choices.len()),
            names: row.recipe.choices.iter().map(|choice| choice.header.clone()).collect(),
            at: if row.at == 0 { String::new() } else { moment(row.at).to_string() },
            used: to_u32(row.uses),
        };
        Ok(rows.into_iter().map(line).collect())
    }

    /// A recipe as it is stored, to be handed on as a file.
    ///
    /// # Errors
    /// The client has no such recipe.
    pub fn recipe(&self, client: &str, id: &str) -> Result<Recipe> {
        let _acting = self.may(Right::Look)?;
        let client = self.inner().client(client)?;
        let rows = self.store().read(|c| recipes::of(c, &client.id))?;
        let found = rows.into_iter().find(|row| row.id.to_string() == id);
        found.map(|row| row.recipe).ok_or_else(|| Error::new(&fault::NO_RECIPE))
    }

    /// Gives a recipe of a client another name.
    ///
    /// # Errors
    /// The client has no such recipe; the name is empty.
    pub fn rename_recipe(&self, client: &str, id: &str, name: &str) -> Result<()> {
        let _acting = self.may(Right::Import)?;
        let (client, name) = (self.inner().client(client)?, proper_name(name)?);
        let renamed = self.store().write(|tx| recipes::rename(tx, &client.id, number(id), &name))?;
        if renamed { Ok(()) } else { Err(Error::new(&fault::NO_RECIPE)) }
    }

    /// Forgets a recipe of a client. Imports that it was used for stay as they are.
    ///
    /// # Errors
    /// The client has no such recipe.
    pub fn drop_recipe(&self, client: &str, id: &str) -> Result<()> {
        let _acting = self.may(Right::Import)?;
        let client = self.inner().client(client)?;
        let dropped = self.store().write(|tx| recipes::remove(tx, &client.id, number(id)))?;
        if dropped { Ok(()) } else { Err(Error::new(&fault::NO_RECIPE)) }
    }
}

/// What was chosen in a declared import is used for the next file with the same headers, also where nobody gave it a
/// name; a recipe that says the same already is left as it is.
pub(super) fn remember(tx: &rusqlite::Transaction<'_>, import_recipes: &[Recipe], at: i64) -> Result<()> {
    for recipe in import_recipes {
        let known = recipes::find(tx, &recipe.client, recipe)?;
        if known.as_ref().is_some_and(|known| known.recipe.choices == recipe.choices) {
            continue;
        }
        let name = if known.is_some() { String::new() } else { recipe.name.clone() };
        recipes::put(tx, &recipe.client, &Recipe { name, ..recipe.clone() }, at)?;
    }
    Ok(())
}

/// A name that a person gave, without blanks around it.
pub(super) fn proper_name(name: &str) -> Result<String> {
    let name: String = name.trim().chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    if name.is_empty() { Err(Error::new(&fault::NAME_TAKEN)) } else { Ok(name) }
}

/// An id of the store; one that none has for anything else.
pub(super) fn number(id: &str) -> i64 {
    id.parse().unwrap_or(-1)
}
