//! What is said about money between port, guarantors and service. All amounts are whole cents (分).
//!
//! | call | what |
//! |---|---|
//! | `POST /v1/guarantees` | [`GuaranteeDeposit`], with the key of the port → [`GuaranteeLine`] |
//! | `GET /v1/guarantees` | [`GuaranteeLine`]s: all for an officer, its own for an enterprise |
//! | `GET /v1/payment-books` | [`PaymentBookLine`]s, the unpaid ones first: all for an officer, its own for an enterprise |

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::time::BeijingTime;

/// The port opens a guarantee account, puts something into it, or gives back what is free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GuaranteeDeposit {
    /// Guarantor (`assureCode`).
    pub code: String,
    /// What is added; below nothing it is given back.
    pub amount_cents: i64,
}

/// A guarantee account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GuaranteeLine {
    /// Guarantor (`assureCode`).
    pub code: String,
    /// What was deposited.
    pub balance_cents: i64,
    /// What declarations that are not paid yet hold of it.
    pub held_cents: i64,
    /// What is left for new ones.
    pub free_cents: i64,
}

/// How a payment book stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentBookState {
    /// To be paid by day 45.
    Due,
    /// Paid.
    Paid,
    /// Not paid by day 45.
    Overdue,
}

/// A payment book (缴款书): the sum of bills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentBookLine {
    /// Its number (`entDutyNo`).
    pub duty_no: String,
    /// Who pays: the guarantor.
    pub payer: String,
    /// The day of the releases that it sums.
    pub released_on: Date,
    /// When it was made.
    pub at: BeijingTime,
    /// How many bills it sums.
    pub bills: i64,
    /// How much they are together.
    pub amount_cents: i64,
    /// How it stands.
    pub state: PaymentBookState,
}
