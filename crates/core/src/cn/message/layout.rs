//! How each message is put together: its records, its lines, its frame and whether it is signed.

use serde::{Deserialize, Serialize};

use crate::cn::fields::{Group, after, inventory, order, payment, tax, waybill};

/// Whether a message carries a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureNeed {
    /// The schema demands it.
    Required,
    /// The schema allows it; policy asks for it.
    Optional,
    /// Receipts carry none.
    Never,
}

/// The shape of one kind of message.
#[derive(Debug)]
pub struct Layout {
    /// One record.
    pub entity: &'static str,
    /// Whether the head fields stand in an element of their own inside the record.
    pub wrapped: bool,
    /// The head fields.
    pub head: &'static Group,
    /// The lines.
    pub list: Option<&'static Group>,
    /// At most so many records.
    pub most: usize,
    /// At most so many lines a record.
    pub most_lines: usize,
    /// Whether BaseTransfer, BaseSubscribe and ExtendMessage follow the records.
    pub transfer: bool,
    /// Whether it is signed.
    pub signature: SignatureNeed,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $root:literal),* $(,)?) => {
        /// The messages of the import set.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        #[serde(rename_all = "UPPERCASE")]
        pub enum Kind {
            $($(#[$doc])* $kind,)*
        }

        impl Kind {
            /// All of them, by number.
            pub const ALL: &'static [Kind] = &[$(Kind::$kind),*];

            /// The root element, such as `CEB621Message`.
            #[must_use]
            pub const fn root(self) -> &'static str {
                match self { $(Kind::$kind => $root,)* }
            }
        }
    };
}

kinds! {
    /// Order 订单.
    Ceb311 = "CEB311Message",
    /// Order receipt.
    Ceb312 = "CEB312Message",
    /// Payment 支付单.
    Ceb411 = "CEB411Message",
    /// Payment receipt.
    Ceb412 = "CEB412Message",
    /// Waybill 运单.
    Ceb511 = "CEB511Message",
    /// Waybill receipt.
    Ceb512 = "CEB512Message",
    /// Waybill status 运单状态.
    Ceb513 = "CEB513Message",
    /// Waybill status receipt.
    Ceb514 = "CEB514Message",
    /// Inventory 清单: the declaration.
    Ceb621 = "CEB621Message",
    /// Inventory receipt.
    Ceb622 = "CEB622Message",
    /// Cancel application 撤销申请单.
    Ceb623 = "CEB623Message",
    /// Cancel receipt.
    Ceb624 = "CEB624Message",
    /// Return application 退货申请单.
    Ceb625 = "CEB625Message",
    /// Return receipt.
    Ceb626 = "CEB626Message",
    /// Warehouse-entry list 入库明细单.
    Ceb711 = "CEB711Message",
    /// Warehouse-entry receipt.
    Ceb712 = "CEB712Message",
    /// Tax bill 电子税单.
    Ceb816 = "CEB816Message",
    /// Tax bill status 电子税单状态.
    Ceb818 = "CEB818Message",
    /// Format receipt 报文格式校验回执.
    Ceb900 = "CEB900Message",
}

const DECLARED: Layout = Layout {
    entity: "",
    wrapped: true,
    head: &order::ORDER_HEAD,
    list: None,
    most: 100,
    most_lines: 99,
    transfer: true,
    signature: SignatureNeed::Optional,
};

const fn receipt(head: &'static Group) -> Layout {
    Layout {
        entity: head.element,
        wrapped: false,
        head,
        transfer: false,
        signature: SignatureNeed::Never,
        ..DECLARED
    }
}

const fn single(head: &'static Group, signature: SignatureNeed) -> Layout {
    Layout { entity: head.element, wrapped: false, head, signature, ..DECLARED }
}

static CEB311: Layout =
    Layout { entity: "Order", head: &order::ORDER_HEAD, list: Some(&order::ORDER_LIST), ..DECLARED };
