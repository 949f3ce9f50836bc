//! What may follow a declaration: CEB623 cancel, CEB625 return, CEB711 warehouse entry, and their receipts.

use super::Values::{Digits, Integer, OneOf, Table};
use super::{Codes, Form, Group, POSITIVE, TIME, TIME_MS, advised, exactly, optional, required, upto};

/// `InvtCancel`.
pub static INVT_CANCEL: Group = Group {
    element: "InvtCancel",
    fields: &[
        required("guid", "系统唯一序号", "record id (UUID)", exactly(36)),
        required("appType", "报送类型", "submission type", exactly(1)).values(OneOf(&["1"])),
        required("appTime", "报送时间", "submission time", TIME),
        required("appStatus", "业务状态", "business status", upto(3)).values(OneOf(&["1", "2"])),
        required("customsCode", "申报海关代码", "declaration customs code", exactly(4))
            .values(Table(Codes::District)),
        required("orderNo", "订单编号", "order no.", upto(60)),
        required("ebpCode", "电商平台代码", "platform code", upto(18)),
        required("ebpName", "电商平台名称", "platform name", upto(100)),
        required("ebcCode", "电商企业代码", "seller code", upto(18)),
        required("ebcName", "电商企业名称", "seller name", upto(100)),
        required("logisticsNo", "物流运单编号", "waybill no.", upto(60)),
        required("logisticsCode", "物流企业代码", "logistics company code", upto(18)),
        required("logisticsName", "物流企业名称", "logistics company name", upto(100)),
        advised("copNo", "企业内部编号", "own document no.", upto(20)),
        optional("preNo", "预录入编号", "e-port pre-entry no.", upto(18)),
        required("invtNo", "清单编号", "original inventory no.", upto(18)),
        required("buyerIdType", "订购人证件类型", "buyer id type", exactly(1)).values(OneOf(&["1", "2"])),
        required("buyerIdNumber", "订购人证件号码", "buyer id no.", upto(60)),
        required("buyerName", "订购人姓名", "buyer name", upto(60)),
        required("buyerTelephone", "订购人电话", "buyer telephone", upto(30)),
        required("agentCode", "申报企业代码", "declaring company code", upto(18)),
        required("agentName", "申报企业名称", "declaring company name", upto(100)),
        required("reason", "撤单原因", "cancel reason", Form::Text { min: 1, max: 1000 }),
        optional("note", "备注", "remark", upto(1000)),
    ],
};

/// `InvtCancelReturn`.
pub static INVT_CANCEL_RETURN: Group = Group {
    element: "InvtCancelReturn",
    fields: &[
        required("guid", "系统唯一序号", "receipt id (UUID)", exactly(36)),
        optional("customsCode", "申报海关代码", "declaration customs code", exactly(4)),
        optional("agentCode", "申报企业代码", "declaring company code", upto(18)),
        optional("ebpCode", "电商平台代码", "platform code", upto(18)),
        optional("ebcCode", "电商企业代码", "seller code", upto(18)),
        required("copNo", "企业内部编号", "own document no.", upto(20)),
        advised("preNo", "预录入编号", "e-port pre-entry no.", exactly(18)).or_empty(),
        optional("invtNo", "清单编号", "inventory no.", exactly(18)).or_empty(),
        required("returnStatus", "回执状态", "receipt status", Form::Text { min: 1, max: 10 })
            .values(Integer),
        required("returnTime", "回执时间", "receipt time", TIME_MS),
        required("returnInfo", "回执信息", "receipt text", Form::Text { min: 1, max: 1000 }),
    ],
};

/// `InvtRefundHead`.
pub static INVT_REFUND_HEAD: Group = Group {
    element: "InvtRefundHead",
    fields: &[
        required("guid", "系统唯一序号", "record id (UUID)", exactly(36)),
        required("appType", "报送类型", "submission type", exactly(1)).values(OneOf(&["1", "2", "3"])),
        required("appTime", "报送时间", "submission time", TIME),
        required("appStatus", "业务状态", "business status", upto(3)).values(OneOf(&["1", "2"])),
        required("customsCode", "申报海关代码", "declaration customs code", exactly(4))
            .values(Table(Codes::District)),
        required("orderNo", "订单编号", "order no.", upto(60)),
        required("ebpCode", "电商平台代码", "platform code", upto(18)),
        required("ebpName", "电商平台名称", "platform name", upto(100)),
        required("ebcCode", "电商企业代码", "seller code", upto(18)),
        required("ebcName", "电商企业名称", "seller name", upto(100)),
        required("logisticsNo", "物流运单编号", "waybill no.", upto(60)),
        required("logisticsCode", "物流企业代码", "logistics company code", upto(18)),
        required("logisticsName", "物流企业名称", "logistics company name", upto(100)),
        advised("copNo", "企业内部编号", "own document no.", upto(20)),
        optional("preNo", "预录入编号", "e-port pre-entry no.", upto(18)),
        required("invtNo", "清单编号", "original inventory no.", upto(18)),
        required("buyerIdType", "订购人证件类型", "buyer id type", exactly(1)).values(OneOf(&["1", "2"])),
        required("buyerIdNumber", "订购人证件号码", "buyer id no.", upto(60)),
        required("buyerName", "订购人姓名", "buyer name", upto(60)),
        required("buyerTelephone", "订购人电话", "buyer telephone", upto(30)),
        required("agentCode", "申报企业代码", "declaring company code", upto(18)),
        required("agentName", "申报企业名称", "declaring company name", upto(100)),
        required("reason", "退货原因", "return reason", Form::Text { min: 1, max: 1000 }),
        optional("note", "备注", "remark", upto(1000)),
    ],
};

