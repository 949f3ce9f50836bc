//! One row a field: element, labels, presence, form and code table, in the order that the schema demands.
//!
//! The rows are the single source of what a message may carry. The same check runs over what the desk is about to
//! write and over what the service has received, so what the desk calls well-formed is never refused for its form.
//! Source: interface document and schema of the unified system, edition 202205, checked against edition 2018.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::check::{Finding, Severity};
use crate::cn::codes::{Codes, Tables};
use crate::cn::message::frame::{Entity, Frame, Part};
use crate::cn::message::layout::{Layout, SignatureNeed};
use crate::cn::tables::{Held, mark_entity};
use crate::money::plain_decimal;
use crate::text::Text;
use crate::time::{BeijingTime, date_from_wire};

pub mod after;
pub mod frame;
pub mod inventory;
pub mod order;
pub mod payment;
pub mod payment_data;
pub mod tax;
pub mod waybill;

/// Whether an element must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// The schema demands it.
    Required,
    /// The sources disagree: required when sending, optional when reading.
    Advised,
    /// May be left out.
    Optional,
    /// Demanded by a business rule in some cases.
    Conditional,
}

/// The shape of a value, lengths in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `C..n` and `Cm..n`.
    Text {
        /// At least.
        min: usize,
        /// At most.
        max: usize,
    },
    /// `Cn`.
    Exact(usize),
    /// `N19,5`: at most 19 digits in all, 5 of them after the point; not below nothing.
    Amount,
    /// `N19,5` and more than nothing.
    Positive,
    /// A whole number of at most so many digits.
    Whole {
        /// At most.
        digits: usize,
    },
    /// `YYYYMMDDhhmmss`.
    Time,
    /// `YYYYMMDDhhmmssSSS`.
    TimeMs,
    /// `YYYYMMDD`.
    Date,
    /// Anything at all.
    Open,
}

/// Which values a field of the right shape may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// Any.
    Any,
    /// One of a short list.
    OneOf(&'static [&'static str]),
    /// Digits only.
    Digits,
    /// A whole number with an optional minus.
    Integer,
    /// A code of a customs table.
    Table(Codes),
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The authority's name.
    pub element: &'static str,
    /// Label, Chinese: the official one.
    pub zh: &'static str,
    /// Label, English.
    pub en: &'static str,
    /// Whether it must be there.
    pub presence: Presence,
    /// Its shape.
    pub form: Form,
    /// Its values.
    pub values: Values,
    /// An empty element is taken although the form would not allow it, as the official samples show.
    pub or_empty: bool,
    /// Whether we write it; real files carry elements that the schema does not know, and those are only read.
    pub written: bool,
}

/// The fields below one element, in order.
#[derive(Debug)]
pub struct Group {
    /// The element that holds them.
    pub element: &'static str,
    /// The rows.
    pub fields: &'static [Field],
}

impl Group {
    /// The row of an element and its place.
    #[must_use]
    pub fn find(&self, element: &str) -> Option<(usize, &'static Field)> {
        self.fields.iter().enumerate().find(|(_, f)| f.element == element)
    }
}

const TIME: Form = Form::Time;
const TIME_MS: Form = Form::TimeMs;
const DATE: Form = Form::Date;
const AMOUNT: Form = Form::Amount;
const POSITIVE: Form = Form::Positive;
const OPEN: Form = Form::Open;

const fn upto(max: usize) -> Form {
    Form::Text { min: 0, max }
}

const fn exactly(length: usize) -> Form {
    Form::Exact(length)
}

const fn field(
    element: &'static str,
    zh: &'static str,
    en: &'static str,
    presence: Presence,
    form: Form,
) -> Field {
    Field { element, zh, en, presence, form, values: Values::Any, or_empty: false, written: true }
}

const fn required(element: &'static str, zh: &'static str, en: &'static str, form: Form) -> Field {
    field(element, zh, en, Presence::Required, form)
}

const fn advised(element: &'static str, zh: &'static str, en: &'static str, form: Form) -> Field {
    field(element, zh, en, Presence::Advised, form)
}

