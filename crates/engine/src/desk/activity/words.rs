//! The words of the activity log, for people. A word without a sentence is shown as it is.

use clearance_core::chain::{Entry, Wrong};

use crate::store::reviews::{Difference, Unfit};
use crate::store::to_u32;
use crate::view::{LogDifference, Said};

/// What was done.
const WHAT: &[(&str, &str, &str)] = &[
    ("act-asked", "请求改单、删单、撤单或退货", "Change, deletion, cancellation or return asked for"),
    ("act-dropped", "申请已不能办理", "What was asked for can no longer be done"),
    ("address-set", "设置申报服务地址", "Address of the service set"),
    ("approved", "复核通过", "Approved"),
    ("bills-saved", "保存税单 PDF", "Tax bills saved"),
    ("cancel-signed", "撤单申请已签名", "Cancellation signed"),
    ("change-signed", "改单已签名", "Change signed"),
    ("client-added", "新增客户", "Client added"),
    ("client-changed", "修改客户资料", "Client changed"),
    ("connection-set", "设置客户的申报通道", "Connection of a client set"),
    ("declared", "生成清单", "Declared"),
    ("declared-again", "重新申报", "Declared again"),
    ("delete-signed", "删单已签名", "Deletion signed"),
    ("file-taken-from-folder", "从监视文件夹导入", "File taken from a watched folder"),
    ("fixes-kept", "保存修正方案", "Repair kept by name"),
    ("folder-not-watched", "停止监视文件夹", "Folder watched no more"),
    ("folder-watched", "监视文件夹", "Folder watched"),
    (
        "format-receipt-of-unknown-message",
        "收到不认识的报文的格式回执",
        "Format receipt of an unknown message",
    ),
    ("four-eyes-set", "设置双人复核", "Four eyes set"),
    ("goods-added", "更新商品备案", "Goods book changed"),
    ("hand-over-outdated", "外部签名的报文已过时", "A message signed elsewhere was outdated"),
    ("handed-over-and-gone", "交给传输客户端的文件不见了", "A file handed over is gone"),
    ("import-discarded", "放弃导入", "Import discarded"),
    ("import-exported", "导出待修改的行", "Rows to repair exported"),
    ("import-merged", "合并改好的文件", "Repaired file merged"),
    ("import-opened", "打开订单文件", "Order files opened"),
    ("import-redone", "恢复导入", "Import redone"),
    ("import-undone", "撤销整个导入", "Import undone"),
    ("key-added", "登记证书", "Key registered"),
    ("key-failed", "证书签名失败", "A key failed to sign"),
    ("key-replaced", "新证书接替旧证书", "A key took over from another"),
    ("key-removed", "删除证书", "Key removed"),
    ("log-begun", "日志开始成链", "The log became a chain"),
    ("log-broken", "发现日志被改动", "The log was found broken"),
    ("log-exported", "导出操作日志", "Activity log exported"),
    ("message-shown", "查看报文原文", "A message was read in full"),
    ("payment-data-taken", "导入支付原始数据", "Payment data imported"),
    ("payment-demand-again", "再次收到同一支付数据查询", "The same demand for payment data again"),
    ("payment-demand-answered", "已答复支付数据查询", "Demand for payment data answered"),
    (
        "payment-demand-clock-differs",
        "支付数据查询的时间与本机不符",
        "The clock of a demand differs from ours",
    ),
    ("payment-demand-failed", "支付数据查询答复失败", "A demand could not be answered"),
    ("payment-demand-late", "支付数据查询已逾期", "A demand is overdue"),
    ("payment-demand-unreadable", "收到无法读取的支付数据查询", "A demand could not be read"),
    ("orders-held", "订单留待以后", "Orders held back"),
    ("orders-taken-up", "订单不再留待", "Orders taken up again"),
    ("payment-demand-heard", "收到支付数据查询", "Demand for payment data"),
    ("person-added", "新增人员", "Person added"),
    ("person-changed", "修改人员", "Person changed"),
    ("person-retired", "停用人员", "Person retired"),
    ("pin-removed", "取消 PIN", "PIN removed"),
    ("pin-set", "设置 PIN", "PIN set"),
    ("publisher-distrusted", "不再信任发布者", "Publisher trusted no more"),
    ("publisher-trusted", "信任发布者", "Publisher trusted"),
    ("receipt-not-understood", "收到无法读取的回执", "A receipt could not be read"),
    ("recipe-kept", "保存映射方案", "Recipe kept"),
    ("repaired", "批量修正", "Repaired in bulk"),
    ("resumed-sending", "继续发送中断的报文", "Sending resumed"),
    ("return-signed", "退货申请已签名", "Return signed"),
    ("import-revealed", "查看导入中完整的个人信息", "Personal data of an import revealed"),
    ("revealed", "查看完整的个人信息", "Personal data revealed"),
    ("review-asked", "再次请求复核", "Review asked again"),
    ("row-corrected", "更正代码表", "Row of a table corrected"),
    ("row-withdrawn", "撤回更正", "Correction withdrawn"),
    ("sent-back", "复核退回", "Sent back"),
    ("sending-asked", "发送", "Sending asked"),
    ("sign-in-refused", "PIN 错误", "Sign-in refused"),
    ("signed", "签名", "Signed"),
    ("signed-in", "开始操作", "Signed in"),
    ("signed-out", "停止操作", "Signed out"),
    ("tables-installed", "安装代码表", "Tables installed"),
    ("taken-back", "收回交给外部程序的报文", "Messages taken back"),
];

