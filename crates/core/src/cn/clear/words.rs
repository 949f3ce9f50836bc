//! The words of customs: a state and a text, in the forms that real receipts carry.

use crate::check::{Finding, Rule};
use crate::cn::Case;
use crate::cn::clear::{Detention, Missing};
use crate::cn::life::Document;
use crate::cn::message::ceb621_inventory::Declaration;

/// One receipt's state and text, before it has numbers and a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// `returnStatus`.
    pub status: String,
    /// `returnInfo`, at most 1000 characters.
    pub info: String,
}

/// What customs writes beside its codes.
const CODES: &[(&str, &str)] = &[
    ("1200", "待人工审核"),
    ("1300", "人工退单"),
    ("1311", "担保金额不足,担保金额不足"),
    ("1313", "订购人购买超过年度限额,超过个人年度购买额度"),
    ("1320", "清单表体商品项与订单表体商品项的项数不一致"),
    ("1322", "订单清单表体商品项不一致"),
    ("1327", "订单购买人与支付单支付人名字或身份证号码不一致"),
    ("1332", "支付单支付金额与订单支付金额不一致"),
    ("1800", "逻辑校验通过"),
    ("2300", "审核通过"),
    ("2600", "放行"),
    ("13035", "支付企业不一致"),
    ("13127", "清单上的订购人姓名与订单上的订购人姓名不一致"),
    ("130126", "清单上的订购人电话号码与订单上的订购人电话号码不一致"),
];

