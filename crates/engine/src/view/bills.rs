//! Tax bills, and printing them.

use serde::{Deserialize, Serialize};

use super::Said;

/// One tax bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct BillLine {
    /// Its id.
    pub id: String,
    /// Its number.
    pub bill_no: String,
    /// The declaration that it taxes.
    pub inventory_no: String,
    /// The order.
    pub order_no: String,
    /// What was taxed.
    pub dutiable: String,
    /// Duty.
    pub duty: String,
    /// VAT.
    pub vat: String,
    /// Consumption tax.
    pub consumption: String,
    /// All tax.
    pub tax: String,
    /// 1 made, 2 summed, 3 void.
    pub state: String,
    /// When customs stated it.
    pub issued: String,
    /// Whether it was printed.
    pub printed: bool,
}

/// Tax bills and their sum without the void ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Bills {
    /// The bills, newest first.
    pub lines: Vec<BillLine>,
    /// All their tax.
    pub total: String,
}

/// Which bills to save, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SaveBills {
    /// The bills.
    pub ids: Vec<String>,
    /// Where to.
    pub folder: String,
    /// One file for all, not one each.
    pub single: bool,
    /// Also an index sheet.
    pub index: bool,
    /// Name of a file, with `{bill}`, `{order}`, `{inventory}` and `{date}`; empty for the usual one.
    pub pattern: String,
}

/// What was saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Saved {
    /// Full paths.
    pub files: Vec<String>,
    /// The folder.
    pub folder: String,
}

/// Whether a printed bill is what customs stated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct VerifiedPrint {
    /// The file.
    pub file: String,
    /// Whether it fits.
    pub ok: bool,
    /// Which bill it is; empty when none is named.
    pub bill_no: String,
    /// In words.
    pub says: Said,
}