/// What stands in the details.
const DETAIL: &[(&str, &str, &str)] = &[
    ("act", "事项", "act"),
    ("above", "超过金额", "above"),
    ("address", "地址", "address"),
    ("algorithm", "算法", "algorithm"),
    ("carried", "并入的旧条目", "entries carried over"),
    ("cells", "单元格", "cells"),
    ("code", "代码", "code"),
    ("count", "票数", "count"),
    ("digest", "摘要", "digest"),
    ("file", "文件", "file"),
    ("files", "文件数", "files"),
    ("import", "导入编号", "import"),
    ("kept", "留待修改", "kept for later"),
    ("key", "证书", "key"),
    ("made", "新清单", "new declarations"),
    ("message", "报文", "message"),
    ("messages", "报文数", "messages"),
    ("mode", "方式", "mode"),
    ("name", "名称", "name"),
    ("orders", "订单数", "orders"),
    ("pin", "PIN", "PIN"),
    ("removed", "撤去", "removed"),
    ("roles", "角色", "roles"),
    ("roles-were", "原角色", "roles before"),
    ("rows", "行数", "rows"),
    ("rule", "规则", "rule"),
    ("serial", "序列号", "serial"),
    ("signed", "已签名的留下", "signed, stay"),
    ("successor", "接替的证书", "taken over by"),
    ("was", "原名称", "name before"),
];

fn find(table: &[(&str, &str, &str)], word: &str) -> Said {
    table
        .iter()
        .find(|(known, _, _)| *known == word)
        .map_or_else(|| Said::same(word), |(_, zh, en)| Said::new(*zh, *en))
}

/// What an entry tells.
pub(super) fn of(what: &str) -> Said {
    find(WHAT, what)
}

/// Name of a detail.
pub(super) fn detail(name: &str) -> Said {
    find(DETAIL, name)
}

/// Values that are words of the desk, under the names that carry them.
const VALUE: &[(&str, &str, &str)] = &[
    ("above", "超过金额", "above an amount"),
    ("always", "全部", "all"),
    ("archivist", "档案员", "archivist"),
    ("declarant", "申报员", "declarant"),
    ("manager", "管理员", "manager"),
    ("never", "不复核", "none"),
    ("no", "无", "no"),
    ("none", "不复核", "none"),
    ("reviewer", "复核员", "reviewer"),
    ("yes", "有", "yes"),
];

/// A value for people: the desk's own words in both languages, everything else as it is.
pub(super) fn value(name: &str, value: &str) -> Said {
    if !matches!(name, "mode" | "pin" | "roles" | "roles-were") {
        return Said::same(value);
    }
    let words: Vec<Said> =
        value.split([',', ' ']).filter(|word| !word.is_empty()).map(|word| find(VALUE, word)).collect();
    let zh: Vec<&str> = words.iter().map(|word| word.zh.as_str()).collect();
    let en: Vec<&str> = words.iter().map(|word| word.en.as_str()).collect();
    Said::new(zh.join("、"), en.join(", "))
}

