//! Order + client profile → documents: station 3.
//!
//! Nothing is refused here: what is missing stays empty, and the check names it.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::codes::Tables;
use super::fields::{Side, check_record};
use super::message::Transfer;
use super::message::ceb311_order::{Order, OrderHead, OrderLine};
use super::message::ceb411_payment::Payment;
use super::message::ceb621_inventory::{Declaration, DeclarationHead, DeclarationLine};
use super::message::layout::Kind;
use super::{Case, Facts};
use crate::check::Severity;
use crate::money::{Money, Quantity};
use crate::order::{self, Field};
use crate::time::{BeijingTime, date_from_wire};

/// Currency 142, the only one of the messages.
const CNY: &str = "142";
/// Kilogram.
const KG: &str = "035";

/// A company by code and registered name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct Party {
    /// Customs registration code or unified social credit code.
    pub code: String,
    /// Registered name.
    pub name: String,
}

/// What a client's declarations have in common. An empty text means "the sheet says it".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default, rename_all = "camelCase")]
pub struct Profile {
    /// Platform 电商平台.
    pub platform: Party,
    /// Seller 电商企业.
    pub seller: Party,
    /// Declarant 申报企业; signs and sends.
    pub declarant: Party,
    /// Transport identity of the declarant.
    pub dxp_id: String,
    /// Carrier 物流企业.
    pub carrier: Party,
    /// Payment company 支付企业.
    pub payment_company: Party,
    /// Whose guarantee covers the tax.
    pub guarantor_code: String,
    /// Customs office that takes the declarations.
    pub customs_code: String,
    /// Customs office of the border.
    pub port_code: String,
    /// 9610 direct purchase, 1210 bonded.
    pub trade_mode: String,
    /// Means of transport.
    pub transport_mode: String,
    /// Vehicle, direct purchase.
    pub vehicle: String,
    /// Voyage or flight, direct purchase.
    pub voyage_no: String,
    /// Master bill, direct purchase.
    pub bill_no: String,
    /// Country of departure; 142 when bonded.
    pub departure: String,
    /// Account book, bonded.
    pub account_book: String,
    /// Warehouse company in the zone, bonded.
    pub area: Party,
    /// Supervised site, if the office has several.
    pub site_code: String,
    /// Kind of package.
    pub wrap_type: String,
    /// Whether this client sends the orders (CEB311) too, instead of its platform.
    pub sends_orders: bool,
    /// The companies that a sheet may name instead of the usual ones above.
    pub partners: Partners,
}

/// A company that a client works with, and the names that sheets give it: 顺丰 for 顺丰速运有限公司.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct Partner {
    /// Code and registered name.
    pub party: Party,
    /// What else it is called.
    pub also: Vec<String>,
}

impl Partner {
    /// Whether a sheet that says `name` means this company. Blanks and capitals make no difference; a part of a name is
    /// not enough, because 中通快递 and 中通快运 are two companies.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        plain(name).next().is_some()
            && std::iter::once(&self.party.name).chain(&self.also).any(|own| plain(own).eq(plain(name)))
    }
}

fn plain(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|sign| !sign.is_whitespace()).flat_map(char::to_lowercase)
}

/// The companies of a client by what they do; the usual ones are among them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default, rename_all = "camelCase")]
pub struct Partners {
    /// Platforms.
    pub platforms: Vec<Partner>,
    /// Declarants.
    pub declarants: Vec<Partner>,
    /// Carriers.
    pub carriers: Vec<Partner>,
    /// Payment companies.
    pub payment_companies: Vec<Partner>,
}

impl Profile {
    /// Whether goods come out of a bonded zone.
    #[must_use]
    pub fn is_bonded(&self) -> bool {
        matches!(self.trade_mode.as_str(), "1210" | "1239")
    }

    /// Who sends the messages of this client.
    #[must_use]
    pub fn transfer(&self) -> Transfer {
        Transfer {
            company_code: self.declarant.code.clone(),
            company_name: self.declarant.name.clone(),
            mode: "DXP".to_owned(),
            dxp_id: self.dxp_id.clone(),
            note: None,
        }
    }
}