type Breach = (&'static Rule<Case>, Vec<Finding>);

impl Word {
    /// A word of any state; the text is cut to what a receipt holds.
    #[must_use]
    pub fn new(status: &str, info: impl Into<String>) -> Self {
        let info = info.into();
        let cut = info.char_indices().nth(1000).map(|(end, _)| info[..end].to_owned());
        Word { status: status.to_owned(), info: cut.unwrap_or(info) }
    }

    /// Whether a receipt with this word repeats the id of the record that was sent; later ones carry one of customs.
    #[must_use]
    pub fn repeats_guid(&self) -> bool {
        matches!(self.status.as_str(), "1" | "2") || self.status.starts_with('-')
    }

    /// 2 of an order, payment or waybill.
    #[must_use]
    pub fn declared(app_type: &str, guid: &str) -> Self {
        Word::new("2", format!("{}申报成功[{guid}]", operation(app_type)))
    }

    /// 1: staged, not declared.
    #[must_use]
    pub fn staged() -> Self {
        Word::new("1", "暂存")
    }

    /// 120: stored, the logic check passed.
    #[must_use]
    pub fn stored() -> Self {
        Word::new("120", group("1800", ""))
    }

    /// 2 of an inventory, naming what has not arrived.
    pub(super) fn taken(declaration: &Declaration, missing: Missing) -> Self {
        let head = &declaration.head;
        let (seller, order, platform) = (&head.seller_code, &head.order_no, &head.platform_code);
        let mut info = format!(
            "清单{}申报成功[{}][电商企业编码：{seller}订单编号：{order}]",
            operation(&head.app_type),
            head.guid
        );
        if missing.order {
            info.push_str(&format!(" 对应电商企业为[{seller}]订单号为[{order}]的订单信息不存在"));
        }
        if missing.waybill {
            info.push_str(&format!(
                " 对应物流企业为[{}]物流单号为[{}]的运单信息不存在",
                head.carrier_code, head.waybill_no
            ));
        }
        if missing.payment {
            info.push_str(&format!(" 对应电商平台为[{platform}]订单号为[{order}]支付信息不存在"));
        }
        Word::new("2", info)
    }

    /// 500.
    pub(super) fn inspected() -> Self {
        Word::new("500", "查验")
    }

    /// 501, 502, 503 or 599.
    pub(super) fn detained(by: Detention) -> Self {
        let info = match by {
            Detention::Clearance => "扣留移送通关",
            Detention::Smuggling => "扣留移送缉私",
            Detention::Legal => "扣留移送法规",
            Detention::Other => "其它扣留",
        };
        Word::new(by.status(), info)
    }

    /// 700.
    pub(super) fn sent_back() -> Self {
        Word::new("700", "退运")
    }

    /// 300.
    pub(super) fn reviewed() -> Self {
        Word::new("300", group("1200", ""))
    }

    /// 399.
    pub(super) fn approved() -> Self {
        Word::new("399", "海关审结")
    }

    /// 399 of a cancel application.
    pub(super) fn cancelled(invt_no: &str) -> Self {
        Word::new("399", group("2300", "") + &format!(",撤单申请审核通过,清单[{invt_no}]已成功撤单"))
    }

    /// 399 of a return application; its text goes by that of a cancellation, for no source shows one.
    pub(super) fn returned() -> Self {
        Word::new("399", group("2300", "") + ",退货申请审核通过")
    }

    /// A line of a return that its inventory does not have.
    pub(super) fn return_line(number: &str, gnum: u32, gcode: &str) -> Self {
        let text =
            format!("退货申请单[{number}],在关联的清单中未找到表体序号为[{gnum}],商品编号为[{gcode}]的数据");
        Word::new("-625209", text)
    }

    /// 800.
    pub(super) fn released() -> Self {
        Word::new("800", group("2600", ""))
    }

    /// 899.
    pub(super) fn closed() -> Self {
        Word::new("899", "结关")
    }

    /// 100 by an officer, with the reason.
    pub(super) fn rejected(reason: &str) -> Self {
        Word::new("100", group("1300", &format!("，{reason}")))
    }

    /// 100 with one code.
    pub(super) fn coded(code: &str, case: &Case) -> Self {
        Word::new("100", logic_text(code, case))
    }

    /// 100 (or an official number below nothing) for what the logic check over all documents found.
    pub(super) fn logic(case: &Case, breaches: &[Breach]) -> Self {
        let of_customs = |rule: &Rule<Case>| rule.customs_code.is_some_and(|code| !code.starts_with('-'));
        if !breaches.iter().any(|(rule, _)| of_customs(rule))
            && breaches.iter().any(|(rule, _)| rule.customs_code.is_some())
        {
            return Word::refused(case, breaches);
        }
        // Coded reasons first: they are what a broker looks for.
        let mut texts: Vec<String> = Vec::new();
        let mut say = |text: String| {
            if !texts.contains(&text) {
                texts.push(text);
            }
        };
        for (rule, _) in breaches.iter().filter(|(rule, _)| of_customs(rule)) {
            say(logic_text(rule.customs_code.unwrap_or_default(), case));
        }
        for (rule, _) in breaches.iter().filter(|(rule, _)| !of_customs(rule)) {
            say(group("1300", &format!("，{}", rule.says.zh)));
        }
        Word::new("100", texts.join(","))
    }

    /// A number below nothing for a single document: the official one of the first breach that has one, else that of
    /// a failed check with the texts of the rules.
    pub(super) fn refused(case: &Case, breaches: &[Breach]) -> Self {
        let official = |(rule, _): &Breach| rule.customs_code.filter(|code| fits(code, case));
        if let Some(code) = breaches.iter().find_map(official)
            && let Some(text) = official_text(code, case)
        {
            return Word::new(code, text);
        }
        let code = breaches.iter().find_map(official);
        let texts: Vec<&str> = breaches.iter().map(|(rule, _)| rule.says.zh).collect();
        let all = texts.join("；");
        let (own, text) = match subject(case) {
            Document::Cancel => ("-623001", format!("报文校验失败，[{all}]")),
            Document::Return => ("-625001", format!("退货申请单报文校验失败，[{all}]")),
            Document::Entry => ("-800001", format!("校验不通过，[{all}]")),
            Document::WaybillStatus => ("-505011", format!("参数校验不通过，{all}")),
            Document::Inventory => ("-621001", format!("清单报文校验失败，[{all}]")),
            Document::Order => ("-301008", format!("参数校验不通过，{all}")),
            Document::Payment => ("-401009", format!("参数校验不通过，[{all}]")),
            Document::Waybill | Document::Bill => ("-504011", format!("参数校验不通过，{all}")),
        };
        Word::new(code.unwrap_or(own), text)
    }
}

/// Which document of a case is answered: an application before the declaration that it is about.
fn subject(case: &Case) -> Document {
    let present = [
        (case.cancel.is_some(), Document::Cancel),
        (case.return_.is_some(), Document::Return),
        (case.entry.is_some(), Document::Entry),
        (case.waybill_status.is_some(), Document::WaybillStatus),
        (case.declaration.is_some(), Document::Inventory),
        (case.order.is_some(), Document::Order),
        (case.payment.is_some(), Document::Payment),
    ];
    present.into_iter().find(|(there, _)| *there).map_or(Document::Waybill, |(_, document)| document)
}

/// Whether an official number belongs to the kind of document that is answered.
fn fits(code: &str, case: &Case) -> bool {
    let family = match subject(case) {
        Document::Cancel => "-623",
        Document::Return => "-625",
        Document::Entry => "-800",
        Document::WaybillStatus => "-505",
        Document::Inventory => "-621",
        Document::Order => "-301",
        Document::Payment => "-401",
        Document::Waybill | Document::Bill => "-504",
    };
    code.starts_with(family) || code.starts_with("-10")
}

fn operation(app_type: &str) -> &'static str {
    match app_type {
        "2" => "变更",
        "3" => "删除",
        _ => "新增",
    }
}

