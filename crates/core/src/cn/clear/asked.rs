//! Whether the port takes what is asked of one document: the law's answer, in the words of the port.

use super::{Stage, Word};
use crate::cn::life::{Document, Happens, Leads, Point, permit};
use crate::status::State;

/// What a document asks by its appType and appStatus. Staged is staged, whatever else it says.
#[must_use]
pub fn asked(app_type: &str, app_status: &str) -> Happens {
    match (app_type, app_status) {
        (_, "1") => Happens::Stage,
        ("2", _) => Happens::Change,
        ("3", _) => Happens::Delete,
        _ => Happens::Declare,
    }
}

/// Whether the port takes it. `number` is what the official text names.
///
/// # Errors
/// The refusal with its official number.
pub fn take(of: Document, from: Point, asked: Happens, number: &str) -> Result<Leads, Word> {
    permit(of, from, asked).map_err(|code| Word::official(code, number))
}

/// What is asked comes from before what the port has: it is ignored (compared by appTime, which no source states plainly).
#[must_use]
pub fn stale(of: Document) -> Word {
    let code = match of {
        Document::Order => "-301014",
        Document::Payment => "-401012",
        Document::WaybillStatus => "-505016",
        Document::Entry => "-800005",
        // The official table has no number of its own for the others.
        Document::Waybill => "-504011",
        Document::Inventory | Document::Bill => "-621012",
        Document::Cancel => "-623001",
        Document::Return => "-625001",
    };
    match of {
        Document::Waybill => Word::new(code, "参数校验不通过，接收报文为旧报文数据"),
        Document::Cancel => Word::new(code, "报文校验失败，[接收报文为旧报文数据]"),
        Document::Return => Word::new(code, "退货申请单报文校验失败，[接收报文为旧报文数据]"),
        _ => Word::official(code, ""),
    }
}

impl Stage {
    /// Where the law sees an inventory of which this was said.
    #[must_use]
    pub const fn state(self) -> State {
        match self {
            Stage::New | Stage::Waiting(_) => State::Declaring,
            Stage::Inspected => State::Inspection,
            Stage::Reviewed => State::Review,
            Stage::Released => State::Released,
            Stage::Closed => State::Closed,
            Stage::Refused => State::Rejected,
            Stage::Cancelled => State::Cancelled,
            Stage::Detained(_) => State::Detained,
            Stage::SentBack => State::ShipBack,
        }
    }
}

/// The official texts, where `*` stands for a number.
const TEXTS: &[(&str, &str)] = &[
    ("-301009", "订单标识(appType)不正确,未找到操作的订单"),
    ("-301010", "已存在相同编号的订单"),
    ("-301011", "该订单已向海关申报清单，状态不符"),
    ("-301012", "订单报文处理失败，未找到对应操作"),
    ("-301014", "订单报文处理失败，接收报文为旧报文数据，不做处理"),
    ("-401006", "支付单标识(appType)不正确,未找到对应操作的支付单"),
    ("-401007", "已存在相同编号的支付单"),
    ("-401008", "该支付单已向海关申报支付单，状态不符"),
    ("-401010", "支付单报文处理失败，未找到对应操作"),
    ("-401012", "支付单报文处理失败，接收报文为旧报文数据，不做处理"),
    ("-504014", "运单标识(appType)不正确,未找到操作的运单"),
    ("-504015", "已存在相同编号的运单"),
    ("-504016", "该运单已向海关申报运单，状态不符"),
    ("-505012", "物流运单状态已存在"),
    ("-505014", "物流运单状态报文处理失败，未找到对应操作"),
    ("-505016", "物流报文处理失败，接收报文为旧报文数据，不做处理"),
    ("-621004", "清单[*]已经申报过，请勿重复申报"),
    ("-621011", "不存在已申报的清单[*]，无法进行改单操作"),
    ("-621012", "清单[*]的申报状态不符合改单申报的条件"),
    ("-623001", "报文校验失败，[撤销申请单只能新增]"),
    ("-623003", "系统中不存在清单编号为[*]的清单！"),
    ("-623005", "清单的状态不符合撤单申报要求(清单编号[*])！"),
    ("-623009", "撤单清单[*]已经申报过"),
    ("-623013", "撤单状态[*]不符合删除条件"),
    ("-625001", "退货申请单报文校验失败，[清单[*]未放行]"),
    ("-625016", "查无此数据"),
    ("-625022", "退货申请单[*]的申报状态不符合改单申报的条件"),
    ("-625033", "退货申请单[*]已经申报过，请勿重复申报"),
    ("-800001", "校验不通过，[入库明细单[*]的状态不允许此操作]"),
    ("-800003", "入库明细单报已存在"),
    ("-800005", "入库明细单报文处理失败，接收报文为旧报文数据，不做处理"),
];

impl Word {
    /// A refusal by its official number.
    #[must_use]
    pub fn official(code: &str, number: &str) -> Self {
        let text = TEXTS.iter().find(|(known, _)| *known == code).map_or("处理失败", |(_, text)| *text);
        Word::new(code, text.replace('*', number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cn::life::LIFE;

    #[test]
    fn every_number_of_the_law_has_its_official_text() {
        for row in LIFE {
            if let Leads::Refused(code) = row.leads {
                assert_ne!(Word::official(code, "N").info, "处理失败", "{code}");
            }
        }
        for of in Document::ALL.into_iter().filter(|of| *of != Document::Bill) {
            assert_ne!(stale(of).info, "处理失败", "{of:?}");
            assert!(
                permit(of, Point::At(State::Unknown), Happens::Return).is_err() || of == Document::Inventory
            );
        }
    }

    #[test]
    fn a_staged_document_is_staged_whatever_else_it_asks() {
        assert_eq!(asked("3", "1"), Happens::Stage);
        assert_eq!(
            [asked("1", "2"), asked("2", "2"), asked("3", "2")],
            [Happens::Declare, Happens::Change, Happens::Delete]
        );
    }
}
