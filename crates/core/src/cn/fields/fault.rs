//! What can be wrong with a single field, in words.

use crate::text::Text;

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
