//! What an assessment could not know, or what the order is not allowed.

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// The kinds of warning. The name on the wire is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum WarningKind {
    /// Above the single limit, and not one indivisible item.
    SingleLimitExceeded,
    /// Above the annual limit.
    AnnualLimitExceeded,
    /// The code is in no table.
    CodeUnknown,
    /// The rate was derived, not read for this code.
    RateUnsure,
    /// No duty rate is known for a line that is taxed in full.
    DutyUnknown,
    /// The labelled content is unknown, so the threshold cannot be tested.
    ContentUnknown,
    /// Packages stood in for pieces when the threshold was tested.
    ContentByPackages,
    /// Freight and insurance decide whether the threshold is reached.
    ThresholdByFreight,
    /// The quantity for the specific part is unknown.
    QuantityUnknown,
    /// Litres were worked out from the weight.
    LitresByWeight,
    /// A promotion was taken off the base.
    PromotionUnsure,
    /// An amount is negative or larger than the messages carry.
    AmountOutOfRange,
    /// The day is before the tax existed.
    DateBeforeRates,
}

impl WarningKind {
    /// The warning as people read it.
    #[must_use]
    pub const fn says(self) -> Text {
        match self {
            WarningKind::SingleLimitExceeded => Text {
                zh: "完税价格超过单次交易限值，且不是单件不可分割商品：不能按跨境电商零售进口申报，请按一般贸易办理",
                en: "The base exceeds the single-transaction limit and is not one indivisible item: declare it as general goods",
            },
            WarningKind::AnnualLimitExceeded => Text {
                zh: "累计超过个人年度交易限值：不能享受限值以内的税率，请按一般贸易办理",
                en: "The buyer's annual limit is exceeded: declare it as general goods",
            },
            WarningKind::CodeUnknown => Text {
                zh: "税率表中没有这个商品编码，按相近编码估算，请核实",
                en: "This HS code is in no rate table; the rates of its neighbours were taken: please check",
            },
            WarningKind::RateUnsure => Text {
                zh: "该编码的税率按税目归类推得，未逐码核对",
                en: "The rates of this code were derived from the lists of goods, not checked for this very code",
            },
            WarningKind::DutyUnknown => Text {
                zh: "全额征税但关税税率未知，关税暂按 0 计算，实际税额会更高",
                en: "Taxed in full, but the duty rate is unknown: duty counts as 0 here and the real tax is higher",
            },
            WarningKind::ContentUnknown => Text {
                zh: "缺少标注含量，无法判断是否达到消费税起征单价，按应征计算",
                en: "Without the labelled content the threshold of the consumption tax cannot be tested; it was charged",
            },
            WarningKind::ContentByPackages => Text {
                zh: "未申报片（张）数，以件数代替计算单价，请核实",
                en: "The number of sheets is not declared; packages were counted instead: please check",
            },
            WarningKind::ThresholdByFreight => Text {
                zh: "是否计入运费和保费会改变消费税的适用，请核实",
                en: "Whether freight and insurance count decides if the consumption tax applies: please check",
            },
            WarningKind::QuantityUnknown => Text {
                zh: "缺少升数或重量，从量部分的消费税未计入",
                en: "Without litres or a weight the specific part of the consumption tax was left out",
            },
            WarningKind::LitresByWeight => Text {
                zh: "未申报升数，按重量折算从量部分的消费税，请核实",
                en: "No litres are declared; the specific part of the consumption tax follows from the weight: please check",
            },
            WarningKind::PromotionUnsure => Text {
                zh: "促销优惠已从完税价格中扣除，海关是否认可以审核为准",
                en: "The promotion was taken off the base; customs may see it otherwise",
            },
            WarningKind::AmountOutOfRange => Text {
                zh: "金额为负或超出报文允许的范围，已按边界值计算",
                en: "An amount is negative or larger than the messages carry; the nearest allowed one was taken",
            },
            WarningKind::DateBeforeRates => Text {
                zh: "申报日期早于该税种开征日期，按最早的税率计算",
                en: "The day lies before this tax began; its first rates were taken",
            },
        }
    }
}

/// One warning and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Warning {
    /// What it is.
    pub kind: WarningKind,
    /// The line, or nothing for the whole order.
    pub gnum: Option<u32>,
}

impl Warning {
    pub(super) fn order(kind: WarningKind) -> Warning {
        Warning { kind, gnum: None }
    }

    pub(super) fn line(kind: WarningKind, gnum: u32) -> Warning {
        Warning { kind, gnum: Some(gnum) }
    }
}