/// What is known of one article, so that the sheet need not say it. An empty text means "the sheet says it".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default, rename_all = "camelCase")]
pub struct Goods {
    /// The seller's number.
    pub item_no: String,
    /// Barcode.
    pub barcode: String,
    /// Name for customs.
    pub name: String,
    /// Specification and model.
    pub model: String,
    /// Tariff code.
    pub gcode: String,
    /// Unit of sale.
    pub unit: String,
    /// Country of origin.
    pub origin: String,
    /// Number in the account book, bonded.
    pub record_no: String,
    /// First legal units in one unit of sale.
    pub qty1: Option<Quantity>,
    /// Second legal units in one unit of sale.
    pub qty2: Option<Quantity>,
    /// Net weight of one unit of sale, kg.
    pub net_weight: Option<Quantity>,
}

/// A client's articles, found by number, barcode or name however many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoodsBook {
    goods: Vec<Goods>,
    by_item_no: HashMap<String, usize>,
    by_barcode: HashMap<String, usize>,
    by_name: HashMap<String, usize>,
}

impl FromIterator<Goods> for GoodsBook {
    /// Of two articles of the same number, barcode or name the first is found.
    fn from_iter<I: IntoIterator<Item = Goods>>(goods: I) -> Self {
        let mut book = GoodsBook { goods: goods.into_iter().collect(), ..GoodsBook::default() };
        for (place, goods) in book.goods.iter().enumerate() {
            for (index, key) in [
                (&mut book.by_item_no, &goods.item_no),
                (&mut book.by_barcode, &goods.barcode),
                (&mut book.by_name, &goods.name),
            ] {
                if !key.is_empty() && !index.contains_key(key) {
                    index.insert(key.clone(), place);
                }
            }
        }
        book
    }
}

impl GoodsBook {
    /// Whether it knows no article.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.goods.is_empty()
    }

    /// The article of a line: by the seller's number, then by barcode, then by name.
    #[must_use]
    pub fn find(&self, line: &order::Line) -> Option<&Goods> {
        if self.goods.is_empty() {
            return None;
        }
        let by = |index: &HashMap<String, usize>, field: Field| {
            index.get(line.get(field)?).and_then(|place| self.goods.get(*place))
        };
        by(&self.by_item_no, Field::ItemNo)
            .or_else(|| by(&self.by_barcode, Field::Barcode))
            .or_else(|| by(&self.by_name, Field::GoodsName))
            .or_else(|| by(&self.by_name, Field::ItemName))
    }
}

/// What is new with every declaration.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// Now, Beijing time.
    pub now: BeijingTime,
    /// Our own number of the declaration, at most 20 signs, unique for the declarant.
    pub cop_no: String,
    /// Fresh ids for the declaration's record, the order's and the payment's.
    pub guids: [String; 3],
}

/// Makes the documents of one order.
#[must_use]
pub fn declare(
    order: &order::Order,
    profile: &Profile,
    goods: &GoodsBook,
    stamp: &Stamp,
    facts: Facts,
) -> Case {
    let make = Make { order, profile, goods, stamp, tables: facts.tables.on(stamp.now.date()) };
    let lines: Vec<DeclarationLine> =
        order.lines.iter().enumerate().map(|(n, line)| make.declaration_line(n, line)).collect();
    let declaration = Declaration { head: make.declaration_head(), lines };
    let made_order = make.order(&declaration);
    // An order that someone else sends is only a fact to compare with; what the sheet does not say of it is no fault.
    let keep = profile.sends_orders || well_formed(&made_order, make.tables);
    Case {
        order: keep.then_some(made_order),
        payment: make.payment(&declaration),
        waybill: None,
        declaration: Some(declaration),
        facts,
        ..Case::empty()
    }
}

fn well_formed(order: &Order, tables: &Tables) -> bool {
    let mut found = Vec::new();
    check_record(Kind::Ceb311, (&order.head, &order.lines), Side::Sender, tables, &mut found);
    found.iter().all(|finding| finding.severity != Severity::Stops)
}

struct Make<'a> {
    order: &'a order::Order,
    profile: &'a Profile,
    goods: &'a GoodsBook,
    stamp: &'a Stamp,
    tables: &'a Tables,
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

