//! Where rules look: people, companies, codes and amounts with the places they stand at, and the documents of a case.

use jiff::civil::Date;
use rust_decimal::Decimal;

pub(super) use crate::cn::message::ceb311_order::Order;
pub(super) use crate::cn::message::ceb411_payment::Payment;
pub(super) use crate::cn::message::ceb511_waybill::Waybill;
pub(super) use crate::cn::message::ceb513_waybill_status::WaybillStatus;
pub(super) use crate::cn::message::ceb621_inventory::{Declaration, DeclarationLine};
pub(super) use crate::cn::message::ceb623_cancel::Cancel;
pub(super) use crate::cn::message::ceb625_return::{Return, ReturnLine};
pub(super) use crate::cn::message::ceb711_entry::Entry;

use crate::cn::codes::Tables;
use crate::cn::life::{Document, Happens, Point, permit};
use crate::cn::{Case, sample};
use crate::money::{Money, Quantity};
use crate::time::BeijingTime;

/// A value and the place it stands at.
pub(super) type Placed<'a> = (&'static str, &'a str);

/// The place of a field of an order's line, counted from 0.
pub(super) fn order_line(line: usize, element: &str) -> String {
    format!("Order[1]/OrderList[{}]/{element}", line + 1)
}

/// The place of a field of a declaration's line, counted from 0.
pub(super) fn inventory_line(line: usize, element: &str) -> String {
    format!("Inventory[1]/InventoryList[{}]/{element}", line + 1)
}

/// The place of a field of a return's line, counted from 0.
pub(super) fn return_line(line: usize, element: &str) -> String {
    format!("InvtRefund[1]/InvtRefundList[{}]/{element}", line + 1)
}

/// The place of a field of a warehouse entry's line, counted from 0.
pub(super) fn entry_line(line: usize, element: &str) -> String {
    format!("Delivery[1]/DeliveryList[{}]/{element}", line + 1)
}

/// An identity with the places of its kind and number.
pub(super) struct Identity<'a> {
    /// 1 resident identity card, 2 other.
    pub(super) kind: Placed<'a>,
    /// The number.
    pub(super) number: Placed<'a>,
}

impl Identity<'_> {
    /// Whether it is said to be a resident identity number, and not empty.
    pub(super) fn is_resident(&self) -> bool {
        self.kind.1 == "1" && !self.number.1.is_empty()
    }
}

/// Buyer of the order, of the declaration and of what follows it.
pub(super) fn buyers(case: &Case) -> impl Iterator<Item = Identity<'_>> {
    let order = case.order.as_ref().map(|o| Identity {
        kind: ("Order[1]/OrderHead/buyerIdType", &o.head.buyer_id_type),
        number: ("Order[1]/OrderHead/buyerIdNumber", &o.head.buyer_id_number),
    });
    let declaration = case.declaration.as_ref().map(|d| Identity {
        kind: ("Inventory[1]/InventoryHead/buyerIdType", &d.head.buyer_id_type),
        number: ("Inventory[1]/InventoryHead/buyerIdNumber", &d.head.buyer_id_number),
    });
    let cancel = case.cancel.as_ref().map(|c| Identity {
        kind: ("InvtCancel[1]/buyerIdType", &c.buyer_id_type),
        number: ("InvtCancel[1]/buyerIdNumber", &c.buyer_id_number),
    });
    let back = case.return_.as_ref().map(|r| Identity {
        kind: ("InvtRefund[1]/InvtRefundHead/buyerIdType", &r.head.buyer_id_type),
        number: ("InvtRefund[1]/InvtRefundHead/buyerIdNumber", &r.head.buyer_id_number),
    });
    order.into_iter().chain(declaration).chain(cancel).chain(back)
}

