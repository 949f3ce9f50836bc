//! Order, payment and waybill as the other parties would send them, derived from the inventory.

use clearance_core::cn::message::ceb311_order::{Order, OrderHead, OrderLine};
use clearance_core::cn::message::ceb411_payment::Payment;
use clearance_core::cn::message::ceb511_waybill::Waybill;
use clearance_core::cn::message::ceb621_inventory::Declaration;
use clearance_core::cn::tables::Held;
use clearance_core::cn::tax::assess_declaration;
use clearance_core::money::Money;
use clearance_core::time::BeijingTime;
use rust_decimal::Decimal;

use super::practice::Practice;
use crate::random;

/// The payment company of buyers whose order names none.
const PAY_COMPANY: (&str, &str) = ("31222699S7", "上海汇通支付有限公司");
/// Who pays where somebody else than the buyer does: an invented person.
const OTHER_PAYER: (&str, &str) = ("沈练", "310104198806120029");

/// The order behind an inventory: its goods and charges, with the tax that customs will find.
pub(super) fn order(declaration: &Declaration, held: &Held, at: BeijingTime) -> Order {
    let head = &declaration.head;
    let goods_value: Money = declaration.lines.iter().map(|line| line.total).sum();
    let freight = head.freight + head.insured_fee;
    let tax_withheld = assess_declaration(declaration, None, held.on(head.declared_on).rates()).total;
    let lines = declaration.lines.iter().map(|line| OrderLine {
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
        note: None,
    });
    Order {
        lines: lines.collect(),
        head: OrderHead {
            guid: random::guid(),
            app_type: "1".to_owned(),
            app_time: at,
            app_status: "2".to_owned(),
            order_type: "I".to_owned(),
            order_no: head.order_no.clone(),
            platform_code: head.platform_code.clone(),
            platform_name: head.platform_name.clone(),
            seller_code: head.seller_code.clone(),
            seller_name: head.seller_name.clone(),
            goods_value,
            freight,
            discount: Money::ZERO,
            tax_withheld,
            paid: goods_value + freight + tax_withheld,
            currency: head.currency.clone(),
            buyer_account: format!("practice-{}", head.order_no).chars().take(60).collect(),
            buyer_name: head.buyer_name.clone(),
            buyer_telephone: head.buyer_telephone.clone(),
            buyer_id_type: head.buyer_id_type.clone(),
            buyer_id_number: head.buyer_id_number.clone(),
            pay_code: Some(PAY_COMPANY.0.to_owned()),
            pay_name: Some(PAY_COMPANY.1.to_owned()),
            pay_transaction_id: Some(transaction(&head.order_no)),
            batch_numbers: None,
            consignee: head.buyer_name.clone(),
            consignee_telephone: head.buyer_telephone.clone(),
            consignee_address: head.consignee_address.clone(),
            consignee_district: None,
            note: None,
        },
    }
}

/// The payment of an order, by the buyer and in full, unless the practice order is about a payment that is neither.
pub(super) fn payment(order: &Order, practice: Practice, at: BeijingTime) -> Payment {
    let head = &order.head;
    let (name, number) = match practice {
        Practice::Payer => OTHER_PAYER,
        _ => (head.buyer_name.as_str(), head.buyer_id_number.as_str()),
    };
    let more = if practice == Practice::Amount { Money(Decimal::ONE) } else { Money::ZERO };
    Payment {
        guid: random::guid(),
        app_type: "1".to_owned(),
        app_time: at,
        app_status: "2".to_owned(),
        pay_code: head.pay_code.clone().unwrap_or_else(|| PAY_COMPANY.0.to_owned()),
        pay_name: head.pay_name.clone().unwrap_or_else(|| PAY_COMPANY.1.to_owned()),
        transaction_id: head.pay_transaction_id.clone().unwrap_or_else(|| transaction(&head.order_no)),
        order_no: head.order_no.clone(),
        platform_code: head.platform_code.clone(),
        platform_name: head.platform_name.clone(),
        payer_id_type: head.buyer_id_type.clone(),
        payer_id_number: number.to_owned(),
        payer_name: name.to_owned(),
        telephone: Some(head.buyer_telephone.clone()),
        amount: head.paid + more,
        currency: head.currency.clone(),
        paid_at: at,
        note: None,
    }
}

/// The waybill that the inventory names.
pub(super) fn waybill(declaration: &Declaration, order: &Order, at: BeijingTime) -> Waybill {
    let head = &declaration.head;
    let goods: Vec<String> =
        declaration.lines.iter().map(|line| format!("{} {}", line.name, line.qty)).collect();
    Waybill {
        guid: random::guid(),
        app_type: "1".to_owned(),
        app_time: at,
        app_status: "2".to_owned(),
        carrier_code: head.carrier_code.clone(),
        carrier_name: head.carrier_name.clone(),
        waybill_no: head.waybill_no.clone(),
        bill_no: head.bill_no.clone(),
        order_no: head.order_no.clone(),
        freight: Some(head.freight),
        insured_fee: Some(head.insured_fee),
        currency: head.currency.clone(),
        weight: head.gross_weight,
        pieces: head.pieces,
        goods: Some(goods.join("；").chars().take(200).collect()),
        consignee: order.head.consignee.clone(),
        consignee_address: order.head.consignee_address.clone(),
        consignee_telephone: order.head.consignee_telephone.clone(),
        note: None,
    }
}

fn transaction(order_no: &str) -> String {
    format!("PX{order_no}").chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use clearance_core::cn::clear::{Officer, Stage, decide};
    use clearance_core::cn::{Case, sample};

    use super::*;

    fn case(practice: Practice) -> Case {
        let declaration = sample::case().declaration.expect("the sample has all four");
        let at = declaration.head.app_time;
        let order = order(&declaration, &Held::built_in(), at);
        Case {
            payment: Some(payment(&order, practice, at)),
            waybill: Some(waybill(&declaration, &order, at)),
            order: Some(order),
            ..Case::of(declaration)
        }
    }

    #[test]
    fn what_the_other_parties_send_fits_the_inventory() {
        let case = case(Practice::Passes);
        let report = clearance_core::cn::check(&case);
        assert_eq!(report.findings, [], "not even a warning");
        assert_eq!(decide(&case, Stage::New, &Officer::Passes).stage, Stage::Released);
        for (practice, code) in [(Practice::Payer, "1327"), (Practice::Amount, "1332")] {
            let word = decide(&self::case(practice), Stage::New, &Officer::Passes).words.pop();
            assert!(word.expect("a refusal").info.contains(code), "{code}");
        }
    }
}
