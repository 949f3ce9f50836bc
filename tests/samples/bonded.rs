//! `orders-1210.xlsx`: orders from a bonded warehouse, in the columns of the bonded order and declaration templates.

use super::invented::{
    DIAPERS, FACE_CREAM, FISH_OIL, MILK_POWDER, Order, TOOTHPASTE, legal, thousandths, yuan,
};
use super::text_sheet;

const HEADERS: &[&str] = &[
    "订单编号",
    "贸易方式",
    "订购人注册号",
    "订购人姓名",
    "订购人身份证号码",
    "订购人电话",
    "收货人姓名",
    "收货人电话",
    "收件地址",
    "保价费",
    "运杂费",
    "非现金抵扣金额",
    "代扣税款",
    "实际支付金额",
    "支付交易编码",
    "支付时间",
    "物流运单编号",
    "订单总毛重",
    "订单总净重",
    "账册备案料号",
    "商品编码",
    "企业商品名称",
    "商品名称",
    "企业商品货号",
    "商品规格型号",
    "数量",
    "计量单位",
    "法定数量",
    "法定单位",
    "第二法定数量",
    "第二法定单位",
    "单价",
    "总价",
    "原产国代码",
    "运费",
    "备注",
];

const ORDERS: &[Order] = &[
    Order { number: "OK20261124100001", buyer: 1, lines: &[(MILK_POWDER, 3)], freight: 0, discount: 0 },
    Order {
        number: "OK20261124100002",
        buyer: 3,
        lines: &[(DIAPERS, 2), (TOOTHPASTE, 2)],
        freight: 600,
        discount: 0,
    },
    Order { number: "OK20261124100003", buyer: 5, lines: &[(FISH_OIL, 4)], freight: 0, discount: 1_000 },
    Order { number: "OK20261124100004", buyer: 7, lines: &[(FACE_CREAM, 3)], freight: 500, discount: 0 },
    Order {
        number: "CY20261124100005",
        buyer: 9,
        lines: &[(MILK_POWDER, 1), (FISH_OIL, 1)],
        freight: 0,
        discount: 0,
    },
    Order { number: "ID20261124100006", buyer: 11, lines: &[(DIAPERS, 4)], freight: 800, discount: 0 },
];

/// The customs codes of the countries of origin; the bonded template wants codes.
fn origin_code(name: &str) -> &'static str {
    match name {
        "日本" => "116",
        "德国" => "304",
        "澳大利亚" => "601",
        "新西兰" => "609",
        other => panic!("no code beside {other}"),
    }
}

pub(crate) fn workbook() -> Vec<u8> {
    let mut rows = Vec::new();
    for (i, order) in ORDERS.iter().enumerate() {
        for (goods, qty) in order.lines {
            let (qty1, unit1) = legal(goods, 0, *qty);
            let (qty2, unit2) = legal(goods, 1, *qty);
            let buyer = order.person();
            rows.push(vec![
                order.number.to_owned(),
                "1210".to_owned(),
                buyer.account.to_owned(),
                buyer.name.to_owned(),
                buyer.id(),
                buyer.phone.to_owned(),
                buyer.name.to_owned(),
                buyer.phone.to_owned(),
                buyer.address.to_owned(),
                "0".to_owned(),
                yuan(order.freight),
                yuan(order.discount),
                yuan(order.tax()),
                yuan(order.paid()),
                order.payment(),
                format!("2026-11-20 14:{:02}:00", i * 7 + 3),
                order.waybill(),
                thousandths(order.grams() + 250),
                thousandths(order.grams()),
                format!("R{}", goods.sku.replace('-', "")),
                goods.code.to_owned(),
                goods.name.to_owned(),
                goods.name.to_owned(),
                goods.sku.to_owned(),
                goods.spec.to_owned(),
                qty.to_string(),
                goods.unit.to_owned(),
                qty1,
                unit1,
                qty2,
                unit2,
                yuan(goods.price),
                yuan(goods.price * qty),
                origin_code(goods.origin).to_owned(),
                yuan(order.freight),
                String::new(),
            ]);
        }
    }
    text_sheet("保税订单", HEADERS, &rows)
}