/// Who paid.
pub(super) fn payer(case: &Case) -> Option<Identity<'_>> {
    case.payment.as_ref().map(|p| Identity {
        kind: ("Payment[1]/PaymentHead/payerIdType", &p.payer_id_type),
        number: ("Payment[1]/PaymentHead/payerIdNumber", &p.payer_id_number),
    })
}

/// Buyers and payer.
pub(super) fn identities(case: &Case) -> impl Iterator<Item = Identity<'_>> {
    buyers(case).chain(payer(case))
}

fn there<'a, const N: usize>(all: [Option<Placed<'a>>; N]) -> impl Iterator<Item = Placed<'a>> {
    all.into_iter().flatten().filter(|(_, value)| !value.is_empty())
}

/// Names of people.
pub(super) fn person_names(case: &Case) -> impl Iterator<Item = Placed<'_>> {
    let (order, payment) = (case.order.as_ref(), case.payment.as_ref());
    let (waybill, declaration) = (case.waybill.as_ref(), case.declaration.as_ref());
    there([
        order.map(|o| ("Order[1]/OrderHead/buyerName", &*o.head.buyer_name)),
        order.map(|o| ("Order[1]/OrderHead/consignee", &*o.head.consignee)),
        payment.map(|p| ("Payment[1]/PaymentHead/payerName", &*p.payer_name)),
        waybill.map(|w| ("Logistics[1]/LogisticsHead/consignee", &*w.consignee)),
        declaration.map(|d| ("Inventory[1]/InventoryHead/buyerName", &*d.head.buyer_name)),
        case.cancel.as_ref().map(|c| ("InvtCancel[1]/buyerName", &*c.buyer_name)),
        case.return_.as_ref().map(|r| ("InvtRefund[1]/InvtRefundHead/buyerName", &*r.head.buyer_name)),
    ])
}

/// Telephones of people.
pub(super) fn telephones(case: &Case) -> impl Iterator<Item = Placed<'_>> {
    let (order, payment) = (case.order.as_ref(), case.payment.as_ref());
    let (waybill, declaration) = (case.waybill.as_ref(), case.declaration.as_ref());
    there([
        order.map(|o| ("Order[1]/OrderHead/buyerTelephone", &*o.head.buyer_telephone)),
        order.map(|o| ("Order[1]/OrderHead/consigneeTelephone", &*o.head.consignee_telephone)),
        payment.and_then(|p| Some(("Payment[1]/PaymentHead/telephone", p.telephone.as_deref()?))),
        waybill.map(|w| ("Logistics[1]/LogisticsHead/consigneeTelephone", &*w.consignee_telephone)),
        declaration.map(|d| ("Inventory[1]/InventoryHead/buyerTelephone", &*d.head.buyer_telephone)),
        case.cancel.as_ref().map(|c| ("InvtCancel[1]/buyerTelephone", &*c.buyer_telephone)),
        case.return_
            .as_ref()
            .map(|r| ("InvtRefund[1]/InvtRefundHead/buyerTelephone", &*r.head.buyer_telephone)),
    ])
}

/// Addresses of people.
pub(super) fn addresses(case: &Case) -> impl Iterator<Item = Placed<'_>> {
    there([
        case.order.as_ref().map(|o| ("Order[1]/OrderHead/consigneeAddress", &*o.head.consignee_address)),
        case.waybill.as_ref().map(|w| ("Logistics[1]/LogisticsHead/consigneeAddress", &*w.consignee_address)),
        case.declaration
            .as_ref()
            .map(|d| ("Inventory[1]/InventoryHead/consigneeAddress", &*d.head.consignee_address)),
    ])
}

