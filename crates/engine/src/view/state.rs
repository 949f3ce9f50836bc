//! The names of states, for faces that have no words of their own.

use super::Said;

/// What people call a state as the lists write it: a word such as `to-sign`, or a number of customs.
#[must_use]
pub fn state_name(state: &str) -> Said {
    let (zh, en) = match state {
        "draft" => ("草稿", "Draft"),
        "to-sign" => ("待签名", "To sign"),
        "waiting" => ("等待发送", "Waiting to send"),
        "sending" => ("发送中", "Sending"),
        "received" => ("海关已收", "Received by customs"),
        "silent" => ("沉默", "Silent"),
        "failed" => ("报文被拒收", "Message refused"),
        "cancelled" => ("已撤销", "Cancelled"),
        "deleted" => ("已删除", "Deleted"),
        "1" => ("口岸已暂存", "Staged"),
        "2" => ("申报中", "Declaring"),
        "3" => ("已发海关", "Sent on"),
        "4" => ("发送失败", "Send failed"),
        "100" => ("海关退单", "Rejected"),
        "120" => ("海关入库", "Stored"),
        "300" => ("人工审核", "In review"),
        "399" => ("海关审结", "Approved"),
        "400" => ("待运抵", "To arrive"),
        "500" => ("查验", "Inspection"),
        "501" | "502" | "503" | "599" => ("扣留", "Detained"),
        "600" => ("挂起", "Suspended"),
        "700" => ("退运", "Ship back"),
        "800" => ("放行", "Released"),
        "899" => ("结关", "Closed"),
        error if error.starts_with('-') => ("处理异常", "E-port error"),
        other => return Said::new(format!("未知状态 {other}"), format!("Unknown state {other}")),
    };
    Said::new(zh, en)
}
