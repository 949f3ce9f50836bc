//! The documents that come after a declaration, made from it: cancel and return applications, and a corrected one.

use super::returns::Part as Quantities;
use crate::cn::message::ceb621_inventory::{Declaration, DeclarationHead, DeclarationLine};
use crate::cn::message::ceb623_cancel::Cancel;
use crate::cn::message::ceb625_return::{Return, ReturnHead, ReturnLine};
use crate::cn::message::frame::Part;
use crate::cn::message::record::Record;
use crate::time::BeijingTime;

/// What only the moment knows.
#[derive(Clone, Debug)]
pub struct Moment {
    /// Now, Beijing time.
    pub now: BeijingTime,
    /// The application's own number.
    pub cop_no: String,
    /// Id of this submission of the record.
    pub guid: String,
}

/// An application to withdraw a declaration. Parties and buyer repeat it.
#[must_use]
pub fn cancel_of(declaration: &Declaration, invt_no: &str, moment: Moment, reason: &str) -> Cancel {
    let head = declaration.head.clone();
    Cancel {
        guid: moment.guid,
        app_type: "1".to_owned(),
        app_time: moment.now,
        app_status: "2".to_owned(),
        customs_code: head.customs_code,
        order_no: head.order_no,
        platform_code: head.platform_code,
        platform_name: head.platform_name,
        seller_code: head.seller_code,
        seller_name: head.seller_name,
        waybill_no: head.waybill_no,
        carrier_code: head.carrier_code,
        carrier_name: head.carrier_name,
        cop_no: Some(moment.cop_no),
        pre_no: None,
        invt_no: invt_no.to_owned(),
        buyer_id_type: head.buyer_id_type,
        buyer_id_number: head.buyer_id_number,
        buyer_name: head.buyer_name,
        buyer_telephone: head.buyer_telephone,
        declarant_code: head.declarant_code,
        declarant_name: head.declarant_name,
        reason: reason.to_owned(),
        note: None,
    }
}

/// An application to take parts of a declaration back. Parts of lines that it does not have are left out: ask
/// [`may_take`](super::returns::may_take) first.
#[must_use]
pub fn return_of(
    declaration: &Declaration,
    invt_no: &str,
    moment: Moment,
    parts: &[Quantities],
    reason: &str,
) -> Return {
    let Declaration { head, lines } = declaration.clone();
    let line = |part: &Quantities| {
        let of = lines.iter().find(|line| line.gnum == part.gnum)?;
        let (gcode, name, unit) = (of.gcode.clone(), of.name.clone(), of.unit.clone());
        Some(ReturnLine { gnum: part.gnum, gcode, name, qty: part.qty, unit, note: None })
    };
    Return {
        head: ReturnHead {
            guid: moment.guid,
            app_type: "1".to_owned(),
            app_time: moment.now,
            app_status: "2".to_owned(),
            customs_code: head.customs_code,
            order_no: head.order_no,
            platform_code: head.platform_code,
            platform_name: head.platform_name,
            seller_code: head.seller_code,
            seller_name: head.seller_name,
            waybill_no: head.waybill_no,
            carrier_code: head.carrier_code,
            carrier_name: head.carrier_name,
            cop_no: Some(moment.cop_no),
            pre_no: None,
            invt_no: invt_no.to_owned(),
            buyer_id_type: head.buyer_id_type,
            buyer_id_number: head.buyer_id_number,
            buyer_name: head.buyer_name,
            buyer_telephone: head.buyer_telephone,
            declarant_code: head.declarant_code,
            declarant_name: head.declarant_name,
            reason: reason.to_owned(),
            note: None,
        },
        lines: parts.iter().filter_map(line).collect(),
    }
}

/// Why an element does not take a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// There is no such element, or no such line.
    Unknown,
    /// It says which declaration this is, or is given by others: a change never touches it.
    Key,
    /// The value cannot stand there.
    Value,
}