/// Codes of companies.
pub(super) fn company_codes(case: &Case) -> impl Iterator<Item = Placed<'_>> {
    let (order, payment) = (case.order.as_ref(), case.payment.as_ref());
    let (waybill, declaration) = (case.waybill.as_ref(), case.declaration.as_ref());
    there([
        order.map(|o| ("Order[1]/OrderHead/ebpCode", &*o.head.platform_code)),
        order.map(|o| ("Order[1]/OrderHead/ebcCode", &*o.head.seller_code)),
        order.and_then(|o| Some(("Order[1]/OrderHead/payCode", o.head.pay_code.as_deref()?))),
        payment.map(|p| ("Payment[1]/PaymentHead/payCode", &*p.pay_code)),
        payment.map(|p| ("Payment[1]/PaymentHead/ebpCode", &*p.platform_code)),
        waybill.map(|w| ("Logistics[1]/LogisticsHead/logisticsCode", &*w.carrier_code)),
        declaration.map(|d| ("Inventory[1]/InventoryHead/ebpCode", &*d.head.platform_code)),
        declaration.map(|d| ("Inventory[1]/InventoryHead/ebcCode", &*d.head.seller_code)),
        declaration.map(|d| ("Inventory[1]/InventoryHead/logisticsCode", &*d.head.carrier_code)),
        declaration.map(|d| ("Inventory[1]/InventoryHead/assureCode", &*d.head.guarantor_code)),
        declaration.map(|d| ("Inventory[1]/InventoryHead/agentCode", &*d.head.declarant_code)),
        declaration.and_then(|d| Some(("Inventory[1]/InventoryHead/areaCode", d.head.area_code.as_deref()?))),
    ])
    .chain(later_company_codes(case))
}

/// Codes of companies in what follows a declaration; nothing for the four documents of an order.
fn later_company_codes(case: &Case) -> impl Iterator<Item = Placed<'_>> {
    let (cancel, back, entry) = (case.cancel.as_ref(), case.return_.as_ref(), case.entry.as_ref());
    let status = case.waybill_status.as_ref();
    there([
        status.map(|s| ("LogisticsStatus[1]/logisticsCode", &*s.carrier_code)),
        cancel.map(|c| ("InvtCancel[1]/ebpCode", &*c.platform_code)),
        cancel.map(|c| ("InvtCancel[1]/ebcCode", &*c.seller_code)),
        cancel.map(|c| ("InvtCancel[1]/logisticsCode", &*c.carrier_code)),
        cancel.map(|c| ("InvtCancel[1]/agentCode", &*c.declarant_code)),
        back.map(|r| ("InvtRefund[1]/InvtRefundHead/ebpCode", &*r.head.platform_code)),
        back.map(|r| ("InvtRefund[1]/InvtRefundHead/ebcCode", &*r.head.seller_code)),
        back.map(|r| ("InvtRefund[1]/InvtRefundHead/logisticsCode", &*r.head.carrier_code)),
        back.map(|r| ("InvtRefund[1]/InvtRefundHead/agentCode", &*r.head.declarant_code)),
        entry.map(|e| ("Delivery[1]/DeliveryHead/operatorCode", &*e.head.operator_code)),
        entry.map(|e| ("Delivery[1]/DeliveryHead/logisticsCode", &*e.head.carrier_code)),
    ])
}

/// Numbers that tie the documents together or that customs gave.
pub(super) fn numbers(case: &Case) -> impl Iterator<Item = Placed<'_>> {
    let (order, payment) = (case.order.as_ref(), case.payment.as_ref());
    let (waybill, declaration) = (case.waybill.as_ref(), case.declaration.as_ref());
    there([
        order.map(|o| ("Order[1]/OrderHead/orderNo", &*o.head.order_no)),
        payment.map(|p| ("Payment[1]/PaymentHead/orderNo", &*p.order_no)),
        payment.map(|p| ("Payment[1]/PaymentHead/payTransactionId", &*p.transaction_id)),
        waybill.map(|w| ("Logistics[1]/LogisticsHead/orderNo", &*w.order_no)),
        waybill.map(|w| ("Logistics[1]/LogisticsHead/logisticsNo", &*w.waybill_no)),
        declaration.map(|d| ("Inventory[1]/InventoryHead/orderNo", &*d.head.order_no)),
        declaration.map(|d| ("Inventory[1]/InventoryHead/logisticsNo", &*d.head.waybill_no)),
        declaration.and_then(|d| Some(("Inventory[1]/InventoryHead/copNo", d.head.cop_no.as_deref()?))),
        declaration.and_then(|d| Some(("Inventory[1]/InventoryHead/emsNo", d.head.account_book.as_deref()?))),
    ])
    .chain(later_numbers(case))
}