impl Make<'_> {
    /// The sheet's word, else the profile's.
    fn head(&self, field: Field, profile: &str) -> String {
        self.order.get(field).filter(|text| !text.is_empty()).unwrap_or(profile).to_owned()
    }

    fn amount(&self, fields: &[Field]) -> Money {
        fields.iter().find_map(|field| self.order.money(*field)).unwrap_or(Money::ZERO)
    }

    fn goods_value(&self) -> Money {
        self.order.lines.iter().filter_map(order::Line::total).sum()
    }

    fn declaration_head(&self) -> DeclarationHead {
        let Make { order, profile, stamp, .. } = self;
        let bonded = self.head(Field::TradeMode, &profile.trade_mode) != "9610";
        let direct = |field, profile: &str| if bonded { None } else { some(&self.head(field, profile)) };
        let zone = |field, profile: &str| if bonded { some(&self.head(field, profile)) } else { None };
        let gross = [Field::GrossWeight, Field::Weight].iter().find_map(|field| order.quantity(*field));
        let net = order.quantity(Field::NetWeight).or_else(|| self.net_weight());
        let (platform, carrier, declarant) = (self.platform(), self.carrier(), self.declarant());
        DeclarationHead {
            guid: stamp.guids[0].clone(),
            app_type: "1".to_owned(),
            app_time: stamp.now,
            app_status: "2".to_owned(),
            order_no: order.order_no.clone(),
            platform_code: platform.code,
            platform_name: platform.name,
            seller_code: self.head(Field::SellerCode, &profile.seller.code),
            seller_name: self.head(Field::SellerName, &profile.seller.name),
            waybill_no: self.head(Field::WaybillNo, ""),
            carrier_code: carrier.code,
            carrier_name: carrier.name,
            cop_no: Some(self.head(Field::CopNo, &stamp.cop_no)),
            pre_no: None,
            guarantor_code: self.head(Field::Guarantor, &profile.guarantor_code),
            account_book: zone(Field::AccountBook, &profile.account_book),
            invt_no: None,
            ie_flag: "I".to_owned(),
            declared_on: stamp.now.date(),
            customs_code: self.head(Field::DeclarationPort, &profile.customs_code),
            port_code: self.head(Field::EntryPort, &profile.port_code),
            imported_on: order.get(Field::ImportDay).and_then(date_from_wire),
            buyer_id_type: self.head(Field::BuyerIdType, "1"),
            buyer_id_number: self.head(Field::BuyerId, ""),
            buyer_name: self.head(Field::BuyerName, ""),
            buyer_telephone: self.buyer_telephone(),
            consignee_address: self.head(Field::Address, ""),
            declarant_code: declarant.code,
            declarant_name: declarant.name,
            area_code: zone(Field::AreaCode, &profile.area.code),
            area_name: zone(Field::AreaName, &profile.area.name),
            trade_mode: self.head(Field::TradeMode, &profile.trade_mode),
            transport_mode: self.head(Field::TransportMode, &profile.transport_mode),
            vehicle: direct(Field::Vehicle, &profile.vehicle),
            voyage_no: direct(Field::Voyage, &profile.voyage_no),
            bill_no: direct(Field::BillNo, &profile.bill_no),
            site_code: some(&self.head(Field::Site, &profile.site_code)),
            licence_no: order.get(Field::Licence).and_then(some),
            departure: if bonded { CNY.to_owned() } else { self.head(Field::Departure, &profile.departure) },
            freight: self.amount(&[Field::ListFreight, Field::Freight, Field::WaybillFreight]),
            insured_fee: self.amount(&[Field::Insurance, Field::WaybillInsurance]),
            currency: CNY.to_owned(),
            wrap_type: some(&self.head(Field::Packing, &profile.wrap_type)),
            pieces: 1,
            gross_weight: gross.unwrap_or(Quantity::ZERO),
            net_weight: net.unwrap_or(Quantity::ZERO),
            note: order.get(Field::Note).and_then(some),
        }
    }

    /// Platform reports give the carrier's trade name; the registered one belongs to the code.
    fn carrier(&self) -> Party {
        let fields = (Field::CarrierCode, Field::CarrierName);
        match self.order.get(Field::CarrierCode).filter(|code| !code.is_empty()) {
            Some(code) => {
                let known = self.profile.partners.carriers.iter().find(|one| one.party.code == code);
                let known = known.map_or("", |one| one.party.name.as_str());
                Party { code: code.to_owned(), name: self.head(Field::CarrierName, known) }
            }
            None => self
                .called(fields.1, &self.profile.partners.carriers)
                .unwrap_or(&self.profile.carrier)
                .clone(),
        }
    }

    /// The company that the sheet names in words, if the client knows it by that name.
    fn called<'p>(&self, name: Field, partners: &'p [Partner]) -> Option<&'p Party> {
        let name = self.order.get(name)?;
        partners.iter().find(|one| one.is_called(name)).map(|one| &one.party)
    }

    /// A company: the sheet's own columns, else the one that the sheet calls by name, else the usual one.
    fn party(&self, (code, name): (Field, Field), usual: &Party, partners: &[Partner]) -> Party {
        match self.order.get(code).filter(|code| !code.is_empty()) {
            Some(own) => {
                let known = partners.iter().map(|one| &one.party).find(|party| party.code == own);
                let known = known.unwrap_or(usual);
                Party { code: own.to_owned(), name: self.head(name, &known.name) }
            }
            None => self
                .called(name, partners)
                .cloned()
                .unwrap_or_else(|| Party { code: usual.code.clone(), name: self.head(name, &usual.name) }),
        }
    }

    fn platform(&self) -> Party {
        let fields = (Field::PlatformCode, Field::PlatformName);
        self.party(fields, &self.profile.platform, &self.profile.partners.platforms)
    }

    fn declarant(&self) -> Party {
        let fields = (Field::AgentCode, Field::AgentName);
        self.party(fields, &self.profile.declarant, &self.profile.partners.declarants)
    }

    fn payment_company(&self) -> Party {
        let fields = (Field::PayCode, Field::PayName);
        self.party(fields, &self.profile.payment_company, &self.profile.partners.payment_companies)
    }

    fn buyer_telephone(&self) -> String {
        let own = self.order.get(Field::BuyerPhone).filter(|text| !text.is_empty());
        own.or_else(|| self.order.get(Field::ConsigneePhone)).unwrap_or_default().to_owned()
    }

    /// Net weight from the goods book, if it knows every line.
    fn net_weight(&self) -> Option<Quantity> {
        let of_line = |line: &order::Line| {
            let one = self.goods.find(line)?.net_weight?;
            Some(Quantity(one.0 * line.quantity(Field::Qty)?.0).to_wire_precision())
        };
        self.order.lines.iter().map(of_line).sum()
    }

    fn declaration_line(&self, place: usize, line: &order::Line) -> DeclarationLine {
        let known = self.goods.find(line);
        let say = |field: Field, goods: fn(&Goods) -> &str| {
            let own = line.get(field).filter(|text| !text.is_empty());
            own.or(known.map(goods)).unwrap_or_default().to_owned()
        };
        let gcode = say(Field::TariffCode, |g| &g.gcode);
        let tariff = self.tables.tariff(&gcode);
        let unit = say(Field::Unit, |g| &g.unit);
        let qty = line.quantity(Field::Qty).unwrap_or(Quantity::ZERO);
        let given = |field: Field| line.get(field).filter(|text| !text.is_empty()).map(str::to_owned);
        let unit1 = given(Field::Unit1).or_else(|| tariff.map(|t| t.unit1.clone())).unwrap_or_default();
        let unit2 = given(Field::Unit2).or_else(|| tariff.and_then(|t| t.unit2.clone()));
        let qty1 = line.quantity(Field::Qty1);
        let qty2 = line.quantity(Field::Qty2);
        let per_unit = |one: Option<Quantity>| one.map(|one| Quantity(one.0 * qty.0).to_wire_precision());
        let qty1 = qty1
            .or_else(|| per_unit(known.and_then(|g| g.qty1)))
            .or_else(|| self.in_legal_unit(known, &unit, &unit1, qty));
        let qty2 = unit2.as_ref().and_then(|unit2| {
            qty2.or_else(|| per_unit(known.and_then(|g| g.qty2)))
                .or_else(|| self.in_legal_unit(known, &unit, unit2, qty))
        });
        let name = line.first_of(&[Field::GoodsName, Field::ItemName]).filter(|text| !text.is_empty());
        DeclarationLine {
            gnum: u32::try_from(place + 1).unwrap_or(u32::MAX),
            record_no: some(&say(Field::RecordNo, |g| &g.record_no)),
            item_no: some(&say(Field::ItemNo, |g| &g.item_no)),
            item_name: given(Field::ItemName),
            gcode,
            name: known
                .map(|g| g.name.as_str())
                .filter(|n| !n.is_empty())
                .or(name)
                .unwrap_or_default()
                .to_owned(),
            model: say(Field::Spec, |g| &g.model),
            barcode: Some(some(&say(Field::Barcode, |g| &g.barcode)).unwrap_or_else(|| "无".to_owned())),
            origin: say(Field::Origin, |g| &g.origin),
            trade_country: None,
            currency: CNY.to_owned(),
            qty,
            unit,
            qty1: qty1.unwrap_or(Quantity::ZERO),
            unit1,
            qty2,
            unit2,
            price: line.unit_price().unwrap_or(Money::ZERO),
            total: line.total().unwrap_or(Money::ZERO),
            note: given(Field::LineNote),
        }
    }

    /// The quantity in a legal unit where it follows from what is known: the same unit, or kilograms by weight.
    fn in_legal_unit(
        &self,
        known: Option<&Goods>,
        unit: &str,
        legal: &str,
        qty: Quantity,
    ) -> Option<Quantity> {
        if unit == legal {
            return Some(qty);
        }
        if legal != KG {
            return None;
        }
        if let Some(one) = known.and_then(|goods| goods.net_weight) {
            return Some(Quantity(one.0 * qty.0).to_wire_precision());
        }
        // One kind of goods in the parcel: its net weight is the parcel's.
        if self.order.lines.len() == 1 { self.order.quantity(Field::NetWeight) } else { None }
    }

    fn order(&self, declaration: &Declaration) -> Order {
        let Make { order, stamp, .. } = self;
        let head = &declaration.head;
        let pay = self.payment_company();
        let goods_value = order.money(Field::GoodsValue).unwrap_or_else(|| self.goods_value());
        let freight = self.amount(&[Field::Freight, Field::ListFreight]);
        let discount = self.amount(&[Field::Discount]);
        let tax_withheld = self.amount(&[Field::TaxTotal]);
        let sum = goods_value + freight + tax_withheld - discount;
        let consignee = self.head(Field::Consignee, &head.buyer_name);
        let telephone = self.head(Field::ConsigneePhone, &head.buyer_telephone);
        Order {
            head: OrderHead {
                guid: stamp.guids[1].clone(),
                app_type: "1".to_owned(),
                app_time: stamp.now,
                app_status: "2".to_owned(),
                order_type: "I".to_owned(),
                order_no: order.order_no.clone(),
                platform_code: head.platform_code.clone(),
                platform_name: head.platform_name.clone(),
                seller_code: head.seller_code.clone(),
                seller_name: head.seller_name.clone(),
                goods_value,
                freight,
                discount,
                tax_withheld,
                paid: order.money(Field::Paid).unwrap_or(sum),
                currency: self.head(Field::Currency, CNY),
                buyer_account: self.head(Field::BuyerAccount, ""),
                buyer_name: head.buyer_name.clone(),
                buyer_telephone: head.buyer_telephone.clone(),
                buyer_id_type: head.buyer_id_type.clone(),
                buyer_id_number: head.buyer_id_number.clone(),
                pay_code: some(&pay.code),
                pay_name: some(&pay.name),
                pay_transaction_id: order.get(Field::PaymentNo).and_then(some),
                batch_numbers: order.get(Field::Batch).and_then(some),
                consignee,
                consignee_telephone: telephone,
                consignee_address: head.consignee_address.clone(),
                consignee_district: order.get(Field::District).and_then(some),
                note: head.note.clone(),
            },
            lines: declaration.lines.iter().map(order_line).collect(),
        }
    }

    /// The payment as a fact to compare with, where the sheets say who paid, how much and when.
    fn payment(&self, declaration: &Declaration) -> Option<Payment> {
        let Make { order, stamp, .. } = self;
        let head = &declaration.head;
        let pay = self.payment_company();
        Some(Payment {
            guid: stamp.guids[2].clone(),
            app_type: "1".to_owned(),
            app_time: stamp.now,
            app_status: "2".to_owned(),
            pay_code: some(&pay.code)?,
            pay_name: some(&pay.name)?,
            transaction_id: order.get(Field::PaymentNo).and_then(some)?,
            order_no: order.order_no.clone(),
            platform_code: head.platform_code.clone(),
            platform_name: head.platform_name.clone(),
            payer_id_type: self.head(Field::PayerIdType, "1"),
            payer_id_number: order.get(Field::PayerId).and_then(some)?,
            payer_name: order.get(Field::PayerName).and_then(some)?,
            telephone: order.get(Field::PayerPhone).and_then(some),
            amount: order.money(Field::AmountPaid)?,
            currency: CNY.to_owned(),
            paid_at: order.time(Field::PayTime)?,
            note: None,
        })
    }
}

