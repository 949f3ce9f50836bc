//! Money: guarantees, bills, payment books and the bank. Station 10, beside clearing. All amounts are whole cents.
//!
//! | account of the ledger | what it says |
//! |---|---|
//! | `receivable/PAYER` | tax that is stated and not paid |
//! | `revenue` | tax that is stated, less what returns took off |
//! | `bank` | what the bank has booked for us |
//! | `refund/PAYER` | refunds that the bank has not booked |
//! | `guarantee/PAYER`, `security` | what is deposited as a guarantee |
//!
//! # Invariants
//! - The entries of a posting sum to nothing, and nobody changes them any more.
//! - What a bill holds of a guarantee is given back once: with the last of its tax, or when its payment book is paid.
//! - The bank is asked outside the transaction, under a key that it does an order once under. What it answers takes effect
//!   once, however often it answers and whoever is killed meanwhile.
//! - What is due is decided from the stored day of the release.

mod audit;
mod bank;
mod bills;
mod guarantee;
mod pay;

pub use self::audit::{Audit, Finding, audit};
pub use self::bank::{Bank, Order, Outcome};
pub(crate) use self::bank::{Errand, Teller, teller};
pub(crate) use self::bills::{Off, Tally, cents, day_of, start_of};
pub(crate) use self::guarantee::{Fund, Funds, line as guarantee_line};

/// The account of customs at the bank.
pub const BANK: &str = "bank";
/// Tax that is stated.
pub const REVENUE: &str = "revenue";
/// The other side of what is deposited.
pub const SECURITY: &str = "security";

fn receivable(payer: &str) -> String {
    format!("receivable/{payer}")
}

fn refunds(payer: &str) -> String {
    format!("refund/{payer}")
}

fn deposit(code: &str) -> String {
    format!("guarantee/{code}")
}