/// `[Code:1800;Desc:逻辑校验通过]`.
fn group(code: &str, more: &str) -> String {
    let text = CODES.iter().find(|(known, _)| *known == code).map_or("", |(_, text)| *text);
    format!("[Code:{code};Desc:{text}{more}]")
}

/// The group of a code and what real texts put behind it.
fn logic_text(code: &str, case: &Case) -> String {
    let (order, payment) = (case.order.as_ref(), case.payment.as_ref());
    match (code, order, payment) {
        ("1320", Some(order), _) => {
            let ours = case.declaration.as_ref().map_or("", |d| d.head.order_no.as_str());
            let behind = format!(",[InventoryHead.orderNo:{ours},OrderHead.orderNo:{}]", order.head.order_no);
            group(code, "") + &behind
        }
        // The second pair has no colon in real texts either.
        ("1332", Some(order), Some(payment)) => {
            let (paid, amount) = (order.head.paid.to_wire(), payment.amount.to_wire());
            group(code, "") + &format!(",[OrderHead.acturalPaid:{paid},PaymentHead.amountPaid{amount}]")
        }
        ("1313", ..) => match year_total(case) {
            Some(total) => group(code, &format!(";totalPrice：{total} > limitPrice: 26,000;")),
            None => group(code, ""),
        },
        _ => group(code, ""),
    }
}

/// What the buyer would have bought in the year, with thousands marked: `26,114.44`.
fn year_total(case: &Case) -> Option<String> {
    let declaration = case.declaration.as_ref()?;
    let total = case.facts.bought_this_year? + declaration_value(declaration);
    if total <= crate::money::Money(rust_decimal::Decimal::from(26_000)) {
        return None;
    }
    let plain = total.to_cent().to_string();
    let (whole, cents) = plain.split_once('.').unwrap_or((&plain, "00"));
    let mut marked = String::new();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            marked.push(',');
        }
        marked.push(digit);
    }
    Some(format!("{marked}.{cents}"))
}

/// Goods, freight and insurance: what counts against the limits.
pub(super) fn declaration_value(declaration: &Declaration) -> crate::money::Money {
    let goods: crate::money::Money = declaration.lines.iter().map(|line| line.total).sum();
    goods + declaration.head.freight + declaration.head.insured_fee
}

/// The official sentences of the codes that rules answer with. The buyer's number never appears in a text.
fn official_text(code: &str, case: &Case) -> Option<String> {
    let declaration = case.declaration.as_ref();
    let number = declaration.map_or("", |d| d.head.cop_no.as_deref().unwrap_or(&d.head.order_no));
    let value = declaration.map_or_else(String::new, |d| declaration_value(d).to_string());
    Some(match code {
        "-10102" => "无效企业代码".to_owned(),
        "-301001" => "订单商品表体信息不存在".to_owned(),
        "-301010" => "已存在相同编号的订单".to_owned(),
        "-301002" => "订单商品信息内有重复商品序号".to_owned(),
        "-621000" => format!("CEB621Message 接收失败，清单表体为空，报文业务主键[{number}]"),
        "-621004" => format!("清单[{number}]已经申报过，请勿重复申报"),
        "-621005" => format!("清单[{number}]的购买金额超过单笔限额[[{value}]]"),
        "-621018" => {
            let used = case.facts.bought_this_year.map_or_else(|| "0".to_owned(), |total| total.to_string());
            format!("清单[{number}]中购买人[*]已用购买额度为[{used}]，本次购买将超过年度限额[26000]")
        }
        "-621027" => "请确认表体gnum 无重复！".to_owned(),
        _ => return None,
    })
}
