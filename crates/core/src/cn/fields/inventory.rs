//! CEB621 inventory, the declaration, and its receipt CEB622.

use super::Values::{Digits, Integer, OneOf, Table};
use super::{
    AMOUNT, Codes, DATE, Form, Group, POSITIVE, TIME, TIME_MS, advised, conditional, exactly, optional,
    required, upto,
};

/// `InventoryHead`.
pub static INVENTORY_HEAD: Group = Group {
    element: "InventoryHead",
    fields: &[
        required("guid", "系统唯一序号", "record id (UUID)", exactly(36)),
        required("appType", "报送类型", "submission type", exactly(1)).values(OneOf(&["1", "2", "3"])),
        required("appTime", "报送时间", "submission time", TIME),
        required("appStatus", "业务状态", "business status", upto(3)).values(OneOf(&["1", "2"])),
        required("orderNo", "订单编号", "order no.", upto(60)),
        required("ebpCode", "电商平台代码", "platform code", upto(18)),
        required("ebpName", "电商平台名称", "platform name", upto(100)),
        required("ebcCode", "电商企业代码", "seller code", upto(18)),
        required("ebcName", "电商企业名称", "seller name", upto(100)),
        required("logisticsNo", "物流运单编号", "waybill no.", upto(60)),
        required("logisticsCode", "物流企业代码", "logistics company code", upto(18)),
        required("logisticsName", "物流企业名称", "logistics company name", upto(100)),
        advised("copNo", "企业内部编号", "own document no.", upto(20)),
        optional("preNo", "预录入编号", "e-port pre-entry no.", exactly(18)).or_empty(),
        required("assureCode", "担保企业编号", "guarantor company code", upto(30)),
        conditional("emsNo", "账册编号", "bonded account book no.", upto(30)),
        optional("invtNo", "清单编号", "inventory no.", exactly(18)).or_empty(),
        required("ieFlag", "进出口标记", "I/E flag", exactly(1)).values(OneOf(&["I"])),
        required("declTime", "申报日期", "declaration date", DATE),
        required("customsCode", "申报海关代码", "declaration customs code", exactly(4))
            .values(Table(Codes::District)),
        required("portCode", "口岸海关代码", "port customs code", exactly(4)).values(Table(Codes::District)),
        optional("ieDate", "进口日期", "import date", DATE),
        required("buyerIdType", "订购人证件类型", "buyer id type", exactly(1)).values(OneOf(&["1", "2"])),
        required("buyerIdNumber", "订购人证件号码", "buyer id no.", upto(60)),
        required("buyerName", "订购人姓名", "buyer name", upto(60)),
        required("buyerTelephone", "订购人电话", "buyer telephone", upto(30)),
        required("consigneeAddress", "收件地址", "delivery address", upto(200)),
        required("agentCode", "申报企业代码", "declaring company code", upto(18)),
        required("agentName", "申报企业名称", "declaring company name", upto(100)),
        conditional("areaCode", "区内企业代码", "bonded-zone warehouse company code", upto(18)),
        conditional("areaName", "区内企业名称", "bonded-zone warehouse company name", upto(100)),
        required("tradeMode", "贸易方式", "trade mode", exactly(4)).values(OneOf(&["9610", "1210", "1239"])),
        required("trafMode", "运输方式", "transport mode", exactly(1)).values(Table(Codes::Transport)),
        conditional("trafNo", "运输工具编号", "means of transport", upto(100)),
        conditional("voyageNo", "航班航次号", "voyage / flight no.", upto(32)),
        conditional("billNo", "提运单号", "bill no.", upto(37)),
        conditional("loctNo", "监管场所代码", "supervised-site code", upto(10)),
        optional("licenseNo", "许可证件号", "licence no.", upto(19)),
        required("country", "起运国（地区）", "country of departure", exactly(3))
            .values(Table(Codes::Country)),
        required("freight", "运费", "freight", AMOUNT),
        required("insuredFee", "保费", "insurance / declared-value fee", AMOUNT),
        required("currency", "币制", "currency", exactly(3)).values(OneOf(&["142"])),
        optional("wrapType", "包装种类代码", "package kind", exactly(1)).values(Table(Codes::Wrap)),
        required("packNo", "件数", "pieces", Form::Whole { digits: 9 }),
        required("grossWeight", "毛重（公斤）", "gross weight", POSITIVE),
        required("netWeight", "净重（公斤）", "net weight", POSITIVE),
        optional("note", "备注", "remark", upto(1000)),
    ],
};

/// `InventoryList`.
pub static INVENTORY_LIST: Group = Group {
    element: "InventoryList",
    fields: &[
        required("gnum", "序号", "line no.", Form::Whole { digits: 4 }),
        conditional("itemRecordNo", "账册备案料号", "account-book item no.", upto(30)),
        optional("itemNo", "企业商品货号", "merchant SKU", upto(20)),
        optional("itemName", "企业商品品名", "goods name on the platform", upto(250)),
        required("gcode", "商品编码", "HS code", exactly(10)).values(Digits),
        required("gname", "商品名称", "goods name", Form::Text { min: 1, max: 250 }),
        required("gmodel", "商品规格型号", "specification and model", Form::Text { min: 1, max: 510 }),
        optional("barCode", "条码", "barcode", upto(50)),
        required("country", "原产国（地区）", "country of origin", exactly(3)).values(Table(Codes::Country)),
        optional("tradeCountry", "贸易国", "trading country", exactly(3)).values(Table(Codes::Country)),
        required("currency", "币制", "currency", exactly(3)).values(OneOf(&["142"])),
        required("qty", "数量", "quantity in the sales unit", POSITIVE),
        required("unit", "计量单位", "sales unit", exactly(3)).values(Table(Codes::Unit)),
        required("qty1", "法定数量", "first legal quantity", POSITIVE),
        required("unit1", "法定计量单位", "first legal unit", exactly(3)).values(Table(Codes::Unit)),
        conditional("qty2", "第二数量", "second legal quantity", POSITIVE),
        conditional("unit2", "第二计量单位", "second legal unit", exactly(3)).values(Table(Codes::Unit)),
        required("price", "单价", "unit price", AMOUNT),
        required("totalPrice", "总价", "line total", AMOUNT),
        optional("note", "备注", "remark", upto(1000)),
    ],
};

/// `InventoryReturn`.
pub static INVENTORY_RETURN: Group = Group {
    element: "InventoryReturn",
    fields: &[
        required("guid", "系统唯一序号", "receipt id (UUID)", exactly(36)),
        optional("customsCode", "申报海关代码", "declaration customs code", exactly(4)),
        optional("ebpCode", "电商平台代码", "platform code", upto(18)),
        optional("ebcCode", "电商企业代码", "seller code", upto(18)),
        optional("agentCode", "申报企业代码", "declaring company code", upto(18)),
        required("copNo", "企业内部编号", "own document no.", upto(20)),
        advised("preNo", "预录入编号", "e-port pre-entry no.", exactly(18)).or_empty(),
        optional("invtNo", "清单编号", "inventory no.", exactly(18)).or_empty(),
        required("returnStatus", "回执状态", "receipt status", Form::Text { min: 1, max: 10 })
            .values(Integer),
        required("returnTime", "回执时间", "receipt time", TIME_MS),
        required("returnInfo", "回执信息", "receipt text", Form::Text { min: 1, max: 1000 }),
    ],
};