/// Numbers in what follows a declaration.
fn later_numbers(case: &Case) -> impl Iterator<Item = Placed<'_>> {
    let (cancel, back, entry) = (case.cancel.as_ref(), case.return_.as_ref(), case.entry.as_ref());
    let status = case.waybill_status.as_ref();
    there([
        status.map(|s| ("LogisticsStatus[1]/logisticsNo", &*s.waybill_no)),
        cancel.map(|c| ("InvtCancel[1]/orderNo", &*c.order_no)),
        cancel.map(|c| ("InvtCancel[1]/logisticsNo", &*c.waybill_no)),
        cancel.map(|c| ("InvtCancel[1]/invtNo", &*c.invt_no)),
        cancel.and_then(|c| Some(("InvtCancel[1]/copNo", c.cop_no.as_deref()?))),
        back.map(|r| ("InvtRefund[1]/InvtRefundHead/orderNo", &*r.head.order_no)),
        back.map(|r| ("InvtRefund[1]/InvtRefundHead/logisticsNo", &*r.head.waybill_no)),
        back.map(|r| ("InvtRefund[1]/InvtRefundHead/invtNo", &*r.head.invt_no)),
        back.and_then(|r| Some(("InvtRefund[1]/InvtRefundHead/copNo", r.head.cop_no.as_deref()?))),
        entry.and_then(|e| Some(("Delivery[1]/DeliveryHead/copNo", e.head.cop_no.as_deref()?))),
    ])
}

/// Numbers that the e-port has given, or should have.
pub(super) fn pre_entry_numbers(case: &Case) -> impl Iterator<Item = Placed<'_>> {
    there([
        case.declaration
            .as_ref()
            .and_then(|d| Some(("Inventory[1]/InventoryHead/preNo", d.head.pre_no.as_deref()?))),
        case.cancel.as_ref().and_then(|c| Some(("InvtCancel[1]/preNo", c.pre_no.as_deref()?))),
        case.return_
            .as_ref()
            .and_then(|r| Some(("InvtRefund[1]/InvtRefundHead/preNo", r.head.pre_no.as_deref()?))),
        case.entry.as_ref().and_then(|e| Some(("Delivery[1]/DeliveryHead/preNo", e.head.pre_no.as_deref()?))),
    ])
}

/// The record id of every document, with its place.
pub(super) fn record_ids(case: &Case) -> impl Iterator<Item = Placed<'_>> {
    there([
        case.order.as_ref().map(|o| ("Order[1]/OrderHead/guid", &*o.head.guid)),
        case.payment.as_ref().map(|p| ("Payment[1]/PaymentHead/guid", &*p.guid)),
        case.waybill.as_ref().map(|w| ("Logistics[1]/LogisticsHead/guid", &*w.guid)),
        case.declaration.as_ref().map(|d| ("Inventory[1]/InventoryHead/guid", &*d.head.guid)),
        case.waybill_status.as_ref().map(|s| ("LogisticsStatus[1]/guid", &*s.guid)),
        case.cancel.as_ref().map(|c| ("InvtCancel[1]/guid", &*c.guid)),
        case.return_.as_ref().map(|r| ("InvtRefund[1]/InvtRefundHead/guid", &*r.head.guid)),
        case.entry.as_ref().map(|e| ("Delivery[1]/DeliveryHead/guid", &*e.head.guid)),
    ])
}

