//! The board: a column for each state; and the state of orders for the command line.

use serde::Serialize;

use super::ApplicationLine;

/// One declaration on the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Card {
    /// Its id.
    pub id: String,
    /// The order.
    pub order_no: String,
    /// Whose it is, by name.
    pub client: String,
    /// A code or a few words.
    pub note: String,
    /// How long it has been so.
    pub age: String,
}

/// One state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct BoardColumn {
    /// The state, as in the list of declarations.
    pub state: String,
    /// How many.
    pub count: u32,
    /// Age of the oldest.
    pub oldest: String,
    /// The newest of them.
    pub cards: Vec<Card>,
}

/// The board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Board {
    /// Declarations sent.
    pub sent: u32,
    /// The states that occur, in the order of the line.
    pub columns: Vec<BoardColumn>,
}

/// A receipt, as `clearance status` prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReceiptLine {
    /// The state as customs writes it.
    pub state: String,
    /// When customs said so.
    pub at: String,
    /// The first code in the words.
    pub code: String,
    /// The words.
    pub text: String,
}

/// What became of an order, as `clearance status` prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderStatus {
    /// The order.
    pub order_no: String,
    /// Our own number.
    pub cop_no: String,
    /// Given by the e-port.
    pub pre_no: String,
    /// Given by customs.
    pub invt_no: String,
    /// As in the list of declarations.
    pub state: String,
    /// Since when.
    pub at: String,
    /// Whether someone must act.
    pub needs_you: bool,
    /// What customs said, in the order in which it said it.
    pub receipts: Vec<ReceiptLine>,
    /// What was applied for after it, the oldest first.
    pub applications: Vec<ApplicationLine>,
    /// By which rules and tables it was judged when it was made or signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub versions: Option<clearance_core::versions::Versions>,
}
