//! What the goods book and the profile of the client know better than a sheet: articles by their number, companies by name.

use std::sync::LazyLock;

use clearance_core::cn::codes::{Codes, Tables};
use clearance_core::cn::declare::{Goods, Partner, Party, Profile};
use clearance_core::money::Quantity;
use clearance_core::order::{Field, Line, Order, PROBLEMS, ProblemRule};

use crate::profile::Client;
use crate::view::ChoiceKind;

/// Fields in which a sheet and the goods book must agree.
const COMPARED: [Field; 4] = [Field::TariffCode, Field::Unit, Field::Origin, Field::RecordNo];

/// Companies that a sheet names in words where another one's code would be declared.
const NAMED: [(Field, Field, ChoiceKind); 2] = [
    (Field::CarrierName, Field::CarrierCode, ChoiceKind::Carrier),
    (Field::PayName, Field::PayCode, ChoiceKind::Payment),
];

/// Looked up once, because every order asks.
static BOOK_DIFFERS: LazyLock<Option<&ProblemRule>> = LazyLock::new(|| rule("SHEET-BOOK-DIFFERS"));
static COMPANY_UNKNOWN: LazyLock<Option<&ProblemRule>> = LazyLock::new(|| rule("SHEET-COMPANY-UNKNOWN"));

fn rule(id: &str) -> Option<&'static ProblemRule> {
    PROBLEMS.iter().copied().find(|rule| rule.id == id)
}

/// What an order says otherwise than the goods book and the profile: the field, and its line.
pub(super) fn differs(client: &Client, order: &Order) -> Vec<(&'static ProblemRule, Field, Option<usize>)> {
    let mut found = Vec::new();
    if !client.goods.is_empty()
        && let Some(rule) = *BOOK_DIFFERS
    {
        for (n, line) in order.lines.iter().enumerate() {
            let Some(goods) = client.goods.find(line).filter(|goods| is_named(goods, line)) else { continue };
            let says = |field: &Field| line.get(*field).filter(|text| !text.is_empty());
            let differs = |field: &Field| {
                let book = code(*field, goods);
                says(field).is_some_and(|own| !book.is_empty() && own != book)
            };
            found.extend(COMPARED.into_iter().filter(differs).map(|field| (rule, field, Some(n))));
        }
    }
    let Some(rule) = *COMPANY_UNKNOWN else { return found };
    for (name, code, kind) in NAMED {
        let partners = partners(&client.profile, kind);
        let has_code = order.get(code).is_some_and(|code| !code.is_empty());
        let own = order.get(name).filter(|own| !own.is_empty() && !has_code);
        let known = |own: &str| partners.iter().any(|partner| partner.is_called(own));
        let usual = &party(&client.profile, kind).name;
        if own.is_some_and(|own| !partners.is_empty() && own != usual && !known(own)) {
            found.push((rule, name, None));
        }
    }
    found
}

/// Whether a line names the article by number or barcode; a name alone may be of several.
fn is_named(goods: &Goods, line: &Line) -> bool {
    let is = |field: Field, own: &str| !own.is_empty() && line.get(field) == Some(own);
    is(Field::ItemNo, &goods.item_no) || is(Field::Barcode, &goods.barcode)
}

/// What the goods book says of a field, as a code.
fn code(field: Field, goods: &Goods) -> &str {
    match field {
        Field::ItemNo => &goods.item_no,
        Field::Barcode => &goods.barcode,
        Field::GoodsName => &goods.name,
        Field::Spec => &goods.model,
        Field::TariffCode => &goods.gcode,
        Field::Unit => &goods.unit,
        Field::Origin => &goods.origin,
        Field::RecordNo => &goods.record_no,
        _ => "",
    }
}

/// What the goods book knows of a field of an order's line, as a person would write it; nothing where it knows nothing.
pub(super) fn of_goods(
    client: &Client,
    tables: &Tables,
    order: &Order,
    line: Option<usize>,
    field: Field,
) -> Option<String> {
    if field == Field::NetWeight {
        return net_weight(client, order);
    }
    let line = order.lines.get(line?)?;
    let goods = client.goods.find(line)?;
    let per_unit = |one: Option<Quantity>| {
        let sum = Quantity(one?.0 * line.quantity(Field::Qty)?.0).to_wire_precision();
        Some(sum.0.normalize().to_string())
    };
    let text = match field {
        Field::Qty1 => return per_unit(goods.qty1),
        Field::Qty2 => return per_unit(goods.qty2),
        Field::Unit => tables.name(Codes::Unit, &goods.unit).unwrap_or(&goods.unit),
        Field::Origin => tables.name(Codes::Country, &goods.origin).unwrap_or(&goods.origin),
        field => code(field, goods),
    };
    (!text.is_empty()).then(|| text.to_owned())
}