fn order_line(line: &DeclarationLine) -> OrderLine {
    OrderLine {
        gnum: line.gnum,
        item_no: line.item_no.clone(),
        name: line.item_name.clone().unwrap_or_else(|| line.name.clone()),
        model: line.model.clone(),
        description: None,
        barcode: line.barcode.clone(),
        unit: line.unit.clone(),
        qty: line.qty,
        price: line.price,
        total: line.total,
        currency: line.currency.clone(),
        origin: line.origin.clone(),
        note: line.note.clone(),
    }
}

/// Which field of the sheet stands behind a place in the documents, and on which line (from 0): `None` where no sheet
/// gives it. A finding about `Inventory[1]/InventoryList[2]/qty` so becomes a cell that can be put right.
#[must_use]
pub fn sheet_field(at: &str) -> Option<(Field, Option<usize>)> {
    let (path, element) = at.rsplit_once('/')?;
    let (_, part) = path.rsplit_once('/').unwrap_or(("", path));
    let line =
        part.ends_with(']').then(|| part.rsplit_once('[')?.1.trim_end_matches(']').parse::<usize>().ok());
    let line = line.flatten().and_then(|n| n.checked_sub(1));
    let named = |of_line: bool| {
        Field::ALL.iter().copied().find(move |f| f.element() == element && f.is_of_line() == of_line)
    };
    if part.contains("List[") {
        return named(true).map(|field| (field, line));
    }
    let field = match element {
        "country" => Some(Field::Departure),
        "freight" if at.starts_with("Inventory") => Some(Field::ListFreight),
        _ => named(false),
    };
    field.map(|field| (field, None))
}

