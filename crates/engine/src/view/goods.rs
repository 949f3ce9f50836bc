//! The goods book of a client, and the tariff beside it.

use serde::{Deserialize, Serialize};

use super::{FieldNote, Said};

/// Which articles are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", default)]
pub struct GoodsQuery {
    /// Part of a number, name, barcode, specification or tariff code.
    pub find: String,
    /// Only those with something wrong.
    pub flagged: bool,
    /// `itemNo`, `name`, `hsCode`, `origin`, `unit`, `barcode` or `netWeight`.
    pub sort: String,
    /// From the end.
    pub descending: bool,
    /// How many are passed over.
    pub from: u32,
    /// How many at most.
    pub count: u32,
}

/// One article as it is typed: amounts as text, for one unit of sale. An empty text means that the sheet says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", default)]
pub struct GoodsForm {
    /// Its id; empty for a new one.
    pub id: String,
    /// The seller's own number.
    pub item_no: String,
    /// Barcode.
    pub barcode: String,
    /// Name for customs.
    pub name: String,
    /// Specification.
    pub model: String,
    /// Tariff code.
    pub hs_code: String,
    /// Unit of sale: code or name.
    pub unit: String,
    /// Country of origin: code or name.
    pub origin: String,
    /// Number in the account book, bonded.
    pub record_no: String,
    /// First legal units in one unit of sale.
    pub qty1: String,
    /// Second legal units in one unit of sale.
    pub qty2: String,
    /// kg of one unit of sale.
    pub net_weight: String,
}

/// One article in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct GoodsLine {
    /// What is known of it.
    #[serde(flatten)]
    pub goods: GoodsForm,
    /// Name of its tariff code.
    pub hs_name: String,
    /// First legal unit.
    pub unit1: String,
    /// Second legal unit.
    pub unit2: String,
    /// Units with their names: of sale, first and second legal.
    pub units: String,
    /// Name of the country of origin.
    pub origin_name: String,
    /// What is to be said about it.
    pub notes: Vec<FieldNote>,
}

/// A page of the goods book.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct GoodsPage {
    /// How many were found.
    pub total: u32,
    /// How many of them have something wrong.
    pub flagged: u32,
    /// The page.
    pub lines: Vec<GoodsLine>,
}

/// A value that an import would change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct GoodsDifference {
    /// Which field.
    pub field: Said,
    /// As the book has it.
    pub before: String,
    /// As the sheet has it.
    pub after: String,
}

/// A row of a sheet with goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct GoodsRead {
    /// Sheet and row, as a spreadsheet counts.
    pub place: String,
    /// `new`, `changed`, `same` or `wrong`; a wrong one is not taken.
    pub kind: String,
    /// The seller's own number.
    pub item_no: String,
    /// Name.
    pub name: String,
    /// What would change.
    pub differences: Vec<GoodsDifference>,
    /// What is to be said about it.
    pub notes: Vec<FieldNote>,
}

/// What a sheet of goods would do to the book.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct GoodsPlan {
    /// Name of the file.
    pub file: String,
    /// New articles.
    pub fresh: u32,
    /// Articles that would change.
    pub changed: u32,
    /// Articles that stay as they are.
    pub same: u32,
    /// Rows that are not taken: no number and no name, or a number that is none.
    pub wrong: u32,
    /// Rows that are taken although something about them is to be looked at.
    pub noted: u32,
    /// What is new, changed, wrong or noted; the first of them.
    pub rows: Vec<GoodsRead>,
    /// Headers with the field that each one fills.
    pub columns: Vec<GoodsColumn>,
    /// Headers that fill nothing.
    pub unused: Vec<String>,
}

/// A column of a sheet with goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct GoodsColumn {
    /// As the sheet has it.
    pub header: String,
    /// The field that it fills.
    pub field: Said,
}

/// What a search in the tariff found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TariffPage {
    /// How many codes there are in all.
    pub total: u32,
    /// The best ones.
    pub lines: Vec<TariffLine>,
    /// What is odd about the question.
    pub notes: Vec<Said>,
}

/// A code of the tariff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TariffLine {
    /// Ten digits.
    pub code: String,
    /// Name.
    pub name: String,
    /// First legal unit, code and name.
    pub unit1: String,
    /// Second legal unit, code and name; empty when there is none.
    pub unit2: String,
    /// VAT.
    pub vat: Said,
    /// Consumption tax; empty when there is none.
    pub consumption: Said,
    /// All tax in per cent within the limits; empty where it depends on more.
    pub composite: String,
}
