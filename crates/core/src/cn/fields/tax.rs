//! CEB816 tax bill, CEB818 tax bill status, CEB900 format receipt.

use super::Values::{Integer, OneOf};
use super::{AMOUNT, Form, Group, TIME_MS, exactly, optional, required, upto};

/// `TaxHeadRd`.
pub static TAX_HEAD_RD: Group = Group {
    element: "TaxHeadRd",
    fields: &[
        required("guid", "系统唯一序号", "receipt id (UUID)", exactly(36)),
        required("returnTime", "回执时间", "receipt time", TIME_MS),
        required("invtNo", "进境清单编号", "inventory no.", upto(18)),
        required("taxNo", "电子税单编号", "electronic tax bill no.", upto(50)),
        required("customsTax", "应征关税", "customs duty due", AMOUNT),
        required("valueAddedTax", "应征增值税", "VAT due", AMOUNT),
        required("consumptionTax", "应征消费税", "consumption tax due", AMOUNT),
        required("status", "税单状态", "tax bill status", exactly(1)).values(OneOf(&["1", "2", "3"])),
        optional("entDutyNo", "缴款书编号", "payment book no.", upto(50)),
        optional("note", "备注", "remark", upto(1000)),
        optional("assureCode", "担保企业代码", "guarantor company code", upto(64)),
        optional("ebcCode", "电商企业代码", "seller code", upto(64)),
        optional("logisticsCode", "物流企业代码", "logistics company code", upto(64)),
        optional("agentCode", "申报单位代码", "declaring company code", Form::Text { min: 1, max: 18 }),
        optional("customsCode", "申报口岸", "declaration customs", exactly(4)),
        optional("orderNo", "订单编号", "order no.", upto(60)).only_read(),
        optional("logisticsNo", "运单编号", "waybill no.", upto(60)).only_read(),
    ],
};

/// `TaxListRd`.
pub static TAX_LIST_RD: Group = Group {
    element: "TaxListRd",
    fields: &[
        required("gnum", "商品项号", "line no.", Form::Whole { digits: 9 }),
        required("gcode", "海关商品编码", "HS code", exactly(10)),
        required("taxPrice", "完税总价格", "dutiable value", AMOUNT),
        required("customsTax", "应征关税", "customs duty due", AMOUNT),
        required("valueAddedTax", "应征增值税", "VAT due", AMOUNT),
        required("consumptionTax", "应征消费税", "consumption tax due", AMOUNT),
    ],
};

/// `TaxHeadStatus`.
pub static TAX_HEAD_STATUS: Group = Group {
    element: "TaxHeadStatus",
    fields: &[
        required("guid", "系统唯一序号", "receipt id (UUID)", exactly(36)),
        required("returnTime", "回执时间", "receipt time", TIME_MS),
        required("invtNo", "进境清单编号", "inventory no.", upto(18)),
        required("taxNo", "电子税单编号", "electronic tax bill no.", upto(50)),
        required("status", "税单状态", "tax bill status", exactly(1)).values(OneOf(&["1", "2", "3"])),
        optional("entDutyNo", "缴款书编号", "payment book no.", upto(50)),
        optional("assureCode", "担保企业代码", "guarantor company code", upto(64)),
    ],
};

/// `MessageReturn`.
pub static MESSAGE_RETURN: Group = Group {
    element: "MessageReturn",
    fields: &[
        required("guid", "系统唯一序号", "receipt serial", exactly(36)),
        required("returnStatus", "回执状态", "status", Form::Text { min: 1, max: 10 }).values(Integer),
        required("returnInfo", "回执详细信息", "details", upto(5000)).or_empty(),
        required("returnTime", "操作时间", "time", TIME_MS),
        required("oriCopMsgId", "原始传输报文的copMsgId", "id of the envelope that was refused", upto(255))
            .or_empty(),
        required("oriMessageType", "原始报文类型", "original message type", upto(15)),
        required("oriBizMessage", "原始报文内容", "original message text", upto(usize::MAX)).or_empty(),
    ],
};
