//! A saved mapping: one client's choices for one set of headers.

use serde::{Deserialize, Serialize};

use super::field::Field;
use super::header::normalise;
use super::mapping::{Mapping, turns};

/// A person's choice for one header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Choice {
    /// The header, in its comparable form.
    pub header: String,
    /// How often the same header stood before it in the row.
    #[serde(default)]
    pub turn: u32,
    /// The field it fills; none when it is to be left unused.
    #[serde(default)]
    pub field: Option<Field>,
}

/// A named mapping that is used again for the same client and the same headers. A stored form only gains fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Recipe {
    /// Version of the stored form; 1.
    pub version: u32,
    /// The name a person gave it.
    pub name: String,
    /// The client it belongs to; empty for all.
    #[serde(default)]
    pub client: String,
    /// Every header of the sheet, with its meaning.
    pub choices: Vec<Choice>,
}

impl Recipe {
    /// The present version of the stored form.
    pub const VERSION: u32 = 1;

    /// Keeps the mapping as it is now, answers to questions included; questions that are still open stay open.
    #[must_use]
    pub fn of(mapping: &Mapping, name: &str, client: &str) -> Recipe {
        let names = turns(mapping.columns.iter().map(|column| normalise(&column.header)));
        let choice =
            |((header, turn), field)| Choice { header, turn: u32::try_from(turn).unwrap_or(u32::MAX), field };
        let fields = mapping.columns.iter().map(super::Column::used);
        Recipe {
            version: Recipe::VERSION,
            name: name.to_owned(),
            client: client.to_owned(),
            choices: names.into_iter().zip(fields).map(choice).collect(),
        }
    }

    /// Whether a sheet has exactly the headers of this recipe, in any order.
    #[must_use]
    pub fn fits(&self, mapping: &Mapping) -> bool {
        let names = turns(mapping.columns.iter().map(|column| normalise(&column.header)));
        self.version <= Recipe::VERSION
            && names.len() == self.choices.len()
            && names.iter().all(|(name, turn)| self.choice(name, *turn).is_some())
    }

    /// Takes over the choices. A column whose question was left open keeps it.
    pub fn apply(&self, mapping: &mut Mapping) {
        let names = turns(mapping.columns.iter().map(|column| normalise(&column.header)));
        let chosen: Vec<(u16, Option<Field>)> = mapping
            .columns
            .iter()
            .zip(&names)
            .filter_map(|(column, (name, turn))| Some((column, self.choice(name, *turn)?)))
            .filter(|(column, choice)| choice.field.is_some() || column.used().is_some())
            .map(|(column, choice)| (column.index, choice.field))
            .collect();
        for (index, field) in chosen {
            mapping.choose(index, field);
        }
    }

    /// Whether a header, in its comparable form, is part of this recipe.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.choices.iter().any(|choice| choice.header == name)
    }

    fn choice(&self, name: &str, turn: usize) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.header == name && choice.turn as usize == turn)
    }
}
