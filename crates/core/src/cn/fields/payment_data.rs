//! Announcement 179: the head, the orders and the goods of original payment data.

use super::Values::{Digits, OneOf};
use super::{Form, Group, POSITIVE, TIME, exactly, optional, required, upto};

const fn some(max: usize) -> Form {
    Form::Text { min: 1, max }
}

/// `payExchangeInfoHead`.
pub static HEAD: Group = Group {
    element: "payExchangeInfoHead",
    fields: &[
        required("guid", "系统唯一序号", "unique number (UUID, upper case)", some(36)),
        required("initalRequest", "原始请求", "original request", some(8000)),
        required("initalResponse", "原始响应", "original response", some(8000)),
        required("ebpCode", "电商平台代码", "platform code", some(18)),
        required("payCode", "支付企业代码", "payment company code", some(18)),
        required("payTransactionId", "交易流水号", "transaction no.", some(60)),
        required("totalAmount", "交易金额", "amount paid", POSITIVE),
        required("currency", "币制", "currency", some(4)).values(Digits),
        required("verDept", "验核机构", "verifying body", exactly(1)).values(OneOf(&["1", "2", "3"])),
        optional("payType", "支付类型", "payment type", exactly(1))
            .values(OneOf(&["1", "2", "3", "4"]))
            .or_empty(),
        required("tradingTime", "交易成功时间", "time of payment", TIME),
        optional("note", "备注", "remark", upto(1000)),
    ],
};

/// One of `payExchangeInfoLists`.
pub static ORDER: Group = Group {
    element: "payExchangeInfoLists",
    fields: &[
        required("orderNo", "订单编号", "order no.", some(60)),
        required("recpAccount", "收款账号", "receiving account", some(60)),
        optional("recpCode", "收款企业代码", "receiver's credit code", upto(18)),
        required("recpName", "收款企业名称", "receiver's name", some(100)),
    ],
};

/// One of `goodsInfo`.
pub static GOODS: Group = Group {
    element: "goodsInfo",
    fields: &[
        required("gname", "商品名称", "goods name", some(250)),
        required("itemLink", "商品链接", "link to the goods", some(3000)),
    ],
};
