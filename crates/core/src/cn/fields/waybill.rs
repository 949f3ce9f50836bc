//! CEB511 waybill, CEB513 waybill status and their receipts.

use super::Values::{Integer, OneOf};
use super::{AMOUNT, Form, Group, POSITIVE, TIME, TIME_MS, advised, exactly, optional, required, upto};

/// `LogisticsHead`.
pub static LOGISTICS_HEAD: Group = Group {
    element: "LogisticsHead",
    fields: &[
        required("guid", "系统唯一序号", "record id (UUID)", exactly(36)),
        required("appType", "报送类型", "submission type", exactly(1)).values(OneOf(&["1", "2", "3"])),
        required("appTime", "报送时间", "submission time", TIME),
        required("appStatus", "业务状态", "business status", upto(3)).values(OneOf(&["1", "2"])),
        required("logisticsCode", "物流企业代码", "logistics company code", upto(18)),
        required("logisticsName", "物流企业名称", "logistics company name", upto(100)),
        required("logisticsNo", "物流运单编号", "waybill no.", upto(60)),
        optional("billNo", "提运单号", "bill of lading / master air waybill / truck manifest no.", upto(37)),
        required("orderNo", "订单编号", "order no.", upto(60)),
        advised("freight", "运费", "freight", AMOUNT),
        advised("insuredFee", "保价费", "declared-value fee", AMOUNT),
        required("currency", "币制", "currency", exactly(3)).values(OneOf(&["142"])),
        required("weight", "毛重", "gross weight", POSITIVE),
        required("packNo", "件数", "pieces", Form::Whole { digits: 9 }),
        optional("goodsInfo", "主要货物信息", "main goods", upto(200)),
        required("consignee", "收货人姓名", "consignee name", upto(100)),
        required("consigneeAddress", "收货地址", "consignee address", upto(200)),
        required("consigneeTelephone", "收货人电话", "consignee telephone", upto(50)),
        optional("note", "备注", "remark", upto(1000)),
    ],
};

/// `LogisticsReturn`.
pub static LOGISTICS_RETURN: Group = Group {
    element: "LogisticsReturn",
    fields: &[
        required("guid", "系统唯一序号", "receipt id (UUID)", exactly(36)),
        required("logisticsCode", "物流企业代码", "logistics company code", upto(18)),
        required("logisticsNo", "物流运单编号", "waybill no.", upto(60)),
        required("returnStatus", "回执状态", "receipt status", Form::Text { min: 1, max: 10 })
            .values(Integer),
        required("returnTime", "回执时间", "receipt time", TIME_MS),
        required("returnInfo", "回执信息", "receipt text", Form::Text { min: 1, max: 1000 }),
    ],
};

/// `LogisticsStatus`.
pub static LOGISTICS_STATUS: Group = Group {
    element: "LogisticsStatus",
    fields: &[
        required("guid", "系统唯一序号", "record id (UUID)", exactly(36)),
        required("appType", "报送类型", "submission type", exactly(1)).values(OneOf(&["1", "2", "3"])),
        required("appTime", "报送时间", "submission time", TIME),
        required("appStatus", "业务状态", "business status", upto(3)).values(OneOf(&["1", "2"])),
        required("logisticsCode", "物流企业代码", "logistics company code", upto(18)),
        required("logisticsName", "物流企业名称", "logistics company name", upto(100)),
        required("logisticsNo", "物流运单编号", "waybill no.", upto(60)),
        required("logisticsStatus", "物流运单状态", "waybill status", exactly(1)).values(OneOf(&["S"])),
        required("logisticsTime", "物流状态时间", "status time", TIME),
        optional("note", "备注", "remark", upto(1000)),
    ],
};

/// `LogisticsStatusReturn`.
pub static LOGISTICS_STATUS_RETURN: Group = Group {
    element: "LogisticsStatusReturn",
    fields: &[
        required("guid", "系统唯一序号", "receipt id (UUID)", exactly(36)),
        required("logisticsCode", "物流企业代码", "logistics company code", upto(18)),
        required("logisticsNo", "物流运单编号", "waybill no.", upto(60)),
        required("logisticsStatus", "物流状态", "waybill status", exactly(1)).values(OneOf(&["S"])),
        required("returnStatus", "回执状态", "receipt status", Form::Text { min: 1, max: 10 })
            .values(Integer),
        required("returnTime", "回执时间", "receipt time", TIME_MS),
        required("returnInfo", "回执信息", "receipt text", Form::Text { min: 1, max: 1000 }),
    ],
};
