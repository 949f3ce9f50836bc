//! What may be done with a declaration now, and what was applied for.

use serde::Serialize;

use super::Said;

/// A declaration and what may be done with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Life {
    /// The order.
    pub order_no: String,
    /// Our own number.
    pub cop_no: String,
    /// Given by customs; empty until then.
    pub invt_no: String,
    /// As in the list of declarations.
    pub state: String,
    /// The day on which customs let the goods go; empty until then.
    pub released_on: String,
    /// Everything that may be asked, allowed or not.
    pub actions: Vec<ActionLine>,
    /// What was applied for, the oldest first.
    pub applications: Vec<ApplicationLine>,
    /// What was asked and is not signed yet, where two people have to look.
    pub asked: Option<AskedLine>,
}

/// Something that may be asked, or may not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ActionLine {
    /// `declare`, `change`, `delete`, `cancel` or `return`.
    pub action: String,
    /// Its name.
    pub name: Said,
    /// Whether it may be asked now.
    pub allowed: bool,
    /// Why not, or what to know; empty where there is nothing to say.
    pub says: Said,
    /// The last day on which it may be asked; empty where there is none.
    pub until: String,
    /// For a return: what is left of each line.
    pub left: Vec<LeftLine>,
}

/// A line of a released declaration and what became of it, in its unit of sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LeftLine {
    /// Number of the line.
    pub gnum: u32,
    /// What was declared.
    pub declared: String,
    /// What customs has taken back.
    pub accepted: String,
    /// What is being taken back.
    pub pending: String,
    /// What may still be taken back.
    pub left: String,
}

/// A cancel or return application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ApplicationLine {
    /// `cancel` or `return`.
    pub kind: String,
    /// Its own number.
    pub cop_no: String,
    /// Given by the e-port; empty until then.
    pub pre_no: String,
    /// As in the list of declarations.
    pub state: String,
    /// Since when.
    pub at: String,
    /// What comes back: number of the line and quantity.
    pub lines: Vec<(u32, String)>,
    /// The last words of customs; empty until then.
    pub text: String,
}

/// Something was asked and lies in the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Applied {
    /// `change`, `delete`, `cancel` or `return`.
    pub action: String,
    /// The order.
    pub order_no: String,
    /// Own number of the declaration or of the application.
    pub cop_no: String,
    /// The message that carries it.
    pub message: String,
    /// What a return gives back of the tax, as estimated; empty otherwise.
    pub refund: String,
    /// Nothing was signed: another person has to approve it first, and then it is signed with what is signed next.
    pub to_review: bool,
}

/// A change, deletion, cancellation or return that a second person looks at before it is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct AskedLine {
    /// The declaration.
    pub id: String,
    /// Its own number.
    pub cop_no: String,
    /// The order.
    pub order_no: String,
    /// `change`, `delete`, `cancel` or `return`.
    pub act: String,
    /// What is asked, in words.
    pub says: Said,
    /// Who asked.
    pub who: String,
    /// When.
    pub at: String,
    /// `waiting` or `approved`.
    pub state: String,
}