const fn optional(element: &'static str, zh: &'static str, en: &'static str, form: Form) -> Field {
    field(element, zh, en, Presence::Optional, form)
}

const fn conditional(element: &'static str, zh: &'static str, en: &'static str, form: Form) -> Field {
    field(element, zh, en, Presence::Conditional, form)
}

impl Field {
    const fn values(mut self, values: Values) -> Field {
        self.values = values;
        self
    }

    const fn or_empty(mut self) -> Field {
        self.or_empty = true;
        self
    }

    const fn only_read(mut self) -> Field {
        self.written = false;
        self
    }

    /// Whether an empty element may stand here.
    #[must_use]
    pub fn may_be_empty(&self) -> bool {
        match self.form {
            Form::Text { min: 0, .. } => self.or_empty || self.presence != Presence::Required,
            Form::Open => true,
            _ => self.or_empty,
        }
    }
}

/// What can be wrong with a single field. The id is stable, the sentences say what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A demanded element is not there.
    Missing,
    /// A demanded value, or one of exact form, is empty.
    Empty,
    /// Too long, too short, or not of the exact length.
    Length,
    /// Not a plain decimal of at most 19 digits, 5 after the point; or not a whole number.
    Number,
    /// Below nothing, or nothing where more is demanded.
    Sign,
    /// No such day or time.
    Time,
    /// Not one of the values allowed, or not in the customs table.
    Code,
    /// A character that no message may carry.
    Characters,
    /// An element that stands at the wrong place, twice, or that the table does not know.
    Order,
}

/// All faults, for documentation and tests.
pub const FAULTS: [Fault; 9] = [
    Fault::Missing,
    Fault::Empty,
    Fault::Length,
    Fault::Number,
    Fault::Sign,
    Fault::Time,
    Fault::Code,
    Fault::Characters,
    Fault::Order,
];

impl Fault {
    /// `CN-FORM-…`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Fault::Missing => "CN-FORM-MISSING",
            Fault::Empty => "CN-FORM-EMPTY",
            Fault::Length => "CN-FORM-LENGTH",
            Fault::Number => "CN-FORM-NUMBER",
            Fault::Sign => "CN-FORM-SIGN",
            Fault::Time => "CN-FORM-TIME",
            Fault::Code => "CN-FORM-CODE",
            Fault::Characters => "CN-FORM-CHARACTERS",
            Fault::Order => "CN-FORM-ORDER",
        }
    }

    /// What is wrong.
    #[must_use]
    pub const fn says(self) -> Text {
        match self {
            Fault::Missing => Text { zh: "缺少必填字段", en: "A required field is missing" },
            Fault::Empty => Text { zh: "字段不能为空", en: "The field must not be empty" },
            Fault::Length => Text { zh: "长度不符合规定", en: "The length is not as prescribed" },
            Fault::Number => {
                Text { zh: "不是规定格式的数字", en: "Not a number of the prescribed form" }
            }
            Fault::Sign => {
                Text { zh: "数值缺失、为零或为负", en: "The value is missing, nothing or negative" }
            }
            Fault::Time => Text { zh: "日期或时间不存在", en: "No such date or time" },
            Fault::Code => {
                Text { zh: "代码不在允许范围内", en: "The code is not one of those allowed" }
            }
            Fault::Characters => Text {
                zh: "含有报文不允许的字符",
                en: "Holds a character that no message may carry",
            },
            Fault::Order => Text {
                zh: "元素未知、重复或顺序不对",
                en: "The element is unknown, repeated or out of order",
            },
        }
    }

    /// What to do.
    #[must_use]
    pub const fn help(self) -> Text {
        match self {
            Fault::Missing | Fault::Empty => Text {
                zh: "请在订单表或客户资料中补填该字段",
                en: "Fill it in the order sheet or the client profile",
            },
            Fault::Length => Text {
                zh: "请按字段表规定的长度填写（按字符计）",
                en: "Keep to the length in the field table, counted in characters",
            },
            Fault::Number => Text {
                zh: "只用数字和小数点，最多19位，其中小数最多5位，不用千分号",
                en: "Use digits and a point only, at most 19 digits, 5 after the point, no thousands mark",
            },
            Fault::Sign => Text {
                zh: "请核对金额、数量或重量",
                en: "Look at the amount, quantity or weight again",
            },
            Fault::Time => Text {
                zh: "请用北京时间，格式 YYYYMMDD 或 YYYYMMDDhhmmss",
                en: "Use Beijing time as YYYYMMDD or YYYYMMDDhhmmss",
            },
            Fault::Code => {
                Text { zh: "请从海关代码表中选择", en: "Choose a code of the customs table" }
            }
            Fault::Characters => Text { zh: "请删除控制字符", en: "Remove the control characters" },
            Fault::Order => Text {
                zh: "请按规范的元素名称和顺序生成报文",
                en: "Write the elements with the names and in the order of the schema",
            },
        }
    }
}

