//! Declarations as a list, and one in full.

use serde::{Deserialize, Serialize};

use super::{Mark, Said};

/// One declaration in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DeclarationLine {
    /// Its id.
    pub id: String,
    /// Whose it is, by name.
    pub client: String,
    /// The order.
    pub order_no: String,
    /// The waybill.
    pub waybill_no: String,
    /// Given by customs; empty until then.
    pub inventory_no: String,
    /// `draft`, `to-sign`, `waiting`, `sending`, `received`, `silent`, `failed`, or a code of customs.
    pub state: String,
    /// Whether someone must act.
    pub needs_you: bool,
    /// The buyer, masked.
    pub buyer: String,
    /// The first goods.
    pub goods: String,
    /// How many lines.
    pub lines: u32,
    /// Price of the goods.
    pub value: String,
    /// Tax as assessed here.
    pub tax: String,
    /// Customs office.
    pub customs: String,
    /// Trade mode.
    pub mode: String,
    /// When something last happened.
    pub updated: String,
}

/// How many declarations a tab holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Tab {
    /// `all`, `needs-you`, `to-sign`, `waiting`, `declaring`, `released` or `rejected`.
    pub key: String,
    /// How many.
    pub count: u32,
}

/// Which declarations, and in which order. What is empty asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", default)]
pub struct DeclarationQuery {
    /// A tab's key; empty for all.
    pub tab: String,
    /// Part of an order, waybill, declaration or own number.
    pub find: String,
    /// One client, or empty for all.
    pub client_id: String,
    /// Code of the customs office.
    pub customs: String,
    /// Code of the trade mode.
    pub mode: String,
    /// Made on this day or later, `2026-11-24`.
    pub day_from: String,
    /// Made on this day or earlier.
    pub day_to: String,
    /// Price of the goods in yuan, at least.
    pub value_from: String,
    /// At most.
    pub value_to: String,
    /// What one import made, by its id.
    pub import_id: String,
    /// `updated`, `state`, `order`, `waybill`, `inventory`, `buyer`, `goods`, `lines`, `value`, `tax`, `customs`,
    /// `mode` or `made`; empty for the newest first.
    pub sort: String,
    /// The largest first. Without a `sort`, the newest are first in any case.
    pub descending: bool,
    /// Lines before this one are left out.
    pub from: u32,
    /// At most so many lines; 0 for 1,000.
    pub limit: u32,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DeclarationPage {
    /// How many there are in all under this query.
    pub total: u32,
    /// The lines.
    pub lines: Vec<DeclarationLine>,
}

/// How the declarations under a query spread over the tabs, and what may be chosen to filter them by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DeclarationTabs {
    /// The tabs, whichever of them the query names.
    pub tabs: Vec<Tab>,
    /// Customs offices that occur.
    pub customs: Vec<CodeName>,
    /// Trade modes that occur.
    pub modes: Vec<CodeName>,
}

/// A code with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CodeName {
    /// The code.
    pub code: String,
    /// Its name, as customs gives it; the code itself where it has none.
    pub name: String,
}

/// Declarations that were selected: some of them, or everything under a query but some.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", default)]
pub struct Chosen {
    /// Everything under this query; its page does not matter.
    pub query: Option<DeclarationQuery>,
    /// With a query, those that are not meant; else those that are.
    pub ids: Vec<String>,
}

/// What may be done with the selected declarations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ChosenSummary {
    /// How many are selected.
    pub count: u32,
    /// How many of them can be signed.
    pub to_sign: u32,
    /// How many of them wait for another person to approve them.
    pub to_review: u32,
}

/// One field of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FieldValue {
    /// Its element.
    pub element: String,
    /// Its label.
    pub name: Said,
    /// Its value.
    pub value: String,
    /// Whether part of the value is hidden.
    pub masked: bool,
}

/// One document, or one part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FieldSection {
    /// Its name.
    pub title: Said,
    /// Its fields.
    pub fields: Vec<FieldValue>,
}

/// Something found in a declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FindingLine {
    /// The rule.
    pub rule: String,
    /// What it means.
    pub mark: Mark,
    /// Where.
    pub at: String,
    /// What is wrong.
    pub says: Said,
    /// What to do.
    pub help: Said,
}

/// Tax of one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TaxLine {
    /// Number of the line.
    pub gnum: u32,
    /// Tariff code.
    pub gcode: String,
    /// Name of the goods.
    pub goods: String,
    /// What is taxed.
    pub base: String,
    /// Duty.
    pub duty: String,
    /// Consumption tax.
    pub consumption: String,
    /// VAT.
    pub vat: String,
}

/// Something that happened to the declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TimelineEntry {
    /// When.
    pub at: String,
    /// The state it spoke of.
    pub state: String,
    /// Code of customs, if it gave one.
    pub code: String,
    /// In a word.
    pub title: Said,
    /// In a sentence.
    pub detail: Said,
    /// The words of customs, whole.
    pub raw: String,
    /// The message or receipt behind it, to open its XML; empty when there is none.
    pub message_id: String,
    /// Came after the state was already final, so it changed nothing.
    pub late: bool,
}

/// Why customs refused, and what helps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// Code of customs.
    pub code: String,
    /// In a word.
    pub title: Said,
    /// Why.
    pub cause: Said,
    /// Which fields it concerns.
    pub fields: Vec<String>,
    /// What to do.
    pub remedy: Said,
}

/// One declaration in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DeclarationDetail {
    /// Its line.
    pub line: DeclarationLine,
    /// The buyer's telephone; masked unless revealed.
    pub phone: String,
    /// The buyer's identity number; masked unless revealed.
    pub id_number: String,
    /// All fields.
    pub sections: Vec<FieldSection>,
    /// What was found.
    pub findings: Vec<FindingLine>,
    /// Tax, line by line.
    pub tax: Vec<TaxLine>,
    /// By which rules and tables these findings and this tax were made.
    pub versions: String,
    /// Tax in all.
    pub tax_total: String,
    /// Why customs refused.
    pub explanation: Option<Explanation>,
    /// What happened, in the order in which it was said.
    pub timeline: Vec<TimelineEntry>,
}
