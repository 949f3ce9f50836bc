//! Header names: how two spellings of one name are compared, and what a name means where no template is recognised.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::field::Field;
use super::layouts::{self, Means};
use super::mapping::Confidence;

/// The comparable form of a header: half-width, without white space, without `*` and 必填 marks at either end, in lower
/// case. The unit or rule inside a name stays.
#[must_use]
pub fn normalise(header: &str) -> String {
    let invisible = |c: &char| !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{200b}' | '\u{feff}');
    let plain: String = header.nfkc().filter(invisible).flat_map(char::to_lowercase).collect();
    let mut name = plain.as_str();
    loop {
        let before = name.len();
        for mark in ["*", "(必填)", "[必填]", "【必填】", "必填", ":"] {
            name = name.strip_prefix(mark).unwrap_or(name);
            name = name.strip_suffix(mark).unwrap_or(name);
        }
        if name.len() == before {
            return name.to_owned();
        }
    }
}

/// What a normalised header means without knowing its template. A name that is known but for a unit or a rule behind it
/// is likely, never sure.
pub(super) fn meaning(name: &str) -> Option<(Field, Confidence)> {
    if let Some(known) = DICTIONARY.get(name) {
        return Some(*known);
    }
    let (field, confidence) = *DICTIONARY.get(bare(name)?)?;
    Some((field, if confidence == Confidence::Sure { Confidence::Likely } else { confidence }))
}

/// Every normalised name that means a field, or may.
pub(super) fn names_of(field: Field) -> impl Iterator<Item = &'static str> {
    DICTIONARY.iter().filter(move |(_, (other, _))| *other == field).map(|(name, _)| name.as_str())
}

/// A normalised name without the units and rules that say nothing about its meaning, as `单价(元)`; `None` when there is
/// none. Units that change the value, as grams, stay.
fn bare(name: &str) -> Option<&str> {
    const HARMLESS: &[&str] = &[
        "元",
        "人民币",
        "rmb",
        "cny",
        "¥",
        "单位:元",
        "人民币元",
        "kg",
        "千克",
        "公斤",
        "件",
        "个",
        "文本",
        "文本格式",
        "选填",
        "非必填",
        "可选",
        "可空",
        "18位",
        "11位",
        "10位",
        "10位数",
        "11位数",
        "18位数",
        "中文",
    ];
    let mut left = name;
    while let Some(inner) = left.strip_suffix([')', ']', '】']) {
        let (before, inside) = inner.rsplit_once(['(', '[', '【'])?;
        if !HARMLESS.contains(&inside) {
            break;
        }
        left = before;
    }
    left = ["kg", "rmb", "选填", "元"].iter().find_map(|tail| left.strip_suffix(tail)).unwrap_or(left);
    (left.len() < name.len() && !left.is_empty()).then_some(left)
}

static DICTIONARY: LazyLock<HashMap<String, (Field, Confidence)>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for (header, means) in layouts::OFFICIAL {
        if let Means::Is(field) = means {
            names.entry(normalise(header)).or_insert((*field, Confidence::Sure));
        }
    }
    let alone = layouts::ALONE.iter();
    for (header, means) in alone.chain(layouts::ALL.iter().flat_map(|layout| layout.columns)) {
        let found = match means {
            Means::Is(field) => (*field, Confidence::Likely),
            Means::Ask(field) => (*field, Confidence::Ask),
            Means::Nothing => continue,
        };
        let known = names.entry(normalise(header)).or_insert(found);
        // Two templates that disagree about a name: a person has to say.
        if known.1 == Confidence::Likely && *known != found {
            known.1 = Confidence::Ask;
        }
    }
    // A system's export may name its columns as the messages do. Where documents share a name, a person has to say.
    for field in Field::ALL {
        let shared = Field::ALL.iter().filter(|other| other.element() == field.element()).count() > 1;
        let confidence = if shared { Confidence::Ask } else { Confidence::Likely };
        names.entry(normalise(field.element())).or_insert((*field, confidence));
    }
    names
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_equal() {
        for (header, name) in [
            ("收件人手机号\n（11位数）", "收件人手机号(11位数)"),
            (" 用户购买手机号", "用户购买手机号"),
            ("规格 ", "规格"),
            ("*订单编号", "订单编号"),
            ("订单编号（必填）", "订单编号"),
            ("订单编号*必填", "订单编号"),
            ("毛重ＫＧ", "毛重kg"),
            ("店铺Id", "店铺id"),
            ("起运国\u{a0}（地区）", "起运国(地区)"),
            ("第一法定数量CD类必填，AB类不填", "第一法定数量cd类必填,ab类不填"),
            ("***", ""),
        ] {
            assert_eq!(normalise(header), name, "{header}");
        }
    }

    #[test]
    fn near_names_are_never_swapped() {
        for (header, field, confidence) in [
            ("订购人姓名", Field::BuyerName, Confidence::Sure),
            ("收货人姓名", Field::Consignee, Confidence::Sure),
            ("购买人姓名", Field::BuyerName, Confidence::Likely),
            ("收件人姓名", Field::Consignee, Confidence::Likely),
            ("收件人身份证号", Field::BuyerId, Confidence::Ask),
            ("申报海关代码", Field::DeclarationPort, Confidence::Sure),
            ("口岸海关代码", Field::EntryPort, Confidence::Sure),
            ("原产国", Field::Origin, Confidence::Sure),
            ("起运国", Field::Departure, Confidence::Sure),
            ("贸易国别", Field::Origin, Confidence::Ask),
            ("运费", Field::ListFreight, Confidence::Sure),
            ("运杂费", Field::Freight, Confidence::Sure),
            ("保费", Field::Insurance, Confidence::Sure),
            ("保价费", Field::WaybillInsurance, Confidence::Sure),
            ("商品编码", Field::TariffCode, Confidence::Sure),
            ("税号", Field::TariffCode, Confidence::Ask),
            ("行邮税号", Field::TariffCode, Confidence::Ask),
            ("商品名称", Field::GoodsName, Confidence::Sure),
            ("企业商品名称", Field::ItemName, Confidence::Sure),
            ("电商平台代码", Field::PlatformCode, Confidence::Sure),
            ("电商企业代码", Field::SellerCode, Confidence::Sure),
            ("支付交易编码", Field::PaymentNo, Confidence::Sure),
            ("支付交易编号", Field::PaymentNo, Confidence::Sure),
            ("店铺名称", Field::SellerName, Confidence::Ask),
        ] {
            assert_eq!(meaning(&normalise(header)), Some((field, confidence)), "{header}");
        }
        assert_eq!(meaning("支付方式"), None);
    }

    #[test]
    fn a_unit_behind_a_known_name_is_likely_harmless_and_grams_are_not() {
        for (header, means) in [
            ("单价（元）", Some((Field::Price, Confidence::Likely))),
            ("总价(RMB)", Some((Field::LineTotal, Confidence::Likely))),
            ("实际支付金额(元)(必填)", Some((Field::Paid, Confidence::Likely))),
            ("净重（公斤）", Some((Field::NetWeight, Confidence::Sure))),
            ("订购人证件号码（18位）", Some((Field::BuyerId, Confidence::Likely))),
            ("身份证号(18位)", Some((Field::BuyerId, Confidence::Ask))),
            ("净重(克)", None),
            ("单价(美元)", None),
            ("(元)", None),
        ] {
            assert_eq!(meaning(&normalise(header)), means, "{header}");
        }
    }
}