/// `InvtRefundList`.
pub static INVT_REFUND_LIST: Group = Group {
    element: "InvtRefundList",
    fields: &[
        required("gnum", "序号", "line no. of the original inventory", Form::Whole { digits: 4 }),
        required("gcode", "商品编码", "HS code", exactly(10)).values(Digits),
        required("gname", "商品名称", "goods name", Form::Text { min: 1, max: 250 }),
        required("qty", "数量", "returned quantity", POSITIVE),
        required("unit", "计量单位", "unit", exactly(3)).values(Table(Codes::Unit)),
        optional("note", "备注", "remark", upto(1000)),
    ],
};

/// `InvtRefundReturn`.
pub static INVT_REFUND_RETURN: Group = Group {
    element: "InvtRefundReturn",
    fields: &[
        required("guid", "系统唯一序号", "receipt id (UUID)", exactly(36)),
        optional("customsCode", "申报海关代码", "declaration customs code", exactly(4)),
        optional("agentCode", "申报企业代码", "declaring company code", upto(18)),
        optional("ebpCode", "电商平台代码", "platform code", upto(18)),
        optional("ebcCode", "电商企业代码", "seller code", upto(18)),
        required("copNo", "企业内部编号", "own document no.", upto(20)),
        advised("preNo", "预录入编号", "e-port pre-entry no.", exactly(18)).or_empty(),
        optional("invtNo", "清单编号", "inventory no.", exactly(18)).or_empty(),
        required("returnStatus", "回执状态", "receipt status", Form::Text { min: 1, max: 10 })
            .values(Integer),
        required("returnTime", "回执时间", "receipt time", TIME_MS),
        required("returnInfo", "回执信息", "receipt text", Form::Text { min: 1, max: 1000 }),
    ],
};

/// `DeliveryHead`.
pub static DELIVERY_HEAD: Group = Group {
    element: "DeliveryHead",
    fields: &[
        required("guid", "系统唯一序号", "record id (UUID)", exactly(36)),
        required("appType", "报送类型", "submission type", exactly(1)).values(OneOf(&["1", "2", "3"])),
        required("appTime", "报送时间", "submission time", TIME),
        required("appStatus", "业务状态", "business status", upto(3)).values(OneOf(&["1", "2"])),
        required("customsCode", "申报海关代码", "declaration customs code", exactly(4))
            .values(Table(Codes::District)),
        advised("copNo", "企业内部编号", "own document no.", upto(20)),
        optional("preNo", "预录入编号", "e-port pre-entry no.", upto(18)),
        optional("rkdNo", "入库单编号", "warehouse-entry no.", upto(18)),
        required("operatorCode", "监管场所经营人代码", "supervised-site operator code", upto(18)),
        required("operatorName", "监管场所经营人名称", "supervised-site operator name", upto(100)),
        required("ieFlag", "进出口标记", "I/E flag", exactly(1)).values(OneOf(&["I"])),
        required("trafMode", "运输方式", "transport mode", exactly(1)).values(Table(Codes::Transport)),
        required("trafNo", "运输工具编号", "means of transport", Form::Text { min: 1, max: 100 }),
        required("voyageNo", "航班航次号", "voyage / flight no.", Form::Text { min: 1, max: 32 }),
        required("billNo", "提运单号", "bill no.", Form::Text { min: 1, max: 37 }),
        required("logisticsCode", "物流企业代码", "logistics company code", upto(18)),
        required("logisticsName", "物流企业名称", "logistics company name", upto(100)),
        optional("unloadLocation", "卸货库位", "unloading location", upto(100)),
        optional("note", "备注", "remark", upto(1000)),
    ],
};

/// `DeliveryList`.
pub static DELIVERY_LIST: Group = Group {
    element: "DeliveryList",
    fields: &[
        required("gnum", "序号", "line no.", Form::Whole { digits: 4 }),
        required("logisticsNo", "物流运单编号", "waybill no.", upto(60)),
        optional("note", "备注", "remark", upto(1000)),
    ],
};

/// `DeliveryReturn`.
pub static DELIVERY_RETURN: Group = Group {
    element: "DeliveryReturn",
    fields: &[
        required("guid", "系统唯一序号", "receipt id (UUID)", exactly(36)),
        optional("customsCode", "申报海关代码", "declaration customs code", exactly(4)),
        optional("operatorCode", "监管场所经营人代码", "supervised-site operator code", upto(18)),
        advised("copNo", "企业内部编号", "own document no.", upto(20)),
        advised("preNo", "预录入编号", "e-port pre-entry no.", upto(18)),
        optional("rkdNo", "入库单编号", "warehouse-entry no.", upto(18)),
        required("returnStatus", "回执状态", "receipt status", Form::Text { min: 1, max: 10 })
            .values(Integer),
        required("returnTime", "回执时间", "receipt time", TIME_MS),
        required("returnInfo", "回执信息", "receipt text", Form::Text { min: 1, max: 1000 }),
    ],
};