/// What repeats a declaration: its element, the place of the field in the cancel or return, and both values.
pub(super) type Repeated<'a> = (&'static str, &'a str, &'a str);

/// The fields of a cancel application that repeat the declaration in hand: parties, keys and buyer.
pub(super) fn repeated_by_cancel(case: &Case) -> impl Iterator<Item = Repeated<'_>> {
    let pair = case.cancel.as_ref().zip(case.declaration.as_ref().map(|d| &d.head));
    pair.into_iter().flat_map(|(c, d)| -> [Repeated<'_>; 10] {
        [
            ("InvtCancel[1]/customsCode", &c.customs_code, &d.customs_code),
            ("InvtCancel[1]/orderNo", &c.order_no, &d.order_no),
            ("InvtCancel[1]/ebpCode", &c.platform_code, &d.platform_code),
            ("InvtCancel[1]/ebcCode", &c.seller_code, &d.seller_code),
            ("InvtCancel[1]/logisticsNo", &c.waybill_no, &d.waybill_no),
            ("InvtCancel[1]/logisticsCode", &c.carrier_code, &d.carrier_code),
            ("InvtCancel[1]/buyerIdType", &c.buyer_id_type, &d.buyer_id_type),
            ("InvtCancel[1]/buyerIdNumber", &c.buyer_id_number, &d.buyer_id_number),
            ("InvtCancel[1]/buyerName", &c.buyer_name, &d.buyer_name),
            ("InvtCancel[1]/buyerTelephone", &c.buyer_telephone, &d.buyer_telephone),
        ]
    })
}

/// The fields of a return application that repeat the declaration in hand. The customs office is not among them: bonded
/// goods may come back to another one.
pub(super) fn repeated_by_return(case: &Case) -> impl Iterator<Item = Repeated<'_>> {
    let pair = case.return_.as_ref().map(|r| &r.head).zip(case.declaration.as_ref().map(|d| &d.head));
    pair.into_iter().flat_map(|(r, d)| -> [Repeated<'_>; 9] {
        [
            ("InvtRefund[1]/InvtRefundHead/orderNo", &r.order_no, &d.order_no),
            ("InvtRefund[1]/InvtRefundHead/ebpCode", &r.platform_code, &d.platform_code),
            ("InvtRefund[1]/InvtRefundHead/ebcCode", &r.seller_code, &d.seller_code),
            ("InvtRefund[1]/InvtRefundHead/logisticsNo", &r.waybill_no, &d.waybill_no),
            ("InvtRefund[1]/InvtRefundHead/logisticsCode", &r.carrier_code, &d.carrier_code),
            ("InvtRefund[1]/InvtRefundHead/buyerIdType", &r.buyer_id_type, &d.buyer_id_type),
            ("InvtRefund[1]/InvtRefundHead/buyerIdNumber", &r.buyer_id_number, &d.buyer_id_number),
            ("InvtRefund[1]/InvtRefundHead/buyerName", &r.buyer_name, &d.buyer_name),
            ("InvtRefund[1]/InvtRefundHead/buyerTelephone", &r.buyer_telephone, &d.buyer_telephone),
        ]
    })
}

/// The lines of a return with their places and the lines of the declaration in hand that they name. Nothing where the
/// declaration is not in hand.
pub(super) fn returned_lines(
    case: &Case,
) -> impl Iterator<Item = (usize, &ReturnLine, Option<&DeclarationLine>)> {
    let pair = case.return_.as_ref().zip(case.declaration.as_ref());
    pair.into_iter().flat_map(|(back, declaration)| {
        let declared = |gnum| declaration.lines.iter().find(|line| line.gnum == gnum);
        back.lines.iter().enumerate().map(move |(n, line)| (n, line, declared(line.gnum)))
    })
}

