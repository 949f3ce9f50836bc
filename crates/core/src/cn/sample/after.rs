//! Documents that may follow the sample's declaration.

use super::{INVT_NO, at, declaration, own, quantity, waybill};
use crate::cn::message::ceb511_waybill::Waybill;
use crate::cn::message::ceb513_waybill_status::WaybillStatus;
use crate::cn::message::ceb621_inventory::Declaration;
use crate::cn::message::ceb623_cancel::Cancel;
use crate::cn::message::ceb625_return::{Return, ReturnHead, ReturnLine};
use crate::cn::message::ceb711_entry::{Entry, EntryHead, EntryLine};

/// The parcel of the sample was signed for three days later.
#[must_use]
pub fn waybill_status() -> WaybillStatus {
    let Waybill { carrier_code, carrier_name, waybill_no, .. } = waybill();
    WaybillStatus {
        guid: own("1E7A4192-56DB-4FCA-8085-4DB2916FCE55"),
        app_type: own("1"),
        app_time: at("20261127101500"),
        app_status: own("2"),
        carrier_code,
        carrier_name,
        waybill_no,
        status: own("S"),
        happened_at: at("20261127095900"),
        note: None,
    }
}

/// An application to withdraw the sample's declaration an hour after it was sent.
#[must_use]
pub fn cancel() -> Cancel {
    let head = declaration().head;
    Cancel {
        guid: own("2F8B52A3-67EC-40DB-9196-5EC3A270DF66"),
        app_type: own("1"),
        app_time: at("20261124104000"),
        app_status: own("2"),
        customs_code: head.customs_code,
        order_no: head.order_no,
        platform_code: head.platform_code,
        platform_name: head.platform_name,
        seller_code: head.seller_code,
        seller_name: head.seller_name,
        waybill_no: head.waybill_no,
        carrier_code: head.carrier_code,
        carrier_name: head.carrier_name,
        cop_no: Some(own("QX20261124000001")),
        pre_no: None,
        invt_no: own(INVT_NO),
        buyer_id_type: head.buyer_id_type,
        buyer_id_number: head.buyer_id_number,
        buyer_name: head.buyer_name,
        buyer_telephone: head.buyer_telephone,
        declarant_code: head.declarant_code,
        declarant_name: head.declarant_name,
        reason: own("订购人取消订单"),
        note: None,
    }
}

/// An application to take one of the two tubes of toothpaste back, ten days after the release.
#[must_use]
pub fn return_() -> Return {
    let Declaration { head, lines } = declaration();
    let second = lines.into_iter().nth(1).expect("the sample has two lines");
    Return {
        head: ReturnHead {
            guid: own("3A9C63B4-78FD-41EC-82A7-6FD4B381E077"),
            app_type: own("1"),
            app_time: at("20261204140000"),
            app_status: own("2"),
            customs_code: head.customs_code,
            order_no: head.order_no,
            platform_code: head.platform_code,
            platform_name: head.platform_name,
            seller_code: head.seller_code,
            seller_name: head.seller_name,
            waybill_no: head.waybill_no,
            carrier_code: head.carrier_code,
            carrier_name: head.carrier_name,
            cop_no: Some(own("QT20261204000001")),
            pre_no: None,
            invt_no: own(INVT_NO),
            buyer_id_type: head.buyer_id_type,
            buyer_id_number: head.buyer_id_number,
            buyer_name: head.buyer_name,
            buyer_telephone: head.buyer_telephone,
            declarant_code: head.declarant_code,
            declarant_name: head.declarant_name,
            reason: own("订购人退货"),
            note: None,
        },
        lines: vec![ReturnLine {
            gnum: second.gnum,
            gcode: second.gcode,
            name: second.name,
            qty: quantity("1"),
            unit: second.unit,
            note: None,
        }],
    }
}

/// The warehouse entry of the flight that brought the sample's parcel and another one.
#[must_use]
pub fn entry() -> Entry {
    let head = declaration().head;
    let line = |gnum, waybill_no: &str| EntryLine { gnum, waybill_no: own(waybill_no), note: None };
    let lines = vec![line(1, &head.waybill_no), line(2, "HX77202611240002")];
    Entry {
        head: EntryHead {
            guid: own("4BAD74C5-890E-42FD-93B8-70E5C492F188"),
            app_type: own("1"),
            app_time: at("20261123180000"),
            app_status: own("2"),
            customs_code: head.customs_code,
            cop_no: Some(own("RK20261123000001")),
            pre_no: None,
            entry_no: None,
            operator_code: own("3301980017"),
            operator_name: own("杭州南岸仓储有限公司"),
            ie_flag: own("I"),
            transport_mode: head.transport_mode,
            vehicle: head.vehicle.unwrap_or_default(),
            voyage_no: head.voyage_no.unwrap_or_default(),
            bill_no: head.bill_no.unwrap_or_default(),
            carrier_code: head.carrier_code,
            carrier_name: head.carrier_name,
            unloaded_at: None,
            note: None,
        },
        lines,
    }
}
