//! The sheets that sellers and brokers really have: their headers, in column order, and what each one means.

mod couriers;
mod official;
mod platforms;

use crate::text::Text;

use super::field::Field;

/// What a header of a known sheet means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// This field.
    Is(Field),
    /// Perhaps this field, but only a person can say.
    Ask(Field),
    /// Nothing that a declaration needs.
    Nothing,
}

pub(super) use Means::{Ask, Is, Nothing};

/// Names a layout in stored recipes and in views.
pub type LayoutId = &'static str;

/// A known sheet.
#[derive(Debug)]
pub struct Layout {
    /// Stable name.
    pub id: LayoutId,
    /// Name for people.
    pub name: Text,
    /// Header and meaning, in column order. A name that stands twice is told apart by its turn.
    pub columns: &'static [(&'static str, Means)],
    /// Amounts of the head are shares of each row and must be added up over an order's rows.
    pub shares: bool,
    /// A row is a whole order; its goods columns only sum up the goods, and a sheet of items tells more.
    pub sums_goods: bool,
}

impl Layout {
    const fn new(
        id: LayoutId,
        zh: &'static str,
        en: &'static str,
        columns: &'static [(&'static str, Means)],
    ) -> Self {
        Layout { id, name: Text { zh, en }, columns, shares: false, sums_goods: false }
    }
}

/// Every known sheet.
pub(super) static ALL: &[&Layout] = &[
    &official::ORDER,
    &official::LIST,
    &official::PAYMENT,
    &official::WAYBILL,
    &official::WAYBILL_STATUS,
    &official::BONDED_ORDER,
    &official::BONDED_LIST,
    &official::GOODS_BOOK,
    &platforms::TAOBAO_ORDERS,
    &platforms::TAOBAO_ITEMS,
    &platforms::PINDUODUO,
    &platforms::JD,
    &platforms::SHOPIFY,
    &platforms::AMAZON,
    &couriers::XIAMEN,
    &couriers::CHANGSHA_ORDERS,
    &couriers::CHANGSHA_ITEMS,
    &couriers::SHENZHEN,
    &couriers::SHANGHAI,
    &couriers::AIRPORT,
    &couriers::JIANGMEN,
    &couriers::MALL,
];

/// Names of the message specification: sure wherever they stand.
pub(super) use official::NAMES as OFFICIAL;

/// Names seen outside any known sheet.
pub(super) use couriers::ALONE;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::normalise;

    #[test]
    fn layouts_have_the_columns_they_are_known_to_have() {
        let widths: Vec<_> = ALL.iter().map(|layout| (layout.id, layout.columns.len())).collect();
        assert_eq!(
            widths,
            [
                ("order", 22),
                ("list", 40),
                ("payment", 11),
                ("waybill", 11),
                ("waybill-status", 5),
                ("bonded-order", 28),
                ("bonded-list", 31),
                ("goods-book", 14),
                ("taobao-orders", 45),
                ("taobao-items", 18),
                ("pinduoduo", 82),
                ("jd", 30),
                ("shopify", 79),
                ("amazon", 30),
                ("xiamen", 25),
                ("changsha-orders", 18),
                ("changsha-items", 14),
                ("shenzhen", 27),
                ("shanghai", 15),
                ("airport", 24),
                ("jiangmen", 51),
                ("mall", 15),
            ]
        );
    }

    #[test]
    fn a_consignees_number_is_never_the_buyers_without_asking() {
        for layout in ALL {
            for (header, means) in layout.columns {
                let name = normalise(header);
                let of_consignee = ["收件人", "收件方", "收货人"].iter().any(|who| name.contains(who));
                if of_consignee && (name.contains("身份证") || name.contains("证件")) {
                    assert!(matches!(means, Ask(_)), "{} {header}", layout.id);
                }
            }
        }
    }
}
