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

/// Which declarations to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", default)]
pub struct DeclarationQuery {
    /// A tab's key; empty for all.
    pub tab: String,
    /// Part of an order, waybill or declaration number.
    pub find: String,
    /// One client, or empty for all.
    pub client_id: String,
    /// Goes on after this page's `next`; empty for the first page.
    pub after: String,
    /// At most so many lines; 0 for 1,000.
    pub limit: u32,
}

/// A page of the list, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DeclarationPage {
    /// The tabs.
    pub tabs: Vec<Tab>,
    /// How many there are in all under this query.
    pub total: u32,
    /// The lines.
    pub lines: Vec<DeclarationLine>,
    /// Ask on from here; empty when this was the last page.
    pub next: String,
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
