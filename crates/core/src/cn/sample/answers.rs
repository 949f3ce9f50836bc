//! What customs answers to the sample's documents, one receipt of each kind.

use super::{INVT_NO, after, at, declaration, order, own, payment, waybill, yuan};
use crate::cn::message::record::Millis;
use crate::cn::receipt::ceb312_order::OrderReceipt;
use crate::cn::receipt::ceb412_payment::PaymentReceipt;
use crate::cn::receipt::ceb512_waybill::WaybillReceipt;
use crate::cn::receipt::ceb514_waybill_status::WaybillStatusReceipt;
use crate::cn::receipt::ceb622_inventory::InventoryReceipt;
use crate::cn::receipt::ceb624_cancel::CancelReceipt;
use crate::cn::receipt::ceb626_return::ReturnReceipt;
use crate::cn::receipt::ceb712_entry::EntryReceipt;
use crate::cn::receipt::ceb816_tax::{TaxBillHead, TaxBillLine, TaxBillMessage};
use crate::cn::receipt::ceb818_tax_status::TaxBillStatus;
use crate::cn::receipt::ceb900_format::FormatReceipt;
use crate::cn::receipt::{Answer, Body};

const GUID: &str = "D4360D5E-1297-4686-AC41-097E5D2B8AB1";

fn when(text: &str) -> Millis {
    Millis(at(text))
}

fn bill() -> TaxBillMessage {
    let head = declaration().head;
    let line = |gnum, gcode: &str, base: &str, vat: &str| TaxBillLine {
        gnum,
        gcode: own(gcode),
        base: yuan(base),
        duty: yuan("0"),
        vat: yuan(vat),
        consumption_tax: yuan("0"),
    };
    TaxBillMessage {
        head: TaxBillHead {
            guid: own(GUID),
            at: when("20261125100001004"),
            invt_no: own(INVT_NO),
            tax_no: format!("{INVT_NO}_0"),
            duty: yuan("0"),
            vat: yuan("43.316"),
            consumption_tax: yuan("0"),
            status: own("1"),
            duty_no: None,
            note: None,
            guarantor_code: Some(head.guarantor_code),
            seller_code: Some(head.seller_code),
            carrier_code: Some(head.carrier_code),
            declarant_code: Some(head.declarant_code),
            customs_code: Some(head.customs_code),
            order_no: None,
            waybill_no: None,
        },
        lines: vec![
            line(1, "2106909090", "304.39485", "27.69993"),
            line(2, "3306101090", "171.60515", "15.61607"),
        ],
    }
}

fn format_receipt() -> FormatReceipt {
    FormatReceipt {
        guid: own(GUID),
        status: own("-621001"),
        info: own("报文校验失败"),
        at: when("20261124094001500"),
        message_id: own("90F2C91A-DE53-4242-A80D-C53A19E7469D"),
        message_kind: own("CEB621Message"),
        message: own("<CEB621Message/>"),
    }
}

fn order_receipt() -> OrderReceipt {
    let head = order().head;
    OrderReceipt {
        guid: own(GUID),
        platform_code: head.platform_code,
        seller_code: head.seller_code,
        order_no: head.order_no,
        status: own("120"),
        at: when("20261124094002120"),
        info: own("[Code:120;Desc:逻辑校验通过]"),
    }
}

fn payment_receipt() -> PaymentReceipt {
    let payment = payment();
    PaymentReceipt {
        guid: own(GUID),
        pay_code: payment.pay_code,
        transaction_id: payment.transaction_id,
        status: own("120"),
        at: when("20261124094002120"),
        info: own("[Code:120;Desc:逻辑校验通过]"),
    }
}

fn waybill_receipt() -> WaybillReceipt {
    let waybill = waybill();
    WaybillReceipt {
        guid: own(GUID),
        carrier_code: waybill.carrier_code,
        waybill_no: waybill.waybill_no,
        status: own("120"),
        at: when("20261124094002120"),
        info: own("[Code:120;Desc:逻辑校验通过]"),
    }
}

