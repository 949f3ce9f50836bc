//! `orders-taobao.csv`: a platform's order report as a Chinese spreadsheet program saves it, in GB18030.

use super::invented::{FISH_OIL, Order, TOOTHPASTE, WINE, yuan};

const HEADERS: &str = "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,\
买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址,运送方式,联系电话,联系手机,订单创建时间,\
订单付款时间,宝贝标题,宝贝种类,物流单号,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因,卖家服务费,\
买家服务费,发票抬头,是否手机订单,分阶段订单信息,特权订金订单id,是否上传合同照片,是否上传小票,是否代付,定金排名,\
修改后的sku,修改后的收货地址,异常信息,天猫卡券抵扣,集分宝抵扣,是否是O2O交易,退款金额";

const ORDERS: &[Order] = &[
    Order { number: "330020261124000001", buyer: 0, lines: &[(FISH_OIL, 1)], freight: 1_000, discount: 0 },
    Order { number: "330020261124000002", buyer: 2, lines: &[(TOOTHPASTE, 4)], freight: 0, discount: 0 },
    Order { number: "330020261124000003", buyer: 4, lines: &[(WINE, 1)], freight: 1_200, discount: 0 },
    Order { number: "330020261124000004", buyer: 6, lines: &[(FISH_OIL, 3)], freight: 0, discount: 0 },
];

/// The bytes of the file.
pub(crate) fn table() -> Vec<u8> {
    let mut text = format!("{HEADERS}\r\n");
    for (i, order) in ORDERS.iter().enumerate() {
        let (goods, qty) = &order.lines[0];
        let buyer = order.person();
        let total = order.goods_value() + order.freight;
        let cells = [
            format!("=\"{}\"", order.number),
            buyer.account.to_owned(),
            String::new(),
            yuan(order.goods_value()),
            yuan(order.freight),
            "0".to_owned(),
            yuan(total),
            "0".to_owned(),
            yuan(total),
            "0".to_owned(),
            "买家已付款，等待卖家发货".to_owned(),
            String::new(),
            buyer.name.to_owned(),
            format!("\"{} (000000)\"", buyer.address),
            "快递".to_owned(),
            String::new(),
            format!("'{}", buyer.phone),
            format!("2026/11/20 9:{:02}", i + 1),
            format!("2026/11/20 9:{:02}", i + 2),
            goods.name.to_owned(),
            "1".to_owned(),
            order.waybill(),
            "青禾快运".to_owned(),
            String::new(),
            qty.to_string(),
            "990001".to_owned(),
            "晴川海外旗舰店".to_owned(),
        ];
        text.push_str(&cells.join(","));
        text.push_str(&",".repeat(HEADERS.split(',').count() - cells.len()));
        text.push_str("\r\n");
    }
    let (bytes, _, lost) = encoding_rs::GB18030.encode(&text);
    assert!(!lost, "GB18030 holds all of Unicode");
    bytes.into_owned()
}
