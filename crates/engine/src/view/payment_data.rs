//! Original payment data and customs' demands for it.

use clearance_core::cn::notice179::Pace;
use serde::Serialize;

use super::{FindingLine, Said};

/// What an import of original payment data came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PaymentDataTaken {
    /// Orders whose data is kept.
    pub stored: u32,
    /// Orders whose data was left out because something stops it.
    pub refused: u32,
    /// Orders among the kept ones that the order book does not know yet.
    pub unknown: u32,
    /// What was found, by order.
    pub findings: Vec<PaymentDataFinding>,
}

/// Something about the data of one order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PaymentDataFinding {
    /// The order.
    pub order_no: String,
    /// What it is.
    #[serde(flatten)]
    pub finding: FindingLine,
}

/// A demand of customs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentDemandLine {
    /// Id of the call.
    pub session: String,
    /// Client.
    pub client: String,
    /// Order.
    pub order_no: String,
    /// `http` or the service's name.
    pub channel: String,
    /// When we heard it, Beijing time.
    pub heard: String,
    /// `refused`, `waiting`, `stored` or `failed`.
    pub state: String,
    /// Where it stands against the limits, by now or when it was done.
    pub pace: Pace,
    /// Seconds from the demand to its end, or until now.
    pub seconds: u32,
    /// How often the upload was sent.
    pub attempts: u32,
    /// The last code.
    pub code: String,
    /// What it means.
    pub says: Said,
    /// What to do.
    pub help: Said,
}