/// Judges one value that stands in the message. `None` means that it is fine.
#[must_use]
pub fn judge(field: &Field, text: &str, tables: &Tables) -> Option<(Fault, Severity)> {
    let stops = |fault| Some((fault, Severity::Stops));
    if text.is_empty() {
        return if field.may_be_empty() { None } else { stops(Fault::Empty) };
    }
    if !text.chars().all(is_xml_char) {
        return stops(Fault::Characters);
    }
    let length = || text.chars().count();
    let fault = match field.form {
        Form::Text { min, max } => (!(min..=max).contains(&length())).then_some(Fault::Length),
        Form::Exact(n) => (length() != n).then_some(Fault::Length),
        Form::Amount | Form::Positive => judge_amount(text, field.form == Form::Positive),
        Form::Whole { digits } => {
            let (negative, bare) = text.strip_prefix('-').map_or((false, text), |bare| (true, bare));
            let significant = bare.trim_start_matches('0');
            if bare.is_empty() || !bare.bytes().all(|b| b.is_ascii_digit()) || significant.len() > digits {
                Some(Fault::Number)
            } else {
                (negative || significant.is_empty()).then_some(Fault::Sign)
            }
        }
        Form::Time => (text.len() != 14 || BeijingTime::from_wire(text).is_none()).then_some(Fault::Time),
        Form::TimeMs => (text.len() != 17 || BeijingTime::from_wire(text).is_none()).then_some(Fault::Time),
        Form::Date => date_from_wire(text).is_none().then_some(Fault::Time),
        Form::Open => None,
    };
    if let Some(fault) = fault {
        return stops(fault);
    }
    match field.values {
        Values::Any => None,
        Values::OneOf(list) if list.contains(&text) => None,
        Values::Digits if text.bytes().all(|b| b.is_ascii_digit()) => None,
        Values::Integer if is_integer(text) => None,
        Values::Table(codes) if tables.knows(codes, text) => None,
        // The country table in hand ends in 2006; a code after it may be right.
        Values::Table(Codes::Country | Codes::Wrap) => Some((Fault::Code, Severity::Warns)),
        Values::OneOf(_) | Values::Digits | Values::Integer | Values::Table(_) => stops(Fault::Code),
    }
}

fn judge_amount(text: &str, more_than_nothing: bool) -> Option<Fault> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let significant = whole.trim_start_matches('0').len() + fraction.trim_end_matches('0').len();
    if significant > 19 || fraction.trim_end_matches('0').len() > 5 {
        return Some(Fault::Number);
    }
    let Some(value) = plain_decimal(text) else { return Some(Fault::Number) };
    let negative = value.is_sign_negative() && !value.is_zero();
    (negative || (more_than_nothing && value.is_zero())).then_some(Fault::Sign)
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// XML 1.0 `Char`.
fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Who looks at a message: the one who writes it, or the one who receives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What the sources call required in any edition must be there.
    Sender,
    /// Only what the schema demands must be there.
    Receiver,
}

