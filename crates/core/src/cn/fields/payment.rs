//! CEB411 payment and its receipt CEB412.

use super::Values::{Integer, OneOf};
use super::{AMOUNT, Form, Group, TIME, TIME_MS, exactly, optional, required, upto};

/// `PaymentHead`.
pub static PAYMENT_HEAD: Group = Group {
    element: "PaymentHead",
    fields: &[
        required("guid", "系统唯一序号", "record id (UUID)", exactly(36)),
        required("appType", "报送类型", "submission type", exactly(1)).values(OneOf(&["1", "2", "3"])),
        required("appTime", "报送时间", "submission time", TIME),
        required("appStatus", "业务状态", "business status", upto(3)).values(OneOf(&["1", "2"])),
        required("payCode", "支付企业代码", "payment company code", upto(18)),
        required("payName", "支付企业名称", "payment company name", upto(100)),
        required("payTransactionId", "支付交易编号", "payment transaction no.", upto(60)),
        required("orderNo", "订单编号", "order no.", upto(60)),
        required("ebpCode", "电商平台代码", "platform code", upto(18)),
        required("ebpName", "电商平台名称", "platform name", upto(100)),
        required("payerIdType", "支付人证件类型", "payer id type", exactly(1)).values(OneOf(&["1", "2"])),
        required("payerIdNumber", "支付人证件号码", "payer id no.", upto(60)),
        required("payerName", "支付人姓名", "payer name", upto(60)),
        optional("telephone", "支付人电话", "payer telephone", upto(60)),
        required("amountPaid", "支付金额", "amount paid", AMOUNT),
        required("currency", "支付币制", "payment currency", exactly(3)).values(OneOf(&["142"])),
        required("payTime", "支付时间", "payment time", TIME),
        optional("note", "备注", "remark", upto(1000)),
    ],
};

/// `PaymentReturn`.
pub static PAYMENT_RETURN: Group = Group {
    element: "PaymentReturn",
    fields: &[
        required("guid", "系统唯一序号", "receipt id (UUID)", exactly(36)),
        required("payCode", "支付企业代码", "payment company code", upto(18)),
        required("payTransactionId", "支付交易编号", "payment transaction no.", upto(60)),
        required("returnStatus", "回执状态", "receipt status", Form::Text { min: 1, max: 10 })
            .values(Integer),
        required("returnTime", "回执时间", "receipt time", TIME_MS),
        required("returnInfo", "回执信息", "receipt text", Form::Text { min: 1, max: 1000 }),
    ],
};