/// The cell behind a place in the documents, as `Sheet1!C12`; for a field that no cell gave, the order number's.
#[must_use]
pub fn cell_of(order: &order::Order, at: &str) -> Option<String> {
    let found = match sheet_field(at) {
        Some((field, Some(line))) => order.line_cell(line, field),
        Some((field, None)) => order.cell(field).or_else(|| twin(field).and_then(|twin| order.cell(twin))),
        None => None,
    };
    found.or_else(|| order.own_cell())
}

/// A column that fills the same element from another document's sheet.
fn twin(field: Field) -> Option<Field> {
    match field {
        Field::ListFreight => Some(Field::Freight),
        Field::GrossWeight => Some(Field::Weight),
        Field::Insurance => Some(Field::WaybillInsurance),
        Field::BuyerPhone => Some(Field::ConsigneePhone),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_is_known_by_its_names_and_not_by_a_part_of_one() {
        let partner = Partner {
            party: Party { code: "3301960ABC".into(), name: "中通快递有限公司".into() },
            also: vec!["中通".into(), "ZTO Express".into()],
        };
        for (name, meant) in
            [("中通", true), (" 中 通 ", true), ("zto express", true), ("中通快运", false), ("", false)]
        {
            assert_eq!(partner.is_called(name), meant, "{name}");
        }
    }

    #[test]
    fn of_two_articles_with_one_number_the_first_is_found_and_without_a_number_none() {
        let goods = |item_no: &str, name: &str| Goods {
            item_no: item_no.into(),
            name: name.into(),
            ..Goods::default()
        };
        let book: GoodsBook =
            [goods("A", "first"), goods("A", "second"), goods("", "")].into_iter().collect();
        let line = |field, text| {
            let mut line = order::Line::default();
            line.values.set(field, text, order::Place::default());
            line
        };
        assert_eq!(book.find(&line(Field::ItemNo, "A")).map(|g| g.name.as_str()), Some("first"));
        assert_eq!(book.find(&line(Field::GoodsName, "second")).map(|g| g.item_no.as_str()), Some("A"));
        assert_eq!(book.find(&line(Field::ItemNo, "")), None);
        assert_eq!(book.find(&line(Field::ItemNo, "B")), None);
    }

    #[test]
    fn a_place_in_a_document_leads_back_to_the_column() {
        for (at, expected) in [
            ("Inventory[1]/InventoryHead/grossWeight", Some((Field::GrossWeight, None))),
            ("Inventory[1]/InventoryList[2]/qty", Some((Field::Qty, Some(1)))),
            ("Inventory[1]/InventoryHead/country", Some((Field::Departure, None))),
            ("Inventory[1]/InventoryList[1]/country", Some((Field::Origin, Some(0)))),
            ("Order[1]/OrderHead/freight", Some((Field::Freight, None))),
            ("BaseTransfer/dxpId", None),
        ] {
            assert_eq!(sheet_field(at), expected, "{at}");
        }
    }
}