/// The day whose tables judge a record: that of the declaration, else that on which it was written.
pub(super) fn day_of(entity: &Entity<'_>) -> Option<Date> {
    let head = entity.head.as_ref()?;
    let elements = ["declTime", "appTime", "returnTime"];
    elements.iter().find_map(|element| head.get(element)?.get(..8).and_then(date_from_wire))
}

/// Judges every field of every record of a message, each by the tables of its own day, and the frame around them.
#[must_use]
pub fn check_frame(frame: &Frame<'_>, side: Side, held: &Held) -> Vec<Finding> {
    let layout = frame.kind.layout();
    let tables = held.newest();
    let mut found = Vec::new();
    let fault = |fault: Fault, at: String, value: &str| {
        let finding = Finding::new(fault.id(), Severity::Stops, at, fault.says(), fault.help());
        if value.is_empty() { finding } else { finding.with_value(value.to_owned()) }
    };
    if frame.guid.chars().count() != 36 {
        found.push(fault(
            if frame.guid.is_empty() { Fault::Missing } else { Fault::Length },
            "@guid".into(),
            &frame.guid,
        ));
    }
    if frame.version.is_empty() || frame.version.chars().count() > 10 {
        found.push(fault(Fault::Length, "@version".into(), &frame.version));
    }
    if frame.entities.is_empty() {
        found.push(fault(Fault::Missing, layout.entity.to_owned(), ""));
    }
    if frame.entities.len() > layout.most {
        let says = Text {
            zh: "一份报文的记录数超过上限", en: "The message holds more records than allowed"
        };
        let help = Text {
            zh: "请拆成几份报文，每份不超过100条（入库明细单每份1条）",
            en: "Split it: at most 100 records a message, and one warehouse entry",
        };
        let at = layout.entity.to_owned();
        let finding = Finding::new(Fault::Length.id(), Severity::Stops, at, says, help);
        found.push(finding.with_value(frame.entities.len().to_string()));
    }
    for (number, entity) in frame.entities.iter().enumerate() {
        let tables = day_of(entity).map_or(tables, |day| held.on(day));
        check_entity(layout, entity, number + 1, side, tables, &mut found);
    }
    match &frame.transfer {
        Some(part) => check_part(part, "BaseTransfer", side, tables, &mut found),
        None if layout.transfer => found.push(fault(Fault::Missing, "BaseTransfer".into(), "")),
        None => {}
    }
    for (number, part) in frame.subscribes.iter().enumerate() {
        check_part(part, &format!("BaseSubscribe[{}]", number + 1), side, tables, &mut found);
    }
    if frame.subscribes.len() > 5 {
        found.push(fault(Fault::Length, "BaseSubscribe".into(), &frame.subscribes.len().to_string()));
    }
    if let Some(part) = &frame.extension {
        check_part(part, "ExtendMessage", side, tables, &mut found);
    }
    if layout.signature == SignatureNeed::Required && !frame.signed {
        let says = Text { zh: "报文没有签名", en: "The message is not signed" };
        let help = Text {
            zh: "请用申报企业的证书签名后再发送",
            en: "Sign it with the certificate of the declaring enterprise, then send it",
        };
        found.push(Finding::new(Fault::Missing.id(), Severity::Stops, "Signature".into(), says, help));
    }
    for stray in &frame.strays {
        found.push(fault(Fault::Order, stray.clone(), ""));
    }
    found
}

