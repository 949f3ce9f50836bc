//! Which declarations are asked for, and in which order.

/// The tabs, in their order, with the states that each holds.
pub(crate) const TABS: [(&str, &[&str]); 8] = [
    ("all", &[]),
    (
        "needs-you",
        &["rejected", "refused", "error", "send-failed", "inspection", "suspended", "detained", "ship-back"],
    ),
    ("to-review", &["to-review"]),
    ("to-sign", &["to-sign"]),
    ("waiting", &["waiting"]),
    (
        "declaring",
        &[
            "received",
            "staged",
            "declaring",
            "sent-on",
            "stored",
            "review",
            "approved",
            "awaiting-arrival",
            "inspection",
            "suspended",
            "detained",
            "unknown",
        ],
    ),
    ("released", &["released", "closed"]),
    ("rejected", &["rejected", "error", "refused", "send-failed", "ship-back"]),
];

/// Which declarations, in which order. Empty texts and `None` ask for nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Wanted {
    pub(crate) client: String,
    pub(crate) tab: String,
    /// Part of an order, waybill, inventory or own number.
    pub(crate) find: String,
    pub(crate) customs: String,
    pub(crate) mode: String,
    pub(crate) import: String,
    /// When it was made, milliseconds since 1970: from, and before.
    pub(crate) made: (Option<i64>, Option<i64>),
    /// Price of the goods in yuan, as it is compared by the store.
    pub(crate) value: (Option<String>, Option<String>),
    pub(crate) order: SortBy,
    pub(crate) descending: bool,
}

impl Wanted {
    /// Whether nothing of it depends on how far declarations have come.
    pub(super) fn stays(&self) -> bool {
        let moves = matches!(self.order, SortBy::Updated | SortBy::State | SortBy::InventoryNo);
        !moves && self.find.is_empty() && (self.tab.is_empty() || self.tab == "all")
    }
}

/// A column that the list is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum SortBy {
    /// When something last happened.
    #[default]
    Updated,
    State,
    OrderNo,
    WaybillNo,
    InventoryNo,
    Buyer,
    Goods,
    Lines,
    Value,
    Tax,
    Customs,
    Mode,
    Made,
}

impl SortBy {
    /// All of them, by the words of the screens.
    pub(crate) const WORDS: [(&str, SortBy); 13] = [
        ("updated", SortBy::Updated),
        ("state", SortBy::State),
        ("order", SortBy::OrderNo),
        ("waybill", SortBy::WaybillNo),
        ("inventory", SortBy::InventoryNo),
        ("buyer", SortBy::Buyer),
        ("goods", SortBy::Goods),
        ("lines", SortBy::Lines),
        ("value", SortBy::Value),
        ("tax", SortBy::Tax),
        ("customs", SortBy::Customs),
        ("mode", SortBy::Mode),
        ("made", SortBy::Made),
    ];

    /// The index that holds this order, and its columns.
    pub(super) const fn index(self) -> (&'static str, &'static str) {
        match self {
            SortBy::Updated => ("declarations_all", "updated"),
            SortBy::State => ("declarations_state", "state"),
            SortBy::OrderNo => ("declarations_by_order", "order_no"),
            SortBy::WaybillNo => ("declarations_by_waybill", "waybill_no"),
            SortBy::InventoryNo => ("declarations_by_invt", "invt_no"),
            SortBy::Buyer => ("declarations_by_buyer", "buyer"),
            SortBy::Goods => ("declarations_by_goods", "goods"),
            SortBy::Lines => ("declarations_by_lines", "line_count"),
            SortBy::Value => ("declarations_by_value", "CAST(value AS REAL)"),
            SortBy::Tax => ("declarations_by_tax", "CAST(tax AS REAL)"),
            SortBy::Customs => ("declarations_by_customs", "customs"),
            SortBy::Mode => ("declarations_by_mode", "mode"),
            SortBy::Made => ("declarations_created", "created"),
        }
    }
}