static CEB312: Layout = receipt(&order::ORDER_RETURN);
static CEB411: Layout = Layout { entity: "Payment", head: &payment::PAYMENT_HEAD, ..DECLARED };
static CEB412: Layout = receipt(&payment::PAYMENT_RETURN);
static CEB511: Layout = Layout { entity: "Logistics", head: &waybill::LOGISTICS_HEAD, ..DECLARED };
static CEB512: Layout = receipt(&waybill::LOGISTICS_RETURN);
static CEB513: Layout = single(&waybill::LOGISTICS_STATUS, SignatureNeed::Optional);
static CEB514: Layout = receipt(&waybill::LOGISTICS_STATUS_RETURN);
static CEB621: Layout = Layout {
    entity: "Inventory",
    head: &inventory::INVENTORY_HEAD,
    list: Some(&inventory::INVENTORY_LIST),
    signature: SignatureNeed::Required,
    ..DECLARED
};
static CEB622: Layout = receipt(&inventory::INVENTORY_RETURN);
static CEB623: Layout = single(&after::INVT_CANCEL, SignatureNeed::Required);
static CEB624: Layout = receipt(&after::INVT_CANCEL_RETURN);
static CEB625: Layout = Layout {
    entity: "InvtRefund",
    head: &after::INVT_REFUND_HEAD,
    list: Some(&after::INVT_REFUND_LIST),
    signature: SignatureNeed::Required,
    ..DECLARED
};
static CEB626: Layout = receipt(&after::INVT_REFUND_RETURN);
static CEB711: Layout = Layout {
    entity: "Delivery",
    head: &after::DELIVERY_HEAD,
    list: Some(&after::DELIVERY_LIST),
    most: 1,
    most_lines: usize::MAX,
    signature: SignatureNeed::Required,
    ..DECLARED
};
static CEB712: Layout = receipt(&after::DELIVERY_RETURN);
static CEB816: Layout = Layout {
    entity: "Tax",
    head: &tax::TAX_HEAD_RD,
    list: Some(&tax::TAX_LIST_RD),
    most: usize::MAX,
    transfer: false,
    signature: SignatureNeed::Never,
    ..DECLARED
};
static CEB818: Layout = Layout {
    entity: "Tax",
    head: &tax::TAX_HEAD_STATUS,
    most: usize::MAX,
    transfer: false,
    signature: SignatureNeed::Never,
    ..DECLARED
};
static CEB900: Layout = Layout { most: 1, ..receipt(&tax::MESSAGE_RETURN) };

impl Kind {
    /// Its shape.
    #[must_use]
    pub fn layout(self) -> &'static Layout {
        match self {
            Kind::Ceb311 => &CEB311,
            Kind::Ceb312 => &CEB312,
            Kind::Ceb411 => &CEB411,
            Kind::Ceb412 => &CEB412,
            Kind::Ceb511 => &CEB511,
            Kind::Ceb512 => &CEB512,
            Kind::Ceb513 => &CEB513,
            Kind::Ceb514 => &CEB514,
            Kind::Ceb621 => &CEB621,
            Kind::Ceb622 => &CEB622,
            Kind::Ceb623 => &CEB623,
            Kind::Ceb624 => &CEB624,
            Kind::Ceb625 => &CEB625,
            Kind::Ceb626 => &CEB626,
            Kind::Ceb711 => &CEB711,
            Kind::Ceb712 => &CEB712,
            Kind::Ceb816 => &CEB816,
            Kind::Ceb818 => &CEB818,
            Kind::Ceb900 => &CEB900,
        }
    }

    /// The kind whose root element this is.
    #[must_use]
    pub fn of_root(root: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.root() == root)
    }

    /// `CEB621`.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.root().strip_suffix("Message").unwrap_or(self.root())
    }

    /// The receipt that answers it.
    #[must_use]
    pub const fn answer(self) -> Option<Kind> {
        match self {
            Kind::Ceb311 => Some(Kind::Ceb312),
            Kind::Ceb411 => Some(Kind::Ceb412),
            Kind::Ceb511 => Some(Kind::Ceb512),
            Kind::Ceb513 => Some(Kind::Ceb514),
            Kind::Ceb621 => Some(Kind::Ceb622),
            Kind::Ceb623 => Some(Kind::Ceb624),
            Kind::Ceb625 => Some(Kind::Ceb626),
            Kind::Ceb711 => Some(Kind::Ceb712),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_withdrawals_returns_and_arrivals_need_a_signature() {
        let of = |need: SignatureNeed| -> Vec<&str> {
            Kind::ALL.iter().filter(|kind| kind.layout().signature == need).map(|kind| kind.code()).collect()
        };
        assert_eq!(of(SignatureNeed::Required), ["CEB621", "CEB623", "CEB625", "CEB711"]);
        assert_eq!(of(SignatureNeed::Optional), ["CEB311", "CEB411", "CEB511", "CEB513"]);
    }
}