/// When everything that follows a declaration was made, and when a parcel was signed for, with its place.
pub(super) fn later_times(case: &Case) -> impl Iterator<Item = (&'static str, BeijingTime)> {
    let status = case.waybill_status.as_ref();
    [
        status.map(|s| ("LogisticsStatus[1]/appTime", s.app_time)),
        status.map(|s| ("LogisticsStatus[1]/logisticsTime", s.happened_at)),
        case.cancel.as_ref().map(|c| ("InvtCancel[1]/appTime", c.app_time)),
        case.return_.as_ref().map(|r| ("InvtRefund[1]/InvtRefundHead/appTime", r.head.app_time)),
        case.entry.as_ref().map(|e| ("Delivery[1]/DeliveryHead/appTime", e.head.app_time)),
    ]
    .into_iter()
    .flatten()
}

/// When each document was made, in the order that is expected, with its place.
pub(super) fn app_times(case: &Case) -> impl Iterator<Item = (&'static str, BeijingTime)> {
    [
        case.order.as_ref().map(|o| ("Order[1]/OrderHead/appTime", o.head.app_time)),
        case.payment.as_ref().map(|p| ("Payment[1]/PaymentHead/appTime", p.app_time)),
        case.waybill.as_ref().map(|w| ("Logistics[1]/LogisticsHead/appTime", w.app_time)),
        case.declaration.as_ref().map(|d| ("Inventory[1]/InventoryHead/appTime", d.head.app_time)),
    ]
    .into_iter()
    .flatten()
}

/// Whether the total is quantity times price. Where no price of five decimals gives the total exactly (100 for 3 pieces),
/// the rounded price is the only one that can be written and is taken.
pub(super) fn is_product(qty: Quantity, price: Money, total: Money) -> bool {
    price * qty == total
        || total.0.checked_div(qty.0).is_some_and(|exact| {
            let rounded = Money(exact).to_wire_precision();
            rounded == price && rounded.0 != exact
        })
}

/// What a declaration is taxed on and held against the limits with: goods, freight and insurance.
pub(in crate::cn) fn dutiable(declaration: &Declaration) -> Money {
    let goods: Money = declaration.lines.iter().map(|line| line.total).sum();
    goods + declaration.head.freight + declaration.head.insured_fee
}

/// Whether the declaration holds one item that cannot be divided: one line with the quantity 1.
pub(super) fn is_one_item(declaration: &Declaration) -> bool {
    matches!(declaration.lines.as_slice(), [only] if only.qty == Quantity(Decimal::ONE))
}

/// Trade modes with goods from a bonded warehouse: 1210, and 1239 of policy.
pub(super) fn is_bonded(declaration: &Declaration) -> bool {
    matches!(&*declaration.head.trade_mode, "1210" | "1239")
}

/// Trade mode 9610, direct purchase.
pub(super) fn is_direct(declaration: &Declaration) -> bool {
    declaration.head.trade_mode == "9610"
}

/// Whether a value is there and not empty.
pub(super) fn filled(value: Option<&String>) -> bool {
    value.is_some_and(|text| !text.is_empty())
}

/// What people write where they have nothing to write.
pub(super) fn is_placeholder(text: &str) -> bool {
    const NOTHING: [&str; 18] = [
        "空", "无", "没有", "未知", "暂无", "不详", "测试", "/", "\\", "-", "--", ".", "null", "none", "n/a",
        "na", "test", "xxx",
    ];
    let text = text.trim();
    text.is_empty() || NOTHING.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Whether it holds a Chinese sign.
pub(super) fn holds_chinese(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{3007}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}'))
}

/// Whether it holds full-width forms of ASCII or invisible signs.
pub(super) fn holds_full_width(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{FF01}'..='\u{FF5E}' | '\u{3000}' | '\u{200B}' | '\u{FEFF}'))
}

/// Whether the first two digits are a province of GB/T 2260.
pub(super) fn is_province(tables: &Tables, code: &str) -> bool {
    let Some(province) = code.as_bytes().get(..2) else { return false };
    let mut whole = *b"000000";
    whole[..2].copy_from_slice(province);
    std::str::from_utf8(&whole).is_ok_and(|whole| tables.area(whole).is_some())
}