/// The net weight of a parcel whose every article is known.
fn net_weight(client: &Client, order: &Order) -> Option<String> {
    let of_line = |line: &Line| Some(client.goods.find(line)?.net_weight?.0 * line.quantity(Field::Qty)?.0);
    let sum = order.lines.iter().map(of_line).sum::<Option<rust_decimal::Decimal>>()?;
    (!sum.is_zero()).then(|| Quantity(sum).to_wire_precision().0.normalize().to_string())
}

/// What the profile knows of a field: the company whose name or code is nearest to what the sheet says, else the usual.
pub(super) fn of_profile(client: &Client, field: Field, text: &str) -> Option<String> {
    let profile = &client.profile;
    let (kind, is_name) = match field {
        Field::PlatformCode => (ChoiceKind::Platform, false),
        Field::PlatformName => (ChoiceKind::Platform, true),
        Field::AgentCode => (ChoiceKind::Agent, false),
        Field::AgentName => (ChoiceKind::Agent, true),
        Field::CarrierCode => (ChoiceKind::Carrier, false),
        Field::CarrierName => (ChoiceKind::Carrier, true),
        Field::PayCode => (ChoiceKind::Payment, false),
        Field::PayName => (ChoiceKind::Payment, true),
        Field::DeclarationPort => return some(&profile.customs_code),
        Field::EntryPort => return some(&profile.port_code),
        Field::SellerCode => return some(&profile.seller.code),
        Field::SellerName => return some(&profile.seller.name),
        Field::Guarantor => return some(&profile.guarantor_code),
        Field::AccountBook => return some(&profile.account_book),
        Field::AreaCode => return some(&profile.area.code),
        Field::AreaName => return some(&profile.area.name),
        _ => return None,
    };
    let partners = partners(profile, kind);
    let near = partners.iter().find(|partner| {
        if is_name { is_near(partner, text) } else { are_near(&partner.party.code, text.trim()) }
    });
    let party = near.map_or_else(|| party(profile, kind), |partner| &partner.party);
    some(if is_name { &party.name } else { &party.code })
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn partners(profile: &Profile, kind: ChoiceKind) -> &[Partner] {
    let partners = &profile.partners;
    match kind {
        ChoiceKind::Platform => &partners.platforms,
        ChoiceKind::Agent => &partners.declarants,
        ChoiceKind::Carrier => &partners.carriers,
        ChoiceKind::Payment => &partners.payment_companies,
        ChoiceKind::Port => &[],
    }
}

fn party(profile: &Profile, kind: ChoiceKind) -> &Party {
    match kind {
        ChoiceKind::Agent => &profile.declarant,
        ChoiceKind::Carrier => &profile.carrier,
        ChoiceKind::Payment => &profile.payment_company,
        ChoiceKind::Platform | ChoiceKind::Port => &profile.platform,
    }
}

/// Whether one of a company's names holds the other, without what all companies are called.
fn is_near(partner: &Partner, text: &str) -> bool {
    let plain = |name: &str| {
        let mut name: String =
            name.chars().filter(|sign| !sign.is_whitespace()).collect::<String>().to_lowercase();
        for common in ["股份", "有限公司", "集团", "责任", "公司"] {
            name = name.replace(common, "");
        }
        name
    };
    let own = plain(text);
    let names = std::iter::once(&partner.party.name).chain(&partner.also).map(|name| plain(name));
    own.chars().count() > 1
        && names.into_iter().any(|name| {
            name.chars().count() > 1 && (name.contains(&own) || own.contains(&name) || are_near(&name, &own))
        })
}

/// Whether two long texts differ in one or two signs at their places.
fn are_near(one: &str, other: &str) -> bool {
    let (a, b) = (one.chars().count(), other.chars().count());
    let differ = one.chars().zip(other.chars()).filter(|(a, b)| !a.eq_ignore_ascii_case(b)).count();
    a >= 8 && a.abs_diff(b) + differ <= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn company(name: &str, also: &[&str]) -> Partner {
        Partner {
            party: Party { code: "33019609AB".into(), name: name.into() },
            also: also.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    #[test]
    fn a_company_is_near_when_one_name_holds_the_other() {
        let express = company("杭州飞燕快递有限公司", &["飞燕"]);
        for (text, near) in [
            ("飞燕快递", true),
            ("杭州飞燕快递股份有限公司", true),
            ("飞燕速运（华东）", true),
            ("白鹭快递", false),
            ("快", false),
            ("", false),
        ] {
            assert_eq!(is_near(&express, text), near, "{text}");
        }
    }

    #[test]
    fn codes_are_near_when_a_sign_or_two_differ() {
        for (text, near) in [
            ("33019609AC", true),
            ("33019609A", true),
            ("3301960900", true),
            ("1100000000", false),
            ("33", false),
        ] {
            assert_eq!(are_near("33019609AB", text), near, "{text}");
        }
    }
}
