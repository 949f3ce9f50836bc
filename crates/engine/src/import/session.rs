//! An open import as it can be kept, and opened again where it was left.

use std::sync::Arc;

use clearance_core::cn::codes::Tables;
use clearance_core::order::{self, Recipe};
use clearance_core::sheet::Sheet;
use serde::{Deserialize, Serialize};

use super::step::{Act, Meaning, Step};
use super::{Import, SourceFile};
use crate::error::Result;
use crate::profile::Client;
use crate::sheet::Encoding;
use crate::work::Work;

/// What a sheet's columns meant when its file was opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Start {
    /// Nothing where no row looks like a header.
    pub(crate) meaning: Option<Meaning>,
    /// The recipe that said so.
    #[serde(default)]
    pub(crate) recipe: String,
    /// When that was kept or used last before.
    #[serde(default)]
    pub(crate) recipe_at: String,
    /// The sheet is hidden in its file, and left out for that.
    #[serde(default)]
    pub(crate) hidden: bool,
}

impl Start {
    pub(super) fn of(sheet: &Sheet, recipes: &[Recipe]) -> Start {
        let mapping = order::map(sheet, recipes);
        let recipe = mapping.as_ref().and_then(|mapping| recipes.iter().find(|recipe| recipe.fits(mapping)));
        Start {
            meaning: mapping.as_ref().map(Meaning::of),
            recipe: recipe.map_or_else(String::new, |recipe| recipe.name.clone()),
            recipe_at: String::new(),
            hidden: false,
        }
    }
}

/// All that is needed, beside the files, to open an import again where it was left. A stored form only gains fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// The files; their octets are kept beside this.
    pub(crate) files: Vec<SourceFile>,
    pub(crate) start: Vec<Start>,
    pub(crate) steps: Vec<Step>,
    /// How many of the steps are done; the others were taken back.
    pub(crate) at: usize,
}

impl Import {
    /// The import as it stands.
    #[cfg(test)]
    pub(crate) fn keep(&self) -> Kept {
        let steps = self.steps.iter().map(|step| Step::clone(step)).collect();
        Kept { files: self.files.clone(), start: self.start.clone(), steps, at: self.at }
    }

    /// Opens an import again where it was left: reads its files and does its steps.
    ///
    /// # Errors
    /// A file cannot be read.
    pub(crate) fn restore(
        id: String,
        client: Client,
        tables: Arc<Tables>,
        kept: Kept,
        work: Work<'_>,
    ) -> Result<Import> {
        let mut sheets = Vec::new();
        for file in &kept.files {
            sheets.extend(file.read_again(Encoding::from_name(&file.encoding), work)?);
        }
        let mut import = Import::put_together(id, client, tables, kept.files, sheets, kept.start);
        import.steps = kept.steps.into_iter().map(Arc::new).collect();
        let at = kept.at.min(import.steps.len());
        for done in 0..at {
            let step = Arc::clone(&import.steps[done]);
            import.turn(&step.act, true, work)?;
            import.at = done + 1;
            if !matches!(step.act, Act::Cells(_) | Act::Hold { .. }) {
                import.mappings = import.meant();
            }
        }
        import.held = import.held_rows();
        Ok(import)
    }
}
