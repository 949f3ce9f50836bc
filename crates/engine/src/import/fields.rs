//! The names of fields on the screens, and which of them an order cannot do without.

use clearance_core::cn::declare::Profile;
use clearance_core::order::{Field, Part};

/// The element's name; where several fields share it, the later ones say their part.
pub(crate) fn name(field: Field) -> String {
    let element = field.element();
    let same: Vec<Field> = Field::ALL.iter().copied().filter(|f| f.element() == element).collect();
    match same.iter().position(|f| *f == field) {
        Some(0) | None => element.to_owned(),
        Some(n) if same[..n].iter().all(|f| f.part() != field.part()) => format!("{element}@{}", part(field)),
        Some(n) => format!("{element}@{}{}", part(field), n + 1),
    }
}

/// The field of a name.
pub(crate) fn field_named(text: &str) -> Option<Field> {
    Field::ALL.iter().copied().find(|field| name(*field) == text)
}

/// The document on the screen.
pub(super) fn part(field: Field) -> &'static str {
    match field.part() {
        Part::Head => "order",
        Part::Line => "goods",
        Part::Payment => "payment",
        Part::Waybill => "waybill",
        Part::List => "declaration",
    }
}

type Known = fn(&Profile) -> &str;

/// What every declaration needs, and where the client's profile knows it.
pub(super) const REQUIRED: &[(Field, Option<Known>)] = &[
    (Field::OrderNo, None),
    (Field::BuyerName, None),
    (Field::BuyerId, None),
    (Field::BuyerPhone, None),
    (Field::Consignee, None),
    (Field::Address, None),
    (Field::ItemName, None),
    (Field::Spec, None),
    (Field::Qty, None),
    (Field::Unit, None),
    (Field::Price, None),
    (Field::WaybillNo, None),
    (Field::GrossWeight, None),
    (Field::PlatformCode, Some(|p| &p.platform.code)),
    (Field::SellerCode, Some(|p| &p.seller.code)),
    (Field::AgentCode, Some(|p| &p.declarant.code)),
    (Field::CarrierCode, Some(|p| &p.carrier.code)),
    (Field::Guarantor, Some(|p| &p.guarantor_code)),
    (Field::DeclarationPort, Some(|p| &p.customs_code)),
    (Field::EntryPort, Some(|p| &p.port_code)),
    (Field::TradeMode, Some(|p| &p.trade_mode)),
    (Field::TransportMode, Some(|p| &p.transport_mode)),
    (Field::Departure, Some(|p| &p.departure)),
];

/// Columns that say the same in another way.
pub(super) const fn twins(field: Field) -> &'static [Field] {
    match field {
        Field::GrossWeight => &[Field::Weight],
        Field::ItemName => &[Field::GoodsName],
        Field::BuyerPhone => &[Field::ConsigneePhone],
        Field::Price => &[Field::LineTotal, Field::PriceOfAll],
        Field::ListFreight => &[Field::Freight, Field::WaybillFreight],
        Field::Insurance => &[Field::WaybillInsurance],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_found_by_its_name_and_the_first_is_the_bare_element() {
        for field in Field::ALL {
            assert_eq!(field_named(&name(*field)), Some(*field), "{}", name(*field));
        }
        assert_eq!(field_named("freight"), Some(Field::Freight));
        assert_eq!(field_named("buyerIdNumber"), Some(Field::BuyerId));
        assert_eq!(field_named("nothing"), None);
    }
}
