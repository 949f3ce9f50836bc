//! A client with its profile, goods book and keys.

use std::collections::BTreeMap;

use serde::Serialize;

use super::KeyLine;

/// What stands in every document of a client, by element name.
pub type Profile = BTreeMap<String, String>;

/// One kind of goods in the goods book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct GoodsLine {
    /// The seller's own number.
    pub item_no: String,
    /// True name.
    pub name: String,
    /// Specification.
    pub model: String,
    /// Tariff code.
    pub hs_code: String,
    /// Country of origin.
    pub origin: String,
    /// Unit of sale.
    pub unit: String,
    /// First legal unit.
    pub unit1: String,
    /// Second legal unit.
    pub unit2: String,
    /// kg a unit of sale.
    pub net_weight: String,
}

/// One client in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ClientDetail {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is invented, for practice.
    pub practice: bool,
    /// What stands in every document.
    pub profile: Profile,
    /// The goods book.
    pub goods: Vec<GoodsLine>,
    /// Its keys.
    pub keys: Vec<KeyLine>,
}
