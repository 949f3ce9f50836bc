//! `orders-9610.xlsx`: direct purchases in the columns of the order and declaration templates. The prefix of an order
//! number chooses what the practice service makes of it.

use super::invented::{
    DIAPERS, FACE_CREAM, FISH_OIL, MILK_POWDER, Order, RICH_CREAM, TOOTHPASTE, WINE, legal, thousandths, yuan,
};
use super::text_sheet;

const HEADERS: &[&str] = &[
    "订单编号",
    "企业商品货号",
    "企业商品名称",
    "商品编码",
    "商品名称",
    "商品规格型号",
    "条码",
    "数量",
    "计量单位",
    "第一法定数量",
    "第一法定计量单位",
    "第二法定数量",
    "第二法定计量单位",
    "单价",
    "总价",
    "原产国",
    "订购人注册号",
    "订购人姓名",
    "订购人证件号码",
    "订购人电话",
    "收货人姓名",
    "收货人电话",
    "收件地址",
    "商品价格",
    "运杂费",
    "非现金抵扣金额",
    "代扣税款",
    "实际支付金额",
    "支付交易编码",
    "支付时间",
    "物流运单编号",
    "提运单号",
    "运输方式",
    "运输工具编号",
    "航班航次号",
    "起运国",
    "运费",
    "保费",
    "毛重",
    "净重",
    "备注",
];

/// Released, inspected, refused for identity, payer, quota and amount, silent, late.
const ORDERS: &[Order] = &[
    order("OK20261124000001", 0, &[(FISH_OIL, 2)], 1_200, 0),
    order("OK20261124000002", 1, &[(MILK_POWDER, 2), (TOOTHPASTE, 3)], 1_500, 2_000),
    order("OK20261124000003", 2, &[(WINE, 2)], 1_800, 0),
    order("OK20261124000004", 3, &[(RICH_CREAM, 1), (FACE_CREAM, 1)], 0, 5_000),
    order("OK20261124000005", 4, &[(DIAPERS, 3), (FISH_OIL, 1), (TOOTHPASTE, 2)], 2_000, 0),
    order("CY20261124000006", 5, &[(FACE_CREAM, 2)], 1_000, 0),
    order("ID20261124000007", 6, &[(FISH_OIL, 1)], 1_000, 0),
    order("PAY20261124000008", 7, &[(TOOTHPASTE, 6)], 800, 0),
    order("QT20261124000009", 8, &[(MILK_POWDER, 6)], 0, 3_000),
    order("AMT20261124000010", 9, &[(DIAPERS, 2)], 1_500, 0),
    order("SL20261124000011", 10, &[(WINE, 1), (FISH_OIL, 1)], 1_200, 0),
    order("LT20261124000012", 11, &[(FACE_CREAM, 1)], 900, 0),
];

const fn order(
    number: &'static str,
    buyer: usize,
    lines: &'static [(super::invented::Goods, u64)],
    freight: u64,
    discount: u64,
) -> Order {
    Order { number, buyer, lines, freight, discount }
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
                goods.sku.to_owned(),
                goods.name.to_owned(),
                goods.code.to_owned(),
                goods.name.to_owned(),
                goods.spec.to_owned(),
                goods.barcode(),
                qty.to_string(),
                goods.unit.to_owned(),
                qty1,
                unit1,
                qty2,
                unit2,
                yuan(goods.price),
                yuan(goods.price * qty),
                goods.origin.to_owned(),
                buyer.account.to_owned(),
                buyer.name.to_owned(),
                buyer.id(),
                buyer.phone.to_owned(),
                buyer.name.to_owned(),
                buyer.phone.to_owned(),
                buyer.address.to_owned(),
                yuan(order.goods_value()),
                yuan(order.freight),
                yuan(order.discount),
                yuan(order.tax()),
                yuan(order.paid()),
                order.payment(),
                format!("2026-11-20 {:02}:{:02}:00", 9 + i / 6, i % 6 * 10 + 5),
                order.waybill(),
                // An air waybill number ends in its first seven digits mod 7.
                "999-12345675".to_owned(),
                "5".to_owned(),
                "QH0986".to_owned(),
                "QH0986/20261124".to_owned(),
                "日本".to_owned(),
                yuan(order.freight),
                "0".to_owned(),
                thousandths(order.grams() + 200),
                thousandths(order.grams()),
                String::new(),
            ]);
        }
    }
    text_sheet("进口订单", HEADERS, &rows)
}