/// The day that documents must not be later than, if one is known.
pub(super) fn today(case: &Case) -> Option<Date> {
    case.facts.today
}

/// Where a document of the case stands and what is asked about it; `None` where one of both is not known.
pub(super) fn what_is_asked(case: &Case, of: Document) -> Option<(Point, Happens)> {
    let known = &case.facts.known;
    let (known, (kind, status)) = match of {
        Document::Order => {
            (known.order, case.order.as_ref().map(|o| (&o.head.app_type, &o.head.app_status))?)
        }
        Document::Payment => (known.payment, case.payment.as_ref().map(|p| (&p.app_type, &p.app_status))?),
        Document::Waybill => (known.waybill, case.waybill.as_ref().map(|w| (&w.app_type, &w.app_status))?),
        Document::WaybillStatus => {
            (known.waybill_status, case.waybill_status.as_ref().map(|s| (&s.app_type, &s.app_status))?)
        }
        Document::Inventory => {
            (known.declaration, case.declaration.as_ref().map(|d| (&d.head.app_type, &d.head.app_status))?)
        }
        Document::Cancel => (known.cancel, case.cancel.as_ref().map(|c| (&c.app_type, &c.app_status))?),
        Document::Return => {
            (known.return_, case.return_.as_ref().map(|r| (&r.head.app_type, &r.head.app_status))?)
        }
        Document::Entry => {
            (known.entry, case.entry.as_ref().map(|e| (&e.head.app_type, &e.head.app_status))?)
        }
        Document::Bill => return None,
    };
    let asked = match (kind.as_str(), status.as_str()) {
        ("2", _) => Happens::Change,
        ("3", _) => Happens::Delete,
        (_, "1") => Happens::Stage,
        _ => Happens::Declare,
    };
    let at = match known?.at {
        Point::At(state) => Point::of(state),
        other => other,
    };
    Some((at, asked))
}

/// The number with which customs would refuse what is asked, by the table of states; `None` where it would not, or where
/// it is not known how the document stands.
pub(super) fn answer(case: &Case, of: Document) -> Option<&'static str> {
    let (at, asked) = what_is_asked(case, of)?;
    permit(of, at, asked).err()
}

/// The smallest amount that is paid.
pub(super) const CENT: Money = Money(Decimal::from_parts(1, 0, 0, false, 2));

/// The order of the sample, for counterexamples.
pub(super) fn the_order(case: &mut Case) -> &mut Order {
    case.order.as_mut().expect("the sample has all four documents")
}

/// The payment of the sample.
pub(super) fn the_payment(case: &mut Case) -> &mut Payment {
    case.payment.as_mut().expect("the sample has all four documents")
}

/// The waybill of the sample.
pub(super) fn the_waybill(case: &mut Case) -> &mut Waybill {
    case.waybill.as_mut().expect("the sample has all four documents")
}

/// The declaration of the sample.
pub(super) fn the_declaration(case: &mut Case) -> &mut Declaration {
    case.declaration.as_mut().expect("the sample has all four documents")
}

/// The waybill status of the sample.
pub(super) fn the_status(case: &mut Case) -> &mut WaybillStatus {
    case.waybill_status.get_or_insert_with(sample::waybill_status)
}

/// The cancel application of the sample.
pub(super) fn the_cancel(case: &mut Case) -> &mut Cancel {
    case.cancel.get_or_insert_with(sample::cancel)
}

/// The return application of the sample.
pub(super) fn the_return(case: &mut Case) -> &mut Return {
    case.return_.get_or_insert_with(sample::return_)
}

/// The warehouse entry of the sample.
pub(super) fn the_entry(case: &mut Case) -> &mut Entry {
    case.entry.get_or_insert_with(sample::entry)
}