/// What a change may not touch: keys, ids, and what the moment or customs writes.
const KEYS: [&str; 12] = [
    "guid",
    "appType",
    "appTime",
    "appStatus",
    "orderNo",
    "ebpCode",
    "copNo",
    "preNo",
    "invtNo",
    "declTime",
    "agentCode",
    "gnum",
];

/// Puts a value into a declaration by the name of its element: `consigneeAddress` in the head, `2.gname` in line 2.
///
/// # Errors
/// Why it was not taken; the declaration is unchanged then.
pub fn set(declaration: &mut Declaration, place: &str, value: &str) -> Result<(), NotTaken> {
    match place.split_once('.') {
        None => declaration.head = with::<DeclarationHead>(&declaration.head, place, value)?,
        Some((gnum, element)) => {
            let gnum: u32 = gnum.parse().map_err(|_| NotTaken::Unknown)?;
            let line = declaration.lines.iter_mut().find(|line| line.gnum == gnum);
            let line = line.ok_or(NotTaken::Unknown)?;
            *line = with::<DeclarationLine>(line, element, value)?;
        }
    }
    Ok(())
}

fn with<R: Record>(record: &R, element: &str, value: &str) -> Result<R, NotTaken> {
    let group = R::group();
    let place = |element: &str| group.fields.iter().position(|field| field.element == element);
    let at = place(element).ok_or(NotTaken::Unknown)?;
    if KEYS.contains(&element) {
        return Err(NotTaken::Key);
    }
    let mut part = Part { group, values: vec![None; group.fields.len()], strays: Vec::new() };
    record.each(&mut |element, text| {
        if let Some(at) = place(element) {
            part.values[at] = Some(text.into_owned().into());
        }
    });
    part.values[at] = Some(value.to_owned().into()).filter(|_| !value.is_empty());
    R::read(&part).map_err(|_| NotTaken::Value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cn::sample;
    use crate::money::Quantity;

    fn declaration() -> Declaration {
        sample::case().declaration.expect("the sample has all four")
    }

    #[test]
    fn applications_repeat_their_declaration() {
        let sample = sample::cancel();
        let moment = |of: BeijingTime, cop_no: &Option<String>, guid: &str| Moment {
            now: of,
            cop_no: cop_no.clone().expect("the sample has a number"),
            guid: guid.to_owned(),
        };
        let made = cancel_of(
            &declaration(),
            &sample.invt_no,
            moment(sample.app_time, &sample.cop_no, &sample.guid),
            &sample.reason,
        );
        assert_eq!(made, sample);
        let sample = sample::return_();
        let parts = [Quantities { gnum: sample.lines[0].gnum, qty: Quantity(1.into()) }];
        let head = &sample.head;
        let moment = moment(head.app_time, &head.cop_no, &head.guid);
        assert_eq!(return_of(&declaration(), &head.invt_no, moment, &parts, &head.reason), sample);
    }

    #[test]
    fn a_change_touches_what_it_names_and_no_key() {
        let mut changed = declaration();
        set(&mut changed, "consigneeAddress", "浙江省杭州市滨江区江南大道1号").expect("an address");
        set(&mut changed, "2.qty1", "0.3").expect("a quantity");
        let mut expected = declaration();
        expected.head.consignee_address = "浙江省杭州市滨江区江南大道1号".into();
        expected.lines[1].qty1 = Quantity::parse("0.3").expect("plain");
        assert_eq!(changed, expected);
        for (place, value, why) in [
            ("nothing", "x", NotTaken::Unknown),
            ("9.gname", "x", NotTaken::Unknown),
            ("x.gname", "x", NotTaken::Unknown),
            ("orderNo", "x", NotTaken::Key),
            ("1.gnum", "2", NotTaken::Key),
            ("1.qty1", "viel", NotTaken::Value),
            ("freight", "", NotTaken::Value),
        ] {
            assert_eq!(set(&mut changed, place, value), Err(why), "{place}");
            assert_eq!(changed, expected);
        }
    }
}
