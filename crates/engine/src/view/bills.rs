//! Tax bills, and printing them.

use clearance_core::check::Finding;
use serde::{Deserialize, Serialize};

use super::Said;

/// One tax bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct BillLine {
    /// Its id.
    pub id: String,
    /// Whose it is, by name; empty when it taxes no declaration of this desk.
    pub client: String,
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

/// A bill beside our own estimate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckedBill {
    /// Its number.
    pub bill_no: String,
    /// The order.
    pub order_no: String,
    /// Whether its declaration is here; else nothing can be estimated.
    pub declared_here: bool,
    /// Whether nothing differs but the shares of freight.
    pub ok: bool,
    /// Where they differ: line and both amounts.
    pub findings: Vec<Finding>,
}

/// What some bills add up to; void ones are in no sum.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SumLine {
    /// How many bills are in the sums.
    pub bills: u32,
    /// How many of these are in a payment book.
    pub summed: u32,
    /// How many more are void.
    pub void: u32,
    /// What was taxed: the sum of what the bills print, as the four below.
    pub base: String,
    /// Duty.
    pub duty: String,
    /// Consumption tax.
    pub consumption_tax: String,
    /// VAT.
    pub vat: String,
    /// All tax.
    pub tax: String,
    /// All tax with five decimals, before any bill was rounded.
    pub exact: String,
}

/// A payment book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BookLine {
    /// Its number; empty for bills that are summed without one.
    pub duty_no: String,
    /// The bills in it.
    pub bills: Vec<String>,
    /// What they add up to.
    pub sums: SumLine,
    /// What is odd about it.
    pub problems: Vec<Said>,
}

/// The bills of one declarant and month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupLine {
    /// Code of the declaring company.
    pub declarant: String,
    /// Such as `2026-11`.
    pub month: String,
    /// What they add up to.
    pub sums: SumLine,
}

/// What the bills add up to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BillTotals {
    /// All of them.
    pub all: SumLine,
    /// By payment book.
    pub books: Vec<BookLine>,
    /// By declarant and month.
    pub months: Vec<GroupLine>,
}
