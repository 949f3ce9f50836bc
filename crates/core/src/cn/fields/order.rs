//! CEB311 order and its receipt CEB312.

use super::Values::{Digits, Integer, OneOf, Table};
use super::{AMOUNT, Codes, Form, Group, POSITIVE, TIME, TIME_MS, exactly, optional, required, upto};

/// `OrderHead`.
pub static ORDER_HEAD: Group = Group {
    element: "OrderHead",
    fields: &[
        required("guid", "系统唯一序号", "record id (UUID)", exactly(36)),
        required("appType", "报送类型", "submission type", exactly(1)).values(OneOf(&["1", "2", "3"])),
        required("appTime", "报送时间", "submission time", TIME),
        required("appStatus", "业务状态", "business status", upto(3)).values(OneOf(&["1", "2"])),
        required("orderType", "订单类型", "order type", exactly(1)).values(OneOf(&["I"])),
        required("orderNo", "订单编号", "order no.", upto(60)),
        required("ebpCode", "电商平台代码", "platform code", upto(18)),
        required("ebpName", "电商平台名称", "platform name", upto(100)),
        required("ebcCode", "电商企业代码", "seller code", upto(18)),
        required("ebcName", "电商企业名称", "seller name", upto(100)),
        required("goodsValue", "商品价格", "goods value", AMOUNT),
        required("freight", "运杂费", "freight and sundry charges", AMOUNT),
        required("discount", "非现金抵扣金额", "non-cash deduction", AMOUNT),
        required("taxTotal", "代扣税款", "tax withheld in advance", AMOUNT),
        required("acturalPaid", "实际支付金额", "amount actually paid", AMOUNT),
        required("currency", "币制", "currency", exactly(3)).values(OneOf(&["142"])),
        required("buyerRegNo", "订购人注册号", "buyer account on the platform", upto(60)),
        required("buyerName", "订购人姓名", "buyer name", upto(60)),
        required("buyerTelephone", "订购人电话", "buyer telephone", upto(30)),
        required("buyerIdType", "订购人证件类型", "buyer id type", exactly(1)).values(OneOf(&["1", "2"])),
        required("buyerIdNumber", "订购人证件号码", "buyer id no.", upto(60)),
        optional("payCode", "支付企业代码", "payment company code", upto(18)),
        optional("payName", "支付企业名称", "payment company name", upto(100)),
        optional("payTransactionId", "支付交易编号", "payment transaction no.", upto(60)),
        optional("batchNumbers", "商品批次号", "goods batch no.", upto(100)),
        required("consignee", "收货人姓名", "consignee name", upto(100)),
        required("consigneeTelephone", "收货人电话", "consignee telephone", upto(50)),
        required("consigneeAddress", "收货地址", "consignee address", upto(200)),
        optional("consigneeDistrict", "收货地址行政区划代码", "consignee district code", exactly(6))
            .values(Digits),
        optional("note", "备注", "remark", upto(1000)),
    ],
};

/// `OrderList`.
pub static ORDER_LIST: Group = Group {
    element: "OrderList",
    fields: &[
        required("gnum", "商品序号", "line no.", Form::Whole { digits: 4 }),
        optional("itemNo", "企业商品货号", "merchant SKU", upto(30)),
        required("itemName", "企业商品名称", "goods name on the platform", Form::Text { min: 1, max: 250 }),
        required("gmodel", "商品规格型号", "specification and model", Form::Text { min: 1, max: 510 }),
        optional("itemDescribe", "企业商品描述", "goods description", upto(1000)),
        optional("barCode", "条形码", "barcode", upto(50)),
        required("unit", "单位", "unit", exactly(3)).values(Table(Codes::Unit)),
        required("qty", "数量", "quantity", POSITIVE),
        required("price", "单价", "unit price", AMOUNT),
        required("totalPrice", "总价", "line total", AMOUNT),
        required("currency", "币制", "currency", exactly(3)).values(OneOf(&["142"])),
        required("country", "原产国", "country of origin", exactly(3)).values(Table(Codes::Country)),
        optional("note", "备注", "remark", upto(1000)),
    ],
};

/// `OrderReturn`.
pub static ORDER_RETURN: Group = Group {
    element: "OrderReturn",
    fields: &[
        required("guid", "系统唯一序号", "receipt id (UUID)", exactly(36)),
        required("ebpCode", "电商平台代码", "platform code", upto(18)),
        required("ebcCode", "电商企业代码", "seller code", upto(18)),
        required("orderNo", "订单编号", "order no.", upto(60)),
        required("returnStatus", "回执状态", "receipt status", Form::Text { min: 1, max: 10 })
            .values(Integer),
        required("returnTime", "回执时间", "receipt time", TIME_MS),
        required("returnInfo", "回执信息", "receipt text", Form::Text { min: 1, max: 1000 }),
    ],
};