/// Why the log is broken, and from where on nothing can be vouched for.
pub(super) fn broken(wrong: Wrong, number: i64, at: Option<&Entry>) -> Said {
    match wrong {
        Wrong::Missing => Said::new(
            format!("第 {number} 条不见了：有人删除了条目，或截去了末尾"),
            format!("Entry {number} is gone: entries were deleted, or the end was cut off"),
        ),
        Wrong::Changed => Said::new(
            format!("第 {number} 条的内容被改动"),
            format!("The contents of entry {number} were changed"),
        ),
        Wrong::Unlinked => Said::new(
            format!("第 {number} 条与前一条对不上：前面的条目被替换，或此处插入、调换过"),
            format!(
                "Entry {number} does not follow the one before: that was replaced, or entries were put in or swapped here"
            ),
        ),
        Wrong::Added => Said::new(
            format!("第 {number} 条在封存的末尾之后：有人添加了条目"),
            format!("Entry {number} stands behind the sealed end: it was put in"),
        ),
        Wrong::Unsealed => Said::new(
            "末尾的封存不是本机所作：日志被重新编写过",
            "The end was not sealed by this desk: the log was written anew",
        ),
        Wrong::Told => {
            let why = at.map(|entry| entry.subject.as_str()).unwrap_or_default();
            let (zh, en) = match why {
                "end-gone" => ("末尾的封存不见了", "the seal of the end was gone"),
                "end-not-sealed-here" => ("末尾的封存不是本机所作", "the end was not sealed by this desk"),
                "end-cut-or-changed" => {
                    ("末尾的条目被删除或改动", "the last entries were deleted or changed")
                }
                "copy-of-the-end-gone" => {
                    ("数据文件夹中的末尾副本不见了", "the copy of the end in the data folder was gone")
                }
                "copy-of-the-end-not-sealed-here" => (
                    "数据文件夹中的末尾副本不是本机所作",
                    "the copy of the end in the data folder was not made by this desk",
                ),
                "older-than-the-copy-of-the-end" => (
                    "日志比数据文件夹中的末尾副本旧：末尾被截去并换回了旧的封存",
                    "the log was older than the copy of its end: it was cut and an older seal put back",
                ),
                "end-changed-meanwhile" => (
                    "使用期间末尾被另一个程序改动",
                    "another program changed the end while the desk was open",
                ),
                other => (other, other),
            };
            Said::new(
                format!("第 {number} 条记载：通关台发现日志被改动（{zh}）"),
                format!("Entry {number} tells that the desk found the log changed ({en})"),
            )
        }
    }
}

/// Where the verdicts of reviews and the log differ.
pub(super) fn difference(one: &Difference) -> LogDifference {
    let (entry, no, n) = (one.entry, one.cop_no.as_str(), one.n);
    let of = if no.is_empty() { String::new() } else { format!("（{no}）") };
    let of_en = if no.is_empty() { String::new() } else { format!(" ({no})") };
    let (wrong, zh, en) = match one.unfit {
        Unfit::Missing => (
            "missing",
            format!("第 {entry} 条记载的复核{of}少了 {n} 条：复核记录被删除"),
            format!("Entry {entry}{of_en} tells of {n} more verdicts than there are: they were deleted"),
        ),
        Unfit::Extra if entry == 0 => (
            "extra",
            format!("清单 {no} 的一条复核记录没有日志条目：不是在通关台上复核的"),
            format!("A verdict on declaration {no} has no entry: nobody reviewed it on the desk"),
        ),
        Unfit::Extra => (
            "extra",
            format!("第 {entry} 条记载的复核{of}多出 {n} 条：有人添加了复核记录"),
            format!("Entry {entry}{of_en} tells of {n} fewer verdicts than there are: some were put in"),
        ),
        Unfit::Changed => (
            "changed",
            format!("第 {entry} 条记载的复核{of}与复核记录不一致：记录被改动"),
            format!(
                "The verdicts that entry {entry}{of_en} tells of are not those that are there: they were changed"
            ),
        ),
    };
    LogDifference {
        entry: if entry > 0 { entry.to_string() } else { String::new() },
        declaration: one.cop_no.clone(),
        wrong: wrong.to_owned(),
        count: to_u32(n),
        says: Said::new(zh, en),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_stands_once_and_in_both_languages() {
        for table in [WHAT, DETAIL] {
            let mut words: Vec<&str> = table.iter().map(|(word, _, _)| *word).collect();
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), table.len());
            assert!(table.iter().all(|(_, zh, en)| !zh.is_empty() && !en.is_empty()));
        }
        assert_eq!(of("a-word-of-tomorrow"), Said::same("a-word-of-tomorrow"));
    }
}
