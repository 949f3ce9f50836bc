//! The frame around the documents: who sends, who subscribes, what is added.

use super::Values::OneOf;
use super::{Form, Group, OPEN, exactly, optional, required, upto};

/// `BaseTransfer`.
pub static BASE_TRANSFER: Group = Group {
    element: "BaseTransfer",
    fields: &[
        required("copCode", "传输企业代码", "sending company code", Form::Text { min: 1, max: 18 }),
        required("copName", "传输企业名称", "sending company name", upto(100)),
        required("dxpMode", "报文传输模式", "transport mode", exactly(3)).values(OneOf(&["DXP"])),
        required("dxpId", "报文传输编号", "DXP user id", upto(30)),
        optional("note", "备注", "remark", upto(1000)),
    ],
};

/// `BaseSubscribe`.
pub static BASE_SUBSCRIBE: Group = Group {
    element: "BaseSubscribe",
    fields: &[
        required("status", "订阅状态", "what to subscribe", upto(100)).values(OneOf(&["ALL", "DATA", "RET"])),
        required("dxpMode", "传输模式", "transport mode", exactly(3)).values(OneOf(&["DXP"])),
        required("dxpAddress", "传输地址", "DXP user id of the subscriber", upto(100)),
        optional("note", "备注", "remark", upto(1000)),
    ],
};

/// `ExtendMessage`.
pub static EXTEND_MESSAGE: Group = Group {
    element: "ExtendMessage",
    fields: &[
        required("name", "自定义报文名称", "custom message name", upto(30)),
        required("version", "自定义报文版本", "custom message version", upto(30)),
        required("Message", "自定义报文实体", "custom payload", OPEN),
    ],
};
