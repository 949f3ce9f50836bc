//! The table of patterns, sorted by id.

use super::{Found, groups, numbers};
use crate::check::Severity;
use crate::text::Text;

/// A pattern across the cases of a batch.
pub struct Pattern {
    /// `CN-PATTERN-nnn`; never reused.
    pub id: &'static str,
    /// All of them warn.
    pub severity: Severity,
    /// What it looks like, without values.
    pub says: Text,
    /// What to do.
    pub help: Text,
    /// From how many on it is told, and why from so many.
    pub from: Text,
    /// What looks alike and is not told.
    pub innocent: Text,
    /// Finds it.
    pub(super) look: fn(&Pattern, &mut Found<'_>),
}

const ASK: Text = Text {
    zh: "请核实交易是否真实；二次销售、代购和刷单的订单不能按跨境电商零售进口申报",
    en: "Make sure that the trade is real: orders for resale or made up may not be declared as retail import",
};
const ASK_PAYMENT: Text = Text {
    zh: "请向支付企业核对支付交易编号和支付时间，须为支付企业生成的真实数据",
    en: "Ask the payment company for number and time of the payment: they must be its own",
};

/// Every pattern.
pub static PATTERNS: &[&Pattern] = &[
    &Pattern {
        id: "CN-PATTERN-001",
        severity: Severity::Warns,
        says: Text {
            zh: "同一平台账号为多名订购人下单", en: "One account orders for many buyers"
        },
        help: ASK,
        from: Text {
            zh: "4名订购人起：家庭共用账号一般不超过3人",
            en: "from 4 buyers on: a family that shares an account is rarely more than 3",
        },
        innocent: Text { zh: "一家三口共用一个账号", en: "a family of three with one account" },
        look: groups::account,
    },
    &Pattern {
        id: "CN-PATTERN-002",
        severity: Severity::Warns,
        says: Text { zh: "同一电话用于多名订购人", en: "One telephone for many buyers" },
        help: ASK,
        from: Text {
            zh: "4名订购人起：一部电话一般只供本人和近亲使用",
            en: "from 4 buyers on: a telephone belongs to one person and the closest family",
        },
        innocent: Text { zh: "夫妻两人留同一手机号", en: "a couple that gives one mobile number" },
        look: groups::telephone,
    },
    &Pattern {
        id: "CN-PATTERN-003",
        severity: Severity::Warns,
        says: Text { zh: "同一收件地址用于多名订购人", en: "One address for many buyers" },
        help: ASK,
        from: Text {
            zh: "6名订购人起：一户一般不超过5人；没有门牌号的地址不计",
            en: "from 6 buyers on: a household is rarely more than 5; an address without a number does not count",
        },
        innocent: Text {
            zh: "同住的两三名家人各自下单",
            en: "two or three of a family who order one by one",
        },
        look: groups::address,
    },
    &Pattern {
        id: "CN-PATTERN-004",
        severity: Severity::Warns,
        says: Text { zh: "同一支付人为多名订购人付款", en: "One person pays for many buyers" },
        help: ASK,
        from: Text {
            zh: "4名订购人起：订购人与支付人须为同一人，偶有家人代付",
            en: "from 4 buyers on: buyer and payer must be one person; a family member pays now and then",
        },
        innocent: Text {
            zh: "同一人为自己的多张订单付款",
            en: "one person who pays for several orders of his own",
        },
        look: groups::payer,
    },
    &Pattern {
        id: "CN-PATTERN-005",
        severity: Severity::Warns,
        says: Text { zh: "同一证件号码对应多个姓名", en: "One identity number with many names" },
        help: Text {
            zh: "一个证件号码只有一个姓名，请向订购人核对",
            en: "An identity number has one name: ask the buyers",
        },
        from: Text {
            zh: "2个姓名起：证件号码与姓名一一对应",
            en: "from 2 names on: a number has exactly one",
        },
        innocent: Text { zh: "同名同姓的两个人", en: "two people of one name" },
        look: groups::names,
    },
    &Pattern {
        id: "CN-PATTERN-006",
        severity: Severity::Warns,
        says: Text {
            zh: "多名订购人证件号码的地区和出生日期完全相同",
            en: "Many identity numbers of one county and one birthday",
        },
        help: Text {
            zh: "证件号码可能系编造或批量购买，请核实订购人身份",
            en: "The numbers may be invented or bought: make sure who the buyers are",
        },
        from: Text {
            zh: "4个号码起：即使10万单的批次，偶然出现的可能也极小",
            en: "from 4 numbers on: even among 100,000 orders that is hardly chance",
        },
        innocent: Text { zh: "双胞胎各自下单", en: "twins who order one by one" },
        look: groups::born_together,
    },
    &Pattern {
        id: "CN-PATTERN-007",
        severity: Severity::Warns,
        says: Text { zh: "同一订购人一天内订单过多", en: "One buyer orders too often in a day" },
        help: ASK,
        from: Text {
            zh: "同日10单起：超出个人自用的合理数量",
            en: "from 10 orders a day on: more than one person needs",
        },
        innocent: Text {
            zh: "同日在几家店各下一单", en: "an order each in several shops on one day"
        },
        look: groups::too_often,
    },
    &Pattern {
        id: "CN-PATTERN-008",
        severity: Severity::Warns,
        says: Text {
            zh: "同一订购人同日在同一商家的多张订单合计超过单次交易限值",
            en: "Orders of one buyer, day and seller are together above the single-transaction limit",
        },
        help: Text {
            zh: "请核实是否为规避限值拆单；拆单应合并，按一般贸易申报",
            en: "Make sure that one purchase was not split: join what was split and declare it as general trade",
        },
        from: Text {
            zh: "2单起且每单未超限、合计超过当日限值（2019年起5000元）",
            en: "from 2 orders on, each within the limit of the day (5,000 yuan since 2019) and together above it",
        },
        innocent: Text {
            zh: "合计正好等于限值，或分属两天、两家商家",
            en: "orders that are together exactly the limit, or of two days or two sellers",
        },
        look: groups::split,
    },
    &Pattern {
        id: "CN-PATTERN-009",
        severity: Severity::Warns,
        says: Text { zh: "大量订单在同一秒支付", en: "Many orders were paid in one second" },
        help: ASK_PAYMENT,
        from: Text {
            zh: "同一秒5单起且占本批一成以上：大平台每秒多笔属正常",
            en: "from 5 in one second on that are a tenth of the batch: a busy platform has many a second",
        },
        innocent: Text {
            zh: "高峰时每秒几十笔、但只占本批很小一部分",
            en: "dozens a second at a peak that are a small part of the batch",
        },
        look: groups::same_second,
    },
    &Pattern {
        id: "CN-PATTERN-010",
        severity: Severity::Warns,
        says: Text { zh: "支付交易编号连号", en: "Payment numbers count on" },
        help: ASK_PAYMENT,
        from: Text {
            zh: "前缀相同、尾数等差（步长1至10）5个起：支付企业的编号不会在一个商家的批次内连续",
            en: "from 5 numbers of one prefix and one step (1 to 10) on: a payment company's numbers do not follow one another within the batch of one seller",
        },
        innocent: Text {
            zh: "前缀相同但尾数不等距", en: "numbers of one prefix without a steady step"
        },
        look: numbers::counted_on,
    },
    &Pattern {
        id: "CN-PATTERN-011",
        severity: Severity::Warns,
        says: Text {
            zh: "支付交易编号含连续相同或顺序数字",
            en: "A payment number repeats one digit or counts through the digits",
        },
        help: ASK_PAYMENT,
        from: Text {
            zh: "8位相同的非零数字，或8位顺数、倒数的数字（如12345678）：随机编号中几乎不会出现",
            en: "8 equal digits that are not 0, or 8 that count up or down (12345678): hardly chance",
        },
        innocent: Text { zh: "用0补位的流水号", en: "a serial number that is filled up with 0" },
        look: numbers::typed,
    },
    &Pattern {
        id: "CN-PATTERN-012",
        severity: Severity::Warns,
        says: Text {
            zh: "支付交易编号由订单编号改写而成",
            en: "Payment numbers are made from order numbers",
        },
        help: ASK_PAYMENT,
        from: Text {
            zh: "3单起，且支付编号含订单编号的全部数字（8位以上）：支付编号应由支付企业生成",
            en: "from 3 orders on whose payment number holds all digits (8 or more) of the order number: the payment company makes its own",
        },
        innocent: Text {
            zh: "一两单偶然相符，或订单编号很短",
            en: "one or two by chance, or a short order number",
        },
        look: numbers::copied,
    },
];
