//! A case that meets every rule: invented people and companies whose numbers have valid check digits.

use jiff::civil::date;

use super::Case;
use super::message::ceb311_order::{Order, OrderHead, OrderLine};
use super::message::ceb411_payment::Payment;
use super::message::ceb511_waybill::Waybill;
use super::message::ceb621_inventory::{Declaration, DeclarationHead, DeclarationLine};
use super::message::{Extension, Fragment, Subscribe, Transfer};
use crate::money::{Money, Quantity};
use crate::time::BeijingTime;

mod after;
mod answers;
mod messages;

pub use after::{cancel, entry, return_, waybill_status};
pub use answers::answers;
pub use messages::messages;

/// The number that customs gave the sample's declaration.
const INVT_NO: &str = "29912026I000000001";

fn yuan(text: &str) -> Money {
    Money::parse(text).expect("the sample's amounts are plain decimals")
}

fn quantity(text: &str) -> Quantity {
    Quantity::parse(text).expect("the sample's quantities are plain decimals")
}

fn at(text: &str) -> BeijingTime {
    BeijingTime::from_wire(text).expect("the sample's times exist")
}

fn own(text: &str) -> String {
    text.to_owned()
}

/// Who sends the sample messages.
#[must_use]
pub fn transfer() -> Transfer {
    Transfer {
        company_code: own("3301964J31"),
        company_name: own("杭州晴川报关有限公司"),
        mode: own("DXP"),
        dxp_id: own("DXPENT0000099001"),
        note: None,
    }
}

/// Who gets copies of the receipts of the sample messages.
#[must_use]
pub fn subscribe() -> Subscribe {
    Subscribe { status: own("RET"), mode: own("DXP"), dxp_id: own("DXPENT0000099002"), note: None }
}

/// What could be added to a message.
#[must_use]
pub fn extension() -> Extension {
    let payload = Fragment::xml("<batch xmlns=\"urn:example:batch\" no=\"17\">晨班 &amp; 夜班</batch>");
    Extension {
        name: own("BATCH"),
        version: own("1.0"),
        payload: payload.expect("the sample's extension is well-formed"),
    }
}

/// Order, payment, waybill and declaration of one direct purchase (9610): two lines, 466.00 yuan and 10.00 freight.
#[must_use]
pub fn case() -> Case {
    Case {
        order: Some(order()),
        payment: Some(payment()),
        waybill: Some(waybill()),
        ..Case::of(declaration())
    }
}

/// As [`case`], with everything that may follow a declaration beside it, for the rules about those documents.
#[must_use]
pub fn whole() -> Case {
    Case {
        waybill_status: Some(waybill_status()),
        cancel: Some(cancel()),
        return_: Some(return_()),
        entry: Some(entry()),
        ..case()
    }
}

fn order() -> Order {
    let line =
        |gnum, name: &str, model: &str, unit: &str, price: &str, total: &str, origin: &str| OrderLine {
            gnum,
            item_no: Some(format!("SKU-{gnum:03}")),
            name: own(name),
            model: own(model),
            description: None,
            barcode: Some(own("无")),
            unit: own(unit),
            qty: quantity("2"),
            price: yuan(price),
            total: yuan(total),
            currency: own("142"),
            origin: own(origin),
            note: None,
        };
    Order {
        head: OrderHead {
            guid: own("6A3C0D5E-12F7-4B86-9C41-0F7E5D2B8A11"),
            app_type: own("1"),
            app_time: at("20261124093000"),
            app_status: own("2"),
            order_type: own("I"),
            order_no: own("OK20261124000001"),
            platform_code: own("3301961Q43"),
            platform_name: own("杭州云帆电子商务有限公司"),
            seller_code: own("33019649X2"),
            seller_name: own("杭州小橘进出口有限公司"),
            goods_value: yuan("466"),
            freight: yuan("10"),
            discount: yuan("0"),
            tax_withheld: yuan("43.32"),
            paid: yuan("519.32"),
            currency: own("142"),
            buyer_account: own("buyer-0001"),
            buyer_name: own("陈宁"),
            buyer_telephone: own("13800138001"),
            buyer_id_type: own("1"),
            buyer_id_number: own("110101199003077619"),
            pay_code: Some(own("31222699S7")),
            pay_name: Some(own("上海汇通支付有限公司")),
            pay_transaction_id: Some(own("PAY2026112400000001")),
            batch_numbers: None,
            consignee: own("陈宁"),
            consignee_telephone: own("13800138001"),
            consignee_address: own("浙江省杭州市西湖区文三路1号2单元301室"),
            consignee_district: Some(own("330106")),
            note: None,
        },
        lines: vec![
            line(1, "鱼油胶囊", "180粒/瓶", "142", "149", "298", "601"),
            line(2, "牙膏", "100g/支", "012", "84", "168", "116"),
        ],
    }
}