/// Judges one record.
pub fn check_entity(
    layout: &Layout,
    entity: &Entity<'_>,
    number: usize,
    side: Side,
    tables: &Tables,
    found: &mut Vec<Finding>,
) {
    let root = format!("{}[{number}]", layout.entity);
    let stops =
        |fault: Fault, at: String| Finding::new(fault.id(), Severity::Stops, at, fault.says(), fault.help());
    match &entity.head {
        Some(head) if layout.wrapped => {
            check_part(head, &format!("{root}/{}", layout.head.element), side, tables, found)
        }
        Some(head) => check_part(head, &root, side, tables, found),
        None => found.push(stops(Fault::Missing, format!("{root}/{}", layout.head.element))),
    }
    if let Some(list) = layout.list {
        if entity.lines.is_empty() {
            found.push(stops(Fault::Missing, format!("{root}/{}", list.element)));
        }
        if entity.lines.len() > layout.most_lines {
            found.push(stops(Fault::Length, format!("{root}/{}", list.element)));
        }
        for (line, part) in entity.lines.iter().enumerate() {
            check_part(part, &format!("{root}/{}[{}]", list.element, line + 1), side, tables, found);
        }
    }
    for stray in &entity.strays {
        found.push(stops(Fault::Order, format!("{root}/{stray}")));
    }
    mark_entity(layout, entity, number, tables, found);
}

fn check_part(part: &Part<'_>, path: &str, side: Side, tables: &Tables, found: &mut Vec<Finding>) {
    for (field, value) in part.group.fields.iter().zip(&part.values) {
        let verdict = match value {
            None => missing(field, side),
            Some(text) => judge(field, text, tables),
        };
        if let Some((fault, severity)) = verdict {
            let at = format!("{path}/{}", field.element);
            let finding = Finding::new(fault.id(), severity, at, fault.says(), fault.help());
            found.push(match value {
                Some(text) if !text.is_empty() && may_be_shown(field.element) => {
                    finding.with_value(shorten(text))
                }
                _ => finding,
            });
        }
    }
    for stray in &part.strays {
        let fault = Fault::Order;
        found.push(Finding::new(
            fault.id(),
            Severity::Stops,
            format!("{path}/{stray}"),
            fault.says(),
            fault.help(),
        ));
    }
}

fn missing(field: &Field, side: Side) -> Option<(Fault, Severity)> {
    match (field.presence, side) {
        (Presence::Required, _) | (Presence::Advised, Side::Sender) => {
            Some((Fault::Missing, Severity::Stops))
        }
        (Presence::Advised, Side::Receiver) => Some((Fault::Missing, Severity::Warns)),
        (Presence::Optional | Presence::Conditional, _) => None,
    }
}

/// Names, identity numbers, telephones and addresses never go into a finding.
fn may_be_shown(element: &str) -> bool {
    let private = ["IdNumber", "buyerName", "payerName", "elephone", "ddress", "consignee", "buyerRegNo"];
    !private.iter().any(|part| element.contains(part))
}

fn shorten(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(60) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(form: Form, text: &str) -> Option<Fault> {
        judge(&required("x", "某", "some", form), text, &Tables::built_in()).map(|(fault, _)| fault)
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        assert_eq!(verdict(upto(3), "通关台"), None);
        assert_eq!(verdict(upto(3), "通关台了"), Some(Fault::Length));
        assert_eq!(verdict(exactly(2), "甲乙"), None);
        assert_eq!(verdict(exactly(2), "甲"), Some(Fault::Length));
        assert_eq!(verdict(upto(3), ""), Some(Fault::Empty));
        assert_eq!(verdict(Form::Text { min: 2, max: 3 }, "甲"), Some(Fault::Length));
    }

    #[test]
    fn amounts_hold_nineteen_digits_and_five_decimals() {
        for (text, expected) in [
            ("12345678901234.12345", None),
            ("123456789012345.12345", Some(Fault::Number)),
            ("1.123456", Some(Fault::Number)),
            ("1.1234500", None),
            ("000.5", None),
            ("-0.01", Some(Fault::Sign)),
            ("0", None),
            ("1e3", Some(Fault::Number)),
            ("1,000", Some(Fault::Number)),
        ] {
            assert_eq!(verdict(AMOUNT, text), expected, "{text}");
        }
        assert_eq!(verdict(POSITIVE, "0.00"), Some(Fault::Sign));
    }

    #[test]
    fn control_characters_are_refused() {
        assert_eq!(verdict(upto(9), "a\u{1}b"), Some(Fault::Characters));
    }
}
