//! What follows a declaration: applications to cancel and to take back, warehouse entries, and what became of parcels.

use clearance_core::cn::fields::after::{DELIVERY_HEAD, INVT_CANCEL, INVT_REFUND_HEAD, INVT_REFUND_LIST};
use clearance_core::cn::fields::waybill::LOGISTICS_STATUS;
use clearance_core::cn::message::ceb513_waybill_status::WaybillStatus;
use clearance_core::cn::message::ceb621_inventory::DeclarationHead;
use clearance_core::cn::message::ceb623_cancel::Cancel;
use clearance_core::cn::message::ceb625_return::{Return, ReturnLine};
use clearance_core::cn::message::ceb711_entry::{Entry, EntryLine};
use clearance_core::cn::{Case, check, sample};
use clearance_core::money::Quantity;
use clearance_core::status::State;
use clearance_core::time::BeijingTime;
use rust_decimal::Decimal;

use crate::dice::Dice;
use crate::make::{Company, NOW};
use crate::vary::{Book, vary};

fn now() -> BeijingTime {
    BeijingTime::from_wire(NOW).expect("a time")
}

fn head(case: &Case) -> &DeclarationHead {
    &case.declaration.as_ref().expect("a case has one").head
}

/// The declaration of a case with what customs said of it, as the desk knows it.
fn about(case: &Case, state: State) -> Case {
    let mut about = Case::of(case.declaration.clone().expect("a case has one"));
    about.facts.today = Some(now().date());
    about.facts.declared_state = Some(state);
    if state == State::Released {
        about.facts.released_on = Some(now().date());
    }
    about
}

/// Changes what stands free, as long as the desk calls it valid; nothing where it never does.
fn valid<T: Clone>(
    sound: &T,
    put: impl Fn(&T) -> Case,
    mut change: impl FnMut(&mut T),
) -> Result<T, Vec<String>> {
    let stops = |one: &T| -> Vec<String> {
        let found = check(&put(one)).findings.into_iter();
        let stops = found.filter(|finding| finding.severity == clearance_core::check::Severity::Stops);
        stops.map(|finding| format!("{} {}", finding.rule, finding.at)).collect()
    };
    let broken = stops(sound);
    if !broken.is_empty() {
        return Err(broken);
    }
    let mut other = sound.clone();
    change(&mut other);
    Ok(if stops(&other).is_empty() { other } else { sound.clone() })
}

/// What a carrier says of the parcel.
pub(crate) fn parcel(case: &Case, dice: &mut Dice, book: &Book) -> Result<WaybillStatus, Vec<String>> {
    let of = head(case);
    let sound = WaybillStatus {
        guid: dice.guid(),
        app_time: now(),
        happened_at: now(),
        carrier_code: of.carrier_code.clone(),
        carrier_name: of.carrier_name.clone(),
        waybill_no: of.waybill_no.clone(),
        ..sample::waybill_status()
    };
    valid(
        &sound,
        |one| Case { waybill_status: Some(one.clone()), ..Case::empty() },
        |one| vary(one, &LOGISTICS_STATUS, (dice, book), 2),
    )
}

/// An application to cancel.
pub(crate) fn cancel(
    (case, invt_no, state): (&Case, &str, State),
    n: usize,
    dice: &mut Dice,
    book: &Book,
) -> Result<Cancel, Vec<String>> {
    let of = head(case).clone();
    let sound = Cancel {
        guid: dice.guid(),
        app_type: "1".into(),
        app_time: now(),
        app_status: "2".into(),
        customs_code: of.customs_code,
        order_no: of.order_no,
        platform_code: of.platform_code,
        platform_name: of.platform_name,
        seller_code: of.seller_code,
        seller_name: of.seller_name,
        waybill_no: of.waybill_no,
        carrier_code: of.carrier_code,
        carrier_name: of.carrier_name,
        cop_no: Some(dice.number("QX", n, 20)),
        pre_no: None,
        invt_no: invt_no.to_owned(),
        buyer_id_type: of.buyer_id_type,
        buyer_id_number: of.buyer_id_number,
        buyer_name: of.buyer_name,
        buyer_telephone: of.buyer_telephone,
        declarant_code: of.declarant_code,
        declarant_name: of.declarant_name,
        reason: "订购人取消订单".into(),
        note: None,
    };
    valid(
        &sound,
        |one| Case { cancel: Some(one.clone()), ..about(case, state) },
        |one| vary(one, &INVT_CANCEL, (dice, book), 4),
    )
}

/// An application to take some of the goods back, or all.
pub(crate) fn take_back(
    (case, invt_no): (&Case, &str),
    n: usize,
    dice: &mut Dice,
    book: &Book,
) -> Result<Return, Vec<String>> {
    let of = head(case).clone();
    let mut sound = sample::return_();
    let to = &mut sound.head;
    (to.guid, to.app_time) = (dice.guid(), now());
    (to.customs_code, to.order_no) = (of.customs_code, of.order_no);
    (to.platform_code, to.platform_name) = (of.platform_code, of.platform_name);
    (to.seller_code, to.seller_name) = (of.seller_code, of.seller_name);
    (to.waybill_no, to.carrier_code, to.carrier_name) = (of.waybill_no, of.carrier_code, of.carrier_name);
    (to.cop_no, to.pre_no, to.invt_no) = (Some(dice.number("QT", n, 20)), None, invt_no.to_owned());
    (to.buyer_id_type, to.buyer_id_number) = (of.buyer_id_type, of.buyer_id_number);
    (to.buyer_name, to.buyer_telephone) = (of.buyer_name, of.buyer_telephone);
    (to.declarant_code, to.declarant_name) = (of.declarant_code, of.declarant_name);
    let lines = &case.declaration.as_ref().expect("a case has one").lines;
    let few = dice.within(1, lines.len());
    sound.lines = lines[..few]
        .iter()
        .map(|line| ReturnLine {
            gnum: line.gnum,
            gcode: line.gcode.clone(),
            name: line.name.clone(),
            qty: if line.qty.0 > Decimal::ONE && dice.one_in(2) { Quantity(Decimal::ONE) } else { line.qty },
            unit: line.unit.clone(),
            note: None,
        })
        .collect();
    valid(
        &sound,
        |one| Case { return_: Some(one.clone()), ..about(case, State::Released) },
        |one| {
            vary(&mut one.head, &INVT_REFUND_HEAD, (dice, book), 4);
            one.lines.iter_mut().for_each(|line| vary(line, &INVT_REFUND_LIST, (dice, book), 4));
        },
    )
}

/// The warehouse entry of some parcels.
pub(crate) fn entry(
    cases: &[&Case],
    n: usize,
    operator: &Company,
    dice: &mut Dice,
    book: &Book,
) -> Result<Entry, Vec<String>> {
    let mut sound = sample::entry();
    let to = &mut sound.head;
    (to.guid, to.app_time) = (dice.guid(), now());
    to.cop_no = Some(dice.number("RK", n, 20));
    (to.operator_code, to.operator_name) = (operator.code.clone(), operator.name.clone());
    (to.carrier_code, to.carrier_name) =
        (head(cases[0]).carrier_code.clone(), head(cases[0]).carrier_name.clone());
    let line = |(n, case): (u32, &&Case)| EntryLine {
        gnum: n,
        waybill_no: head(case).waybill_no.clone(),
        note: None,
    };
    sound.lines = (1..).zip(cases).map(line).collect();
    valid(
        &sound,
        |one| Case { entry: Some(one.clone()), ..Case::empty() },
        |one| vary(&mut one.head, &DELIVERY_HEAD, (dice, book), 4),
    )
}