fn payment() -> Payment {
    Payment {
        guid: own("7B4D1E6F-23A8-4C97-8D52-1A8F6E3C9B22"),
        app_type: own("1"),
        app_time: at("20261124093100"),
        app_status: own("2"),
        pay_code: own("31222699S7"),
        pay_name: own("上海汇通支付有限公司"),
        transaction_id: own("PAY2026112400000001"),
        order_no: own("OK20261124000001"),
        platform_code: own("3301961Q43"),
        platform_name: own("杭州云帆电子商务有限公司"),
        payer_id_type: own("1"),
        payer_id_number: own("110101199003077619"),
        payer_name: own("陈宁"),
        telephone: Some(own("13800138001")),
        amount: yuan("519.32"),
        currency: own("142"),
        paid_at: at("20261124092900"),
        note: None,
    }
}

fn waybill() -> Waybill {
    Waybill {
        guid: own("8C5E2F70-34B9-4DA8-9E63-2B907F4DAC33"),
        app_type: own("1"),
        app_time: at("20261124093200"),
        app_status: own("2"),
        carrier_code: own("3302460066"),
        carrier_name: own("宁波海信达物流有限公司"),
        waybill_no: own("HX77202611240001"),
        bill_no: Some(own("999-12345675")),
        order_no: own("OK20261124000001"),
        freight: Some(yuan("10")),
        insured_fee: Some(yuan("0")),
        currency: own("142"),
        weight: quantity("0.9"),
        pieces: 1,
        goods: Some(own("鱼油胶囊2瓶 牙膏2支")),
        consignee: own("陈宁"),
        consignee_address: own("浙江省杭州市西湖区文三路1号2单元301室"),
        consignee_telephone: own("13800138001"),
        note: None,
    }
}

fn declaration() -> Declaration {
    let line = |gnum,
                gcode: &str,
                name: &str,
                model: &str,
                unit: &str,
                qty1: &str,
                price: &str,
                total: &str,
                origin: &str| {
        DeclarationLine {
            gnum,
            record_no: None,
            item_no: Some(format!("SKU-{gnum:03}")),
            item_name: Some(own(name)),
            gcode: own(gcode),
            name: own(name),
            model: own(model),
            barcode: Some(own("无")),
            origin: own(origin),
            trade_country: Some(own(origin)),
            currency: own("142"),
            qty: quantity("2"),
            unit: own(unit),
            qty1: quantity(qty1),
            unit1: own("035"),
            qty2: None,
            unit2: None,
            price: yuan(price),
            total: yuan(total),
            note: None,
        }
    };
    Declaration {
        head: DeclarationHead {
            guid: own("9D6F3081-45CA-4EB9-8F74-3CA1805EBD44"),
            app_type: own("1"),
            app_time: at("20261124094000"),
            app_status: own("2"),
            order_no: own("OK20261124000001"),
            platform_code: own("3301961Q43"),
            platform_name: own("杭州云帆电子商务有限公司"),
            seller_code: own("33019649X2"),
            seller_name: own("杭州小橘进出口有限公司"),
            waybill_no: own("HX77202611240001"),
            carrier_code: own("3302460066"),
            carrier_name: own("宁波海信达物流有限公司"),
            cop_no: Some(own("QC20261124000001")),
            pre_no: None,
            guarantor_code: own("3301964J31"),
            account_book: None,
            invt_no: None,
            ie_flag: own("I"),
            declared_on: date(2026, 11, 24),
            customs_code: own("2991"),
            port_code: own("2991"),
            imported_on: Some(date(2026, 11, 23)),
            buyer_id_type: own("1"),
            buyer_id_number: own("110101199003077619"),
            buyer_name: own("陈宁"),
            buyer_telephone: own("13800138001"),
            consignee_address: own("浙江省杭州市西湖区文三路1号2单元301室"),
            declarant_code: own("3301964J31"),
            declarant_name: own("杭州晴川报关有限公司"),
            area_code: None,
            area_name: None,
            trade_mode: own("9610"),
            transport_mode: own("5"),
            vehicle: Some(own("CA1710")),
            voyage_no: Some(own("CA1710")),
            bill_no: Some(own("999-12345675")),
            site_code: None,
            licence_no: None,
            departure: own("116"),
            freight: yuan("10"),
            insured_fee: yuan("0"),
            currency: own("142"),
            wrap_type: Some(own("2")),
            pieces: 1,
            gross_weight: quantity("0.9"),
            net_weight: quantity("0.7"),
            note: None,
        },
        lines: vec![
            line(1, "2106909090", "鱼油胶囊", "180粒/瓶", "142", "0.5", "149", "298", "601"),
            line(2, "3306101090", "牙膏", "100g/支", "012", "0.2", "84", "168", "116"),
        ],
    }
}