fn waybill_status_receipt() -> WaybillStatusReceipt {
    let status = after::waybill_status();
    WaybillStatusReceipt {
        guid: own(GUID),
        carrier_code: status.carrier_code,
        waybill_no: status.waybill_no,
        waybill_status: status.status,
        status: own("120"),
        at: when("20261127101502120"),
        info: own("[Code:120;Desc:逻辑校验通过]"),
    }
}

fn inventory_receipt() -> InventoryReceipt {
    let head = declaration().head;
    InventoryReceipt {
        guid: own(GUID),
        customs_code: Some(head.customs_code),
        platform_code: Some(head.platform_code),
        seller_code: Some(head.seller_code),
        declarant_code: Some(head.declarant_code),
        cop_no: head.cop_no.unwrap_or_default(),
        pre_no: Some(own("B20261124000000001")),
        invt_no: Some(own(INVT_NO)),
        status: own("800"),
        at: when("20261125100001000"),
        info: own("[Code:2600;Desc:放行]"),
    }
}

fn cancel_receipt() -> CancelReceipt {
    let cancel = after::cancel();
    CancelReceipt {
        guid: own(GUID),
        customs_code: Some(cancel.customs_code),
        declarant_code: Some(cancel.declarant_code),
        platform_code: Some(cancel.platform_code),
        seller_code: Some(cancel.seller_code),
        cop_no: cancel.cop_no.unwrap_or_default(),
        pre_no: Some(own("C20261124000000001")),
        invt_no: Some(cancel.invt_no),
        status: own("399"),
        at: when("20261124112233444"),
        info: own("[Code:2300;Desc:审核通过]"),
    }
}

fn return_receipt() -> ReturnReceipt {
    let head = after::return_().head;
    ReturnReceipt {
        guid: own(GUID),
        customs_code: Some(head.customs_code),
        declarant_code: Some(head.declarant_code),
        platform_code: Some(head.platform_code),
        seller_code: Some(head.seller_code),
        cop_no: head.cop_no.unwrap_or_default(),
        pre_no: Some(own("T20261204000000001")),
        invt_no: Some(head.invt_no),
        status: own("300"),
        at: when("20261204150000000"),
        info: own("转人工审核"),
    }
}

fn entry_receipt() -> EntryReceipt {
    let head = after::entry().head;
    EntryReceipt {
        guid: own(GUID),
        customs_code: Some(head.customs_code),
        operator_code: Some(head.operator_code),
        cop_no: head.cop_no,
        pre_no: Some(own("R20261123000000001")),
        entry_no: Some(own("299120261123000001")),
        status: own("399"),
        at: when("20261123190000000"),
        info: own("审核通过"),
    }
}

/// One answer of each kind that customs sends.
#[must_use]
pub fn answers() -> Vec<Answer> {
    let status = TaxBillStatus {
        guid: own(GUID),
        at: when("20270105080000000"),
        invt_no: own(INVT_NO),
        tax_no: format!("{INVT_NO}_0"),
        status: own("2"),
        duty_no: Some(own("299120270100000001-A01")),
        guarantor_code: Some(declaration().head.guarantor_code),
    };
    let bodies = [
        Body::Orders(vec![order_receipt()]),
        Body::Payments(vec![payment_receipt()]),
        Body::Waybills(vec![waybill_receipt()]),
        Body::WaybillStatuses(vec![waybill_status_receipt()]),
        Body::Declarations(vec![inventory_receipt()]),
        Body::Cancels(vec![cancel_receipt()]),
        Body::Returns(vec![return_receipt()]),
        Body::Entries(vec![entry_receipt()]),
        Body::TaxBills(vec![bill()]),
        Body::TaxBillStatuses(vec![status]),
        Body::Format(format_receipt()),
    ];
    bodies.into_iter().map(|body| Answer { id: own("E5471E6F-23A8-4797-BD52-1A8F6E3C9BC2"), body }).collect()
}
